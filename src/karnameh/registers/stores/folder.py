"""
Registers in a folder of Parquet, one file a county and table, changed as a whole or not at all.

A new folder is made beside the old one (files that did not change are linked, not copied) and takes its place
in one step. Visits lie with the county of their plan, assessments with that of their household, so the
slice of a county is one small file a table.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as pads
import pyarrow.parquet as pq

from karnameh.files import swap_folders, write_synced
from karnameh.registers.columns import ARROW, empty_frame
from karnameh.registers.keys import keys_of
from karnameh.registers.schema import TABLES
from karnameh.registers.source import JOURNAL, SOURCE, source_text
from karnameh.registers.table import Table

#: Where a row came from: file, sheet, row and the call of `ingest` (a line of the journal).
PROVENANCE = {"_file": pa.string(), "_sheet": pa.string(), "_row": pa.int64(), "_call": pa.int64()}
#: Tables without a county of their own → the table and column that tell it.
BELONGS = {"visits": ("plans", "plan_id"), "assessments": ("households", "household_id")}
#: Tables of one file for all counties.
WHOLE = ("targets", "reporters")


class Folder:
    """
    The registers of a folder that `ingest` wrote; none yet where there is no folder.

    remarks: what a person should know of what was there before.
    """

    def __init__(self, path: Path, remarks: tuple[str, ...] = ()):
        self.path, self.remarks = path, remarks

    def rows(
        self, table: str, column: str, values: pd.Series, names: list[str] | None = None
    ) -> pd.DataFrame:
        """The rows whose column is one of the values, whole (with where they came from) or some columns."""
        files, wanted = self._files(table), pa.array(values.dropna().unique(), from_pandas=True)
        if not files or not len(wanted):
            none = empty_frame(TABLES[table]).assign(**_no_provenance())
            return none[names] if names else none
        data = pads.dataset(files)
        chosen = pads.field(column).isin(wanted.cast(data.schema.field(column).type))
        return frame_of(data.to_table(columns=names, filter=chosen), TABLES[table])

    def amounts(self, table: str) -> pd.Series:
        """Every amount_rial of a table that has the column; else none."""
        files = self._files(table)
        if not files or "amount_rial" not in (column.name for column in TABLES[table].columns):
            return pd.Series(dtype="int64")
        return pads.dataset(files).to_table(columns=["amount_rial"]).column(0).to_pandas()

    def commit(self, changes: Mapping[str, pd.DataFrame], entry: Mapping) -> None:
        """All changed rows and a line of the journal, or nothing."""
        new = self.path.with_name(f".{self.path.name}.new")
        # What a killed call left goes: unfinished, or the registers before it.
        shutil.rmtree(new, ignore_errors=True)
        if not any(len(rows) for rows in changes.values()) and self.path.is_dir():
            self._write_journal(entry)
            return
        try:
            new.mkdir(parents=True)
            for table in TABLES.values():
                self._write_changed(table, changes, new)
            (new / JOURNAL).write_bytes(self._journal_with(entry))
            (new / SOURCE).write_text(source_text(synthetic=False), encoding="utf-8")
            _sync(new)
            swap_folders(new, self.path)
        finally:
            shutil.rmtree(new, ignore_errors=True)

    def _write_journal(self, entry: Mapping) -> None:
        """The line alone; its temporary name is always the same, so that nothing is left behind for long."""
        new = self.path / f".{JOURNAL}.new"
        try:
            write_synced(new, self._journal_with(entry))
            new.replace(self.path / JOURNAL)
        finally:
            with suppress(OSError):
                new.unlink(missing_ok=True)

    def journal(self) -> list[dict]:
        """The calls so far, in order."""
        path = self.path / JOURNAL
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        return [json.loads(line) for line in lines]

    def _journal_with(self, entry: Mapping) -> bytes:
        lines = [json.dumps(line, ensure_ascii=False) for line in (*self.journal(), entry)]
        return ("\n".join(lines) + "\n").encode()

    def _files(self, table: str) -> list[Path]:
        return sorted((self.path / table).glob("*.parquet"))

    def _write_changed(self, table: Table, changes: Mapping[str, pd.DataFrame], new: Path) -> None:
        """The files of a table in the new folder: those that change written, the others linked."""
        rows = self._with_moved(table, changes)
        keys = pd.Index(keys_of(table, rows))  # hashed once, asked for every file
        mine = {stem: rows.take(numbers) for stem, numbers in _numbers(self._places(table, rows, changes))}
        old = {path.stem: path for path in self._files(table.name)}
        touched = set(mine) | {stem for stem, path in old.items() if len(keys) and _holds(path, table, keys)}
        (new / table.name).mkdir()
        for stem in sorted(touched | set(old)):
            target = new / table.name / f"{stem}.parquet"
            if stem not in touched:
                _link(old[stem], target)
                continue
            parts = [mine[stem]] if stem in mine else []
            if stem in old:
                before = frame_of(pq.read_table(old[stem]), table)
                parts.insert(0, before[keys.get_indexer(keys_of(table, before)) < 0])
            whole = pd.concat(parts, ignore_index=True)
            if len(whole):
                write_rows(target, table, _in_order(table, whole))

    def _with_moved(self, table: Table, changes: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        """The changed rows of a table, and those that move with a plan or household to another county."""
        rows = changes.get(table.name)
        rows = empty_frame(table).assign(**_no_provenance()) if rows is None else rows
        parent, column = BELONGS.get(table.name, ("", ""))
        if parent not in changes or not len(changes[parent]):
            return rows
        now = changes[parent].set_index(column)["county"]
        before = self.rows(parent, column, changes[parent][column]).set_index(column)["county"]
        moved = before[before != now.reindex(before.index)].index
        if not len(moved):
            return rows
        theirs = self.rows(table.name, column, pd.Series(moved))
        theirs = theirs[~keys_of(table, theirs).isin(keys_of(table, rows))]
        return pd.concat([rows, theirs], ignore_index=True)

    def _places(self, table: Table, rows: pd.DataFrame, changes: Mapping[str, pd.DataFrame]) -> pd.Series:
        """The file that each row belongs to: its county, or its plan's or household's."""
        if table.name in WHOLE:
            return pd.Series(table.name, index=rows.index, dtype="str")
        if table.name not in BELONGS:
            return rows["county"]
        parent, column = BELONGS[table.name]
        known = [self.rows(parent, column, rows[column], [column, "county"])]
        if parent in changes:
            known.append(changes[parent][[column, "county"]])
        counties = pd.concat(known, ignore_index=True).drop_duplicates(column, keep="last")
        return rows[column].map(counties.set_index(column)["county"])


class Empty(Folder):
    """A folder whose rows do not count: synthetic ones, which real rows are never mixed with."""

    def _files(self, table: str) -> list[Path]:
        return []


class Loose(Empty):
    """Registers that an office laid down itself, as CSV or Parquet of its own: all of them in memory, once."""

    def __init__(self, path: Path, tables: Mapping[str, pd.DataFrame]):
        super().__init__(
            path, (f"{path.name}: the office's own files were taken over into registers of ours.",)
        )
        self._tables = {
            name: frame.assign(_sheet="", _call=0)[[c.name for c in TABLES[name].columns] + list(PROVENANCE)]
            for name, frame in tables.items()
        }

    def rows(
        self, table: str, column: str, values: pd.Series, names: list[str] | None = None
    ) -> pd.DataFrame:
        frame = self._tables[table]
        found = frame[frame[column].isin(values)]
        return found[names] if names else found

    def amounts(self, table: str) -> pd.Series:
        return self._tables[table].get("amount_rial", pd.Series(dtype="int64"))

    def commit(self, changes: Mapping[str, pd.DataFrame], entry: Mapping) -> None:
        whole = {}
        for name, before in self._tables.items():
            rows, table = changes.get(name), TABLES[name]
            if rows is not None:
                before = before[~keys_of(table, before).isin(keys_of(table, rows))]
            whole[name] = before if rows is None else pd.concat([before, rows], ignore_index=True)
        super().commit(whole, entry)


def has_tables(folder: Path) -> bool:
    """Whether a folder holds any register at all."""
    return folder.is_dir() and any(path.suffix in (".csv", ".parquet") for path in folder.rglob("*"))


def write_rows(path: Path, table: Table, frame: pd.DataFrame) -> None:
    """A Parquet file of rows: dates as date32, yes/no as bool, numbers as int64, the rest as text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    types = {c.name: ARROW.get(c.kind, pa.string()) for c in table.columns} | PROVENANCE
    columns = [pa.array(frame[name], from_pandas=True).cast(kind) for name, kind in types.items()]
    pq.write_table(pa.table(columns, names=list(types)), path)


