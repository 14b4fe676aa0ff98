"""
Result rows → the publication table: nothing in it tells of fewer than `threshold` people.

Primary suppression, from the attributes of the indicator values. Secondary suppression takes the same
rows with their statuses and belongs between `_suppress_small` and `_values`.
Source of the rule: docs/indicators.md, Disclosure.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from karnameh.errors import DataError, ParameterError, nearest
from karnameh.indicators.catalogue import INDICATORS, KEY, PUBLISHED
from karnameh.suite import Suite

#: One contributor above this share of an amount would be known by it.
DOMINANCE_PERCENT = 80


@dataclass(frozen=True)
class Rule:
    """The disclosure rule: counts from 1 to threshold − 1 are not published; 0 turns it off."""

    threshold: int

    @classmethod
    def read(cls, path: Path) -> "Rule":
        where = f"params/{path.name}"
        try:
            raw = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ParameterError(
                f"{where}: not found. It names the threshold, such as `threshold = 5`."
            ) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ParameterError(f"{where}: not readable as TOML: {error}.") from None
        if unknown := [key for key in raw if key != "threshold"]:
            raise ParameterError(
                f"{where}: unknown key '{unknown[0]}'; it takes threshold.{nearest(unknown[0], ['threshold'])}"
            )
        threshold = raw.get("threshold")
        if type(threshold) is not int or threshold < 0:
            raise ParameterError(f"{where}: threshold must be a whole number, 0 (off) or more.")
        return cls(threshold)


def protect(rolled: pd.DataFrame, suite: Suite, rule: Rule) -> pd.DataFrame:
    """
    The publication table.

    Rows: one per cell of the rolled-up results, sorted by the key.
    Columns: year, area, area_name_en, indicator, breakdown, category, numerator, denominator, value, unit,
        status, note; numbers as text, as they are published.
    Missing: numerator, denominator and value are empty unless the status is reported.
    Raises: DataError where a value lies outside its indicator's believable range.
    """
    cells = _with_attributes(rolled)
    cells.loc[(cells["status"] == "reported") & (cells["denominator"] == 0).fillna(False), "status"] = (
        "not_defined"
    )
    cells = _suppress_small(cells, rule.threshold)
    cells["value"] = _values(cells)
    cells["note"] = _notes(cells)
    cells["area_name_en"] = cells["area"].map({area.code: area.name_en for area in suite.published_areas})
    hidden = cells["status"] != "reported"
    cells[["numerator", "denominator", "value"]] = (
        cells[["numerator", "denominator", "value"]].astype("object").mask(hidden, "")
    )
    cells["denominator"] = cells["denominator"].where(cells["denominator"].notna(), "")
    return cells.sort_values(KEY, kind="stable", ignore_index=True)[PUBLISHED].astype({"year": "int64"})


def _with_attributes(rolled: pd.DataFrame) -> pd.DataFrame:
    """What the rule needs to know of each cell, from its indicator."""
    attributes = pd.DataFrame(
        [
            {
                "indicator": i.key,
                "unit": i.unit,
                "amount": i.kind == "amount",
                "per": i.per,
                "divided": i.denominator is not None,
                "sensitive": i.numerator.sensitive,
                "sensitive_whole": bool(i.denominator and i.denominator.sensitive),
                "complement": i.complement,
                "low": i.within[0],
                "high": i.within[1],
            }
            for i in INDICATORS.values()
        ]
    )
    return rolled.merge(attributes, on="indicator", how="left", validate="many_to_one")


def _suppress_small(cells: pd.DataFrame, threshold: int) -> pd.DataFrame:
    """Primary suppression: small counts, what few contributed to, shares that would tell either."""

    def small(numbers: pd.Series) -> pd.Series:
        return numbers.between(1, threshold - 1).fillna(False)

    if threshold == 0:
        return cells
    counted = cells["contributors"].where(cells["amount"], cells["numerator"])
    dominated = cells["amount"] & (cells["largest"] * 100 > cells["numerator"] * DOMINANCE_PERCENT).fillna(
        False
    )
    few = cells["sensitive"] & (small(counted) | dominated)
    few |= cells["sensitive_whole"] & small(cells["denominator"])
    few |= cells["complement"] & small(cells["denominator"] - cells["numerator"])
    cells.loc[few & (cells["status"] == "reported"), "status"] = "suppressed"
    return cells


def _values(cells: pd.DataFrame) -> pd.Series:
    """Counts as they are; ratios with one decimal, half to even from the exact ratio."""
    return pd.Series([_value(row) for row in cells.itertuples()], index=cells.index, dtype=object)


def _value(cell) -> str:
    if cell.status != "reported":
        return ""
    value = ratio(cell.numerator, cell.denominator, cell.per) if cell.divided else str(cell.numerator)
    whole = int(cell.denominator) if cell.divided else 1
    if not cell.low * whole <= int(cell.numerator) * cell.per <= cell.high * whole:  # before rounding
        raise DataError(
            f"{cell.indicator}, {cell.year}, area {cell.area}: {value} is outside {cell.low:,}–{cell.high:,} "
            f"({cell.unit}). Check the registers of that year and area."
        )
    return value


def ratio(numerator: int, denominator: int, per: int) -> str:
    """per × numerator ÷ denominator with one decimal, half to even."""
    tenths, rest = divmod(int(numerator) * per * 10, int(denominator))
    tenths += (2 * rest > denominator) or (2 * rest == denominator and tenths % 2)
    return f"{tenths // 10}.{tenths % 10}"


def _notes(cells: pd.DataFrame) -> pd.Series:
    partial = (cells["delivered"] > 0) & (cells["delivered"] < cells["expected"])
    notes = "partial: " + cells["delivered"].astype(str) + " of " + cells["expected"].astype(str)
    return notes.where(partial, "")
