"""
Quarantine files made ready before the registers change and put in their place afterwards.

`.kept/.next/` holds them with `change.json`, written last: the journal's line of the call. Where the journal has
that line the registers have changed, and the files are put in place, in this call or, after a kill, in the next;
else they go. So registers and quarantine are both as before the call or both as after it.

A CSV or XLSX that is not as we wrote it holds a person's work: before another takes its place or it is removed,
it is put aside under a name that can be taken in as well.
"""

import json
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from karnameh.files import sha256_of_file, write_synced

#: For persons, and what is written last: without the others it would pass for thrown away.
SHOWN, KEPT = ("csv", "xlsx"), "parquet"
#: What stands behind the name of a file put aside.
EDITED = "edited"


@dataclass(frozen=True)
class Staging:
    """
    What a call makes of the files of the quarantine in a folder.

    Raises: OSError where the disk does not take, or give, a file.
    """

    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / ".kept" / ".next"

    def file(self, name: str, ending: str) -> Path:
        """Where a file of the quarantine lies."""
        return (self.folder / ".kept" if ending == KEPT else self.folder) / f"{name}.{ending}"

    def begin(self) -> None:
        """An empty place."""
        self.discard()
        self.path.mkdir(parents=True)

    def put(self, name: str, ending: str, data: bytes) -> None:
        """Make a file ready."""
        write_synced(self.path / f"{name}.{ending}", data)

    def close(self, stays: Mapping[str, bool], entry: Mapping, read: Collection[str]) -> None:
        """
        All is ready, should the journal get the entry.

        stays: name → whether its files were put here; else those that there are go. read: hashes of files whose
        every row this call read.
        """
        change = {"entry": entry, "stays": stays, "read": sorted(read)}
        new = self.path / "change.new"
        write_synced(new, json.dumps(change).encode())
        new.rename(self._change)

    def finish(self, journal: Collection[Mapping]) -> tuple[str, ...]:
        """
        Put the files in place where the journal has their entry, else let them go.

        Gives remarks on files put aside. What a kill interrupts is done by the next `finish`.
        """
        if not self._change.is_file():
            self.discard()
            return ()
        change, remarks = json.loads(self._change.read_bytes()), []
        if change["entry"] in [json.loads(json.dumps(line)) for line in journal]:
            for name, stays in change["stays"].items():
                remarks += self._settle(name, stays, set(change["read"]))
        self._change.unlink()
        self.discard()
        return tuple(remarks)

    def discard(self) -> None:
        """Let go of what is not in its place yet."""
        if self.path.exists():
            shutil.rmtree(self.path)

    def as_written(self, name: str) -> Mapping[str, str]:
        """Ending → hash of what we wrote last; none where that is not known."""
        with suppress(FileNotFoundError, pa.ArrowInvalid):
            known = pq.read_schema(self.file(name, KEPT)).metadata or {}
            return {ending: known.get(ending.encode(), b"").decode() for ending in SHOWN}
        return {}

    @property
    def _change(self) -> Path:
        return self.path / "change.json"

    def _settle(self, name: str, stays: bool, read: Collection[str]) -> Iterator[str]:
        """One name's files in place or removed; where a kill came between, what is left to do of it."""
        known = self.as_written(name)
        for ending in (*SHOWN, KEPT):
            new, path = self.path / f"{name}.{ending}", self.file(name, ending)
            if stays and not new.exists():
                continue
            if ending in SHOWN and path.exists() and sha256_of_file(path) not in {*read, known.get(ending)}:
                yield _put_aside(path)
            if stays:
                new.replace(path)
            else:
                path.unlink(missing_ok=True)


def _put_aside(path: Path) -> str:
    others = (path.with_name(f"{path.stem}.{EDITED}{number}{path.suffix}") for number in _numbers())
    aside = next(other for other in others if not other.exists())
    path.rename(aside)
    return f"{path.name} was edited and not taken in; it is kept as {aside.name}: take that in."


def _numbers() -> Iterator[str]:
    yield ""
    yield from (f"-{number}" for number in count(2))
