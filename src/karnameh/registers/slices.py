"""What each county and year is counted from, as one hash: it is counted again only when that has changed."""

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from karnameh import calendar
from karnameh.areas import Areas
from karnameh.files import remembered, write_atomically
from karnameh.registers.read import Registers, of_county, read_registers
from karnameh.registers.schema import TABLES
from karnameh.registers.source import Source
from karnameh.registers.stores.folder import WHOLE

#: Visits of any year are counted: a plan's are looked at when its supervision ends.
_OF_ANY_YEAR = ("visits",)


class Slice(NamedTuple):
    """What a year and county are counted from: a hash of the rows, and of the registers that hold them."""

    rows: str
    state: str


def slices_of(
    source: Source, areas: Areas, counties: Iterable[str], years: Iterable[int], memory: Path
) -> dict[tuple[int, str], Slice]:
    """
    For each year and county the rows that can count there.

    memory: a file in which the hashes wait for the next call, so that only counties whose files changed are read.
    Raises: RegisterError where the registers of a county cannot be read.
    """
    known, found, years = remembered(memory), {}, sorted(years)
    common = None if source.partitioned else source.fingerprint()
    whole: list[Registers] = []  # an office's own files are read once for all counties
    for county in counties:
        state = common or source.state(county)
        entry = known.get(county, {})
        if entry.get("state") != state or not entry["years"].keys() >= {str(year) for year in years}:
            if source.folder and not source.partitioned:
                whole = whole or [read_registers(source, areas)]
                mine = of_county(whole[0], county)
            else:
                mine = read_registers(source, areas, county)
            entry = {"state": state, "years": _by_year(mine, county, years)}
        found[county] = entry
    if found != known:
        write_atomically(memory, json.dumps(found).encode())
    return {
        (year, county): Slice(entry["years"][str(year)], entry["state"])
        for county, entry in found.items()
        for year in years
    }


def _by_year(registers: Registers, county: str, years: Iterable[int]) -> dict[str, str]:
    """The hash of each year: over the rows dated up to its end, wherever they came from."""
    hashed = [(name, *_hashed(name, registers.tables[name], county)) for name in TABLES]
    digests = {}
    for year in years:
        digest = sha256(str(len(registers.reporters) > 0).encode())
        for name, rows, dated in hashed:
            if name not in _OF_ANY_YEAR:
                end = year if name in WHOLE else pd.Timestamp(calendar.last_day(year))
                rows = rows[dated <= end]
            digest.update(np.sort(rows.to_numpy()).tobytes() + b"\0")
        digests[str(year)] = digest.hexdigest()
    return digests


def _hashed(name: str, frame: pd.DataFrame, county: str) -> tuple[pd.Series, pd.Series]:
    """A hash for each row, and what dates it."""
    table = TABLES[name]
    if name == "reporters":
        frame = frame[frame["county"] == county]
    columns = [column.name for column in table.columns]
    return pd.util.hash_pandas_object(frame[columns], index=False), frame[table.dated_by]
