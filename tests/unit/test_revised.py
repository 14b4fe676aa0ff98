"""A figure of which an earlier edition published another value: its mark, and what the notes say of it."""

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from karnameh.execute.inputs import Inputs
from karnameh.indicators.catalogue import INDICATORS, KEY
from karnameh.present.notes import notes
from karnameh.present.page import Page
from karnameh.publication import Publication
from karnameh.suite import Brief, Project
from worlds import AREAS, Case, publication, suite

OFFICE = Path(__file__).parents[1] / "office"
CASE = Case("revised", notes={(1397, "4002", "count_jobs", "", ""): "revised"})
REASON = {"fa": "گزارش دیررس", "en": "late reports & corrections"}


def page(lang, reason=None, was=None):
    made = publication(CASE)
    about = replace(made.about, revised_because=reason or {}, was=was or {})
    keys = made.frame[KEY].astype(str).agg("/".join, axis=1)
    frame = made.frame.assign(note=made.frame["note"].mask(keys.isin(list(about.was)), "revised"))
    return Page(Brief("county_brief", AREAS["4002"], lang, 1397), Publication(frame, about), suite(CASE))


@pytest.mark.parametrize(("lang", "mark"), [("fa", "[ب]"), ("en", "[r]")])
def test_it_is_marked_in_tables_and_not_in_sentences(lang, mark):
    shown = page(lang)
    revised, other = shown.cell("count_jobs"), shown.cell("count_trainees")
    assert revised.revised and not other.revised
    assert f"\N{NO-BREAK SPACE}{mark}</span>" in shown.entry(revised) and mark not in shown.figure(revised)
    assert f'data-value="{revised.value}"' in shown.entry(revised)
    assert shown.entry(other) == shown.figure(other)


def test_the_notes_say_what_the_mark_means_and_why_figures_were_revised():
    shown = page("en", REASON)
    assert "[r]" not in notes(shown)
    shown.entry(shown.cell("count_jobs"))
    assert "[r] <strong>revised:</strong>" in notes(
        shown
    ) and "Reason: late reports &amp; corrections." in notes(shown)


def test_a_reason_is_not_needed():
    shown = page("fa")
    shown.entry(shown.cell("count_jobs"))
    assert "بازنگری‌شده" in notes(shown) and "دلیل:" not in notes(shown)


def told(page, *cells):
    """The notes of a page that has shown some cells, as text, and the earlier values that they name."""
    page.show(*(page.cell(*cell) for cell in cells))
    said = notes(page)
    return " ".join(re.sub("<[^>]+>", "", said).split()), re.findall(r'"earlier" data-value="([^"]*)"', said)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fa", "رقم پیشین: فرصت‌های شغلی ایجادشده ۸۷؛ فرصت‌های شغلی ایجادشده (نمونه، ۱۳۹۶) ۲۱۰."),
        ("en", "Before: Jobs created 87; Jobs created (Nemuneh, 1396) 210."),
    ],
)
def test_the_notes_name_what_was_published_before(lang, text):
    shown = page(lang, was={"1397/4002/count_jobs//": "87", "1396/40/count_jobs//": "210"})
    shown.show(shown.cell("count_jobs", area="40", year=1396))
    said, values = told(shown, ("count_jobs",))
    assert text in said
    assert values == ["87", "210"]


def test_an_earlier_value_is_printed_as_its_figure_is():
    was = {"1397/4002/amount_loans//": "3249000000", "1397/4002/share_jobs_women//": "31.0"}
    said, values = told(page("en", was=was), ("amount_loans",), ("share_jobs_women",))
    assert "Loans (billion rials) 3.2; " in said and "31.0%." in said
    assert values == ["3249000000", "31.0"]


def test_earlier_values_are_no_figures_of_the_page():
    shown = page("en", was={"1397/4002/count_jobs//": "87"})
    told(shown, ("count_jobs",))
    assert shown.shown["1397/4002/count_jobs//"].value == shown.cell("count_jobs").value != 87


def test_where_many_were_revised_the_totals_of_the_page_are_named_and_the_rest_counted():
    sectors = next(b.categories for b in INDICATORS["count_jobs"].breakdowns if b.name == "sector")[:5]
    was = {f"1397/4002/count_jobs/sector/{sector}": "1" for sector in sectors}
    was |= {"1397/4002/count_jobs//": "87", "1396/4002/count_jobs//": "70", "1397/40/count_jobs//": "500"}
    shown = page("en", was=was)
    shown.show(*(shown.cell("count_jobs", "sector", sector) for sector in sectors))
    shown.show(shown.cell("count_jobs", area="40"), shown.cell("count_jobs", year=1396))
    said, values = told(shown, ("count_jobs",))
    assert values == ["87", "1", "1", "1"]
    assert "4 more in the list of briefs." in said


@pytest.mark.parametrize(
    ("looked", "same"), [("1397/4002/count_jobs/", False), ("1397/4001/count_jobs/", True)]
)
def test_a_brief_is_made_again_where_it_shows_another_value_before(looked, same):
    project, brief = Project(OFFICE), Brief("county_brief", AREAS["4002"], "fa", 1397)
    keys = [
        Inputs(project, page("fa", was={"1397/4002/count_jobs//": was}).publication, "engine 1").of(
            brief, [f"rows {looked}"], "html"
        )["publication"]
        for was in ("87", "88")
    ]
    assert (keys[0] == keys[1]) is same
