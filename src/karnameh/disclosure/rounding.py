"""
Controlled rounding: every count a multiple of the base near it, so that whatever adds up still does.

A count goes to the multiple below or above it; which, is drawn by lot, as far as what is tied to it allows.
Solved by HiGHS, all that is tied together at once.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import highspy
import numpy as np
import pandas as pd

from karnameh.disclosure.blocks import connected
from karnameh.disclosure.moves import Solver
from karnameh.disclosure.rule import Rule
from karnameh.disclosure.unknowns import Equation, System
from karnameh.errors import DataError

#: A count that was published rounded stays there if it can: two roundings of one count tell more than one.
_KEPT = 10.0
#: Going to another multiple than the one below or above is the last resort.
_FURTHER = 1000.0
#: A search that takes longer takes the best that it has found.
_NODES = 1_000
_OPTIONS = {"output_flag": False, "threads": 1, "random_seed": 0, "mip_max_nodes": _NODES}


@dataclass(frozen=True)
class Counts:
    """
    Which unknowns of a system are rounded, and where each would go: an array each.

    lot: from 0 up to 1; a count goes up where its lot is below what it has more than the multiple below, in bases.
    before: what an earlier release gave it as, or NaN. some: whether it must not look like nothing.
    """

    rounded: np.ndarray
    lot: np.ndarray
    before: np.ndarray
    some: np.ndarray


def as_multiples(system: System, counts: Counts, rule: Rule) -> np.ndarray:
    """
    Every unknown as it is published: counts as multiples of the base, the others as they are.

    A count lies less than a base from its multiple, save where the sums leave no such way: then less than two.
    Raises: DataError where they leave none at all.
    """
    found = system.truth.copy()
    between = counts.rounded & (system.truth % rule.base > 0)
    left = np.zeros(len(found), dtype=bool)
    for block in _blocks(system, between, counts, rule):
        left[block.unknowns] = not block.solve(found, further=False)
    if left.any():
        for block in _blocks(system, counts.rounded, counts, rule):
            if left[block.unknowns].any() and not block.solve(found, further=True):
                raise DataError(
                    "disclosure: counts that cannot be rounded so that their sums still hold: "
                    f"{len(block.unknowns):,}. Take another base in params/disclosure.toml."
                )
    return found


#: So many of a count, and a kind for each of some parts that is not nothing.
Kinds = tuple[int, tuple[int, ...]]


def _blocks(system: System, free: np.ndarray, counts: Counts, rule: Rule) -> list["_Block"]:
    """The free unknowns in blocks, with what one side of an inequality may have more."""
    free = free | system.over
    ties = [(equation, [u for u in equation.unknowns if free[u]]) for equation in system.equations]
    kinds = [
        ((count, parts), [u for u in (count, *parts) if free[u]])
        for count, parts, _ in system.presences
        if not system.money[list(parts)].any()
    ]
    label = connected(len(free), [tuple(tied) for _, tied in chain(ties, kinds) if tied])
    of_label: tuple[dict[int, list], dict[int, list]] = defaultdict(list), defaultdict(list)
    for found, among in zip(of_label, (ties, kinds), strict=True):
        for tie, tied in among:
            if tied:
                found[label[tied[0]]].append(tie)
    unknowns = pd.Series(np.flatnonzero(free)).groupby(label[free], sort=False)
    return [
        _Block(system, counts, rule, members.to_numpy(), *(found[at] for found in of_label))
        for at, members in unknowns
    ]


@dataclass(frozen=True)
class _Block:
    """Unknowns that are tied together, and what ties them."""

    system: System
    counts: Counts
    rule: Rule
    unknowns: np.ndarray
    equations: Sequence[Equation]
    kinds: Sequence[Kinds]

    def solve(self, found: np.ndarray, further: bool) -> bool:
        """Put the block's counts where they go; False where there is no way. further: also one multiple more."""
        base, counts = self.rule.base, self.counts
        truth, over = self.system.truth[self.unknowns], self.system.over[self.unknowns]
        below, part = truth // base, truth % base / base
        before = counts.before[self.unknowns]
        up = np.where(before > truth, -_KEPT, _KEPT)
        up = np.where(np.abs(before - truth) < base, up, counts.lot[self.unknowns] - part)
        least = counts.some[self.unknowns] & (below == 0) & (part > 0)
        columns = [(np.where(over, 0.0, up), least, np.where(over, np.inf, part > 0))]
        if further:
            price, none = np.full(len(truth), _FURTHER), np.zeros(len(truth))
            columns += [(price, none, ~over), (price, none, ~over & (below > 0))]
        moved = self._solved(columns)
        if moved is None:
            return False
        up, *more = moved
        to = below + up + (more[0] - more[1] if further else 0)
        found[self.unknowns[~over]] = to[~over] * base
        return True

    def _solved(self, columns: Sequence[tuple[np.ndarray, ...]]) -> np.ndarray | None:
        """
        The steps of each unknown from the multiple below: up and, where asked for, further up and further down.

        columns: of each kind of step the costs, and how many there are at least and at most.
        """
        rows = [*map(self._equation, self.equations), *filter(None, map(self._kinds, self.kinds))]
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(columns) * len(self.unknowns), len(rows)
        model.col_cost_, model.col_lower_, model.col_upper_ = (
            np.concatenate(each).astype(float) for each in zip(*columns, strict=True)
        )
        model.row_lower_, model.row_upper_ = (np.array([row[at] for row in rows]) for at in (1, 2))
        matrix = model.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_, matrix.index_, matrix.value_ = self._matrix([row[0] for row in rows], len(columns))
        whole, real = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
        over = self.system.over[self.unknowns].tolist()
        model.integrality_ = [real if is_over else whole for is_over in over] * len(columns)
        solver = Solver()
        for option, value in _OPTIONS.items():
            solver.setOptionValue(option, value)
        solver.passModel(model)
        solver.run()
        if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        steps = np.round(np.array(solver.getSolution().col_value)).astype(np.int64)
        return steps.reshape(len(columns), -1)

    def _matrix(self, rows: Sequence[Mapping[int, float]], kinds: int) -> tuple[np.ndarray, ...]:
        """How each row counts the steps of each kind: up, further up, further down."""
        place = {unknown: at for at, unknown in enumerate(self.unknowns.tolist())}
        starts, index, values = [0], [], []
        for steps in rows:
            for unknown, times in steps.items():
                signs = (1,) if self.system.over[unknown] else (1, 1, -1)[:kinds]
                index += [place[unknown] + at * len(place) for at in range(len(signs))]
                values += [times * sign for sign in signs]
            starts.append(len(index))
        return np.array(starts), np.array(index), np.array(values, dtype=float)

    @cached_property
    def _members(self) -> frozenset[int]:
        return frozenset(self.unknowns.tolist())

    def _below(self, unknown: int) -> float:
        """The multiple below a count, in bases; what is not rounded, as it is."""
        truth = int(self.system.truth[unknown])
        return truth // self.rule.base if self.counts.rounded[unknown] else truth / self.rule.base

    def _equation(self, equation: Equation) -> tuple[Mapping[int, float], float, float]:
        """What the steps of an equation's unknowns add up to, in bases: from so much to so much."""
        steps, rest = {}, 0.0
        for unknown, times in zip(equation.unknowns, equation.times, strict=True):
            if unknown in self._members:
                steps[unknown] = times
            if not self.system.over[unknown]:
                rest -= times * self._below(unknown)
        return steps, rest, rest

    def _kinds(self, kinds: Kinds) -> tuple[Mapping[int, float], float, float] | None:
        """
        A count is a base or more where it has a kind, and leaves room beyond its kinds; None if it does anyway.

        A reader knows of a kind for each part that does not look like nothing.
        """
        count, parts = kinds
        below = {unknown: int(self._below(unknown)) for unknown in (count, *parts)}
        beyond = self.rule.base - 1 - self.rule.threshold
        room = below[count] * self.rule.base + beyond
        if below[count] and room >= len(parts):
            return None
        steps = {part: 1.0 for part in parts if not below[part] and part in self._members}
        if count in self._members:
            steps[count] = -float(self.rule.base if below[count] else self.rule.base + beyond)
        return steps, -np.inf, (room if below[count] else 0) - sum(below[part] > 0 for part in parts)
