"""
Rows that were not taken in, whole, with the reason, in files an office can correct and feed in again.

`<stem>.<table>.csv` and `.xlsx` are for persons; `.kept/<stem>.<table>.parquet` is what we go on with. The stem
is the export's name without its ending. Both are written before the registers change (`add`) and tidied up
after (`settle`), so a kill in between leaves a row twice at worst, never nowhere.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from karnameh.files import write_atomically
from karnameh.registers.headings import ADDED, heading_key
from karnameh.registers.ingest.harmless import in_csv, in_workbook
from karnameh.registers.reasons import Both, Reason
from karnameh.registers.schema import TABLES, TOMAN

_JOIN = "; "
_KEPT = pa.schema(
    [
        ("_file", pa.string()),
        ("_sheet", pa.string()),
        ("_row", pa.int64()),
        ("_key", pa.string()),
        ("_waiting", pa.bool_()),
        ("_faults", pa.string()),
        ("_new", pa.bool_()),
    ]
)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')
#: A name on disk has at most 255 bytes, ours with table, ending and what a temporary name adds.
_MOST_CHARACTERS, _MOST_BYTES = 120, 200
#: A sheet holds 1,048,576 rows.
ROWS_OF_A_SHEET = 1_000_000
_WIDEST, _REASON_WIDTH = 40, 60
_CREATED = datetime(2000, 1, 1)


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
        return rows.drop(columns="_new").assign(_faults=[_reasons(text) for text in rows["_faults"]])

    def add(self, refused: Mapping[str, pd.DataFrame]) -> tuple[Path, ...]:
        """
        Put refused rows beside those that are here; a row of the same place with the same values is replaced.

        Gives the CSV and XLSX files of these rows. Call it before the registers change.
        """
        written = []
        for (stem, table), rows in _by_file(refused).items():
            kept = self._read(stem, table)
            before = set() if kept is None else set(_identities(kept, table))
            identities = _identities(rows, table)
            rows = rows.assign(_new=[identity not in before for identity in identities])
            if kept is not None:
                again = set(identities)
                stays = [identity not in again for identity in _identities(kept, table)]
                rows = pd.concat([kept[stays].assign(_new=False), rows], ignore_index=True)
            written += self._write(stem, table, rows)
        return tuple(written)

    def settle(
        self,
        refused: Mapping[str, pd.DataFrame],
        taken: Mapping[str, Collection[str]],
        fed: Mapping[tuple[str, str], Collection[int]],
    ) -> tuple[Path, ...]:
        """
        Let go of rows that are in the registers by now, or came back in a corrected quarantine file.

        refused: as given to `add`; these rows stay whatever else is said. taken: for each table the keys that
        this call put into the registers or found there. fed: for each stem and table the numbers in the `row`
        column of the file that came back, each as often as it came; where rows of two sheets share a number
        and fewer came back, both stay. Gives the files written anew; empty ones are removed.
        """
        just = _by_file(refused)
        written = []
        for stem, table in self._all():
            kept = self._read(stem, table)
            if kept is None:
                self._remove(stem, table)
                continue
            again = set(_identities(just[stem, table], table)) if (stem, table) in just else set()
            refused_again = pd.Series([i in again for i in _identities(kept, table)], index=kept.index)
            gone = kept["_key"].ne("") & kept["_key"].isin(set(taken.get(table, ())))
            gone |= _came_back(kept, kept["_new"] & refused_again, fed.get((stem, table), ()))
            gone &= ~refused_again
            if gone.all():
                self._remove(stem, table)
            elif gone.any():
                written += self._write(stem, table, kept[~gone])
        return tuple(written)

    @staticmethod
    def origin(file: str, columns: Iterable[str]) -> tuple[str, str] | None:
        """The stem and table of a quarantine file that is fed in again, by its name and its four columns."""
        stem, _, table = PurePosixPath(file).stem.rpartition(".")
        added = {heading_key(name) for name in ADDED} <= {heading_key(column) for column in columns}
        return (stem, table) if added and table in TABLES and stem_of(f"{stem}.") == stem else None

    def _paths(self, stem: str, table: str) -> tuple[Path, Path, Path]:
        name = f"{stem}.{table}"
        return (
            self.folder / f"{name}.csv",
            self.folder / f"{name}.xlsx",
            self.folder / ".kept" / f"{name}.parquet",
        )

    def _all(self) -> Iterator[tuple[str, str]]:
        for path in sorted((self.folder / ".kept").glob("*.parquet")):
            stem, _, table = path.stem.rpartition(".")
            if table in TABLES:
                yield stem, table

    def _read(self, stem: str, table: str) -> pd.DataFrame | None:
        """The entries of a file; None where there are none or a person threw them away."""
        *shown, kept = self._paths(stem, table)
        if not kept.is_file() or not any(path.exists() for path in shown):
            return None
        return _entries(pq.read_table(kept).to_pandas(), table)

    def _write(self, stem: str, table: str, rows: pd.DataFrame) -> list[Path]:
        """What is kept is written last: without its files it would pass for thrown away."""
        rows = rows.sort_values(["_file", "_sheet", "_row"], kind="stable", ignore_index=True)
        shown = _shown(rows, table)
        paths = self._paths(stem, table)
        contents = (_csv(shown), _workbook(shown, table, self.folder), _parquet(rows, table))
        for path, data in zip(paths, contents, strict=True):
            write_atomically(path, data)
        return list(paths[:2])

    def _remove(self, stem: str, table: str) -> None:
        for path in self._paths(stem, table):
            path.unlink(missing_ok=True)


def _written(table: str) -> list[str]:
    """The columns of a table that an export may have, toman after rial."""
    names = [column.name for column in TABLES[table].columns]
    if "amount_rial" in names:
        names.insert(names.index("amount_rial") + 1, TOMAN)
    return names


def _entries(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """A frame in the columns that are kept, the faults as JSON."""
    frame = frame.reindex(columns=[*_written(table), *_KEPT.names])
    return frame.astype(dict.fromkeys(_written(table), "str") | {"_waiting": bool, "_new": bool})


def _by_file(refused: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str], pd.DataFrame]:
    """The entries of each stem and table."""
    found = {}
    for table, frame in refused.items():
        stems = frame["_file"].map({file: stem_of(file) for file in frame["_file"].unique()})
        if "_stem" in frame:
            stems = frame["_stem"].where(frame["_stem"].notna(), stems)
        entries = _entries(
            frame.assign(_faults=[_json(faults) for faults in frame["_faults"]], _new=True), table
        )
        found |= {(stem, table): entries.loc[rows.index] for stem, rows in stems.groupby(stems)}
    return found


def _identities(entries: pd.DataFrame, table: str) -> list[tuple]:
    """Of each entry its place and its values; an empty cell is as good as a missing one."""
    values = [entries[name].fillna("").tolist() for name in ("_sheet", *_written(table))]
    return list(zip(entries["_row"].tolist(), *values, strict=True))


def _came_back(entries: pd.DataFrame, new: pd.Series, numbers: Collection[int]) -> pd.Series:
    """Which entries came back: where their number did as often as entries had it before this call."""
    came = entries["_row"].map(Counter(numbers)).fillna(0)
    had = entries["_row"].map(entries.loc[~new, "_row"].value_counts()).fillna(0)
    return came.ge(had)


def _json(faults: Iterable[tuple[str, Reason]]) -> str:
    return json.dumps([(column, reason.key, reason.blanks) for column, reason in faults], ensure_ascii=False)


def _reasons(text: str) -> tuple[tuple[str, Reason], ...]:
    return tuple(
        (
            column,
            Reason(
                key,
                tuple((name, Both(*value) if isinstance(value, list) else value) for name, value in blanks),
            ),
        )
        for column, key, blanks in json.loads(text)
    )


def _shown(entries: pd.DataFrame, table: str) -> pd.DataFrame:
    """What a person sees of the entries: values as written, then row, column and reasons; text throughout."""
    names = [name for name in _written(table) if name != TOMAN or entries[name].notna().any()]
    told = {text: _told(_reasons(text)) for text in entries["_faults"].unique()}
    faults = pd.DataFrame([told[text] for text in entries["_faults"]], columns=ADDED[1:], index=entries.index)
    return entries[names].fillna("").assign(row=entries["_row"].astype("str")).join(faults)


def _told(faults: tuple[tuple[str, Reason], ...]) -> tuple[str, str, str]:
    columns = (column for column, _ in faults)
    reasons = (tuple(reason.text(lang) for _, reason in faults) for lang in ("fa", "en"))
    return tuple(_JOIN.join(texts) for texts in (columns, *reasons))


def _lines(shown: pd.DataFrame, harmless: Callable[[str], str]) -> Iterator[tuple[str, ...]]:
    """The rows, each distinct text made harmless once."""
    columns = [shown[name].tolist() for name in shown]
    safe = {text: harmless(text) for column in columns for text in set(column)}
    return zip(*([safe[text] for text in column] for column in columns), strict=True)


def _csv(shown: pd.DataFrame) -> bytes:
    """Excel knows UTF-8 by the mark in front; with CRLF a bare CR or LF within a cell is quoted too."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(shown.columns)
    writer.writerows(_lines(shown, in_csv))
    return text.getvalue().encode("utf-8-sig")


