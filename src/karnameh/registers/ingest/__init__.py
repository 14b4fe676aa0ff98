"""
Exports → registers, quarantine and a line of the journal.

Every row of every file is accepted with the value written, or refused with a reason and kept.
"""

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from filelock import FileLock, Timeout

from karnameh.areas import Areas
from karnameh.errors import RegisterError, printable
from karnameh.files import sha256_of_file
from karnameh.progress import Progress
from karnameh.registers.deliveries import Delivery, deliver
from karnameh.registers.headings import Export, export_of, is_heading
from karnameh.registers.ingest.amounts import remarks_of
from karnameh.registers.ingest.candidates import (
    ACCEPTED,
    REFUSED,
    REPLACED,
    UNCHANGED,
    WAITING,
    Candidates,
    candidates_of,
)
from karnameh.registers.ingest.crossing import judge
from karnameh.registers.ingest.harmless import as_written
from karnameh.registers.ingest.opening import open_store
from karnameh.registers.ingest.outcome import Outcome, Part, told_of
from karnameh.registers.ingest.quarantine import Quarantine
from karnameh.registers.persons import Pseudonyms, is_personal_value
from karnameh.registers.schema import TABLES
from karnameh.registers.sheets import Guard, open_file
from karnameh.registers.source import Source
from karnameh.registers.stores import Store
from karnameh.registers.table import SHOWN
from karnameh.registers.values import clean
from karnameh.suite import Project

#: Endings of files that are looked into where a folder is named.
ENDINGS = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet"}
#: So long is another call waited for before it is said that one is at work.
_PATIENCE = 0.5


def ingest(
    paths: Iterable[Path], project: Project, dry_run: bool = False, progress: Progress | None = None
) -> Outcome:
    """
    Take exports (files and folders) into the registers of a project.

    Files stand alone: a refused one does not stop the others. The registers are changed once, after all files
    were read, or not at all. Two calls at once queue up.

    Raises: RegisterError where the registers cannot be read or written; they are left as they were.
    """
    progress, source = progress or Progress(quiet=True), Source.of(project)
    home = source.folder or project.registers
    turn = contextlib.nullcontext() if dry_run else _turn(home, progress)
    with turn, open_store(source, project.areas) as store, Guard() as guard:
        call = _Call(project, store, guard, Pseudonyms.read(home))
        try:
            return call.take(list(paths), dry_run, progress)
        except OSError as error:
            raise RegisterError(
                f"registers: not written: {error.strerror or error}. They are as they were; "
                "make room or mend the folder's rights and take the files in again."
            ) from None


@contextlib.contextmanager
def _turn(registers: Path, progress: Progress) -> Iterator[None]:
    """One call at a time; the others wait and say so."""
    registers.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(registers.with_name(f".{registers.name}.lock"))
    try:
        lock.acquire(timeout=_PATIENCE)
    except Timeout:
        progress.say("ingest: another call is at work on these registers; waiting for it")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


