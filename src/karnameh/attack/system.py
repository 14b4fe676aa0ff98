"""Published releases → unknown figures, what is known of each, and the relations that bind them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import inf
from typing import NamedTuple

from karnameh.attack import relations
from karnameh.attack.definitions import (
    NATION,
    OF_VISITS,
    PRINTED_RATIO,
    AreaSum,
    AtLeast,
    EachDistrict,
    Linear,
    Parts,
    Present,
    Relation,
    Rest,
    TargetSum,
    is_amount,
    is_divided,
    name,
)
from karnameh.attack.editions import Between, Editions, Said
from karnameh.attack.facts import Group, Release, Row, lies_in
from karnameh.errors import ParameterError

#: Figures by name and by the areas they hold, of an area.
Named = dict[str, dict[Group, int]]


class Constraint(NamedTuple):
    """low ≤ sum of weight × figure ≤ high."""

    figures: tuple[int, ...]
    weights: tuple[int, ...]
    low: float
    high: float
    kind: str
    assumed: bool = False


class Presence(NamedTuple):
    """A count is at least the number of figures that are not zero."""

    count: int
    figures: tuple[int, ...]
    kind: str


class Secret(NamedTuple):
    """
    A suppressed or rounded cell: its figure, what it is divided by, and the rest where that is to stay unknown.
    """

    release: int
    row: Row
    figure: int
    whole: int | None
    rest: int | None


@dataclass
class System:
    """
    Figures by their number, each with bounds; the relations between them; the suppressed and rounded cells.

    published: of each figure that is known, in which releases. granted: kind of relation of a bound that
    no other figure explains. counties: those of which a figure is the sum. rounded: the figures that are
    told as multiples of the base, or lie between such; told: of each that is, its multiple. untrue: what is
    assumed though known figures contradict it.
    """

    low: list[int] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    amount: list[bool] = field(default_factory=list)
    counties: list[frozenset[str]] = field(default_factory=list)
    published: list[set[int]] = field(default_factory=list)
    granted: dict[int, str] = field(default_factory=dict)
    constraints: list[Constraint] = field(default_factory=list)
    presences: list[Presence] = field(default_factory=list)
    secrets: list[Secret] = field(default_factory=list)
    rounded: set[int] = field(default_factory=set)
    told: dict[int, int] = field(default_factory=dict)
    untrue: list[Constraint] = field(default_factory=list)

    def add(self, amount: bool, counties: frozenset[str]) -> int:
        self.low.append(0)
        self.high.append(inf)
        self.amount.append(amount)
        self.counties.append(counties)
        self.published.append(set())
        return len(self.low) - 1

    def known(self, figure: int) -> bool:
        return self.low[figure] == self.high[figure]

    def value(self, constraint: Constraint) -> int:
        """What known figures of a constraint come to."""
        terms = zip(constraint.figures, constraint.weights, strict=True)
        return sum(weight * self.low[figure] for figure, weight in terms)

    def within(self, constraint: Constraint, areas: Collection[str]) -> bool:
        """Whether all that a constraint binds lies in some areas."""
        return all(
            lies_in(county, areas) for figure in constraint.figures for county in self.counties[figure]
        )


def system(releases: Sequence[Release], base: int | None, revised: Collection[str]) -> System:
    """
    All that the releases say; revised: as of `attack`.

    Raises: ParameterError where a figure is rounded and no base is given.
    """
    return _Builder(releases, base).build(revised)


class _Builder:
    def __init__(self, releases: Sequence[Release], base: int | None):
        self.releases, self.base = releases, base
        self.system = System()
        self.at: dict[tuple[int, str], Named] = defaultdict(lambda: defaultdict(dict))
        self.before: dict[tuple[int, Group], dict[Group, None]] = defaultdict(dict)
        self.part_of = cache(relations.part_of)
        self.numbers: dict[tuple, int] = {}
        self.emitted: set[Constraint | Presence] = set()
        self.by_type: dict[type, list[Relation]] = defaultdict(list)
        for relation in relations.RELATIONS:
            self.by_type[type(relation)].append(relation)
        self.rests = {rest.indicator: rest for rest in self.by_type[Rest]}
        self.least = {figure: r for r in self.by_type[AtLeast] for figure in r.figures}
        self.sums = {relation.nation for relation in self.by_type[AreaSum]}

    def build(self, revised: Collection[str]) -> System:
        said = [self._said_by(release) for release in self.releases]
        figures = [[figure for pair in rows for figure in pair if figure] for rows in said]
        self.editions = Editions(figures, revised)
        for number, (release, figures) in enumerate(zip(self.releases, said, strict=True)):
            for row, (top, bottom) in zip(release.rows, figures, strict=True):
                if row.delivered:
                    self._enter(number, row, top, bottom)
        self._relate()
        return self.system

    def _said_by(self, release: Release) -> list[tuple[Said, Said | None]]:
        return [
            (
                self._said(row, "numerator", groups[0]),
                self._said(row, "denominator", groups[1]) if is_divided(row.indicator) else None,
            )
            for row, groups in zip(release.rows, release.groups, strict=True)
        ]

    def _said(self, row: Row, part: str, group: Group) -> Said:
        if (len(row.area) == 2) and ((row.area == NATION) not in self.sums):
            group = frozenset([row.area])
        if is_divided(row.indicator):
            figure, later = self.part_of(row.indicator, part)
        else:
            figure, later = name(row.indicator, row.breakdown, row.category), 0
        return Said(row.year + later, figure, group, self._between(row, part))

    def _between(self, row: Row, part: str) -> Between | None:
        number = row.numerator if part == "numerator" else row.denominator
        if row.status == "not_defined" and part == "denominator":
            return (0, self._base - 1) if row.rounded else (0, 0)
        if row.status != "reported" or number is None:
            return None
        if not row.rounded:
            return number, number
        return max(0, number - self._base + 1), number + self._base - 1

    @property
    def _base(self) -> int:
        if self.base is None:
            raise ParameterError("A figure is rounded: say to which base.")
        return self.base

    def _enter(self, release: int, row: Row, top: Said, bottom: Said | None) -> None:
        """Take in the figures of a row."""
        figure = self._figure(release, row, top)
        whole = None if bottom is None else self._figure(release, row, bottom)
        rest = self._rest(row, top, bottom, figure, whole)
        if row.status == "suppressed":
            self.system.secrets.append(Secret(release, row, figure, whole, rest))
        if row.rounded and not (is_amount(row.indicator) or row.indicator in OF_VISITS):
            self.system.secrets.append(Secret(release, row, figure, whole, rest))
            self.system.rounded.update(f for f in (figure, whole, rest) if f is not None)
        if row.rounded and row.status == "reported":
            told = ((figure, row.numerator), (whole, row.denominator))
            self.system.told.update((f, number) for f, number in told if f is not None)
        if row.status == "reported" and whole is not None:
            self._printed(row, figure, whole)

    def _figure(self, release: int, row: Row, said: Said) -> int:
        """The number of a figure, with what the row says of it; one of the row's own where it contradicts."""
        year, named, plain, between = said
        group = self.editions.group(release, year, named, plain)
        low, high = between or (0, inf)
        figure = self._number(year, named, group)
        if max(low, self.system.low[figure]) > min(high, self.system.high[figure]):
            named = f"{named} in {row.indicator} of {row.area}"
            figure = self._number(year, named, group)
        self.system.low[figure] = max(low, self.system.low[figure])
        self.system.high[figure] = min(high, self.system.high[figure])
        if between:
            self.system.published[figure].add(release)
        self.at[year, row.area][named][group] = figure
        self.before[year, group][self.editions.group(release, year - 1, said.name, plain)] = None
        return figure

    def _number(self, *key) -> int:
        """The number of a figure by what tells it from others, its name and its areas."""
        if key not in self.numbers:
            *_, named, group = key
            self.numbers[key] = figure = self.system.add(is_amount(named), group)
            if least := self.least.get(named):
                self.system.low[figure] = least.least
                self.system.granted[figure] = least.kind
        return self.numbers[key]

    def _rest(self, row: Row, top: Said, bottom: Said | None, figure: int, whole: int | None) -> int | None:
        """What is in the whole and not in the figure; where it is to stay unknown, its number."""
        rest = self.rests.get(row.indicator)
        if rest is None or top.group != bottom.group:
            return None
        left = self._number(figure, whole, f"rest of {row.indicator}", self.system.counties[figure])
        self._bind((figure, left, whole), (1, 1, -1), 0, 0, rest.kind)
        return left if rest.counted else None

    def _printed(self, row: Row, figure: int, whole: int) -> None:
        """A ratio that the printed numbers do not explain was made of the true ones."""
        per = 1 if row.indicator == "rate_plans_per_supervisor" else 100
        if not row.value or (row.denominator and tenths(row.numerator, row.denominator, per) == row.value):
            return
        printed = int(row.value.replace(".", ""))
        self._bind((figure, whole), (-20 * per, 2 * printed + 1), 0, inf, PRINTED_RATIO)
        self._bind((figure, whole), (20 * per, 1 - 2 * printed), 0, inf, PRINTED_RATIO)

    def _bind(self, figures, weights, low, high, kind, assumed=False) -> None:
        """Add a relation, unless all is known: then it says nothing, and is passed over where it does not hold."""
        constraint = Constraint(tuple(figures), tuple(weights), low, high, kind, assumed)
        if not all(map(self.system.known, figures)):
            if constraint not in self.emitted:
                self.emitted.add(constraint)
                self.system.constraints.append(constraint)
        elif assumed and not low <= self.system.value(constraint) <= high:
            self.system.untrue.append(constraint)

    def _relate(self) -> None:
        """Every relation, in every area and year where its figures hold the same areas in the same state."""
        inner: dict[tuple, list[str]] = defaultdict(list)
        for year, area in self.at:
            inner[year, area[:2] if len(area) > 2 else NATION].append(area)
        for (year, area), figures in list(self.at.items()):
            self._sum(year, area, figures, inner[year, area])
            for parts in self.by_type[Parts]:
                self._parts(parts, figures)
            for each in self.by_type[EachDistrict]:
                self._each_district(each, figures)
            for present in self.by_type[Present]:
                self._present(present, figures)
            for linear in self.by_type[Linear]:
                self._linear(linear, year, figures, self.at.get((year - 1, area), {}))

    def _sum(self, year: int, area: str, figures: Named, inner: list[str]) -> None:
        if len(area) > 2:
            return
        kind = next((s.kind for s in self.by_type[AreaSum] if s.nation == (area == NATION)), None)
        targets = kind if area == NATION else next((t.kind for t in self.by_type[TargetSum]), None)
        for figure, groups in figures.items():
            target = figure.startswith("target_")
            of_kind = targets if target else kind
            for group, whole in groups.items():
                if of_kind is None or len(group) == 1:
                    continue
                parts = self._inner(year, figure, group, inner)
                if parts and parts != [whole]:  # a nation of which one province delivered is that province
                    assumed = target and area != NATION
                    weights = (1,) * len(parts) + (-1,)
                    self._bind((*parts, whole), weights, 0, 0, of_kind, assumed)

    def _inner(self, year: int, figure: str, group: Group, inner: list[str]) -> list[int] | None:
        """A figure in each of the areas that a group is made of, or None where one has no row."""
        shares: dict[str, set[str]] = defaultdict(set)
        size = len(inner[0]) if inner else 0
        for area in group:
            shares[area[:size]].add(area)
        parts = [
            self.at[year, area].get(figure, {}).get(frozenset(shares[area]))
            for area in inner
            if area in shares
        ]
        return None if None in parts or len(parts) < len(shares) else parts

    def _parts(self, relation: Parts, figures: Named) -> None:
        names = [relation.of + category for category in relation.categories]
        names = names or [figure for figure in figures if figure.startswith(relation.of)]
        for whole, *parts in _together([relation.total, *names], figures) if names else ():
            self._bind((*parts, whole), (1,) * len(parts) + (-1,), 0, 0, relation.kind)

    def _each_district(self, relation: EachDistrict, figures: Named) -> None:
        for figure in [f for f in figures if f.startswith(relation.part)]:
            whole = relation.whole + figure.removeprefix(relation.part)
            for pair in _together([whole, figure], figures):
                self._bind(pair, (1, -1), 0, inf, relation.kind)

    def _present(self, relation: Present, figures: Named) -> None:
        if relation.count not in figures:
            return
        there = [figure for figure in relation.figures if figure in figures]
        for group, count in figures[relation.count].items():
            found = tuple(figures[figure][group] for figure in there if group in figures[figure])
            if not found or all(map(self.system.known, (count, *found))):
                continue
            presence = Presence(count, found, relation.kind)
            if presence not in self.emitted:
                self.emitted.add(presence)
                self.system.presences.append(presence)

    def _linear(self, relation: Linear, year: int, figures: Named, last: Named) -> None:
        weights, names, backs = zip(*relation.terms, strict=True)
        of_terms = [(last if back else figures).get(named) for named, back in zip(names, backs, strict=True)]
        if not all(of_terms):
            return
        for group in of_terms[0]:
            for before in self.before[year, group] if any(backs) else [group]:
                wanted = [before if back else group for back in backs]
                if all(held in groups for held, groups in zip(wanted, of_terms, strict=True)):
                    members = tuple(groups[held] for held, groups in zip(wanted, of_terms, strict=True))
                    self._bind(members, weights, relation.low, relation.high, relation.kind, relation.assumed)


def _together(names: Sequence[str], figures: Named) -> Iterator[tuple[int, ...]]:
    """The figures of these names that hold the same areas."""
    if all(figure in figures for figure in names):
        for group in figures[names[0]]:
            if all(group in figures[figure] for figure in names):
                yield tuple(figures[figure][group] for figure in names)


def tenths(numerator: int, denominator: int, per: int) -> str:
    """per × numerator ÷ denominator as it is printed: one decimal, half to even."""
    whole, rest = divmod(numerator * per * 10, denominator)
    whole += 2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1)
    return f"{whole // 10}.{whole % 10}"
