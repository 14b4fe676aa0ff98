"""A child of the parent becomes a kernel: whatever it can be given is its asker's, nothing is the parent's."""

import atexit
import ctypes
import gc
import json
import os
import random
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import takewhile
from types import ModuleType
from typing import NoReturn

from karnameh.startup import SELDOM

_PR_SET_PDEATHSIG = 1
#: Seconds that a kernel which is asked to end may take to say so.
_LAST_WORDS = 1
INLINE = "module://matplotlib_inline.backend_inline"


def become(line: socket.socket, handles: list[int], parent: int, marks: Mapping[str, str]) -> NoReturn:
    """
    Be a kernel for the asker at the line. handles: its request, folder and three streams; marks: variables
    that imports leave in the environment.

    Says its number on the line when it is up; never returns into the parent.
    """
    status = 1
    try:
        os.setsid()
        _die_with(parent)
        with os.fdopen(handles[0], "rb") as request:
            request.seek(0)
            told = json.load(request)
        os.fchdir(handles[1])
        for number, handle in enumerate(handles[2:]):
            os.dup2(handle, number)
        _close_all_but(line.fileno())
        os.umask(told["umask"])
        for number in told["ignored"]:
            signal.signal(number, signal.SIG_IGN)
        os.environ.clear()
        os.environ.update(told["environment"] | marks)
        _begin_afresh()
        _run(told["arguments"], line)
        status = 0
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        _leave(status)


def _die_with(parent: int) -> None:
    """The parent ends a kernel whose asker is gone; without a parent nobody would."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _close_all_but(handle: int) -> None:
    """Close the parent's sockets and those of other kernels, whose askers would never seem to hang up."""
    os.closerange(3, handle)
    os.closerange(handle + 1, os.sysconf("SC_OPEN_MAX"))


def _begin_afresh() -> None:
    """What the imports have read, counted or drawn by lot, as after imports of this kernel's own."""
    import matplotlib
    import numpy

    gc.enable()
    gc.set_threshold(*SELDOM)
    time.tzset()
    tempfile.tempdir = None
    random.seed(0)
    numpy.random.seed(0)
    if os.path.exists("matplotlibrc"):  # of the asker's folder; all others are in the key
        matplotlib.rc_file(matplotlib.matplotlib_fname())
    matplotlib.rcParams["backend"] = os.environ.get("MPLBACKEND") or INLINE


def _run(arguments: list[str], line: socket.socket) -> None:
    """As `ipykernel_launcher` does, with a word to the asker when the sockets are there."""
    from karnameh.kernels.quiet import App

    sys.argv[:] = [find_spec("ipykernel_launcher").origin, *arguments]
    app = App.instance(parent_handle=1)  # 1: no thread looks whether the parent is alive
    with _modules_unseen():
        app.initialize(arguments)
    _tell_of_modules(app.kernel)
    line.send(json.dumps({"pid": os.getpid()}).encode())
    app.start()
    # It is still about to send what it has: where output is shut before that, ipykernel waits ten seconds for it.
    app.control_thread.join(_LAST_WORDS)


#: The parent's modules, and their files.
_names: set[str] = set()
_files: list[str] = []


def note_modules() -> None:
    """List all modules and their files, as IPython does for a reset and ipykernel for its debugger."""
    _names.update(sys.modules)
    _files[:] = [file for module in sys.modules.values() if (file := getattr(module, "__file__", None))]


class _System:
    """`sys` as it were without modules."""

    modules: Mapping[str, ModuleType] = {}

    def __getattr__(self, name: str) -> object:
        return getattr(sys, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(sys, name, value)


@contextmanager
def _modules_unseen() -> Iterator[None]:
    """
    Two lists are made of all modules. To touch a module or its name is to have its page copied, and they lie on a
    thousand.
    """
    from ipykernel import ipkernel
    from IPython.core import shellapp

    ipkernel.sys = shellapp.sys = _System()
    try:
        yield
    finally:
        ipkernel.sys = shellapp.sys = sys


def _tell_of_modules(kernel: object) -> None:
    """Give a kernel the parent's lists, of which nothing else is touched."""
    kernel._kernel_modules = _files
    if debugger := getattr(kernel, "debugger", None):
        debugger.kernel_modules = _files
    _names.update(takewhile(lambda name: name not in _names, reversed(sys.modules)))
    kernel.shell._sys_modules_keys = _names


def _leave(status: int) -> NoReturn:
    """End as Python ends, but for taking the imports apart piece by piece, which takes longer than a brief."""
    try:
        threading._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)
