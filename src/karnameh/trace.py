"""
What a piece of work has looked at, so that it is done again only when that has changed.

Words, published rows and scales say so when they are read. Within `recording` they are gathered; in a kernel, which is
another process, they are written down in the file that KARNAMEH_TRACE names, cell by cell.
"""

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "KARNAMEH_TRACE"


class _Trace:
    """The lines so far, each once; in a file too where there is one."""

    def __init__(self, path: str | None = None):
        self.lines: set[str] = set()
        self._file = open(path, "ab") if path else None  # noqa: SIM115
        self._noted: list[str] = []

    def add(self, line: str) -> None:
        if line not in self.lines:
            self.lines.add(line)
            if self._file:
                self._noted.append(line + "\n")
                if os.getpid() != _flushing:
                    self.flush()

    def flush(self) -> None:
        if self._noted:
            self._file.write("".join(self._noted).encode())  # in one piece, for others may write too
            self._file.flush()
            self._noted.clear()


#: The process that says when its lines are to be in the file; from any other each goes there at once.
_flushing: int | None = None
_current: _Trace | None = None


def looked(kind: str, key: str) -> None:
    """Say that a thing was looked at: a kind ('word', 'rows', 'scale') and its key."""
    global _current
    if _current is None:
        _current = _Trace(os.environ.get(VARIABLE))
    _current.add(f"{kind} {key}")


def by_cell() -> None:
    """Lines of this process go into the file when it says `flush`, and as it ends."""
    global _flushing
    _flushing = os.getpid()
    atexit.register(flush)


def flush() -> None:
    """Have all that was looked at until now in the file."""
    if _current:
        _current.flush()


def is_traced() -> bool:
    """Whether this is a kernel of a build."""
    return VARIABLE in os.environ


@contextmanager
def recording() -> Iterator[set[str]]:
    """The lines of all that is looked at meanwhile."""
    global _current
    before, _current = _current, _Trace()
    try:
        yield _current.lines
    finally:
        _current = before


def read(path: Path) -> set[str]:
    """The lines a kernel left; none where it looked at nothing."""
    return set(path.read_text(encoding="utf-8").splitlines()) if path.is_file() else set()


@contextmanager
def traced(path: Path) -> Iterator[None]:
    """Kernels that begin meanwhile leave what they look at in a new file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    os.environ[VARIABLE] = str(path)
    try:
        yield
    finally:
        del os.environ[VARIABLE]
