"""Which unknowns can move together: those that equations tie, near (in a province) or far (in the whole nation)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from karnameh.disclosure.moves import Moves
from karnameh.disclosure.unknowns import Equation, Presence, System, depth

Bounds = tuple[np.ndarray, np.ndarray]
_NEARLY = 1e-6


class Blocks:
    """The unknowns of a system in groups that move together, and a linear programme for each as it is needed."""

    def __init__(self, system: System, bounds: Bounds, kept: Bounds | None = None):
        """
        bounds: the least and the most that each unknown can be.

        kept: where it is decided whether there is some of a figure, the bounds of those of which it is not.
        """
        self._system, self._bounds, self._kept = system, bounds, kept
        self._nation = any(equation.tops for equation in system.equations)
        self._provinces = np.array([area[:2] for area in system.areas])
        self._presences: dict[int, list[int]] = defaultdict(list)
        for number, (count, figures, _) in enumerate(system.presences if kept else ()):
            for tied in (count, *figures):
                self._presences[tied].append(number)
        self._groupings: dict[tuple[bool, bool], _Grouping] = {}
        self._made: dict[tuple[bool, bool, int, str], Moves] = {}

    def of(self, unknown: int, by: float) -> Iterator[Moves]:
        """
        The programmes in which an unknown can move by so much, the smaller first; none where it never can.

        Near, nothing above a county moves where there is a nation; loose, nothing moves beyond an inequality.
        """
        least, most = (bound[unknown] for bound in self._bounds)
        if not least - _NEARLY <= self._system.truth[unknown] + by <= most + _NEARLY:
            return
        in_county = depth(self._system.areas[unknown]) == 2
        for far in (False, True) if self._nation else (False,):
            if far or in_county or not self._nation:
                yield self._moves(unknown, far, tied=False)
                yield self._moves(unknown, far, tied=True)

    def _moves(self, unknown: int, far: bool, tied: bool) -> Moves:
        grouping = self._grouping(far, tied)
        group = int(grouping.label[unknown])
        decided = self._system.areas[unknown][:2] if far and self._kept else ""
        if (far, tied, group, decided) not in self._made:
            unknowns, equations = grouping.members(group)
            areas = self._system.areas
            still = [u for u in unknowns if depth(areas[u]) < 2] if self._nation and not far else []
            self._made[far, tied, group, decided] = Moves(
                self._system, unknowns, equations, *self._around(unknowns, decided), still
            )
        return self._made[far, tied, group, decided]

    def _around(self, unknowns: Sequence[int], province: str) -> tuple[Bounds, list[Presence]]:
        """The bounds, and of which it is decided whether there is some: in the whole nation that would take long."""
        numbers = {number for unknown in unknowns for number in self._presences.get(unknown, ())}
        presences = [self._system.presences[number] for number in sorted(numbers)]
        if not province:
            return self._bounds, presences
        there = self._provinces == province
        least, most = (np.where(there, *each) for each in zip(self._bounds, self._kept, strict=True))
        return (least, most), [presence for presence in presences if there[presence[0]]]

    def _grouping(self, far: bool, tied: bool) -> "_Grouping":
        if (far, tied) not in self._groupings:
            equations = [e for e in self._system.equations if far or not e.tops]
            loose = np.zeros(len(self._system.truth), dtype=bool) if tied else self._system.over
            together = self._system.presences if self._kept else []
            ties = [(count, *figures) for count, figures, _ in together]
            self._groupings[far, tied] = _Grouping(loose, equations, ties)
        return self._groupings[far, tied]


class _Grouping:
    """Groups of unknowns by what ties them; what is loose belongs to every group that it touches."""

    def __init__(self, loose: np.ndarray, equations: list[Equation], ties: list[tuple[int, ...]]):
        """ties: unknowns that belong together though no equation says so."""
        self._loose = loose
        tight = [equation.unknowns for equation in equations if not loose[list(equation.unknowns)].any()]
        self.label = connected(len(loose), [*tight, *ties])
        self._unknowns: dict[int, list[int]] = defaultdict(list)
        for unknown in np.flatnonzero(~loose):
            self._unknowns[int(self.label[unknown])].append(int(unknown))
        self._equations: dict[int, list[Equation]] = defaultdict(list)
        for equation in equations:
            for label in dict.fromkeys(int(self.label[u]) for u in equation.unknowns if not loose[u]):
                self._equations[label].append(equation)

    def members(self, group: int) -> tuple[list[int], list[Equation]]:
        """The unknowns of a group with what is loose beside it, and its equations."""
        equations = self._equations[group]
        beside = dict.fromkeys(u for e in equations for u in e.unknowns if self._loose[u])
        return [*self._unknowns[group], *beside], equations


def connected(count: int, ties: list[tuple[int, ...]]) -> np.ndarray:
    """A label for each of so many things; things that are tied have the same."""
    label = list(range(count))

    def root(at: int) -> int:
        while label[at] != at:
            label[at] = at = label[label[at]]
        return at

    for first, *others in ties:
        for other in others:
            label[root(other)] = root(first)
    return np.array([root(at) for at in range(count)])
