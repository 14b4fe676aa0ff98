"""The one shape in which every kind of file is read: a grid of written cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa

from karnameh.registers.reasons import Reason

#: More columns than this are no table of ours; the file is refused.
MOST_COLUMNS = 1000


@dataclass(frozen=True)
class Sheet:
    """
    The cells of a sheet (or of a CSV or Parquet file) as written, the rows above the heading included.

    file: the file's name without folders. name: the sheet's, empty where a file has no sheets.
    cells: string columns named "0", "1", … ; null where a cell is empty; as written, outer spaces too.
        A number cell is its shortest writing (`1001`, `0.5`), a date cell an ISO day, a truth cell
        `true` or `false`. Nothing is trimmed, dropped or repaired.
    rows: int64, for each row of the grid the number a person sees: the sheet's row, or the line on which a
        CSV record begins.
    fields: int32, how many fields a CSV record has; None where rows are as wide as the grid.
    beyond: grid row → fields of a CSV record past the grid's width.
    epoch: the day that serial 0 of the sheet's date system means; None where a bare number is no date.
    faults: grid row → (column of the grid, or None for the whole row, and the reason): formulas, error
        values, broken characters, quotes that do not close. A fault in a row that is no data does not matter.
    alone: False where the workbook has other visible sheets with content.
    """

    file: str
    name: str
    cells: pa.Table
    rows: np.ndarray
    fields: np.ndarray | None = None
    beyond: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    epoch: date | None = None
    faults: Mapping[int, tuple[tuple[int | None, Reason], ...]] = field(default_factory=dict)
    alone: bool = True


@dataclass(frozen=True)
class Opened:
    """What a file holds: its visible sheets that are not empty, and the names of hidden ones, which are not read."""

    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...] = ()
