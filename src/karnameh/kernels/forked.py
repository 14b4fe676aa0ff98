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
    from ipykernel.kernelapp import IPKernelApp

    sys.argv[:] = [find_spec("ipykernel_launcher").origin, *arguments]
    app = IPKernelApp.instance(parent_handle=1)  # 1: no thread looks whether the parent is alive
    with _modules_side_by_side():
        app.initialize(arguments)
    line.send(json.dumps({"pid": os.getpid()}).encode())
    app.start()
    # It is still about to send what it has: where output is shut before that, ipykernel waits ten seconds for it.
    app.control_thread.join(_LAST_WORDS)


class _Module:
    """All that ipykernel looks at of a module as it begins."""

    __slots__ = ("__file__",)


#: The parent's modules by name.
_modules: dict[str, _Module] = {}


class _System:
    """`sys`, with those modules in place of the real ones."""

    modules = _modules

    def __getattr__(self, name: str) -> object:
        return getattr(sys, name)


def note_modules() -> None:
    """Put what ipykernel looks at of each module in one place: a copy of each text too."""
    for name, module in sys.modules.items():
        if file := getattr(module, "__file__", None):
            _modules[name] = _Module()
            _modules[name].__file__ = file.encode().decode()


@contextmanager
def _modules_side_by_side() -> Iterator[None]:
    """
    ipykernel lists the files of all modules for its debugger. To touch a module is to have its page copied, and they
    lie on a thousand.
    """
    from ipykernel import ipkernel

    ipkernel.sys = _System()
    try:
        yield
    finally:
        ipkernel.sys = sys


def _leave(status: int) -> NoReturn:
    """End as Python ends, but for taking the imports apart piece by piece, which takes longer than a brief."""
    try:
        threading._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)
