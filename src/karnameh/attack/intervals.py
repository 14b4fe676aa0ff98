"""What each secret figure can be: the least and the most in all tables that agree with what is published."""

from collections import defaultdict, deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import ceil, floor, inf

import numpy as np

from karnameh.attack.bounds import Bounds, Contradiction, components, members
from karnameh.attack.definitions import UNDECIDED
from karnameh.attack.model import ALL, SOME, WHOLE, Model
from karnameh.attack.system import Constraint, Presence, System

Relations = list[Constraint | Presence]
#: How often many figures are pushed at once, and how many of them a pair of pushes must settle to go on.
PUSHES = 12
SETTLED = 0.05
#: No more than so many figures are near one; looking only there is worth while where there are so many.
NEAR, LARGE = 600, 3_000


@dataclass(frozen=True)
class Interval:
    """
    The values that a figure was seen to take; high is infinite where nothing bounds it.

    kinds: kinds of relation that hold it, of a figure that is not wide.
    """

    low: int
    high: float
    wide: bool
    kinds: frozenset[str] = frozenset()


def wide(low: float, high: float, amount: bool, threshold: int) -> bool:
    """Whether an interval says little enough: by a count's width, an amount's in proportion to its middle."""
    if high == inf or low > high:
        return high == inf
    needed = (high + low) / 10 if amount else threshold
    return high - low >= needed and (high > low or threshold == 0)


def wide_of_rounded(low: float, high: float, threshold: int) -> bool:
    """
    Whether an interval says little enough of a rounded count.

    It does too where all that is less than the threshold is possible.
    """
    if high == inf or low > high:
        return high == inf
    return high - low >= threshold or (low == 0 and high >= threshold - 1)


def solve(system: System, threshold: int, exact: bool, doubted: Collection[str]) -> "Solution":
    """The intervals of all suppressed and rounded figures, and which ratios are known; doubted: as of `attack`."""
    solution = Solution(system, threshold, exact)
    relations = [
        relation
        for relation in (*system.constraints, *system.presences)
        if not (isinstance(relation, Constraint) and relation.assumed and system.within(relation, doubted))
    ]
    for numbers in components(relations, system.known):
        solution.work_out([relations[number] for number in numbers])
    return solution


