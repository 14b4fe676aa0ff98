"""
Registers → checked tables.

A folder holds `<table>/` with any number of Parquet or CSV files, or `<table>.parquet` / `<table>.csv`; a
database holds tables of the same names. Everything that can be found wrong is found before anything is raised.
"""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from karnameh.areas import Areas
from karnameh.errors import RegisterError
from karnameh.registers.columns import Typed, empty_frame, typed
from karnameh.registers.deliveries import Faults, cell_faults, deliver, rule_faults
from karnameh.registers.headings import export_of, is_heading
from karnameh.registers.keys import keys_of
from karnameh.registers.reasons import Reason
from karnameh.registers.schema import TABLES, TOMAN, VISITS
from karnameh.registers.sheets.columnar import read_parquet
from karnameh.registers.sheets.text import read_text
from karnameh.registers.source import Source
from karnameh.registers.stores.folder import BELONGS, WHOLE, frame_of
from karnameh.registers.table import SHOWN, Table

#: Tables a county's slice is taken from by its own column; not reporters: who is not in them did not deliver.
_BY_COUNTY = {"households", "plans", "trainings", "purchases", "supervisors"}


@dataclass(frozen=True)
class Registers:
    """
    The checked tables, by name, each a frame in the columns of the schema plus `_file`, `_sheet` and `_row`.

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


def read_registers(
    source: Source, areas: Areas, county: str | None = None, year: int | None = None
) -> Registers:
    """
    All registers, or the rows that concern one county (and its province's targets).

    year: a database need not give rows dated after it.

    Raises: RegisterError with every fault of every table; nothing is repaired or dropped.
    """
    if source.folder and not source.folder.is_dir():
        raise RegisterError(
            f"{source.folder}: there are no registers. Run `karnameh sample`, or ingest an office's exports."
        )
    faults: list[Fault] = []
    with _moment(source, areas) as database:
        if database:
            tables = {n: _of_database(t, database, areas, (county, year), faults) for n, t in TABLES.items()}
        else:
            tables = {n: _read_table(t, source, areas, county, faults) for n, t in TABLES.items()}
    if county is not None and not source.partitioned:  # else its file holds the county's alone
        for name, (parent, column) in BELONGS.items():
            mine = tables[name][column].isin(tables[parent][column])
            tables[name] = tables[name][mine].reset_index(drop=True)
    tables["visits"] = _with_plan_start(tables["visits"], tables["plans"])
    faults += _visit_faults(tables["visits"])
    for name, table in TABLES.items():
        faults += _doubles(table, tables[name])
        if county is None:
            faults += _broken_references(table, tables)
    if faults:
        raise RegisterError(_message(faults, {name: len(frame) for name, frame in tables.items()}))
    return Registers(tables, areas, source.synthetic)


def _moment(source: Source, areas: Areas):
    """All tables of a database at one moment; nothing for a folder."""
    if not source.database:
        return nullcontext()
    from karnameh.registers.stores.snapshot import snapshot

    return snapshot(source.database, areas)


def _of_database(table: Table, database, areas: Areas, part: tuple, faults: list[Fault]) -> pd.DataFrame:
    """The rows of a table in a database; a table or column that is not there is a fault."""
    written, provenance = database.written(table, *part)
    names = set(written.columns)
    missing = [name for name in table.required if name not in names]
    if not names:
        if not table.optional:
            faults.append(Fault(table.name, "", "there is no such table in the database", 0, ""))
        return _no_rows(table)
    if missing and not (missing == ["amount_rial"] and TOMAN in names):
        faults.append(Fault(table.name, ", ".join(missing), "column missing in the database", 0, ""))
        return _no_rows(table)
    return _checked(table, typed(table, written, areas), provenance, faults, written)


def _read_table(
    table: Table, source: Source, areas: Areas, county: str | None, faults: list[Fault]
) -> pd.DataFrame:
    files = _files(source, table.name, county)
    if source.partitioned:
        return _of_ours(table, files, areas, county, faults)
    if not files and not table.optional:
        says = f"there is no {table.name}.csv, .parquet or folder of them"
        faults.append(Fault(table.name, "", says, 0, ""))
    parts = [part for path in files if (part := _read_file(path, table, areas, faults)) is not None]
    frame = pd.concat(parts, ignore_index=True) if parts else _no_rows(table)
    return _slice(frame, table.name, county)


def _files(source: Source, table: str, county: str | None) -> list[Path]:
    """The files of a table; of our own folders only the county's."""
    folder = source.folder
    if source.partitioned and county and table not in WHOLE:
        return [path for path in [folder / table / f"{county}.parquet"] if path.is_file()]
    inside = sorted(p for p in (folder / table).rglob("*") if p.suffix in (".parquet", ".csv"))
    return inside + [p for p in (folder / f"{table}.parquet", folder / f"{table}.csv") if p.is_file()]


def _of_ours(
    table: Table, files: list[Path], areas: Areas, county: str | None, faults: list[Fault]
) -> pd.DataFrame:
    """Rows that `ingest` or `sample` wrote: the slice of a county as it is, all of them checked once more."""
    parts = [frame_of(pq.read_table(path), table) for path in files]
    frame = pd.concat(parts, ignore_index=True) if parts else _no_rows(table)
    if county:
        return _slice(frame, table.name, county)
    return _checked(table, typed(table, frame, areas), frame[["_file", "_sheet", "_row"]], faults, frame)


def _no_rows(table: Table) -> pd.DataFrame:
    provenance = {"_file": "str", "_sheet": "str", "_row": "int64"}
    return empty_frame(table).assign(**{name: pd.Series(dtype=kind) for name, kind in provenance.items()})


def _slice(frame: pd.DataFrame, name: str, county: str | None) -> pd.DataFrame:
    if county is None:
        return frame
    if name in _BY_COUNTY:
        frame = frame[frame["county"] == county]
    if name == "targets":
        frame = frame[frame["area"].isin([county, county[:2]])]
    return frame.reset_index(drop=True)


def _read_file(path: Path, table: Table, areas: Areas, faults: list[Fault]) -> pd.DataFrame | None:
    """The rows of a CSV or Parquet file of an office's own; None where it cannot be read as its table."""
    try:
        sheet = read_parquet(path) if path.suffix == ".parquet" else read_text(path, is_heading)
        delivery, _ = deliver(export_of(sheet, table), areas)
    except RegisterError as error:
        faults.append(Fault(table.name, "", str(error), 0, path.name))
        return None
    provenance = pd.DataFrame({"_file": path.name, "_sheet": "", "_row": delivery.numbers})
    if path.suffix == ".parquet":
        provenance = _own_provenance(path, provenance)
    faults += _grouped(table, delivery.faults, provenance, delivery.written)
    return delivery.frame.join(provenance)


def _own_provenance(path: Path, provenance: pd.DataFrame) -> pd.DataFrame:
    """Where the rows of a Parquet file came from, as the file itself tells it."""
    names = [name for name in provenance if name in pq.read_schema(path).names]
    if not names:
        return provenance
    told = pq.read_table(path, columns=names).to_pandas()
    return provenance.assign(**{name: told[name].to_numpy() for name in names})


def _checked(
    table: Table, found: Typed, provenance: pd.DataFrame, faults: list[Fault], written: pd.DataFrame
) -> pd.DataFrame:
    wrong = cell_faults(found)
    rule_faults(table, found, wrong)
    faults += _grouped(table, wrong, provenance, written)
    return found.frame.join(provenance.reset_index(drop=True))


def _grouped(
    table: Table, faults: Faults, provenance: pd.DataFrame, written: pd.DataFrame
) -> Iterator[Fault]:
    """The faults of rows by column and reason: how many, and the first."""
    kinds = {column.name: column.kind for column in table.columns}
    places: dict[tuple[str, Reason], list[int]] = {}
    for position in sorted(faults):
        for column, reason in faults[position]:
            places.setdefault((column, reason), []).append(position)
    for (column, reason), rows in places.items():
        first = rows[0]
        shown = kinds.get(column) in SHOWN and column in written and reason.key != "empty"
        value = (
            f": '{written[column].iloc[first]}'" if shown and pd.notna(written[column].iloc[first]) else ""
        )
        yield Fault(table.name, column, str(reason), len(rows), _place(provenance, first) + value)


def _with_plan_start(visits: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    starts = plans.drop_duplicates("plan_id").set_index("plan_id")["started_on"]
    return visits.assign(plan_started_on=starts.reindex(visits["plan_id"]).to_numpy())


def _place(provenance: pd.DataFrame, position: int) -> str:
    row = provenance.iloc[position]
    return f"{row['_file']} row {row['_row']}"


def _visit_faults(visits: pd.DataFrame) -> Iterator[Fault]:
    """Visits on the wrong side of their plan's start."""
    for rule in VISITS.rules:
        broken = np.flatnonzero(rule.broken(visits).fillna(False).to_numpy(dtype=bool))
        if len(broken):
            yield Fault("visits", rule.column, str(rule.reason), len(broken), _place(visits, broken[0]))


def _doubles(table: Table, frame: pd.DataFrame) -> Iterator[Fault]:
    keys = keys_of(table, frame)
    twice = np.flatnonzero((keys.duplicated() & keys.notna()).to_numpy())
    if len(twice):
        says = str(Reason("given_twice"))
        yield Fault(table.name, ", ".join(table.key), says, len(twice), _place(frame, twice[0]))


def _broken_references(table: Table, tables: dict[str, pd.DataFrame]) -> Iterator[Fault]:
    frame = tables[table.name]
    for reference in table.references:
        known = tables[reference.table][reference.column]
        broken = (frame[reference.column].notna() & ~frame[reference.column].isin(known)).to_numpy()
        if broken.any():
            says = str(Reason("unknown", (("table", reference.table),)))
            place = _place(frame, int(np.flatnonzero(broken)[0]))
            yield Fault(table.name, reference.column, says, int(broken.sum()), place)


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