class _Call:
    """One call: what it reads, what it finds and what it leaves."""

    def __init__(self, project: Project, store: Store, guard: Guard, pseudonyms: Pseudonyms):
        self.areas: Areas = project.areas
        self.store, self.guard, self.project = store, guard, project
        self.quarantine = Quarantine(project.quarantine)
        self.pseudonyms = pseudonyms
        self.deliveries: list[Delivery] = []
        self.inputs: list[dict] = []
        self.refused_files: list[tuple[str, str]] = []
        self.remarks: list[str] = list(store.remarks)
        self._known_amounts: dict[str, pd.Series] = {}

    def take(self, paths: Sequence[Path], dry_run: bool, progress: Progress) -> Outcome:
        for path in self._files(paths):
            progress.say(f"ingest: reading {printable(path.name)}")
            self._read(path)
        tables = self._candidates()
        judge(tables, self.store)
        outcome = self._outcome(tables, dry_run)
        if dry_run:
            return outcome
        refused, kept = self._refused(tables), ()
        if refused:
            kept = self.quarantine.add(refused)
        self._keep_key()
        self._commit(tables, outcome)
        self.quarantine.settle(refused, _taken(tables), self._fed())
        names = tuple(str(path.relative_to(self.project.root)) for path in kept if path.suffix == ".csv")
        return Outcome(**{**vars(outcome), "kept": names})

    def _files(self, paths: Sequence[Path]) -> Iterator[Path]:
        seen = set()
        for path in paths:
            for file in self._inside(path):
                if (real := file.resolve()) not in seen:
                    seen.add(real)
                    yield file

    def _inside(self, path: Path) -> Iterator[Path]:
        if path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith((".", "~$")))
            yield from (p for p in found if p.suffix.lower() in ENDINGS)
            if others := [p.name for p in found if p.suffix.lower() not in ENDINGS]:
                self.remarks.append(f"{path.name}: files that are no tables, not read: {', '.join(others)}")
        elif path.exists():
            yield path
        else:
            self.refused_files.append((path.name, "there is no such file; check the path."))

    def _read(self, path: Path) -> None:
        """Every sheet of a file; what cannot be read whole is refused with its reason."""
        try:
            opened, digest = open_file(path, self.guard, is_heading), sha256_of_file(path)
        except RegisterError as error:
            self.refused_files.append((path.name, str(error)))
            return
        except OSError as error:
            self.refused_files.append(
                (path.name, f"cannot be read: {error.strerror}; mend its rights or copy it.")
            )
            return
        found, refused = 0, len(self.refused_files)
        if opened.hidden:
            self.remarks.append(f"{path.name}: hidden sheets, not read: {', '.join(opened.hidden)}")
        for sheet in opened.sheets:
            name = f"{path.name}, sheet {sheet.name}" if sheet.name else path.name
            try:
                export = export_of(sheet)
            except RegisterError as error:
                self.refused_files.append((name, str(error)))
                continue
            if export is None:
                self.remarks.append(f"{name}: neither its name nor its heading tells a table; not read")
                continue
            if export.returned is not None:
                export = as_first_written(export)
            delivery, self.pseudonyms = deliver(export, self.areas, self.pseudonyms)
            self.deliveries.append(delivery)
            found += 1
        self.inputs.append({"file": path.name, "sha256": digest})
        if not found and len(self.refused_files) == refused:
            self.refused_files.append((path.name, "no sheet tells a table by its name or heading."))

    def _candidates(self) -> dict[str, Candidates]:
        tables = {}
        for table in TABLES.values():
            mine = [(n, d) for n, d in enumerate(self.deliveries) if d.export.table is table]
            waiting = self.quarantine.waiting(table.name)
            if mine or len(waiting):
                tables[table.name] = candidates_of(table, mine, waiting, self.areas)
        return tables

    def _outcome(self, tables: Mapping[str, Candidates], dry_run: bool) -> Outcome:
        parts = [self._part(number, tables[d.export.table.name]) for number, d in enumerate(self.deliveries)]
        returned = {
            name: int(np.isin(mine.fate[mine.delivery == WAITING], (ACCEPTED, REPLACED)).sum())
            for name, mine in tables.items()
        }
        return Outcome(
            tuple(parts),
            tuple(self.refused_files),
            tuple(self.remarks),
            {name: rows for name, rows in returned.items() if rows},
            dry_run=dry_run,
        )

    def _part(self, number: int, mine: Candidates) -> Part:
        delivery = self.deliveries[number]
        export, sheet = delivery.export, delivery.export.sheet
        places = np.flatnonzero(mine.delivery == number)
        fates = mine.fate[places]
        counts = {fate: int((fates == fate).sum()) for fate in (ACCEPTED, REPLACED, UNCHANGED, REFUSED)}
        return Part(
            sheet.file,
            sheet.name,
            export.table.name,
            delivery.rows.total,
            **counts,
            not_data=delivery.rows.not_data,
            left_aside=export.left_aside,
            personal=export.personal,
            pseudonymised=delivery.pseudonymised,
            faults=told_of([told for place in places[fates == REFUSED] for told in _told(mine, int(place))]),
            remarks=tuple(remarks_of(mine.frame.loc[places], self._amounts(export.table.name))),
        )

    def _amounts(self, table: str) -> pd.Series:
        if table not in self._known_amounts:
            self._known_amounts[table] = self.store.amounts(table)
        return self._known_amounts[table]

    def _refused(self, tables: Mapping[str, Candidates]) -> dict[str, pd.DataFrame]:
        """Refused rows of this call (not those that only wait on) as quarantine keeps them."""
        found = {}
        for name, mine in tables.items():
            places = np.flatnonzero((mine.fate == REFUSED) & (mine.delivery != WAITING))
            if not len(places):
                continue
            rows = mine.written.loc[places].copy()
            source = mine.frame.loc[places, ["_file", "_sheet", "_row"]]
            rows[["_file", "_sheet", "_row"]] = source
            rows["_key"] = mine.keys[places].fillna("")
            rows["_faults"] = [tuple(mine.faults[place]) for place in places]
            rows["_waiting"] = [all(r.key == "unknown" for _, r in mine.faults[place]) for place in places]
            for number in {*mine.delivery[places]}:
                if origin := self._origin(number):
                    here = mine.delivery[places] == number
                    rows.loc[here, "_stem"] = origin
                    rows.loc[here, "_row"] = self._returned_rows(number)[_within(mine, places[here])]
            found[name] = rows
        return found

    def _origin(self, number: int) -> str | None:
        """Whose quarantine file came back with a delivery, if one did."""
        export = self.deliveries[number].export
        found = Quarantine.origin(export.sheet.file, export.headings) if export.returned is not None else None
        return found[0] if found and found[1] == export.table.name else None

    def _returned_rows(self, number: int) -> np.ndarray:
        """In a quarantine file that came back, the row of the first file that each row was."""
        delivery = self.deliveries[number]
        cells = delivery.export.sheet.cells.column(delivery.export.returned).take(delivery.rows.data)
        return np.array(
            [_whole(text, own) for text, own in zip(cells.to_pylist(), delivery.numbers, strict=True)]
        )

    def _fed(self) -> dict[tuple[str, str], list[int]]:
        fed: dict[tuple[str, str], list[int]] = {}
        for number, delivery in enumerate(self.deliveries):
            if origin := self._origin(number):
                rows = self._returned_rows(number).tolist()
                fed.setdefault((origin, delivery.export.table.name), []).extend(rows)
        return fed

    def _keep_key(self) -> None:
        """A new key is on disk before the first pseudonym is."""
        path = self.pseudonyms.path
        if self.pseudonyms.key and not path.exists():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(self.pseudonyms.key.hex() + "\n")
                file.flush()
                os.fsync(file.fileno())

    def _commit(self, tables: Mapping[str, Candidates], outcome: Outcome) -> None:
        call = len(self.store.journal()) + 1
        changes = {name: mine.taken().assign(_call=call) for name, mine in tables.items()}
        entry = {
            "call": call,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "inputs": self.inputs,
            "parts": [_numbers(part) for part in outcome.parts],
            "refused": [file for file, _ in outcome.refused_files],
        }
        self.store.commit({name: rows for name, rows in changes.items() if len(rows)}, entry)


