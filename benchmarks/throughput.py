"""
Briefs per minute: ours against the naive pipeline and the floor, in one run; the table goes to RESULTS.md.

Naive: for each brief one `papermill` call, then one renderer call per file: Quarto's, where there is one, and the
embedded engine in a process of its own. Ours: `karnameh build` as a user calls it. Floor: the same cells, charts,
pandoc and Typst calls in one warm process a core, nothing else (`floor.py`). All start from the same publication
table. Machines are noisy: read the ratios, not the seconds. What names no engine is made by the embedded one.
`--national FOLDER` measures, from registers of `karnameh sample --scale iran`, also a province, a thousand briefs,
what follows a change of one row, and `--country` the whole country.
"""

import argparse
import json
import multiprocessing
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import floor
import pyarrow as pa
import pyarrow.parquet as pq
from tree import Watch

from karnameh.render.quarto import find
from karnameh.suite import Brief, Project

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_name("RESULTS.md")
YEARS = range(1395, 1400)
RENDER_ONE = """
import sys, nbformat
from pathlib import Path
from karnameh.render import Job, choose
from karnameh.suite import Project
source, suffix, target = sys.argv[1:]
engine, _ = choose("embedded", Project(Path.cwd()))
failures = engine.render([Job(nbformat.read(source, as_version=4), {suffix: Path(target)})])
sys.exit(str(failures[0][1]) if failures else 0)
"""


@dataclass(frozen=True)
class Row:
    """What was run, how many briefs it made, in how many seconds, and the most memory it had, in megabytes."""

    name: str
    briefs: int
    seconds: float
    memory: float = 0

    @property
    def rate(self) -> float:
        return 60 * self.briefs / self.seconds


def measured(name: str, briefs: int, run, *given, **named) -> Row:
    with Watch() as watch:
        start = time.perf_counter()
        made = run(*given, **named)
        row = Row(name, made or briefs, time.perf_counter() - start, watch.peak)
    print(f"{row.name:<40}{row.briefs:>6}{row.seconds:>9.1f} s{row.rate:>8.1f} a minute{row.memory:>8.0f} MB")
    return row


def naive(project: Project, briefs: Sequence[Brief], engine: str, folder: Path) -> None:
    """One papermill call a brief and one renderer call a file."""
    pages = folder.relative_to(project.root) / "pages"
    for number, brief in enumerate(briefs):
        executed = folder / f"{number}.ipynb"
        given = [text for name, value in brief.parameters.items() for text in ("-p", name, str(value))]
        notebook = project.notebooks / f"{brief.notebook}.ipynb"
        _run([sys.executable, "-m", "papermill", str(notebook), str(executed), *given], project)
        for suffix in project.suite.formats:
            target = folder / f"{number}.{suffix}"
            command = [sys.executable, "-c", RENDER_ONE, str(executed), suffix, str(target)]
            if engine == "quarto":
                kind = "html" if suffix == "html" else "typst"
                options = ["--to", kind, "--no-execute", "--output-dir", str(pages)]
                command = [str(find()[0]), "render", str(executed), *options]
            _run(command, project)


def ours(project: Project, *options: str, engine: str = "embedded") -> int:
    """`karnameh build`, forced, as a user calls it; gives how many briefs it made."""
    return build(project, "--force", *options, engine=engine)


def build(project: Project, *options: str, engine: str = "embedded") -> int:
    return _karnameh(project, "build", "--engine", engine, *options)


def floor_of(briefs: Sequence[Brief], folder: Path, processes: int) -> float:
    """The seconds of the slowest of so many warm processes that share the briefs."""
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        shares = [(briefs[number::processes], folder) for number in range(processes)]
        return max(seconds for seconds, _ in pool.map(floor.share, shares, chunksize=1))


def _run(command: list[str], project: Project) -> str:
    return subprocess.run(command, cwd=project.root, check=True, capture_output=True, text=True).stderr


def _karnameh(project: Project, *arguments: str) -> int:
    said = _run([sys.executable, "-m", "karnameh", "--project", str(project.root), *arguments], project)
    made = re.search(r"^briefs made: (\d+)", said, re.M)
    return int(made[1]) if made else 0


@contextmanager
def suite_of(
    registers: Path, provinces: Sequence[str], years: Sequence[int], *languages: str
) -> Iterator[Project]:
    """A project of its own over some registers, in which nothing has been built."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        for name in ("_quarto.yml", "notebooks", "data/reference", "data/published"):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, root / name)
        (root / "params").mkdir()
        shutil.copy(ROOT / "params" / "disclosure.toml", root / "params")
        said = {"provinces": provinces, "years": years, "languages": languages, "registers": str(registers)}
        lines = (
            f"{name} = {json.dumps(list(value) if name != 'registers' else value)}"
            for name, value in said.items()
        )
        (root / "params" / "suite.toml").write_text("\n".join(lines) + "\n")
        yield Project(root)


def by_engine(project: Project, engine: str, few: int) -> list[Row]:
    """Naive and ours over the last county briefs, and ours over all briefs."""
    county = [brief for brief in project.suite.briefs() if brief.notebook == "county_brief"]
    last = [brief for brief in county if brief.year == county[-1].year]
    areas = [text for brief in last for text in ("--area", brief.area.code)]
    some = ["--year", str(county[-1].year), *areas]
    with tempfile.TemporaryDirectory(dir=project.derived) as folder:
        rows = [measured(f"naive, {engine}", few, naive, project, last[-few:], engine, Path(folder))]
    rows.append(measured(f"karnameh, {engine}", len(last), ours, project, *some, engine=engine))
    return [*rows, measured(f"karnameh, {engine}", 0, ours, project, engine=engine)]


def of_the_suite(project: Project) -> list[Row]:
    """All briefs on one worker, their floor, and on Dask; then from registers."""
    every, cores = list(project.suite.briefs()), os.cpu_count() or 1
    rows = [measured("karnameh, 1 worker", 0, ours, project, "--workers", "1")]
    with tempfile.TemporaryDirectory(dir=project.derived) as folder:
        for processes in dict.fromkeys((1, cores)):
            seconds = floor_of(every, Path(folder), processes)
            rows.append(Row(f"floor, {processes} process(es)", len(every), seconds))
    if find_spec("distributed"):
        rows.append(on_dask(project, cores))
    return rows + from_registers(
        "the sample suite", project.registers, [one.slug for one in project.suite.provinces]
    )


def on_dask(project: Project, workers: int) -> Row:
    """Ours on a Dask cluster of this machine, once its workers are there."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster:
        options = ("--dask", cluster.scheduler_address)
        return measured(f"karnameh, Dask, {workers} workers", 0, ours, project, *options)


