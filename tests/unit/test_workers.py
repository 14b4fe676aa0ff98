"""Workers beside each other."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import pytest

from karnameh.errors import NotebookError
from karnameh.execute import workers
from karnameh.execute.workers import Local
from karnameh.startup import surroundings

CODE = """
import json, os
from karnameh.execute.workers import _take_one_core
def threads(): return len(os.listdir("/proc/self/task"))
before = dict(os.environ)
_take_one_core()
import typst
typst.compile(b"= a\\n b #pagebreak() c")
print(json.dumps([threads(), os.environ == before]))
"""


def test_typst_takes_one_core_and_kernels_are_told_nothing_of_it():
    ran = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == [2, True]  # this one and Typst's


def test_who_has_chosen_the_number_of_threads_is_obeyed(monkeypatch):
    monkeypatch.setenv("RAYON_NUM_THREADS", "3")
    ran = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == [4, True]


def test_what_a_brief_is_like_is_not_up_to_who_builds(monkeypatch, tmp_path):
    monkeypatch.setenv("MATPLOTLIBRC", str(tmp_path))
    monkeypatch.setenv("KARNAMEH_KERNELS", "cold")  # no parent is begun for it
    with Local(1) as crew:
        ((_, looks),) = crew.run(os.getenv, ["MATPLOTLIBRC"])
    assert looks == surroundings()["MATPLOTLIBRC"] and os.path.isfile(looks)
    assert surroundings()["OPENBLAS_NUM_THREADS"] == "1"


class Task(NamedTuple):
    """What the first process that takes it does: 'dies' once another is deaf, or is 'deaf'; the next one is done."""

    county: str
    folder: Path
    year: int = 1397


def work(task: Task) -> str:
    deaf = task.folder / "deaf"
    if task.county == "dies":
        while not deaf.exists():
            time.sleep(0.01)
        os._exit(1)
    if task.county == "deaf" and not deaf.exists():
        deaf.touch()
        wait_where_no_signal_is_handled()
    return "done"


def wait_where_no_signal_is_handled() -> None:
    """As a process that has begun to wait for its next task just when it was asked to end."""
    lock, system = ctypes.create_string_buffer(64), ctypes.CDLL(None)
    for _ in range(2):
        system.pthread_mutex_lock(lock)


@pytest.fixture
def plain(monkeypatch, tmp_path):
    """Two workers, for whom no parent of kernels is begun; gives a folder for them."""
    monkeypatch.setenv("KARNAMEH_KERNELS", "cold")
    return tmp_path


def outcomes(tasks) -> dict:
    """What comes of tasks with two workers; they are given a minute."""
    found = {}

    def ask() -> None:
        with Local(2, quiet=True) as crew:
            found.update(crew.run(work, tasks))

    run = Thread(target=ask, daemon=True)
    run.start()
    run.join(60)
    assert not run.is_alive()
    return found


def who(_) -> int:
    return os.getpid()


def mark(folder: Path) -> None:
    (folder / str(os.getpid())).touch()
    time.sleep(0.2)  # so that none takes two


def test_workers_stay_from_one_run_to_the_next_until_nobody_asks_any_more(plain):
    with Local(1, quiet=True) as crew:
        ((_, first),) = crew.run(who, ["a"])
        assert [pid for _, pid in crew.run(who, "bc")] == [first, first]
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


def test_each_gets_ready_for_what_comes(plain):
    with Local(2, quiet=True) as crew:
        crew.prepare(mark, plain)
        busy = {pid for _, pid in crew.run(who, range(10))}
    assert len(found := {int(path.name) for path in plain.iterdir()}) == 2 and busy <= found


def test_who_gets_ready_in_vain_stops_nobody(plain):
    with Local(2, quiet=True) as crew:
        crew.prepare(os._exit, 1)
        assert [pid > 0 for _, pid in crew.run(who, "ab")] == [True, True]


def test_one_that_died_with_nothing_to_do_is_replaced(plain):
    with Local(1, quiet=True) as crew:
        ((_, first),) = crew.run(who, ["a"])
        os.kill(first, signal.SIGKILL)
        ((_, second),) = crew.run(who, ["b"])
    assert isinstance(second, int) and second != first


def test_those_that_have_done_much_are_replaced(plain, monkeypatch):
    monkeypatch.setattr(workers, "_TASKS", 2)
    with Local(1, quiet=True) as crew:
        done = [pid for _, pid in crew.run(who, "abcde")]
    assert done[0] == done[1] != done[2] == done[3] != done[4]


def test_what_has_not_begun_when_the_caller_stops_is_not_begun(plain):
    with Local(1, quiet=True) as crew:
        asked = crew.run(mark, [plain] * 20)
        next(asked)
        asked.close()
        done = [pid for _, pid in crew.run(who, "a")]
    marks = list(plain.iterdir())
    assert len(marks) == 1 and int(marks[0].name) not in done


@pytest.mark.skipif(sys.platform == "win32", reason="processes are ended without a signal there")
def test_a_process_that_hears_no_signal_ends_with_the_one_that_died(plain):
    deaf, dying, third = Task("deaf", plain), Task("dies", plain), Task("waits", plain)
    found = outcomes([deaf, dying, third])
    assert (found.pop(deaf), found.pop(third)) == ("done", "done")
    ((task, error),) = found.items()
    assert task is dying and isinstance(error, NotebookError) and "died twice: 1397 dies" in str(error)


def test_a_process_may_die_before_all_is_asked_for(plain, monkeypatch):
    submit, asked = ProcessPoolExecutor.submit, []

    def refusing(pool, function, task):
        asked.append(task)
        if len(asked) == 2:
            raise BrokenProcessPool("a process died")
        return submit(pool, function, task)

    monkeypatch.setattr(ProcessPoolExecutor, "submit", refusing)
    tasks = [Task(name, plain) for name in ("a", "b", "c")]
    assert outcomes(tasks) == dict.fromkeys(tasks, "done")
    assert asked == [*tasks, tasks[1]]
