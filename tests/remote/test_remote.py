"""The same build on a cluster: same bytes, whoever dies; whoever is not as we are refuses."""

import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import nbformat
import pytest

from karnameh.errors import KarnamehError, NotebookError
from karnameh.execute.plan import Task
from karnameh.execute.remote import Remote
from karnameh.execute.work import Make, make
from karnameh.suite import Project

from .conftest import OFFICE, SOURCES, at_work, command, copy_office, small_office, within

#: Records of the whole build hold the project's own path; what has been shaped depends on who came first.
OF_THE_PLACE = {"build.seal", ".build.lock", "shapes", "ipython"}


class Said:
    """A progress that keeps what is said."""

    def __init__(self):
        self.lines = []

    def say(self, text, **_):
        self.lines.append(text)


def contents(project: Path) -> dict[str, bytes]:
    """All that a build left."""
    files = [path for name in ("reports", "data/derived") for path in (project / name).rglob("*")]
    return {
        str(path.relative_to(project)): path.read_bytes()
        for path in files
        if path.is_file() and not OF_THE_PLACE.intersection(path.parts)
    }


def until(build: subprocess.Popen, beginning: str) -> str:
    """What a build says until a line begins so."""
    said = ""
    for line in build.stderr:
        said += line
        if line.startswith(beginning):
            return said
    raise AssertionError(said)


def begun(project: Path, *arguments: str) -> subprocess.Popen:
    return subprocess.Popen(command(project, "build", *arguments), stderr=subprocess.PIPE, text=True)


def test_a_build_is_whole_and_the_same_though_one_of_two_workers_is_killed_in_the_middle(
    cluster, near, tmp_path
):
    victim, _ = cluster.worker(), cluster.worker()
    far = small_office(tmp_path / "far")
    build = begun(far, "--dask", cluster.address)
    said = until(build, "briefs 1/")
    victim.send_signal(signal.SIGKILL)
    said += build.stderr.read()
    assert build.wait() == 0, said
    assert "workers: 2" in said and ": gone" in said and "workers: 1" in said
    here, there = contents(near), contents(far)
    assert here.keys() == there.keys()
    assert not [name for name in here if here[name] != there[name]]
    assert any(name.endswith(".made") for name in here) and any(name.endswith(".pdf") for name in here)
    assert within(5, lambda: not at_work(tmp_path)), "a process of ours outlived its worker, or the build"
    assert within(5, lambda: not cluster.left()), "registers were left lying about"


def test_an_interrupted_build_leaves_nothing_running(cluster, near, tmp_path):
    cluster.worker()
    project = Path(shutil.copytree(near, tmp_path / "office"))
    build = begun(project, "--dask", cluster.address, "--force")
    until(build, "briefs 1/")
    assert at_work(tmp_path)
    build.send_signal(signal.SIGINT)
    assert build.wait(30) == 130
    assert "Traceback" not in build.stderr.read()
    assert within(10, lambda: not at_work(tmp_path) and not cluster.left())


def test_a_worker_with_another_version_or_none_of_us_is_refused_with_both_named(cluster, tmp_path):
    other, none = tmp_path / "other", tmp_path / "none"
    shutil.copytree(SOURCES / "karnameh", other / "karnameh")
    with open(other / "karnameh" / "calendar.py", "a") as module:
        module.write("# another version\n")
    (none / "karnameh").mkdir(parents=True)
    (none / "karnameh" / "__init__.py").touch()
    cluster.worker(other), cluster.worker(none)
    said = Said()
    with Remote(cluster.address, said) as crew:
        assert within(30, lambda: len(crew._client.nthreads()) == 2)
        with pytest.raises(KarnamehError) as refused:
            list(crew.run(make, [Make(copy_office(tmp_path / "office"), (), "embedded")]))
        for line in [str(refused.value), "\n".join(said.lines)]:
            assert len(re.findall(r"karnameh 0.1.0 \(code (\w+)\), here 0.1.0 \(code (?!\1)\w+\)", line)) == 1
            assert len(re.findall(r"karnameh is not installed, here karnameh 0.1.0 \(code \w+\)", line)) == 1
            assert line.count("tcp://127.0.0.1:") >= 2
        assert len(said.lines) == 2
        cluster.worker(threads=3)
        assert within(30, lambda: len(crew._client.nthreads()) == 3)
        assert crew.size == 3


def test_a_brief_that_kills_its_process_again_and_again_is_named_and_the_others_are_made(cluster, tmp_path):
    cluster.worker()
    project = Project(copy_office(tmp_path / "office"))
    project.derived.mkdir()
    for suffix in ("csv", "json"):
        shutil.copy(OFFICE / "data" / "derived" / f"publication.{suffix}", project.derived)
    deadly = (
        "import os, psutil\n"
        "for p in psutil.process_iter(['cmdline']):\n"
        "    told = p.info['cmdline'] or []\n"
        "    if 'karnameh.execute.hand' in told and os.getcwd() in told:\n"
        "        p.kill()\n"
    )
    path = project.notebooks / "county_brief.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [*notebook.cells[:1], nbformat.v4.new_code_cell(deadly)]
    nbformat.write(notebook, path)
    briefs = [brief for brief in project.suite.briefs() if (brief.year, brief.lang) == (1397, "fa")]
    chosen = [next(b for b in briefs if b.notebook == name) for name in ("county_brief", "press_note")]
    tasks = [
        Make(project.root, (Task(b, {"html": b.path(project.areas, "html")}, "asked for"),), "embedded")
        for b in chosen
    ]
    with Remote(cluster.address, Said()) as crew:
        outcomes = {task.tasks[0].brief.notebook: outcome for task, outcome in crew.run(make, tasks)}
    assert isinstance(outcomes["county_brief"], NotebookError)
    assert "county_brief 1397 baladast fa: lost 3 times" in str(outcomes["county_brief"])
    assert outcomes["press_note"][0].executed
    assert (project.derived / "rendered" / chosen[1].path(project.areas, "html")).is_file()


def test_where_no_scheduler_answers_a_line_says_so(tmp_path):
    done = subprocess.run(
        command(copy_office(tmp_path / "office"), "build", "--dask", "tcp://127.0.0.1:9"),
        capture_output=True,
        text=True,
        env=os.environ | {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "1"},
    )
    assert done.returncode == 1
    assert "no scheduler answers at tcp://127.0.0.1:9" in done.stderr and "Traceback" not in done.stderr


def test_a_cluster_and_a_number_of_workers_are_not_asked_for_at_once(tmp_path):
    asked = command(
        copy_office(tmp_path / "office"), "build", "--dask", "tcp://127.0.0.1:9", "--workers", "2"
    )
    done = subprocess.run(asked, capture_output=True, text=True)
    assert done.returncode == 10 and "leave out one of the two" in done.stderr
