"""
Registers → checked tables.

A folder holds `<table>/` with any number of Parquet or CSV files, or `<table>.parquet` / `<table>.csv`; a
database holds tables of the same names. Everything that can be found wrong is found before anything is raised.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.dataset import dataset

from karnameh.areas import Areas
from karnameh.errors import RegisterError
from karnameh.registers.columns import empty_frame, typed
from karnameh.registers.deliveries import cell_faults, deliver, rule_faults
from karnameh.registers.faults import Fault, grouped, place, stop_at
from karnameh.registers.headings import export_of, is_heading
from karnameh.registers.keys import among, keys_of
from karnameh.registers.reasons import Reason
from karnameh.registers.schema import TABLES, TOMAN, VISITS
from karnameh.registers.sheets.columnar import read_parquet
from karnameh.registers.sheets.text import read_text
from karnameh.registers.source import Source
from karnameh.registers.stores.folder import BELONGS, WHOLE, frame_of
from karnameh.registers.table import Reference, Table

#: Tables a county's slice is taken from by its own column; not reporters: who is not in them did not deliver.
_BY_COUNTY = {"households", "plans", "trainings", "purchases", "supervisors"}
#: What visits and their plans are held against each other by.
_HELD_AGAINST = {"plans": {"started_on"}, "visits": {"stage", "visited_on"}}
#: A column of few texts, many times each.
_REPEATED = pd.ArrowDtype(pa.dictionary(pa.int32(), pa.string()))
#: Of references the rows of their table that name one of another table which is not there.
_Unfound = dict[tuple[str, Reference], np.ndarray]


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


def read_registers(
    source: Source, areas: Areas, county: str | None = None, year: int | None = None
) -> Registers:
    """
    All registers, or the rows that concern one county (and its province's targets).

    year: a database need not give rows dated after it.

    Raises: RegisterError with every fault of every table; nothing is repaired or dropped.
    """
    faults: list[Fault] = []
    with _moment(source, areas) as database:
        reading = _Reading(source, areas, database, county, year, faults)
        tables = {name: _whole(table, reading.parts(table)) for name, table in TABLES.items()}
    if county is not None and not source.partitioned:  # else its file holds the county's alone
        _keep_belonging(tables)
    tables["visits"] = _with_plan_start(tables["visits"], _plan_starts(tables["plans"]))
    faults += _visit_faults(tables["visits"])
    unfound = _unfound(tables) if county is None else {}
    for name, table in TABLES.items():
        faults += _doubles(table, tables[name])
        faults += _broken_references(table, tables[name], unfound)
    stop_at(faults, {name: len(frame) for name, frame in tables.items()})
    return Registers(tables, areas, source.synthetic)


def of_county(registers: Registers, county: str) -> Registers:
    """Of all registers, the rows that concern one county."""
    tables = {name: _slice(table, name, county) for name, table in registers.tables.items()}
    _keep_belonging(tables)
    return replace(registers, tables=tables)


def _keep_belonging(tables: dict[str, pd.DataFrame]) -> None:
    """Of tables without a county of their own, the rows of the plans and households that are left."""
    for name, (parent, column) in BELONGS.items():
        mine = among(tables[name][column], tables[parent][column])
        tables[name] = tables[name][mine].reset_index(drop=True)


def check_registers(
    source: Source, areas: Areas, counties: Collection[str] | None = None, sound: Collection[Path] = ()
) -> dict[str, int]:
    """
    Every rule of every table, a file at a time: of a nation only what binds rows and tables is in memory at once.

    counties: where each county has files of its own, only those of these; the others are looked into for what rows
    of these refer to and do not find at home. sound: files without a fault of their own, of which only the rules
    between rows and tables are checked.
    Gives the rows checked of each table. Raises: RegisterError with every fault of every table.
    """
    faults: list[Fault] = []
    kept: dict[str, pd.DataFrame] = {}
    with _moment(source, areas) as database:
        reading = _Reading(source, areas, database, None, None, faults)
        for name, table in TABLES.items():
            parts = reading.parts(table, counties, sound)
            kept[name] = _whole(table, [_linking(table, part) for part in parts])
    unfound, plans = _unfound(kept), kept["plans"]
    if source.partitioned and counties is not None:
        others = {
            name: _whole(TABLES[name], _bound(TABLES[name], _of_others(source, name, counties)))
            for name in {reference.table for _, reference in unfound}
        }
        unfound = {
            (name, reference): rows & _lacks(kept[name], others[reference.table], reference)
            for (name, reference), rows in unfound.items()
        }
        plans = pd.concat([plans, others["plans"]]) if "plans" in others else plans
    faults += _visit_faults(_with_plan_start(kept["visits"], _plan_starts(plans)))
    for name, table in TABLES.items():
        faults += _doubles(table, kept[name])
        faults += _broken_references(table, kept[name], unfound)
    sizes = {name: len(frame) for name, frame in kept.items()}
    stop_at(faults, sizes)
    return sizes


def _of_others(source: Source, table: str, counties: Collection[str]) -> list[Path]:
    """The files of a table of ours that are not of some counties."""
    return [path for path in _files(source, table, None) if path.stem not in counties]


def _linking(table: Table, part: pd.DataFrame) -> pd.DataFrame:
    """What of a table the rules between rows and tables need."""
    repeated = {name: part[name].astype(_REPEATED) for name in ("_file", "stage") if name in part}
    return part[_links(table)].assign(**repeated, _row=part["_row"])


def _links(table: Table) -> list[str]:
    """The columns that bind rows and tables: keys, references, and what a visit is held against its plan by."""
    names = {*table.key, *(reference.column for reference in table.references)}
    return sorted(names | _HELD_AGAINST.get(table.name, set()))


def _bound(table: Table, paths: Sequence[Path]) -> Iterator[pd.DataFrame]:
    """Of files of ours, read in one go, what the rules between rows and tables need; nothing where there are none."""
    if paths:
        rows = dataset([str(path) for path in paths]).to_table([*_links(table), "_file", "_row"])
        yield _linking(table, frame_of(rows, table))


def _whole(table: Table, parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    parts = list(parts)
    return pd.concat(parts, ignore_index=True) if parts else _no_rows(table)


def _moment(source: Source, areas: Areas):
    """All tables of a database at one moment; nothing for a folder, which must be there."""
    if source.folder and not source.folder.is_dir():
        raise RegisterError(
            f"{source.folder}: there are no registers. Run `karnameh sample`, or ingest an office's exports."
        )
    if not source.database:
        return nullcontext()
    from karnameh.registers.stores.snapshot import snapshot

    return snapshot(source.database, areas)


@dataclass(frozen=True)
class _Reading:
    """What is read: of which county and up to which year, where not of all; and the faults met so far."""

    source: Source
    areas: Areas
    database: object | None
    county: str | None
    year: int | None
    faults: list[Fault]

    def parts(
        self, table: Table, counties: Collection[str] | None = None, sound: Collection[Path] = ()
    ) -> Iterator[pd.DataFrame]:
        """
        The checked rows of a table, a file at a time; of some counties, where they have files of their own.

        Of sound files only what binds them to others.
        """
        if self.database:
            yield self._of_database(table)
            return
        files = _files(self.source, table.name, self.county)
        if counties is not None and self.source.partitioned and table.name not in WHOLE:
            files = [path for path in files if path.stem in counties]
        if not files and not table.optional and not self.source.partitioned:
            says = f"there is no {table.name}.csv, .parquet or folder of them"
            self.faults.append(Fault(table.name, "", says, 0, ""))
        yield from _bound(table, [path for path in files if path in sound])
        read = self._of_ours if self.source.partitioned else self._of_theirs
        for path in (path for path in files if path not in sound):
            part = read(table, path)
            if part is not None:
                yield part

    def _of_database(self, table: Table) -> pd.DataFrame:
        """The rows of a table in a database; a table or column that is not there is a fault."""
        written, provenance = self.database.written(table, self.county, self.year)
        names = set(written.columns)
        missing = [name for name in table.required if name not in names]
        if not names:
            if not table.optional:
                self.faults.append(Fault(table.name, "", "there is no such table in the database", 0, ""))
            return _no_rows(table)
        if missing and not (missing == ["amount_rial"] and TOMAN in names):
            says = "column missing in the database"
            self.faults.append(Fault(table.name, ", ".join(missing), says, 0, ""))
            return _no_rows(table)
        return self._checked(table, provenance, written)

    def _of_ours(self, table: Table, path: Path) -> pd.DataFrame:
        """Rows that `ingest` or `sample` wrote: the slice of a county as it is, all of them checked once more."""
        try:
            frame = frame_of(pq.read_table(path), table)
        except (pa.ArrowException, OSError) as error:
            if getattr(error, "errno", None):  # of the disk, not of what is in the file
                raise
            raise RegisterError(
                f"{path}: the file is damaged and cannot be read. Put back the one of a backup; where there is none, "
                "move the folder of registers away and take the exports in again."
            ) from None
        if self.county:
            return _slice(frame, table.name, self.county)
        return self._checked(table, frame[["_file", "_sheet", "_row"]], frame)

    def _of_theirs(self, table: Table, path: Path) -> pd.DataFrame | None:
        """The rows of a CSV or Parquet file of an office's own; None where it cannot be read as its table."""
        try:
            sheet = read_parquet(path) if path.suffix == ".parquet" else read_text(path, is_heading)
            delivery, _ = deliver(export_of(sheet, table), self.areas)
        except RegisterError as error:
            self.faults.append(Fault(table.name, "", str(error), 0, path.name))
            return None
        provenance = pd.DataFrame({"_file": path.name, "_sheet": "", "_row": delivery.numbers})
        if path.suffix == ".parquet":
            provenance = _own_provenance(path, provenance)
        self.faults.extend(grouped(table, delivery.faults, provenance, delivery.written))
        return _slice(delivery.frame.join(provenance), table.name, self.county)

    def _checked(self, table: Table, provenance: pd.DataFrame, written: pd.DataFrame) -> pd.DataFrame:
        found = typed(table, written, self.areas)
        wrong = cell_faults(found)
        rule_faults(table, found, wrong)
        self.faults.extend(grouped(table, wrong, provenance, written))
        return found.frame.join(provenance.reset_index(drop=True))


def _files(source: Source, table: str, county: str | None) -> list[Path]:
    """The files of a table; of our own folders only the county's."""
    folder = source.folder
    if source.partitioned and county and table not in WHOLE:
        return [path for path in [folder / table / f"{county}.parquet"] if path.is_file()]
    inside = sorted(p for p in (folder / table).rglob("*") if p.suffix in (".parquet", ".csv"))
    return inside + [p for p in (folder / f"{table}.parquet", folder / f"{table}.csv") if p.is_file()]


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


def _own_provenance(path: Path, provenance: pd.DataFrame) -> pd.DataFrame:
    """Where the rows of a Parquet file came from, as the file itself tells it."""
    names = [name for name in provenance if name in pq.read_schema(path).names]
    if not names:
        return provenance
    told = pq.read_table(path, columns=names).to_pandas()
    return provenance.assign(**{name: told[name].to_numpy() for name in names})


def _plan_starts(plans: pd.DataFrame) -> pd.Series:
    return plans.drop_duplicates("plan_id").set_index("plan_id")["started_on"]


def _with_plan_start(visits: pd.DataFrame, starts: pd.Series) -> pd.DataFrame:
    return visits.assign(plan_started_on=starts.reindex(visits["plan_id"]).to_numpy())


def _visit_faults(visits: pd.DataFrame) -> Iterator[Fault]:
    """Visits on the wrong side of their plan's start."""
    for rule in VISITS.rules:
        broken = np.flatnonzero(rule.broken(visits).fillna(False).to_numpy(dtype=bool))
        if len(broken):
            yield Fault("visits", rule.column, str(rule.reason), len(broken), place(visits, broken[0]))


def _doubles(table: Table, frame: pd.DataFrame) -> Iterator[Fault]:
    keys = keys_of(table, frame)
    twice = np.flatnonzero((keys.duplicated() & keys.notna()).to_numpy())
    if len(twice):
        says = str(Reason("given_twice"))
        yield Fault(table.name, ", ".join(table.key), says, len(twice), place(frame, twice[0]))


def _unfound(tables: dict[str, pd.DataFrame]) -> _Unfound:
    """Those of which there are some."""
    rows = {
        (name, reference): _lacks(tables[name], tables[reference.table], reference)
        for name, table in TABLES.items()
        for reference in table.references
    }
    return {reference: broken for reference, broken in rows.items() if broken.any()}


def _lacks(frame: pd.DataFrame, others: pd.DataFrame, reference: Reference) -> np.ndarray:
    """Which rows name one that is not among others."""
    named, known = frame[reference.column], others[reference.column]
    return (named.notna() & ~among(named, known)).to_numpy()


def _broken_references(table: Table, frame: pd.DataFrame, unfound: _Unfound) -> Iterator[Fault]:
    for reference in table.references:
        rows = np.flatnonzero(unfound.get((table.name, reference), ()))
        if len(rows):
            says = str(Reason("unknown", (("table", reference.table),)))
            yield Fault(table.name, reference.column, says, len(rows), place(frame, int(rows[0])))
