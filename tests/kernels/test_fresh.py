"""A forked kernel is as fresh as one that did its own imports: nothing of the parent or of another kernel shows."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from karnameh.kernels import place

#: What a cell can see of its process, after the imports that a brief does.
PORTRAIT = """
import json, locale, os, resource, signal, sys, threading, time, warnings
import numpy, pandas, pyarrow.parquet, seaborn, matplotlib, matplotlib.pyplot, karnameh.brief
print(json.dumps({
    "names": sorted(name for name in globals() if not name.startswith("_")),
    "environment": dict(os.environ),
    "folder": os.getcwd(),
    "path": sys.path,
    "umask": os.popen("umask").read(),
    "matplotlib": {name: repr(value) for name, value in sorted(matplotlib.rcParams.items())},
    "pandas": {name: repr(pandas.get_option(name)) for name in pandas._config.config._registered_options},
    "numpy": {name: repr(value) for name, value in numpy.get_printoptions().items()},
    "signals": {number.name: str(signal.getsignal(number)).split(" at ")[0] for number in signal.Signals},
    "blocked": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
    "threads": sorted(thread.name for thread in threading.enumerate()),
    "limits": [resource.getrlimit(kind) for kind in range(16)],
    "locale": locale.setlocale(locale.LC_ALL),
    "zone": time.tzname,
    "warnings": sorted({str(one) for one in warnings.filters}),
    "arguments": sys.argv[0],
    "priority": os.getpriority(os.PRIO_PROCESS, 0),
    "group": os.getpgid(0) == os.getpid(),
}))
"""
FILES = """
import os
print([os.readlink(f"/proc/self/fd/{n}") for n in map(int, sorted(os.listdir("/proc/self/fd")))
       if os.path.lexists(f"/proc/self/fd/{n}") and "[" not in os.readlink(f"/proc/self/fd/{n}")])
"""
MESS = """
import builtins, os, random, signal, threading, time, numpy, pandas, matplotlib, karnameh.brief
builtins.left = os.left = karnameh.brief.left = pandas.left = 1
karnameh.words.load("fa")["left"] = "1"
os.environ["LEFT"] = "1"; os.chdir("/"); os.umask(0)
matplotlib.rcParams["font.size"] = 99; pandas.set_option("display.width", 7)
random.seed(5); numpy.random.seed(5); held = [open(os.devnull) for _ in range(20)]
signal.signal(signal.SIGUSR1, lambda *_: None)
threading.Thread(target=time.sleep, args=(60,), daemon=True, name="left").start()
"""
TRACES = """
import builtins, os, pandas, karnameh.brief
print([hasattr(place, "left") for place in (builtins, os, karnameh.brief, pandas)],
      "left" in karnameh.words.load("fa"))
"""
#: What the debugger is told not to step into.
NOT_THE_USERS = """
import sys
from ipykernel import ipkernel
kernel = get_ipython().kernel
known = kernel.debugger.kernel_modules
print(ipkernel.sys is sys and known is kernel._kernel_modules, [any(file.endswith(end) for file in known) for end in
      ("/karnameh/brief.py", "/pandas/__init__.py", "/ipykernel/ipkernel.py", "/lib/nowhere.py")])
