"""The way through the house: a module imports only from those above it."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "karnameh"
#: In reading order; a package stands for its modules, which may import each other.
ORDER = [
    "errors",
    "startup",
    "files",
    "trace",
    "progress",
    "calendar",
    "areas",
    "settings",
    "suite",
    "words",
    "registers",
    "indicators",
    "office",
    "disclosure",
    "attack",
    "audit",
    "gate",
    "publication",
    "releases",
    "present",
    "render",
    "brief",
    "kernels",
    "execute",
    "protection",
    "downloads",
    "site",
    "unchanged",
    "outcome",
    "build",
    "check",
    "explain",
    "cli",
]
#: Computation and wording touch no process, no network and no notebook machinery.
PURE = ["calendar", "areas", "words", "indicators", "disclosure", "attack", "present"]
FORBIDDEN = {
    "subprocess",
    "socket",
    "urllib",
    "papermill",
    "nbformat",
    "shutil",
    "tempfile",
    "multiprocessing",
}
MODULES = sorted(
    path for path in PACKAGE.rglob("*.py") if path.name != "__main__.py" and path != PACKAGE / "__init__.py"
)


def layer(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "karnameh":
                yield from (f"karnameh.{alias.name}" for alias in node.names)
            else:
                yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_every_module_has_its_place_in_the_order():
    assert {layer(path) for path in MODULES} == set(ORDER)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_those_above_it(path):
    ours = [name.split(".")[1] for name in imports(path) if name.startswith("karnameh.")]
    below = [name for name in ours if name in ORDER and ORDER.index(name) > ORDER.index(layer(path))]
    assert not below


@pytest.mark.parametrize(
    "path", [p for p in MODULES if layer(p) in PURE], ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_a_pure_module_starts_nothing_and_fetches_nothing(path):
    assert not FORBIDDEN & {name.split(".")[0] for name in imports(path)}


def test_only_the_office_and_what_builds_it_read_registers():
    readers = {layer(path) for path in MODULES if "karnameh.registers.read" in set(imports(path))}
    assert readers <= {"registers", "indicators", "office", "build", "check", "explain", "cli"}


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("karnameh.cli", ("pandas", "matplotlib", "papermill", "typst")),
        ("karnameh.build", ("matplotlib", "papermill", "pikepdf", "typst")),  # it draws nothing itself
    ],
)
def test_what_begins_first_loads_nothing_that_it_does_not_need(module, heavy):
    import subprocess
    import sys

    code = f"import sys, {module}; print([m for m in {heavy} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


def test_a_module_has_one_subject():
    long = {
        str(path.relative_to(PACKAGE)): n
        for path in MODULES
        if (n := len(path.read_text().splitlines())) > 400
    }
    assert not long
