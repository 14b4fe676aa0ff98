"""A figure of which an earlier edition published another value: its mark, and what the notes say of it."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from karnameh.present.notes import notes
from karnameh.present.page import Page
from karnameh.publication import Publication
from karnameh.suite import Brief
from worlds import AREAS, Case, publication, suite

CASE = Case("revised", notes={(1397, "4002", "count_jobs", "", ""): "revised"})
REASON = {"fa": "گزارش دیررس", "en": "late reports & corrections"}


def page(lang, reason=None):
    made = publication(CASE)
    about = replace(made.about, revised_because=reason or {})
    return Page(Brief("county_brief", AREAS["4002"], lang, 1397), Publication(made.frame, about), suite(CASE))


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
    ) and "Reason: late reports &amp; corrections" in notes(shown)


def test_a_reason_is_not_needed():
    shown = page("fa")
    shown.entry(shown.cell("count_jobs"))
    assert "بازنگری‌شده" in notes(shown) and "دلیل:" not in notes(shown)
