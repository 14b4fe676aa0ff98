"""What earlier releases have told already, and what this one tells otherwise."""

from collections.abc import Sequence

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
        then = cells[KEY].merge(table, on=KEY, how="left")
        for unknowns, column in ((system.numerators, "numerator"), (system.denominators, "denominator")):
            told = pd.to_numeric(then[column].replace("", pd.NA)).to_numpy(dtype=float, na_value=np.nan)
            same = (unknowns != NONE) & (told == system.truth[unknowns])
            found[unknowns[same]] = True
    return found


def revised(table: pd.DataFrame, earlier: pd.DataFrame) -> np.ndarray:
    """The rows of which an earlier release published another value."""
    then = table[KEY].merge(earlier[[*KEY, "value", "status"]], on=KEY, how="left")
    both = (table["status"] == "reported").to_numpy() & (then["status"] == "reported").to_numpy()
    return both & (then["value"].to_numpy() != table["value"].to_numpy())
