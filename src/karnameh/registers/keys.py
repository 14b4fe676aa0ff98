"""What identifies a row: its id, or the cells of a key that has several, as one text."""

import pandas as pd

from karnameh.registers.table import Table

#: Between the parts of a key; no cleaned text holds it.
BETWEEN = "\x1f"


def keys_of(table: Table, frame: pd.DataFrame) -> pd.Series:
    """One text a row; missing where a part of the key is."""
    first, *others = (_as_text(frame[name]) for name in table.key)
    for part in others:
        first = first + BETWEEN + part
    return first


def _as_text(part: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(part):
        return part.dt.strftime("%Y-%m-%d").astype("str")
    return part.astype("str")
