"""
The floor: the same cells, charts, pandoc and Typst calls in one warm process, and nothing else.

No kernel, no Papermill, no plan, no site: what a brief costs when everything around it costs nothing. Each part is
given in CPU time of this process and its children, without the parts inside it; machines are noisy, CPU time is less so.
"""

import argparse
import ast
import importlib
import multiprocessing
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import psutil
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from karnameh.execute.run import normalise
from karnameh.files import write_atomically
from karnameh.render import Job
from karnameh.render.embedded import Embedded
from karnameh.suite import Brief, Project

#: Part → where its function lies: what is called there is timed under the part's name.
PARTS = {
    "read: suite": ("karnameh.suite", "Suite.read"),
    "read: publication": ("karnameh.publication", "Publication.of_province"),
    "fonts": ("karnameh.render.fonts", "make_fonts"),
    **{
        f"chart: {kind}": ("karnameh.present.charts", kind)
        for kind in ("bars", "bullet", "course", "journey", "locator", "spark", "split", "strips", "tiles")
    },
    "plain text": ("karnameh.present.blocks", "Block.__repr__"),
    "assemble": ("karnameh.render.embedded", "assemble"),
    "pandoc": ("karnameh.render.embedded", "Embedded._pandoc"),
    "typst": ("typst", "compile_with_warnings"),
    "row heads": ("karnameh.render.rowheads", "with_row_heads"),
    "write": ("karnameh.render.embedded", "write_atomically"),
}


class Parts:
    """CPU seconds by part, each without those inside it; to look at the clock so often takes a tenth of the time."""

    def __init__(self, watched: bool):
        self.seconds: Counter[str] = Counter()
        self._inside = [0.0]
        self._watching = watched

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        if not self._watching:
            yield
            return
        start = cpu()
        self._inside.append(0.0)
        try:
            yield
        finally:
            whole = cpu() - start
            self.seconds[name] += whole - self._inside.pop()
            self._inside[-1] += whole

    def watch(self) -> None:
        """Time every part of the table wherever it is called."""
        if not self._watching:
            return
        for name, (module, place) in PARTS.items():
            *holder, attribute = place.split(".")
            home = importlib.import_module(module)
            home = getattr(home, holder[0]) if holder else home
            setattr(home, attribute, self._watched(name, getattr(home, attribute)))

    def _watched(self, name: str, function: Callable) -> Callable:
        def watched(*given, **named):
            kind = f"{name} {given[2]}" if name == "pandoc" else name
            with self.part(kind):
                return function(*given, **named)

        return watched


def cpu() -> float:
    """Seconds of this process and of its children, those that stay too."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    living = [child.cpu_times() for child in psutil.Process().children()]
    return sum(one.ru_utime + one.ru_stime for one in used) + sum(one.user + one.system for one in living)


def execute(project: Project, brief: Brief, parts: Parts) -> nbformat.NotebookNode:
    """The executed notebook, its cells run in this process; the same bytes as Papermill's."""
    with parts.part("notebook"):
        notebook = load_notebook_node(str(project.notebooks / f"{brief.notebook}.ipynb"))
        notebook = parameterize_notebook(notebook, brief.parameters)
    names: dict[str, object] = {}
    for count, cell in enumerate(notebook.cells, 1):
        with parts.part(
            f"cell: {cell.id if 'injected-parameters' not in cell.metadata.tags else 'parameters'}"
        ):
            shown = run_cell(cell.source, names)
        cell.execution_count = count
        if shown is not None:
            cell.outputs = [output(shown, count)]
    with parts.part("notebook"):
        executed = normalise(notebook)
        written = nbformat.writes(executed).encode()
        write_atomically(project.derived / "executed" / brief.path(project.areas, "ipynb"), written)
    return executed


def run_cell(source: str, names: dict[str, object]) -> object:
    """Run a cell; gives what its last expression is."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names) if last else None


def output(shown, count: int) -> nbformat.NotebookNode:
    """What a kernel of a build makes of a Block."""
    data = {"text/html": shown._repr_html_(), "text/plain": repr(shown)}
    return nbformat.v4.new_output("execute_result", data, execution_count=count)


def make(project: Project, brief: Brief, engine: Embedded, folder: Path, parts: Parts) -> None:
    """One brief: executed notebook, HTML and PDF, in a folder."""
    executed = execute(project, brief, parts)
    targets = {suffix: folder / brief.path(project.areas, suffix) for suffix in project.suite.formats}
    with parts.part("render"):
        failures = engine.render([Job(executed, targets)])
    assert not failures, failures


def share(given: tuple[list[Brief], Path], watched: bool = False) -> tuple[float, Counter]:
    """Make some briefs after one that warms the process; gives the seconds and, where they are watched, the parts."""
    briefs, folder = given
    project, parts = Project.find(), Parts(watched)
    engine = Embedded(project)
    parts.watch()
    make(project, briefs[-1], engine, folder, parts)
    parts.seconds.clear()
    start = time.perf_counter()
    for brief in briefs:
        make(project, brief, engine, folder, parts)
    return time.perf_counter() - start, parts.seconds


def chosen(project: Project, kind: str, lang: str, most: int) -> list[Brief]:
    """The last briefs of a kind, at the most so many."""
    return [one for one in project.suite.briefs() if one.notebook == kind and one.lang == lang][-most:]


def show(title: str, briefs: int, seconds: float, parts: Counter) -> None:
    total = sum(parts.values())
    print(f"\n{title}: {briefs} briefs in {seconds:.1f} s, {1000 * total / briefs:.0f} ms of CPU a brief")
    for name, used in parts.most_common():
        print(f"  {name:<22}{1000 * used / briefs:8.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--briefs", type=int, default=10, help="of each kind and language")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--into", type=Path, help="where the pages are kept; else nowhere")
    given = parser.parse_args()
    project = Project.find()
    with tempfile.TemporaryDirectory(dir=project.derived) as scratch:
        folder = given.into or Path(scratch)
        whole: list[Brief] = []
        for kind in ("county_brief", "province_brief", "press_note", "reconciliation"):
            for lang in project.suite.languages:
                briefs = chosen(project, kind, lang, given.briefs)
                with multiprocessing.get_context("spawn").Pool(1) as pool:
                    show(f"{kind} {lang}", len(briefs), *pool.apply(share, [(briefs, folder), True]))
                whole += briefs if kind == "county_brief" else []
        for processes in (1, given.processes):
            with multiprocessing.get_context("spawn").Pool(processes) as pool:
                shares = [(whole[number::processes], folder) for number in range(processes)]
                slowest = max(seconds for seconds, _ in pool.map(share, shares, chunksize=1))
            print(f"\ncounty briefs, {processes} process(es): {60 * len(whole) / slowest:.0f} a minute")


if __name__ == "__main__":
    main()
