"""The published table of every edition is kept, so that a new one can say what it changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from karnameh.disclosure import Rule
from karnameh.errors import ParameterError
from karnameh.indicators.catalogue import KEY
from karnameh.publication import About, Publication, cell_key
from karnameh.suite import Project


@dataclass(frozen=True)
class Changes:
    """
    What an edition publishes otherwise than the newest one before it.

    revised: keys of the figures that both publish with different values. newly, withheld: how many figures of
    the years and areas that both have are published in only one of them.
    """

    earlier: Publication
    revised: tuple[tuple, ...]
    newly: int
    withheld: int
    new_years: tuple[int, ...]
    new_areas: tuple[str, ...]
    gone_years: tuple[int, ...]
    gone_areas: tuple[str, ...]

    @property
    def any(self) -> bool:
        """Whether there is a change to tell of."""
        return any(vars(self)[name] for name in vars(self) if name != "earlier")


def keep(project: Project, publication: Publication) -> None:
    """Keep the table under its edition; while the number stays, the last that went out is what counts."""
    publication.write(project.release(publication.about.edition))


def earlier(project: Project, edition: int) -> list[Publication]:
    """The tables of the editions before one, newest first."""
    return [Publication.read(path) for path in earlier_tables(project, edition)]


def earlier_tables(project: Project, edition: int) -> list[Path]:
    """Where the tables of the editions before one lie, newest first."""
    numbers = {int(folder.name) for folder in project.releases.glob("*") if folder.name.isdigit()}
    paths = (project.release(number) for number in sorted(numbers, reverse=True) if number < edition)
    return [path for path in paths if path.is_file()]


def changes(project: Project, publication: Publication) -> Changes | None:
    """What changed since the newest earlier edition; None where none is kept."""
    before = earlier(project, publication.about.edition)
    return compare(before[0], publication) if before else None


def compare(earlier: Publication, now: Publication) -> Changes:
    """Only what is published is compared: a figure that one of the two withholds is counted, never shown."""
    old, new = earlier.frame, now.frame
    both = old.merge(new, on=KEY, suffixes=("_old", "_new"), how="inner")
    was, is_now = both["status_old"] == "reported", both["status_new"] == "reported"
    moved = both[was & is_now & (both["value_old"] != both["value_new"])]
    return Changes(
        earlier,
        tuple(moved[KEY].sort_values(KEY).itertuples(index=False, name=None)),
        int((~was & is_now).sum()),
        int((was & ~is_now).sum()),
        _only_in(new, old, "year"),
        _only_in(new, old, "area"),
        _only_in(old, new, "year"),
        _only_in(old, new, "area"),
    )


def values_before(now: pd.DataFrame, earlier: Publication) -> dict[str, str]:
    """Of each figure that a table calls revised, by its key, the value that the edition before published."""
    revised = now.loc[now["note"].str.split("; ").map(lambda notes: "revised" in notes), KEY]
    both = revised.merge(earlier.frame, on=KEY)
    return {cell_key(*key): value for *key, value in both[[*KEY, "value"]].itertuples(index=False)}


def _only_in(one: pd.DataFrame, other: pd.DataFrame, column: str) -> tuple:
    return tuple(sorted(set(one[column]) - set(other[column])))


def figures(project: Project) -> list[str]:
    """What a changelog says under "Figures" of the publication that was built last, a line of Markdown each."""
    now = Publication.read(project.publication)
    since = changes(project, now)
    if since is None:
        return ["- First edition kept here: nothing published before it."]
    edition, lines = since.earlier.about.edition, []
    for key in since.revised:
        was, cell = since.earlier.cell(*key), now.cell(*key)
        lines.append(
            f"- {cell.key.rstrip('/')}: {cell.value:,} {cell.unit}, was {was.value:,} in edition {edition}"
        )
    for told, count in (
        ("published for the first time", since.newly),
        ("no longer published", since.withheld),
    ):
        if count:
            lines.append(f"- figures {told}: {count:,}")
    return lines or [f"- No published figure differs from edition {edition}."]


def hold_to_profile(rule: Rule, earlier: Sequence[About]) -> None:
    """
    Hold a rule to that of earlier editions: exact sums of one beside rounded parts of another tell small numbers.

    Raises: ParameterError where one was rounded otherwise.
    """
    for about in earlier:
        if about.threshold and rule.threshold and _multiples(about) != _multiples(rule):
            raise ParameterError(
                f"params/disclosure.toml: counts are {_rounding(rule)} now and were {_rounding(about)} in edition "
                f"{about.edition}; together the two would tell small numbers. Keep the profile and base of that "
                "edition or, where nobody has seen it, take it out of data/derived/releases/."
            )


def _multiples(of: Rule | About) -> int:
    return of.base if of.rounds else 1


def _rounding(of: Rule | About) -> str:
    return f"rounded to multiples of {of.base}" if of.rounds else "not rounded"
