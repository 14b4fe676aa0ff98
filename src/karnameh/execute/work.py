"""What a worker does: count a year and county, or make some briefs. It takes one task and writes under its root."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import nbformat

from karnameh.audit import audit_page
from karnameh.errors import KarnamehError
from karnameh.execute.plan import Task, rendered
from karnameh.execute.run import execute
from karnameh.files import sha256_of_file, write_atomically
from karnameh.publication import Publication
from karnameh.registers.source import Source
from karnameh.render import Engine, Job, choose
from karnameh.render.document import add_markdown, assemble
from karnameh.suite import Brief, Project
from karnameh.trace import read, traced


@dataclass(frozen=True)
class Count:
    """
    A year and county to be counted.

    key: what the result will have been made from. state: of the registers that this was found in.
    """

    root: Path
    year: int
    county: str
    key: str
    state: str


@dataclass(frozen=True)
class Make:
    """Briefs to be made by one call of an engine."""

    root: Path
    tasks: tuple[Task, ...]
    engine: str


@dataclass(frozen=True)
class Made:
    """
    A brief that was made: the words and rows it looked at, and the hash of its executed notebook.

    seconds: what running its notebook and making its pages took.
    """

    looked: frozenset[str]
    executed: str
    seconds: tuple[float, float] = (0, 0)


def count(task: Count) -> None:
    """
    Run `indicators.ipynb` for a year and county; its executed copy stays in `data/derived/`.

    A result counts as one only where the registers are as they were when its key was made.
    Raises: NotebookError naming the cell and the cause.
    """
    project = Project(task.root)
    place = Path("executed") / "indicators" / str(task.year) / f"{task.county}.ipynb"
    execute(
        project.notebooks / "indicators.ipynb",
        {"year": task.year, "county": task.county},
        project.derived / place,
        project.root,
        project.derived / "failed" / f"indicators.{task.year}.{task.county}.ipynb",
    )
    source = Source.of(project)
    # A database is compared as a whole, by the build.
    if source.database or source.state(task.county) == task.state:
        write_atomically(_seal(project, task), _sealed(project, task).encode())


def is_counted(task: Count) -> bool:
    """Whether there is a result of the task's key, and no other has been put in its place."""
    project = Project(task.root)
    seal, result = _seal(project, task), project.results(task.year, task.county)
    return seal.is_file() and result.is_file() and seal.read_text() == _sealed(project, task)


def _seal(project: Project, task: Count) -> Path:
    """Beside a result, the key of what it was made from and its own hash; written last."""
    return project.results(task.year, task.county).with_suffix(".key")


def _sealed(project: Project, task: Count) -> str:
    return f"{task.key} {sha256_of_file(project.results(task.year, task.county))}"


def get_ready(root: Path, engine: str) -> None:
    """Do what the first brief of a process would wait for."""
    _engine(engine, root).get_ready()


def make(batch: Make) -> list[Made | KarnamehError]:
    """
    Execute and render some briefs; for each what it was made from, or the error that stopped it.

    What a notebook shows is held to the publication before a page of any format is made of it.
    """
    project = _project(batch.root)
    outcomes, jobs = {}, {}
    for task in batch.tasks:
        try:
            outcomes[task], notebook = _executed(project, task)
            audit_page(assemble(notebook), _told(project, task.brief))
        except KarnamehError as error:
            outcomes[task] = error
            continue
        targets = {
            suffix: rendered(project) / path
            for suffix, path in task.targets.items()
            if task.standing.get(suffix) != outcomes[task].executed
        }
        if targets:
            jobs[Job(notebook, targets)] = task
    begun = time.perf_counter()
    failures = _engine(batch.engine, batch.root).render(list(jobs)) if jobs else []
    each = (time.perf_counter() - begun) / max(1, len(jobs))
    for task in jobs.values():
        outcomes[task] = replace(outcomes[task], seconds=(outcomes[task].seconds[0], each))
    outcomes |= {jobs[job]: error for job, error in failures}
    return [outcomes[task] for task in batch.tasks]


def _told(project: Project, brief: Brief) -> Mapping[str, str]:
    """The figures that a brief may tell, by name."""
    at = project.publication.stat()
    province = project.areas.province(brief.area.code).code
    return _told_of(project.publication, province, project.suite.years, at.st_mtime_ns, at.st_size)


@lru_cache(maxsize=4)
def _told_of(publication: Path, province: str, years: tuple[int, ...], *_: int) -> Mapping[str, str]:
    return Publication.of_province(publication, province, years).told()


@lru_cache(maxsize=1)
def _project(root: Path) -> Project:
    """The project of this process's briefs: what it has read serves one batch after the other."""
    return Project(root)


@lru_cache(maxsize=1)
def _engine(name: str, root: Path) -> Engine:
    """The engine of this process, and all that it has started."""
    return choose(name, _project(root))[0]


def _executed(project: Project, task: Task) -> tuple[Made, nbformat.NotebookNode]:
    brief = task.brief
    place = brief.path(project.areas, "ipynb")
    output, looked = project.derived / "executed" / place, project.derived / "executed" / f"{place}.looked"
    begun = time.perf_counter()
    with traced(looked):
        notebook = execute(
            project.notebooks / f"{brief.notebook}.ipynb",
            brief.parameters,
            output,
            project.root,
            project.derived / "failed" / place.replace("/", "."),
            also=add_markdown,
        )
    taken = time.perf_counter() - begun
    return Made(frozenset(read(looked)), sha256_of_file(output), (taken, 0)), notebook