"""
#: What an aggressive reset takes away: what the user imported, and nothing else.
RESET = """
import builtins, sys
builtins.before = set(sys.modules)
import wave
get_ipython().run_line_magic("reset", "-f --aggressive")
import sys
print("wave" in before, before ^ set(sys.modules))
"""
LOTS = "import random, numpy; print(random.random(), numpy.random.random(), hash('x'))"
#: What an asker does that shows in its kernel, but not in how the kernel was made.
_OWN = ("PYTEST_CURRENT_TEST", "JPY_PARENT_PID", "JPY_SESSION_NAME", "KARNAMEH_KERNELS")


def portrait(kernel) -> dict:
    seen = json.loads(kernel.says(PORTRAIT))
    seen["environment"] = {name: text for name, text in seen["environment"].items() if name not in _OWN}
    seen["pandas"]["display.encoding"] = seen["pandas"]["display.encoding"].lower()
    # In an ordinary kernel a thread looks after the asker; of a warm one, the parent does.
    seen["threads"] = [name for name in seen["threads"] if name != "Thread-1"]
    return seen


def test_a_warm_kernel_looks_like_an_ordinary_one(kernel, monkeypatch, tmp_path):
    monkeypatch.setenv("KARNAMEH_REGISTERS", "elsewhere")
    (tmp_path / "matplotlibrc").write_text("font.size: 13\n")
    kernel()  # begins the parent, before its asker has another umask
    before, heard = os.umask(0o027), signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as under nohup
    try:
        warm = kernel(cwd=str(tmp_path))
        monkeypatch.setenv("KARNAMEH_KERNELS", "cold")
        cold = kernel(cwd=str(tmp_path))
    finally:
        os.umask(before)
        signal.signal(signal.SIGHUP, heard)
    assert (bool(warm.manager.provisioner.cold), bool(cold.manager.provisioner.cold)) == (False, True)
    seen, expected = portrait(warm), portrait(cold)
    assert {name: seen[name] for name in seen if seen[name] != expected[name]} == {}
    assert seen["matplotlib"]["font.size"] == "13.0" and seen["umask"].strip() == "0027"
    assert seen["environment"]["KARNAMEH_REGISTERS"] == "elsewhere"


def test_nothing_of_one_kernel_is_in_the_next(kernel):
    first = kernel()
    before, files = portrait(first), first.says(FILES)
    first.says(MESS)
    assert first.says(TRACES) == "[True, True, True, True] True"
    second = kernel()
    assert second.says(TRACES) == "[False, False, False, False] False"
    fresh = kernel()
    assert (portrait(fresh), fresh.says(FILES)) == (before, files)
    assert first.process != second.process


def test_a_debugger_knows_which_files_are_not_the_users(kernel):
    assert kernel().says(NOT_THE_USERS) == "True [True, True, True, False]"


def test_a_reset_knows_which_modules_are_not_the_users(kernel):
    assert kernel().says(RESET).splitlines()[-1] == "False set()"


def test_a_startup_file_sees_the_interpreter_as_it_is(kernel, monkeypatch, tmp_path):
    startup = tmp_path / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("import sys; given, known = sys.argv[0], 'pandas' in sys.modules")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    assert kernel().says("import os; print(os.path.basename(given), known)") == "mine.py True"


def test_what_is_drawn_by_lot_is_the_same_at_each_start_and_from_each_parent(kernel, monkeypatch):
    said = {kernel().says(LOTS), kernel().says(LOTS)}
    monkeypatch.setenv("PANDAS_OF", "another parent")
    assert said == {kernel().says(LOTS)}


def alone(code: str, folder: Path, **more: str) -> str:
    """What Python prints in a folder, started as a parent is."""
    environment = place.started_with(os.environ) | more
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_the_parent_has_one_thread_and_no_sockets_and_nothing_of_a_project(tmp_path):
    code = """
import os, sys, json
from karnameh.kernels import parent
parent.warm()
import zmq
files = [os.readlink(f"/proc/self/fd/{n}") for n in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{n}")]
print(json.dumps({
    "single": parent.is_single_threaded(),
    "sockets": [name for name in files if name.startswith("socket")],
    "context": zmq.Context._instance is not None,
    "homes": sorted({os.path.realpath(m.__file__) for m in sys.modules.values() if getattr(m, "__file__", None)}),
    "shell": "get_ipython" in dir(__builtins__),
}))
"""
    told = json.loads(alone(code, tmp_path))
    # What a distribution of Python starts every process with may lie outside of it.
    started_with = tuple(m.__file__ for n in ("sitecustomize", "usercustomize") if (m := sys.modules.get(n)))
    known = (
        str(place.PACKAGE),
        sys.base_prefix,
        *place._site_folders(),
        *map(os.path.realpath, started_with),
    )
    homes = told.pop("homes")
    assert told == {"single": True, "sockets": [], "context": False, "shell": False}
    assert [home for home in homes if not home.startswith(known)] == []


def test_every_variable_that_the_imports_read_is_in_the_key(tmp_path):
    code = """
import os, json
seen, of = set(), type(os.environ)
read = of.__getitem__
of.__getitem__ = lambda self, name: seen.add(name) or read(self, name)
from karnameh.kernels import parent
parent.warm()
print(json.dumps(sorted(map(os.fsdecode, seen))))
"""
    read = set(json.loads(alone(code, tmp_path)))
    # Of Windows, of a kernel's own asker, where programs lie, and the backend, which each kernel is given.
    given = {"JPY_INTERRUPT_EVENT", "JPY_PARENT_PID", "PATH", "MPLBACKEND"}
    assert read - given - set(place.started_with(dict.fromkeys(read, ""))) == set()
    assert "PANDAS_FUTURE_INFER_STRING" in read
