"""
Whether everything is as the last whole build left it: told in a moment, without opening what is told of.

The seal of a build holds what it was made from, taken before it began, and what it left, by size and time.
"""

import os
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from karnameh.execute.cells import what_runs
from karnameh.execute.reach import PACKAGE, texts
from karnameh.files import sha256, sha256_of, write_atomically
from karnameh.registers.source import Source
from karnameh.suite import ALL_NOTEBOOKS, Project

_INPUTS = ("params/*", "data/reference/*", "data/published/*", "_quarto.yml")


def inputs(project: Project, engine: str) -> str:
    """One hash over all that a build is made from: project, registers, code, libraries, fonts, surroundings."""
    source = Source.of(project)
    parts = [engine, sys.version, source.fingerprint(), str(source.synthetic), *_surroundings()]
    parts += [_stamp(Path(str(file))) for file in _typeface(project)]
    files = (path for pattern in _INPUTS for path in project.root.glob(pattern) if path.is_file())
    parts.append(sha256_of(files, project.root))
    parts += [what_runs(project.notebooks / f"{name}.ipynb", project.root) for name in ALL_NOTEBOOKS]
    parts += [f"{path.relative_to(PACKAGE)} {sha256(text)}" for path, text in texts().items()]
    others = (path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc"))
    parts.append(sha256_of(others, PACKAGE))
    return sha256("\n".join(parts).encode())


def holds(project: Project, engine: str) -> bool:
    """Whether the last whole build was made from what is there now, and all that it left is still as it was."""
    seal = _seal(project)
    return seal.is_file() and seal.read_text() == inputs(project, engine) + _outputs(project)


def keep(project: Project, before: str) -> None:
    """Seal a whole build in which nothing failed, with what `inputs` said before it began."""
    write_atomically(_seal(project), (before + _outputs(project)).encode())


def _seal(project: Project) -> Path:
    return project.derived / "build.seal"


def _outputs(project: Project) -> str:
    folders = (project.reports, project.releases, project.derived / "rendered", project.derived / "results")
    paths = [path for folder in folders for path in _files(folder)]
    paths += [str(project.publication.with_suffix(suffix)) for suffix in (".csv", ".json")]
    reports = project.reports.resolve()
    paths += map(str, reports.parent.glob(f".{reports.name}.*"))  # what a killed build left beside it
    lines = [f"{path} {_stamp(path)}" for path in paths if os.path.exists(path)]
    return sha256("\n".join(sorted(lines)).encode())


def _files(folder: Path) -> Iterator[str]:
    for place, _, names in os.walk(folder):
        yield from (os.path.join(place, name) for name in names)


def _stamp(path: Path | str) -> str:
    found = os.stat(path)
    return f"{found.st_size} {found.st_mtime_ns}"


def _surroundings() -> Iterator[str]:
    """Variables that we read, Quarto where there is one, and the versions of all libraries."""
    from karnameh.render.quarto import places

    yield from (
        f"{name}={value}" for name, value in sorted(os.environ.items()) if name.startswith("KARNAMEH_")
    )
    yield f"QUARTO_PATH={os.environ.get('QUARTO_PATH')}"
    yield from (f"{path} {_stamp(path)}" for _, path in places() if path.is_file())
    yield from sorted(n for n in os.listdir(sysconfig.get_path("purelib")) if n.endswith(".dist-info"))


def _typeface(project: Project) -> Iterator:
    from karnameh.render.typeface import typeface

    yield from typeface(project).files.values()
