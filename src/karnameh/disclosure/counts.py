"""Cells → the same with every count rounded."""

from collections.abc import Collection, Sequence
from hashlib import blake2b

import numpy as np
import pandas as pd

from karnameh.disclosure.blocks import Blocks, connected
from karnameh.disclosure.hiding import Hidden, hide
from karnameh.disclosure.releases import rounded_before
from karnameh.disclosure.rounding import Counts, as_multiples
from karnameh.disclosure.rule import Rule
from karnameh.disclosure.secrets import people
from karnameh.disclosure.unknowns import NONE, System, system
from karnameh.indicators.catalogue import KEY

#: What a row tells, the last first: a numerator names its unknown before a denominator does.
_ROLES = ("rest", "whole", "top")


def round_counts(
    cells: pd.DataFrame, rule: Rule, earlier: Sequence[pd.DataFrame], beside: Collection[tuple] = ()
) -> tuple[np.ndarray, np.ndarray, dict[str, pd.Series]]:
    """
    Counts of people, and all that equations tie to them, as multiples of the base; amounts are suppressed.

    Gives which rows are suppressed, which are of rounded counts (also where rounding moved nothing), and the
    numerators and denominators by their names. Visits are rounded too: as they are they would tell of the plans
    visited. Raises: DataError where there is no way to hide an amount or to round the counts.
    """
    money = of_money(cells)
    hidden, paid = np.zeros((2, len(cells)), dtype=bool)
    hidden[money], paid[money] = _amounts(cells[money].reset_index(drop=True), rule, earlier, beside)
    tied = system(cells)
    count = _counts(cells, tied, paid, earlier)
    multiples = as_multiples(tied, count, rule)
    tops, top = _rounded_of(cells["numerator"], tied.numerators, count, multiples)
    wholes, whole = _rounded_of(cells["denominator"], tied.denominators, count, multiples)
    # A share out of nothing tells its denominator alone: that it is nothing.
    nothing = (wholes == 0).fillna(False).to_numpy(dtype=bool)
    return hidden, whole | (top & ~nothing), {"numerator": tops, "denominator": wholes}


def _rounded_of(
    numbers: pd.Series, unknowns: np.ndarray, count: Counts, multiples: np.ndarray
) -> tuple[pd.Series, np.ndarray]:
    """The numbers of a column with the rounded ones in their places, and which these are."""
    rounded = np.append(count.rounded, False)[unknowns]  # the last is that of NONE
    found = numbers.copy()
    found[rounded] = multiples[unknowns[rounded]]
    return found, rounded


def of_money(cells: pd.DataFrame) -> np.ndarray:
    """Which rows are of amounts."""
    return (cells["unit"] == "rial").to_numpy()


def _amounts(
    amounts: pd.DataFrame, rule: Rule, earlier: Sequence[pd.DataFrame], beside: Collection[tuple]
) -> tuple[np.ndarray, np.ndarray]:
    """Which amounts are suppressed, and which a reader knows not to be nothing though few were paid."""
    found = hide(amounts, rule, earlier, beside)
    tops = found.system.numerators
    few = (amounts["contributors"] < rule.base).fillna(False).to_numpy(dtype=bool)
    some = _surely_some(found, np.isin(np.arange(len(found.unknowns)), tops[few]))
    return found.rows, np.append(some, False)[tops]  # the last is that of NONE


def _surely_some(found: Hidden, asked: np.ndarray) -> np.ndarray:
    """Which of the unknowns that are asked for cannot be nothing, for a reader who knows those not hidden."""
    truth, hidden = found.system.truth, found.unknowns
    some = asked & (truth > 0)
    prices = np.where(hidden, 0.0, np.inf)
    blocks = Blocks(found.system, found.system.bounds(hidden))
    for unknown in map(int, np.flatnonzero(some & hidden)):
        by = -float(truth[unknown])
        some[unknown] = not any(moves.cheapest(unknown, by, prices) for moves in blocks.of(unknown, by))
    return some


def _counts(cells: pd.DataFrame, tied: System, paid: np.ndarray, earlier: Sequence[pd.DataFrame]) -> Counts:
    """Which unknowns are rounded, and what decides where each goes."""
    rounded = _rounded(cells, tied)
    lot, some = np.zeros(len(rounded)), np.zeros(len(rounded), dtype=bool)
    names = ["/".join(map(str, key)) for key in cells[KEY].itertuples(index=False)]
    for role, unknowns in zip(_ROLES, _told(tied), strict=True):
        for at in np.flatnonzero(unknowns != NONE)[::-1]:  # the first row that tells it names it
            lot[unknowns[at]] = _lot(f"{names[at]}/{role}/{tied.truth[unknowns[at]]}")
    known = set(tied.numerators[paid].tolist())
    some[[count for count, figures, _ in tied.presences if not known.isdisjoint(figures)]] = True
    return Counts(rounded, lot, rounded_before(cells, tied, earlier), some)


def _told(system: System) -> tuple[np.ndarray, ...]:
    return system.rests, system.denominators, system.numerators


def _rounded(cells: pd.DataFrame, system: System) -> np.ndarray:
    """Which unknowns count people or are tied to such a count; what one side of an inequality has more is none."""
    label = connected(len(system.truth), [equation.unknowns for equation in system.equations])
    tops, wholes, rests = people(cells)
    of_people = [
        label[unknowns[sensitive & (unknowns != NONE)]]
        for unknowns, sensitive in zip(_told(system), (rests, wholes, tops), strict=True)
    ]
    return np.isin(label, np.concatenate(of_people)) & ~system.money & ~system.over


def _lot(text: str) -> float:
    return int.from_bytes(blake2b(text.encode(), digest_size=6).digest()) / 2**48
