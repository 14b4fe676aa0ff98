"""
A tiny project that a build can be tried on again and again, and a quick way to build it.

Everything is as in a real build but two things: a kernel is a fork of this process (what a kernel runs is held to
the same by `tests/notebooks`), and the crew is this process itself. A build then takes a second or two, and code,
words and templates are those of a copy of the package that a test may change.
"""

import json
import os
import pickle
import shutil
import sys
import traceback
from collections.abc import Callable
from compileall import compile_dir
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from py_compile import PycInvalidationMode

TESTS = Path(__file__).parents[1]
OFFICE, SOURCES = TESTS / "office", TESTS.parent / "src"
#: What builds need of libraries, imported once; never karnameh, which every build imports from its own copy.
_LIBRARIES = (
    "pandas",
    "pyarrow.parquet",
    "pyarrow.dataset",
    "matplotlib",
    "seaborn",
    "nbformat",
    "yaml",
    "typst",
    "pypandoc",
    "filelock",
    "bs4",
    "fontTools.ttLib",
    "fontTools.subset",
    "concurrent.futures.process",
)
#: Cells of a brief that the tiny project goes without.
_LEFT_OUT = {"journey", "who", "plans", "among", "course"}


@dataclass(frozen=True)
class World:
    """A project and the copy of the package that builds it."""

    project: Path
    package: Path

    @property
    def code(self) -> Path:
        return self.package / "karnameh"

    @property
    def reports(self) -> Path:
        return self.project / "reports"

    @property
    def derived(self) -> Path:
        return self.project / "data" / "derived"

    @property
    def registers(self) -> Path:
        return self.project / "data" / "registers"

    @property
    def suite(self) -> Path:
        return self.project / "params" / "suite.toml"

    def from_nothing(self, folder: Path) -> "World":
        """The same project with nothing made yet; what earlier editions published is no output of this one."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.project, folder, ignore=shutil.ignore_patterns("derived", "reports"))
        for name in ("releases", "fonts"):
            with suppress(FileNotFoundError):
                shutil.copytree(self.derived / name, folder / "data" / "derived" / name)
        return World(folder, self.package)


@dataclass
class Told:
    """What a build did: years and counties counted, briefs made with the reason, what failed; what `plan` said."""

    counted: list[tuple[int, str]] = field(default_factory=list)
    made: list[tuple[str, str]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    planned: list[str] = field(default_factory=list)
    error: str = ""


def new_world(folder: Path) -> World:
    """The invented office with two provinces, three counties and registers in a file a county."""
    shutil.copytree(OFFICE, folder / "office", ignore=shutil.ignore_patterns("derived", "golden", "reports"))
    shutil.copytree(SOURCES, folder / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    compile_dir(folder / "src", quiet=2, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
    world = World(folder / "office", folder / "src")
    _change_text(world.project / "data/reference/provinces.csv", "", "41,دیگر,Digar,\n")
    for path in [*(world.project / "data/reference").glob("*.csv"), *world.registers.glob("*.csv")]:
        _change_text(path, "4003", "4101")
    _change_text(world.project / "data/reference/counties.csv", "4101,40,", "4101,41,")
    world.suite.write_text(
        'provinces = ["nemuneh", "digar"]\nyears = [1396, 1397]\nlanguages = ["fa"]\nformats = ["html"]\n'
        'edition = 1\ntypeface = "noto"\n'
    )
    for name in ("county_brief", "province_brief"):
        _shorten(world.project / "notebooks" / f"{name}.ipynb")
    apart(world, _partition, world)
    return world


def _shorten(notebook: Path) -> None:
    """Without most charts, which take most of the time and are made from what the rest is made from."""
    told = json.loads(notebook.read_text(encoding="utf-8"))
    told["cells"] = [cell for cell in told["cells"] if cell["id"] not in _LEFT_OUT]
    notebook.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _change_text(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new) if old else text + new, encoding="utf-8")


def _partition(world: World) -> None:
    """CSV of all counties → Parquet, a file a county and table."""
    from karnameh.registers.read import of_county, read_registers
    from karnameh.registers.schema import TABLES
    from karnameh.registers.source import Source, source_text
    from karnameh.registers.stores.folder import WHOLE, write_rows
    from karnameh.suite import Project

    project = Project(world.project)
    registers = read_registers(Source(world.registers), project.areas)
    new = world.registers.with_name("new")
    for name in WHOLE:
        write_rows(new / name / f"{name}.parquet", TABLES[name], registers.tables[name].assign(_call=0))
    for county in project.suite.counties:
        mine = of_county(registers, county.code)
        for name in TABLES.keys() - set(WHOLE):
            if len(rows := mine.tables[name]):
                write_rows(new / name / f"{county.code}.parquet", TABLES[name], rows.assign(_call=0))
    (new / "source.json").write_text(source_text(synthetic=True))
    shutil.rmtree(world.registers)
    new.rename(world.registers)


def apart(world: World, function: Callable, *given) -> object:
    """What a function gives that runs in a process of its own, with the world's karnameh and clean modules."""
    _import_libraries()
    reading, writing = os.pipe()
    process = os.fork()
    if not process:
        code = 1
        with suppress(BaseException):
            os.close(reading)
            sys.path.insert(0, str(world.package))
            try:
                answer = (function(*given), "")
            except BaseException:
                answer = (None, traceback.format_exc())
            with os.fdopen(writing, "wb") as pipe:
                pickle.dump(answer, pipe)
            code = 0
        os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        data = pipe.read()
    os.waitpid(process, 0)
    if not data:
        raise EOFError("a process ended without an answer")
    answer, fault = pickle.loads(data)
    if fault:
        raise RuntimeError(fault)
    return answer