def _workbook(shown: pd.DataFrame, table: str, folder: Path) -> bytes:
    """Right to left, all cells text so that an id keeps its zeros; a sheet per million rows."""
    file = BytesIO()
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".") as aside:  # persons' rows go nowhere else on the disk
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": aside})
        book.set_properties({"created": _CREATED})
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "bold": True})
        wrapped = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        formats = [wrapped if name.startswith("reason_") else text for name in shown]
        for number, start in enumerate(range(0, len(shown), ROWS_OF_A_SHEET), 1):
            sheet = book.add_worksheet(table if number == 1 else f"{table} {number}")
            _fill(sheet, shown.iloc[start : start + ROWS_OF_A_SHEET], formats, bold)
        try:
            book.close()
        except FileCreateError as error:
            raise OSError(*error.args) from error
    return file.getvalue()


def _fill(sheet: Worksheet, shown: pd.DataFrame, formats: list[Format], bold: Format) -> None:
    sheet.right_to_left()
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(shown), len(shown.columns) - 1)
    for place, name in enumerate(shown):
        sheet.set_column(place, place, _width(shown[name], name), formats[place])
        sheet.write_string(0, place, name, bold)
    for line, row in enumerate(_lines(shown, in_workbook), 1):
        for place, cell in enumerate(row):
            if cell:
                sheet.write_string(line, place, cell, formats[place])


def _width(cells: pd.Series, name: str) -> int:
    if name.startswith("reason_"):
        return _REASON_WIDTH
    return min(_WIDEST, max(len(name), int(cells.str.len().max())) + 3)


def _parquet(entries: pd.DataFrame, table: str) -> bytes:
    schema = pa.schema([*((name, pa.string()) for name in _written(table)), *_KEPT])
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pandas(entries, schema, preserve_index=False), sink)
    return sink.getvalue().to_pybytes()
