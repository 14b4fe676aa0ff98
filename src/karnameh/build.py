"""The main job: registers → results → publication → briefs → site."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from karnameh import site
from karnameh.disclosure import Rule, protect
from karnameh.errors import KarnamehError
from karnameh.execute.plan import Task, code_hash, plan, rendered
from karnameh.execute.run import execute
from karnameh.execute.workers import run_all
from karnameh.files import sha256, sha256_of, write_atomically
from karnameh.indicators.rollup import roll_up
from karnameh.progress import Progress
from karnameh.publication import About, Publication
from karnameh.registers.read import check_registers
from karnameh.registers.source import Source
from karnameh.render import Job, choose
from karnameh.suite import Brief, Project

#: The code that results depend on.
COUNTING = ("calendar.py", "areas.py", "registers", "indicators", "office.py")
#: Briefs that one call of an engine renders: Quarto's start is shared by many, the embedded engine has none.
BATCH = {"quarto": 20, "embedded": 1}


@dataclass
class Outcome:
    """What a build made, and what failed."""

    made: int = 0
    fresh: int = 0
    failures: list[tuple[str, KarnamehError]] = field(default_factory=list)


def publish(project: Project, progress: Progress, workers: int | None = None) -> Publication:
    """
    Registers → publication table. Counts only the years and counties whose registers or code changed.

    Raises: the first KarnamehError; without every result there is no table.
    """
    suite, source = project.suite, Source.of(project)
    key = register_key(project)
    _check_registers(project, source, key, progress)
    _compute(project, key, progress, workers)
    results = pd.concat(
        [
            pd.read_parquet(project.results(year, county.code))
            for year in suite.years
            for county in suite.counties
        ],
        ignore_index=True,
    )
    rule = Rule.read(project.root / "params" / "disclosure.toml")
    frame = protect(roll_up(results, suite), suite, rule)
    about = About(source.synthetic, rule.threshold, suite.edition, suite.data_date)
    publication = Publication(frame, about)
    publication.write(project.publication)
    return Publication.read(project.publication)


def register_key(project: Project) -> str:
    """What every result depends on: the registers, the reference, the code and the notebook that counts."""
    notebook = (project.notebooks / "indicators.ipynb").read_bytes()
    parts = [
        Source.of(project).fingerprint(),
        sha256_of(project.reference.glob("*.csv")),
        code_hash(*COUNTING),
        sha256(notebook),
    ]
    return sha256("".join(parts).encode())


def _check_registers(project: Project, source: Source, key: str, progress: Progress) -> None:
    """Every rule of every table, once for each state of the registers."""
    seal = project.derived / "registers.checked"
    if seal.is_file() and seal.read_text() == key:
        return
    progress.say("registers: checking every rule")
    sizes = check_registers(source, project.areas)
    progress.say("registers: " + ", ".join(f"{name} {rows:,}" for name, rows in sizes.items() if rows))
    write_atomically(seal, key.encode())


def _compute(project: Project, key: str, progress: Progress, workers: int | None) -> None:
    """Run `indicators.ipynb` for every year and county that has no result of this key."""
    suite = project.suite
    wanted = [(year, county.code, key) for year in suite.years for county in suite.counties]
    tasks = [(project.root, *task) for task in wanted if not result_is_kept(project, *task)]
    if not tasks:
        progress.say(f"indicators: nothing changed, results kept: {len(wanted)}")
        return
    named = {
        code: area.slug for code in {county for _, county, _ in wanted} for area in [project.areas[code]]
    }
    for _, error in progress.follow(
        "indicators",
        run_all(count, tasks, workers),
        len(tasks),
        lambda done: f"{done[0][1]} {named[done[0][2]]}",
    ):
        if isinstance(error, KarnamehError):
            raise error


def _seal(project: Project, year: int, county: str) -> Path:
    return project.results(year, county).with_suffix(".key")


def result_is_kept(project: Project, year: int, county: str, key: str) -> bool:
    """Whether a year and county have been counted from what is there now."""
    seal = _seal(project, year, county)
    return project.results(year, county).is_file() and seal.is_file() and seal.read_text() == key


def count(task: tuple[Path, int, str, str]) -> None:
    """Run `indicators.ipynb` for a year and county; its executed copy stays in `data/derived/`."""
    root, year, county, key = task
    project = Project(root)
    place = Path("executed") / "indicators" / str(year) / f"{county}.ipynb"
    execute(
        project.notebooks / "indicators.ipynb",
        {"year": year, "county": county},
        project.derived / place,
        project.root,
        project.derived / "failed" / f"indicators.{year}.{county}.ipynb",
    )
    write_atomically(_seal(project, year, county), key.encode())


def make(
    project: Project,
    briefs: Sequence[Brief],
    formats: Sequence[str],
    publication: Publication,
    progress: Progress,
    engine: str = "auto",
    workers: int | None = None,
    force: bool = False,
    stop_early: bool = False,
    everything: bool = False,
) -> Outcome:
    """Make the briefs that are not fresh, then the site. A failing brief does not stop the others."""
    chosen, why = choose(engine, project)
    progress.say(f"engine: {chosen.name} {chosen.version} ({why})")
    briefs = list(briefs)
    tasks = plan(project, briefs, formats, publication, f"{chosen.name} {chosen.version}", force)
    outcome = Outcome(fresh=len(briefs) - len(tasks))
    done: list[Task] = []
    finished = _finished(run_all(make_batch, _batches(project, tasks, chosen.name), workers), outcome)
    for task, failed in progress.follow(
        "briefs", finished, len(tasks), lambda step: f"{step[0].brief.title()} ({step[0].reason})"
    ):
        if not failed:
            done.append(task)
        elif stop_early:
            finished.close()
            break
    outcome.made = len(done)
    site.assemble(
        project,
        publication,
        done,
        f"{chosen.name} {chosen.version}",
        prune=everything and not outcome.failures,
    )
    return outcome


def _finished(batches: Iterator[tuple], outcome: Outcome) -> Iterator[tuple[Task, bool]]:
    """Each task as its batch comes back, and whether it failed; failures are gathered in the outcome."""
    for (_, tasks, _), result in batches:
        failed = result if isinstance(result, list) else [(task.brief.title(), result) for task in tasks]
        outcome.failures += failed
        names = {name for name, _ in failed}
        yield from ((task, task.brief.title() in names) for task in tasks)


def _batches(project: Project, tasks: list[Task], engine: str) -> Iterable[tuple]:
    size = BATCH[engine]
    return [
        (project.root, tuple(tasks[start : start + size]), engine) for start in range(0, len(tasks), size)
    ]


def make_batch(batch: tuple[Path, tuple[Task, ...], str]) -> list[tuple[str, KarnamehError]]:
    """Execute and render some briefs; gives (brief, error) for those that failed."""
    root, tasks, engine = batch
    project = Project(root)
    failures, jobs = [], []
    for task in tasks:
        place = task.brief.path(project.areas, "ipynb")
        try:
            notebook = execute(
                project.notebooks / f"{task.brief.notebook}.ipynb",
                task.brief.parameters,
                project.derived / "executed" / place,
                project.root,
                project.derived / "failed" / place.replace("/", "."),
            )
        except KarnamehError as error:
            failures.append((task.brief.title(), error))
            continue
        targets = {suffix: rendered(project) / path for suffix, path in task.targets.items()}
        jobs.append((task, Job(notebook, targets)))
    chosen, _ = choose(engine, project)
    for job, error in chosen.render([job for _, job in jobs]):
        task = next(task for task, known in jobs if known is job)
        failures.append((task.brief.title(), error))
    return failures


def summary(outcome: Outcome) -> str:
    """One line of what was made, then each failure."""
    lines = [f"briefs made: {outcome.made}; fresh already: {outcome.fresh}; failed: {len(outcome.failures)}"]
    lines += [f"failed: {name}\n  {type(error).__name__}: {error}" for name, error in outcome.failures]
    return "\n".join(lines)
