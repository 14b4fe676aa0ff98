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
from karnameh.registers.ingest.key import keep_key, read_key
from karnameh.registers.ingest.opening import open_store
from karnameh.registers.ingest.outcome import Outcome, Part, told_of
from karnameh.registers.ingest.quarantine import Quarantine
from karnameh.registers.ingest.refused import fed_rows, refused_rows, taken_keys
from karnameh.registers.persons import Pseudonyms, is_personal_value
from karnameh.registers.schema import TABLES, TOMAN
from karnameh.registers.sheets import Guard, open_file
from karnameh.registers.source import Source
from karnameh.registers.stores import Store
from karnameh.registers.table import may_be_shown
from karnameh.registers.turns import to_oneself
from karnameh.registers.values import clean
from karnameh.suite import Project

#: Endings of files that are looked into where a folder is named.
ENDINGS = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet"}


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
    try:
        with (
            contextlib.nullcontext() if dry_run else to_oneself(home, progress),
            open_store(source, project.areas, progress) as store,
            Guard() as guard,
        ):
            return _Call(project, store, guard, read_key(home)).take(list(paths), dry_run, progress)
    except (pa.ArrowException, OSError) as error:
        if not getattr(error, "errno", None):  # not of the disk, but of what is in a file
            raise RegisterError(
                "registers: a file of theirs is damaged; nothing was changed. `karnameh check` names it."
            ) from None
        says = _told_by_the_system(error)
        raise RegisterError(
            f"registers: not written: {says}. They are as they were; "
            "make room or mend the folder's rights and take the files in again."
        ) from None


def _told_by_the_system(error: OSError) -> str:
    """What went wrong in the system's words, which name no path."""
    return os.strerror(error.errno) if error.errno else "the disk does not take it"


#: How Excel begins the name of what it lays down beside a workbook that is open.
_OPEN = "~$"