def frame_of(rows: pa.Table, table: Table) -> pd.DataFrame:
    """Rows of Parquet as a frame in the types of the schema."""
    like, columns = empty_frame(table), {}
    for name in rows.column_names:
        column = rows.column(name)
        if pa.types.is_date32(column.type):
            column = column.cast(pa.timestamp("s"))
        dtype = like[name].dtype if name in like else None
        if dtype == "int64" and column.null_count:
            dtype = "Int64"
        mapper = {pa.bool_(): pd.BooleanDtype()}.get if pa.types.is_boolean(column.type) else None
        columns[name] = pd.Series(column.to_pandas(types_mapper=mapper), dtype=dtype)
    return pd.DataFrame(columns)


def _no_provenance() -> dict[str, pd.Series]:
    return {
        name: pd.Series(dtype="int64" if kind == pa.int64() else "str") for name, kind in PROVENANCE.items()
    }


def _in_order(table: Table, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values(list(table.key), kind="stable", ignore_index=True)


def _holds(path: Path, table: Table, keys: pd.Index) -> bool:
    """Whether a file has a row with one of the keys."""
    have = keys_of(table, frame_of(pq.read_table(path, columns=list(table.key)), table))
    return bool((keys.get_indexer(have) >= 0).any())


def _numbers(places: pd.Series) -> list[tuple[str, np.ndarray]]:
    """Each place with the positions of its rows."""
    return list(places.groupby(places.to_numpy()).indices.items())


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        shutil.copy2(source, target)


def _sync(folder: Path) -> None:
    """All of a folder on disk, before it takes the place of another."""
    for path in _everything(folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _everything(folder: Path) -> Iterator[Path]:
    yield from folder.rglob("*")
    yield folder
