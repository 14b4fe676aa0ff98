"""A Parquet file → a Sheet: its column names as a heading, its values as they would be written in cells."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import types

from karnameh.errors import RegisterError
from karnameh.registers.sheets.sheet import MOST_COLUMNS, Sheet

#: A small file can claim any number of rows; no table of a country has more cells or more text.
_MOST_CELLS, _MOST_BYTES = 500_000_000, 1 << 33
_CELLS = (
    types.is_string,
    types.is_large_string,
    types.is_string_view,
    types.is_integer,
    types.is_floating,
    types.is_decimal,
    types.is_date,
    types.is_timestamp,
    types.is_boolean,
    types.is_null,
)
#: Below it a float is whole or is not; above it is rounded to the next whole number that it can hold.
_WHOLE = 2.0**53
#: In a written decimal: zero with an exponent, no more than zeros after the point, zeros at the end.
_ZEROS = r"^(0)E.*|\.0*$|(\.\d*[1-9])0+$"
_LARGE = "it is too large for a table of registers; a table of an office was expected; export it in parts."


def read_parquet(path: Path) -> Sheet:
    """
    The column names as row 0, then the rows from 1; columns whose name begins with `_` are left out.

    A number is written in the shortest way, a moment as its day where its clock is; an empty text and what is not a number
    (NaN) are null.

    Raises: RegisterError where the file is damaged or too large, or where a column holds no cells.
    """
    with path.open("rb") as file:
        try:
            return _sheet(path.name, pq.ParquetFile(file, page_checksum_verification=True))
        except (pa.ArrowException, OSError, ValueError, ArithmeticError, MemoryError):
            raise RegisterError(
                "it is damaged or cut off; a whole Parquet file was expected; export or copy it again."
            ) from None


def _sheet(name: str, file: pq.ParquetFile) -> Sheet:
    kept = {n: column for n, column in enumerate(file.schema_arrow) if not column.name.startswith("_")}
    _refuse(list(kept.values()), file.metadata.num_rows)
    names = [str(number) for number in range(len(kept))]
    tables = [pa.table([pa.array([column.name or None], pa.string()) for column in kept.values()], names)]
    size = 0
    for batch in file.iter_batches():
        batch.validate(full=True)  # text that is no UTF-8 is found here only
        tables.append(pa.table([_written(batch.column(number)) for number in kept], names))
        size += tables[-1].nbytes
        if size > _MOST_BYTES:
            raise RegisterError(_LARGE)
    cells = pa.concat_tables(tables)
    return Sheet(name, "", cells, np.arange(len(cells)))


def _refuse(columns: list[pa.Field], rows: int) -> None:
    if not columns:
        raise RegisterError("it has no columns; the columns of a table were expected; export it again.")
    if len(columns) > MOST_COLUMNS:
        raise RegisterError(f"more than {MOST_COLUMNS:,} columns; export only those of the table.")
    if len(columns) * rows > _MOST_CELLS:
        raise RegisterError(_LARGE)
    for column in columns:
        kind = column.type.value_type if types.is_dictionary(column.type) else column.type
        if not any(fits(kind) for fits in _CELLS):
            shown = "".join(char for char in column.name if char.isprintable() or char == "\u200c")[:60]
            held = "nested values" if types.is_nested(kind) else f"values of type {kind}"
            raise RegisterError(
                f"column '{shown}' holds {held}; text, numbers, days or yes/no were expected; "
                "export it as one of these or leave it out."
            )


def _written(column: pa.Array) -> pa.Array:
    """Values as cells hold them."""
    kind = column.type
    if types.is_dictionary(kind):
        return _written(column.cast(kind.value_type))
    if types.is_floating(kind):
        return _float(column)
    if types.is_decimal(kind):
        return pc.replace_substring_regex(column.cast(pa.string()), _ZEROS, r"\1\2")
    if types.is_timestamp(kind) or types.is_date(kind):
        return column.cast(pa.date32(), safe=False).cast(pa.string())
    text = column.cast(pa.string())
    return pc.if_else(pc.equal(pc.binary_length(text), 0), None, text)


def _float(column: pa.Array) -> pa.Array:
    if types.is_float16(column.type):
        column = column.cast(pa.float32())
    whole = pc.and_(pc.less(pc.abs(column), _WHOLE), pc.equal(column, pc.trunc(column)))
    number = pc.if_else(whole, column, None).cast(pa.int64()).cast(pa.string())
    other = pc.if_else(pc.or_(whole, pc.is_nan(column)), None, column).cast(pa.string())
    return pc.coalesce(number, other)
