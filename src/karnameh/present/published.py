"""Figures that officials published, matched with indicators: `data/published/matches.csv`."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from karnameh.indicators.catalogue import INDICATORS
from karnameh.present.page import SCALES, Page, scaled
from karnameh.publication import Cell


@dataclass(frozen=True)
class Pair:
    """
    A published figure and the indicator it means the same as.

    value, value_high: in the indicator's unit; a range has both. approximate: about, over, nearly,
    part_year, rank or empty. conflict: an id of conflicts.csv or empty.
    """

    figure: str
    year: int
    area: str
    indicator: str
    breakdown: str
    category: str
    value: Decimal
    value_high: Decimal | None
    approximate: str
    conflict: str
    source_fa: str
    source_en: str

    def source(self, lang: str) -> str:
        return self.source_fa if lang == "fa" else self.source_en

    def cells(self, page: Page) -> list[Cell]:
        """The computed cells; several where the figure speaks of several categories ('carpet+kilim')."""
        return [
            page.cell(self.indicator, self.breakdown, category, year=self.year, area=self.area)
            for category in self.category.split("+")
        ]

    def computed(self, page: Page) -> Decimal | int | None:
        """The computed value; None unless every cell is published."""
        cells = self.cells(page)
        return sum(cell.value for cell in cells) if all(cell and cell.known for cell in cells) else None

    def difference(self, page: Page) -> Decimal | int | None:
        """Computed less published in the scale both are printed in; 0 within a range; None where nothing is computed."""
        if self.approximate == "rank":
            place = self.rank(page)
            return None if place is None else place - int(self.value)
        value = self.computed(page)
        if value is None:
            return None
        if self.value_high is not None and self.value <= value <= self.value_high:
            return 0
        if self.indicator not in SCALES:
            return value - self.value
        _, power, decimals = SCALES[self.indicator]
        return scaled(value, power, decimals) - scaled(int(self.value), power, decimals)

    def rank(self, page: Page) -> int | None:
        """The category's rank within its breakdown; None unless all of it is published."""
        if self.hidden(page):
            return None
        cells = self._breakdown(page)
        mine = self.cells(page)[0].value
        return 1 + sum(cell.value > mine for cell in cells)

    def hidden(self, page: Page) -> str | None:
        """What keeps back a figure of the breakdown, and so its ranks; None where all of it is published."""
        return next((cell.status for cell in self._breakdown(page) if not cell.known), None)

    def _breakdown(self, page: Page) -> list[Cell]:
        return page.publication.categories(self.year, self.area, self.indicator, self.breakdown)


def read_pairs(folder: Path) -> list[Pair]:
    """Every match, in the order of the catalogue of published figures."""
    with open(folder / "matches.csv", encoding="utf-8", newline="") as file:
        return [
            Pair(
                row["figure"],
                int(row["year"]),
                row["area"],
                row["indicator"],
                row["breakdown"],
                row["category"],
                Decimal(row["value"]),
                Decimal(row["value_high"]) if row["value_high"] else None,
                row["approximate"],
                row["conflict"],
                row["source_fa"],
                row["source_en"],
            )
            for row in csv.DictReader(file)
        ]


def read_conflicts(folder: Path) -> dict[str, dict[str, str]]:
    """The notes on conflicts between sources, by id and language."""
    with open(folder / "conflicts.csv", encoding="utf-8", newline="") as file:
        return {row["id"]: {"fa": row["note_fa"], "en": row["note_en"]} for row in csv.DictReader(file)}


def pairs_for(page: Page, pairs: list[Pair], year: int | None = None) -> list[Pair]:
    """The pairs of the page's area whose cells are in the publication, of one year or of all; by indicator and year."""
    order = list(INDICATORS)
    found = [
        pair
        for pair in pairs
        if pair.area == page.area.code
        and year in (None, pair.year)
        and all(cell is not None for cell in pair.cells(page))
    ]
    return sorted(found, key=lambda pair: (order.index(pair.indicator), pair.breakdown, pair.year))