class Solution:
    """What was seen of each figure so far."""

    def __init__(self, system: System, threshold: int, exact: bool):
        self.system, self.threshold, self.exact = system, threshold, exact
        self.bounds = Bounds(system)
        self.low = np.full(len(system.low), inf)
        self.high = np.full(len(system.low), -inf)
        self.outer: dict[int, list[float]] = defaultdict(lambda: [-inf, inf])
        self.held: dict[int, tuple[set, set]] = {}
        self.looked_at: set[int] = set()
        self.wanted = {
            f for s in system.secrets for f in (s.figure, s.rest) if f is not None
        } | system.rounded
        self.divided: dict[int, set[tuple[int, int]]] = defaultdict(set)
        for secret in system.secrets:
            if secret.whole is not None and not secret.row.rounded:
                self.divided[secret.figure].add((secret.figure, secret.whole))
        self.ratios: dict[tuple[int, int], tuple[float, float]] = {}
        self.varying: set[tuple[int, int]] = set()

    def work_out(self, relations: Relations) -> None:
        """Narrow, then look for tables, in one component; relations that contradict are dropped."""
        while True:
            try:
                self.bounds.tighten(relations)
                models = self._models(relations)
                break
            except Contradiction as contradiction:
                relations = self._without_broken(relations, contradiction)
        for model in models:
            self._explore(model)

    def _models(self, relations: Relations) -> list[Model]:
        models = []
        for numbers in components(relations, self.bounds.fixed):
            model = Model(self.bounds, [relations[number] for number in numbers])
            if self.wanted.isdisjoint(model.figures):
                continue
            if not model.feasible():
                raise Contradiction(relations[numbers[0]])
            models.append(model)
        return models

    def _without_broken(self, relations: Relations, contradiction: Contradiction) -> Relations:
        self.bounds.reset({figure for relation in relations for figure in members(relation)})
        broken = set(Model(self.bounds, relations).broken() or [contradiction.relation])
        return [relation for relation in relations if relation not in broken]

    def _explore(self, model: Model) -> None:
        wanted = [figure for figure in model.figures if figure in self.wanted]
        self.looked_at.update(wanted)
        pairs = [
            pair
            for figure in model.figures
            for pair in self.divided.get(figure, ())
            if self._within(pair, model)
        ]
        look = _Look(self, model, pairs)
        if not self.exact and len(model.figures) >= LARGE:
            self._push_near(look, wanted)
        if not self.exact and len(wanted) > 2:
            self._push(look, [figure for figure in wanted if not self._wide(figure)])
        for figure in wanted:
            self._look_at(look, figure)
        for pair in pairs:
            look.at_ratio(pair)

    def _within(self, pair: tuple[int, int], model: Model) -> bool:
        return all(figure in model.column or self.bounds.fixed(figure) for figure in pair)

    def _look_at(self, look: "_Look", figure: int) -> None:
        """The most and the least of a figure, searched for where a quick look leaves it narrow."""
        if not self.exact:
            self._look_near(look, figure)
        for search in (ALL,) if self.exact else (0, SOME):
            for sign in (1, -1):
                if self.exact or not (self._wide(figure) or self._surely_narrow(figure)):
                    look.at({figure: sign}, search)
                    self._note(look.model, figure, sign)

    def _look_near(self, look: "_Look", figure: int) -> None:
        """The same among the tables that differ only near it from one that is possible."""
        if look.point is None or len(look.model.figures) < LARGE:
            return
        for anywhere in (False, True):
            if not self._wide(figure):
                near = look.near(figure, anywhere)
                for search, sign in product((0, SOME), (1, -1)):
                    if not self._wide(figure):
                        near.at({figure: sign}, search)

    def _push_near(self, look: "_Look", wanted: list[int]) -> None:
        """Push figures with those that are near them, from the table that is published, where that is possible."""
        if not look.at_told():
            return
        for figure in wanted:
            if not self._wide(figure):
                near = look.near(figure)
                self._push(near, [f for f in near.model.figures if f in self.wanted and not self._wide(f)])
        for figure in wanted:
            self._look_near(look, figure)

    def _push(self, look: "_Look", wanted: list[int]) -> None:
        """Push many figures up and down at once, in directions drawn by lot, always the same lot."""
        lot = np.random.default_rng(0)
        narrow = wanted
        for _ in range(PUSHES):
            sizes = [self._size(figure) for figure in narrow]
            signs = lot.choice([-1.0, 1.0], len(narrow))
            for way in (1, -1):
                look.at({f: way * s / size for f, s, size in zip(narrow, signs, sizes, strict=True)})
            left = [figure for figure in narrow if not self._wide(figure)]
            if len(left) > len(narrow) * (1 - SETTLED):
                break
            narrow = left

    def _size(self, figure: int) -> float:
        spread = self.bounds.high[figure] - self.bounds.low[figure]
        return max(1.0, min(spread, 1e6 if not self.system.amount[figure] else 1e15))

    def _wide(self, figure: int) -> bool:
        return self._is_wide(figure, self.low[figure], self.high[figure])

    def _surely_narrow(self, figure: int) -> bool:
        return not self._is_wide(figure, *self.outer[figure])

    def _none_at_all(self, figure: int) -> bool:
        """Whether a rounded count is surely nothing: that tells of nobody."""
        most = min(self.bounds.high[figure], self.outer[figure][1])
        return figure in self.system.rounded and most == 0

    def _is_wide(self, figure: int, low: float, high: float) -> bool:
        if figure in self.system.rounded:
            return wide_of_rounded(low, high, self.threshold)
        return wide(low, high, self.system.amount[figure], self.threshold)

    def _note(self, model: Model, figure: int, sign: int) -> None:
        """What nothing can be beyond, and what it rests on."""
        far = model.far[model.column[figure]] / 2
        if sign > 0 and model.limit < far:
            self.outer[figure][1] = floor(model.limit + WHOLE)
        elif sign < 0 and model.limit < inf:
            self.outer[figure][0] = ceil(-model.limit - WHOLE)
        kinds, ends = model.leaning()
        held = self.held.setdefault(figure, (set(), set()))
        held[0].update(kinds)
        held[1].update(ends)

    def see(self, model: Model, point: np.ndarray) -> None:
        """Take in a possible table."""
        figures = np.array(model.figures)
        high = np.where(point >= model.far / 2, inf, point)
        self.low[figures] = np.minimum(self.low[figures], point)
        self.high[figures] = np.maximum(self.high[figures], high)

    def interval(self, figure: int, release: int) -> Interval:
        """What a secret figure of a release can be."""
        bounds = self.bounds
        low, high = self.low[figure], self.high[figure]
        if low > high:
            low, high = bounds.low[figure], bounds.high[figure]
            if figure in self.looked_at:  # in no table that was found: better called narrow than wide
                return Interval(low, high, False, frozenset({UNDECIDED}))
        low, high = int(low), bounds.high[figure] if high == inf else int(high)
        if self._is_wide(figure, low, high) or self._none_at_all(figure):
            return Interval(low, high, True)
        if not self.exact and self._surely_narrow(figure):
            low, high = self.outer[figure]
        kinds, ends = self.held.get(figure, (set(), {(figure, 0), (figure, 1)}))
        return Interval(low, high, False, frozenset(kinds | bounds.kinds(ends, release)))

    def pinned(self, figure: int, whole: int) -> bool:
        """Whether only one ratio is possible."""
        if self.bounds.fixed(figure) and self.bounds.fixed(whole):
            return True
        return (figure, whole) in self.ratios and (figure, whole) not in self.varying


