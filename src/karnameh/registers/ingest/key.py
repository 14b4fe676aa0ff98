"""The key of an office's pseudonyms, beside its registers: read, and kept before the first pseudonym is."""

import os
from contextlib import suppress
from pathlib import Path

from karnameh.errors import RegisterError
from karnameh.registers.persons import Pseudonyms


def read_key(registers: Path) -> Pseudonyms:
    """
    The key that lies beside a registers folder.

    Raises: RegisterError where the file is there and holds none: with another key nobody would be known again.
    """
    try:
        pseudonyms = Pseudonyms.read(registers)
    except ValueError:
        pseudonyms = None
    if pseudonyms is None or pseudonyms.key == b"":
        raise RegisterError(
            f"{registers.name}.key: not a key; 64 hexadecimal digits are expected. Put back a copy of it; only where "
            "no household id of the registers or the quarantine begins with n and 20 digits, delete it."
        )
    return pseudonyms


def keep_key(pseudonyms: Pseudonyms) -> None:
    """A new key on disk, whole or not at all."""
    path = pseudonyms.path
    new = path.with_name(f".{path.name}.new")
    with suppress(FileNotFoundError):  # what a killed call left
        new.unlink()
    if not pseudonyms.key or path.exists():
        return
    try:
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(pseudonyms.key.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        new.rename(path)
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)
