"""
How fast and in how much memory exports become registers, and a county comes out of national ones.

`python benchmarks/intake.py` makes what it needs in a temporary folder: a million households as CSV, 100,000
plans as XLSX; with `--national FOLDER` (registers of `karnameh sample --scale iran`) it also reads slices and counts
a province. Machines are noisy: each figure is one run.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import xlsxwriter

from karnameh.areas import Areas
from karnameh.indicators.compute import compute
from karnameh.registers.read import read_registers
from karnameh.registers.source import Source

ROOT = Path(__file__).parents[1]
COMMAND = [sys.executable, "-c", "from karnameh.cli import main; main()"]
YEARS = range(1395, 1400)


def households(rows: int, areas: Areas) -> pd.DataFrame:
    """Rows as an office may write them; the same on every run."""
    chance = np.random.default_rng(1397)
    counties = np.array([area.code for area in areas if area.level == "county"])

    def day(first: int, last: int) -> list[str]:
        parts = (chance.integers(*span, rows) for span in ((first, last), (1, 13), (1, 30)))
        return [f"{y}/{m:02d}/{d:02d}" for y, m, d in zip(*parts, strict=True)]

    return pd.DataFrame(
        {
            "household_id": [f"H{number:08d}" for number in range(rows)],
            "county": counties[chance.integers(0, len(counties), rows)],
            "district": "",
            "place": chance.choice(["village", "city", "small_town", "deprived_area"], rows),
            "head_sex": chance.choice(["male", "female"], rows),
            "size": chance.integers(1, 9, rows),
            "support_reason": chance.choice(["disability", "old_age", "divorce", ""], rows),
            "entered_on": day(1380, 1399),
            "exited_on": "",
            "exit_reason": "",
            "assessed_on": day(1396, 1399),
            "employable": chance.choice(["yes", "no"], rows),
        }
    )


def write_workbook(path: Path, frame: pd.DataFrame) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("households")
        for number, row in enumerate([frame.columns, *frame.itertuples(index=False)]):
            sheet.write_row(number, 0, [str(cell) for cell in row])


def project(folder: Path) -> Path:
    """An empty project."""
    for name in ("_quarto.yml", "params", "data/reference"):
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    return folder


def ingest(root: Path, path: Path, rows: int) -> None:
    start = time.perf_counter()
    call = subprocess.Popen([*COMMAND, "--project", str(root), "--quiet", "ingest", str(path)])
    _, status, used = os.wait4(call.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        sys.exit(f"{path.name}: ingest failed")
    print(
        f"{path.name}: {rows:,} rows in {seconds:.1f} s, {rows / seconds:,.0f} a second, {used.ru_maxrss / 1024:,.0f} MB"
    )


def national(folder: Path, areas: Areas) -> None:
    source = Source(folder)
    for county in ("2601", "2602", "2603"):
        start = time.perf_counter()
        read_registers(source, areas, county, 1397)
        print(f"slice of {county}: {time.perf_counter() - start:.3f} s")
    start = time.perf_counter()
    for county in areas.counties("23"):
        registers = read_registers(source, areas, county.code)
        for year in YEARS:
            compute(registers, year, county.code)
    counties = len(areas.counties("23"))
    print(
        f"every indicator of a province, {counties} counties × {len(YEARS)} years: {time.perf_counter() - start:.1f} s"
    )
    print(f"peak: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--national", type=Path, help="registers of `karnameh sample --scale iran`")
    given = options.parse_args()
    areas = Areas.read(ROOT / "data" / "reference")
    with tempfile.TemporaryDirectory() as folder:
        frame = households(1_000_000, areas)
        csv, workbook = Path(folder) / "households.csv", Path(folder) / "households_2.xlsx"
        frame.to_csv(csv, index=False)
        root = project(Path(folder) / "office")
        ingest(root, csv, len(frame))
        ingest(root, csv, len(frame))
        write_workbook(workbook, frame[:100_000].assign(household_id=lambda part: "X" + part["household_id"]))
        ingest(root, workbook, 100_000)
    if given.national:
        national(given.national, areas)


if __name__ == "__main__":
    main()
