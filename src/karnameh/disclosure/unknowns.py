"""
What a reader does not know, and what ties it: cells → unknown numbers and the equations between them.

An unknown is a measure, or a part of it, in an area and year; figures that count the same share it. The
equations follow from the indicator values: sums over areas, parts of a breakdown, numerators among their
denominators, and `indicators.relations`.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from karnameh.areas import NATION
from karnameh.indicators.catalogue import INDICATORS
from karnameh.indicators.relations import PRESENCES, RELATIONS, Relation, Term

#: In the place of an unknown: a count has no denominator, and a cell without data tells nothing.
NONE = -1
#: A count, figures of some of which there is one of it each, and whether also the other way round.
Presence = tuple[int, tuple[int, ...], bool]
_COLUMNS = ["year", "area", "indicator", "breakdown", "category", "numerator", "denominator", "status"]
#: What names an unknown of a county.
_KEYED = ("measure", "breakdown", "category", "year", "area")
#: Breakdown by the column whose categories it has, of what is broken down whole.
_BREAKDOWNS = {
    (indicator.numerator.name, breakdown.column): breakdown.name
    for indicator in INDICATORS.values()
    for breakdown in indicator.breakdowns
    if breakdown.within is None
}
#: A measure with a breakdown of some of its rows and the one of all of them by the same column.
_NARROWER = [
    (indicator.numerator.name, narrow.name, wide)
    for indicator in INDICATORS.values()
    for narrow in indicator.breakdowns
    if narrow.within and (wide := _BREAKDOWNS.get((indicator.numerator.name, narrow.column)))
]


@dataclass(frozen=True)
class Equation:
    """Unknowns, each so many times, add up to nothing. tops: whether it is the sum of the nation."""

    unknowns: tuple[int, ...]
    times: tuple[int, ...]
    tops: bool = False


class Sum(NamedTuple):
    """Unknowns of an area, so many times each, added up."""

    area: str
    terms: tuple[tuple[int, int], ...]


@dataclass
class System:
    """
    Unknown whole numbers, none negative, with their true values, and the equations that they keep.

    numerators, denominators, rests: of each row of the cells the unknown that it tells, or NONE; a rest is
    denominator − numerator where one is part of the other. truth: of each unknown its value. money: whether it is an
    amount. over: whether it is only what one side of an inequality has more. areas: where it counts.
    presences: (count, figures, each) as in `indicators.relations.Presence`.
    """

    numerators: np.ndarray
    denominators: np.ndarray
    rests: np.ndarray
    truth: np.ndarray
    money: np.ndarray
    over: np.ndarray
    areas: list[str]
    equations: list[Equation]
    presences: list[Presence]

    def bounds(self, hidden: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The least and the most that each unknown can be for a reader who knows those that are not hidden."""
        least, most = np.zeros(len(self.truth)), np.full(len(self.truth), np.inf)
        for count, figures, each in self.presences:
            told = [figure for figure in figures if not hidden[figure]]
            there = sum(self.truth[figure] > 0 for figure in told)
            least[count] = max(least[count], there)
            if each and told and not there:
                most[count] = 0
            if not hidden[count] and self.truth[count] == there:
                for figure in figures:
                    most[figure] = most[figure] if self.truth[figure] else 0
        return least, most

    def with_sums(self, sums: Sequence[Sum]) -> "System":
        """The same with two more unknowns for each sum: what it is more than nothing, and what it is less."""
        truth, money, equations = self.truth.tolist(), self.money.tolist(), list(self.equations)
        for area, terms in sums:
            value = sum(truth[unknown] * times for unknown, times in terms)
            unknowns, times = zip(*terms, (len(truth), -1), (len(truth) + 1, 1), strict=True)
            equations.append(Equation(unknowns, times, tops=area == NATION))
            truth += [max(value, 0), max(-value, 0)]
            money += [money[terms[0][0]]] * 2
        return replace(
            self,
            truth=np.array(truth, dtype=np.int64),
            money=np.array(money, dtype=bool),
            over=np.append(self.over, np.zeros(2 * len(sums), dtype=bool)),
            areas=[*self.areas, *(area for area, _ in sums for _ in range(2))],
            equations=equations,
        )


