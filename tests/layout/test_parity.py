"""Persian and English pages say the same numbers, and one page says a number in one way."""

import pytest
from parity import differences
from readings import Figure, numbers, page_numbers, ways


def test_every_number_has_its_twin_in_the_other_language(twins):
    assert list(differences(*(page.html for page in twins))) == []


def test_what_is_printed_is_what_the_figure_is_worth(page):
    assert [figure for figure in page_numbers(page.html).figures() if not figure.is_right] == []


def test_a_figure_is_printed_alike_wherever_it_stands(page):
    assert ways(page_numbers(page.html)) == {}


def test_alt_texts_say_numbers_that_the_page_prints_too(page):
    """Years apart: a chart's alt text names its axis."""
    shown = page_numbers(page.html)
    printed = {figure.read for figure in shown.figures()} | {
        found for table in shown.tables() for cell in table for found in cell
    }
    years = set(map(str, range(1390, 1403)))
    assert [found for alt in shown.alts() for found in alt if found not in printed | years] == []


# The readings themselves.


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("۱٬۰۲۰ شغل، \u2066۳۴٫۵٪\u2069", ["1020", "34.5"]),
        ("1,020 jobs, 34.5%", ["1020", "34.5"]),
        ("\u2066\u2212۳٫۱\u2069", ["\u22123.1"]),
        ("data to 30 Esfand 1399 (20 March 2021)", ["30", "1399"]),
        ("Takestan county · 1397 (2018/19)", []),
        ("in 1397 (2018/19)", ["1397"]),
        ("از هر \n صد خانوار، هشتاد درصد", ["100"]),
    ],
)
def test_a_number_is_read_in_either_writing(text, read):
    assert numbers(text) == read


@pytest.mark.parametrize(
    ("value", "read", "right"),
    [
        ("93.2", "93.2", True),
        ("93.2", "93.1", False),
        ("84920000000", "84.9", True),
        ("84920000000", "85.0", False),
        ("-67", "67", True),
        ("suppressed", "suppressed", True),
        ("suppressed", "0", False),
    ],
)
def test_a_wrong_figure_is_noticed(value, read, right):
    assert Figure("cell", "1397/2602/x//", value, read, False, 0).is_right is right


CHART = "<svg aria-label='"
HIDDEN = '<span data-cell="a" data-status="no_data">'


def a_page(folder, lang: str, body: str):
    path = folder / f"brief.{lang}.html"
    path.write_text(f'<html lang="{lang}"><head></head><body>{body}</body></html>', encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("persian", "english", "what"),
    [
        ('<span data-cell="a" data-value="5">۵</span>', '<span data-cell="a" data-value="5">6</span>', "figure"),
        ('<span data-cell="a" data-value="5">۵</span>', '<span data-cell="b" data-value="5">5</span>', "figure"),
        (f"{HIDDEN}[ن]</span>", f"{HIDDEN}[c]</span>", "figure"),
        (f"{CHART}۹: ۷. قالی ۵، گلیم ۶.'></svg>", f"{CHART}7: 9. Carpet 6, kilim 5.'></svg>", "alt text"),
        ("<table><tr><td>۵</td><td>۶</td></tr></table>", "<table><tr><td>6</td><td>5</td></tr></table>", "table"),
        ("<p>۵</p>", "<p>5 of 6</p>", "number in the text"),
    ],
)  # fmt: skip
def test_a_number_without_a_twin_is_found(tmp_path, persian, english, what):
    found = list(differences(a_page(tmp_path, "fa", persian), a_page(tmp_path, "en", english)))
    assert any(difference.startswith(what) for difference in found), found


def test_a_cell_printed_in_two_ways_is_found(tmp_path):
    body = '<span data-cell="a" data-value="5.0">5.0</span><span data-cell="a" data-value="5.0">5</span>'
    assert ways(page_numbers(a_page(tmp_path, "en", body))) == {"a": {"5.0", "5"}}
