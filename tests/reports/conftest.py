"""One whole build of the tiny office, as a user would run it, looked at by many tests."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

OFFICE = Path(__file__).parents[1] / "office"


def karnameh(project, *arguments, check=True):
    """Run a command on a project; what it wrote and its exit code."""
    command = [sys.executable, "-m", "karnameh", "--project", str(project), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert not check or done.returncode == 0, done.stderr
    return done


def copy_office(target):
    """The tiny office with real files in place of links, so that it stands anywhere; nothing derived comes along."""
    shutil.copytree(OFFICE, target, ignore=shutil.ignore_patterns("derived", "golden", "reports"))
    return target


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """A project in which `karnameh build` has made everything."""
    project = copy_office(tmp_path_factory.mktemp("office") / "one")
    karnameh(project, "build")
    return project
