"""What goes to another machine with a piece of work, and what comes back."""

import os
import platform
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

from karnameh.errors import KarnamehError
from karnameh.execute.cells import beside, cells_of
from karnameh.execute.inputs import libraries
from karnameh.execute.reach import PACKAGE
from karnameh.execute.work import Count, Make
from karnameh.files import sha256, write_atomically
from karnameh.registers.source import SOURCE, Source
from karnameh.render import choose
from karnameh.render.fonts import make_fonts
from karnameh.render.typeface import typeface
from karnameh.suite import ALL_NOTEBOOKS, Project
from karnameh.trace import VARIABLE

#: Files by their path in a project.
Files = Mapping[str, bytes]
_SHARED = ("params/*", "notebooks/*.ipynb", "_quarto.yml", "data/reference/*", "data/published/*")
_EDITIONS = "data/derived/releases/*/publication.json"
_REGISTERS = "data/registers"
#: Where work leaves what it made; all else that is derived belongs to the place where it lies.
_MADE = tuple(f"data/derived/{name}" for name in ("results", "executed", "rendered", "failed"))
#: Where a typeface is looked for first.
_TYPE = "node_modules/vazirmatn/fonts"
#: What says that other files are there, and whole: it comes after them.
_SEALS = (".key", ".made")


@cache
def identity() -> dict[str, str]:
    """Which Karnameh this is, on which Python, with which libraries: the same here and there, and so are the bytes."""
    files = sorted(path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix != ".pyc")
    code = b"".join(f"{path.relative_to(PACKAGE)}\0".encode() + path.read_bytes() for path in files)
    named = dict(line.split(" ", 1) for line in libraries())
    ours = f"{version('karnameh')} (code {sha256(code)[:12]})"
    return {"karnameh": ours, "Python": platform.python_version(), **named}


def need_of(project: Project, task: Count | Make) -> dict[str, str]:
    """Who may do a task: who is as we are and has its engine, if it needs one."""
    if isinstance(task, Count):
        return identity()
    return identity() | {"engine": known_engine(task.engine, project.root)}


@cache
def known_engine(name: str, root: Path) -> str:
    """
    The engine of a name as it is on this machine, with its version.

    Raises: RenderError where it is not there.
    """
    chosen, _ = choose(name, Project(root))
    return f"{chosen.name} {chosen.version}"


def bundle_for(work: Callable, project: Project) -> Files:
    """What all tasks of a kind share. Registers only where they are counted, and lie in files of an office's own."""
    files = _read(project.root, (path for pattern in _SHARED for path in project.root.glob(pattern)))
    notebooks = (cells_of(project.notebooks / f"{name}.ipynb") for name in ALL_NOTEBOOKS)
    files |= _read(project.root, (path for cells in notebooks for path in beside(project.root, cells)))
    face = typeface(project)
    files["params/suite.toml"] = _with_typeface(files["params/suite.toml"].decode(), face.name).encode()
    if work.__name__ == "count":
        source = Source.of(project)
        loose = source.folder and not source.partitioned
        files |= _read(project.root, project.root.glob(_EDITIONS))
        return files | (_laid_down(source.folder, _tables(source.folder)) if loose else {})
    made = project.derived / "fonts"
    make_fonts(project)
    if face.name == "vazirmatn":
        files |= {f"{_TYPE}/{file.name}": file.read_bytes() for file in face.files.values()}
    about = project.publication.with_suffix(".json")
    return files | _read(project.root, [project.publication, about, *made.iterdir()])


def _with_typeface(suite: str, name: str) -> str:
    """The suite with the typeface that this machine chose: another may have others installed."""
    return f'typeface = "{name}"\n' + re.sub(r"(?m)^\s*typeface\s*=.*$", "", suite)


def slice_for(project: Project, task: Count | Make) -> Files:
    """The registers of the county that a task counts; none where they come with the bundle or from a database."""
    source = Source.of(project)
    if not isinstance(task, Count) or not source.partitioned:
        return {}
    return _laid_down(source.folder, source.files(task.county))


def settings_for(project: Project, task: Count | Make) -> dict[str, str]:
    """Our variables as they are to be there; where the registers lie is told only to who counts them."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("KARNAMEH_")}
    kept.pop(VARIABLE, None)
    kept.pop("KARNAMEH_REGISTERS", None)
    if isinstance(task, Count):
        kept["KARNAMEH_REGISTERS"] = Source.of(project).database or _REGISTERS
    return kept


def names_of(project: Project) -> dict[str, str]:
    """Folders of a scratch project by what a message is to call them: their names here."""
    return {_REGISTERS: str(Source.of(project).folder or ""), "": str(project.root)}


def _tables(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.suffix in (".csv", ".parquet"))


def _laid_down(folder: Path, files: Iterable[Path]) -> dict[str, bytes]:
    """Registers, as they are to lie in a scratch project."""
    found = _read(folder, [*files, folder / SOURCE])
    return {f"{_REGISTERS}/{name}": data for name, data in found.items()}


def _read(folder: Path, files: Iterable[Path]) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(files) if path.is_file()
    }


def unpack(files: Files, root: Path) -> None:
    """Lay files down in a scratch project."""
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def collect(root: Path, bundle: Iterable[str]) -> dict[str, bytes]:
    """What work left in a scratch project beside its bundle; it and the slice of registers are no longer there then."""
    made = _read(root, (path for folder in _MADE for path in (root / folder).rglob("*")))
    made = {name: data for name, data in made.items() if name not in bundle}
    for name in made:
        (root / name).unlink()
    if not any(name.startswith(_REGISTERS) for name in bundle):
        shutil.rmtree(root / _REGISTERS, ignore_errors=True)
    return made


def put_in_place(files: Files, project: Project) -> None:
    """
    Write what came back, each file whole, seals after what they speak of.

    Raises: KarnamehError for a file that would lie elsewhere than work leaves what it makes.
    """
    derived = project.derived.resolve()
    rooms = [derived / Path(folder).name for folder in _MADE]
    for name in sorted(files, key=lambda name: (name.endswith(_SEALS), name)):
        path = project.root / name
        if not any(path.resolve().is_relative_to(room) for room in rooms):
            raise KarnamehError(
                f"a worker sent back a file that is not for {derived}: {name}. Look at who it is."
            )
        write_atomically(path, files[name])
