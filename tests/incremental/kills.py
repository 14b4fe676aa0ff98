"""
Builds killed at random moments, and what they leave.

    .venv/bin/python tests/incremental/kills.py N [SEED]

Each build is a process group of its own, killed as a whole (as a power cut does), or its first process alone (as
`kill -9` does), or asked to stop (SIGTERM). After each: `reports/` is as its manifest says, and what was finished is
not made again. A build that is not killed in time is held to an undisturbed one, byte for byte; then something is
changed, and it goes on.
"""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from world import SOURCES, World, content, faults_of, new_world

_MADE = re.compile(r"^briefs \d+/\d+  (.+) \((.+)\)$", re.M)
_COUNTED = re.compile(r"^indicators \d+/\d+  (\d+) (.+)$", re.M)
_CODES = {"baladast": "4001", "miandasht": "4002", "payindeh": "4101"}
#: A kill comes after fewer lines than this, and so many seconds later at most; where before the first, of the start.
_LINES, _PAUSE, _START = 14, 1.0, 3.0


def start(world: World, *options: str) -> subprocess.Popen:
    """A real build, as a user would start it, in a process group of its own."""
    command = [sys.executable, "-m", "karnameh", "--project", str(world.project), "build", *options]
    environment = os.environ | {"PYTHONPATH": str(world.package), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def kill(build: subprocess.Popen, how: str) -> str:
    """Kill it in one of three ways; gives what it had said."""
    with suppress(ProcessLookupError):
        if how == "group":
            for pid in family(build.pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        else:
            build.send_signal(signal.SIGKILL if how == "alone" else signal.SIGTERM)
    said = build.stderr.read() if how != "alone" else _so_far(build)
    build.wait()
    return said


def _so_far(build: subprocess.Popen) -> str:
    """What is in the pipe, without waiting for orphans that hold it."""
    os.set_blocking(build.stderr.fileno(), False)
    build.wait()
    with suppress(BlockingIOError, TypeError):
        return build.stderr.read() or ""
    return ""


def family(pid: int) -> list[int]:
    """A process and all below it, and all of its session."""
    parents, sessions = {}, {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = place.read_text().rpartition(")")[2].split()
            parents[int(place.parent.name)], sessions[int(place.parent.name)] = int(fields[1]), int(fields[3])
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one and child not in found]
    return found + [one for one, session in sessions.items() if session == pid and one not in found]


def orphans(world: World) -> list[str]:
    """Command lines of processes that still work in a world."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            line = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            at = os.readlink(place / "cwd")
            if int(place.name) != os.getpid() and (str(world.project) in line or at == str(world.project)):
                found.append(f"{place.name} {line.strip()[:120]}")
    return found


def leftovers(world: World) -> list[str]:
    """What a finished build should not leave lying."""
    places = [*world.project.glob(".reports*"), *world.derived.rglob("*.unfinished")]
    return [path.relative_to(world.project).as_posix() for path in places]


class Trial:
    """Kills in a row on one world."""

    def __init__(self, world: World, seed: int):
        self.world, self._chance = world, random.Random(seed)
        self.faults, self.seen, self.stages, self.finished = [], Counter(), Counter(), 0

    def undisturbed(self, folder: Path) -> dict[str, bytes]:
        """What a build leaves that nobody disturbs."""
        fresh = self.world.from_nothing(folder)
        build = start(fresh)
        said = build.communicate()[1]
        if build.returncode:
            sys.exit(f"an undisturbed build failed: {said}")
        return content(fresh.reports)

    def once(self, wanted: dict[str, bytes]) -> None:
        """A build killed a while after one of its first lines, or finished if it was quicker."""
        done = self._done()
        build = start(self.world)
        how = self._chance.choice(["group", "group", "alone", "term"])
        lines = self._chance.randrange(_LINES)
        said = "".join(build.stderr.readline() for _ in range(lines))
        try:
            build.wait(self._chance.uniform(0, _PAUSE if lines else _START))
        except subprocess.TimeoutExpired:
            said += kill(build, how)
            self.seen[how] += 1
            self.stages[_stage(said)] += 1
            for fault in faults_of(self.world.reports):
                self._fault(f"after {how}: {fault}")
            self._again(done, said)
            return
        self._end(build.returncode, said + build.stderr.read(), wanted)

    def _end(self, code: int, said: str, wanted: dict[str, bytes]) -> None:
        self.finished += 1
        if code:
            self._fault(f"a build after kills failed with {code}: {said[-300:]}")
        mine = content(self.world.reports)
        if other := sorted(p for p in mine.keys() | wanted.keys() if mine.get(p) != wanted.get(p)):
            self._fault(f"other bytes than undisturbed: {other[:5]}")
        for left in leftovers(self.world):
            self._fault(f"left behind: {left}")
        for orphan in self._wait_for_orphans():
            self._fault(f"still running: {orphan}")
        self._begin_again()

    def _wait_for_orphans(self, seconds: float = 5) -> list[str]:
        end = time.monotonic() + seconds
        while (found := orphans(self.world)) and time.monotonic() < end:
            time.sleep(0.2)
        return found

    def _begin_again(self) -> None:
        """What was made goes, counts in one of two cases, so that there is something to do."""
        for name in ["rendered", "spreadsheets", *self._chance.choice([[], ["results"]])]:
            shutil.rmtree(self.world.derived / name, ignore_errors=True)
        if self._chance.random() < 0.3:
            shutil.rmtree(self.world.reports, ignore_errors=True)

    def _done(self) -> set[str]:
        """What is finished, as its record says that was written last."""
        derived = self.world.derived
        return {
            path.relative_to(derived).as_posix()
            for path in [*derived.rglob(".*.made"), *derived.rglob("*.key")]
        }

    def _again(self, done: set[str], said: str) -> None:
        """Nothing that was finished is made again."""
        for title, reason in _MADE.findall(said):
            if _record_of(title) in done:
                self._fault(f"made again although finished: {title} ({reason})")
        for year, slug in _COUNTED.findall(said):
            if f"results/{year}/{_CODES[slug]}.key" in done:
                self._fault(f"counted again although finished: {year} {slug}")
        if done - self._done():
            self._fault(f"lost: {sorted(done - self._done())[:3]}")

    def _fault(self, text: str) -> None:
        print(f"FAULT {text}", flush=True)
        self.faults.append(text)


def _stage(said: str) -> str:
    """How far a build had come: its start, indicators, briefs, or all briefs made."""
    steps = re.findall(r"^(indicators|briefs) (\d+)/(\d+)", said, re.M)
    if not steps:
        return "start"
    stage, number, total = steps[-1]
    return "the end" if stage == "briefs" and number == total else stage


def _record_of(title: str) -> str:
    from changes import _path_of

    folder, _, name = _path_of(title).rpartition("/")
    return f"rendered/{folder}/.{name}.html.made"


def run(number: int, seed: int, folder: Path) -> Trial:
    """So many kills, then one build to the end."""
    world = new_world(folder / "world")
    trial = Trial(world, seed)
    wanted = trial.undisturbed(folder / "undisturbed")
    while trial.seen.total() < number:
        trial.once(wanted)
        print(f"{trial.seen.total():4} {json.dumps(trial.seen)} finished {trial.finished}", flush=True)
    build = start(world)
    said = build.communicate()[1]
    trial._end(build.returncode, said, wanted)
    return trial


def main(number: str, seed: str = "1") -> None:
    with tempfile.TemporaryDirectory() as folder:
        trial = run(int(number), int(seed), Path(folder))
    print(f"killed at: {dict(trial.stages)}")
    print(
        f"kills {trial.seen.total()} ({dict(trial.seen)}), finished {trial.finished}, faults {len(trial.faults)}"
    )
    sys.exit(bool(trial.faults))


if __name__ == "__main__":
    assert SOURCES.is_dir()
    main(*sys.argv[1:])
