"""The engine that runs Quarto: many notebooks staged as one project of its own, made in one call."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import groupby
from pathlib import Path
from threading import Lock

import nbformat
import yaml

from karnameh.errors import RenderError
from karnameh.files import write_atomically
from karnameh.render.document import assemble, for_quarto
from karnameh.render.engine import STANDARDS, TEMPLATES, Failure, Job, last_lines
from karnameh.render.fonts import make_fonts
from karnameh.render.rowheads import with_row_heads
from karnameh.suite import Project

#: The oldest Quarto that takes our templates, and the first that tags its PDF; an older one passes over what it is
#: asked. The first Typst that keeps to two standards at once.
OLDEST, TAGGED, TWO_STANDARDS = (1, 7), (1, 9), (0, 15)
_FORMATS = {"html": "html", "pdf": "typst"}
_COLOURS = re.compile(r"\x1b\[\d*m")
#: Seconds that a call may take, and more for each brief: ten times what a slow machine needs.
_PATIENCE, _EACH = 300, 60
_FROM_FILTER = re.compile(r"karnameh: (.*)")


def places() -> Iterator[tuple[str, Path]]:
    """Where Quarto may be, in the order in which it is looked for: QUARTO_PATH, PATH, beside this Python."""
    named, found = os.environ.get("QUARTO_PATH"), shutil.which("quarto")
    if named:
        path = Path(named)
        yield "QUARTO_PATH", path / "quarto" if path.is_dir() else path
    if found:
        yield "PATH", Path(found)
    yield "the environment", Path(sys.executable).with_name("quarto")


def find() -> tuple[Path | None, str]:
    """Quarto from the first of its places that has it, and where that is; or None and what is wrong."""
    for where, path in places():
        if not path.is_file():
            if where == "QUARTO_PATH":
                return None, "QUARTO_PATH names no file"
            continue
        version = version_of(path)
        if _numbers(version) < OLDEST:
            return None, f"Quarto {version or '?'} in {where} is older than {'.'.join(map(str, OLDEST))}"
        untagged = "" if _numbers(version) >= TAGGED else "; older than 1.9, so its PDF is not tagged"
        return path, f"found in {where}{untagged}"
    return None, "no Quarto found"


def version_of(path: Path) -> str:
    """What Quarto says its version is; empty where it does not run."""
    return _said_by(path, "--version", error=subprocess.DEVNULL)


def _said_by(path: Path, *arguments: str, error: int) -> str:
    """What it writes to its output, with its error output there or thrown away."""
    try:
        done = subprocess.run([path, *arguments], stdout=subprocess.PIPE, stderr=error, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)[:2])) or (0,)


def settings(templates: str, fonts: str, output: str, standards: Sequence[str] = STANDARDS[:1]) -> dict:
    """
    What `_quarto.yml` says, for these paths. The project's own file says the same: a page made by hand is the same.
    """
    typst = {
        "template": f"{templates}/brief.typ",
        "font-paths": [fonts],
        "pdf-standard": list(standards),
        "shift-heading-level-by": 0,
    }
    html = {
        "minimal": True,
        "theme": "none",
        "template": f"{templates}/brief.html",
        "html-math-method": "mathml",
    }
    return {
        "project": {"type": "default", "output-dir": output},
        "execute": {"enabled": False, "echo": False, "warning": False},
        "metadata-files": [f"{templates}/tokens.yml"],
        "filters": [f"{templates}/brief.lua"],
        "html-table-processing": "none",
        "format": {"html": html, "typst": typst},
    }


class Quarto:
    """Renders by one call of Quarto for all jobs; after a brief that fails, by another for those behind it."""

    name = "quarto"

    def __init__(self, project: Project, path: Path):
        self._project, self._path = project, path
        self.version = version_of(path)

    def get_ready(self) -> None:
        """Nothing stays from one call to the next."""

    def render(self, jobs: Sequence[Job]) -> list[Failure]:
        """Make every target of every job; gives the jobs that failed."""
        failures = []
        ordered = sorted(jobs, key=lambda job: sorted(job.targets))
        for formats, some in groupby(ordered, key=lambda job: sorted(job.targets)):
            failures += self._render(list(some), formats)
        return failures

    def _render(self, jobs: list[Job], formats: list[str]) -> list[Failure]:
        parent = self._project.derived / "quarto"
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=parent, prefix="stage.") as folder:
            stage = Path(folder)
            failures = self._stage(stage, jobs)
            waiting = {
                f"{number:04}": job
                for number, job in enumerate(jobs)
                if (stage / f"{number:04}.ipynb").is_file()
            }
            while waiting:
                said = self._call(stage, formats, _PATIENCE + _EACH * len(waiting))
                failed = self._collect(stage, waiting)
                if failed:
                    failures.append(
                        Failure(waiting.pop(failed), RenderError(self._told(failed, jobs[int(failed)], said)))
                    )
                    (stage / f"{failed}.ipynb").unlink()
        return failures

    @cached_property
    def _standards(self) -> Sequence[str]:
        """Those that its Typst keeps to."""
        # Quarto 1.9 passes the version of its Typst to its error output.
        said = _said_by(self._path, "typst", "--version", error=subprocess.STDOUT)
        return STANDARDS if _numbers(said.partition("typst ")[2]) >= TWO_STANDARDS else STANDARDS[:1]

    def _stage(self, stage: Path, jobs: list[Job]) -> list[Failure]:
        """Write the project; jobs whose notebook cannot be shown fail here."""
        fonts = Path(os.path.relpath(make_fonts(self._project).regular.parent, stage)).as_posix()
        shutil.copytree(TEMPLATES, stage / "templates")  # Quarto reads metadata files of the project only
        chosen = settings("templates", fonts, "out", self._standards)
        # In this order, or it would take the order of the folder; and where a folder above is hidden, nothing.
        chosen["project"]["render"] = [f"{number:04}.ipynb" for number in range(len(jobs))]
        (stage / "_quarto.yml").write_text(yaml.safe_dump(chosen, sort_keys=False), encoding="utf-8")
        failures = []
        for number, job in enumerate(jobs):
            try:
                notebook = job.read()
                assemble(notebook)
                nbformat.write(for_quarto(notebook), stage / f"{number:04}.ipynb")
            except RenderError as error:
                failures.append(Failure(job, error))
        return failures

    def _call(self, stage: Path, formats: list[str], seconds: int) -> str:
        """One run over all that is staged, ended with all that it began if it hangs; gives what it said."""
        to = "all" if len(formats) > 1 else _FORMATS[formats[0]]
        with _beginning:
            process = subprocess.Popen(
                [self._path, "render", ".", "--to", to, "--no-execute"],
                cwd=stage,
                # Nobody's home is needed, nor is a checker of PDF that somebody has in it run for each of them.
                env=os.environ | {"XDG_DATA_HOME": str(stage / ".home")},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,
            )
            _running.add(process)
        with process:
            try:
                return process.communicate(timeout=seconds)[0]
            except subprocess.TimeoutExpired:
                _end(process)
                return f"ERROR: it was stopped because it took more than {seconds} s"
            except BaseException:
                _end(process)
                raise
            finally:
                _running.discard(process)

    def _collect(self, stage: Path, waiting: dict[str, Job]) -> str | None:
        """Move what was made to its place; gives the first that was not made whole, where Quarto stopped."""
        for stem in list(waiting):
            made = {
                target: _made(stage, f"{stem}.{suffix}") for suffix, target in waiting[stem].targets.items()
            }
            if not all(path.is_file() for path in made.values()):
                return stem
            for target, path in made.items():
                data = path.read_bytes()
                write_atomically(target, with_row_heads(data) if target.suffix == ".pdf" else data)
            del waiting[stem]
            (stage / f"{stem}.ipynb").unlink()
        return None

    def _told(self, stem: str, job: Job, said: str) -> str:
        """The filter's own words; else what Quarto said from the first error on, without the traces of its own code."""
        if fault := _FROM_FILTER.search(said):
            return f"{job.name}: {fault[1]}"
        lines = [
            line
            for line in _COLOURS.sub("", said).splitlines()
            if not line.startswith(("\t", "stack traceback"))
        ]
        first = next(
            (number for number, line in enumerate(lines) if "error" in line.lower()), max(0, len(lines) - 8)
        )
        told = "\n".join(lines[first : first + 8])
        return f"{job.name}: quarto {self.version} failed: quarto render {stem}.ipynb\n{last_lines(told)}"


#: Calls of Quarto that are at work, and what is held while one begins: no call is at work that is not among them.
_running: set[subprocess.Popen] = set()
_beginning = Lock()


def end_running() -> None:
    """End the calls of this process, which is about to end: no other begins any more."""
    _beginning.acquire()
    for process in list(_running):
        _end(process)


def _made(stage: Path, name: str) -> Path:
    """Where a page is: beside its notebook until Quarto, at its end, moves all there are."""
    moved = stage / "out" / name
    return moved if moved.is_file() else stage / name


def _end(process: subprocess.Popen) -> None:
    """Quarto is a script around other programs: all of them go, where they have not gone already."""
    with suppress(ProcessLookupError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
