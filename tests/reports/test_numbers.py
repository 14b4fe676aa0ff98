"""Every number of a whole build, read as a reader reads it: the same in both languages, and alike on one page."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "layout")]
from parity import differences, twins  # noqa: E402
from readings import page_numbers, ways  # noqa: E402


def briefs(built) -> list[Path]:
    return [page for pair in twins(built / "reports") for page in pair]


def test_every_brief_is_in_both_languages(built):
    pages = briefs(built)
    assert len(pages) == 22 and all(page.is_file() for page in pages)


def test_every_number_has_its_twin_in_the_other_language(built):
    found = [(pair[0], difference) for pair in twins(built / "reports") for difference in differences(*pair)]
    assert found == []


def test_what_is_printed_is_what_the_figure_is_worth(built):
    figures = [figure for page in briefs(built) for figure in page_numbers(page).figures()]
    assert len(figures) > 2000 and [figure for figure in figures if not figure.is_right] == []


def test_a_figure_is_printed_alike_wherever_it_stands(built):
    assert {page: found for page in briefs(built) if (found := ways(page_numbers(page)))} == {}
