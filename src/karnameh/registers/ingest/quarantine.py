"""
Rows that were not taken in, whole, with the reason, in files an office can correct and feed in again.

`<stem>.<table>.csv` and `.xlsx` are for persons; `.kept/<stem>.<table>.parquet` is what we go on with. The stem
is the export's name without its ending. They are made ready before the registers change (`prepare`) and put in
place after (`finish`), so a row is never nowhere.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from karnameh.files import sha256
from karnameh.registers.headings import ADDED, heading_key
from karnameh.registers.ingest.shown import columns_of, csv_of, json_of, reasons_of, shown_of, workbook_of
from karnameh.registers.ingest.staging import EDITED, KEPT, SHOWN, Staging
from karnameh.registers.schema import TABLES

_KEPT = pa.schema(
    [
        ("_file", pa.string()),
        ("_sheet", pa.string()),
        ("_row", pa.int64()),
        ("_key", pa.string()),
        ("_waiting", pa.bool_()),
        ("_faults", pa.string()),
    ]
)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')
#: A name on disk has at most 255 bytes, ours with table, ending and what a temporary name adds.
_MOST_CHARACTERS, _MOST_BYTES = 120, 200
_EDITED = re.compile(rf"{EDITED}(-\d+)?")


def stem_of(file: str) -> str:
    """The name of a file without its ending, as it is safe in a name of ours."""
    name = PurePosixPath(file.replace("\\", "/")).name
    name = _UNSAFE.sub("_", PurePosixPath(name.lstrip(". ")).stem).lstrip(". ")[:_MOST_CHARACTERS]
    return name.encode()[:_MOST_BYTES].decode(errors="ignore").rstrip(". ") or "_"


@dataclass(frozen=True)
class Quarantine:
    """
    The refused rows of every call so far.

    Frames hold one row a refused row: the columns of the contract as written (missing where empty; where an
    export had it, `amount_toman` too), `_file`, `_sheet`, `_row`, `_key` (empty where it has none), `_waiting`
    (a row of another table is all it lacks), `_faults` (a tuple of column and Reason) and, where it is not the
    name of `_file` that tells it, `_stem`: whose files the row belongs to.

    Files of which a person deleted both CSV and XLSX were thrown away on purpose and count no more.
    Raises: OSError where the disk does not take a file; those written before are whole.
    """

    folder: Path

    def waiting(self, table: str) -> pd.DataFrame:
        """The rows of a table that wait for a row of another, with `_stem`."""
        parts = [
            kept[kept["_waiting"]].assign(_stem=stem)
            for stem, name in self._all()
            if name == table and (kept := self._read(stem, name)) is not None
        ]
        rows = pd.concat(parts or [_entries(pd.DataFrame(), table).assign(_stem="")], ignore_index=True)
        return rows.assign(_faults=[reasons_of(text) for text in rows["_faults"]])

    def prepare(
        self,
        refused: Mapping[str, pd.DataFrame],
        taken: Mapping[str, Collection[str]],
        fed: Mapping[tuple[str, str], Collection[int]],
        entry: Mapping,
        read: Collection[str] = (),
    ) -> tuple[Path, ...]:
        """
        Make ready what the files shall be once the journal has the entry of this call.

        Refused rows stand beside those that are here; a row of the same place with the same values is replaced.
        Rows leave that are in the registers then, or came back in a corrected quarantine file. taken: for each
        table the keys that this call puts into the registers or found there. fed: for each stem and table the
        numbers in the `row` column of the file that came back, each as often as it came; where rows of two
        sheets share a number and fewer came back, both stay. read: hashes of the files that were read whole.
        Gives the CSV and XLSX files of the refused rows.
        """
        new = _by_file(refused)
        changes = {}
        for stem, table in sorted({*new, *self._all()}):
            kept = self._read(stem, table)
            rows = _after(
                kept, new.get((stem, table)), table, taken.get(table, ()), fed.get((stem, table), ())
            )
            if kept is None or not rows.equals(kept):
                changes[stem, table] = rows
        if changes:
            self._stage(changes, entry, read)
        return tuple(self._staging.file(f"{stem}.{table}", ending) for stem, table in new for ending in SHOWN)

    def finish(self, journal: Collection[Mapping]) -> tuple[str, ...]:
        """
        Put what was made ready in place where the journal has its entry; else let go of it.

        Gives a remark for each file that a person edited and nobody took in, which is put aside.
        """
        return self._staging.finish(journal)

    @staticmethod
    def origin(file: str, columns: Iterable[str]) -> tuple[str, str] | None:
        """The stem and table of a quarantine file that is fed in again, by its name and its four columns."""
        name, _, last = PurePosixPath(file).stem.rpartition(".")
        stem, _, table = name.rpartition(".") if _EDITED.fullmatch(last) else (name, "", last)
        added = {heading_key(name) for name in ADDED} <= {heading_key(column) for column in columns}
        return (stem, table) if added and table in TABLES and stem_of(f"{stem}.") == stem else None

    @property
    def _staging(self) -> Staging:
        return Staging(self.folder)

    def _all(self) -> Iterator[tuple[str, str]]:
        for path in sorted((self.folder / ".kept").glob("*.parquet")):
            stem, _, table = path.stem.rpartition(".")
            if table in TABLES:
                yield stem, table

    def _read(self, stem: str, table: str) -> pd.DataFrame | None:
        """The entries of a file; None where there are none, they are damaged or a person threw them away."""
        *shown, kept = (self._staging.file(f"{stem}.{table}", ending) for ending in (*SHOWN, KEPT))
        if not kept.is_file() or not any(path.exists() for path in shown):
            return None
        try:
            return _entries(pq.read_table(kept).to_pandas(), table)
        except pa.ArrowInvalid:
            return None

    def _stage(self, changes: Mapping[tuple[str, str], pd.DataFrame], entry: Mapping, read) -> None:
        try:
            self._staging.begin()
            for (stem, table), rows in changes.items():
                if len(rows):
                    self._put(f"{stem}.{table}", rows, table)
            stays = {f"{stem}.{table}": bool(len(rows)) for (stem, table), rows in changes.items()}
            self._staging.close(stays, entry, read)
        except OSError:
            with suppress(OSError):
                self._staging.discard()
            raise

    def _put(self, name: str, rows: pd.DataFrame, table: str) -> None:
        shown = shown_of(rows, table)
        files = {"csv": csv_of(shown), "xlsx": workbook_of(shown, table, self._staging.path)}
        files[KEPT] = _parquet(rows, table, {ending: sha256(data) for ending, data in files.items()})
        for ending, data in files.items():
            self._staging.put(name, ending, data)


def _after(
    kept: pd.DataFrame | None,
    new: pd.DataFrame | None,
    table: str,
    taken: Collection[str],
    numbers: Collection[int],
) -> pd.DataFrame:
    """The entries of a file after a call, in order."""
    kept = _entries(pd.DataFrame(), table) if kept is None else kept
    new = _entries(pd.DataFrame(), table) if new is None else new
    again = set(_identities(new, table))
    gone = kept["_key"].ne("") & kept["_key"].isin(set(taken)) | _came_back(kept, numbers)
    gone |= pd.Series([identity in again for identity in _identities(kept, table)], kept.index, dtype=bool)
    rows = pd.concat([kept[~gone], new], ignore_index=True)
    return rows.sort_values(["_file", "_sheet", "_row"], kind="stable", ignore_index=True)


def _entries(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """A frame in the columns that are kept, the faults as JSON."""
    frame = frame.reindex(columns=[*columns_of(table), *_KEPT.names])
    return frame.astype(dict.fromkeys(columns_of(table), "str") | {"_row": "int64", "_waiting": bool})


def _by_file(refused: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str], pd.DataFrame]:
    """The entries of each stem and table."""
    found = {}
    for table, frame in refused.items():
        stems = frame["_file"].map({file: stem_of(file) for file in frame["_file"].unique()})
        if "_stem" in frame:
            stems = frame["_stem"].where(frame["_stem"].notna(), stems)
        entries = _entries(frame.assign(_faults=[json_of(faults) for faults in frame["_faults"]]), table)
        found |= {(stem, table): entries.loc[rows.index] for stem, rows in stems.groupby(stems)}
    return found


def _identities(entries: pd.DataFrame, table: str) -> list[tuple]:
    """Of each entry its place and its values; an empty cell is as good as a missing one."""
    values = [entries[name].fillna("").tolist() for name in ("_sheet", *columns_of(table))]
    return list(zip(entries["_row"].tolist(), *values, strict=True))


def _came_back(entries: pd.DataFrame, numbers: Collection[int]) -> pd.Series:
    """Which entries came back: where their number did as often as entries have it."""
    came = entries["_row"].map(Counter(numbers)).fillna(0)
    return came.ge(entries["_row"].map(entries["_row"].value_counts()))


def _parquet(entries: pd.DataFrame, table: str, hashes: Mapping[str, str]) -> bytes:
    """Entries with the hashes of the files that show them, by which an edited one is known."""
    schema = pa.schema([*((name, pa.string()) for name in columns_of(table)), *_KEPT])
    rows = pa.Table.from_pandas(entries, schema, preserve_index=False).replace_schema_metadata(hashes)
    sink = pa.BufferOutputStream()
    pq.write_table(rows, sink)
    return sink.getvalue().to_pybytes()
