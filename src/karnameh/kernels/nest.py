"""
A folder for the sockets of one kernel, which is gone when its asker is gone.

Where Windows imports this, it has no fcntl; it never comes to use it.
"""

import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

_LOCK = "asker"
#: Between making a folder and locking it an asker takes no longer than this.
_SECONDS = 60


class Nest:
    """A locked folder; `leave` removes it, and `sweep` removes those whose asker died."""

    def __init__(self, home: Path):
        unready = Path(tempfile.mkdtemp(dir=home, prefix="n-"))
        self._lock = _locked(unready)
        self.folder = unready.rename(unready.with_name("k-" + unready.name[2:]))

    def restore(self) -> None:
        """Make the folder again where somebody took it away, as systems do with what is temporary."""
        if self.folder.is_dir():
            return
        for folder in (*reversed(self.folder.parents[:2]), self.folder):
            folder.mkdir(mode=0o700, exist_ok=True)
        gone, self._lock = self._lock, _locked(self.folder)
        os.close(gone)

    def leave(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)


def _locked(folder: Path) -> int:
    import fcntl

    handle = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def abandon(home: Path) -> None:
    """Remove the folder of a parent that ends, unless another has begun there or an asker is about to."""
    import fcntl

    sweep(home)
    with suppress(OSError), open(home / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.listdir(home) == ["lock"]:
            shutil.rmtree(home, ignore_errors=True)


def sweep(home: Path) -> None:
    """Remove the folders of kernels whose asker is gone."""
    for folder in home.glob("[kn]-*"):
        try:
            if folder.name.startswith("n-") and time.time() - folder.stat().st_mtime < _SECONDS:
                continue
            if _is_left(folder / _LOCK):
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:  # its asker removed it in the meantime
            continue


def _is_left(lock: Path) -> bool:
    import fcntl

    try:
        handle = os.open(lock, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
