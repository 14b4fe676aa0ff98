"""The invented office gives the figures that its README recites, counted by hand."""

import re
from pathlib import Path

import pytest

from karnameh.disclosure import Rule, protect
from karnameh.indicators.catalogue import INDICATORS
from karnameh.indicators.rollup import roll_up

LINES = (Path(__file__).parents[1] / "office" / "README.md").read_text(encoding="utf-8").splitlines()
CELLS = [[cell.strip() for cell in line.strip("|").split("|")] for line in LINES if line.startswith("| ")]
HEADLINES = [cells for cells in CELLS if cells[0] in INDICATORS]
BY_CATEGORY = [cells for cells in CELLS if cells[0].split()[0] in INDICATORS and " " in cells[0]]
PLACES = [(year, area) for year in (1396, 1397) for area in ("4001", "4002", "4003", "40")]
RECITED = [
    (year, area, key, text) for key, *row in HEADLINES for (year, area), text in zip(PLACES, row, strict=True)
]


def whole(text):
    return int(text.removesuffix("M")) * (1_000_000 if text.endswith("M") else 1)


@pytest.fixture(scope="module")
def rolled(office_results, tiny_suite):
    return roll_up(office_results, tiny_suite).set_index(
        ["year", "area", "indicator", "breakdown", "category"]
    )


@pytest.fixture(scope="module")
def published(rolled, tiny_suite):
    table = protect(rolled.reset_index(), tiny_suite, Rule(2)).table
    return table.set_index(["year", "area", "indicator", "breakdown", "category"])


def test_every_indicator_is_recited():
    assert [cells[0] for cells in HEADLINES] == list(INDICATORS)


@pytest.mark.parametrize(("year", "area", "key", "text"), RECITED, ids=lambda value: str(value))
def test_a_headline_is_as_recited(rolled, published, year, area, key, text):
    counted, shown = rolled.loc[(year, area, key, "", "")], published.loc[(year, area, key, "", "")]
    if text == "–":
        assert (counted["status"], shown["status"]) == ("no_data", "no_data")
        return
    top, _, bottom = text.rstrip("*").partition("/")
    assert counted["numerator"] == whole(top)
    if bottom:
        assert counted["denominator"] == int(bottom)
    if text.endswith("*"):
        assert shown["status"] == "suppressed"
    if bottom == "0":
        assert shown["status"] in ("not_defined", "suppressed")


@pytest.mark.parametrize(("name", "categories"), BY_CATEGORY)
def test_a_breakdown_of_the_province_is_as_recited(rolled, name, categories):
    key, breakdown = name.split()
    rows = rolled.loc[(1397, "40", key, breakdown)]
    found = {category: int(number) for category, number in rows["numerator"].items() if number}
    assert found == {category: whole(number) for category, number in re.findall(r"(\w+) (\d+M?)", categories)}


def test_every_breakdown_is_recited():
    expected = {f"{i.key} {breakdown.name}" for i in INDICATORS.values() for breakdown in i.breakdowns}
    assert {name for name, _ in BY_CATEGORY} == expected


def test_the_sums_that_lack_a_county_say_so(published):
    notes = published.xs("40", level="area")["note"]
    partial = {
        (year, key): note.split(";")[0]
        for (year, key, breakdown, _), note in notes.items()
        if note and not breakdown
    }
    assert partial == {
        (1396, "target_exits"): "partial: 1 of 3",
        (1396, "share_of_exits_target"): "partial: 1 of 3",
        (1397, "target_exits"): "partial: 2 of 3",
        (1397, "share_of_exits_target"): "partial: 2 of 3",
        (1397, "count_purchases"): "partial: 2 of 3",
        (1397, "amount_purchases"): "partial: 2 of 3",
    }


def test_every_status_occurs(published):
    assert set(published["status"]) == {"reported", "suppressed", "no_data", "not_defined"}
