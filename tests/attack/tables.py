"""Published tables written as puzzles: 'year/area/indicator/breakdown/category' and what is said of it."""

import pandas as pd

COLUMNS = [
    "year",
    "area",
    "area_name_en",
    "indicator",
    "breakdown",
    "category",
    "numerator",
    "denominator",
    "value",
    "unit",
    "status",
    "note",
]
SUPPRESSED, NO_DATA, NOT_DEFINED = "suppressed", "no_data", "not_defined"
KEY = ["year", "area", "indicator", "breakdown", "category"]


def published(cells: dict) -> pd.DataFrame:
    """
    A table of cells; a cell is a count, a pair (a share) or a status, with a note after it where it has one.

    The key may leave out the year (1397), and the breakdown and category.
    """
    return pd.DataFrame([_row(key, said) for key, said in cells.items()], columns=COLUMNS)


def split(key: str) -> tuple:
    """The key of a cell in full."""
    year, *rest = key.split("/") if key[:2] in ("13", "14") and key[4] == "/" else ("1397", *key.split("/"))
    return (int(year), *rest, *[""] * (4 - len(rest)))


def _row(key: str, said) -> tuple:
    year, area, indicator, breakdown, category = split(key)
    said, note = said if isinstance(said, list) else (said, "")
    numbers = ("", "", "")
    status = said if isinstance(said, str) else "reported"
    if isinstance(said, tuple):
        numbers = (str(said[0]), str(said[1]), f"{100 * said[0] / said[1]:.1f}")
    elif not isinstance(said, str):
        numbers = (str(said), "", str(said))
    return (year, area, "", indicator, breakdown, category, *numbers, "unit", status, note)


def cell(found: pd.DataFrame, key: str, release: int = 0) -> pd.Series:
    """What was found of a cell."""
    here = found["release"] == release
    for column, value in zip(KEY, split(key), strict=True):
        here &= found[column] == value
    assert here.sum() == 1
    return found[here].iloc[0]
