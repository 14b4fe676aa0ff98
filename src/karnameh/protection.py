"""
Results → the publication table, by way of `gate`: done again only where what it is made from changed.

To hide and to attack takes minutes for a country, so beside the table of a build stands the key of what it was
made from.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from pyarrow.dataset import dataset

from karnameh.disclosure import Rule
from karnameh.execute.inputs import libraries
from karnameh.execute.reach import code_hash
from karnameh.files import remembered, sha256, sha256_of, sha256_of_file, write_atomically
from karnameh.gate import publishable
from karnameh.indicators.rollup import roll_up
from karnameh.publication import About, Publication, to_csv
from karnameh.registers.source import Source
from karnameh.releases import earlier, earlier_tables, hold_to_profile, values_before
from karnameh.suite import Project

#: Whose code decides what the table says; this file besides.
_DECIDING = ("gate", "indicators.rollup", "releases")


@dataclass(frozen=True)
class Table:
    """A publication table and, in words, what is suppressed in it. key: of what it was made from."""

    publication: Publication
    told: str
    key: str


def table(project: Project, source: Source) -> Table:
    """
    What the results that are there come to, as it would be published now: kept, or worked out.

    Raises: what `publishable` and `hold_to_profile` do.
    """
    key = _key(project, source)
    told = _sealed(project, key)
    if told is None:
        return _worked_out(project, source, key)
    return Table(Publication.read(project.publication), told, key)


def keep(project: Project, made: Table) -> None:
    """Write the table where notebooks open it, and then the seal; what stands there already stays."""
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


def _worked_out(project: Project, source: Source, key: str) -> Table:
    suite, counted = project.suite, project.counted
    results = dataset([str(path) for path in _results(project)]).to_table().to_pandas()
    rule = _rule(project)
    releases = earlier(project, suite.edition)
    hold_to_profile(rule, [release.about for release in releases])
    before = [release.frame for release in releases]
    protected = publishable(roll_up(results, counted), suite, rule, before)
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
    return Table(Publication.of(to_csv(protected.table), about), protected.told, key)


def _key(project: Project, source: Source) -> str:
    """One hash over all that the table is made from."""
    suite = project.suite
    published = [area.code for area in suite.published_areas]
    shape = (suite.years, published, suite.edition, suite.data_date)
    parts = [repr(shape), json.dumps(dict(suite.revised_because)), str(source.synthetic)]
    parts += [sha256_of(project.reference.glob("*.csv")), repr(_rule(project))]
    parts += [code_hash(*_DECIDING), sha256_of_file(Path(__file__)), *libraries()]
    editions = [file for path in earlier_tables(project, suite.edition) for file in _files(path)]
    parts += [
        f"{path.relative_to(project.derived)} {sha256_of_file(path)}"
        for path in [*_results(project), *editions]
    ]
    return sha256("\n".join(parts).encode())


def _results(project: Project) -> list[Path]:
    counted = project.counted
    return [project.results(year, county.code) for year in counted.years for county in counted.counties]


def _rule(project: Project) -> Rule:
    return Rule.read(project.root / "params" / "disclosure.toml")


def _hashes(project: Project) -> list[str]:
    return [sha256_of_file(path) if path.is_file() else "" for path in _files(project.publication)]


def _files(table: Path) -> tuple[Path, Path]:
    """A table as it is written, and what holds for it."""
    return table, table.with_suffix(".json")


def _seal(project: Project) -> Path:
    return project.publication.with_suffix(".key")
