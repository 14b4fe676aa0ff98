"""
Every write of a build fails once, as on a full disk, or is the last thing that it does.

    .venv/bin/python tests/incremental/faults.py refused|killed [EVERY [FIRST]]

A built project gets an edit; its build is then refused one thing after the other (a file opened for writing, a
folder, a link, a new name), or killed before it, each time from the same start. After each: `reports/` is as before
the edit or as after it, whole; what is said names the file; and the next build comes to the right end.
EVERY: only each so manyth, from the FIRST.
"""

import errno
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from changes import _change_row
from kills import leftovers
from world import Told, World, _build, apart, build, content, faults_of, new_world

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
#: What a disk may refuse, by the name under which Python tells of it, and where its path stands.
_EVENTS = {"os.rename": 0, "os.link": 1, "os.mkdir": 0, "tempfile.mkstemp": 0, "os.remove": 0, "os.rmdir": 0}


class Disk:
    """
    A disk that refuses the writes of this process with some numbers, or kills it; `seen`: how many there were.

    reason: of the refusal; 0 kills.
    """

    def __init__(self, folder: Path, refused: Callable[[int], bool], reason: int = errno.ENOSPC):
        self.seen, self._folder, self._refused, self._reason = 0, f"{folder}/", refused, reason
        self._process = os.getpid()
        sys.addaudithook(self._look)

    def _look(self, event: str, given: tuple) -> None:
        if event == "open":
            path = given[0] if isinstance(given[0], str) and given[2] & _WRITING else None
        else:
            path = given[_EVENTS[event]] if event in _EVENTS else None
        if path is None or os.getpid() != self._process or not str(path).startswith(self._folder):
            return
        self.seen += 1
        if self._refused(self.seen):
            if not self._reason:
                os.kill(self._process, signal.SIGKILL)
            raise OSError(self._reason, os.strerror(self._reason), str(path))


def build_refused(world: World, number: int, reason: int) -> tuple[Told, int]:
    """A build whose write of this number fails; what it told, and how many writes there were."""
    disk = Disk(world.project, lambda seen: seen == number, reason)
    return _build(world, None, False), disk.seen


def run(reason: int, every: int, first: int, folder: Path) -> list[str]:
    """Each write, or each so manyth, refused once; what was wrong afterwards."""
    world, faults = new_world(folder / "world"), []
    build(world)
    before = content(world.reports)
    apart(world, _change_row, world.registers / "plans" / "4001.parquet", "plans", 0.5, 1)
    shutil.copytree(world.project, folder / "start", symlinks=True)
    told, count = apart(world, build_refused, world, 0, reason)
    after = content(world.reports)
    assert not told.error and before != after
    for number in range(first, count + 1, every):
        shutil.rmtree(world.project)
        shutil.copytree(folder / "start", world.project, symlinks=True)
        try:
            told, _ = apart(world, build_refused, world, number, reason)
        except EOFError:
            told = Told(error="OSError: killed")
        said = told.error or "; ".join(told.failed) or "nothing"
        wrong = [f"write {number}: {fault}" for fault in _wrong(world, told, before, after)]
        print(f"{number:4}/{count} {said[:150]}", *wrong, sep="\n     ", flush=True)
        faults += wrong
    return faults


def _wrong(world: World, told: Told, before: dict, after: dict) -> list[str]:
    now = content(world.reports)
    found = faults_of(world.reports)
    if told.error and now != before and now != after:
        found.append("neither as before nor as after")
    if told.error and not told.error.startswith("OSError") and "space" not in told.error:
        found.append(f"said: {told.error}")
    last = build(world)
    if last.error or last.failed:
        found.append(f"the next build failed: {last.error or last.failed}")
    if content(world.reports) != after:
        found.append("the next build made something else")
    return found + [f"left behind: {left}" for left in leftovers(world)]


def main(what: str, every: str = "1", first: str = "1") -> None:
    reason = {"refused": errno.ENOSPC, "killed": 0}[what]
    with tempfile.TemporaryDirectory() as folder:
        faults = run(reason, int(every), int(first), Path(folder))
    print("\n".join([*faults, f"faults {len(faults)}"]))
    sys.exit(bool(faults))


if __name__ == "__main__":
    main(*sys.argv[1:])
