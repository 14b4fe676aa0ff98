"""Peak memory of a process, all it began, and the parents of warm kernels: what a person would see in use."""

import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil

_PARENT = "karnameh.kernels.parent"
#: At the most this part of a core is spent on looking.
_COST = 0.02


class Watch:
    """Looks up to ten times a second while it is open; peak: the most megabytes, shared pages counted once."""

    def __init__(self):
        self.peak = 0.0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        pause = 0.1
        while not self._end.wait(pause):
            began = time.thread_time()
            self.peak = max(self.peak, sum(map(_share, _processes())) / 1024)
            pause = max(0.1, (time.thread_time() - began) / _COST)


def _processes() -> set[int]:
    """Of this process, its children and the parents of warm kernels with theirs."""
    found = {child.pid for child in psutil.Process().children(recursive=True)}
    for process in psutil.process_iter(["cmdline"]):
        if _PARENT in (process.info["cmdline"] or ()):
            with suppress(psutil.Error):
                found |= {process.pid, *(child.pid for child in process.children(recursive=True))}
    return found


def _share(pid: int) -> int:
    """Kilobytes of a process, a page that several have divided among them."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
