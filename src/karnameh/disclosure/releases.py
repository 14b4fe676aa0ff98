"""What earlier releases have told already, and what this one tells otherwise."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from karnameh.disclosure.unknowns import NONE, System
from karnameh.indicators.catalogue import KEY


def given(cells: pd.DataFrame, system: System, earlier: Sequence[pd.DataFrame]) -> np.ndarray:
    """
    The unknowns that an earlier release has told as they are now: hiding them would hide nothing.

    earlier: published tables, numbers as text.
    """
    found = np.zeros(len(system.truth), dtype=bool)
    for table in earlier:
        for unknowns, told in _told(cells, system, table[~_is_rounded(table)]):
            same = (unknowns != NONE) & (told == system.truth[unknowns])
            found[unknowns[same]] = True
    return found


def rounded_before(cells: pd.DataFrame, system: System, earlier: Sequence[pd.DataFrame]) -> np.ndarray:
    """Of each unknown what the newest release that gave it rounded gave it as; NaN where none did."""
    found = np.full(len(system.truth), np.nan)
    for table in reversed(earlier):
        for unknowns, told in _told(cells, system, table[_is_rounded(table)]):
            here = (unknowns != NONE) & ~np.isnan(told)
            found[unknowns[here]] = told[here]
    return found


def _is_rounded(table: pd.DataFrame) -> pd.Series:
    return table["note"].fillna("").str.split("; ").map(lambda notes: "rounded" in notes).astype(bool)


def _told(
    cells: pd.DataFrame, system: System, table: pd.DataFrame
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Of the numerators, then of the denominators of the cells: their unknowns, and what a table says they are."""
    then = cells[KEY].merge(table, on=KEY, how="left")
    for unknowns, column in ((system.numerators, "numerator"), (system.denominators, "denominator")):
        told = pd.to_numeric(then[column].replace("", pd.NA)).to_numpy(dtype=float, na_value=np.nan)
        yield unknowns, told


def revised(table: pd.DataFrame, earlier: pd.DataFrame) -> np.ndarray:
    """The rows of which an earlier release published another value, of the same kind: rounded or not."""
    then = table[KEY].merge(earlier[[*KEY, "value", "status", "note"]], on=KEY, how="left")
    both = (table["status"] == "reported").to_numpy() & (then["status"] == "reported").to_numpy()
    both &= _is_rounded(table).to_numpy() == _is_rounded(then).to_numpy()
    return both & (then["value"].to_numpy() != table["value"].to_numpy())
