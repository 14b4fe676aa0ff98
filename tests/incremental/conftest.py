"""A tiny project, built once, of which each test gets a copy; worlds are made in processes of their own."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from kills import start  # noqa: E402
from world import World, content  # noqa: E402


def script(name, *arguments):
    """Run one of the scripts beside this file; its output and exit code."""
    command = [sys.executable, str(HERE / f"{name}.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def finished(build):
    """What a build said that came to its end, and its exit code."""
    return build.communicate()[1], build.returncode


@pytest.fixture(scope="session")
def first(tmp_path_factory):
    """A built world; left as it is."""
    folder = tmp_path_factory.mktemp("worlds") / "first"
    done = script("world", folder)
    assert not done.returncode, done.stderr
    return World(folder / "office", folder / "src")


@pytest.fixture
def world(first, tmp_path):
    """A copy of the built world."""
    shutil.copytree(first.project, tmp_path / "office")
    return World(tmp_path / "office", first.package)


@pytest.fixture
def from_nothing(world, tmp_path):
    """What a build from nothing makes of the world as it is then."""

    def make():
        fresh = world.from_nothing(tmp_path / "nothing")
        said, code = finished(start(fresh))
        assert not code, said
        return content(fresh.reports)

    return make
