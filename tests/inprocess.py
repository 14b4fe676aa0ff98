"""
A brief's notebook run in this process, without a kernel: for tests and for looking at a page while it changes.

    .venv/bin/python tests/inprocess.py FOLDER county_brief year=1397 county=takestan lang=fa [--project DIR]

writes the page and the paper into FOLDER. Real runs go through Papermill; `tests/notebooks` holds the two together.
"""

import ast
import os
import re
import sys
from contextlib import contextmanager
from pathlib import Path

import nbformat

from karnameh.files import write_atomically
from karnameh.render import Job, assets, choose
from karnameh.suite import Project

_ROOT = Path(__file__).parents[1]


def show(project: Project, notebook: str, **parameters: object) -> nbformat.NotebookNode:
    """The notebook with the outputs that its cells show, as after a run with these parameters."""
    executed = nbformat.read(project.notebooks / f"{notebook}.ipynb", as_version=4)
    names: dict[str, object] = {}
    with _working_in(project.root):
        for cell in executed.cells:
            if cell.cell_type == "code":
                _run(cell, names)
                if "parameters" in cell.metadata.get("tags", []):
                    names |= parameters
    return executed


def _run(cell: nbformat.NotebookNode, names: dict[str, object]) -> None:
    """Run a cell; what its last line is worth becomes its output."""
    body = ast.parse(cell.source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), cell.id, "exec"), names)
    shown = eval(compile(ast.Expression(last.value), cell.id, "eval"), names) if last else None
    if hasattr(shown, "_repr_html_"):
        data = {"text/html": shown._repr_html_(), "text/plain": repr(shown)}
        cell.outputs = [nbformat.v4.new_output("display_data", data)]


@contextmanager
def _working_in(folder: Path):
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def make(
    project: Project, folder: Path, stem: str, notebook: str, engine: str = "embedded", **parameters: object
):
    """Show the notebook and render it to `folder/stem.html` and `folder/stem.pdf`; raises the first failure."""
    job = Job(
        show(project, notebook, **parameters),
        {suffix: folder / f"{stem}.{suffix}" for suffix in ("html", "pdf")},
    )
    for _, error in choose(engine, project)[0].render([job]):
        raise error
    _bring_assets(project, folder, job.targets["html"])


def _bring_assets(project: Project, folder: Path, page: Path) -> None:
    """The shared files beside a page that does not lie where a build puts it."""
    page.write_text(re.sub(r'"[./]+/assets/', '"assets/', page.read_text(encoding="utf-8")), encoding="utf-8")
    for name, data in assets(project).items():
        write_atomically(folder / "assets" / name, data)


def main(folder: str, notebook: str, *given: str) -> None:
    root = _ROOT
    if "--project" in given:
        at = given.index("--project")
        root, given = Path(given[at + 1]), given[:at] + given[at + 2 :]
    pairs = dict(text.split("=") for text in given)
    parameters = {name: int(value) if value.isdigit() else value for name, value in pairs.items()}
    make(Project(root), Path(folder), f"{notebook}.{pairs['lang']}", notebook, **parameters)


if __name__ == "__main__":
    main(*sys.argv[1:])
