"""Whoever changes the registers of a folder does it alone, and finds them in their place."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from karnameh.errors import RegisterError
from karnameh.files import recall_folder
from karnameh.progress import Progress, turn


@contextmanager
def to_oneself(folder: Path, progress: Progress) -> Iterator[None]:
    """
    Nobody else changes the registers of a folder meanwhile; another call that does is waited for.

    A folder that stepped aside in a call that was killed is back in its place.
    Raises: RegisterError for a mount point, for registers change as one folder.
    """
    if os.path.ismount(folder):
        raise RegisterError(
            f"{folder}: it is a mount point, which no other folder can take the place of; nothing was changed. "
            "Mount the folder above it, or name a folder inside it as `registers` in params/suite.toml."
        )
    said = "registers: another call is at work on them; waiting for it"
    with turn(folder.with_name(f".{folder.name}.lock"), said, progress):
        recall_folder(folder)
        yield
