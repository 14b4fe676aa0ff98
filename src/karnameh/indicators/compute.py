"""Registers of one county and year → result rows: additive numerators and denominators, nothing divided yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from karnameh import calendar
from karnameh.errors import DataError
from karnameh.indicators.catalogue import INDICATORS, KEY, NOT_STATED, Breakdown, Indicator
from karnameh.indicators.measures import Measure
from karnameh.registers.schema import TABLES

if TYPE_CHECKING:  # what shows figures does not reach what reads registers
    from karnameh.registers.read import Registers

#: contributors, largest: how many rows add to the numerator, and the most that one adds (for disclosure).
NUMBERS = ["numerator", "denominator", "contributors", "largest"]
COLUMNS = [*KEY, *NUMBERS, "status"]


def compute(registers: Registers, year: int, county: str) -> pd.DataFrame:
    """
    Every indicator of a year and county with all its breakdowns; targets of its province beside them.

    Rows: one per indicator, breakdown and category, in the order of the catalogue.
    Columns: year (Solar Hijri), area (SCI code), indicator, breakdown, category, numerator and denominator
        (in the measures' units), contributors, largest, status (reported or no_data).
    Missing: the numbers where the status is no_data, the denominator of counts.
    Raises: DataError where a register row has a category that the schema does not know.
    """
    mine = _of_area(registers, county)
    counted = _counted(mine, year, county)
    rows = [row for indicator in INDICATORS.values() for row in _rows(indicator, counted, mine, year, county)]
    province = county[:2]
    rows += _province_targets(_of_area(registers, province), year, province)
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.astype(dict.fromkeys(NUMBERS, "Int64"))


def _of_area(registers: Registers, area: str) -> Registers:
    """The same registers with the targets of one area only."""
    targets = registers.targets[registers.targets["area"] == area]
    return replace(registers, tables={**registers.tables, "targets": targets})


def delivered(registers: Registers, table: str, year: int, county: str) -> bool:
    """Whether a county delivered a table for a year: by `reporters`, else by any row up to that year."""
    reporters = registers.reporters
    if len(reporters):
        return bool(
            (
                (reporters["year"] == year) & (reporters["table"] == table) & (reporters["county"] == county)
            ).any()
        )
    dated = registers.tables[table][TABLES[table].dated_by]
    limit = year if table == "targets" else pd.Timestamp(calendar.last_day(year))
    return bool((dated <= limit).any())


def _counted(registers: Registers, year: int, county: str) -> dict[Measure, pd.DataFrame]:
    """The rows of every measure whose tables were delivered; there may be no target though others have one."""
    measures = dict.fromkeys(measure for indicator in INDICATORS.values() for measure in indicator.measures)
    tables = {table for measure in measures for table in measure.tables}
    there = {table for table in tables if delivered(registers, table, year, county)}
    counted = {measure: measure(registers, year) for measure in measures if there.issuperset(measure.tables)}
    return {
        measure: rows for measure, rows in counted.items() if len(rows) or "targets" not in measure.tables
    }


def _rows(
    indicator: Indicator, counted: dict[Measure, pd.DataFrame], registers: Registers, year: int, county: str
) -> Iterator[tuple]:
    key = (year, county, indicator.key)
    whole = counted.get(indicator.numerator)
    yield (*key, "", "", *_numbers(indicator, counted), _status(indicator, counted))
    for breakdown in indicator.breakdowns:
        for category, part in _categories(breakdown, whole, registers, county):
            yield (
                *key,
                breakdown.name,
                category,
                *_sums(part, None),
                "no_data" if whole is None else "reported",
            )


def _status(indicator: Indicator, counted: dict[Measure, pd.DataFrame]) -> str:
    return "reported" if all(measure in counted for measure in indicator.measures) else "no_data"


def _numbers(indicator: Indicator, counted: dict[Measure, pd.DataFrame]) -> tuple:
    """A numerator without its denominator is kept: a province's own target may still need it."""
    return _sums(counted.get(indicator.numerator), counted.get(indicator.denominator))


def _sums(part: pd.DataFrame | None, whole: pd.DataFrame | None) -> tuple:
    bottom = None if whole is None else int(whole["n"].sum())
    if part is None:
        return None, bottom, None, None
    return int(part["n"].sum()), bottom, int((part["n"] > 0).sum()), int(part["n"].max()) if len(part) else 0


def _categories(
    breakdown: Breakdown, rows: pd.DataFrame | None, registers: Registers, county: str
) -> Iterator[tuple]:
    categories = breakdown.categories
    if rows is not None:
        rows = breakdown.of(rows)
        labels = rows[breakdown.column].fillna(NOT_STATED)
    if not categories:
        known = [district.code for district in registers.areas.children(county)]
        # Districts outside the reference are known from the rows alone.
        seen = [] if rows is None else sorted(set(labels) - {NOT_STATED} - set(known))
        categories = (*known, *seen, NOT_STATED)
    if rows is None:
        yield from ((category, None) for category in categories)
        return
    if stray := sorted(set(labels) - set(categories)):
        raise DataError(
            f"{breakdown.name}: categories not in the schema: {len(stray)}; the first is '{stray[0]}'."
        )
    for category in categories:
        yield category, rows[labels == category]


def _province_targets(registers: Registers, year: int, province: str) -> list[tuple]:
    """A province's own targets; every county of it carries them, roll-up keeps one."""
    rows = []
    for indicator in INDICATORS.values():
        if indicator.kind == "target":
            own = indicator.numerator(registers, year)
            if len(own):
                rows.append((year, province, indicator.key, "", "", *_sums(own, None), "reported"))
    return rows
