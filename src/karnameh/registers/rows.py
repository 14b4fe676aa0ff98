"""Which rows of an export are data, and what the others are: titles, blank rows, repeated headings, totals, notes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from karnameh.registers.headings import Export, heading_key
from karnameh.registers.reasons import Refused
from karnameh.registers.values import clean

#: What a row may be that is not data.
KINDS = ("title", "blank", "header", "totals", "note")
#: Plants that are gathered (جمع آوری) are no total.
_TOTAL = re.compile(r"(?:جمع(?! ?[آا]وری)|مجموع|کل|total|sum|subtotal)(?![^\W_])", re.IGNORECASE)
#: What may be a total, found in bulk; `_TOTAL` decides.
_MAYBE_TOTAL = r"(?i)^[^0-9A-Za-zآ-ی]*(ج|م|ک|ك|tot|sum|sub)"


@dataclass(frozen=True)
class Rows:
    """
    The rows of an export but its heading.

    data: grid positions of the data rows. not_data: kind → the numbers that a person sees.
    """

    data: np.ndarray
    not_data: dict[str, tuple[int, ...]]

    @property
    def total(self) -> int:
        return len(self.data) + sum(map(len, self.not_data.values()))


def rows_of(export: Export) -> Rows:
    """What each row of an export is."""
    sheet = export.sheet
    filled = _filled(sheet.cells)
    for position, fields in sheet.beyond.items():
        filled[position] += any(field.strip() for field in fields)
    kind = np.full(len(sheet.rows), "data", dtype=object)
    kind[: export.heading[0]] = "title"
    kind[filled == 0] = "blank"
    body = (np.arange(len(kind)) > export.heading[-1]) & (kind == "data")
    kind[body & _totals(export)] = "totals"
    kind[body & _headers(export)] = "header"
    kind[list(export.heading)] = "heading"
    _name_notes(kind, filled, export.heading[-1])
    numbers = {name: tuple(sheet.rows[kind == name].tolist()) for name in KINDS}
    return Rows(np.flatnonzero(kind == "data"), {name: rows for name, rows in numbers.items() if rows})


def _filled(cells: pa.Table) -> np.ndarray:
    """How many cells of each row hold more than spaces."""
    count = np.zeros(cells.num_rows, dtype=np.int64)
    for column in cells.columns:
        count += pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(column), ""), False).to_numpy()
    return count


def _totals(export: Export) -> np.ndarray:
    """Rows whose id, or without an id any cell, is or begins with a word for a total."""
    cells = export.sheet.cells
    keys = [export.columns[name] for name in export.table.key if name in export.columns]
    without = np.ones(cells.num_rows, dtype=bool)
    for number in keys:
        blank = pc.fill_null(pc.equal(pc.utf8_trim_whitespace(cells.column(number)), ""), True)
        without &= blank.to_numpy()
    totals = np.zeros(cells.num_rows, dtype=bool)
    for number, column in enumerate(cells.columns):
        maybe = pc.fill_null(pc.match_substring_regex(column, _MAYBE_TOTAL), False).to_numpy()
        if number not in keys:
            maybe = maybe & without
        positions = np.flatnonzero(maybe & ~totals)
        texts = column.take(pa.array(positions)).to_pylist()
        totals[positions[[_is_total(text) for text in texts]]] = True
    return totals


def _is_total(text: str) -> bool:
    try:
        return bool(_TOTAL.match(clean(text).replace("\u200c", " ")))
    except Refused:
        return False


def _headers(export: Export) -> np.ndarray:
    """Rows that repeat a row of the heading, in the columns of the table."""
    cells, found = export.sheet.cells, np.zeros(export.sheet.cells.num_rows, dtype=bool)
    numbers = sorted(export.columns.values())
    for position in export.heading:
        heading = cells.slice(position, 1)
        texts = {n: heading.column(n)[0].as_py() for n in numbers if heading.column(n)[0].is_valid}
        if not texts:
            continue
        for candidate in _like(cells, texts):
            row = {n: cells.column(n)[candidate].as_py() for n in texts}
            found[candidate] = _keys(row.values()) == _keys(texts.values())
    return found


def _like(cells: pa.Table, texts: dict[int, str]) -> list[int]:
    """Rows that hold half of these texts or more as they stand: the first may have a mark before it."""
    same = np.zeros(cells.num_rows, dtype=np.int16)
    for number, text in texts.items():
        same += pc.fill_null(pc.equal(cells.column(number), text), False).to_numpy()
    return np.flatnonzero(2 * same >= len(texts)).tolist()


def _keys(texts: Iterable[str | None]) -> list[str]:
    return [heading_key(text or "") for text in texts]


def _name_notes(kind: np.ndarray, filled: np.ndarray, heading: int) -> None:
    """A single filled cell after the last data row is a note."""
    for position in range(len(kind) - 1, heading, -1):
        if kind[position] != "data":
            continue
        if filled[position] != 1:
            return
        kind[position] = "note"
