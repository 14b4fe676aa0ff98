"""
Written columns → typed ones, with a reason for each cell that has no sure meaning.

Each distinct writing of a column is parsed once, and ids and plain numbers, which are all distinct, go
through in bulk: a million rows take seconds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from karnameh import calendar
from karnameh.areas import Areas
from karnameh.registers.reasons import Reason, Refused
from karnameh.registers.schema import TOMAN
from karnameh.registers.table import Column, Table
from karnameh.registers.values import parse, toman_column

#: Arrow's type of each kind; the others are text.
ARROW = {"int": pa.int64(), "date": pa.date32(), "bool": pa.bool_()}
_DTYPES = {"int": "int64", "date": "datetime64[s]", "bool": "boolean"}
#: Writings of text that are their own value.
_PLAIN_TEXT = r"^[0-9A-Za-z_./]+(?:[ -][0-9A-Za-z_./]+)*$"
_PLAIN_NUMBER = r"^[0-9]{1,18}$"
_ISO_DAY = r"^\d{4}-\d{2}-\d{2}$"
#: Distinct unknown names for which a near one is still looked for.
_HINTS = 300


@dataclass(frozen=True)
class Typed:
    """
    Rows in the columns of the schema, and what is wrong with them.

    frame: one row a written row; where a cell was refused it is missing.
    faults: column → reasons, as long as the frame; None where the cell is right.
    """

    frame: pd.DataFrame
    faults: Mapping[str, np.ndarray] = field(default_factory=dict)

    @property
    def faulty(self) -> np.ndarray:
        """Which rows have a fault."""
        found = np.zeros(len(self.frame), dtype=bool)
        for reasons in self.faults.values():
            found |= pd.notna(reasons)
        return found


def typed(table: Table, written: pd.DataFrame, areas: Areas, epoch: date | None = None) -> Typed:
    """
    The typed columns of a table from written ones (by the names of the contract, amount_toman too).

    Columns that are typed already (Parquet, a database) are kept where they are right. A column that is
    absent is empty. epoch: the day of serial 0, where the cells are of a sheet.
    """
    frame, faults = {}, {}
    for column in table.columns:
        cells = _cells(written, column.name)
        if column.kind == "district":
            values, reasons = _districts(column, cells, frame["county"], areas)
        else:
            values, reasons = _column(column, cells, areas, epoch)
        if column.name == "amount_rial" and TOMAN in written:
            tomans, faults_of_toman = _column(toman_column(column), _cells(written, TOMAN), areas, epoch)
            if faults_of_toman is not None:
                faults[TOMAN] = faults_of_toman
            values, reasons = _with_toman(values, reasons, tomans)
        reasons = _with_empty(column, values, reasons, faults.get(TOMAN))
        frame[column.name] = values
        if reasons is not None:
            faults[column.name] = reasons
    columns = {name: _series(table.column(name), values) for name, values in frame.items()}
    whole = pd.DataFrame(columns, index=range(len(written)))
    if table.name == "plans":
        whole["supervised_until"] = _default_supervision(whole, faults.get("supervised_until"))
    return Typed(whole, faults)


def empty_frame(table: Table) -> pd.DataFrame:
    """A table without rows, in the types that others have."""
    return pd.DataFrame({c.name: pd.Series(dtype=_DTYPES.get(c.kind, "str")) for c in table.columns})


def _cells(written: pd.DataFrame, name: str) -> pa.Array:
    if name not in written:
        return pa.nulls(len(written), pa.string())
    cells = pa.array(written[name], from_pandas=True)
    cells = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
    return cells.cast(pa.string()) if pa.types.is_large_string(cells.type) else cells


def _series(column: Column, values: pa.Array) -> pd.Series:
    if column.kind == "date":
        return pd.Series(values.cast(pa.timestamp("s")).to_pandas())
    if column.kind == "bool":
        return pd.Series(values.to_pandas(types_mapper={pa.bool_(): pd.BooleanDtype()}.get))
    if column.kind == "int" and values.null_count:
        return pd.Series(values.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get))
    return pd.Series(values.to_pandas(), dtype=_DTYPES.get(column.kind, "str"))


def _column(column: Column, cells: pa.Array, areas: Areas, epoch: date | None):
    """Arrow values and the reasons (or None) of one column."""
    if pa.types.is_null(cells.type):
        return cells.cast(ARROW.get(column.kind, pa.string())), None
    if not pa.types.is_string(cells.type):
        return _typed_already(column, cells, areas)
    distinct = cells.dictionary_encode()
    values, reasons = _distinct(column, distinct.dictionary, areas, epoch)
    return _spread(values, reasons, distinct.indices)


def _typed_already(column: Column, cells: pa.Array, areas: Areas):
    """A column that a database or Parquet holds in a type: kept where it is the column's own, else read as written."""
    kind = cells.type
    right = {
        "date": pa.types.is_date(kind) or pa.types.is_timestamp(kind),
        "bool": pa.types.is_boolean(kind),
    }.get(column.kind, False)
    if right:
        return cells.cast(ARROW[column.kind], safe=False), None
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        cells = pa.array([_shortest(value) for value in cells.to_pylist()], pa.string())
    return _column(column, cells.cast(pa.string()), areas, None)


def _shortest(value) -> str | None:
    if value is None:
        return None
    return str(int(value)) if value == int(value) else str(value)


def _spread(values: pa.Array, reasons: list | None, indices: pa.Array):
    """What was found for the distinct writings, laid out over the rows."""
    spread = values.take(indices)
    if reasons is None:
        return spread, None
    places = indices.fill_null(len(reasons)).to_numpy(zero_copy_only=False)
    known = np.empty(len(reasons) + 1, dtype=object)
    known[:-1] = reasons
    return spread, known[places]