def _import_libraries() -> None:
    sys.dont_write_bytecode = True
    for name in _LIBRARIES:
        __import__(name)
    assert "karnameh" not in sys.modules, "run it as a script: karnameh is imported by each build"


def build(world: World, fault: Callable[[], None] | None = None, plan: bool = False) -> Told:
    """Build the whole suite. fault: called before the build begins, in its process."""
    return apart(world, _build, world, fault, plan)


def _build(world: World, fault: Callable[[], None] | None, plan: bool) -> Told:
    import karnameh.brief
    import karnameh.office  # noqa: F401  (imported once for all notebooks)
    from karnameh import build as building
    from karnameh.check import describe_plan
    from karnameh.errors import KarnamehError
    from karnameh.execute import work
    from karnameh.progress import Progress
    from karnameh.suite import Project

    told = Told()

    class Alone:
        """A crew of one: this process."""

        size = 1

        def prepare(self, job, *given):
            job(*given)

        def run(self, job, tasks):
            for task in tasks:
                if job is work.count:
                    told.counted.append((task.year, task.county))
                else:
                    told.made += [(part.brief.title(), part.reason) for part in task.tasks]
                try:
                    yield task, job(task)
                except KarnamehError as error:
                    yield task, error

    work.execute = _forked
    project = Project(world.project)
    wish = building.Wish(list(project.suite.briefs()), project.suite.formats, "embedded", whole=True)
    if plan:
        told.planned = describe_plan(project, (wish.briefs, list(wish.formats)), "embedded", False)
    if fault:
        fault()
    try:
        outcome = building.build(project.root, lambda _: wish, Progress(quiet=True), Alone())
        told.failed = [f"{name}: {error}" for name, error in outcome.failures]
    except (KarnamehError, OSError) as error:
        told.error = f"{type(error).__name__}: {error}"
    return told


def _forked(notebook, parameters, output, cwd, kept, **_):
    """A notebook in a process of its own, as in a kernel: nothing of it is left in this one."""
    import nbformat

    from karnameh.errors import NotebookError

    complaint = output.with_name(f"{output.name}.complaint")
    output.parent.mkdir(parents=True, exist_ok=True)
    process = os.fork()
    if not process:
        code = 1
        try:
            _run(notebook, parameters, output, cwd)
            code = 0
        except BaseException as error:
            with suppress(OSError):
                complaint.write_text(f"{type(error).__name__}: {error}")
        os._exit(code)
    if os.waitpid(process, 0)[1]:
        said = complaint.read_text() if complaint.is_file() else "it died"
        complaint.unlink(missing_ok=True)
        raise NotebookError(f"{notebook.name}: {said}")
    return nbformat.read(output, as_version=4)


def _run(notebook, parameters, output, cwd) -> None:
    import nbformat

    sys.path[:0] = [str(cwd), str(TESTS)]
    from inprocess import show
    from karnameh import trace
    from karnameh.execute.run import normalise
    from karnameh.files import write_atomically
    from karnameh.suite import Project

    trace._current = None
    executed = normalise(show(Project(cwd), notebook.stem, **parameters))
    write_atomically(output, nbformat.writes(executed).encode())


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def faults_of(reports: Path, whole: bool = True) -> list[str]:
    """What in a reports folder is not as its manifest says; whole: and nothing else is there."""
    if not reports.exists():
        return []
    listed = json.loads((reports / "manifest.json").read_bytes())["files"]
    there = content(reports)
    faults = [f"missing: {path}" for path in listed.keys() - there.keys()]
    faults += [
        f"other bytes: {path}"
        for path, facts in listed.items()
        if path in there and sha256(there[path]).hexdigest() != facts["sha256"]
    ]
    if whole:
        faults += [f"not listed: {path}" for path in there.keys() - listed.keys() - {"manifest.json"}]
    return faults


if __name__ == "__main__":
    made = build(new_world(Path(sys.argv[1])))
    sys.exit(made.error or "\n".join(made.failed) or None)
