"""Papers have the pages they may have, and say the same numbers in both languages."""

import sys
from pathlib import Path

import pikepdf
from findings import told
from sheet import Sheet, sheets

sys.path[:0] = [str(Path(__file__).parents[1] / "layout")]
from parity import differences, paper_differences, twins  # noqa: E402

#: Pages of paper by kind: at least, at the most.
PAGES = {"county": (2, 2), "province": (1, 4), "press": (1, 1)}
KB = 1024
MOST = {".html": 150 * KB, ".pdf": 400 * KB}
KINDS = {*PAGES, "reconciliation"}


def test_papers_have_the_pages_they_may_have(published):
    found = []
    for paper in published.papers:
        least, most = PAGES.get(paper.kind, (1, 99))
        with pikepdf.open(paper.file) as document:
            count = len(document.pages)
        found += [] if least <= count <= most else [(paper, f"{paper.kind}: pages: «{count}»")]
    assert not found, told(found)


def test_briefs_weigh_no_more_than_they_may(published):
    found = [
        (leaf, f"{leaf.kind}{leaf.file.suffix}: «{leaf.file.stat().st_size / KB:.0f} KB»")
        for leaf in (*published.pages, *published.papers)
        if leaf.kind in KINDS and leaf.file.stat().st_size > MOST[leaf.file.suffix]
    ]
    assert not found, told(found)


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
