"""What identifies a row: its id, or the cells of a key that has several, as one text."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

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


def among(column: pd.Series, values: pd.Series) -> pd.Series:
    """Where a column of ids is one of the values (never where it is missing); Arrow asks once, pandas id by id."""
    found = pc.is_in(pa.array(column, pa.large_string()), pa.array(values.dropna(), pa.large_string()))
    return pd.Series(found.to_numpy(zero_copy_only=False), index=column.index)
