"""What has to be made, and why: a page is fresh while everything it was made from is what it was."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from karnameh.files import sha256, sha256_of
from karnameh.publication import Publication, to_csv
from karnameh.render import fonts
from karnameh.suite import Brief, Project

PACKAGE = Path(__file__).parents[1]
#: Input → why a page is made again when it changed, in the order in which a person would ask.
REASONS = {
    "publication": "data changed",
    "notebook": "notebook changed",
    "words": "words changed",
    "templates": "templates changed",
    "code": "code changed",
    "reference": "reference data changed",
    "suite": "suite changed",
    "engine": "engine changed",
    "type": "type changed",
}


@dataclass(frozen=True)
class Task:
    """A brief to be made: where its formats go under `reports/`, what it is made from, and why."""

    brief: Brief
    targets: Mapping[str, str]
    inputs: Mapping[str, str]
    reason: str


def manifest(project: Project) -> dict:
    """What the last build left; empty before the first."""
    path = project.reports / "manifest.json"
    return (
        json.loads(path.read_text(encoding="utf-8"))
        if path.is_file()
        else {"version": 1, "files": {}, "briefs": []}
    )


@cache
def code_hash(*parts: str) -> str:
    """One hash over the package's own code, or over some of its modules and folders."""
    chosen = [PACKAGE / part for part in parts] or [PACKAGE]
    files = sorted(file for place in chosen for file in ([place] if place.is_file() else place.rglob("*.py")))
    return sha256(
        b"".join(str(path.relative_to(PACKAGE)).encode() + b"\0" + path.read_bytes() for path in files)
    )


def _folder_hash(folder: Path, pattern: str = "*") -> str:
    return sha256_of(path for path in folder.glob(pattern) if path.is_file())


def inputs(project: Project, brief: Brief, publication: Publication, engine: str) -> dict[str, str]:
    """The hash of each thing a brief is made from."""
    suite = project.suite
    province = project.areas.province(brief.area.code)
    areas = [area.code for area in (*project.areas.counties(province.code), province)]
    about = json.dumps(vars(publication.about), sort_keys=True).encode()
    shape = repr((suite.years, suite.languages, suite.formats, suite.base_url)).encode()
    return {
        "notebook": sha256((project.notebooks / f"{brief.notebook}.ipynb").read_bytes()),
        "words": sha256((PACKAGE / "languages" / f"{brief.lang}.toml").read_bytes()),
        "templates": _folder_hash(PACKAGE / "render" / "templates"),
        "code": code_hash(),
        "reference": sha256(
            (_folder_hash(project.reference, "*.csv") + _folder_hash(project.published, "*.csv")).encode()
        ),
        "publication": sha256(to_csv(publication.rows(areas=areas)) + about),
        "suite": sha256(shape),
        "engine": sha256(engine.encode()),
        "type": fonts.recipe(project),
    }


def plan(
    project: Project,
    briefs: Iterable[Brief],
    formats: Iterable[str],
    publication: Publication,
    engine: str,
    force: bool = False,
) -> list[Task]:
    """The briefs that are not fresh, each with the reason."""
    before = {entry["path"]: entry for entry in manifest(project)["briefs"]}
    formats, shared, tasks = tuple(formats), {}, []
    for brief in briefs:
        kind = (brief.notebook, brief.lang, brief.area.code[:2])
        given = shared.setdefault(kind, inputs(project, brief, publication, engine))
        targets = {suffix: brief.path(project.areas, suffix) for suffix in formats}
        reason = "asked for" if force else _reason(project, before, targets, given)
        if reason:
            tasks.append(Task(brief, targets, given, reason))
    return tasks


def _reason(
    project: Project, before: Mapping[str, dict], targets: Mapping[str, str], given: Mapping[str, str]
) -> str:
    """Why a brief is made, in words; empty where it is fresh."""
    for path in targets.values():
        if path not in before:
            return "new"
        if not (rendered(project) / path).is_file():
            return "its page is missing"
        was = before[path]["inputs"]
        if changed := [why for name, why in REASONS.items() if was.get(name) != given[name]]:
            return changed[0]
    return ""


def rendered(project: Project) -> Path:
    """Where finished pages wait, whole, before a build puts them into `reports/`."""
    return project.derived / "rendered"
