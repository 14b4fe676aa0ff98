"""A real scheduler and real workers, on this machine's loopback and on ports that the system chooses."""

import json
import os
import shutil
import subprocess
import sys
from functools import cached_property
from pathlib import Path
from time import monotonic, sleep

import psutil
import pytest

TESTS = Path(__file__).parents[1]
OFFICE = TESTS / "office"
SOURCES = TESTS.parent / "src"


class Cluster:
    """Processes of Dask: `worker` starts one more; all are ended with the test."""

    def __init__(self, folder: Path):
        self.folder, self._file, self._processes = folder, folder / "scheduler.json", []
        self.start("scheduler", "--port=0", f"--scheduler-file={self._file}")

    @cached_property
    def address(self) -> str:
        """Of the scheduler, once it is there."""
        assert within(30, lambda: self._file.is_file() and self._file.read_text().endswith("}"))
        return json.loads(self._file.read_text())["address"]

    def worker(self, path: Path = SOURCES, threads: int = 1) -> subprocess.Popen:
        """One more, without shared folders, which finds our package on a path."""
        name = f"w{len(self._processes)}"
        place = self.folder / name
        place.mkdir()
        return self.start(
            "worker",
            f"--scheduler-file={self._file}",
            f"--nthreads={threads}",
            "--no-nanny",
            f"--name={name}",
            f"--local-directory={place}",
            cwd=place,
            path=path,
        )

    def start(
        self, kind: str, *options: str, cwd: Path | None = None, path: Path = SOURCES
    ) -> subprocess.Popen:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--host=127.0.0.1", "--no-dashboard"]
        process = subprocess.Popen(
            [*command, *options],
            cwd=cwd or self.folder,
            env=os.environ | {"PYTHONPATH": str(path)},
            stdout=subprocess.DEVNULL,
            stderr=open(self.folder / f"{kind}.{len(self._processes)}.txt", "w"),  # noqa: SIM115
            stdin=subprocess.DEVNULL,
        )
        self._processes.append(process)
        return process

    def left(self) -> list[Path]:
        """What lies in the folders of the workers of ours."""
        return [path for path in self.folder.rglob("karnameh.*") if path.is_dir()]

    def close(self) -> None:
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()


@pytest.fixture
def cluster(tmp_path):
    (tmp_path / "cluster").mkdir()
    running = Cluster(tmp_path / "cluster")
    yield running
    running.close()


def copy_office(target: Path) -> Path:
    """The tiny office, with nothing derived."""
    shutil.copytree(OFFICE, target, ignore=shutil.ignore_patterns("derived", "golden", "reports"))
    return target


def command(project: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "karnameh", "--project", str(project), *arguments]


@pytest.fixture(scope="session")
def near(tmp_path_factory) -> Path:
    """An office of one year and language, built on this machine."""
    project = small_office(tmp_path_factory.mktemp("near") / "office")
    subprocess.run(command(project, "build"), check=True, capture_output=True)
    return project


def small_office(target: Path) -> Path:
    suite = copy_office(target) / "params" / "suite.toml"
    text = suite.read_text().replace("[1396, 1397]", "[1397]").replace('["fa", "en"]', '["fa"]')
    suite.write_text(text)
    return target


def at_work(folder: Path) -> list:
    """Processes of ours, kernels too, that a cluster in a folder has started."""
    places = [(process, process.info["cwd"] or "") for process in psutil.process_iter(["cwd"])]
    return [process for process, cwd in places if cwd.startswith(str(folder)) and "/karnameh." in cwd]


def within(seconds: float, holds) -> bool:
    """Whether something comes to hold in time."""
    end = monotonic() + seconds
    while not holds():
        if monotonic() > end:
            return False
        sleep(0.2)
    return True
