"""Rolled-up tables written by hand, what protection makes of them, and what an attacker makes of that."""

from typing import NamedTuple

import pandas as pd

from karnameh.attack import attack
from karnameh.disclosure import Rule, hiding, protect
from karnameh.indicators.catalogue import INDICATORS, KEY, PUBLISHED
from karnameh.indicators.compute import COLUMNS, NUMBERS
from karnameh.indicators.rollup import roll_up
from karnameh.suite import Suite

from .registers import country, suite_of

THRESHOLD = 5
#: A county that says nothing of a year did not deliver this.
_NOTHING = ("target_exits", "", "")


class Money(NamedTuple):
    """An amount, from how many it comes, and the most that one of them gave."""

    rial: int
    contributors: int = 50
    largest: int = 0


def split(key: str) -> tuple:
    """'1396/4101/count_jobs/sector/livestock' in full; 1397 where no year is said."""
    year, *rest = key.split("/") if key[:2] == "13" else ("1397", *key.split("/"))
    return (int(year), *rest, *[""] * (4 - len(rest)))


def joined(row: pd.Series) -> str:
    """A key as it is written in these tests."""
    year = "" if row["year"] == 1397 else f"{row['year']}/"
    return year + "/".join(row[column] for column in KEY[1:] if row[column])


def suite_for(cells: dict) -> Suite:
    """The suite with the counties and years of some cells; every province has the counties up to its last."""
    keys = [split(key) for key in cells]
    counties = {key[1] for key in keys if len(key[1]) == 4}
    provinces = range(41, max(int(code[:2]) for code in counties) + 1)
    sizes = [max(int(code[2:]) for code in counties if code[:2] == str(p)) for p in provinces]
    return suite_of(country(*sizes), *sorted({key[0] for key in keys}))


def rolled(cells: dict) -> pd.DataFrame:
    """
    The cells of counties, and of provinces and the nation as they add up.

    A cell is a count, a pair of them, Money or None where nothing was delivered; of a province it is its own target.
    """
    suite = suite_for(cells)
    rows = [_row(split(key), said) for key, said in cells.items()]
    said = {row[:2] for row in rows}
    places = [(year, county.code) for year in suite.years for county in suite.counties]
    rows += [_row((*place, *_NOTHING), None) for place in places if place not in said]
    results = pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(NUMBERS, "Int64"))
    return roll_up(results, suite)


def _row(key: tuple, said) -> tuple:
    if said is None:
        return (*key, None, None, None, None, "no_data")
    if isinstance(said, Money):
        return (*key, said.rial, None, said.contributors, said.largest, "reported")
    top, whole = said if INDICATORS[key[2]].denominator else (said, None)
    return (*key, top, whole, top, 1, "reported")


def published(cells: dict, threshold: int = THRESHOLD, earlier=()) -> pd.DataFrame:
    """What is published of them."""
    return protect(rolled(cells), suite_for(cells), Rule(threshold), earlier).table


def published_carelessly(cells: dict, monkeypatch) -> pd.DataFrame:
    """What would be published of them with nothing hidden but what tells of few."""
    with monkeypatch.context() as context:
        context.setattr(hiding, "suppress", lambda tied, steps, *_: (steps[-1].hidden, []))
        return published(cells)


def exposed(shown: pd.DataFrame, threshold: int = THRESHOLD, earlier=()) -> set[str]:
    """The cells that are given away."""
    found = attack(shown, threshold, earlier)
    return {joined(row) for _, row in found[found["exposed"]].iterrows()}


def suppressed(shown: pd.DataFrame) -> set[str]:
    return {joined(row) for _, row in shown[shown["status"] == "suppressed"].iterrows()}


def kept(table: pd.DataFrame) -> pd.DataFrame:
    """A table as an earlier release is kept: all text but the year."""
    return table.astype(dict.fromkeys(PUBLISHED, "str") | {"year": "int64"})


def showing(cells: dict, *hidden: str) -> pd.DataFrame:
    """A release that hid just these, whoever decided it."""
    table = protect(rolled(cells), suite_for(cells), Rule(0)).table
    rows = [joined(row) in hidden for _, row in table.iterrows()]
    assert sum(rows) == len(hidden)
    table.loc[rows, ["numerator", "denominator", "value"]] = ""
    table.loc[rows, "status"] = "suppressed"
    return kept(table)
