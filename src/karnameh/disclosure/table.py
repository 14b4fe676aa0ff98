"""Result rows → the publication table, in the one place through which every published figure goes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from karnameh.disclosure.primary import few
from karnameh.disclosure.releases import given, revised
from karnameh.disclosure.rule import Rule
from karnameh.disclosure.secrets import prices, secrets
from karnameh.disclosure.suppression import suppress
from karnameh.disclosure.unknowns import NONE, System, system
from karnameh.errors import DataError
from karnameh.indicators.catalogue import INDICATORS, KEY, PUBLISHED
from karnameh.indicators.ratio import ratio
from karnameh.suite import Suite


@dataclass(frozen=True)
class Protected:
    """
    The publication table with what protecting it has cost.

    table: rows sorted by the key, columns PUBLISHED; numbers are text as they are published, empty unless the
        status is reported. primary: how many cells tell of few. further: how many others are hidden, by indicator.
    """

    table: pd.DataFrame
    primary: int
    further: pd.Series

    @property
    def told(self) -> str:
        """What is suppressed, in a line: how much tells of few, and what else had to go."""
        line = f"disclosure: cells that tell of few: {self.primary:,}; further ones suppressed: {self.further.sum():,}"
        most = self.further.sort_values(ascending=False, kind="stable")
        listed = ", ".join(f"{key} {count:,}" for key, count in most.items())
        return f"{line} ({listed})" if listed else line


def protect(
    rolled: pd.DataFrame, suite: Suite, rule: Rule, earlier: Sequence[pd.DataFrame] = ()
) -> Protected:
    """
    The publication table: nothing in it, alone or together, tells of fewer than `threshold` people.

    rolled: one row a cell. earlier: the tables of earlier releases, newest first.
    Raises: DataError where a value lies outside its indicator's believable range, or a figure cannot be hidden.
    """
    cells = rolled.sort_values(KEY, kind="stable", ignore_index=True)
    values = _values(cells)
    primary = few(cells, rule.threshold)
    hidden = _hidden(cells, primary, rule, earlier)
    cells["status"] = cells["status"].mask(_undefined(cells), "not_defined").mask(hidden, "suppressed")
    cells["value"] = values
    cells["note"] = _partial(cells)
    cells["area_name_en"] = cells["area"].map({area.code: area.name_en for area in suite.published_areas})
    cells["unit"] = cells["indicator"].map({i.key: i.unit for i in INDICATORS.values()})
    numbers = ["numerator", "denominator", "value"]
    cells[numbers] = cells[numbers].astype("object").where(cells["status"] == "reported", "")
    cells["denominator"] = cells["denominator"].where(cells["denominator"].notna(), "")
    table = cells[PUBLISHED].astype({"year": "int64"})
    if earlier:
        table["note"] = _with_note(table["note"], revised(table, earlier[0]), "revised")
    return Protected(
        table, int(primary.sum()), cells["indicator"][hidden & ~primary].value_counts(sort=False)
    )


def _hidden(
    cells: pd.DataFrame, primary: np.ndarray, rule: Rule, earlier: Sequence[pd.DataFrame]
) -> np.ndarray:
    """Which rows are suppressed."""
    if not primary.any():
        return primary
    tied = system(cells)
    steps = [secrets(cells, tied, threshold) for threshold in range(1, rule.threshold + 1)]
    unknown, bare = suppress(tied, steps, prices(cells, tied), given(cells, tied, earlier))
    if bare:
        raise DataError(_bare(cells, tied, bare))
    tops, wholes = tied.numerators, tied.denominators
    return (tops != NONE) & (unknown[tops] | ((wholes != NONE) & unknown[wholes]))


def _bare(cells: pd.DataFrame, tied: System, bare: list[int]) -> str:
    """The cells that would be given away, by their keys: never by their numbers."""
    rows = np.isin(tied.numerators, bare) | np.isin(tied.denominators, bare) | np.isin(tied.rests, bare)
    first = "/".join(map(str, cells.loc[rows, KEY].iloc[0]))
    return (
        f"disclosure: figures that no suppression can hide: {rows.sum():,}; the first is {first}. "
        "Publish fewer areas or years, or a breakdown less, in params/suite.toml."
    )


def _undefined(cells: pd.DataFrame) -> pd.Series:
    return (cells["status"] == "reported") & (cells["denominator"] == 0).fillna(False)


def _values(cells: pd.DataFrame) -> list[str]:
    """Counts as they are; ratios with one decimal, half to even from the exact ratio; empty where there is none."""
    columns = (cells[name] for name in ("year", "area", "indicator", "numerator", "denominator", "status"))
    return [_value(*row) for row in zip(*columns, strict=True)]


def _value(year: int, area: str, key: str, numerator: int, denominator: int, status: str) -> str:
    if status != "reported" or denominator is not pd.NA and denominator == 0:
        return ""
    indicator = INDICATORS[key]
    (low, high), per = indicator.within, indicator.per
    divided = indicator.denominator is not None
    value = ratio(numerator, denominator, per) if divided else str(numerator)
    whole = int(denominator) if divided else 1
    if not low * whole <= int(numerator) * per <= high * whole:  # before rounding
        raise DataError(
            f"{key}, {year}, area {area}: {value} is outside {low:,}–{high:,} ({indicator.unit}). "
            "Check the registers of that year and area."
        )
    return value


def _with_note(notes: pd.Series, where: np.ndarray, note: str) -> pd.Series:
    """The notes with one more, after others that are there."""
    return notes.mask(where, notes.where(notes == "", notes + "; ") + note)


def _partial(cells: pd.DataFrame) -> pd.Series:
    partial = (cells["delivered"] > 0) & (cells["delivered"] < cells["expected"])
    notes = "partial: " + cells["delivered"].astype(str) + " of " + cells["expected"].astype(str)
    return notes.where(partial, "")
