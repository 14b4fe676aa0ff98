"""Scales shared by all counties and years of a province, and what a page's key holds of them."""

import sys
from pathlib import Path

import pytest

from karnameh.execute.inputs import Inputs
from karnameh.present.scales import scale
from karnameh.publication import Publication
from karnameh.suite import Brief
from karnameh.trace import recording

sys.path.insert(0, str(Path(__file__).parents[1]))
import worlds

CASE = worlds.Case("scales")
SUITE = worlds.suite(CASE)
BRIEF = Brief("county_brief", worlds.AREAS["4002"], "fa", 1397)


def with_jobs(category="", **changed):
    """The publication with some fields of a row of elsewhere in another year changed."""
    frame = worlds.publication(CASE).frame.copy()
    row = (frame["year"] == 1396) & (frame["area"] == "4003") & (frame["indicator"] == "count_jobs")
    row &= frame["category"] == category
    assert row.sum() == 1
    frame.loc[row, list(changed)] = list(changed.values())
    return Publication(frame, worlds.publication(CASE).about)


def scale_of(key, publication=None):
    return scale(publication or worlds.publication(CASE), SUITE, key)


def key_of(publication, looked):
    return Inputs(worlds._OFFICE, publication, "engine 1").of(BRIEF, looked, "html")["publication"]


def test_a_scale_of_shares_ends_at_the_next_ten():
    low, high = scale_of("shares/40/count_jobs/sector")
    assert low == 0 and high % 10 == 0 and 10 <= high < 100
    assert scale_of("shares/40/count_jobs/sector", with_jobs("livestock", value="200"))[1] > high


def test_without_any_share_a_scale_ends_at_a_hundred():
    frame = worlds.publication(CASE).frame
    none = frame.assign(value="", numerator="", denominator="", status="suppressed")
    publication = Publication(none, worlds.publication(CASE).about)
    assert scale_of("shares/40/count_jobs/sector", publication) == (0, 100)
    assert scale_of("between/40/share_jobs_women/", publication) == (0, 100)
    assert scale_of("from_nothing/40/rate_plans_per_supervisor/", publication) == (0, 1)


def test_where_no_category_has_any_a_scale_ends_at_ten():
    frame = worlds.publication(CASE).frame.copy()
    parts = (frame["indicator"] == "count_jobs") & (frame["category"] != "") & (frame["status"] == "reported")
    frame.loc[parts, "value"] = "0"
    publication = Publication(frame, worlds.publication(CASE).about)
    assert scale_of("shares/40/count_jobs/sector", publication) == (0, 10)


def test_a_scale_between_has_room_and_holds_every_county():
    low, high = scale_of("between/40/share_jobs_women/")
    cells = [worlds.publication(CASE).cell(1397, code, "share_jobs_women") for code in worlds.COUNTIES["40"]]
    assert low < high and all(low <= cell.value <= high for cell in cells)


def test_looking_at_a_scale_is_not_looking_at_its_rows():
    with recording() as looked:
        scale_of("shares/40/count_jobs/sector")
    assert looked == {"scale shares/40/count_jobs/sector"}


@pytest.mark.parametrize(("jobs", "same"), [("71", True), ("110", False)])
def test_a_row_of_elsewhere_counts_only_where_it_moves_the_scale(jobs, same):
    looked = ["scale shares/40/count_jobs/sector", "rows 1397/4002/count_jobs/sector"]
    moved = with_jobs("livestock", value=jobs)
    assert (key_of(moved, looked) == key_of(worlds.publication(CASE), looked)) is same
