"""What earlier releases have told already, and what this one tells otherwise."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from karnameh.disclosure.unknowns import NONE, System
from karnameh.indicators.catalogue import KEY

NUMBERS = ("numerator", "denominator")


def hidden_before(cells: pd.DataFrame, system: System, earlier: Sequence[pd.DataFrame]) -> np.ndarray:
    """
    Of which unknowns an earlier release has suppressed the row.

    Told now, they would tell of that release what has not changed since.
    """
    found = np.zeros(len(system.truth), dtype=bool)
    for table in earlier:
        rows = table[(table["status"] == "suppressed") & ~is_partial(table)]
        then = cells[KEY].merge(rows[KEY], on=KEY, how="left", indicator=True)["_merge"] == "both"
        unknowns = system.numerators[then.to_numpy()]
        found[unknowns[unknowns != NONE]] = True
    return found


def is_partial(table: pd.DataFrame) -> pd.Series:
    """Which rows are sums that lacked counties: another figure than the sum of all, whatever it came to."""
    return table["note"].str.startswith("partial").fillna(False).astype(bool)


def rounded_before(cells: pd.DataFrame, system: System, earlier: Sequence[pd.DataFrame]) -> np.ndarray:
    """Of each unknown what the newest release that gave it rounded gave it as; NaN where none did."""
    found = np.full(len(system.truth), np.nan)
    for table in reversed(earlier):
        for unknowns, told in told_of(cells, system, table[is_rounded(table)]):
            here = (unknowns != NONE) & ~np.isnan(told)
            found[unknowns[here]] = told[here]
    return found


def is_rounded(table: pd.DataFrame) -> pd.Series:
    """Which rows of a published table are of rounded counts."""
    return table["note"].fillna("").str.split("; ").map(lambda notes: "rounded" in notes).astype(bool)


def told_of(
    cells: pd.DataFrame, system: System, table: pd.DataFrame
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """
    Of the numerators, then of the denominators of the cells: their unknowns, and what a table says they are.

    What is not defined is out of nothing, and so is its numerator where that is a part.
    """
    then = cells[KEY].merge(table, on=KEY, how="left")
    undefined = (then["status"] == "not_defined").to_numpy()
    none = undefined & (system.rests != NONE), undefined
    for unknowns, column, nothing in zip(
        (system.numerators, system.denominators), NUMBERS, none, strict=True
    ):
        yield unknowns, np.where(nothing, 0, as_numbers(then[column]))


def as_numbers(column: pd.Series) -> np.ndarray:
    """The numbers of a published column, which are text; NaN where a row tells none."""
    return pd.to_numeric(column.replace("", pd.NA)).to_numpy(dtype=float, na_value=np.nan)


def revised(table: pd.DataFrame, earlier: pd.DataFrame) -> np.ndarray:
    """The rows of which an earlier release published another value, of the same kind: rounded or not."""
    then = table[KEY].merge(earlier[[*KEY, "value", "status", "note"]], on=KEY, how="left")
    both = (table["status"] == "reported").to_numpy() & (then["status"] == "reported").to_numpy()
    both &= is_rounded(table).to_numpy() == is_rounded(then).to_numpy()
    return both & (then["value"].to_numpy() != table["value"].to_numpy())
