"""What earlier releases still tell: figures that are as they were, and sums of such figures."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import pandas as pd

from karnameh.areas import NATION
from karnameh.disclosure.releases import NUMBERS, as_numbers, is_partial, is_rounded, told_of
from karnameh.disclosure.unknowns import NONE, Sum, System, depth
from karnameh.indicators.catalogue import INDICATORS, KEY


class Remembered(NamedTuple):
    """
    A system with what earlier releases tell of it: more unknowns, sums of others. Arrays, an entry an unknown:

    given: what they told as it is now, it would be hidden in vain. hidden: sums that they had and suppressed.
    """

    system: System
    given: np.ndarray
    hidden: np.ndarray


def remembered(cells: pd.DataFrame, system: System, earlier: Sequence[pd.DataFrame]) -> Remembered:
    """
    What earlier releases still tell of the unknowns of a system, and of sums of them.

    Given is what they told as it is now. So is a sum of what has stayed as it was, where the release told all else
    that it was tied to, though that is otherwise by now. A sum that lacked counties and was suppressed is none of
    the figures that there are now, but what these tell must not give it away. earlier: published tables, numbers
    as text.
    """
    found = np.zeros(len(system.truth), dtype=bool)
    known: dict[Sum, bool] = {}
    for table in (table[~is_rounded(table)] for table in earlier):
        then = _Then(cells, system, table)
        found |= then.told == system.truth
        known |= dict.fromkeys(then.suppressed(), False) | dict.fromkeys(then.sums(), True)
    sums: list[Sum] = []
    given, hidden = found.tolist(), [False] * len(found)
    for of_all, is_given in known.items():
        steps = _in_steps(of_all, system, len(given))
        between = [False] * (2 * len(steps) - 2)
        sums += steps
        # What was suppressed is a count or an amount: never less than nothing.
        given += [*between, is_given, True]
        hidden += [*between, not is_given, False]
    return Remembered(system.with_sums(sums), np.array(given, dtype=bool), np.array(hidden, dtype=bool))


def _in_steps(known: Sum, system: System, first: int) -> list[Sum]:
    """
    A sum of the nation's counties by way of sums of each province's, so that a province can be looked at alone.

    first: the number of the first unknown that the sums will be.
    """
    if known.area != NATION:
        return [known]
    of_provinces: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for unknown, times in known.terms:
        of_provinces[system.areas[unknown][:2]].append((unknown, times))
    above = of_provinces.pop(NATION, [])
    steps = [Sum(province, tuple(terms)) for province, terms in of_provinces.items()]
    pairs = [(first + 2 * step + side, 1 - 2 * side) for step in range(len(steps)) for side in (0, 1)]
    return [*steps, Sum(NATION, (*above, *pairs))]


class _Part(NamedTuple):
    """A figure of a release, so many times: what it told, NaN where nothing, and the unknowns that it is made of."""

    told: float
    unknowns: tuple[int, ...]
    times: int


class _Then:
    """
    What a release told of the unknowns of a system. told: of each unknown, NaN where it did not.

    A sum that lacked counties is another figure than the unknown of all of them: it is made of those it had.
    """

    def __init__(self, cells: pd.DataFrame, system: System, table: pd.DataFrame):
        self._system = system
        self._keys = list(cells[KEY].itertuples(index=False, name=None))
        self._row = {key: row for row, key in enumerate(self._keys)}
        then = cells[KEY].merge(table, on=KEY, how="left")
        self._has = (then["status"].fillna("no_data") != "no_data").to_numpy()
        self._suppressed = (then["status"] == "suppressed").to_numpy(dtype=bool)
        self._partial = is_partial(then).to_numpy()
        self.told = np.full(len(system.truth), np.nan)
        for unknowns, told in told_of(cells, system, table[~is_partial(table)]):
            here = (unknowns != NONE) & ~np.isnan(told)
            self.told[unknowns[here]] = told[here]
        self._numbers = [as_numbers(then[column]) for column in NUMBERS]
        self._counties: dict[tuple, list[int]] = defaultdict(list)
        for row, (year, area, *cell) in enumerate(self._keys):
            if depth(area) == 2 and self._has[row]:
                self._counties[year, *cell].append(row)

    def sums(self) -> Iterator[Sum]:
        """Sums of what the release did not tell that follow from it, if they are what they were."""
        for area, parts in chain(self._tied(), self._of_counties(), self._broken_down()):
            told = sum(part.told * part.times for part in parts if not np.isnan(part.told))
            terms = [(u, part.times) for part in parts if np.isnan(part.told) for u in part.unknowns]
            unknowns = [u for u, _ in terms]
            if not terms or NONE in unknowns or self._system.over[unknowns].any():
                continue
            if told + sum(self._system.truth[u] * times for u, times in terms) == 0:
                yield Sum(area, tuple(terms))

    def suppressed(self) -> Iterator[Sum]:
        """The sums that lacked counties and were suppressed."""
        for row in np.flatnonzero(self._partial & self._suppressed):
            made_of = self._system.numerators[self._parts(row)].tolist()
            if made_of and NONE not in made_of:
                yield Sum(self._keys[row][1], tuple((unknown, 1) for unknown in made_of))

    def _tied(self) -> Iterator[tuple[str, list[_Part]]]:
        """The equations in which something has changed; the others say what they say now."""
        changed = set(np.flatnonzero(~np.isnan(self.told) & (self.told != self._system.truth)).tolist())
        for equation in self._system.equations:
            if not changed.isdisjoint(equation.unknowns):
                area = NATION if equation.tops else self._system.areas[equation.unknowns[0]]
                terms = zip(equation.unknowns, equation.times, strict=True)
                yield area, [_Part(self.told[u], (u,), times) for u, times in terms]

    def _of_counties(self) -> Iterator[tuple[str, list[_Part]]]:
        """What the counties of a sum came to that is otherwise now: of some of a province's, of any of the nation's."""
        unknowns = self._system.numerators, self._system.denominators
        nation = np.array([area == NATION for _, area, *_ in self._keys], dtype=bool)
        truth = np.append(self._system.truth, 0)  # the last is that of NONE
        for numbers, of_rows in zip(self._numbers, unknowns, strict=True):
            changed = ~np.isnan(numbers) & (self._partial | (nation & (numbers != truth[of_rows])))
            for row in np.flatnonzero(changed):
                made_of = [int(of_rows[part]) for part in self._parts(row)]
                parts = [_Part(self.told[u] if u != NONE else np.nan, (u,), 1) for u in made_of]
                yield self._keys[row][1], [_Part(numbers[row], (), -1), *parts]

    def _parts(self, row: int) -> list[int]:
        """The rows of the counties that a sum had."""
        year, area, *cell = self._keys[row]
        found = self._counties[year, *cell]
        return [part for part in found if area in (NATION, self._keys[part][1][:2])]

    def _broken_down(self) -> Iterator[tuple[str, list[_Part]]]:
        """Of provinces and the nation what was broken down, with its categories, where something has changed."""
        categories: dict[tuple, list[int]] = defaultdict(list)
        for row, (year, area, indicator, breakdown, _) in enumerate(self._keys):
            if breakdown and depth(area) < 2:
                categories[year, area, indicator, breakdown].append(row)
        for (year, area, indicator, breakdown), rows in categories.items():
            within = next(b.within for b in INDICATORS[indicator].breakdowns if b.name == breakdown)
            whole = self._row.get((year, area, indicator, *(within or ("", ""))))
            rows = [*rows, whole]
            if whole is not None and self._has[rows].all() and any(map(self._has_changed, rows)):
                yield area, [self._part(row, -1 if row == whole else 1) for row in rows]

    def _has_changed(self, row: int) -> bool:
        told, unknown = self._numbers[0][row], self._system.numerators[row]
        return bool(self._partial[row] or (not np.isnan(told) and told != self._system.truth[unknown]))

    def _part(self, row: int, times: int) -> _Part:
        made_of = self._parts(row) if self._partial[row] else [row]
        return _Part(self._numbers[0][row], tuple(self._system.numerators[made_of].tolist()), times)
