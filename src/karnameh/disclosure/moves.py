"""
The cheapest way in which what is published could hide a change of one unknown: a linear programme.

Unknowns move by some amount so that every equation still holds. Those that a reader does not know move for
nothing, the others at the price of hiding what tells them. Solved by HiGHS.
"""

from collections.abc import Iterator, Mapping, Sequence

import highspy
import numpy as np

from karnameh.disclosure.unknowns import Equation, Presence, System

#: The largest amount of a block is reckoned as so much: solvers want numbers of about one size.
_LARGEST = 1e7
#: What is hidden already moves for almost nothing, so that it moves no more than it must.
_ALMOST_NOTHING = 1e-5
_WHOLE = 1e-6
#: How long whole numbers are sought, and how near the cheapest is near enough: never a time, that differs by machine.
_NODES, _GAP = 2000, 0.2
#: Where it has to be decided whether there is some of a figure, it rises to so many times the largest and some.
_TIMES, _ROOM = 2.0, 20.0
_OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_max_nodes": _NODES,
    "mip_rel_gap": _GAP,
    "mip_feasibility_tolerance": 1e-9,
}
_FEASIBLE = int(highspy.SolutionStatus.kSolutionStatusFeasible)


class Solver(highspy.Highs):
    """HiGHS, which announces itself on the screen where its callbacks are switched on; none are needed."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the name is HiGHS's
        pass


class Moves:
    """The unknowns of a block and the ways in which they can move together."""

    def __init__(
        self,
        system: System,
        unknowns: Sequence[int],
        equations: Sequence[Equation],
        bounds: tuple[np.ndarray, np.ndarray],
        presences: Sequence[Presence],
        still: Sequence[int] = (),
    ):
        """
        bounds: the least and the most that each unknown of the system can be. still: those that must not move.

        presences: those of the unknowns of which it is decided if there is some of each figure, and so one of its count.
        """
        self._system, self._unknowns = system, list(unknowns)
        self._place = {unknown: at for at, unknown in enumerate(self._unknowns)}
        self._money = system.money[self._unknowns]
        self._truth = system.truth[self._unknowns].astype(float)
        largest = self._truth[self._money].max(initial=0.0)
        self._unit = np.where(self._money, max(1.0, largest / _LARGEST), 1.0)
        self._set_bounds(bounds, still)
        self._presences = presences
        self._limit_decided()
        self._highs = Solver()
        for option, value in _OPTIONS.items():
            self._highs.setOptionValue(option, value)
        # Where nothing is decided programmes are small, and it would take longer than what it saves.
        self._highs.setOptionValue("presolve", "on" if self._presences else "off")
        self._highs.passModel(self._model(equations))
        self._prices = np.full(len(self._unknowns), np.nan)

    def _set_bounds(self, bounds: tuple[np.ndarray, np.ndarray], still: Sequence[int]) -> None:
        """How far each can rise and fall."""
        least, most = (bound[self._unknowns] for bound in bounds)
        self._rise = np.maximum(most - self._truth, 0.0) / self._unit
        self._fall = np.maximum(self._truth - least, 0.0) / self._unit
        fixed = [self._place[unknown] for unknown in still]
        self._rise[fixed] = self._fall[fixed] = 0.0

    def _limit_decided(self) -> None:
        """What has to be decided can rise to a multiple only."""
        room = {
            money: _TIMES * (_ROOM + (self._truth / self._unit)[self._money == money].max(initial=0.0))
            for money in (True, False)
        }
        decided = (u for of, figures, _ in self._presences for u in (of, *figures))
        for at in (self._place[u] for u in decided if u in self._place):
            self._rise[at] = min(self._rise[at], room[bool(self._money[at])])

    def _model(self, equations: Sequence[Equation]) -> highspy.HighsLp:
        """Two columns an unknown, how far it rises and how far it falls; a row an equation."""
        count = len(self._unknowns)
        starts, index, values = [0], [], []
        for equation in equations:
            for unknown, times in zip(equation.unknowns, equation.times, strict=True):
                if (at := self._place.get(unknown)) is not None:
                    index += [at, at + count]
                    values += [times, -times]
            starts.append(len(index))
        lower, upper = [0.0] * len(equations), [0.0] * len(equations)
        there = 0
        for entries, least in self._rows_of_presences():
            index += entries.keys()
            values += entries.values()
            starts.append(len(index))
            lower.append(least)
            upper.append(highspy.kHighsInf)
            there = max(there, *(at + 1 - 2 * count for at in entries))
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = 2 * count + there, len(lower)
        model.col_cost_ = np.zeros(2 * count + there)
        model.col_lower_ = np.zeros(2 * count + there)
        model.col_upper_ = np.concatenate([self._rise, self._fall, np.ones(there)])
        model.row_lower_, model.row_upper_ = np.array(lower), np.array(upper)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(starts)
        model.a_matrix_.index_ = np.array(index)
        model.a_matrix_.value_ = np.array(values, dtype=float)
        return model

    def _rows_of_presences(self) -> Iterator[tuple[dict[int, float], float]]:
        """
        What must be at least how much, for each count and figure.

        A column more for each figure is 1 where there is some of it.
        """
        there: dict[int, int] = {}
        for of, figures, each in self._presences:
            needed = -self._system.truth[of]
            entries = self._columns(of)
            for figure in figures:
                if figure not in self._place:
                    needed += self._system.truth[figure] > 0
                    continue
                if figure not in there:
                    there[figure] = 2 * len(self._unknowns) + len(there)
                    yield from self._some(figure, there[figure])
                entries[there[figure]] = -1.0
            yield entries, needed
            if each and of in self._place and figures[0] in there:
                at = self._place[of]
                yield (
                    self._columns(of, -1.0) | {there[figures[0]]: self._truth[at] + self._rise[at]},
                    self._truth[at],
                )

    def _some(self, figure: int, column: int) -> Iterator[tuple[dict[int, float], float]]:
        """A column is 1 where a figure is above nothing, and only there."""
        at = self._place[figure]
        truth = self._truth[at] / self._unit[at]
        yield self._columns(figure, -1.0) | {column: truth + self._rise[at]}, truth
        yield self._columns(figure) | {column: -1.0}, -truth

    def _columns(self, unknown: int, times: float = 1.0) -> dict[int, float]:
        """So many times an unknown, where it can move."""
        at = self._place.get(unknown)
        return {} if at is None else {at: times, at + len(self._unknowns): -times}

    def cheapest(
        self, unknown: int, by: float, prices: np.ndarray
    ) -> tuple[float, Mapping[int, float]] | None:
        """
        The price of moving an unknown by so much, and how far each moves then; None where it cannot be.

        by: in the unknown's unit. prices: of each unknown of the system, infinite where it must not move.
        """
        self._charge(prices)
        place, count = self._place[unknown], len(self._unknowns)
        by /= self._unit[place]
        if (by > 0 and by > self._rise[place]) or (by < 0 and -by > self._fall[place] + _WHOLE):
            return None
        columns = np.array([place, place + count], dtype=np.int32)
        there = np.array([max(by, 0.0), max(-by, 0.0)])
        self._highs.changeColsBounds(2, columns, there, there)
        try:
            moved = self._moved()
        finally:
            upper = np.array([self._rise[place], self._fall[place]])
            self._highs.changeColsBounds(2, columns, np.zeros(2), upper)
        if moved is None:
            return None
        found = {
            self._unknowns[at]: float(moved[at] * self._unit[at])
            for at in np.flatnonzero(np.abs(moved) > _WHOLE)
        }
        if unknown not in found:
            return None
        return sum(abs(moved[self._place[u]]) * prices[u] for u in found), found

    def _charge(self, prices: np.ndarray) -> None:
        """Set the prices that differ from those of the last call."""
        mine = prices[self._unknowns]
        changed = np.flatnonzero(mine != self._prices)
        if not len(changed):
            return
        count, fixed = len(self._unknowns), np.isinf(mine[changed])
        columns = np.concatenate([changed, changed + count]).astype(np.int32)
        cost = np.where(fixed, 0.0, mine[changed] + _ALMOST_NOTHING)
        self._highs.changeColsCost(len(columns), columns, np.concatenate([cost, cost]))
        if fixed.any():
            at = np.concatenate([changed[fixed], changed[fixed] + count]).astype(np.int32)
            self._highs.changeColsBounds(len(at), at, np.zeros(len(at)), np.zeros(len(at)))
            self._rise[changed[fixed]] = self._fall[changed[fixed]] = 0.0
        self._prices = mine

    def _solved(self) -> np.ndarray | None:
        self._highs.run()
        if self._highs.getInfo().primal_solution_status != _FEASIBLE:
            return None
        values, count = np.array(self._highs.getSolution().col_value), len(self._unknowns)
        moved = values[:count] - values[count : 2 * count]
        near = np.round(moved)
        return np.where(~self._money & (np.abs(moved - near) < _WHOLE), near, moved)

    def _moved(self) -> np.ndarray | None:
        """In whole numbers but for money: only those are made whole that do not come so, mostly none."""
        count = len(self._unknowns)
        whole = np.arange(self._highs.getNumCol()) >= 2 * count
        while True:
            moved = self._decided(whole)
            if moved is None:
                return None
            broken = ~self._money & (moved != np.round(moved))
            if not broken.any():
                return moved
            if whole[:count][broken].all():
                return None
            whole[: 2 * count] |= np.concatenate([broken, broken])

    def _decided(self, whole: np.ndarray) -> np.ndarray | None:
        """The solution with some columns in whole numbers."""
        columns = np.arange(len(whole), dtype=np.int32)
        kinds = np.where(whole, int(highspy.HighsVarType.kInteger), int(highspy.HighsVarType.kContinuous))
        if whole.any():
            self._highs.changeColsIntegrality(len(columns), columns, kinds.astype(np.uint8))
        moved = self._solved()
        if whole.any():
            self._highs.changeColsIntegrality(len(columns), columns, np.zeros(len(columns), dtype=np.uint8))
        return moved
