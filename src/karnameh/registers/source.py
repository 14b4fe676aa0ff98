"""Where the registers of a project lie, and what the folder says of itself."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from karnameh.errors import RegisterError
from karnameh.files import sha256_of
from karnameh.suite import Project

#: Beside the tables of a folder: whether the rows were made up, and every call of `ingest`.
SOURCE, JOURNAL = "source.json", "journal.jsonl"
_DATABASES = ("postgresql://", "postgres://")


@dataclass(frozen=True)
class Source:
    """A folder of registers, or the address of a database that holds them."""

    folder: Path | None
    database: str | None = field(default=None, repr=False)  # its address may hold a password

    @classmethod
    def of(cls, project: Project) -> "Source":
        """What KARNAMEH_REGISTERS names, else the suite, else data/registers."""
        named = os.environ.get("KARNAMEH_REGISTERS") or project.suite.registers
        if named and named.startswith(_DATABASES):
            return cls(None, named)
        return cls((project.root / named if named else project.registers).resolve())

    @property
    def synthetic(self) -> bool:
        """Whether the registers say of themselves that they were generated."""
        return self.folder is not None and bool(_said(self.folder).get("synthetic"))

    @property
    def partitioned(self) -> bool:
        """Whether the folder is one of ours, a file a county."""
        return self.folder is not None and _said(self.folder).get("partitioned_by") == "county"

    def files(self, *counties: str) -> list[Path]:
        """The files of one of our own folders that hold what concerns some counties."""
        tables = sorted(path for path in self.folder.iterdir() if path.is_dir())
        names = (table / f"{stem}.parquet" for table in tables for stem in (*counties, table.name))
        return [path for path in names if path.is_file()]

    def state(self, county: str) -> str:
        """A hash of what a county is counted from: of its own files where it has such, else of everything."""
        return sha256_of(self.files(county), self.folder) if self.partitioned else self.fingerprint()

    def fingerprint(self) -> str:
        """A hash of all the rows there are: another state of the registers has another."""
        if self.database:
            from karnameh.registers.stores.snapshot import fingerprint

            return fingerprint(self.database)
        files = self.folder.rglob("*") if self.folder.is_dir() else ()
        return sha256_of((path for path in files if path.suffix in (".parquet", ".csv")), self.folder)


def source_text(synthetic: bool, **more: str) -> str:
    """What `source.json` says of a folder that we write."""
    return json.dumps({"synthetic": synthetic, **more, "partitioned_by": "county"}, indent=2) + "\n"


def _said(folder: Path) -> dict:
    path = folder / SOURCE
    if not path.is_file():
        return {}
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        raise RegisterError(
            f"{path}: it does not say of the registers beside it whether they are synthetic: it is damaged. "
            'Write {"synthetic": false} into it for an office\'s own registers, true for a sample, or put back '
            "the file of a backup."
        ) from None
