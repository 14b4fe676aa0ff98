"""No page is left half empty, and both languages say the same numbers."""

import sys
from pathlib import Path

from findings import told
from sheet import Sheet, sheets

sys.path[:0] = [str(Path(__file__).parents[1] / "layout")]
from parity import differences, paper_differences, twins  # noqa: E402


def _filled(sheet: Sheet) -> float:
    """How far down the body of a page something stands, as a share of its height."""
    lows = [thing.bottom for thing in (*sheet.words, *sheet.drawings) if thing.bottom >= sheet.body.bottom]
    return (sheet.body.top - min(lows, default=sheet.body.top)) / (sheet.body.top - sheet.body.bottom)


def test_no_page_before_the_last_is_left_half_empty(published):
    found = [
        (paper, f"page {number}: «{_filled(sheet):.0%} filled»")
        for paper in published.papers
        for number, sheet in enumerate(sheets(paper.file)[:-1], 1)
        if _filled(sheet) < 0.6
    ]
    assert not found, told(found)


def test_every_number_of_a_page_and_a_paper_has_its_twin_in_the_other_language(published):
    found, compared = [], 0
    for folder in published.folders.values():
        for suffix, compare in (("html", differences), ("pdf", paper_differences)):
            for persian, english in twins(folder, suffix):
                compared += 1
                found += [
                    (persian, difference.replace(": ", ": «", 1)) for difference in compare(persian, english)
                ]
    assert compared and not found, told(found)