def of_a_nation(registers: Path, wanted: int = 1000) -> list[Row]:
    """A province in a year, and many briefs of several provinces."""
    with suite_of(registers, ["fars"], [1398], "fa", "en") as project:
        rows = [whole_build("Fars, one year, both languages", project)]
    provinces = _provinces(registers, wanted)
    return rows + from_registers(f"{len(provinces)} provinces, five years", registers, provinces)


def of_the_country(registers: Path) -> list[Row]:
    """Every county and province in a year, in Persian."""
    with suite_of(registers, ["all"], [1398], "fa") as project:
        return [whole_build("the whole country, one year, Persian", project)]


def from_registers(name: str, registers: Path, provinces: Sequence[str]) -> list[Row]:
    """A build from nothing, one with nothing changed, one of all briefs anew, and one after a change of one row."""
    with tempfile.TemporaryDirectory() as folder:
        mine = shutil.copytree(registers, Path(folder) / "registers")
        with suite_of(mine, provinces, YEARS, "fa", "en") as project:
            rows = [whole_build(name, project)]
            whole = rows[0].briefs
            rows.append(measured(f"karnameh, {name}, nothing changed", whole, build, project))
            rows.append(measured(f"karnameh, {name}, all briefs anew", whole, ours, project))
            change_a_row(mine, project.suite.counties[0].code)
            rows.append(measured(f"karnameh, {name}, one register row changed", 0, build, project))
    return rows


def whole_build(name: str, project: Project) -> Row:
    """From registers to reports, nothing being there."""
    return measured(f"karnameh, {name}, from registers", 0, build, project)


def _provinces(registers: Path, wanted: int) -> list[str]:
    """So many provinces as have that many briefs in all years and both languages."""
    chosen: list[str] = []
    with suite_of(registers, ["all"], YEARS, "fa", "en") as nation:
        for province in nation.suite.provinces:
            chosen.append(province.slug)
            with suite_of(registers, chosen, YEARS, "fa", "en") as some:
                if len(list(some.suite.briefs())) >= wanted:
                    break
    return chosen


def change_a_row(registers: Path, county: str) -> None:
    """The newest purchase of a county cost a little more."""
    path = registers / "purchases" / f"{county}.parquet"
    rows = pq.read_table(path)
    days, place = rows.column("purchased_on").to_pylist(), rows.schema.get_field_index("amount_rial")
    amounts = rows.column(place).to_pylist()
    amounts[days.index(max(days))] += 10_000_000
    field = rows.schema.field(place)
    pq.write_table(rows.set_column(place, field, pa.array(amounts, field.type)), path)


def table(rows: Sequence[Row]) -> str:
    """The rows in Markdown, each with its ratios to the naive ones."""
    naive = [row for row in rows if row.name.startswith("naive")]
    head = ["what", "briefs", "seconds", "briefs a minute", *(f"times {row.name}" for row in naive)]
    head.append("peak memory, MB")
    lines = ["|".join(["", *(f" {text} " for text in head), ""]), "|---" + "|---:" * (len(head) - 1) + "|"]
    for row in rows:
        ratios = (f"{row.rate / base.rate:,.1f}" for base in naive)
        memory = f"{row.memory:,.0f}" if row.memory else ""
        cells = [row.name, f"{row.briefs:,}", f"{row.seconds:.1f}", f"{row.rate:,.0f}", *ratios, memory]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def machine() -> str:
    """What the figures were taken on."""
    name = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor(),
    )
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo")), 0) / 2**20
    return f"{name}, cores {os.cpu_count()}, memory {memory:.0f} GB, Python {platform.python_version()}"


def _lines(path: str) -> list[str]:
    place = Path(path)
    return place.read_text().splitlines() if place.is_file() else []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--briefs", type=int, default=6, help="made by the naive pipeline")
    parser.add_argument("--national", type=Path, help="registers of `karnameh sample --scale iran`")
    parser.add_argument("--country", action="store_true", help="also all of the country, which takes a while")
    given = parser.parse_args()
    project = Project(ROOT)
    build(project)
    engines = ["embedded", "quarto"] if find()[0] else ["embedded"]
    rows = [row for engine in engines for row in by_engine(project, engine, given.briefs)]
    rows += of_the_suite(project)
    if given.national:
        rows += of_a_nation(given.national.resolve())
        rows += of_the_country(given.national.resolve()) if given.country else []
    text = f"# What `make bench` measured\n\n{machine()}. One run; read the ratios.\n\n{table(rows)}\n"
    RESULTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
