"""
Results → the publication table, by way of `gate`: done again only where what it is made from changed.

To hide and to attack takes minutes for a country, so beside the table of a build stands the key of what it was
made from. Where several provinces are published without sums over the nation, so does each province's part.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from pyarrow.dataset import dataset

from karnameh.disclosure import Protected, Rule
from karnameh.errors import DataError
from karnameh.execute.inputs import libraries
from karnameh.execute.reach import code_hash
from karnameh.files import remembered, sha256, sha256_of_file, write_atomically
from karnameh.gate import Part, apart, publishable
from karnameh.indicators.rollup import roll_up
from karnameh.publication import About, Publication, from_csv, to_csv
from karnameh.registers.source import Source
from karnameh.releases import earlier, earlier_tables, hold_to_profile, values_before
from karnameh.suite import Project

#: Whose code decides what the table says; this file besides.
_DECIDING = ("gate", "indicators.rollup", "releases")


@dataclass(frozen=True)
class Table:
    """
    A publication table and, in words, what is suppressed in it.

    key: of what it was made from. parts: what is kept of it part by part, by file.
    """

    publication: Publication
    told: str
    key: str
    parts: Mapping[Path, bytes]


def table(project: Project, source: Source) -> Table:
    """
    What the results that are there come to, as it would be published now: kept, or worked out.

    Raises: what `publishable` and `hold_to_profile` do.
    """
    rule = Rule.read(project.root / "params" / "disclosure.toml")  # once: it may change meanwhile
    key = _key(project, source, rule)
    told = _sealed(project, key)
    if told is None:
        return _worked_out(project, source, rule, key)
    return Table(Publication.read(project.publication), told, key, {})


def keep(project: Project, made: Table) -> None:
    """Write the table where notebooks open it, and then the seal; what stands there already stays."""
    for path, part in made.parts.items():
        write_atomically(path, part)
    if _sealed(project, made.key) is None:
        made.publication.write(project.publication)
        seal = {"key": made.key, "hashes": _hashes(project), "told": made.told}
        write_atomically(_seal(project), json.dumps(seal).encode())


def _sealed(project: Project, key: str) -> str | None:
    """What was told of the table that stands there, if it is the one of this key and as it was written."""
    match remembered(_seal(project)):
        case {"key": was, "hashes": hashes, "told": told} if was == key and hashes == _hashes(project):
            return told
    return None


def _worked_out(project: Project, source: Source, rule: Rule, key: str) -> Table:
    suite, counted = project.suite, project.counted
    results = dataset([str(path) for path in _results(project)]).to_table().to_pandas()
    releases = earlier(project, suite.edition)
    hold_to_profile(rule, [release.about for release in releases])
    before = [release.frame for release in releases]
    protected, parts = _protected(project, roll_up(results, counted), rule, before)
    about = About(
        source.synthetic,
        rule.threshold,
        suite.edition,
        suite.data_date,
        suite.revised_because,
        rule.profile,
        rule.base,
        values_before(protected.table, releases[0]) if releases else {},
        list(suite.years),
    )
    return Table(Publication(from_csv(to_csv(protected.table)), about), protected.told, key, parts)


def _protected(
    project: Project, rolled: pd.DataFrame, rule: Rule, before: Sequence[pd.DataFrame]
) -> tuple[Protected, dict[Path, bytes]]:
    """
    What may be published, of whose parts only those are worked out that changed; and what is to be kept of these.

    Raises: DataError with the faults of all parts.
    """
    parts = apart(rolled, before)
    if len(parts) == 1:  # the table itself is kept
        return publishable(rolled, project.suite, rule, before), {}
    made, anew, faults = [], {}, []
    for area, part in parts.items():
        path, key = project.derived / "protected" / f"{area}.part", _key_of(part, project, rule)
        if known := _kept(path, key):
            made.append(known)
            continue
        try:
            made.append(publishable(part.rows, project.suite, rule, part.earlier))
            anew[path] = _written(made[-1], key)
        except DataError as error:
            faults.append(str(error))
    if faults:
        raise DataError("\n".join(faults))
    return Protected.together(made), anew


def _key_of(part: Part, project: Project, rule: Rule) -> str:
    """One hash over all that a part is made from."""
    names = repr(_names(project, set(part.rows["area"])))
    tables = (sha256(frame.to_csv(index=False).encode()) for frame in (part.rows, *part.earlier))
    return sha256("\n".join([*_deciding(project, rule), names, *tables]).encode())


def _written(part: Protected, key: str) -> bytes:
    """A part as it is kept, sealed with its key."""
    numbers = {"primary": part.primary, "further": part.further.to_dict(), "rounded": part.rounded}
    body = json.dumps({"table": to_csv(part.table).decode(), **numbers}).encode()
    return sha256(key.encode() + body).encode() + b"\n" + body


def _kept(path: Path, key: str) -> Protected | None:
    """The part that a file keeps, if it is the one of this key and as it was written."""
    sealed, _, body = path.read_bytes().partition(b"\n") if path.is_file() else (b"", b"", b"")
    if sealed != sha256(key.encode() + body).encode():
        return None
    part = json.loads(body)
    further = pd.Series(part["further"], dtype="int64")
    return Protected(from_csv(part["table"].encode()), part["primary"], further, part["rounded"])


def _key(project: Project, source: Source, rule: Rule) -> str:
    """One hash over all that the table is made from."""
    suite = project.suite
    names = _names(project, {area.code for area in suite.published_areas})
    shape = repr((names, suite.edition, suite.data_date, dict(suite.revised_because), source.synthetic))
    editions = [file for path in earlier_tables(project, suite.edition) for file in _files(path)]
    files = [
        f"{path.relative_to(project.derived)} {sha256_of_file(path)}"
        for path in [*_results(project), *editions]
    ]
    return sha256("\n".join([*_deciding(project, rule), shape, *files]).encode())


def _deciding(project: Project, rule: Rule) -> list[str]:
    """What decides of every row, besides what is counted."""
    code = code_hash(*_DECIDING), sha256_of_file(Path(__file__))
    return [repr(project.suite.years), repr(rule), *code, *libraries()]


def _names(project: Project, codes: Collection[str]) -> list[tuple[str, str]]:
    """How some areas are called in the table: as this build has read it, whatever the files say by now."""
    return [(area.code, area.name_en) for area in project.suite.published_areas if area.code in codes]


def _results(project: Project) -> list[Path]:
    counted = project.counted
    return [project.results(year, county.code) for year in counted.years for county in counted.counties]


def _hashes(project: Project) -> list[str]:
    return [sha256_of_file(path) if path.is_file() else "" for path in _files(project.publication)]


def _files(table: Path) -> tuple[Path, Path]:
    """A table as it is written, and what holds for it."""
    return table, table.with_suffix(".json")


def _seal(project: Project) -> Path:
    return project.publication.with_suffix(".key")