def as_first_written(export: Export) -> Export:
    """A quarantine file that came back, without the apostrophes that we put before = + - @."""
    cells = export.sheet.cells
    plain = [as_written(column.to_pandas()) for column in cells.columns]
    cells = pa.table(
        [pa.array(column, pa.string(), from_pandas=True) for column in plain], cells.column_names
    )
    return replace(export, sheet=replace(export.sheet, cells=cells))


def _told(mine: Candidates, place: int) -> Iterator[tuple]:
    row = int(mine.frame.at[place, "_row"])
    kinds = {column.name: column.kind for column in mine.table.columns}
    for column, reason in mine.faults[place]:
        written = mine.written.at[place, column] if column in mine.written else None
        shown = kinds.get(column, "int") in SHOWN and column and isinstance(written, str)
        yield row, column, reason, _shown(written) if shown else ""


def _shown(written: str) -> str:
    """A written cell as a message may show it: short, and never what belongs to a person."""
    text = printable(" ".join(written.split()))[:40]
    with contextlib.suppress(ValueError):
        if is_personal_value(clean(written)):
            return ""
    return text


def _within(mine: Candidates, places: np.ndarray) -> np.ndarray:
    """Positions within their delivery of rows of one delivery."""
    first = int(np.flatnonzero(mine.delivery == mine.delivery[places[0]])[0])
    return places - first


def _whole(text: str | None, own: int) -> int:
    try:
        return int(clean(text))
    except ValueError:
        return int(own)


def _taken(tables: Mapping[str, Candidates]) -> dict[str, set[str]]:
    """Keys that are in the registers after this call, for each table."""
    fates = (ACCEPTED, REPLACED, UNCHANGED)
    return {name: set(mine.keys[np.isin(mine.fate, fates)].dropna()) for name, mine in tables.items()}


def _numbers(part: Part) -> dict:
    names = ("file", "sheet", "table", "rows", "accepted", "replaced", "unchanged", "refused")
    return {name: getattr(part, name) for name in names} | {"not_data": sum(map(len, part.not_data.values()))}
