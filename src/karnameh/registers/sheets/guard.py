"""
Workbooks are opened in a process of their own, which may not take all memory or time.

A file of a few bytes can ask for hundreds of gigabytes (cells A1 and XFD1048576) or make a reader panic:
the process dies then, and this one says so and goes on.
"""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe
from pathlib import Path

from karnameh.errors import RegisterError
from karnameh.registers.sheets.refusal import damaged, too_large
from karnameh.registers.sheets.sheet import Opened

MEMORY = 6 * 2**30
SECONDS = 600
_BEGIN = "import sys; from karnameh.registers.sheets.guard import serve; serve(*map(int, sys.argv[1:]))"


@dataclass
class Guard:
    """
    Reads many workbooks in one process beside this one, begun at the first and anew when it dies; use it
    with `with`, at the end of which it is gone.
    """

    memory: int = MEMORY
    seconds: float = SECONDS
    _process: subprocess.Popen | None = field(default=None, init=False)
    _pipe: Connection | None = field(default=None, init=False)

    def __enter__(self) -> "Guard":
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def read(self, path: Path) -> Opened:
        """
        What a workbook holds.

        Raises: RegisterError where it is no workbook, not safe, damaged, or wants too much memory or time.
        """
        if self._process is None or self._process.poll() is not None:
            self._begin()
        try:
            self._pipe.send(path)
            if not self._pipe.poll(self.seconds):
                raise EOFError
            answer = self._pipe.recv()
        except (EOFError, OSError):
            self._stop()
            raise too_large() from None
        except BaseException:
            # Interrupted: an answer that nobody waits for must not be taken for the next one.
            self._stop()
            raise
        if isinstance(answer, RegisterError):
            raise answer
        return answer

    def _begin(self) -> None:
        self._stop()
        self._pipe, theirs = Pipe()
        # A new interpreter: it inherits no threads or locks and, unlike a spawned one, runs nobody's script again.
        limits = (str(theirs.fileno()), str(self.memory), str(int(self.seconds) + 1))
        command = [sys.executable, "-P", "-c", _BEGIN, *limits]
        self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        theirs.close()

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._pipe.close()
        self._process = self._pipe = None


def serve(handle: int, memory: int, seconds: int) -> None:
    """Answer each path with what it holds or the error it raises, until nobody asks any more."""
    pipe = Connection(handle)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asks is interrupted too, and ends us
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a panic speaks of the insides of a library
    from karnameh.registers.sheets import package, workbook

    _limit(memory)
    while True:
        try:
            path = pipe.recv()
        except EOFError:
            return
        _alarm(seconds)
        pipe.send(_answer(path, package.kind, workbook.read_workbook))
        _alarm(0)


def _answer(path: Path, kind, read) -> Opened | RegisterError:
    try:
        return read(path, kind(path))
    except RegisterError as error:
        return error
    except MemoryError:
        return too_large()
    except BaseException:  # a panic of a Rust library is no Exception
        return damaged()


def _alarm(seconds: int) -> None:
    """Die then, should the one who asked be gone; 0 calls it off."""
    if hasattr(signal, "alarm"):  # not on Windows
        signal.alarm(seconds)


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
