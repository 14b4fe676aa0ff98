"""Workers beside each other."""

import json
import os
import subprocess
import sys

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
    ((_, looks),) = Local(1).run(os.getenv, ["MATPLOTLIBRC"])
    assert looks == surroundings()["MATPLOTLIBRC"] and os.path.isfile(looks)
    assert surroundings()["OPENBLAS_NUM_THREADS"] == "1"
