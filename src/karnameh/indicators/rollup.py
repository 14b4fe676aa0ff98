"""County results → results of counties, provinces and the nation, by addition alone."""

import pandas as pd

from karnameh.areas import NATION
from karnameh.errors import DataError
from karnameh.indicators.catalogue import INDICATORS, KEY
from karnameh.indicators.compute import NUMBERS
from karnameh.suite import Suite

#: Key of a cell below its area.
CELL = ["year", "indicator", "breakdown", "category"]
TARGETS = {i.numerator: i.key for i in INDICATORS.values() if i.kind == "target"}


def roll_up(results: pd.DataFrame, suite: Suite) -> pd.DataFrame:
    """
    The whole grid: every published area and year, each indicator with all its breakdowns.

    Rows: one per cell, sorted by the key. Columns: those of `compute`, and delivered, expected
        (how many counties' numbers are in the sum, out of how many).
    Missing: the numbers where nothing was delivered.
    Raises: DataError where a year and county of the suite has no results, or provinces' own targets disagree.
    """
    counties = _counties(results, suite)
    own = _own_targets(results)
    provinces = _sum(counties, counties["area"].str[:2])
    provinces = _with_own_targets(provinces, counties, own)
    parts = [counties, provinces]
    if suite.whole_country:
        parts.append(_sum(provinces, pd.Series(NATION, index=provinces.index)))
    return pd.concat(parts, ignore_index=True).sort_values(KEY, kind="stable", ignore_index=True)


def _counties(results: pd.DataFrame, suite: Suite) -> pd.DataFrame:
    wanted = {(year, county.code) for year in suite.years for county in suite.counties}
    rows = results[results["area"].str.len() == 4]
    found = set(zip(rows["year"], rows["area"], strict=True))
    if missing := sorted(wanted - found):
        year, county = missing[0]
        raise DataError(f"results: year-county pairs missing: {len(missing)}; the first is {year}, {county}.")
    grid = wanted | {(year, province.code) for year in suite.years for province in suite.provinces}
    if strays := sorted(set(zip(results["year"], results["area"], strict=True)) - grid):
        year, area = strays[0]
        raise DataError(f"results: year-area pairs off the grid: {len(strays)}; the first is {year}, {area}.")
    return rows.assign(delivered=(rows["status"] == "reported").astype("int64"), expected=1)


def _own_targets(results: pd.DataFrame) -> pd.DataFrame:
    own = results[results["area"].str.len() == 2].drop_duplicates([*KEY, "numerator"])
    if own.duplicated(KEY).any():
        first = own[own.duplicated(KEY)].iloc[0]
        raise DataError(
            f"results: two values of {first['indicator']} for province {first['area']}, {first['year']}."
        )
    return own


def _sum(parts: pd.DataFrame, area: pd.Series) -> pd.DataFrame:
    """The sum of those that have numbers; no_data where none has."""
    reported = parts["status"] == "reported"
    numbers = parts.copy()
    numbers[NUMBERS] = numbers[NUMBERS].where(reported)
    groups = numbers.assign(area=area).groupby(["area", *CELL], sort=False, dropna=False)
    sums = groups[["numerator", "denominator", "contributors"]].sum(min_count=1)
    sums["largest"] = groups["largest"].max()
    sums[["delivered", "expected"]] = groups[["delivered", "expected"]].sum()
    sums["status"] = (sums["delivered"] > 0).map({True: "reported", False: "no_data"})
    return sums.reset_index()


def _with_own_targets(provinces: pd.DataFrame, counties: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """A province's own target replaces the sum of its counties', in its shares too."""
    provinces = provinces.copy()
    for target in own.itertuples():
        here = (provinces["area"] == target.area) & (provinces["year"] == target.year)
        row = here & (provinces["indicator"] == target.indicator)
        provinces.loc[row, "numerator"] = target.numerator
        provinces.loc[row, "delivered"] = provinces.loc[row, "expected"]
        provinces.loc[row, "status"] = "reported"
        for indicator in INDICATORS.values():
            if indicator.denominator and TARGETS.get(indicator.denominator) == target.indicator:
                row = here & (provinces["indicator"] == indicator.key)
                parts = counties[
                    (counties["area"].str[:2] == target.area)
                    & (counties["year"] == target.year)
                    & (counties["indicator"] == indicator.key)
                    & counties["numerator"].notna()
                ]
                provinces.loc[row, "delivered"] = len(parts)
                provinces.loc[row, "status"] = "reported" if len(parts) else "no_data"
                provinces.loc[row, "denominator"] = target.numerator
                for name, value in (
                    ("numerator", parts["numerator"].sum()),
                    ("contributors", parts["contributors"].sum()),
                    ("largest", parts["largest"].max()),
                ):
                    provinces.loc[row, name] = value if len(parts) else pd.NA
    return provinces
