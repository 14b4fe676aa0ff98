"""Which of our modules a module can reach: itself, what it imports, wherever in its text, and so on."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from karnameh.files import sha256

PACKAGE = Path(__file__).parents[1]
_ROOT = PACKAGE.name
#: What runs notebooks; a kernel and its parent are named by texts, not by imports.
RUNNING = ("execute.run", "kernels.forked", "kernels.quiet")
#: A statement of its own line or lines, as all of ours are; to parse whole modules takes fifteen times as long.
_IMPORT = re.compile(r"^[ ]*(?:from ([\w.]+) )?import (\((?:#.*|[^)#])*\)|.*)", re.M)
#: What only names types, and is no part of what runs.
_ONLY_TYPES = re.compile(r"^if TYPE_CHECKING:.*\n(?:(?: .*)?\n)+", re.M)
_COMMENT = re.compile(r"#.*")


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
    for module, listed in _IMPORT.findall(_ONLY_TYPES.sub("", text.decode())):
        names = [name.split()[0] for name in _COMMENT.sub("", listed).strip("()").split(",") if name.strip()]
        if not module:
            yield from (name for name in names if name.split(".")[0] == _ROOT)
        elif module.split(".")[0] == _ROOT:
            yield from (module, *(f"{module}.{name}" for name in names))


@cache
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
