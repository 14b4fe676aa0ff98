"""One figure, traced: its definition, its numbers, the register rows it counts and who published another."""

from collections.abc import Iterator

import pandas as pd

from karnameh.areas import Area
from karnameh.errors import ParameterError, nearest
from karnameh.indicators.catalogue import INDICATORS, Indicator
from karnameh.indicators.measures import Measure
from karnameh.present.published import read_pairs
from karnameh.publication import Publication
from karnameh.registers.read import Registers, read_registers
from karnameh.registers.source import Source
from karnameh.registers.stores.folder import Folder
from karnameh.suite import Project
from karnameh.words import Words

#: Rows of a file that are listed before "…".
_LISTED = 12


def explain(project: Project, year: int, area: str, indicator: str) -> Iterator[str]:
    """
    Lines for whoever keeps the registers; for use inside the office, since it counts rows that may be suppressed.

    Raises: ParameterError for a year, area or indicator that is not published.
    """
    where, faults = "explain", []
    faults += project.suite.year_faults(year, where)
    if indicator not in INDICATORS:
        faults.append(f"{where}: '{indicator}' is not an indicator.{nearest(indicator, INDICATORS)}")
    try:
        place = project.suite.any_area(area, where)
    except ParameterError as error:
        faults.append(str(error))
    if faults:
        raise ParameterError("\n".join(faults))
    return _told(project, year, place, INDICATORS[indicator])


def _told(project: Project, year: int, area: Area, indicator: Indicator) -> Iterator[str]:
    yield f"{indicator.key}, {year}, {area.name_en or area.code} ({area.code})"
    for lang in project.suite.languages:
        words = Words(lang)
        yield f"  {words[f'indicator.{indicator.key}.name']}: {words[f'indicator.{indicator.key}.definition']}"
    yield from _published_cell(project, year, area, indicator)
    yield from _rows(project, year, area, indicator)
    for pair in read_pairs(project.published):
        if (pair.year, pair.area, pair.indicator) == (year, area.code, indicator.key):
            said = " ".join(filter(None, (pair.breakdown, pair.category, str(pair.value), pair.approximate)))
            yield f"  published elsewhere: {said} ({pair.figure}; {pair.source_en})"


def _published_cell(project: Project, year: int, area: Area, indicator: Indicator) -> Iterator[str]:
    cell = Publication.read(project.publication).cell(year, area.code, indicator.key)
    yield f"  status: {cell.status}" + (f"; {cell.note}" if cell.note else "")
    if cell.known:
        parts = (
            f" = {cell.numerator:,} / {cell.denominator:,} × {indicator.per}"
            if cell.denominator is not None
            else ""
        )
        yield f"  value: {cell.value} {cell.unit}{parts}"


def _rows(project: Project, year: int, area: Area, indicator: Indicator) -> Iterator[str]:
    source = Source.of(project)
    counties = [county.code for county in project.areas.counties(area.code)]
    parts = [(county, read_registers(source, project.areas, county)) for county in counties]
    for role, measure in zip(("numerator", "denominator"), indicator.measures, strict=False):
        rows = pd.concat(
            [_counted(measure, registers, year, {county, area.code}) for county, registers in parts]
        )
        rows = rows.drop_duplicates(["_file", "_row"]) if "targets" in measure.tables else rows
        yield f"  {role}: {measure.count.__doc__} Rows counted: {len(rows):,}"
        yield from _origins(rows, source)


def _origins(rows: pd.DataFrame, source: Source) -> Iterator[str]:
    """The files, sheets and rows that were counted, with the call that took them in and the hash of the file."""
    journal = {line["call"]: line for line in Folder(source.folder).journal()} if source.folder else {}
    calls = rows["_call"] if "_call" in rows else pd.Series(0, index=rows.index)
    for (file, sheet, call), part in rows.groupby(["_file", "_sheet", calls], dropna=False):
        numbers = sorted(part["_row"])
        where = f"{file}, sheet {sheet}" if sheet else file
        listed = ", ".join(map(str, numbers[:_LISTED])) + (", …" if len(numbers) > _LISTED else "")
        taken = [line for line in journal.get(call, {}).get("inputs", ()) if line["file"] == file]
        told = f"; taken in by call {call}, SHA-256 {taken[0]['sha256'][:12]}" if taken else ""
        yield f"    {len(part):,} from {where}, row {listed}{told}"


def _counted(measure: Measure, registers: Registers, year: int, areas: set[str]) -> pd.DataFrame:
    rows = measure(registers, year)
    return rows[rows["area"].isin(areas)] if "area" in rows else rows
