"""Every finished page, the data and what is shared become `reports/`, in one step."""

import json
import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from karnameh.downloads import gather
from karnameh.execute.plan import Record, rendered
from karnameh.files import need_replaceable, recall_folder, rights, sha256, swap_folders, write_synced
from karnameh.publication import Publication
from karnameh.releases import changes, keep
from karnameh.render import assets
from karnameh.site.entrance import entrances
from karnameh.site.index import indexes
from karnameh.site.links import with_live_links
from karnameh.suite import Project, index_path

MANIFEST = "manifest.json"


def assemble(project: Project, publication: Publication) -> None:
    """
    Put every finished page of the suite into `reports/`, with data, assets, index and manifest.

    Pages pass through one at a time. The table goes out with them, whichever briefs were made: before it does, it is
    kept as that of its edition, for the next one has to know what was told.
    """
    entries = {entry["path"]: entry for entry in _entries(project)}
    files = gather(project, publication, {path.rpartition("/")[0] for path in entries})
    files |= {f"assets/{name}": data for name, data in assets(project).items()}
    there = {*files, *map(index_path, project.suite.languages), *entries}
    since = changes(project, publication)
    files |= indexes(project, publication, there, since)
    files |= entrances(project.suite, publication.about)
    there |= set(files)
    keep(project, publication)
    with _renewed(project.reports.resolve()) as put:
        listed = {}
        for path in sorted(there):
            data = files[path] if path in files else (rendered(project) / path).read_bytes()
            data = with_live_links(data, path, there) if path.endswith(".html") else data
            listed[path] = {"sha256": sha256(data), "bytes": len(data)}
            put(path, data)
        put(MANIFEST, _manifest(listed, entries))


def _entries(project: Project) -> Iterator[dict]:
    """What the manifest says of each finished page."""
    for brief in project.suite.briefs():
        for suffix in project.suite.formats:
            path = brief.path(project.areas, suffix)
            if record := Record.read(rendered(project) / path):
                yield {
                    "path": path,
                    "notebook": f"notebooks/{brief.notebook}.ipynb",
                    "parameters": brief.parameters,
                    "engine": record.engine,
                    "inputs": record.inputs,
                }


def _manifest(listed: Mapping[str, dict], entries: Mapping[str, dict]) -> bytes:
    briefs = [entries[path] for path in sorted(entries)]
    text = json.dumps({"version": 1, "files": listed, "briefs": briefs}, ensure_ascii=False, indent=1)
    return text.encode() + b"\n"


@contextmanager
def _renewed(reports: Path) -> Iterator[Callable[[str, bytes], None]]:
    """
    A new folder beside the old one, which takes its place at the end: there is no moment at which half is new.

    Gives what puts a file in. What did not change is linked; files that no build of ours listed come along.
    """
    new, put = _new(reports), set()
    shutil.rmtree(new, ignore_errors=True)

    def write(path: str, data: bytes) -> None:
        _write(new / path, data, reports / path)
        put.add(path)

    try:
        yield write
        _carry_over(reports, new, put | _listed(reports))
        swap_folders(new, reports)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _carry_over(reports: Path, new: Path, known: set[str]) -> None:
    """What others laid into the old folder: files, links of every kind, empty folders."""
    for place, folders, names in os.walk(reports):
        here, there = Path(place), new / Path(place).relative_to(reports)
        if not folders + names:
            there.mkdir(parents=True, exist_ok=True)
        for name in [*names, *(name for name in folders if (here / name).is_symlink())]:
            if (here / name).relative_to(reports).as_posix() not in known and not os.path.lexists(
                there / name
            ):
                _link(here / name, there / name)


def mend(reports: Path) -> None:
    """
    Undo what a killed build had begun: the folder is in its place again and nothing lies beside it.

    Raises: OSError where it is one that no build could put another in the place of.
    """
    reports = reports.resolve()
    need_replaceable(reports)
    recall_folder(reports)
    shutil.rmtree(_new(reports), ignore_errors=True)


def _new(reports: Path) -> Path:
    return reports.with_name(f".{reports.name}.new")


def _listed(reports: Path) -> set[str]:
    """What the last build put there; none where its manifest is missing or cannot be read."""
    try:
        return {MANIFEST, *json.loads((reports / MANIFEST).read_text(encoding="utf-8"))["files"]}
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return set()


def _write(target: Path, data: bytes, old: Path) -> None:
    if _is_ours(old) and old.read_bytes() == data:
        _link(old, target)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    write_synced(target, data)


def _is_ours(path: Path) -> bool:
    """Whether it is a file as this build would write it; one that others may not read would stay so for ever."""
    return path.is_file() and not path.is_symlink() and stat.S_IMODE(path.stat().st_mode) == rights()


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:  # a file system without links
        shutil.copy2(source, target, follow_symlinks=False)
