"""
What a published table reveals: its rows as numbers, and which areas' figures each sum holds.

A figure of an area is a figure of a set of areas: of the county itself, or of those counties of a province
that delivered. So a province's row of a district is the county's, and a figure of five counties is not one of six.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

import pandas as pd

from karnameh.attack.definitions import NATION, OF_TARGETS

Group = frozenset[str]


class Row(NamedTuple):
    """One published row. noted: how many counties the sum holds, where the note says so."""

    year: int
    area: str
    indicator: str
    breakdown: str
    category: str
    status: str
    numerator: int | None
    denominator: int | None
    value: str
    rounded: bool
    noted: int | None

    @property
    def delivered(self) -> bool:
        return self.status != "no_data"


class Release(NamedTuple):
    """The rows of a release, sorted, and of each row which areas its numerator and its denominator hold."""

    rows: list[Row]
    groups: list[tuple[Group, Group]]


def lies_in(area: str, areas: Collection[str]) -> bool:
    """Whether an area is one of some areas or within one."""
    return NATION in areas or area.startswith(tuple(areas))


def read(published: pd.DataFrame) -> Release:
    """A published table, whatever the order of its rows."""
    columns = ("year", "area", "indicator", "breakdown", "category", "status")
    texts = ("numerator", "denominator", "value", "note")
    rows = [
        Row(int(key[0]), *key[1:], _whole(top), _whole(bottom), value or "", *_noted(note or ""))
        for *key, top, bottom, value, note in zip(
            *(published[column].tolist() for column in columns),
            *(published[column].fillna("").tolist() for column in texts),
            strict=True,
        )
    ]
    rows.sort(key=lambda row: row[:5])
    return Release(rows, _groups(rows))


def _whole(text: str) -> int | None:
    return int(text) if text != "" else None


def _noted(note: str) -> tuple[bool, int | None]:
    notes = note.split("; ")
    partial = next((n for n in notes if n.startswith("partial: ")), None)
    return "rounded" in notes, int(partial.split()[1]) if partial else None


def _groups(rows: list[Row]) -> list[tuple[Group, Group]]:
    """Of each row the areas in its numerator and in its denominator."""
    alike: dict[tuple, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        alike[row.year, row.indicator, row.breakdown, row.category][row.area] = row
    known: dict[Group, Group] = {}
    found: dict[tuple, tuple[Group, Group]] = {}
    for key, by_area in alike.items():
        for area, pair in _of_areas(key, by_area, alike):
            found[(*key, area)] = tuple(known.setdefault(group, group) for group in pair)
    return [found[row.year, row.indicator, row.breakdown, row.category, row.area] for row in rows]


def _of_areas(key: tuple, by_area: dict[str, Row], alike: dict) -> Iterator[tuple[str, tuple[Group, Group]]]:
    counties = defaultdict(list)
    for area in by_area:
        if len(area) == 4:
            counties[area[:2]].append(area)
            yield area, (frozenset([area]),) * 2
    of_provinces = {}
    for area, row in by_area.items():
        if len(area) == 2 and area != NATION:
            of_provinces[area] = _of_province(row, counties[area], by_area, key, alike)
            yield area, of_provinces[area]
    if NATION in by_area:
        parts = [groups for area, groups in of_provinces.items() if by_area[area].delivered]
        alone = frozenset([NATION])
        yield NATION, tuple(frozenset().union(*group) for group in zip(*parts, strict=True)) or (alone,) * 2


def _of_province(
    row: Row, counties: list[str], by_area: dict, key: tuple, alike: dict
) -> tuple[Group, Group]:
    alone = frozenset([row.area])
    held = frozenset(county for county in counties if by_area[county].delivered)
    if row.indicator in OF_TARGETS:
        return _of_target_share(row, held, counties, key, alike)
    if row.indicator.startswith("target_") and row.noted is None and len(held) < len(counties):
        return alone, alone  # its own: a sum of some counties would say so
    if not held or (row.noted is not None and row.noted != len(held)):
        return alone, alone
    return held, held


def _of_target_share(
    row: Row, held: Group, counties: list[str], key: tuple, alike: dict
) -> tuple[Group, Group]:
    """
    The counties in the share of a target: those with a share, or, where the province has a target of its
    own, all that count; the note tells which.
    """
    alone = frozenset([row.area])
    count, target = OF_TARGETS[row.indicator]

    def delivered(indicator: str) -> Group:
        rows = alike.get((row.year, indicator, *key[2:]), {})
        return frozenset(county for county in counties if county in rows and rows[county].delivered)

    counting, aimed = delivered(count), delivered(target)
    noted = len(counties) if row.noted is None else row.noted
    own = not aimed or (noted == len(counting) and counting != held)
    top = counting if own else held
    if not top or noted != len(top):
        top = alone
    if own:
        target_row = alike.get((row.year, target, *key[2:]), {}).get(row.area)
        bottom = (
            _of_province(target_row, counties, alike[row.year, target, *key[2:]], key, alike)
            if target_row
            else (alone,)
        )
        return top, bottom[0]
    return top, held or alone
