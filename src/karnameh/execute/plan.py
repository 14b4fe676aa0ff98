"""What has to be made, and why: a page is fresh while everything it was made from is what it was."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from karnameh.execute.inputs import REASONS, RENDERING, Inputs
from karnameh.files import sha256_of_file, write_atomically
from karnameh.suite import Brief, Project


@dataclass(frozen=True, eq=False)
class Task:
    """
    A brief to be made: where its formats go under `reports/`, and why.

    standing: formats whose page is still right if the executed notebook turns out to have this hash.
    """

    brief: Brief
    targets: Mapping[str, str]
    reason: str
    standing: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Record:
    """
    What a finished page was made from: written after the page, so that a page with a record is whole.

    inputs: a hash of each input. looked: the words and rows that were looked at. executed: the hash of the
    executed notebook. engine: its name and version. page: the hash of the page itself.
    """

    engine: str
    inputs: Mapping[str, str]
    looked: tuple[str, ...]
    executed: str
    page: str

    @classmethod
    def read(cls, page: Path) -> "Record | None":
        """The record of a page; None where it has none, or is not the page that was recorded."""
        try:
            told = json.loads(_place(page).read_text(encoding="utf-8"))
            record = cls(**told | {"looked": tuple(told["looked"])})
            return record if sha256_of_file(page) == record.page else None
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return None

    def write(self, page: Path) -> None:
        write_atomically(_place(page), json.dumps(vars(self)).encode())


def _place(page: Path) -> Path:
    return page.with_name(f".{page.name}.made")


def plan(
    project: Project, briefs: Iterable[Brief], formats: Iterable[str], inputs: Inputs, force: bool = False
) -> list[Task]:
    """The briefs that are not fresh, each with the reason."""
    formats, tasks = tuple(formats), []
    for brief in briefs:
        targets = {suffix: brief.path(project.areas, suffix) for suffix in formats}
        if force:
            tasks.append(Task(brief, targets, "asked for"))
            continue
        states = {
            suffix: _state(rendered(project) / path, brief, suffix, inputs)
            for suffix, path in targets.items()
        }
        if reasons := [reason for reason, _ in states.values() if reason]:
            standing = {suffix: executed for suffix, (_, executed) in states.items() if executed}
            tasks.append(Task(brief, targets, reasons[0], standing))
    return tasks


def _state(page: Path, brief: Brief, suffix: str, inputs: Inputs) -> tuple[str, str]:
    """Why a page is to be made, in words, empty where it is fresh; and the notebook's hash it stands on, if it may."""
    record = Record.read(page)
    if record is None:
        return ("its page is missing" if _place(page).is_file() else "new"), ""
    now = inputs.of(brief, record.looked, suffix)
    changed = [name for name in REASONS if record.inputs.get(name) != now[name]]
    stands = not any(name in RENDERING for name in changed)
    return (REASONS[changed[0]] if changed else ""), (record.executed if stands else "")


def rendered(project: Project) -> Path:
    """Where finished pages wait, whole, before a build puts them into `reports/`."""
    return project.derived / "rendered"
