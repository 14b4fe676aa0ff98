"""How a process begins that imports much."""

import json
import os
import subprocess
import sys

import pytest

CODE = """
import gc, json, os
from karnameh import startup
startup.begin()
import numpy
print(json.dumps([len(os.listdir("/proc/self/task")), gc.get_threshold()[0]]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
@pytest.mark.parametrize(("chosen", "threads"), [({}, 1), ({"OPENBLAS_NUM_THREADS": "2"}, 2)])
def test_linear_algebra_begins_no_threads_but_those_that_somebody_asks_for(chosen, threads):
    surroundings = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    ran = subprocess.run(
        [sys.executable, "-c", CODE], env=surroundings | chosen, capture_output=True, text=True, check=True
    )
    assert json.loads(ran.stdout)[0] == min(threads, len(os.sched_getaffinity(0)))


def test_garbage_is_looked_for_seldom():
    ran = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout)[1] == 100_000
