"""A file an office exports, of whatever kind → its sheets as grids of written cells."""

from collections.abc import Callable
from pathlib import Path

from karnameh.registers.sheets.guard import Guard
from karnameh.registers.sheets.package import is_container, kind
from karnameh.registers.sheets.sheet import Opened


def open_file(path: Path, guard: Guard, known: Callable[[str], bool] = lambda field: False) -> Opened:
    """
    What a file holds; known says whether a field of a CSV file is a heading.

    A reader is imported when a file of its kind comes.

    Raises: RegisterError where it is not a file that can be taken in, with what to do.
    """
    if is_container(path):
        return guard.read(path)
    if kind(path) == "parquet":
        from karnameh.registers.sheets.columnar import read_parquet

        return Opened((read_parquet(path),))
    from karnameh.registers.sheets.text import read_text

    return Opened((read_text(path, known),))
