"""The main job: registers → results → publication → briefs → site."""

import json
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from karnameh import areas, site, unchanged
from karnameh.errors import KarnamehError, RegisterError
from karnameh.execute.cells import what_runs
from karnameh.execute.inputs import Inputs, libraries
from karnameh.execute.plan import Record, Task, plan, rendered
from karnameh.execute.reach import RUNNING, code_hash, texts
from karnameh.execute.work import Count, Made, Make, count, get_ready, is_counted, make
from karnameh.execute.workers import Crew
from karnameh.files import (
    aside,
    remembered,
    remove_unfinished,
    sha256,
    sha256_of,
    sha256_of_file,
    write_atomically,
)
from karnameh.outcome import Outcome
from karnameh.progress import Progress, turn
from karnameh.protection import keep, table
from karnameh.publication import Publication
from karnameh.registers.read import check_registers
from karnameh.registers.slices import slices_of
from karnameh.registers.source import Source
from karnameh.registers.turns import to_oneself
from karnameh.render import Engine, choose
from karnameh.suite import Brief, Project

#: Briefs that one call of an engine renders at most: Quarto's start is shared by many, the embedded engine has none.
BATCH = {"quarto": 50, "embedded": 1}
#: So often is counting begun anew because the registers changed meanwhile.
_ATTEMPTS = 3


@dataclass(frozen=True)
class Wish:
    """What is to be built: briefs and formats of the suite, by which engine and how. whole: all of the suite."""

    briefs: Sequence[Brief]
    formats: Sequence[str]
    engine: str = "auto"
    force: bool = False
    stop_early: bool = False
    whole: bool = False


def build(root: Path, wished: Callable[[Project], Wish], progress: Progress, crew: Crew) -> Outcome:
    """
    Registers in, `reports/` out; what is fresh stays. One build at a time: another waits and says so.

    wished: what is to be built of the project as it is when it is this build's turn.
    Raises: the first KarnamehError before there is a publication table; `reports/` is as it was then.
    """
    texts()  # what is loaded is what makes the pages, whatever becomes of the files while another is waited for
    lock = Project(root).derived / ".build.lock"
    with turn(lock, "build: another one is at work here; waiting for it", progress):
        project = Project(root)  # it may have changed while another was at work
        wish = wished(project)
        _clear(project, progress)
        before = unchanged.inputs(project, wish.engine) if wish.whole else ""
        engine, why = choose(wish.engine, project)
        progress.say(f"engine: {engine.name} {engine.version} ({why})")
        publication = publish(project, progress, crew, engine.name)
        outcome = make_briefs(project, wish, engine, publication, progress, crew)
        if wish.whole and not outcome.failures:
            unchanged.keep(project, before)
        return outcome


def _clear(project: Project, progress: Progress) -> None:
    """What killed builds had begun goes; registers that stepped aside in another call are back when it is done."""
    remove_unfinished(project.derived)
    shutil.rmtree(project.derived / "quarto", ignore_errors=True)
    site.mend(project.reports)
    registers = Source.of(project).folder
    if registers and not registers.exists() and aside(registers).is_dir():
        with to_oneself(registers, progress):
            pass


def publish(project: Project, progress: Progress, crew: Crew, engine: str = "") -> Publication:
    """
    Registers → publication table. Counts only the years and counties whose registers or code changed.

    engine: of the briefs that follow, if any; who makes them gets ready while what was counted is protected.
    Raises: the first KarnamehError; without every result there is no table.
    """
    for _ in range(_ATTEMPTS):
        source = Source.of(project)  # where they lie may change too
        state = source.fingerprint()
        try:
            with progress.timed("registers checked"):
                _check_registers(project, source, state, progress)
            with progress.timed("indicators counted"):
                whole = _compute(project, source, progress, crew, engine)
        except (KarnamehError, OSError):  # it may be of half of one state and half of another
            if source.fingerprint() == state:
                raise
            whole = False
        if whole and source.fingerprint() == state:
            break
        progress.say("registers: changed while they were counted; counting what changed")
    else:
        raise RegisterError(
            "registers: they change faster than they are counted; wait until nothing is taken in."
        )
    with progress.timed("figures protected"):
        made = table(project, source)
        keep(project, made)
    progress.say(made.told)
    return made.publication


