"""
Edits by chance, one after the other, each followed by a build that makes only what changed.

    .venv/bin/python tests/incremental/edits.py N [SEED] [--kinds a,b,…]

Every edit is covered by a comparison with a build from nothing, byte for byte: after every fifth, and before each
that makes everything anew. Of each build it is counted what was made or counted without need. Exit code 1 where
anything was stale, needless or planned otherwise than done.
"""

import csv
import shutil
import sys
import tempfile
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path

from changes import KINDS, Edit, Editor, looked_at, records
from world import Told, World, build, content, faults_of, new_world

#: So many edits at most between two builds from nothing; every so many the plan is held to what is done.
_TOGETHER, _PLANNED = 5, 3


class Tally:
    """What has been seen so far."""

    def __init__(self) -> None:
        self.kinds, self.made, self.counted = Counter(), Counter(), Counter()
        self.same_made, self.same_counted, self.faults = Counter(), Counter(), []
        self.compared = self.seconds = 0

    def fault(self, text: str) -> None:
        print(f"FAULT {text}", flush=True)
        self.faults.append(text)

    def lines(self) -> list[str]:
        lines = [f"{'kind':32} edits counted (same) made (same)"]
        for kind, times in sorted(self.kinds.items()):
            counted, made = self.counted[kind], self.made[kind]
            same = self.same_counted[kind], self.same_made[kind]
            lines.append(f"{kind:32} {times:5} {counted:7} {same[0]:6} {made:4} {same[1]:6}")
        lines.append(
            f"edits {self.kinds.total()}, builds from nothing {self.compared}, faults {len(self.faults)}"
        )
        return lines


def rows_of(world: World) -> set[tuple]:
    path = world.derived / "publication.csv"
    if not path.is_file():
        return set()
    with open(path, encoding="utf-8", newline="") as file:
        return {tuple(row) for row in csv.reader(file)}


def changed_groups(before: set[tuple], after: set[tuple]) -> set[str]:
    """What a brief may have looked at that holds a changed row: 'rows 1397/4001/count_jobs/', 'rows 1397/4001', …"""
    found = set()
    for year, area, _, indicator, breakdown, *_ in before ^ after:
        found |= {f"{year}/{area}/{indicator}/{breakdown}", f"{year}/{area}", f"/{area}", f"{year}/", "/"}
    return {f"rows {key}" for key in found}


def follow(editor: Editor, name: str, tally: Tally, plan: bool) -> Edit:
    """One edit and the build after it."""
    world = editor.world
    rows, looked = rows_of(world), records(world)
    pages, results = content(world.reports), content(world.derived / "results")
    edit = editor.make(name)
    began = time.monotonic()
    told = build(world, plan=plan)
    print(
        f"{tally.kinds.total() + 1:4} {edit.kind}: {edit.said}: counted {len(told.counted)}, made {len(told.made)} "
        f"({time.monotonic() - began:.1f} s)",
        flush=True,
    )
    tally.kinds[edit.kind] += 1
    if told.error or told.failed:
        tally.fault(f"{edit.kind}: {edit.said}: {told.error or told.failed}")
    _needless(edit, told, changed_groups(rows, rows_of(world)), looked, tally)
    _same(edit, told, pages, results, world, tally)
    _planned(edit, told, plan, tally)
    for fault in faults_of(world.reports):
        tally.fault(f"{edit.kind}: {edit.said}: reports: {fault}")
    return edit


def _needless(edit: Edit, told: Told, changed: set[str], looked: dict, tally: Tally) -> None:
    for pair in told.counted:
        if not edit.counts(pair):
            tally.fault(f"needless: {edit.kind}: {edit.said}: counted {pair}")
    for title, reason in told.made:
        seen = looked_at(looked, title)
        if not edit.briefs(title, seen) and not changed & seen:
            tally.fault(f"needless: {edit.kind}: {edit.said}: made {title} ({reason})")


def _same(edit: Edit, told: Told, pages: dict, results: dict, world: World, tally: Tally) -> None:
    """Of what was made again, how much came out as it was."""
    from changes import _path_of

    now, then = content(world.reports), content(world.derived / "results")
    tally.made[edit.kind] += len(told.made)
    tally.counted[edit.kind] += len(told.counted)
    for title, _ in told.made:
        mine = [f"{_path_of(title)}.{suffix}" for suffix in ("html", "pdf")]
        tally.same_made[edit.kind] += all(now.get(path) == pages.get(path) for path in mine)
    for year, county in told.counted:
        path = f"{year}/{county}.parquet"
        tally.same_counted[edit.kind] += then.get(path) == results.get(path)


def _planned(edit: Edit, told: Told, plan: bool, tally: Tally) -> None:
    if not plan:
        return
    counts = [line for line in told.planned if line.startswith("indicators ")]
    if len(counts) != len(told.counted):
        tally.fault(f"plan: {edit.kind}: {edit.said}: {counts}, counted {told.counted}")
    if not counts:
        said = [f"{title}: {reason}" for title, reason in told.made]
        if said != told.planned[1:-1]:
            tally.fault(f"plan: {edit.kind}: {edit.said}: {told.planned}, made {said}")


def compare(world: World, folder: Path, since: list[Edit], tally: Tally) -> None:
    """Hold what edits came to against a build from nothing."""
    fresh = world.from_nothing(folder)
    told = build(fresh)
    tally.compared += 1
    mine, other = content(world.reports), content(fresh.reports)
    stale = sorted(path for path in mine.keys() | other.keys() if mine.get(path) != other.get(path))
    if stale or told.error:
        tally.fault(f"stale after {[(edit.kind, edit.said) for edit in since]}: {stale[:8]} {told.error}")
        shutil.rmtree(world.derived / "rendered", ignore_errors=True)
        build(world)
    since.clear()


def digest(world: World) -> str:
    listed = sorted(content(world.reports).items())
    return sha256(b"".join(path.encode() + data for path, data in listed)).hexdigest()


def run(number: int, seed: int, names: list[str], folder: Path) -> Tally:
    """So many edits by chance of the named kinds (or of all)."""
    world, tally, since = new_world(folder / "world"), Tally(), []
    editor = Editor(world, seed)
    build(world)
    for at in range(number):
        name = names[at % len(names)] if names else editor.pick()
        if since and (len(since) >= _TOGETHER or name in _EVERYWHERE):
            compare(world, folder / "nothing", since, tally)
        since.append(follow(editor, name, tally, at % _PLANNED == 0))
    compare(world, folder / "nothing", since, tally)
    return tally


_EVERYWHERE = {
    "source",
    "template_of_pages",
    "code_of_briefs",
    "rule",
    "grid_years",
    "grid_languages",
    "grid_formats",
}
_EVERYWHERE |= {"edition", "address", "reference", "published"}


def main(*given: str) -> None:
    given, names = list(given), []
    if "--kinds" in given:
        at = given.index("--kinds")
        names = given[at + 1].split(",")
        del given[at : at + 2]
        if unknown := set(names) - set(KINDS):
            sys.exit(f"unknown kinds: {', '.join(unknown)}; known: {', '.join(KINDS)}")
    with tempfile.TemporaryDirectory() as folder:
        tally = run(int(given[0]), int(given[1]) if given[1:] else 1, names, Path(folder))
    print("\n".join(tally.lines()))
    sys.exit(bool(tally.faults))


if __name__ == "__main__":
    main(*sys.argv[1:])
