"""How a process of ours begins that imports much and does not live long."""

import atexit
import gc
import os
from importlib.util import find_spec
from pathlib import Path

#: New objects after which garbage is looked for, as `gc.set_threshold` takes it: most of what is made lives as long as
#: the process, and Python's own 700 takes a quarter of all imports.
SELDOM = (100_000, 10, 10)
#: Linear algebra begins a thread a core as it is imported, which spin for a while; none of ours has work for them, and
#: so no sum depends on how many cores there are.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}


def begin() -> None:
    """To be called before anything heavy is imported; what somebody has set for linear algebra stays."""
    gc.set_threshold(*SELDOM)
    atexit.register(gc.freeze)  # what ends with the process is not looked through once more
    os.environ |= ONE_THREAD | os.environ


def surroundings() -> dict[str, str]:
    """Variables of processes that run notebooks of a build, whoever builds: of charts, and of linear algebra."""
    (folder,) = find_spec("matplotlib").submodule_search_locations
    return ONE_THREAD | {"MATPLOTLIBRC": str(Path(folder) / "mpl-data" / "matplotlibrc")}