def _check_registers(project: Project, source: Source, state: str, progress: Progress) -> None:
    """Every rule of every table, once for each state of the registers; of files that did not change, those between."""
    counties = sorted(county.code for county in project.suite.counties)
    reference = sha256_of(project.reference.glob("*.csv"))
    mark = project.derived / "registers.checked"
    key = {"rules": sha256((reference + code_hash("registers.read")).encode()), "counties": counties}
    before = remembered(mark)
    if before.get("state") == state and before.items() >= key.items():
        return
    files = source.files(*counties) if source.partitioned else ()
    hashes = {path.relative_to(source.folder).as_posix(): sha256_of_file(path) for path in files}
    known = before.get("files", {}) if before.get("rules") == key["rules"] else {}
    sound = {source.folder / name for name, found in hashes.items() if known.get(name) == found}
    extent = f"what changed, files: {len(files) - len(sound)} of {len(files)}" if sound else "every rule"
    progress.say(f"registers: checking {extent}")
    sizes = check_registers(source, project.areas, counties, sound)
    progress.say("registers: " + ", ".join(f"{name} {rows:,}" for name, rows in sizes.items() if rows))
    write_atomically(mark, json.dumps({"state": state, **key, "files": hashes}).encode())


def uncounted(project: Project, source: Source) -> list[Count]:
    """The years and counties that have no result of what is there now."""
    suite = project.counted
    notebook = what_runs(project.notebooks / "indicators.ipynb", project.root)
    shared = [
        notebook,
        sha256_of(areas.files(project.reference)),
        code_hash("office", *RUNNING),
        *libraries(),
    ]
    counties = [county.code for county in suite.counties]
    slices = slices_of(source, project.areas, counties, suite.years, project.derived / "slices.json")
    tasks = []
    for year in suite.years:
        for county in counties:
            rows, state = slices[year, county]
            tasks.append(Count(project.root, year, county, sha256("".join([*shared, rows]).encode()), state))
    return [task for task in tasks if not is_counted(task)]


def _compute(project: Project, source: Source, progress: Progress, crew: Crew, engine: str) -> bool:
    """
    Run `indicators.ipynb` for every year and county that has no result of its key.

    Gives whether each has one now; not where the registers changed meanwhile.
    """
    suite = project.counted
    tasks = uncounted(project, source)
    if not tasks:
        progress.say(f"indicators: nothing changed, results kept: {len(suite.years) * len(suite.counties)}")
        return True
    with closing(crew.run(count, tasks)) as counted:
        steps = progress.follow(
            "indicators",
            counted,
            len(tasks),
            lambda step: f"{step[0].year} {project.areas[step[0].county].slug}",
        )
        for _, error in steps:
            if isinstance(error, KarnamehError):
                raise error
    if engine:
        crew.prepare(get_ready, project.root, engine)
    return all(map(is_counted, tasks))


def make_briefs(
    project: Project, wish: Wish, engine: Engine, publication: Publication, progress: Progress, crew: Crew
) -> Outcome:
    """Make the briefs that are not fresh, then the site. A failing brief does not stop the others."""
    inputs = Inputs(project, publication, f"{engine.name} {engine.version}")
    with progress.timed("planned"):
        tasks = plan(project, wish.briefs, wish.formats, inputs, wish.force)
        inputs.take(task.brief for task in tasks)
    outcome = Outcome(fresh=len(wish.briefs) - len(tasks))
    finished = _finished(crew.run(make, _batches(project, tasks, engine.name, crew.size)))
    steps = progress.follow(
        "briefs", finished, len(tasks), lambda step: f"{step[0].brief.title()} ({step[0].reason})"
    )
    begun = time.perf_counter()
    for task, made in steps:
        if isinstance(made, Made):
            _record(project, task, made, inputs)
            outcome.made += 1
            for stage, seconds in zip(("  notebooks run", "  pages rendered"), made.seconds, strict=True):
                progress.seconds[stage] += seconds / crew.size
            continue
        outcome.failures.append((task.brief.title(), made))
        if wish.stop_early:
            finished.close()
            break
    progress.seconds["briefs made"] = time.perf_counter() - begun
    with progress.timed("reports put in place"):
        site.assemble(project, publication)
    return outcome


def _record(project: Project, task: Task, made: Made, inputs: Inputs) -> None:
    """Of each page of a brief, what it was made from."""
    for suffix, path in task.targets.items():
        page, looked = rendered(project) / path, tuple(sorted(made.looked))
        now = inputs.of(task.brief, looked, suffix)
        Record(inputs.engine, now, looked, made.executed, sha256_of_file(page)).write(page)


def _finished(batches: Iterator[tuple]) -> Iterator[tuple[Task, Made | KarnamehError]]:
    """Each task as its batch comes back, with what it was made from or why it was not."""
    for batch, result in batches:
        outcomes = [result] * len(batch.tasks) if isinstance(result, KarnamehError) else result
        yield from zip(batch.tasks, outcomes, strict=True)


def _batches(project: Project, tasks: list[Task], engine: str, workers: int) -> list[Make]:
    size = max(1, min(BATCH[engine], -(-len(tasks) // workers)))
    return [
        Make(project.root, tuple(tasks[start : start + size]), engine) for start in range(0, len(tasks), size)
    ]
