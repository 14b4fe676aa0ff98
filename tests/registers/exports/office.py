"""An office without registers, and what `ingest` leaves in it, read without its help."""

import csv
import io
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from karnameh.suite import Project

ROOT = Path(__file__).parents[3]
ADDED = ("row", "column", "reason_fa", "reason_en")


def empty_project(root: Path) -> Project:
    """A project of Qazvin with nothing in its registers."""
    (root / "params").mkdir(parents=True)
    (root / "params" / "suite.toml").write_text('provinces = ["qazvin"]\nyears = [1396, 1397]\n')
    shutil.copy(ROOT / "params" / "disclosure.toml", root / "params")
    shutil.copy(ROOT / "_quarto.yml", root)
    (root / "data").mkdir()
    (root / "data" / "reference").symlink_to(ROOT / "data" / "reference")
    return Project(root)


def register(project: Project, table: str) -> pd.DataFrame:
    """Every row of a table, whichever way its files are partitioned; no columns where there is none."""
    folder = project.root / "data" / "registers" / table
    parts = [
        pq.ParquetFile(path).read().to_pandas(types_mapper=pd.ArrowDtype)
        for path in sorted(folder.rglob("*.parquet"))
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def left(project: Project, *under: str) -> dict[str, bytes]:
    """The bytes of every file under folders of `data/` (all but the reference), by path."""
    data = project.root / "data"
    return {
        str(path.relative_to(data)): path.read_bytes()
        for name in under or ("registers", "quarantine", "derived", "published", ".")
        for path in sorted((data / name).glob("*") if name == "." else (data / name).rglob("*"))
        if path.is_file()
    }


@dataclass(frozen=True)
class Held:
    """A file of the quarantine: its heading and its rows, each a mapping from heading to the written cell."""

    path: Path
    heading: list[str]
    rows: list[dict[str, str]]


def quarantine(project: Project) -> list[Held]:
    """What waits in quarantine, by its CSV files."""
    folder = project.root / "data" / "quarantine"
    return [held for path in sorted(folder.rglob("*.csv")) if (held := _held(path)).rows]


def _held(path: Path) -> Held:
    with open(path, encoding="utf-8-sig", newline="") as file:
        heading, *rows = csv.reader(file, strict=True)
    return Held(path, heading, [dict(zip(heading, row, strict=True)) for row in rows])


def everything_written(project: Project) -> str:
    """All that stands under `data/`, with packages opened and Parquet read, as one text."""
    texts = []
    for name, data in left(project).items():
        texts += [name, data.decode("utf-8", "replace"), data.decode("utf-16-le", "replace")]
        if name.endswith(".parquet"):
            table = pq.read_table(io.BytesIO(data))
            texts += [str(table.schema.metadata), table.to_pandas().astype(str).to_csv()]
        if zipfile.is_zipfile(io.BytesIO(data)):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                texts += [archive.read(part).decode("utf-8", "replace") for part in archive.namelist()]
    return "\n".join(texts)
