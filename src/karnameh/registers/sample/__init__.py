"""
Synthetic registers: no record of a real household is public, so these stand in for them.

Counts come first, rows after: a province's figures (`calibration`) are shared among its counties (`shares`)
in whole numbers, and each county's rows are chosen (`chance`) so that they come to exactly these.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from karnameh.areas import Areas
from karnameh.errors import ParameterError, RegisterError, nearest
from karnameh.files import swap_folders
from karnameh.registers.sample.households import make_files
from karnameh.registers.sample.plans import make_plans
from karnameh.registers.sample.returns import make_reporters, make_targets
from karnameh.registers.sample.shares import County, provinces
from karnameh.registers.sample.skills import make_purchases, make_trainings
from karnameh.registers.sample.visits import make_supervisors, make_visits
from karnameh.registers.schema import TABLES
from karnameh.registers.source import SOURCE, Source, source_text
from karnameh.registers.stores.folder import write_rows
from karnameh.registers.table import Table

SCALES = ("qazvin", "iran")
#: Tables in one file for the whole country.
_WHOLE = ("targets", "reporters")
_DTYPES = {"int": "int64", "date": "datetime64[s]", "bool": "boolean"}


def sample_tables(areas: Areas, scale: str = "qazvin") -> dict[str, pd.DataFrame]:
    """All tables of the synthetic registers, in the columns of the schema."""
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in TABLES}
    for name, _, table in _tables(areas, scale):
        parts[name].append(table)
    return {name: pd.concat(frames, ignore_index=True) for name, frames in parts.items()}


def write_sample(folder: Path, areas: Areas, scale: str = "qazvin") -> dict[str, int]:
    """
    Write the synthetic registers in place of the folder's, and give the rows of each table.

    Raises: RegisterError where the folder holds anything but synthetic registers; it is left alone.
    """
    folder = folder.resolve()
    if folder.exists() and not Source(folder).synthetic and (not folder.is_dir() or any(folder.iterdir())):
        raise RegisterError(
            f"{folder}: holds registers that are not synthetic; nothing was written. "
            "Name another folder with --into, or move these away."
        )
    new = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        rows = _write(new, areas, scale)
        swap_folders(new, folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return rows


def _write(folder: Path, areas: Areas, scale: str) -> dict[str, int]:
    rows = dict.fromkeys(TABLES, 0)
    whole: dict[str, list[pd.DataFrame]] = {name: [] for name in _WHOLE}
    for name, county, table in _tables(areas, scale):
        if name in whole:
            whole[name].append(table)
        else:
            rows[name] += _write_table(folder, name, county, table, rows[name])
    for name, parts in whole.items():
        rows[name] = _write_table(folder, name, name, pd.concat(parts, ignore_index=True), 0)
    said = source_text(synthetic=True, generator=f"karnameh sample --scale {scale}")
    (folder / SOURCE).write_text(said, encoding="utf-8")
    return rows


def _write_table(folder: Path, name: str, stem: str, table: pd.DataFrame, before: int) -> int:
    """One file, with where its rows come from; the rows of a table are numbered through all its files."""
    numbers = range(before + 1, before + len(table) + 1)
    rows = table.assign(_file="synthetic", _sheet="", _row=numbers, _call=0)
    write_rows(folder / name / f"{stem}.parquet", TABLES[name], rows)
    return len(table)


def _tables(areas: Areas, scale: str) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Table by table, county by county: its name, the county (or province) and its rows."""
    if scale not in SCALES:
        raise ParameterError(f"--scale: '{scale}' is not one of {', '.join(SCALES)}.{nearest(scale, SCALES)}")
    for province in provinces(areas, scale):
        for county in province.counties:
            for name, table in _of_county(county).items():
                yield name, county.code, _canonical(TABLES[name], table)
        yield "targets", province.code, _canonical(TABLES["targets"], make_targets(province))
        yield "reporters", province.code, _canonical(TABLES["reporters"], make_reporters(province))


def _of_county(county: County) -> dict[str, pd.DataFrame]:
    files = make_files(county)
    plans = make_plans(county, files.life)
    supervisors = make_supervisors(county)
    trainings = make_trainings(county, files.life)
    return {
        "households": files.households,
        "assessments": files.assessments,
        "plans": plans,
        "visits": make_visits(county, plans, supervisors),
        "trainings": trainings,
        "purchases": make_purchases(county, trainings),
        "supervisors": supervisors,
    }


def _canonical(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """The columns of the schema, in its order and types."""
    types = {column.name: _DTYPES.get(column.kind, "str") for column in table.columns}
    return frame[list(types)].astype(types).reset_index(drop=True)
