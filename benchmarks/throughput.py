"""
Briefs per minute: ours against the naive pipeline, in one run.

Naive: for each brief one `papermill` call, then one renderer call per file (Quarto where there is one, else
the embedded engine in a process of its own). Ours: `karnameh build` of the same briefs. Both start from the
same publication table. Machines are noisy: read the ratio, not the seconds.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from karnameh.build import make, publish
from karnameh.progress import Progress
from karnameh.render import choose
from karnameh.suite import Brief, Project

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


def naive(project: Project, briefs: list[Brief], engine: str, folder: Path) -> float:
    """Seconds for one papermill call a brief and one renderer call a file."""
    start = time.perf_counter()
    for number, brief in enumerate(briefs):
        executed = folder / f"{number}.ipynb"
        given = [text for name, value in brief.parameters.items() for text in ("-p", name, str(value))]
        _run(
            [
                sys.executable,
                "-m",
                "papermill",
                str(project.notebooks / f"{brief.notebook}.ipynb"),
                str(executed),
                *given,
            ],
            project,
        )
        for suffix in project.suite.formats:
            target = folder / f"{number}.{suffix}"
            command = [sys.executable, "-c", RENDER_ONE, str(executed), suffix, str(target)]
            if engine == "quarto":
                command = [
                    os.environ.get("QUARTO_PATH", "quarto"),
                    "render",
                    str(executed),
                    "--to",
                    "html" if suffix == "html" else "typst",
                ]
            _run(command, project)
    return time.perf_counter() - start


def _run(command: list[str], project: Project) -> None:
    subprocess.run(command, cwd=project.root, check=True, capture_output=True)


def ours(project: Project, briefs: list[Brief], publication, engine: str) -> float:
    """Seconds for the same briefs by the main job."""
    start = time.perf_counter()
    outcome = make(
        project, briefs, project.suite.formats, publication, Progress(quiet=True), engine, force=True
    )
    assert not outcome.failures, outcome.failures
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--briefs", type=int, default=8)
    count = parser.parse_args().briefs
    project = Project.find()
    publication = publish(project, Progress())
    briefs = [brief for brief in project.suite.briefs() if brief.notebook == "county_brief"][-count:]
    engine = choose("auto", project)[0].name
    with tempfile.TemporaryDirectory(dir=project.derived) as folder:
        slow = naive(project, briefs, engine, Path(folder))
    fast = ours(project, briefs, publication, engine)
    print(f"engine {engine}, cores {os.cpu_count()}, briefs {len(briefs)} (each HTML and PDF)")
    for name, seconds in (("naive", slow), ("karnameh", fast)):
        print(f"{name:<10}{seconds:8.1f} s{60 * len(briefs) / seconds:8.1f} briefs a minute")
    print(f"ratio     {slow / fast:8.1f} times the naive pipeline")


if __name__ == "__main__":
    main()
