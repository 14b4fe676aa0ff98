"""
Secondary suppression: which further figures are hidden so that no hidden one can be worked back.

For each hidden figure in turn the cheapest set of others is found that lets it be something else (`moves`);
in the end those that turn out not to be needed are published after all.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from karnameh.disclosure.blocks import Blocks
from karnameh.disclosure.unknowns import NONE, System

#: An amount that tells of few is hidden well enough where it may be a ninth less and more, another where all that it
#: may be lies a quarter of it apart: both over a fifth of what is in the middle.
_NINTH, _QUARTER = 9, 4
#: Where a figure cannot move as far as it must in one way, it may do so in both: by such parts of it.
_PARTS = (0.75, 0.5, 0.25, 0.1)
_SOME_MONEY = 1e6  # rial: an amount of nothing is hidden as well where it may be that much
#: Amounts are reckoned with that much care; less than so much of a figure is none of it.
_NEARLY, _DUST = 1 - 1e-6, 0.5


@dataclass(frozen=True)
class Secrets:
    """
    What a threshold asks to be hidden: an array each, over the unknowns of a system.

    hidden: what no published row may tell. close: small counts, to which a reader may not come close, told or not.
    """

    threshold: int
    hidden: np.ndarray
    close: np.ndarray


def suppress(
    system: System, steps: Sequence[Secrets], prices: np.ndarray, given: np.ndarray, further: np.ndarray
) -> tuple[np.ndarray, list[int]]:
    """
    Which unknowns are hidden in the end, and those that no set of others can hide.

    steps: by rising threshold; what one hides the next hides too, so a higher threshold never publishes more.
    prices: of hiding each unknown, 0 where no row tells it. given: those that an earlier release has told. further:
    those that are hidden whatever the threshold, with the last step, for earlier releases have hidden them or they
    tell of others.
    A row of the publication is published where neither its numerator nor its denominator is hidden. Where a
    denominator is, the numerator is too, so that a hidden share is not half told elsewhere.
    """
    search = _Search(system, prices, given)
    for secrets in steps:
        search.protect(secrets, further & (secrets is steps[-1]))
        search.publish_needless()
    return search.hidden, search.bare


class _Witness(NamedTuple):
    """
    A way in which all could be otherwise though what is published is as it is: how far each unknown moves.

    It stays one while more is hidden. only: the one unknown of which it shows it, to a reader who does not go by
    what earlier releases have told; None where it shows it of all.
    """

    moved: dict[int, float]
    only: int | None = None


class _Search:
    """Unknowns are hidden until every hidden one could be enough else, as witnesses show."""

    def __init__(self, system: System, prices: np.ndarray, given: np.ndarray):
        self._system, self._given, self._first_prices = system, given, prices
        self._prices = np.where(given, np.inf, prices)
        self.hidden = np.zeros(len(system.truth), dtype=bool)
        self.bare: list[int] = []
        self._kept = self.hidden.copy()
        # First what is there stays there; where that does not help, it is decided.
        kept, loose = system.bounds(self.hidden), system.bounds(~self.hidden)
        self._blocks = Blocks(system, kept), Blocks(system, loose, kept)
        self._anew = (Blocks(system, loose, kept),)
        self._witnesses: list[_Witness] = []
        self._low, self._high = system.truth.astype(float), system.truth.astype(float)
        self._tops: dict[int, list[int]] = defaultdict(list)
        self._wholes: dict[int, list[int]] = defaultdict(list)
        self._rests: dict[int, list[int]] = defaultdict(list)
        self._tops_of: dict[int, list[int]] = defaultdict(list)
        shares = np.column_stack([system.numerators, system.denominators, system.rests])
        self._presences: dict[int, list[int]] = defaultdict(list)
        for number, (count, figures, _) in enumerate(system.presences):
            for unknown in (count, *figures):
                self._presences[unknown].append(number)
        for top, whole, rest in np.unique(shares[system.denominators != NONE], axis=0).tolist():
            self._tops[whole].append(top)
            self._wholes[top].append(whole)
            if rest != NONE:
                self._rests[top].append(rest)
                self._tops_of[rest].append(top)

    def protect(self, secrets: Secrets, further: np.ndarray) -> None:
        """Hide until all that is hidden, and what is hidden further, is hidden well enough for a threshold."""
        self._secrets, self.bare = secrets, []
        self._waiting = [u for u in range(len(self.hidden)) if self._is_required(u)]
        for unknown in np.flatnonzero(secrets.hidden | further):
            self._hide(int(unknown))
        self._kept |= self.hidden
        least, _ = self._system.bounds(self.hidden & ~self._given)
        self._least = np.maximum(1, least)
        for unknown in self._waiting:  # it grows meanwhile
            if not self._given[unknown]:
                self._protect(unknown)

    def _hide(self, unknown: int) -> None:
        if self.hidden[unknown]:
            return
        self.hidden[unknown] = True
        self._prices[unknown] = np.inf if self._given[unknown] else 0.0
        self._waiting += [unknown, *self._rests.get(unknown, ())]
        for top in self._tops.get(unknown, ()):
            self._hide(top)

    def _is_required(self, unknown: int) -> bool:
        """Whether a reader may not know it: it is hidden, a small count, or what is left of a hidden share."""
        left = any(self.hidden[top] for top in self._tops_of.get(unknown, ()))
        return bool(self.hidden[unknown] or self._secrets.close[unknown] or left)

    def _protect(self, unknown: int) -> None:
        while steps := self._needed(unknown, self._low[unknown], self._high[unknown]):
            if moved := self._cheapest(unknown, steps) or self._part(unknown, steps):
                self._accept(_Witness(moved))
            elif self._secrets.close[unknown] and self._least[unknown] < self._low[unknown]:
                self._least[unknown] += 1  # other figures that a reader cannot do without rule it out
            elif moved := self._cheapest(unknown, steps, anew=True):
                self._accept(_Witness(moved, unknown))  # a reader cannot tell that all told is still so
            elif self._is_free(unknown):
                self._publish(unknown)  # it was hidden further; all else tells it
                return
            else:
                self.bare.append(unknown)
                return

    def _part(self, unknown: int, steps: Sequence[float]) -> dict[int, float] | None:
        """The first of some smaller moves of an unknown that may go both ways: a part of what is missing, the rest then."""
        if len(steps) < 2:
            return None
        further = steps[0] - (self._high[unknown] - self._system.truth[unknown])
        for share in _PARTS:
            less = further * (1 - share) if self._system.money[unknown] else round(further * (1 - share))
            if 0 < less < further and (moved := self._cheapest(unknown, (steps[0] - less, steps[1] + less))):
                return moved
        return None

    def _is_free(self, unknown: int) -> bool:
        """Whether nothing asks to hide it, nor needs it hidden."""
        asked = self._secrets.hidden[unknown] or self._secrets.close[unknown]
        shares = (*self._wholes.get(unknown, ()), *self._tops_of.get(unknown, ()))
        needed = any(unknown in witness.moved for witness in self._witnesses)
        return not (asked or needed or any(self.hidden[other] for other in shares))

    def _publish(self, unknown: int) -> None:
        self.hidden[unknown] = False
        self._prices[unknown] = np.inf if self._given[unknown] else self._first_prices[unknown]

    def _cheapest(self, unknown: int, steps: Iterable[float], anew: bool = False) -> dict[int, float] | None:
        """One of some moves of an unknown, what has to be decided last. anew: as if no release had been before."""
        prices = np.where(self._given, self._first_prices, self._prices) if anew else self._prices
        for blocks in self._anew if anew else self._blocks:
            found = [move for by in steps if (move := self._possible(blocks, unknown, by, prices))]
            if found:
                return min(found, key=lambda move: move[0])[1]
        return None

    def _possible(
        self, blocks: Blocks, unknown: int, by: float, prices: np.ndarray
    ) -> tuple[float, dict[int, float]] | None:
        """The cheapest way to move an unknown by so much, in the smallest block where there is one."""
        found = (moves.cheapest(unknown, by, prices) for moves in blocks.of(unknown, by))
        return next((move for move in found if move and self._is_possible(move[1])), None)

    def _is_possible(self, moved: dict[int, float]) -> bool:
        """Whether there still is one of a count for each figure of which there is some."""

        def value(unknown: int) -> float:
            return self._system.truth[unknown] + moved.get(unknown, 0.0)

        touched = {number for unknown in moved for number in self._presences.get(unknown, ())}
        for count, figures, each in (self._system.presences[number] for number in touched):
            there = sum(value(figure) > _DUST for figure in figures)
            # An amount that comes down to nothing stands for one that comes down to next to nothing.
            if value(count) < there or (
                each and value(count) > _DUST and not there and figures[0] not in moved
            ):
                return False
        return True

    def _needed(self, unknown: int, low: float, high: float) -> tuple[float, ...]:
        """
        Moves of which one is still needed for an unknown that can be from low to high; none where that is enough.

        Who knows the rule too must be left with every small count that other figures do not rule out.
        """
        truth, threshold = int(self._system.truth[unknown]), self._secrets.threshold
        if self._system.money[unknown]:
            part = max(truth / _NINTH, _SOME_MONEY)
            if not self._secrets.hidden[unknown]:
                wide = max(truth / _QUARTER, 2 * _SOME_MONEY)
                downward = (high - wide - truth,) if high >= wide else ()
                return () if high - low >= wide * _NEARLY else (low + wide - truth, *downward)
            if truth - low < min(part, truth) * _NEARLY:
                return (-min(part, truth),)
            return () if high - truth >= part * _NEARLY else (part,)
        if self._secrets.close[unknown]:
            least = self._least[unknown]
            if low > least:
                return (least - truth,)
            if high < threshold - 1:
                return (threshold - 1 - truth,)
        if high - low >= threshold:
            return ()
        return (low + threshold - truth, high - threshold - truth)

    def _accept(self, witness: _Witness) -> None:
        """Keep a witness, and hide what it moves."""
        self._witnesses.append(witness)
        for unknown, by in witness.moved.items():
            if witness.only in (None, unknown):
                value = self._system.truth[unknown] + by
                self._low[unknown] = min(self._low[unknown], value)
                self._high[unknown] = max(self._high[unknown], value)
            if self._first_prices[unknown]:  # the others no row tells
                self._hide(unknown)

    def publish_needless(self) -> None:
        """Publish what nothing needs hidden, the dearest first."""
        using: dict[int, set[int]] = defaultdict(set)
        for number, witness in enumerate(self._witnesses):
            for unknown in witness.moved:
                using[unknown].add(number)
        further = np.flatnonzero(self.hidden & ~self._kept)
        for unknown in sorted(map(int, further), key=lambda u: (-self._first_prices[u], u)):
            if not any(self.hidden[whole] for whole in self._wholes.get(unknown, ())):
                self._publish_if_needless(unknown, using)
        self._kept |= self.hidden
        for unknown, numbers in using.items():
            self._low[unknown], self._high[unknown] = self._range(unknown, numbers)
        left = set().union(*using.values())
        self._witnesses = [self._witnesses[number] for number in sorted(left)]

    def _publish_if_needless(self, unknown: int, using: dict[int, set[int]]) -> None:
        lost = set(using[unknown])
        touched = {u for number in lost for u in self._witnesses[number].moved} - {unknown}
        required = (u for u in touched if self._is_required(u))
        if all(not self._needed(u, *self._range(u, using[u] - lost)) for u in required):
            self._publish(unknown)
            for number in lost:
                for u in self._witnesses[number].moved:
                    using[u].discard(number)

    def _range(self, unknown: int, numbers: Iterable[int]) -> tuple[float, float]:
        """From where to where some witnesses move an unknown."""
        truth = float(self._system.truth[unknown])
        witnesses = (self._witnesses[number] for number in numbers)
        moves = [0.0, *(w.moved[unknown] for w in witnesses if w.only in (None, unknown))]
        return truth + min(moves), truth + max(moves)
