"""
Registers in a folder (Parquet or CSV) → checked tables.

A folder holds `<table>/` with any number of Parquet or CSV files, or `<table>.parquet` / `<table>.csv`.
Everything that can be found wrong is found before anything is raised.
"""

import csv
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.dataset as pads

from karnameh import calendar
from karnameh.areas import Areas
from karnameh.errors import RegisterError
from karnameh.registers.schema import TABLES, Column, Table
from karnameh.registers.values import clean, parse

#: Kinds whose written value may be shown in a message; ids and free text never are.
_SHOWN = {"county", "district", "target_area", "code", "int", "date", "bool"}
_DTYPES = {"int": "int64", "date": "datetime64[s]", "bool": "boolean"}
#: Tables a county's slice is taken from by its own column; not reporters: who is not in them did not deliver.
_BY_COUNTY = {"households", "plans", "trainings", "purchases", "supervisors"}


@dataclass(frozen=True)
class Registers:
    """
    The checked tables, by name, each a frame in the columns of the schema plus `_file` and `_row`.

    synthetic: True where the registers were generated, never where an office wrote them.
    areas: the reference areas, for categories and names.
    """

    tables: dict[str, pd.DataFrame]
    areas: Areas
    synthetic: bool

    def __getattr__(self, name: str) -> pd.DataFrame:
        try:
            return self.__dict__["tables"][name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass(frozen=True)
class Fault:
    """Rows of a table that break one rule: how many, and the first."""

    table: str
    column: str
    says: str
    rows: int
    first: str


def registers_folder(root: Path, configured: str | None) -> Path:
    """Where the registers lie: KARNAMEH_REGISTERS, else what the suite names, else data/registers."""
    named = os.environ.get("KARNAMEH_REGISTERS") or configured
    return (root / named) if named else root / "data" / "registers"


def is_synthetic(folder: Path) -> bool:
    """Whether the registers of a folder say of themselves that they were generated."""
    marker = folder / "source.json"
    return marker.is_file() and bool(json.loads(marker.read_text(encoding="utf-8")).get("synthetic"))


def read_registers(folder: Path, areas: Areas, county: str | None = None) -> Registers:
    """
    All registers of a folder, or the rows that concern one county (and its province's targets).

    Raises: RegisterError with every fault of every table; nothing is repaired or dropped.
    """
    if not folder.is_dir():
        raise RegisterError(
            f"{folder}: there are no registers. Run `karnameh sample`, or ingest an office's exports."
        )
    faults: list[Fault] = []
    tables = {name: _read_table(table, folder, areas, county, faults) for name, table in TABLES.items()}
    if county is not None:
        visits = tables["visits"]
        tables["visits"] = visits[visits["plan_id"].isin(tables["plans"]["plan_id"])].reset_index(drop=True)
    tables["visits"] = _with_plan_start(tables["visits"], tables["plans"])
    for name, table in TABLES.items():
        faults += _broken_rules(table, tables[name])
        if county is None:
            faults += _broken_references(table, tables)
    if faults:
        raise RegisterError(_message(faults, {name: len(frame) for name, frame in tables.items()}))
    return Registers(tables, areas, is_synthetic(folder))


def _files(folder: Path, table: str) -> list[Path]:
    inside = sorted(p for p in (folder / table).rglob("*") if p.suffix in (".parquet", ".csv"))
    return inside + [p for p in (folder / f"{table}.parquet", folder / f"{table}.csv") if p.is_file()]


def _read_table(
    table: Table, folder: Path, areas: Areas, county: str | None, faults: list[Fault]
) -> pd.DataFrame:
    parts = []
    for path in _files(folder, table.name):
        raw, provenance = _read_file(path, table, county, faults)
        missing = [c.name for c in table.columns if c.required and c.name not in raw]
        if missing:
            faults.append(Fault(table.name, ", ".join(missing), "column missing", len(raw), path.name))
            continue
        if len(raw):
            parts.append(_typed(table, raw, provenance, areas, faults))
    if not parts:
        if not table.optional and not _files(folder, table.name):
            faults.append(
                Fault(table.name, "", f"there is no {table.name}.csv, .parquet or folder of them", 0, "")
            )
        return _empty(table)
    frame = pd.concat(parts, ignore_index=True)
    return _slice(frame, table.name, county)


def _slice(frame: pd.DataFrame, name: str, county: str | None) -> pd.DataFrame:
    if county is None:
        return frame
    if name in _BY_COUNTY:
        frame = frame[frame["county"] == county]
    if name == "targets":
        frame = frame[frame["area"].isin([county, county[:2]])]
    return frame.reset_index(drop=True)


def _read_file(
    path: Path, table: Table, county: str | None, faults: list[Fault]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    if path.suffix == ".parquet":
        data = pads.dataset(path)
        canonical = "_row" in data.schema.names  # written by ingest, so counties are codes
        only = pads.field("county") == county if county and table.name in _BY_COUNTY and canonical else None
        raw = data.to_table(filter=only).to_pandas()
        rows = raw["_row"] if "_row" in raw else pd.Series(range(1, len(raw) + 1))
        files = raw["_file"] if "_file" in raw else pd.Series(path.name, index=raw.index)
    else:
        raw, rows = _read_csv(path, table, faults)
        files = pd.Series(path.name, index=raw.index)
    return _canonical(raw, table), pd.DataFrame({"_file": files, "_row": rows})


def _read_csv(path: Path, table: Table, faults: list[Fault]) -> tuple[pd.DataFrame, pd.Series]:
    """The records as text, and the line on which each begins; one with another number of fields is a fault."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            header, *records = _records(file)
    except (UnicodeDecodeError, csv.Error, ValueError) as error:
        raise RegisterError(
            f"{path.name}: not readable as CSV in UTF-8: {error}. Save it as CSV UTF-8."
        ) from None
    names = header[1]
    if twice := [name for name in names if names.count(name) > 1]:
        raise RegisterError(f"{path.name}: heading given twice: {twice[0]}. Keep one of them.")
    uneven = [line for line, fields in records if len(fields) != len(names)]
    if uneven:
        says = f"not {len(names)} fields, as the header has"
        faults.append(Fault(table.name, "", says, len(uneven), f"{path.name} row {uneven[0]}"))
    whole = [(line, fields) for line, fields in records if len(fields) == len(names)]
    rows = pd.Series([line for line, _ in whole], dtype="int64")
    return pd.DataFrame([fields for _, fields in whole], columns=names, dtype="str"), rows


def _records(file: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the line on which it begins."""
    reader, line = csv.reader(file, strict=True), 1
    for fields in reader:
        if any(fields):
            yield line, fields
        line = reader.line_num + 1


def _canonical(raw: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The columns under the contract's names, whichever heading they came with."""
    known = {_heading(word): c.name for c in table.columns for word in (*c.headings, c.name)}
    names = {column: known[_heading(column)] for column in raw.columns if _heading(column) in known}
    if twice := [name for name in set(names.values()) if list(names.values()).count(name) > 1]:
        raise RegisterError(f"registers, {table.name}: column given twice: {min(twice)}. Keep one of them.")
    return raw[list(names)].rename(columns=names)


def _heading(text: object) -> str:
    return clean(text).lower().replace("_", "").replace("-", "").replace(" ", "").replace("\u200c", "")


def _empty(table: Table) -> pd.DataFrame:
    columns = {c.name: pd.Series(dtype=_DTYPES.get(c.kind, "str")) for c in table.columns}
    return pd.DataFrame({**columns, "_file": pd.Series(dtype="str"), "_row": pd.Series(dtype="int64")})


def _typed(
    table: Table, raw: pd.DataFrame, provenance: pd.DataFrame, areas: Areas, faults: list[Fault]
) -> pd.DataFrame:
    raw = raw.reset_index(drop=True)
    provenance = provenance.reset_index(drop=True)
    frame = pd.DataFrame(index=raw.index)
    for column in table.columns:
        written = raw[column.name] if column.name in raw else pd.Series(None, index=raw.index, dtype=object)
        values, reasons = _column(column, written, areas, frame.get("county"))
        if column.required:
            empty = values.isna() & reasons.isna()
            reasons = reasons.mask(empty, "empty")
        if reasons.notna().any():
            faults += _cell_faults(table, column, written, reasons, provenance)
        frame[column.name] = values.astype(_dtype(column, values))
    if table.name == "plans":
        frame["supervised_until"] = _default_supervision(frame)
    return frame.join(provenance)


def _dtype(column: Column, values: pd.Series) -> str:
    if column.kind == "int" and values.isna().any():
        return "Int64"
    return _DTYPES.get(column.kind, "str")


def _column(column: Column, written: pd.Series, areas: Areas, county: pd.Series | None):
    """Values and reasons (missing where there is none) of a column; each distinct writing is parsed once."""
    none = pd.Series(None, index=written.index, dtype=object)
    if column.kind == "date" and pd.api.types.is_datetime64_any_dtype(written):
        return written.dt.normalize().astype("datetime64[s]"), none
    if column.kind == "bool" and pd.api.types.is_bool_dtype(written):
        return written, none
    by_county = column.kind == "district" and county is not None
    keys = pd.Series(
        list(zip(written, county, strict=True)) if by_county else [(w, None) for w in written],
        index=written.index,
        dtype=object,
    )
    found = {}
    for key in keys.unique():
        found[key] = _one(column, *key, areas)
    return keys.map(lambda key: found[key][0]), keys.map(lambda key: found[key][1])


def _one(column: Column, written: object, county: object, areas: Areas):
    if (
        written is None
        or written is pd.NA
        or written is pd.NaT
        or (isinstance(written, float) and np.isnan(written))
    ):
        return None, None
    try:
        return parse(column, written, areas, county if isinstance(county, str) else None), None
    except ValueError as reason:
        return None, str(reason)


def _default_supervision(plans: pd.DataFrame) -> pd.Series:
    """Three Solar Hijri years after the start, where nothing else is given."""
    missing = plans["supervised_until"].isna() & plans["started_on"].notna()
    days = plans.loc[missing, "started_on"]
    default = {day: pd.Timestamp(calendar.years_after(day.date(), 3)) for day in days.unique()}
    filled = plans["supervised_until"].copy()
    filled[missing] = days.map(default).astype("datetime64[s]")
    return filled


def _with_plan_start(visits: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    starts = plans.drop_duplicates("plan_id").set_index("plan_id")["started_on"]
    return visits.assign(plan_started_on=starts.reindex(visits["plan_id"]).to_numpy())


def _cell_faults(table: Table, column: Column, written, reasons, provenance) -> Iterator[Fault]:
    for says, rows in reasons.dropna().groupby(reasons.dropna(), sort=False):
        first = rows.index[0]
        value = f": '{written[first]}'" if column.kind in _SHOWN and says != "empty" else ""
        yield Fault(table.name, column.name, says, len(rows), _place(provenance, first) + value)


def _place(provenance: pd.DataFrame, index: int) -> str:
    return f"{provenance.at[index, '_file']} row {provenance.at[index, '_row']}"


def _broken_rules(table: Table, frame: pd.DataFrame) -> Iterator[Fault]:
    key = list(table.key)
    known = frame[key].notna().all(axis=1)
    twice = frame.duplicated(key, keep="first") & known
    if twice.any():
        yield Fault(
            table.name, ", ".join(key), "given before", int(twice.sum()), _place(frame, twice.idxmax())
        )
    for rule in table.rules:
        broken = rule.broken(frame).fillna(False).astype(bool)
        if broken.any():
            yield Fault(table.name, rule.column, rule.says, int(broken.sum()), _place(frame, broken.idxmax()))


def _broken_references(table: Table, tables: dict[str, pd.DataFrame]) -> Iterator[Fault]:
    frame = tables[table.name]
    for reference in table.references:
        known = tables[reference.table][reference.column]
        broken = frame[reference.column].notna() & ~frame[reference.column].isin(known)
        if broken.any():
            yield Fault(
                table.name,
                reference.column,
                f"not in {reference.table}",
                int(broken.sum()),
                _place(frame, broken.idxmax()),
            )


def _message(faults: list[Fault], sizes: dict[str, int]) -> str:
    lines = []
    for name in TABLES:
        mine = [fault for fault in faults if fault.table == name]
        if mine:
            total = sum(fault.rows for fault in mine)
            lines.append(f"registers, {name}: faults: {total:,} in rows read: {sizes[name]:,}")
            lines += [
                f"  {f.column:<16}  {f.says:<42}  {f.rows:>7,}   first at {f.first}".rstrip() for f in mine
            ]
    return "\n".join([*lines, "Correct these in the office's export and take it in again."])
