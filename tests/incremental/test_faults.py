"""Kills, full disks, two builds at once, registers that change meanwhile: what is in `reports/` is whole."""

import errno
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from filelock import FileLock
from kills import family, leftovers, start
from world import World, content, faults_of

from conftest import HERE, finished, script


def told_of(world, *lines):
    """What the command says and its exit code, after some lines of Python in its process."""
    text = "\n".join(
        [f"import sys; sys.path.insert(0, {str(HERE)!r})", *lines, "from karnameh.cli import main; main()"]
    )
    command = [sys.executable, "-c", text, "--project", str(world.project), "build"]
    environment = os.environ | {"PYTHONPATH": str(world.package)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return done.stderr, done.returncode


def wait_for(look, seconds=60):
    """What a look finds, as soon as it finds something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError("it never came")


def workers(pid):
    """Processes that work for a build: children of its fork server."""
    servers = [one for one in family(pid) if "multiprocessing.forkserver" in command_line(one)]
    return [one for one in servers if parent(one) in servers]


def command_line(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode().replace("\0", " ")
    except OSError:
        return ""


def parent(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_killed_builds_leave_whole_reports_and_lose_nothing():
    done = script("kills", 4, 2)
    assert not done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("what", ["refused", "killed"])
def test_a_write_that_fails_or_is_the_last_damages_nothing(what):
    done = script("faults", what, 37)
    assert not done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("reason", ["ENOSPC", "EROFS"])
def test_a_disk_that_refuses_is_told_in_a_line(world, reason):
    before = content(world.reports)
    shutil.rmtree(world.derived / "rendered" / "1397")
    refusing = (
        f"from faults import Disk; Disk({str(world.project)!r}, lambda _: True, {getattr(errno, reason)})"
    )
    said, code = told_of(world, refusing)
    assert code == 1 and "Traceback" not in said
    assert said.splitlines()[-1].startswith(f"KarnamehError: {world.project}")
    assert content(world.reports) == before


def test_files_that_cannot_grow_stop_a_build_and_damage_nothing(world):
    before = content(world.reports)
    shutil.rmtree(world.derived / "rendered")
    few = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))"
    said, code = told_of(world, few)
    assert code and "Traceback" not in said, said
    assert content(world.reports) == before or not faults_of(world.reports)
    said, code = finished(start(world))
    assert not code and content(world.reports) == before, said
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY


def test_of_two_builds_at_once_one_waits_and_says_so(world):
    before = content(world.reports)
    shutil.rmtree(world.derived / "rendered" / "reconciliation")
    builds = [start(world), start(world)]
    ends = [finished(build) for build in builds]
    assert [code for _, code in ends] == [0, 0]
    assert sum("another one is at work here; waiting for it" in said for said, _ in ends) == 1
    assert sorted(said.count("reconciliation nemuneh fa (") for said, _ in ends) == [0, 1]
    assert content(world.reports) == before


def test_a_worker_that_dies_costs_nothing(world):
    before = content(world.reports)
    shutil.rmtree(world.derived / "rendered" / "1397")
    build = start(world, "--workers", "2")
    os.kill(wait_for(lambda: workers(build.pid))[0], signal.SIGKILL)
    said, code = finished(build)
    assert not code and content(world.reports) == before, said


def test_workers_go_with_the_build_that_asked_for_them(world):
    shutil.rmtree(world.derived / "rendered")
    build = start(world, "--workers", "2")
    some = wait_for(lambda: workers(build.pid))
    build.kill()
    build.wait()
    wait_for(lambda: not any(command_line(pid) for pid in some), seconds=10)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_build_that_is_interrupted_or_killed_ends_the_quarto_that_it_began(
    world, monkeypatch, tmp_path, how
):
    hanging = tmp_path / "quarto"
    hanging.write_text(
        "#!/bin/sh\n[ $1 = --version ] && echo 1.9.1 && exit\n[ $1 = typst ] && echo typst 0.14.2 >&2 && exit\n"
        f"sleep 600 & echo $! > {tmp_path}/begun\nwait\n"
    )
    hanging.chmod(0o755)
    monkeypatch.setenv("QUARTO_PATH", str(hanging))
    build = start(world, "--engine", "quarto", "--workers", "2")
    pid = int(wait_for(lambda: (tmp_path / "begun").is_file() and (tmp_path / "begun").read_text()))
    build.send_signal(how)
    assert build.wait() == (130 if how == signal.SIGINT else -signal.SIGKILL)
    wait_for(lambda: not command_line(pid), seconds=5)


def test_registers_that_change_meanwhile_are_counted_again(world, from_nothing):
    shutil.rmtree(world.derived / "results")
    build = start(world, "--workers", "1")
    said = iter(build.stderr.readline, "")
    first = next(line for line in said if line.startswith("indicators 1/"))
    (world.registers / "trainings" / "4001.parquet").unlink()
    rest = "".join(said)
    assert build.wait() == 0, first + rest
    assert "changed while they were counted" in rest
    assert content(world.reports) == from_nothing()


def test_what_was_counted_while_registers_were_other_for_a_moment_does_not_count(world, from_nothing):
    shutil.rmtree(world.derived / "results")
    path = world.registers / "trainings" / "4001.parquet"
    before = path.read_bytes()
    build = start(world, "--workers", "1")
    said = iter(build.stderr.readline, "")
    next(line for line in said if line.startswith("indicators 1/"))
    path.unlink()
    next(
        line for line in said if line.startswith("indicators 5/")
    )  # county 4001 of the second year is among them
    build.kill()
    build.wait()
    path.write_bytes(before)
    said, code = finished(start(world))
    assert not code and content(world.reports) == from_nothing(), said


def test_a_fault_of_registers_that_changed_meanwhile_is_nobodys(world, from_nothing):
    (world.derived / "registers.checked").unlink()
    said, code = told_of(
        world,
        "from pathlib import Path",
        "import karnameh.build as build",
        "from karnameh.errors import RegisterError",
        "check = build.check_registers",
        "def changing(*given):",
        "    build.check_registers = check",
        f"    Path({str(world.registers)!r}, 'trainings', '4001.parquet').unlink()",
        "    raise RegisterError('trainings: a household that is not there')",
        "build.check_registers = changing",
    )
    assert not code and "not there" not in said and "changed while they were counted" in said, said
    assert content(world.reports) == from_nothing()


def test_what_changes_while_a_build_waits_for_its_turn_is_built_and_no_page_counts_as_newer_than_it_is(
    world, from_nothing, tmp_path
):
    """The suite is read, and the code that runs is known, whatever has become of the files."""
    own = World(world.project, Path(shutil.copytree(world.package, tmp_path / "src")))
    with FileLock(world.derived / ".build.lock"):
        build = start(own, "--force")
        said = iter(build.stderr.readline, "")
        next(line for line in said if "waiting for it" in line)
        world.suite.write_text(
            re.sub(r"(?m)^years.*$", "years = [1395, 1396, 1397]", world.suite.read_text())
        )
        with open(own.code / "present" / "cards.py", "a", encoding="utf-8") as code:
            code.write("# A word more.\n")
    rest = "".join(said)
    assert build.wait() == 0, rest
    assert content(world.reports) == from_nothing()
    told, code = finished(start(own))
    made = re.search(r"briefs made: (\d+); fresh already: 0", told)
    assert not code and made and "code changed" in told, told
    assert f"made: {made[1]};" in rest


def test_a_kernel_that_dies_is_named_and_the_others_are_made(world):
    path = world.project / "notebooks" / "county_brief.ipynb"
    deadly = "import os; year == 1397 and county == 'baladast' and os._exit(1)\\n\","
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace('"from karnameh import open_brief', f'"{deadly}\n    "from karnameh import open_brief')
    )
    said, code = finished(start(world))
    assert code == 20
    assert "made: 5" in said and "failed: county_brief 1397 baladast fa" in said and "Traceback" not in said
    assert not faults_of(world.reports)


def test_what_killed_builds_left_goes_with_the_next(world):
    (world.derived / "rendered" / ".brief.html.abc.unfinished").write_text("half")
    (world.project / ".reports.new" / "1397").mkdir(parents=True)
    world.reports.rename(world.reports.with_name(".reports.old"))  # as where two names cannot be exchanged
    said, code = finished(start(world))
    assert not code and not leftovers(world) and not faults_of(world.reports), said