def _distinct(column: Column, writings: pa.Array, areas: Areas, epoch: date | None):
    """Values of distinct writings, and their reasons; the reasons are None where there are none at all."""
    plain = {"text": _PLAIN_TEXT, "int": _PLAIN_NUMBER}.get(column.kind)
    if plain is None:
        return _each(lambda text, hints: parse(column, text, areas, None, epoch, hints), column, writings)
    easy = pc.match_substring_regex(writings, plain)
    if column.kind == "text":
        easy = pc.and_(easy, pc.invert(_odd_text(column, writings, epoch)))
    hard = pc.indices_nonzero(pc.invert(easy))
    values = pc.if_else(easy, writings, None).cast(ARROW.get(column.kind, pa.string()))
    if column.kind == "int":
        outside = _outside(column, values)
        hard = pc.indices_nonzero(pc.or_(pc.invert(easy), outside))
    if not len(hard):
        return values, None
    rest = writings.take(hard)
    if column.kind == "text":
        found, reasons = _each(lambda text, _: _careful_text(column, text, areas, epoch), column, rest)
    else:
        found, reasons = _each(lambda text, _: parse(column, text, areas), column, rest)
    mask = np.zeros(len(writings), dtype=bool)
    mask[hard.to_numpy()] = True
    values = pc.replace_with_mask(values, pa.array(mask), found)
    if reasons is None:
        return values, None
    all_reasons = np.empty(len(writings), dtype=object)
    all_reasons[hard.to_numpy()] = reasons
    return values, list(all_reasons)


def _odd_text(column: Column, writings: pa.Array, epoch: date | None) -> pa.Array:
    """Plain-looking writings that need a second look: n/a, shortened numbers, date cells where an id is due."""
    odd = pc.is_in(pc.utf8_lower(writings), pa.array(["null", "n/a"]))
    if column.name.endswith("_id"):
        odd = pc.or_(odd, pc.match_substring_regex(writings, r"^\d(?:\.\d+)?[eE]\d+$"))
        if epoch is not None:
            odd = pc.or_(odd, pc.match_substring_regex(writings, _ISO_DAY))
    return odd


def _careful_text(column: Column, text: str, areas: Areas, epoch: date | None) -> str | None:
    if epoch is not None and column.name.endswith("_id") and _is_iso_day(text):
        raise Refused("date_as_text")
    return parse(column, text, areas)


def _is_iso_day(text: str) -> bool:
    try:
        return len(text) == 10 and text[4] == "-" and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _outside(column: Column, values: pa.Array) -> pa.Array:
    low = column.low if column.low is not None else 0
    outside = pc.less(values, low)
    if column.high is not None:
        outside = pc.or_(outside, pc.greater(values, column.high))
    return outside.fill_null(False)


def _each(read: Callable, column: Column, writings: pa.Array):
    """Read writings one by one."""
    values, reasons, unknown = [], [], 0
    for text in writings.to_pylist():
        try:
            value, reason = read(text, unknown < _HINTS), None
        except Refused as refused:
            value, reason = None, refused.reason
            unknown += 1
        values.append(value)
        reasons.append(reason)
    return pa.array(values, ARROW.get(column.kind, pa.string())), reasons if unknown else None


def _districts(column: Column, cells: pa.Array, counties: pa.Array, areas: Areas):
    """Districts by the county of their row; where that is not known, nothing is said of them."""
    if pa.types.is_null(cells.type) or cells.null_count == len(cells):
        return pa.nulls(len(cells), pa.string()), None
    cells = cells.cast(pa.string())
    pairs = pc.binary_join_element_wise(cells, pc.fill_null(counties, ""), "\x1f").dictionary_encode()

    def read(pair: str, hints: bool) -> str | None:
        text, county = pair.rsplit("\x1f", 1)
        try:
            return parse(column, text, areas, county or None, None, hints)
        except Refused:
            if county:
                raise
            return None

    values, reasons = _each(read, column, pairs.dictionary)
    return _spread(values, reasons, pairs.indices)


def _with_toman(values: pa.Array, reasons, tomans: pa.Array):
    """Amounts in toman in place of those in rial where these are empty; where both are given they must agree."""
    in_rial = pc.multiply(tomans, 10)
    differ = pc.fill_null(pc.not_equal(values, in_rial), False).to_numpy(zero_copy_only=False)
    found = np.full(len(values), None, dtype=object) if reasons is None else reasons
    found[differ] = Reason("money_differs")
    return pc.coalesce(values, in_rial), found if pd.notna(found).any() else None


def _with_empty(column: Column, values: pa.Array, reasons, instead=None):
    """The reasons, with those of required cells that are empty; instead: faults of what would stand in for it."""
    if not column.required or not values.null_count:
        return reasons
    missing = values.is_null().to_numpy(zero_copy_only=False)
    found = np.full(len(values), None, dtype=object) if reasons is None else reasons
    missing &= pd.isna(found)
    if instead is not None and column.name == "amount_rial":
        missing &= pd.isna(instead)
    if not missing.any():
        return reasons
    found[missing] = Reason("empty")
    return found


def _default_supervision(plans: pd.DataFrame, faults) -> pd.Series:
    """Three Solar Hijri years after the start, where nothing else is given."""
    missing = plans["supervised_until"].isna() & plans["started_on"].notna()
    if faults is not None:
        missing &= pd.isna(faults)
    days = plans.loc[missing, "started_on"]
    default = {day: pd.Timestamp(calendar.years_after(day.date(), 3)) for day in days.unique()}
    filled = plans["supervised_until"].copy()
    filled[missing] = days.map(default).astype("datetime64[s]")
    return filled
