"""Which of our modules a module can reach: itself, what it imports, wherever in its text, and so on."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from karnameh.files import sha256

PACKAGE = Path(__file__).parents[1]
_ROOT = PACKAGE.name
#: What runs notebooks; a kernel and its parent are named by texts, not by imports.
RUNNING = ("execute.run", "kernels.forked", "kernels.quiet")
#: Where an import may stand: expressions, which are most of a module, hold none.
_HOLD_STATEMENTS = (ast.stmt, ast.ExceptHandler, ast.match_case)


@cache
def texts() -> Mapping[Path, bytes]:
    """
    Every module of the package as it was when this was first asked.

    A build asks as it begins: it runs what it has loaded, whatever becomes of the files meanwhile.
    """
    return {path: path.read_bytes() for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def code_hash(*modules: str) -> str:
    """One hash over the code that modules ('brief', 'execute.run') can reach; what only names types is left out."""
    parts = (f"{path.relative_to(PACKAGE)}\0".encode() + texts()[path] for path in sorted(reach(*modules)))
    return sha256(b"".join(parts))


def reach(*modules: str) -> set[Path]:
    """The files of modules and of all that they reach."""
    found: set[Path] = set()
    waiting = [path for module in modules for path in _files(f"{_ROOT}.{module}")]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [file for name in _imported(path) for file in _files(name)]
    return found


@cache
def _imported(path: Path) -> frozenset[str]:
    return frozenset(imports_in(texts()[path]))


def imports_in(text: bytes) -> Iterator[str]:
    """Dotted names of ours that a module imports; of `from a import b` both a and a.b, for b may be a module."""
    return _names(ast.parse(text))


def _names(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if (
            isinstance(child, ast.If)
            and isinstance(child.test, ast.Name)
            and child.test.id == "TYPE_CHECKING"
        ):
            continue
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names if alias.name.split(".")[0] == _ROOT)
        elif isinstance(child, ast.ImportFrom) and (child.module or "").split(".")[0] == _ROOT:
            yield child.module
            yield from (f"{child.module}.{alias.name}" for alias in child.names)
        elif isinstance(child, _HOLD_STATEMENTS):
            yield from _names(child)


def _files(name: str) -> list[Path]:
    """The file of a module, with those of the packages it lies in; none where there is no such module."""
    parts = name.split(".")[1:]
    place = PACKAGE.joinpath(*parts)
    package = place / "__init__.py"
    file = package if package in texts() else place.with_suffix(".py")
    if file not in texts():
        return []
    packages = [PACKAGE.joinpath(*parts[:depth]) / "__init__.py" for depth in range(len(parts))]
    return [path for path in (file, *packages) if path in texts()]
