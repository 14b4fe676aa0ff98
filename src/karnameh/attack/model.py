"""A linear model of some figures, kept in HiGHS while what is sought in it changes."""

from collections.abc import Iterable, Sequence
from math import floor, inf, log10

import highspy
import numpy as np

from karnameh.attack.bounds import Bounds, members
from karnameh.attack.system import Constraint, Presence

#: What is unbounded is looked at up to here at least, and up to so many times the largest bound.
FAR, TIMES = 1_000_000, 100
#: How many nodes a search for whole numbers may take: some, or all there are.
SOME, ALL = 2_000, 2**31 - 1
WHOLE = 1e-6
REPAIRS = 4


class _Solver(highspy.Highs):
    """HiGHS without a word on the screen."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the name is HiGHS's
        """None are needed; HiGHS announces itself where they are switched on."""


class Model:
    """
    The free figures of a component as columns, amounts in a unit that keeps numbers small.

    limit: what no table can have more of than what was sought last.
    """

    def __init__(self, bounds: Bounds, relations: Sequence[Constraint | Presence]):
        self.bounds = bounds
        free = {figure for relation in relations for figure in members(relation) if not bounds.fixed(figure)}
        self.figures = sorted(free)
        self.column = {figure: number for number, figure in enumerate(self.figures)}
        self.rows = [relation for relation in relations if isinstance(relation, Constraint)]
        self.presences = [relation for relation in relations if isinstance(relation, Presence)]
        self.amount = np.array([bounds.system.amount[figure] for figure in self.figures])
        self._measure()
        self.solver, self.searcher, self.limit = self._load(self._lp()), None, inf

    def _measure(self) -> None:
        """Units, and bounds in them."""
        low = np.array([self.bounds.low[figure] for figure in self.figures], float)
        high = np.array([self.bounds.high[figure] for figure in self.figures], float)
        ends = [(self._of_money(relation), self._limits(relation)) for relation in self.rows]
        counts = (abs(end) for of_money, limits in ends for end in limits if not of_money and abs(end) < inf)
        both = (abs(end) for _, limits in ends for end in limits if abs(end) < inf)
        largest = max([1.0, *np.where(np.isfinite(high), high, low), *both])
        # Counts that only money bounds would be as large as that.
        largest_count = max([1.0, *low[~self.amount], *counts])
        self.far = np.maximum(FAR, TIMES * np.where(self.amount, largest, largest_count))
        self.unit = np.where(self.amount, 10.0 ** max(0, floor(log10(largest)) - 6), 1.0)
        self.low = low / self.unit
        self.high = np.minimum(high, self.far) / self.unit

    def _of_money(self, relation: Constraint) -> bool:
        return any(self.bounds.system.amount[figure] for figure in relation.figures)

    def _limits(self, relation: Constraint) -> tuple[float, float]:
        """What is left of a relation's limits when what is known is taken off."""
        known = sum(
            weight * self.bounds.low[figure]
            for figure, weight in zip(relation.figures, relation.weights, strict=True)
            if figure not in self.column
        )
        return relation.low - known, relation.high - known

    def _lp(self) -> highspy.HighsLp:
        starts, index, value, lows, highs = [0], [], [], [], []
        for relation in self.rows:
            weights = self._weights(relation)
            size = max(map(abs, weights.values()))
            index += weights.keys()
            value += [weight / size for weight in weights.values()]
            starts.append(len(index))
            low, high = self._limits(relation)
            lows.append(low / size)
            highs.append(high / size)
        return _lp(self.low, self.high, lows, highs, (starts, index, value))

    def _weights(self, relation: Constraint) -> dict[int, float]:
        weights: dict[int, float] = {}
        for figure, weight in zip(relation.figures, relation.weights, strict=True):
            if (column := self.column.get(figure)) is not None:
                weights[column] = weights.get(column, 0) + weight * self.unit[column]
        return weights

    @staticmethod
    def _load(lp: highspy.HighsLp) -> highspy.Highs:
        solver = _Solver()
        for option, value in (("output_flag", False), ("threads", 1), ("simplex_strategy", 4)):
            solver.setOptionValue(option, value)
        solver.passModel(lp)
        return solver

    def feasible(self) -> bool:
        """Whether the relations can hold together, as fractions may."""
        return self._run(np.zeros(len(self.figures))) is not None

    def best(self, costs: np.ndarray, search: int = 0) -> np.ndarray | None:
        """
        A possible table with as much of the costs as can be, in units of the figures; None if none is found.

        search: how many nodes a search for whole numbers may take; 0: none, take a near one that is quick to find.
        """
        scaled = costs * self.unit
        point = self._run(scaled)
        self.limit = inf if point is None else float(costs @ point)
        if point is None or self._possible(point):
            return point
        return self._search(scaled, search) if search else self._repair(scaled, point)

    def _run(self, costs: np.ndarray) -> np.ndarray | None:
        self.solver.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), -costs)
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return self._point(self.solver)

    def _point(self, solver: highspy.Highs) -> np.ndarray:
        values = np.array(solver.getSolution().col_value[: len(self.figures)]) * self.unit
        near = np.rint(values)
        return np.where(self.amount | (np.abs(values - near) <= WHOLE), near, values)

    def _possible(self, point: np.ndarray) -> bool:
        counts = point[~self.amount]
        return bool((counts == np.rint(counts)).all()) and not any(map(self._lacking(point), self.presences))

    def _lacking(self, point: np.ndarray):
        """How many more of a count the figures that are there ask for."""

        def value(figure: int) -> float:
            column = self.column.get(figure)
            return self.bounds.low[figure] if column is None else point[column]

        def lacking(relation: Presence) -> float:
            there = sum(value(figure) > 0.5 for figure in relation.figures)
            return max(0, there - value(relation.count))

        return lacking

    def _repair(self, costs: np.ndarray, point: np.ndarray) -> np.ndarray | None:
        """Keep counts of what is there above zero, rather than decide each time whether it is there."""
        changed = []
        for _ in range(REPAIRS):
            lacking = self._lacking(point)
            wrong = [relation for relation in self.presences if lacking(relation)]
            for relation in wrong:
                changed += self._allow(relation)
            after = self._run(costs) if wrong else None
            if after is None or self._possible(after):
                point = after
                break
            point = after
        else:
            point = None
        for column in changed:
            self.solver.changeColBounds(column, self.low[column], self.high[column])
        return point

    def _allow(self, relation: Presence) -> list[int]:
        """Ask for as many of a count as could be needed; where there cannot be as many, for none of the figures."""
        count = self.column.get(relation.count)
        needed = sum(self.bounds.high[figure] > 0 for figure in relation.figures)
        if count is not None and self.high[count] >= needed:
            self.solver.changeColBounds(count, max(needed, self.low[count]), self.high[count])
            return [count]
        loose = [self.column[f] for f in relation.figures if f in self.column and not self.bounds.low[f]]
        for column in loose:
            self.solver.changeColBounds(column, 0, 0)
        return loose

    def _search(self, costs: np.ndarray, nodes: int) -> np.ndarray | None:
        """Whole numbers by branch and bound."""
        if self.searcher is None:
            self.searcher = self._load(self._milp())
        solver = self.searcher
        for option, value in (
            ("mip_max_nodes", nodes),
            ("mip_rel_gap", 0.0),
            ("mip_feasibility_tolerance", 1e-9),
        ):
            solver.setOptionValue(option, value)
        solver.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), -costs)
        solver.run()
        point = self._point(solver) if len(solver.getSolution().col_value) else None
        return point if point is not None and self._possible(point) else None

    def _milp(self) -> highspy.HighsLp:
        """The same model in whole numbers, with a column for each figure whose being there asks for something."""
        lp = self._lp()
        starts, index, value = list(lp.a_matrix_.start_), list(lp.a_matrix_.index_), list(lp.a_matrix_.value_)
        lows, highs = list(lp.row_lower_), list(lp.row_upper_)
        asking = sorted({f for r in self.presences for f in r.figures if f in self.column})
        there = {figure: len(self.figures) + number for number, figure in enumerate(asking)}

        def row(entries: dict[int, float], high: float) -> None:
            index.extend(entries.keys())
            value.extend(entries.values())
            starts.append(len(index))
            lows.append(-inf)
            highs.append(high)

        for figure, column in there.items():
            mine = self.column[figure]
            row({mine: 1.0, column: -self.high[mine]}, 0)
        for relation in self.presences:
            entries = {there[figure]: 1.0 for figure in relation.figures if figure in there}
            high = -sum(self.bounds.low[f] > 0 for f in relation.figures if f not in there)
            if relation.count in self.column:
                entries[self.column[relation.count]] = -1.0
            else:
                high += self.bounds.low[relation.count]
            row(entries, high)
        low = np.concatenate([self.low, np.zeros(len(there))])
        high = np.concatenate([self.high, np.ones(len(there))])
        milp = _lp(low, high, lows, highs, (starts, index, value))
        whole, real = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
        milp.integrality_ = [real if a else whole for a in self.amount] + [whole] * len(there)
        return milp

    def leaning(self) -> tuple[set[str], set[tuple[int, int]]]:
        """The kinds of relation and the bounds (figure and side) that hold the last solution back."""
        solution = self.solver.getSolution()
        rows = np.abs(np.array(solution.row_dual)) > WHOLE
        kinds = {relation.kind for relation, leans in zip(self.rows, rows, strict=True) if leans}
        duals = np.array(solution.col_dual)
        ends = {
            (self.figures[column], int(duals[column] < 0)) for column in np.flatnonzero(np.abs(duals) > WHOLE)
        }
        return kinds, ends

    def broken(self) -> list[Constraint]:
        """The fewest relations (in sum of what is missing) that cannot hold with the others, assumed ones first."""
        assumed = [number for number, relation in enumerate(self.rows) if relation.assumed]
        return self._missed(assumed) or self._missed(range(len(self.rows)))

    def _missed(self, loose: Iterable[int]) -> list[Constraint]:
        loose = list(loose)
        solver = self._load(self._lp())
        width = len(self.figures)
        solver.changeColsCost(width, np.arange(width, dtype=np.int32), np.zeros(width))
        for number in loose:
            for sign in (1.0, -1.0):
                solver.addCol(1.0, 0.0, inf, 1, np.array([number], np.int32), np.array([sign]))
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return []
        missing = np.array(solver.getSolution().col_value[width:]).reshape(-1, 2).sum(axis=1)
        return [self.rows[number] for number, miss in zip(loose, missing, strict=True) if miss > WHOLE]


def _lp(low, high, row_low, row_high, matrix) -> highspy.HighsLp:
    starts, index, value = matrix
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(low), len(row_low)
    lp.col_cost_ = np.zeros(len(low))
    lp.col_lower_, lp.col_upper_ = np.asarray(low, float), np.asarray(high, float)
    lp.row_lower_, lp.row_upper_ = np.asarray(row_low, float), np.asarray(row_high, float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.asarray(starts, np.int32)
    lp.a_matrix_.index_ = np.asarray(index, np.int32)
    lp.a_matrix_.value_ = np.asarray(value, float)
    return lp
