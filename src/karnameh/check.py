"""What can be said without making anything: what is wrong, what a build would make, what is installed."""

import ast
import platform
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.metadata import version

from karnameh.build import uncounted
from karnameh.disclosure import Rule
from karnameh.errors import KarnamehError, NotebookError, WordError
from karnameh.execute.cells import cells_of
from karnameh.execute.inputs import Inputs
from karnameh.execute.plan import plan
from karnameh.protection import table
from karnameh.publication import Publication
from karnameh.registers.read import check_registers
from karnameh.registers.source import Source
from karnameh.render import choose, typeface
from karnameh.render.fonts import make_fonts
from karnameh.suite import LANGUAGES, NOTEBOOKS, Brief, Project
from karnameh.words import blanks, load

_PACKAGES = (
    "karnameh",
    "pandas",
    "pyarrow",
    "matplotlib",
    "seaborn",
    "papermill",
    "ipykernel",
    "typst",
    "pypandoc-binary",
)


def check_project(project: Project) -> list[str]:
    """
    What was looked at and is in order, a line each.

    Raises: the first kind of KarnamehError met, its message holding the faults of every part.
    """
    lines, errors = [], []
    for look in (_suite, _disclosure, _words, _notebooks, _registers):
        try:
            lines.append(look(project))
        except KarnamehError as error:
            errors.append(error)
    if errors:
        raise type(errors[0])("\n".join(map(str, errors)))
    return lines


def _suite(project: Project) -> str:
    suite = project.suite
    counts = {"provinces": suite.provinces, "counties": suite.counties, "briefs": list(suite.briefs())}
    return "params/suite.toml: " + ", ".join(f"{name} {len(found)}" for name, found in counts.items())


def _disclosure(project: Project) -> str:
    rule = Rule.read(project.root / "params" / "disclosure.toml")
    rounded = f", counts rounded to multiples of {rule.base}" if rule.rounds else ""
    return f"params/disclosure.toml: threshold {rule.threshold}{rounded}"


def _words(project: Project) -> str:
    faults = word_faults()
    if faults:
        raise WordError("\n".join(faults))
    return f"languages: {', '.join(LANGUAGES)}, words {len(load(LANGUAGES[0])):,}"


def word_faults() -> list[str]:
    """Keys and blanks that one language has and another lacks."""
    first, *others = LANGUAGES
    faults = []
    for other in others:
        mine, theirs = load(first), load(other)
        faults += [
            f"languages/{other}.toml: there is no word '{key}', which {first}.toml has."
            for key in mine
            if key not in theirs
        ]
        faults += [
            f"languages/{first}.toml: there is no word '{key}', which {other}.toml has."
            for key in theirs
            if key not in mine
        ]
        for key in mine.keys() & theirs.keys():
            one, two = (
                blanks(text) if isinstance(text, str) else len(text) for text in (mine[key], theirs[key])
            )
            if one != two:
                faults.append(
                    f"languages: {key}: {first}.toml has {one}, {other}.toml has {two}; both need the same blanks."
                )
    return sorted(faults)


def _notebooks(project: Project) -> str:
    expected = NOTEBOOKS | {"indicators": ("year", "county")}
    faults = [
        fault
        for name, parameters in expected.items()
        for fault in _notebook_faults(project, name, parameters)
    ]
    if faults:
        raise NotebookError("\n".join(faults))
    return f"notebooks: {len(expected)}, parameters as expected"


def _notebook_faults(project: Project, name: str, expected: tuple[str, ...]) -> Iterator[str]:
    where = f"notebooks/{name}.ipynb"
    try:
        cells = cells_of(project.notebooks / f"{name}.ipynb")
    except NotebookError as error:
        yield str(error)
        return
    tagged = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
    if len(tagged) != 1:
        yield f"{where}: cells tagged 'parameters': {len(tagged)}; exactly one is expected."
        return
    try:
        statements = ast.parse("".join(tagged[0]["source"])).body
    except SyntaxError as error:
        yield f"{where}: the parameters cell is not Python: {error.msg}."
        return
    found = tuple(
        s.target.id for s in statements if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)
    )
    if found != expected:
        yield f"{where}: the parameters cell has {', '.join(found) or 'none'}; a build passes {', '.join(expected)}."


def _registers(project: Project) -> str:
    source = Source.of(project)
    sizes = check_registers(source, project.areas)
    rows = ", ".join(f"{name} {rows:,}" for name, rows in sizes.items() if rows)
    return f"registers{' (synthetic)' if source.synthetic else ''}: {rows}"


def describe_plan(
    project: Project, chosen: tuple[list[Brief], list[str]], engine: str, force: bool
) -> list[str]:
    """What a build would make and why, in words; makes nothing."""
    briefs, formats = chosen
    source = Source.of(project)
    stale = uncounted(project, source)
    lines = [
        f"indicators {task.year} {project.areas[task.county].slug}: registers, reference or code changed"
        for task in stale
    ]
    found, why = choose(engine, project)
    lines.append(f"engine: {found.name} {found.version} ({why})")
    if stale:
        return [*lines, f"briefs: up to {len(briefs)}, as far as the new figures change them"]
    inputs = Inputs(project, table(project, source).publication, f"{found.name} {found.version}")
    tasks = plan(project, briefs, formats, inputs, force)
    lines += [f"{task.brief.title()}: {task.reason}" for task in tasks]
    reasons = ", ".join(
        f"{reason} {count}" for reason, count in Counter(task.reason for task in tasks).items()
    )
    return [*lines, f"briefs to make: {len(tasks)} of {len(briefs)}" + (f" ({reasons})" if reasons else "")]


def diagnose(project: Project) -> Iterator[str]:
    """Versions, engines and fonts; what is missing and how to get it."""
    yield f"python {platform.python_version()}"
    for package in _PACKAGES:
        yield f"{package} {version(package)}"
    for engine in ("embedded", "quarto"):
        yield _available(lambda name=engine: _engine(project, name), f"engine {engine}")
    yield _available(lambda: _type(project), "fonts")
    yield _available(lambda: _registers(project), "registers")
    yield _available(lambda: f"{len(Publication.read(project.publication).frame):,} rows", "publication")


def _engine(project: Project, name: str) -> str:
    found, why = choose(name, project)
    return f"{found.version} ({why})"


def _type(project: Project) -> str:
    make_fonts(project)
    return typeface.told(project)


def _available(look: Callable[[], str], name: str) -> str:
    try:
        return f"{name}: {look()}"
    except KarnamehError as error:
        return f"{name}: missing. {error}"
