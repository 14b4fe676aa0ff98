"""What was planned, and who delivered what: the small tables of a province."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from karnameh.registers.sample import calibration as cal
from karnameh.registers.sample.chance import stream, year_days
from karnameh.registers.sample.shares import Province
from karnameh.registers.schema import REPORTERS, TABLES


def make_targets(province: Province) -> pd.DataFrame:
    """Targets of the counties, and those the province names itself."""
    rows = [row for area, years, own in _planned(province) for row in _targets(area, years, own)]
    return pd.DataFrame(rows, columns=["year", "area", "indicator", "target"]).sort_values(
        ["year", "area", "indicator"], ascending=[True, True, False], kind="stable", ignore_index=True
    )


def _planned(province: Province) -> Iterator[tuple]:
    yield province.code, province.years, cal.PROVINCE_TARGETS
    for county in province.counties:
        yield county.code, county.years, None


def _targets(area: str, years: dict, own: set | None) -> Iterator[tuple]:
    for year, counts in years.items():
        for indicator, target in (("jobs", counts.target_jobs), ("exits", counts.target_exits)):
            if target and (own is None or (year, indicator) in own):
                yield year, area, indicator, target


def make_reporters(province: Province) -> pd.DataFrame:
    """Every county delivered every table in Farvardin of the next year, but for the gaps."""
    tables = [name for name in TABLES if name != REPORTERS.name]
    rows = []
    for county in province.counties:
        day = stream(int(county.code), 7).integers(2, 28, len(county.years))
        for number, year in enumerate(county.years):
            delivered = year_days(year)[1] + np.timedelta64(int(day[number]), "D")
            rows += [
                (year, county.code, name, delivered)
                for name in tables
                if (year, county.code, name) not in cal.GAPS
            ]
    return pd.DataFrame(rows, columns=["year", "county", "table", "delivered_on"])
