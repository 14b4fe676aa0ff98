"""Every finished page, the data and what is shared put into `reports/`, the manifest last."""

import json
from collections.abc import Iterable

from karnameh.downloads import gather
from karnameh.execute.plan import Task, manifest, rendered
from karnameh.files import sha256, write_atomically
from karnameh.publication import Publication
from karnameh.render import assets
from karnameh.site.entrance import entrances
from karnameh.site.index import index
from karnameh.site.links import with_live_links
from karnameh.site.releases import changes, keep
from karnameh.suite import Project, index_path


def assemble(
    project: Project, publication: Publication, done: Iterable[Task], engine: str, prune: bool
) -> None:
    """
    Put every finished page into `reports/`, with data, assets, index and manifest.

    prune: everything was made, so drop the pages of briefs that the suite no longer has, and keep the table as
    that of its edition.
    """
    entries = _entries(project, done, engine, prune)
    files = {path: (rendered(project) / path).read_bytes() for path in entries}
    files |= gather(project, publication, {path.rpartition("/")[0] for path in entries})
    files |= {f"assets/{name}": data for name, data in assets(project).items()}
    indexes = {index_path(lang): lang for lang in project.suite.languages}
    there = {*files, *indexes}
    since = changes(project, publication)
    files |= {path: index(project, publication, lang, there, since) for path, lang in indexes.items()}
    files |= entrances(project.suite, publication.about)
    files |= {
        path: with_live_links(data, path, set(files))
        for path, data in files.items()
        if path.endswith(".html")
    }
    _place(project, files, entries)
    if prune:
        keep(project, publication)


def _entries(project: Project, done: Iterable[Task], engine: str, prune: bool) -> dict[str, dict]:
    """The manifest's entries by path: those that were there, renewed by those just made."""
    entries = {
        entry["path"]: entry
        for entry in manifest(project)["briefs"]
        if (rendered(project) / entry["path"]).is_file()
    }
    for task in done:
        for path in task.targets.values():
            entries[path] = {
                "path": path,
                "notebook": f"notebooks/{task.brief.notebook}.ipynb",
                "parameters": task.brief.parameters,
                "engine": engine,
                "inputs": dict(task.inputs),
            }
    if prune:
        wanted = {
            brief.path(project.areas, suffix)
            for brief in project.suite.briefs()
            for suffix in project.suite.formats
        }
        entries = {path: entry for path, entry in entries.items() if path in wanted}
    return dict(sorted(entries.items()))


def _place(project: Project, files: dict[str, bytes], entries: dict[str, dict]) -> None:
    """Write what changed, remove what is no longer published, the manifest last."""
    reports = project.reports
    for path, data in files.items():
        target = reports / path
        if not (target.is_file() and target.read_bytes() == data):
            write_atomically(target, data)
    for path in set(manifest(project)["files"]) - set(files):
        (reports / path).unlink(missing_ok=True)
    listed = {path: {"sha256": sha256(data), "bytes": len(data)} for path, data in sorted(files.items())}
    text = json.dumps(
        {"version": 1, "files": listed, "briefs": list(entries.values())}, ensure_ascii=False, indent=1
    )
    write_atomically(reports / "manifest.json", text.encode() + b"\n")
