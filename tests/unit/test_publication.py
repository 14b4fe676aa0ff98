"""The published table as it is written, read and asked."""

import json
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from karnameh.disclosure import Rule, protect
from karnameh.errors import DataError
from karnameh.indicators.catalogue import KEY, PUBLISHED
from karnameh.indicators.rollup import roll_up
from karnameh.publication import About, Cell, Publication, to_csv
from karnameh.trace import recording

ABOUT = About(synthetic=True, threshold=2, edition=1, data_date="2019-03-20")


@pytest.fixture(scope="module")
def frame(office_results, tiny_suite):
    return protect(roll_up(office_results, tiny_suite), tiny_suite, Rule(0)).table


def of_province(path: Path, code: str) -> Publication:
    return Publication.of_province(path, code, sorted(set(Publication.read(path).frame["year"])))


@pytest.fixture
def path(tmp_path, frame):
    Publication(frame, ABOUT).write(tmp_path / "derived" / "publication.csv")
    return tmp_path / "derived" / "publication.csv"


def test_the_file_is_as_the_contract_wants_it(path):
    data = path.read_bytes()
    lines = data.decode("utf-8").split("\n")
    assert (
        lines[0]
        == "year,area,area_name_en,indicator,breakdown,category,numerator,denominator,value,unit,status,note"
    )
    assert b"\r" not in data
    assert not data.startswith(b"\xef\xbb\xbf")
    assert lines[-1] == ""
    assert "1397,40,Nemuneh,count_jobs,,,17,,17,job,reported," in lines
    assert "1397,40,Nemuneh,share_jobs_women,,,11,17,64.7,percent,reported," in lines
    assert "1397,40,Nemuneh,count_purchases,,,4,,4,purchase,reported,partial: 2 of 3" in lines
    assert "1397,4003,Payindeh,count_purchases,,,,,,purchase,no_data," in lines
    assert "1397,4003,Payindeh,rate_plans_per_supervisor,,,,,,plans_per_supervisor,not_defined," in lines


def test_what_is_written_is_read_and_written_again_to_the_byte(path, tmp_path):
    again = tmp_path / "again.csv"
    Publication.read(path).write(again)
    assert again.read_bytes() == path.read_bytes()
    assert again.with_suffix(".json").read_bytes() == path.with_suffix(".json").read_bytes()


def test_what_holds_for_the_whole_is_kept_beside_it(path):
    assert Publication.read(path).about == ABOUT
    assert json.loads(path.with_suffix(".json").read_text()) == {
        "synthetic": True,
        "threshold": 2,
        "edition": 1,
        "data_date": "2019-03-20",
        "revised_because": {},
        "profile": "suppress",
        "base": 5,
        "was": {},
        "years": [],
    }


def test_what_an_older_build_left_is_read_as_not_rounded(path):
    beside = path.with_suffix(".json")
    older = {name: value for name, value in vars(ABOUT).items() if name not in ("profile", "base")}
    beside.write_text(json.dumps(older))
    about = Publication.read(path).about
    assert about == ABOUT and not about.rounds


def test_without_a_table_the_error_says_how_to_make_one(tmp_path):
    with pytest.raises(DataError, match="karnameh build"):
        Publication.read(tmp_path / "publication.csv")


def test_a_count_is_a_whole_number_and_a_share_a_decimal(path):
    publication = Publication.read(path)
    count = publication.cell(1397, "40", "count_jobs")
    assert (count.value, type(count.value), count.numerator, count.denominator) == (17, int, 17, None)
    share = publication.cell(1397, "40", "share_jobs_women")
    assert (share.value, share.numerator, share.denominator) == (Decimal("64.7"), 11, 17)
    assert share.known
    assert share.unit == "percent"


def test_zero_is_a_number_and_what_is_missing_is_none(path):
    publication = Publication.read(path)
    assert publication.cell(1396, "4003", "count_purchases").value == 0
    assert publication.cell(1396, "40", "share_plans_deviated").value == Decimal("0.0")
    missing = publication.cell(1397, "4003", "count_purchases")
    assert (missing.value, missing.numerator, missing.known, missing.status) == (None, None, False, "no_data")


def test_a_row_that_the_table_does_not_have_is_none(path):
    publication = Publication.read(path)
    assert publication.cell(1395, "40", "count_jobs") is None
    assert publication.cell(1397, "26", "count_jobs") is None
    assert publication.cell(1397, "40", "count_jobs", "sector", "mining") is None


def test_a_cell_is_named_as_pages_and_machines_name_it(path):
    publication = Publication.read(path)
    assert (
        publication.cell(1397, "4002", "count_jobs", "sector", "livestock").key
        == "1397/4002/count_jobs/sector/livestock"
    )
    assert publication.cell(1397, "40", "count_jobs").key == "1397/40/count_jobs//"


