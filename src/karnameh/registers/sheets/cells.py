"""Cells as they are written, and rows of them gathered into a Sheet."""

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import zip_longest

import numpy as np
import pyarrow as pa

from karnameh.registers.reasons import Reason
from karnameh.registers.sheets.refusal import SPLIT, refusal
from karnameh.registers.sheets.sheet import MOST_COLUMNS, Sheet

#: Formulas that are values: so LibreOffice keeps a truth cell of another program.
TRUTHS = {"TRUE()": "true", "FALSE()": "false"}
#: From here on a sheet no longer holds every whole number.
_EXACT = 10**15
_CHUNK = 10_000

Place = tuple[int, int]  # row and column, from 0
Faults = dict[Place, Reason]
#: A reader lays a sheet out as a full rectangle, empty cells included.
_MOST_CELLS = 100_000_000
#: As much text as a cell of Excel holds.
_MOST_CHARACTERS = 32_767


def number(value: float) -> str:
    """
    A number's shortest writing: `1001`, `0.5`; from 10**15 with an exponent, as digits may be missing.
    """
    if not math.isfinite(value):
        return "#NUM!"
    if abs(value) >= _EXACT:
        return f"{Decimal(repr(value)).normalize():e}"
    if value.is_integer():
        return str(int(value))
    text = repr(value)
    return f"{Decimal(text):f}" if "e" in text else text


def span(seconds: int) -> str:
    """A length of time as a sheet shows it: `36:00:00`."""
    sign, seconds = ("-" if seconds < 0 else ""), abs(seconds)
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _whole(value: int) -> str:
    return str(value) if abs(value) < _EXACT else number(float(value))


_WRITINGS = {
    str: lambda value: value or None,
    float: number,
    bool: lambda value: "true" if value else "false",
    int: _whole,
    datetime: lambda value: value.date().isoformat(),
    date: date.isoformat,
    time: lambda value: value.isoformat("seconds"),
    timedelta: lambda value: span(round(value.total_seconds())),
}


def written(row: list) -> list[str | None]:
    """A row of a reader's values as they are written; None where a cell is empty."""
    return [_WRITINGS[type(value)](value) for value in row]


class Grid:
    """Rows of written cells, gathered in columns; memory holds them as Arrow does."""

    def __init__(self):
        self._rows: list[list[str | None]] = []
        self._numbers: list[int] = []
        self._chunks: list[tuple[int, list[pa.Array]]] = []

    def add(self, row: int, cells: list[str | None]) -> None:
        """One more row, by its place in the sheet, from 0."""
        self._rows.append(cells)
        self._numbers.append(row + 1)
        if len(self._rows) == _CHUNK:
            self._pack()

    def _pack(self) -> None:
        columns = [pa.array(column, pa.string()) for column in zip_longest(*self._rows)]
        self._chunks.append((len(self._rows), columns))
        self._rows = []

    def sheet(self, file: str, name: str, epoch: date, faults: Faults, left: int = 0) -> Sheet | None:
        """
        The sheet of these rows; None where it holds nothing. left: columns of the sheet before the cells.

        Raises: RegisterError where it is too wide.
        """
        self._pack()
        width = max(
            [left + len(columns) for _, columns in self._chunks] + [column + 1 for _, column in faults]
        )
        check_width(width)
        arrays = [
            pa.chunked_array([_column(chunk, place - left) for chunk in self._chunks], pa.string())
            for place in range(width)
        ]
        if not faults and all(array.null_count == len(array) for array in arrays):
            return None
        cells = pa.table(arrays, names=[str(place) for place in range(width)])
        rows = np.array(self._numbers, dtype="int64")
        return Sheet(file, name, cells, rows, epoch=epoch, faults=_by_row(faults, self._numbers))


def _column(chunk: tuple[int, list[pa.Array]], place: int) -> pa.Array:
    rows, columns = chunk
    return columns[place] if 0 <= place < len(columns) else pa.nulls(rows, pa.string())


def check_width(columns: int) -> None:
    """Raises: RegisterError for more columns than a table of ours can have."""
    if columns > MOST_COLUMNS:
        raise refusal(f"it has cells past the {MOST_COLUMNS:,}th column", SPLIT)


def check_area(rows: int, columns: int) -> None:
    """Raises: RegisterError for a rectangle that is too wide or has too many cells."""
    check_width(columns)
    if rows * columns > _MOST_CELLS:
        raise refusal(f"it has cells so far apart that more than {_MOST_CELLS:,} lie between them", SPLIT)


def check_length(characters: int) -> None:
    """Raises: RegisterError for a run of spaces longer than a cell can be."""
    if characters > _MOST_CHARACTERS:
        raise refusal(f"it has a cell of more than {_MOST_CHARACTERS:,} spaces", SPLIT)


def _by_row(faults: Faults, numbers: list[int]) -> dict[int, tuple[tuple[int, Reason], ...]]:
    """Faults by the row of the grid, in the order of rows and columns."""
    places = {number: place for place, number in enumerate(numbers)} if faults else {}
    by_row: dict[int, tuple] = {}
    for (row, column), reason in sorted(faults.items(), key=lambda item: item[0]):
        place = places[row + 1]
        by_row[place] = (*by_row.get(place, ()), (column, reason))
    return by_row
