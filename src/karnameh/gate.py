"""Rolled-up rows → the publication table: protected, attacked, and protected further where that gets at a cell."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pandas as pd

from karnameh.areas import NATION
from karnameh.audit import given_away, stop_for
from karnameh.disclosure import Protected, Rule, is_rounded, protect
from karnameh.indicators.catalogue import KEY
from karnameh.suite import Suite

#: So often more is hidden where an attacker who has earlier releases too gets at a cell.
_TRIES = 6


class Part(NamedTuple):
    """Rolled-up rows, and what each earlier release told of their areas, newest first; of some it may be nothing."""

    rows: pd.DataFrame
    earlier: list[pd.DataFrame]


def apart(rolled: pd.DataFrame, earlier: Sequence[pd.DataFrame] = ()) -> dict[str, Part]:
    """
    What can be protected and attacked by itself, by the code of the area that it lies in.

    Only sums over the nation tie provinces to each other; where one is told or was, all is one part. What was told
    of provinces that are published no more is left out then: it tells nothing of the others.
    """
    if any((table["area"] == NATION).any() for table in (rolled, *earlier)):
        return {NATION: Part(rolled, list(earlier))}
    return {
        code: Part(rows.reset_index(drop=True), [table[table["area"].str[:2] == code] for table in earlier])
        for code, rows in rolled.groupby(rolled["area"].str[:2])
    }


def publishable(
    rolled: pd.DataFrame, suite: Suite, rule: Rule, earlier: Sequence[pd.DataFrame] = ()
) -> Protected:
    """
    The publication table that an attacker worked on in vain: of all, or of what is `apart`.

    Takes and raises what `protect` does, and DataError naming cells that are given away whatever is hidden.
    """
    beside: list[tuple] = []
    for _ in range(_TRIES):
        protected = protect(rolled, suite, rule, earlier, beside)
        found = given_away(protected.table, rule, earlier, rolled)
        further = list(_beside(found, protected.table, beside)) if len(earlier) else []
        if not further:
            break
        beside += further
    stop_for(found)
    return protected


def _beside(found: pd.DataFrame, table: pd.DataFrame, hidden: Iterable[tuple]) -> Iterator[tuple]:
    """For each cell that is given away the nearest row that tells of it and was not hidden for its sake."""
    tells = (table["status"] == "reported") & ~is_rounded(table)  # what is rounded is never hidden
    told = set(table.loc[tells, KEY].itertuples(index=False, name=None)) - {*hidden}
    for cell in found[KEY].drop_duplicates().itertuples(index=False, name=None):
        nearest = next((row for row in _around(*cell) if row in told), None)
        if nearest:
            told.remove(nearest)
            yield nearest


def _around(year: int, area: str, indicator: str, breakdown: str, category: str) -> Iterator[tuple]:
    """The keys of what a cell is a part of: in its area, then in those that it lies in."""
    yield year, area, indicator, "", ""
    for above in dict.fromkeys((area[:2], NATION)):
        yield year, above, indicator, breakdown, category
        yield year, above, indicator, "", ""