def system(cells: pd.DataFrame) -> System:
    """
    The unknowns of all cells of a publication, and what ties them.

    cells: a row a cell of the rolled-up results: its key, numerator, denominator and status.
    """
    builder = _Builder(list(cells[_COLUMNS].itertuples(index=False, name=None)))
    builder.rows()
    builder.breakdowns()
    builder.relations()
    builder.narrower()
    return builder.system()


@dataclass
class _Builder:
    cells: list[tuple]
    told: dict[str, np.ndarray] = field(default_factory=dict)
    ids: dict[Hashable, int] = field(default_factory=dict)
    truth: list[int] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)
    money: list[bool] = field(default_factory=list)
    equations: dict[tuple, Equation] = field(default_factory=dict)

    def __post_init__(self):
        self.told = {role: np.full(len(self.cells), NONE) for role in ("top", "whole", "rest")}
        self._below: dict[tuple, list[int]] = defaultdict(list)
        for at, (year, area, *cell, _, _, _) in enumerate(self.cells):
            if area != NATION:
                self._below[above(area), year, *cell].append(at)

    def system(self) -> System:
        truth = np.array(self.truth, dtype=np.int64)
        equations = list(self.equations.values())
        told = self.told["top"], self.told["whole"], self.told["rest"]
        money = np.array(self.money, dtype=bool)
        over = np.array([name[0] == "over" for name in self.ids], dtype=bool)
        return System(*told, truth, money, over, self.areas, equations, self._present())

    def rows(self) -> None:
        """What each row tells; counties first, for the others are sums of theirs."""
        for at in sorted(range(len(self.cells)), key=lambda at: -depth(self.cells[at][1])):
            year, area, key, *_, status = self.cells[at]
            if status == "no_data":
                continue
            top = self.told["top"][at] = self._of_row(at, "top")
            indicator = INDICATORS[key]
            if indicator.denominator is None:
                continue
            whole = self.told["whole"][at] = self._of_row(at, "whole")
            if indicator.complement or indicator.numerator.of is indicator.denominator:
                rest = self._unknown(("rest", top, whole), self.truth[whole] - self.truth[top], area)
                self.told["rest"][at] = rest
                self._equate([(whole, 1), (top, -1), (rest, -1)])

    def _of_row(self, at: int, role: str) -> int:
        """The unknown of a row's numerator ('top') or denominator ('whole')."""
        year, area, key, breakdown, category, *numbers, _ = self.cells[at]
        measure = INDICATORS[key].measures[role == "whole"]
        value, name = int(numbers[role == "whole"]), (measure.name, breakdown, category, year, area)
        if depth(area) == 2:
            return self._unknown(name, value, area, measure.unit == "rial")
        parts = self._parts(at, role, value)
        unknown = self._unknown((*name, parts), value, area, measure.unit == "rial")
        if parts:
            self._equate([(unknown, -1), *((part, 1) for part in parts)], tops=area == NATION)
        return unknown

    def _parts(self, at: int, role: str, value: int) -> tuple[int, ...]:
        """The unknowns that a sum is made of; none where it is no sum, as a province's own target."""
        year, area, *cell, _, _, _ = self.cells[at]
        below = self._below[area, year, *cell]
        reported = tuple(int(self.told[role][part]) for part in below if self.told[role][part] != NONE)
        if sum(self.truth[part] for part in reported) == value and reported:
            return reported
        # A province's own target counts what all its counties did, also those that have no target.
        numbers = [
            part
            for part in below
            if depth(area) == 1 and not pd.isna(self.cells[part][5 + (role == "whole")])
        ]
        if sum(int(self.cells[part][5 + (role == "whole")]) for part in numbers) == value and numbers:
            return tuple(self._of_row(part, role) for part in numbers)
        return ()

    def breakdowns(self) -> None:
        """In every county the categories of a breakdown add up to what is broken down."""
        wholes = {
            (indicator.key, breakdown.name): breakdown.within or ("", "")
            for indicator in INDICATORS.values()
            for breakdown in indicator.breakdowns
        }
        parts: dict[tuple, list[tuple[int, int]]] = defaultdict(list)
        for at, (year, area, key, breakdown, *_) in enumerate(self.cells):
            if breakdown and depth(area) == 2 and self.told["top"][at] != NONE:
                parts[year, area, key, breakdown].append((int(self.told["top"][at]), 1))
        for (year, area, key, breakdown), terms in parts.items():
            whole = (INDICATORS[key].numerator.name, *wholes[key, breakdown], year, area)
            if whole in self.ids:
                self._equate([(self.ids[whole], -1), *terms])

    def relations(self) -> None:
        """What holds between measures, in every county and year."""
        counties = sorted({(year, area) for year, area, *_ in self.cells if depth(area) == 2})
        for relation in RELATIONS:
            for year, area in counties:
                terms = self._terms(relation, year, area)
                if terms:
                    self._relate(relation.says, terms, relation.exact, area)

    def narrower(self) -> None:
        """In every county a category of some rows is among the same category of all rows."""
        for measure, narrow, wide in _NARROWER:
            for name in self._named(measure, narrow):
                whole = self.ids.get((measure, wide, *name[2:]))
                if whole is not None:
                    self._relate(narrow, [(whole, 1), (self.ids[name], -1)], False, name[-1])

    def _terms(self, relation: Relation, year: int, area: str) -> list[tuple[int, int]]:
        """The unknowns of a relation with their times; nothing where one of them is not known to be."""
        found = [
            (self.ids.get(name), term.times)
            for term in relation.terms
            for name in _names(term, year - term.back, area)
        ]
        return [] if any(unknown is None for unknown, _ in found) else found

    def _relate(self, says: str, terms: list[tuple[int, int]], exact: bool, area: str) -> None:
        slack = sum(times * self.truth[unknown] for unknown, times in terms)
        if slack < 0 or (exact and slack == 0):
            if slack == 0:
                self._equate(terms)
            return
        over = self._unknown(("over", says, terms[0][0]), slack, area)
        self._equate([*terms, (over, -1)])

    def _present(self) -> list[Presence]:
        figures: dict[tuple, list[int]] = defaultdict(list)
        for presence in PRESENCES:
            for name in self._named(presence.figure.name):
                _, breakdown, category, *where = name
                count, over = self.ids.get((presence.count.name, *name[1:])), ""
                if count is None:
                    count, over = self.ids.get((presence.count.name, "", "", *where)), breakdown
                if count is not None:
                    figures[count, over, presence].append(self.ids[name])
        return [
            (count, tuple(found), presence.each)
            for (count, _, presence), found in figures.items()
            if self.truth[count] >= sum(self.truth[figure] > 0 for figure in found)
        ]

    def _named(self, *parts: str) -> list[tuple]:
        """The names of counties' unknowns that begin so."""
        return [n for n in self.ids if n[: len(parts)] == parts and len(n) == len(_KEYED)]

    def _unknown(self, name: Hashable, value: int, area: str, money: bool = False) -> int:
        """The number of an unknown by its name; a new one where it has none yet, or is said to be otherwise."""
        found = self.ids.get(name)
        if found is None or self.truth[found] != value:
            found = self.ids.setdefault(name if found is None else (*name, value), len(self.truth))
        if found == len(self.truth):
            self.truth.append(value)
            self.areas.append(area)
            self.money.append(money)
        return found

    def _equate(self, terms: list[tuple[int, int]], tops: bool = False) -> None:
        unknowns, times = zip(*terms, strict=True)
        if sum(self.truth[unknown] * number for unknown, number in terms):
            return  # results that do not add up are tied by nothing
        self.equations[unknowns, times] = Equation(unknowns, times, tops)


def _names(term: Term, year: int, area: str) -> list[tuple]:
    measure = term.measure.name
    breakdown = _BREAKDOWNS[measure, term.column] if term.column else ""
    return [(measure, breakdown, code, year, area) for code in term.codes or ("",)]


def depth(area: str) -> int:
    """0 of the nation, 1 of a province, 2 of a county."""
    return 0 if area == NATION else len(area) // 2


def above(area: str) -> str:
    """The area in whose sum another is."""
    return area[:2] if depth(area) == 2 else NATION
