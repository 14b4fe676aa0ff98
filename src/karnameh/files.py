"""Writing files and folders whole or not at all, and naming their content."""

import ctypes
import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

#: How the names of files end that are not whole yet.
_UNFINISHED = ".unfinished"


def write_atomically(path: Path, data: bytes, lasting: bool = False) -> None:
    """
    Write to a temporary name beside the target, then rename: a killed run leaves the last good file.

    lasting: so does a power cut, for the disk has it before the name changes; for what nothing tells to be damaged.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(_UNFINISHED, f".{path.name}.", path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        os.chmod(temporary, rights())
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def rights() -> int:
    """Who may read and write what this process writes, as its umask has it."""
    return 0o666 & ~umask()


def umask() -> int:
    """The umask of this process; asked of the system, where it says, for to ask Python is to set it for a moment."""
    with suppress(OSError, IndexError, ValueError):
        told = Path("/proc/self/status").read_text()
        return int(told.split("\nUmask:")[1].split()[0], 8)
    os.umask(found := os.umask(0o077))
    return found


def remembered(path: Path) -> dict:
    """What an earlier call noted in a JSON file; nothing where there is no such note, or none that can be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}


def remove_unfinished(folder: Path) -> None:
    """Remove what killed runs had begun to write, anywhere in a folder."""
    for place, _, names in os.walk(folder):
        for name in names:
            if name.endswith(_UNFINISHED):
                Path(place, name).unlink(missing_ok=True)


def write_synced(path: Path, data: bytes) -> None:
    """Write a file and wait until the disk has it; a killed run may leave a part of it."""
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def swap_folders(new: Path, folder: Path) -> None:
    """
    Put a folder in the place of another of the same parent, which is removed.

    Where the system can exchange two names, there is no moment between; elsewhere the old folder steps aside
    first and comes back if the new one cannot take its place, or with `recall_folder` after a kill.
    Raises: OSError where the folder stays as it was; an old one that cannot be removed is none.
    """
    need_replaceable(folder)
    if recall_folder(folder):  # whoever made the new one did not know of it
        raise OSError(errno.EEXIST, "it was put aside in a run that was killed, and is back now", str(folder))
    if not folder.exists():
        new.rename(folder)
        return
    if _exchange(new, folder):
        shutil.rmtree(new, ignore_errors=True)
        return
    old = aside(folder)
    folder.rename(old)
    try:
        new.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def need_replaceable(folder: Path) -> None:
    """Raises: OSError where no other folder can take the place of this one."""
    if os.path.ismount(folder):
        raise OSError(errno.EBUSY, "a mount point cannot be replaced in one step", str(folder))


def recall_folder(folder: Path) -> bool:
    """
    Put a folder back that stepped aside in a run that was killed before another took its place; gives whether it did.

    What such a run left after that is removed.
    """
    old = aside(folder)
    if folder.exists():
        shutil.rmtree(old, ignore_errors=True)
    elif old.is_dir():
        old.rename(folder)
        return True
    return False


def aside(folder: Path) -> Path:
    """Where a folder waits while another takes its place, on systems that cannot exchange two names."""
    return folder.with_name(f".{folder.name}.old")


#: Of renameat2 (Linux): both names relative to the working folder, exchanged.
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; False where the system or its disk cannot."""
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    return call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def sha256_of_file(path: Path) -> str:
    """The hash of a file, read piece by piece."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of(paths: Iterable[Path], under: Path | None = None) -> str:
    """One hash over many files, by content and by name (or by the path under a folder), in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        name = path.relative_to(under).as_posix() if under else path.name
        digest.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
