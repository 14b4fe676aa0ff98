"""Bounds of whole numbers from one relation at a time, and on what each bound rests."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from math import inf

from karnameh.attack.definitions import RELEASES_TOGETHER, ROUNDING, SAME_FIGURE
from karnameh.attack.system import Constraint, Presence, System

#: How often a relation is looked at; more only creeps.
LOOKS = 40
#: How many bounds are traced back to tell what an interval rests on.
TRACED = 500
LOW, HIGH = 0, 1


class Contradiction(Exception):
    """A relation that leaves a figure no value."""

    def __init__(self, relation: Constraint | Presence):
        super().__init__(relation.kind)
        self.relation = relation


class Bounds:
    """What each figure lies between, as far as one relation after the other tells."""

    def __init__(self, system: System):
        self.system = system
        self.low, self.high = list(system.low), list(system.high)
        self.rests_on: dict[tuple[int, int], Constraint | Presence] = {}

    def reset(self, figures: Iterable[int]) -> None:
        """Forget what was concluded of some figures."""
        for figure in figures:
            self.low[figure], self.high[figure] = self.system.low[figure], self.system.high[figure]
            self.rests_on.pop((figure, LOW), None)
            self.rests_on.pop((figure, HIGH), None)

    def fixed(self, figure: int) -> bool:
        return self.low[figure] == self.high[figure]

    def held_at(self, values: dict[int, int]) -> "Bounds":
        """The same where some figures are known."""
        others = copy(self)
        others.low, others.high = list(self.low), list(self.high)
        for figure, value in values.items():
            others.low[figure] = others.high[figure] = value
        return others

    def tighten(self, relations: Sequence[Constraint | Presence]) -> None:
        """Apply the relations until nothing changes. Raises Contradiction."""
        of_figure = defaultdict(list)
        for number, relation in enumerate(relations):
            for figure in members(relation):
                if not self.system.known(figure):
                    of_figure[figure].append(number)
        looks = [0] * len(relations)
        waiting, queued = deque(range(len(relations))), [True] * len(relations)
        while waiting:
            number = waiting.popleft()
            queued[number] = False
            looks[number] += 1
            relation = relations[number]
            look = self._present if isinstance(relation, Presence) else self._weigh
            for figure in look(relation):
                for other in of_figure[figure]:
                    if not queued[other] and looks[other] < LOOKS:
                        queued[other] = True
                        waiting.append(other)

    def _weigh(self, relation: Constraint) -> list[int]:
        """Bounds of each member from those of the others; the figures that changed."""
        least, most, no_least, no_most = 0, 0, 0, 0
        for figure, weight in zip(relation.figures, relation.weights, strict=True):
            down, up = self._ends(figure, weight)
            least, no_least = (least, no_least + 1) if down == -inf else (least + down, no_least)
            most, no_most = (most, no_most + 1) if up == inf else (most + up, no_most)
        changed = []
        if no_least > 1 and no_most > 1:
            return changed
        for figure, weight in zip(relation.figures, relation.weights, strict=True):
            if self.fixed(figure):
                if (not no_least and least > relation.high) or (not no_most and most < relation.low):
                    raise Contradiction(relation)
                continue
            down, up = self._ends(figure, weight)
            low = high = None
            if relation.high < inf and no_least - (down == -inf) == 0:
                high = relation.high - (least - (down if down != -inf else 0))
            if relation.low > -inf and no_most - (up == inf) == 0:
                low = relation.low - (most - (up if up != inf else 0))
            if weight < 0:
                low, high = high, low
            new_low = None if low is None else -(-low // weight)
            new_high = None if high is None else high // weight
            if self._set(figure, new_low, new_high, relation):
                changed.append(figure)
        return changed

    def _ends(self, figure: int, weight: int) -> tuple[float, float]:
        ends = weight * self.low[figure], weight * self.high[figure]
        return ends if weight > 0 else (ends[1], ends[0])

    def _present(self, relation: Presence) -> list[int]:
        changed = []
        there = [figure for figure in relation.figures if self.low[figure] >= 1]
        if self._set(relation.count, len(there), None, relation):
            changed.append(relation.count)
        if self.high[relation.count] == len(there):
            for figure in set(relation.figures) - set(there):
                if self._set(figure, None, 0, relation):
                    changed.append(figure)
        return changed

    def _set(self, figure: int, low: int | None, high: int | None, relation) -> bool:
        changed = False
        if low is not None and low > self.low[figure]:
            self.low[figure], changed = int(low), True
            self.rests_on[figure, LOW] = relation
        if high is not None and high < self.high[figure]:
            self.high[figure], changed = int(high), True
            self.rests_on[figure, HIGH] = relation
        if self.low[figure] > self.high[figure]:
            raise Contradiction(relation)
        return changed

    def kinds(self, ends: Iterable[tuple[int, int]], release: int) -> set[str]:
        """The kinds of relation that some bounds rest on, down to what is published."""
        found, seen, waiting = set(), set(), list(ends)
        asked = {figure for figure, _ in waiting}
        while waiting and len(seen) < TRACED:
            end = waiting.pop()
            if end in seen:
                continue
            seen.add(end)
            figure, side = end
            relation = self.rests_on.get(end)
            if self.system.published[figure] and not self.system.known(figure):
                found.add(ROUNDING)
            if self.system.published[figure]:
                if release not in self.system.published[figure]:
                    found.add(RELEASES_TOGETHER)
                elif figure in asked:
                    found.add(SAME_FIGURE)
            elif relation is None and side == LOW and figure in self.system.granted:
                found.add(self.system.granted[figure])
            if relation is not None:
                found.add(relation.kind)
                waiting.extend(self._causes(figure, side, relation))
        return found

    def _causes(self, figure: int, side: int, relation: Constraint | Presence) -> list[tuple[int, int]]:
        if isinstance(relation, Presence):
            if figure == relation.count:
                return [(member, LOW) for member in relation.figures]
            return [(relation.count, HIGH), *((member, LOW) for member in relation.figures)]
        mine = relation.weights[relation.figures.index(figure)]
        return [
            (member, side if (weight > 0) != (mine > 0) else 1 - side)
            for member, weight in zip(relation.figures, relation.weights, strict=True)
            if member != figure
        ]


def members(relation: Constraint | Presence) -> tuple[int, ...]:
    """All figures that a relation binds."""
    return (relation.count, *relation.figures) if isinstance(relation, Presence) else relation.figures


def components(relations: Sequence[Constraint | Presence], fixed: Callable[[int], bool]) -> list[list[int]]:
    """Relations by their numbers, together where they share a figure that is not fixed."""
    leader = {}

    def head(figure: int) -> int:
        while leader.setdefault(figure, figure) != figure:
            leader[figure] = leader[leader[figure]]
            figure = leader[figure]
        return figure

    free = [[figure for figure in members(relation) if not fixed(figure)] for relation in relations]
    for together in free:
        for figure in together[1:]:
            leader[head(figure)] = head(together[0])
    groups = defaultdict(list)
    for number, together in enumerate(free):
        if together:
            groups[head(together[0])].append(number)
    return list(groups.values())
