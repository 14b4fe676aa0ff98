"""
The process that has the imports done and forks kernels; run as a module, with a listening socket and its key.

It runs no thread, opens no socket of ZeroMQ and reads nothing of a project. It ends by itself: unused for some
time, after many kernels, or when its key is no longer that of what is installed; the next asker begins another.
"""

import builtins
import gc
import json
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

from karnameh.kernels import nest, place
from karnameh.kernels.forked import INLINE, become, note_modules
from karnameh.suite import LANGUAGES

#: What briefs and kernels import: libraries, Jupyter's machinery, our own modules (their code is in the key).
#: Not `matplotlib_inline`, which ties itself to the kernel that imports it.
PRELOADED = (
    *("numpy", "pandas", "pyarrow", "pyarrow.parquet", "pyarrow.dataset", "seaborn", "matplotlib.pyplot"),
    *("matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg"),
    *("IPython", "IPython.core.completerlib", "IPython.core.debugger", "IPython.core.oinspect"),
    *("IPython.core.pylabtools", "IPython.core.logger"),
    *("IPython.extensions.storemagic", "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell"),
    *("ipykernel.debugger", "tornado.platform.asyncio", "faulthandler", "sqlite3"),
    *("encodings.idna", "encodings.utf_16_be"),
    *("karnameh.brief", "karnameh.office", "karnameh.render.fonts", "karnameh.kernels.quiet"),
)
IDLE_SECONDS, KERNELS, TICK = 600, 1000, 30
#: How long one that cannot fork says so, before the next asker may try with a new one.
REFUSING_SECONDS = 60
_LONGEST_MESSAGE = 4096


class Parent:
    """Lines of askers and the kernels at their ends."""

    def __init__(self, listener: socket.socket, key: str, began_with: Mapping[str, str]):
        self._listener: socket.socket | None = listener
        self._home = Path.cwd()  # which somebody may take away while kernels are at work
        self._key, self._began_with = key, began_with
        #: What the imports put into the environment, as they do in an ordinary kernel.
        self._marks = {name: v for name, v in os.environ.items() if began_with.get(name) != v}
        self._made, self._used = 0, time.monotonic()
        self._watched = selectors.PollSelector()
        self._watched.register(listener, selectors.EVENT_READ, self._called)

    def serve(self) -> None:
        """Fork kernels until there is a reason to end and the last kernel has ended."""
        while self._listener or len(self._watched.get_map()):
            for event, _ in self._watched.select(TICK):
                # One event may have ended what another is about, and its number may be another's by now.
                if self._watched.get_map().get(event.fd) is event:
                    event.data(event.fileobj)
            if self._listener and self._is_done():
                self._retire()

    def _is_done(self) -> bool:
        busy = len(self._watched.get_map()) > 1
        unused = not busy and time.monotonic() - self._used > IDLE_SECONDS
        return unused or self._made >= KERNELS or (not busy and place.key(self._began_with) != self._key)

    def _retire(self) -> None:
        """Be found no more; whoever has called already is served."""
        Path("socket").unlink(missing_ok=True)
        self._watched.unregister(self._listener)
        self._listener.setblocking(False)
        try:
            while True:
                self._called(self._listener)
        except BlockingIOError:
            self._listener.close()
            self._listener = None

    def _called(self, listener: socket.socket) -> None:
        line, _ = listener.accept()
        line.setblocking(True)
        self._watched.register(line, selectors.EVENT_READ, self._asked)

    def _asked(self, line: socket.socket) -> None:
        """Fork a kernel for the asker at this line, or see that nobody is there any more."""
        self._watched.unregister(line)
        try:
            said, handles, *_ = socket.recv_fds(line, _LONGEST_MESSAGE, 5)
        except OSError:
            said, handles = b"", []
        if not said:
            line.close()
            return
        this = os.getpid()
        try:
            pid = os.fork()
            if pid == 0:
                become(line, handles, this, self._marks)
            child = Child(line, pid)
        except OSError as error:  # a limit of processes or files: those that there are go on
            self._answer_no(line, error)
            return
        finally:
            for handle in handles:
                os.close(handle)
        self._made, self._used = self._made + 1, time.monotonic()
        self._watched.register(line, selectors.EVENT_READ, lambda _: self._left(child))
        self._watched.register(child.watch, selectors.EVENT_READ, lambda _: self._ended(child))

    def _answer_no(self, line: socket.socket, error: OSError) -> None:
        with line, suppress(OSError):
            reason = f"the system begins no process for it: {error.strerror}"
            line.send(json.dumps({"reason": reason}).encode(), socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)

    def _ended(self, child: "Child") -> None:
        """Tell the asker how; the process is reaped when the asker hangs up."""
        self._watched.unregister(child.watch)
        child.tell()

    def _left(self, child: "Child") -> None:
        """The asker hung up or died: so does its kernel."""
        self._watched.unregister(child.line)
        if child.watch in self._watched.get_map():
            self._watched.unregister(child.watch)
        child.end()
        nest.sweep(self._home)
        self._used = time.monotonic()


