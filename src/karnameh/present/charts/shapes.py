"""
Shaped texts, kept from one kernel to the next: to shape them is a fifth of a notebook's work.

What is kept depends on the text and the type alone, so it may be lost or kept by nobody: then it is made again.
SQLite lets kernels read while one of them writes, and leaves the file whole when one is killed.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path

#: Texts that are kept at the most: numbers never end.
_MOST = 20_000
#: Seconds for which another kernel's writing is waited for.
_PATIENCE = 0.5
_SET_UP = """
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS texts
        (text TEXT, bold INTEGER, width REAL, name TEXT, definition TEXT, glyphs TEXT, PRIMARY KEY (text, bold));
    CREATE TABLE IF NOT EXISTS glyphs (name TEXT PRIMARY KEY, outline TEXT);
"""


@dataclass(frozen=True)
class Shaped:
    """
    A text in the type: its width in points when it is set in `lettering.SHAPED` pt, the outline of each of its glyphs
    by name, and the definition of the text that uses them, under the name it gives itself.
    """

    width: float
    glyphs: Mapping[str, str]
    name: str
    definition: str


class Shapes:
    """The texts of a type in a file; where it cannot be read or written, none are kept."""

    def __init__(self, place: Path):
        """place: a file of its own for each type and way of shaping, in a folder for nothing else."""
        self._new: dict[tuple[str, bool], Shaped] = {}
        self._outlines: dict[str, str] = {}
        self._file: sqlite3.Connection | None = None
        with suppress(sqlite3.Error, OSError):
            if not place.exists():
                _make_room(place)
            self._file = sqlite3.connect(place, timeout=_PATIENCE, isolation_level=None)
            if not self._file.execute("SELECT 1 FROM sqlite_master WHERE name = 'glyphs'").fetchone():
                self._file.executescript(_SET_UP)
            self._file.execute("BEGIN")  # one look at the file as it is now
            self._outlines = dict(self._file.execute("SELECT name, outline FROM glyphs"))

    def get(self, text: str, bold: bool) -> Shaped | None:
        """A text as it was shaped before; None where it was not, or is not kept."""
        if not self._outlines:
            return None
        with suppress(sqlite3.Error, KeyError):
            asked = "SELECT width, name, definition, glyphs FROM texts WHERE text = ? AND bold = ?"
            if found := self._file.execute(asked, (text, bold)).fetchone():
                width, name, definition, glyphs = found
                if f'data-text="{escape(text)}"' not in definition:  # a damaged file: that of another text
                    return None
                return Shaped(
                    width, {glyph: self._outlines[glyph] for glyph in glyphs.split()}, name, definition
                )
        return None

    def add(self, text: str, bold: bool, shaped: Shaped) -> None:
        """Remember to keep a text."""
        self._new[text, bold] = shaped

    def close(self) -> None:
        """Keep what is new, as far as there is room, and be done with the file."""
        if self._file is None:
            return
        with suppress(sqlite3.Error):
            self._file.execute("COMMIT")
            if self._new:
                self._write()
        self._file.close()
        self._file = None

    def _write(self) -> None:
        outlines = {name: outline for one in self._new.values() for name, outline in one.glyphs.items()}
        rows = [
            (text, bold, one.width, one.name, one.definition, " ".join(one.glyphs))
            for (text, bold), one in self._new.items()
        ]
        self._file.execute("BEGIN IMMEDIATE")
        (kept,) = self._file.execute("SELECT count(*) FROM texts").fetchone()
        self._file.executemany("INSERT OR IGNORE INTO glyphs VALUES (?, ?)", outlines.items())
        self._file.executemany(
            "INSERT OR IGNORE INTO texts VALUES (?, ?, ?, ?, ?, ?)", rows[: max(0, _MOST - kept)]
        )
        self._file.execute("COMMIT")


def _make_room(place: Path) -> None:
    """A folder, without the shapes of another type or made in another way: they are of no use any more."""
    place.parent.mkdir(parents=True, exist_ok=True)
    for other in place.parent.iterdir():
        if not other.name.startswith(place.name):  # which a kernel beside this one may have begun
            other.unlink(missing_ok=True)
