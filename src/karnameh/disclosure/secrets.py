"""Cells → the unknowns that must be hidden, and what hiding each would cost."""

import math

import numpy as np
import pandas as pd

from karnameh.disclosure.primary import few
from karnameh.disclosure.suppression import Secrets
from karnameh.disclosure.unknowns import NONE, System, depth
from karnameh.indicators.catalogue import INDICATORS

#: What hiding a cell costs by its area: the nation's and a province's go last.
_AREA = {0: 100.0, 1: 15.0, 2: 1.0}
#: A total costs so many times a category.
_TOTAL = 3.0


def secrets(cells: pd.DataFrame, system: System, threshold: int) -> Secrets:
    """What a threshold hides first: the numerator of every cell that tells of few, and a small denominator."""
    count = len(system.truth)
    close, hidden = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    roles = system.numerators, system.denominators, system.rests
    for unknowns, sensitive in zip(roles, people(cells), strict=True):
        told = unknowns[sensitive & (unknowns != NONE)]
        close[told[(system.truth[told] > 0) & (system.truth[told] < threshold)]] = True
    hidden[system.numerators[few(cells, threshold)]] = True
    wholes = system.denominators[system.denominators != NONE]
    hidden[wholes[close[wholes]]] = True
    return Secrets(threshold, hidden, close)


def people(cells: pd.DataFrame) -> tuple[np.ndarray, ...]:
    """Of each row, whether its numerator, its denominator and what is between them count people or what they do."""
    kinds = {
        key: (
            i.numerator.sensitive and i.kind != "amount",
            bool(i.denominator and i.denominator.sensitive),
            i.complement,
        )
        for key, i in INDICATORS.items()
    }
    numbers, keys = pd.factorize(cells["indicator"])
    return tuple(np.array([kinds[key] for key in keys], dtype=bool).reshape(-1, 3)[numbers].T)


def prices(cells: pd.DataFrame, system: System) -> np.ndarray:
    """What hiding each unknown costs: the price of every row that tells it; 0 where none does."""
    found = np.zeros(len(system.truth))
    columns = cells["area"], cells["breakdown"], cells["category"], system.numerators, system.denominators
    for area, breakdown, category, top, whole in zip(*columns, strict=True):
        if top == NONE:
            continue
        level = 2 if category.isdigit() else depth(area)  # a district lies in one county, whoever sums it up
        place = _AREA[level] * (1 if breakdown else _TOTAL)
        price = place * (1 + math.log2(1 + system.truth[top]) / 8)
        found[top] += price
        if whole != NONE:
            found[whole] += price
    return found