class _Look:
    """Looks for tables in a model and remembers what was seen."""

    def __init__(self, solution: Solution, model: Model, pairs: Sequence[tuple[int, int]]):
        self.solution, self.model, self.pairs = solution, model, pairs
        self.point: np.ndarray | None = None

    @cached_property
    def of_figure(self) -> dict[int, list[Constraint | Presence]]:
        """The relations that bind each figure."""
        found = defaultdict(list)
        for relation in (*self.model.rows, *self.model.presences):
            for figure in members(relation):
                found[figure].append(relation)
        return found

    def at_told(self) -> bool:
        """Look at the table in which each rounded figure is what it is told as; False where there is none."""
        told = {f: number for f, number in self.solution.system.told.items() if f in self.model.column}
        free = [f for f in self.model.figures if f not in told]
        if not told:
            return False
        others = Model(
            self.solution.bounds.held_at(told),
            list(dict.fromkeys(r for f in free for r in self.of_figure[f])),
        )
        point = others.best(np.zeros(len(others.figures)))
        if point is None:
            return False
        values = told | dict(zip(others.figures, point, strict=True))
        self.point = np.array([values[figure] for figure in self.model.figures])
        return True

    def near(self, figure: int, anywhere: bool = False) -> "_Look":
        """
        A look at the figures tied to one: amounts, or counts of a county and of what it is in, or any.

        The others are as in the table seen last.
        """
        counties, amount = self.solution.system.counties, self.solution.system.amount
        county = min(counties[figure])

        def is_near(other: int) -> bool:
            return anywhere or (amount[other] if amount[figure] else county in counties[other])

        near, waiting = {figure}, deque([figure])
        while waiting and len(near) < NEAR:
            tied = (f for relation in self.of_figure[waiting.popleft()] for f in members(relation))
            further = [f for f in tied if f in self.model.column and f not in near and is_near(f)]
            near.update(further)
            waiting.extend(further)
        relations = dict.fromkeys(r for f in sorted(near) for r in self.of_figure[f])
        others = {f for r in relations for f in members(r) if f in self.model.column and f not in near}
        held = {f: int(self.point[self.model.column[f]]) for f in others}
        return _Look(self.solution, Model(self.solution.bounds.held_at(held), list(relations)), ())

    def at(self, wishes: dict[int, float], search: int = 0) -> None:
        costs = np.zeros(len(self.model.figures))
        for figure, weight in wishes.items():
            costs[self.model.column[figure]] = weight
        point = self.model.best(costs, search)
        if point is not None:
            self.point = point
            self.solution.see(self.model, point)
            self._see_ratios(point)

    def _see_ratios(self, point: np.ndarray) -> None:
        for pair in self.pairs:
            if pair in self.solution.varying:
                continue
            top, bottom = (self._value(figure, point) for figure in pair)
            if not bottom:
                continue
            first = self.solution.ratios.setdefault(pair, (top, bottom))
            if top * first[1] != first[0] * bottom:
                self.solution.varying.add(pair)

    def _value(self, figure: int, point: np.ndarray) -> float:
        column = self.model.column.get(figure)
        return self.solution.bounds.low[figure] if column is None else point[column]

    def at_ratio(self, pair: tuple[int, int]) -> None:
        """Look for another ratio than the one that was seen."""
        solution = self.solution
        if pair not in solution.ratios and pair[1] in self.model.column:
            self.at({pair[1]: 1}, SOME)
        for sign in (1, -1):
            if pair in solution.varying or pair not in solution.ratios:
                return
            top, bottom = solution.ratios[pair]
            weights = ((pair[0], sign * bottom), (pair[1], -sign * top))
            size = max(abs(top), abs(bottom), 1)
            self.at({f: w / size for f, w in weights if f in self.model.column}, SOME)