@pytest.mark.parametrize(
    ("note", "partial"),
    [("", None), ("partial: 5 of 6", (5, 6)), ("partial: 12 of 429; revised", (12, 429)), ("revised", None)],
)
def test_a_note_tells_how_many_counties_are_in_a_sum(note, partial):
    cell = Cell(1397, "40", "count_jobs", "", "", "reported", 1, None, 1, "job", note)
    assert cell.partial == partial


def test_the_categories_of_a_breakdown_come_in_the_order_of_the_catalogue(path):
    publication = Publication.read(path)
    assert [cell.category for cell in publication.categories(1397, "40", "count_jobs", "operator_group")] == [
        "female_head",
        "girl_left_school",
        "other",
        "not_stated",
    ]
    assert [cell.category for cell in publication.categories(1397, "40", "count_trainees", "district")] == [
        "400101",
        "400102",
        "400201",
        "400202",
        "400301",
        "400302",
        "not_stated",
    ]
    assert [cell.category for cell in publication.categories(1397, "4002", "count_trainees", "district")] == [
        "400201",
        "400202",
        "not_stated",
    ]


def test_the_rows_of_a_year_and_of_areas(path):
    publication = Publication.read(path)
    rows = publication.rows(1397, ["40", "4001"])
    assert set(rows["year"]) == {1397}
    assert set(rows["area"]) == {"40", "4001"}
    assert len(publication.rows()) == len(publication.frame)


def test_a_value_with_a_comma_is_quoted():
    row = dict.fromkeys(PUBLISHED, "") | {"area_name_en": "A, B"}
    assert to_csv(pd.DataFrame([row], columns=PUBLISHED)).decode().splitlines()[1] == ',,"A, B",,,,,,,,,'


def test_a_brief_reads_the_rows_of_its_province_alone(path, frame):
    whole = Publication.read(path)
    own = of_province(path, "40")
    expected = whole.frame[whole.frame["area"].str.startswith("40")].reset_index(drop=True)
    pd.testing.assert_frame_equal(own.frame, expected)
    assert own.cell(1397, "4003", "count_jobs") == whole.cell(1397, "4003", "count_jobs")
    assert of_province(path, "41").frame.empty


def test_its_rows_are_found_in_every_year_among_those_of_others(path, frame):
    one = frame[frame["year"] == 1397]
    every = [
        one.assign(year=year, area=one["area"].str.replace("^40", code, regex=True))
        for year in (1395, 1396, 1398)
        for code in ("39", "40", "41", "IR")
        if (year, code) != (1396, "40")
    ]
    Publication(pd.concat(every).sort_values(KEY), ABOUT).write(path)
    for code in ("39", "40", "41"):
        whole = Publication.read(path).frame
        expected = whole[whole["area"].str.startswith(code)].reset_index(drop=True)
        pd.testing.assert_frame_equal(of_province(path, code).frame, expected)
        assert set(expected["year"]) == ({1395, 1398} if code == "40" else {1395, 1396, 1398})


@pytest.mark.parametrize("year", [1397, None])
def test_the_table_of_a_page_is_cut_from_the_whole_to_the_byte(path, year):
    whole, own = Publication.read(path), of_province(path, "40")
    for area in ("40", "4001", "4003"):
        assert own.as_csv(year, area) == whole.as_csv(year, area) == to_csv(whole.rows(year, [area]))
    assert own.as_csv(1300, "40").decode() == ",".join(PUBLISHED) + "\n"


def test_a_quoted_name_does_not_move_what_stands_behind_it(path):
    path.write_text(path.read_text().replace(",Nemuneh,", ',"Nemuneh, ""the"" sample",'))
    own, whole = of_province(path, "40"), Publication.read(path)
    assert own.cell(1397, "40", "count_jobs").value == 17
    assert set(own.frame["area_name_en"]) >= {'Nemuneh, "the" sample'}
    assert own.as_csv(None, "40") == whole.as_csv(None, "40")


def test_its_cells_and_categories_are_those_of_the_whole(path):
    whole, own = Publication.read(path), of_province(path, "40")
    rows = whole.frame[whole.frame["area"].str.startswith("40")]
    for key in rows[KEY].itertuples(index=False, name=None):
        assert own.cell(*key) == whole.cell(*key) is not None
    for key in (
        rows.loc[rows["breakdown"] != "", KEY[:4]].drop_duplicates().itertuples(index=False, name=None)
    ):
        assert own.categories(*key) == whole.categories(*key) != []


def test_what_is_told_is_every_reported_value_by_its_name(path):
    whole, own = Publication.read(path), of_province(path, "40")
    rows = whole.frame[whole.frame["area"].str.startswith("40")]
    told = own.told()
    assert told == {
        name: value for name, value in whole.told().items() if name.split("/")[1].startswith("40")
    }
    assert len(told) == (rows["status"] == "reported").sum() < len(rows)
    assert told["1397/40/count_jobs//"] == "17"


def test_who_looks_at_a_cell_again_has_looked_at_it(path):
    publication = of_province(path, "40")
    for _ in range(2):
        with recording() as looked:
            publication.cell(1397, "4001", "count_jobs")
        assert looked == {"rows 1397/4001/count_jobs/"}