class Child:
    """A forked kernel and the line of its asker."""

    def __init__(self, line: socket.socket, pid: int):
        """Raises: OSError where it cannot be watched; it is ended then."""
        self.line, self.pid = line, pid
        try:
            self.watch = os.pidfd_open(pid)
        except OSError:
            self._kill()
            raise

    def tell(self) -> None:
        how = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
        status = how.si_status if how.si_code == os.CLD_EXITED else -how.si_status
        with suppress(OSError):  # the asker is gone; its line says so next
            self.line.send(json.dumps({"status": status}).encode(), socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)

    def end(self) -> None:
        self._kill()
        os.close(self.watch)
        self.line.close()

    def _kill(self) -> None:
        for kill in (os.killpg, os.kill):  # its group, and itself where it has not founded one yet
            try:
                kill(self.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        os.waitpid(self.pid, 0)


def warm() -> None:
    """Do the imports, and put what they made beyond the reach of the garbage collector."""
    gc.disable()
    # pandas asks as it is imported whether its tables will be shown in a kernel.
    builtins.get_ipython = lambda: SimpleNamespace(kernel=True)
    for name in PRELOADED:
        import_module(name)
    del builtins.get_ipython
    _read_ahead()
    note_modules()
    # Threads of linear algebra end at the first fork; a kernel starts its own when it needs them.
    if (pid := os.fork()) == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    gc.collect()
    gc.freeze()


def _read_ahead() -> None:
    """What each kernel would read of this package and of what is installed, all of it in the key."""
    from matplotlib.rcsetup import validate_backend

    from karnameh import words
    from karnameh.present.charts import theme
    from karnameh.render.fonts import recipe_of
    from karnameh.render.typeface import noto

    for lang in LANGUAGES:
        words.load(lang)
    theme.colours()
    recipe_of(noto())
    validate_backend(INLINE)  # looks through the entry points of all distributions


def is_single_threaded() -> bool:
    return len(os.listdir("/proc/self/task")) == 1


def main(handle: str, key: str) -> None:
    if os.fork():
        os._exit(0)
    _be_plain()
    listener = socket.socket(fileno=int(handle))
    listener.set_inheritable(False)
    began_with = dict(os.environ)
    try:
        warm()
        if not is_single_threaded():
            raise RuntimeError("one of the imports runs a thread, which a fork would not survive")
        if place.key(began_with) != key:
            raise RuntimeError("what is installed changed during the imports")
    except Exception as error:
        _refuse(listener, f"{type(error).__name__}: {error}")
        return
    home = Path.cwd()
    nest.sweep(home)
    Parent(listener, key, began_with).serve()
    nest.abandon(home)


def _be_plain() -> None:
    """Signals and paths as a kernel has them that was not started by an asker of any kind."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    sys.path[:] = [folder for folder in sys.path if folder and folder != os.getcwd()]


def _refuse(listener: socket.socket, reason: str) -> None:
    """Give every asker the reason for some time."""
    listener.settimeout(REFUSING_SECONDS)
    message = json.dumps({"reason": reason[:1000]}).encode()
    try:
        while True:
            line, _ = listener.accept()
            with line, suppress(OSError):
                line.settimeout(1)
                line.recv(_LONGEST_MESSAGE)
                line.send(message, socket.MSG_NOSIGNAL)
    except TimeoutError:
        Path("socket").unlink(missing_ok=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
