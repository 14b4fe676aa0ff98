"""Result rows → the publication table, in the one place through which every published figure goes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from karnameh.disclosure.counts import of_money, round_counts
from karnameh.disclosure.hiding import hide
from karnameh.disclosure.primary import few
from karnameh.disclosure.releases import revised
from karnameh.disclosure.rule import Rule
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
        rounded: how many rows are of rounded counts; where they are, only amounts are hidden.
    """

    table: pd.DataFrame
    primary: int
    further: pd.Series
    rounded: int = 0

    @classmethod
    def together(cls, parts: Sequence["Protected"]) -> "Protected":
        """One table of several, one at least, that have no row in common."""
        table = pd.concat([part.table for part in parts]).sort_values(KEY, kind="stable", ignore_index=True)
        further = pd.concat([part.further for part in parts]).groupby(level=0).sum()
        return cls(table, sum(part.primary for part in parts), further, sum(part.rounded for part in parts))

    @property
    def told(self) -> str:
        """What is rounded and suppressed, in a line: how much tells of few, and what else had to go."""
        told = f"cells that tell of few: {self.primary:,}; further ones suppressed: {self.further.sum():,}"
        line = f"disclosure: rows of rounded counts: {self.rounded:,}; amounts, {told}"
        line = line if self.rounded else f"disclosure: {told}"
        most = self.further.sort_index().sort_values(ascending=False, kind="stable")
        listed = ", ".join(f"{key} {count:,}" for key, count in most.items())
        return f"{line} ({listed})" if listed else line


def protect(
    rolled: pd.DataFrame,
    suite: Suite,
    rule: Rule,
    earlier: Sequence[pd.DataFrame] = (),
    beside: Collection[tuple] = (),
) -> Protected:
    """
    The publication table: nothing in it, alone or together, tells of fewer than `threshold` people.

    rolled: one row a cell. suite: whose years are published; others, that earlier releases told of, are only
        protected with them. earlier: the tables of earlier releases, newest first. beside: keys of rows that are
    hidden for the sake of others.
    Raises: DataError where a value lies outside its indicator's believable range, or a figure cannot be hidden.
    """
    cells = rolled.sort_values(KEY, kind="stable", ignore_index=True)
    cells["unit"] = cells["indicator"].map({i.key: i.unit for i in INDICATORS.values()})
    _believe(cells)
    primary, rounded = few(cells, rule.threshold), np.zeros(len(cells), dtype=bool)
    if rule.rounds:
        primary &= of_money(cells)
        hidden, rounded, numbers = round_counts(cells, rule, earlier, beside)
        cells = cells.assign(**numbers)
    else:
        hidden = hide(cells, rule, earlier, beside).rows
    cells["status"] = cells["status"].mask(_undefined(cells), "not_defined").mask(hidden, "suppressed")
    cells["value"] = _values(cells)
    cells["note"] = _with_note(lacking(cells), rounded, "rounded")
    cells["area_name_en"] = cells["area"].map({area.code: area.name_en for area in suite.published_areas})
    numbers = ["numerator", "denominator", "value"]
    cells[numbers] = cells[numbers].astype("object").where(cells["status"] == "reported", "")
    cells["denominator"] = cells["denominator"].where(cells["denominator"].notna(), "")
    told = cells["year"].isin(suite.years)
    table = cells.loc[told, PUBLISHED].astype({"year": "int64"}).reset_index(drop=True)
    if earlier:
        table["note"] = _with_note(table["note"], revised(table, earlier[0]), "revised")
    further = cells["indicator"][hidden & ~primary & told].value_counts(sort=False)
    return Protected(table, int((primary & told).sum()), further, int((rounded & told).sum()))


def _undefined(cells: pd.DataFrame) -> pd.Series:
    return (cells["status"] == "reported") & (cells["denominator"] == 0).fillna(False)


def _believe(cells: pd.DataFrame) -> None:
    """Raises: DataError with every value that lies, before any rounding, outside its indicator's believable range."""
    per, low, high, divided = (
        cells["indicator"].map(
            {key: (i.per, *i.within, bool(i.denominator))[at] for key, i in INDICATORS.items()}
        )
        for at in range(4)
    )
    scaled, whole = cells["numerator"] * per, cells["denominator"].where(divided, 1)
    beyond = (
        (cells["status"] == "reported") & (whole > 0) & ((scaled < low * whole) | (scaled > high * whole))
    )
    if beyond.any():
        raise DataError("\n".join(map(_unbelievable, cells[beyond.fillna(False)].itertuples())))


def _unbelievable(cell: tuple) -> str:
    low, high = INDICATORS[cell.indicator].within
    value = _value(cell.indicator, cell.numerator, cell.denominator, cell.status)
    return (
        f"{cell.indicator}, {cell.year}, area {cell.area}: {value} is outside {low:,}–{high:,} ({cell.unit}). "
        "Check the registers of that year and area."
    )


def _values(cells: pd.DataFrame) -> list[str]:
    """Counts as they are; ratios with one decimal, half to even from the exact ratio; empty where there is none."""
    columns = (cells[name] for name in ("indicator", "numerator", "denominator", "status"))
    return [_value(*row) for row in zip(*columns, strict=True)]


def _value(key: str, numerator: int, denominator: int, status: str) -> str:
    indicator = INDICATORS[key]
    if status != "reported" or denominator is not pd.NA and denominator == 0:
        return ""
    return ratio(numerator, denominator, indicator.per) if indicator.denominator else str(numerator)


def _with_note(notes: pd.Series, where: np.ndarray, note: str) -> pd.Series:
    """The notes with one more, after others that are there."""
    return notes.mask(where, notes.where(notes == "", notes + "; ") + note)


def lacking(cells: pd.DataFrame) -> pd.Series:
    """The note of each rolled-up row that is a sum of some of its areas: of how many; else nothing."""
    partial = (cells["delivered"] > 0) & (cells["delivered"] < cells["expected"])
    notes = "partial: " + cells["delivered"].astype(str) + " of " + cells["expected"].astype(str)
    return notes.where(partial, "")