class _Call:
    """One call: what it reads, what it finds and what it leaves."""

    def __init__(self, project: Project, store: Store, guard: Guard, pseudonyms: Pseudonyms):
        self.areas: Areas = project.areas
        self.store, self.guard, self.project = store, guard, project
        self.quarantine = Quarantine(project.quarantine)
        self.pseudonyms = pseudonyms
        self.deliveries: list[Delivery] = []
        self.inputs: list[dict] = []
        self._whole: set[str] = set()  # hashes of files of which every row was read
        self.refused_files: list[tuple[str, str]] = []
        self.remarks: list[str] = list(store.remarks)
        self._known_amounts: dict[str, pd.Series] = {}

    def take(self, paths: Sequence[Path], dry_run: bool, progress: Progress) -> Outcome:
        if not dry_run:
            self._finish(self.store.journal())  # what a killed call left to do
        for path in self._files(paths):
            progress.say(f"ingest: reading {printable(path.name)}")
            self._read(path)
        tables = self._candidates()
        judge(tables, self.store)
        outcome = self._outcome(tables, dry_run)
        if dry_run:
            return outcome
        refused, entry = refused_rows(tables, self.deliveries), self._entry(outcome)
        keep_key(self.pseudonyms)
        taken, fed = taken_keys(tables), fed_rows(self.deliveries)
        kept = self.quarantine.prepare(refused, taken, fed, entry, self._whole)
        self._commit(tables, entry)
        self._finish([entry])
        names = tuple(str(path.relative_to(self.project.root)) for path in kept if path.suffix == ".csv")
        return replace(outcome, kept=names, remarks=tuple(self.remarks))

    def _finish(self, journal: Sequence[Mapping]) -> None:
        """The quarantine as the calls of a journal leave it."""
        try:
            self.remarks += self.quarantine.finish(journal)
        except OSError as error:
            raise RegisterError(
                f"quarantine: {_told_by_the_system(error)}. The registers hold what was taken in, but the refused "
                "rows are not in their place yet; make room or mend the folder's rights and take the files in again."
            ) from None

    def _files(self, paths: Sequence[Path]) -> Iterator[Path]:
        seen = set()
        for path in paths:
            for file in self._inside(path):
                if (real := file.resolve()) not in seen:
                    seen.add(real)
                    yield file

    def _inside(self, path: Path) -> Iterator[Path]:
        if path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.is_file() and not _is_hidden(p.relative_to(path)))
            yield from (p for p in found if p.suffix.lower() in ENDINGS)
            if others := [p.name for p in found if p.suffix.lower() not in ENDINGS]:
                self.remarks.append(f"{path.name}: files that are no tables, not read: {', '.join(others)}")
            elif not found:
                self.remarks.append(f"{path.name}: there are no tables in it")
        elif path.name.startswith(_OPEN):
            book = path.name.removeprefix(_OPEN)
            self.remarks.append(
                f"{path.name}: a mark that {book} is open, not read; save the workbook and close it"
            )
        elif path.exists():
            yield path
        else:
            self.refused_files.append((path.name, "there is no such file; check the path."))

    def _read(self, path: Path) -> None:
        """Every sheet of a file; what cannot be read whole is refused with its reason."""
        if (name := path.name.encode(errors="replace").decode()) != path.name:
            self.refused_files.append(
                (name, "its name is not in UTF-8; give it another and take it in again.")
            )
            return
        try:
            before = _version(path)
            opened, digest = open_file(path, self.guard, is_heading), sha256_of_file(path)
            if _version(path) != before:
                raise RegisterError("was changed while it was read; take it in again when it is saved.")
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
            key = self.pseudonyms.key
            delivery, self.pseudonyms = deliver(export, self.areas, self.pseudonyms)
            if self.pseudonyms.key != key:  # what came before it gets the same pseudonyms
                self.deliveries = [deliver(d.export, self.areas, self.pseudonyms)[0] for d in self.deliveries]
            self.deliveries.append(delivery)
            found += 1
        self.inputs.append({"file": path.name, "sha256": digest})
        if found == len(opened.sheets) and not opened.hidden:
            self._whole.add(digest)
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

    def _entry(self, outcome: Outcome) -> dict:
        """The line of the journal."""
        return {
            "call": len(self.store.journal()) + 1,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "inputs": self.inputs,
            "parts": [_numbers(part) for part in outcome.parts],
            "refused": [file for file, _ in outcome.refused_files],
        }

    def _commit(self, tables: Mapping[str, Candidates], entry: Mapping) -> None:
        changes = {name: mine.taken().assign(_call=entry["call"]) for name, mine in tables.items()}
        try:
            self.store.commit({name: rows for name, rows in changes.items() if len(rows)}, entry)
        except (RegisterError, OSError):
            with contextlib.suppress(RegisterError, OSError):  # else the next call finds out
                self.quarantine.finish(self.store.journal())
            raise


def _is_hidden(path: Path) -> bool:
    """Of the system, of a spreadsheet that is open, or of ours."""
    return any(part.startswith((".", _OPEN)) for part in path.parts)


def _version(path: Path) -> tuple[int, int]:
    """Another where a file was written meanwhile."""
    found = path.stat()
    return found.st_mtime_ns, found.st_size


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
    known = {column.name: column for column in mine.table.columns}
    for column, reason in mine.faults[place]:
        written = mine.written.at[place, column] if column in mine.written else None
        # Amounts in toman have a column that the contract has not.
        shown = isinstance(written, str) and (column == TOMAN or may_be_shown(known.get(column), written))
        yield row, column, reason, _shown(written) if shown else ""


def _shown(written: str) -> str:
    """A written cell as a message may show it: short, and never what belongs to a person."""
    text = printable(" ".join(written.split()))[:40]
    with contextlib.suppress(ValueError):
        if is_personal_value(clean(written)):
            return ""
    return text


def _numbers(part: Part) -> dict:
    names = ("file", "sheet", "table", "rows", "accepted", "replaced", "unchanged", "refused")
    return {name: getattr(part, name) for name in names} | {"not_data": sum(map(len, part.not_data.values()))}
