"""
The page being written: which cells it may show, and how each is printed.

Every figure goes through here, so that sentence, card, chart and table print it alike, and so that the
page knows which rows of the publication it shows.
"""

from collections.abc import Iterator
from decimal import Decimal

from karnameh.areas import Area
from karnameh.indicators.catalogue import INDICATORS
from karnameh.present.blocks import tag
from karnameh.present.scales import Scale, scale
from karnameh.publication import Cell, Publication, share_of
from karnameh.suite import Brief, Suite
from karnameh.words import Words

#: Amounts are printed in these: the unit, its power of ten, its decimals.
SCALES = {"amount_loans": ("billion_rial", 9, 1), "amount_purchases": ("million_rial", 6, 0)}
_BREAKDOWN_WORDS = {"operator_sex": "sex", "trainee_sex": "sex", "district_medicinal_plants": "district"}


class Page:
    """A brief's year, area and language over the publication; it remembers the cells it has shown."""

    def __init__(self, brief: Brief, publication: Publication, suite: Suite):
        self.brief, self.publication, self.suite = brief, publication, suite
        self.words = Words(brief.lang)
        self.areas = suite.areas
        self.area = brief.area
        self.year = brief.year or suite.years[-1]
        self.shown: dict[str, Cell] = {}

    @property
    def province(self) -> Area:
        return self.areas.province(self.area.code)

    @property
    def is_county(self) -> bool:
        return self.area.level == "county"

    def name(self, area: Area | None = None) -> str:
        """An area's name in the language of the page."""
        return (area or self.area).name(self.words.lang)

    @property
    def subject(self) -> str:
        """The area as a sentence begins with it: a county by its name, a province as a province."""
        return self.name() if self.is_county else self.words.say(f"head.{self.area.level}", area=self.name())

    def counties(self) -> list[Area]:
        """The counties of the page's province, as readers know them: by population, largest first."""
        return sorted(self.areas.counties(self.province.code), key=lambda c: (-(c.population or 0), c.code))

    def some_counties(self, most: int) -> list[Area]:
        """The page's own county and the largest others, at the most so many."""
        others = [county for county in self.counties() if county != self.area]
        kept = others[: most - self.is_county]
        return [county for county in self.counties() if county in kept or county == self.area]

    def cell(
        self,
        indicator: str,
        breakdown: str = "",
        category: str = "",
        *,
        year: int | None = None,
        area: str | None = None,
    ) -> Cell | None:
        """The cell of the page's year and area unless said otherwise; None before the first year."""
        return self.publication.cell(
            year or self.year, area or self.area.code, indicator, breakdown, category
        )

    def last(self, cell: Cell) -> Cell | None:
        """The same cell a year earlier."""
        return self.publication.cell(cell.year - 1, cell.area, cell.indicator, cell.breakdown, cell.category)

    def of_province(self, cell: Cell) -> Cell | None:
        """The same cell of the province."""
        return self.publication.cell(
            cell.year, self.province.code, cell.indicator, cell.breakdown, cell.category
        )

    def scale(self, kind: str, indicator: str, breakdown: str = "") -> Scale:
        """The scale that all counties and years of the province share; its kinds are in `scales`."""
        key = f"{kind}/{self.province.code}/{indicator}/{breakdown}"
        return scale(self.publication, self.suite, key)

    def category(self, cell: Cell) -> str:
        """A category in words: a district's name, or the word of its code."""
        if cell.category.isdigit():
            return (
                self.name(self.areas[cell.category])
                if cell.category in self.areas
                else self.words.digits(cell.category)
            )
        return self.words[f"category.{_BREAKDOWN_WORDS.get(cell.breakdown, cell.breakdown)}.{cell.category}"]

    # Printing. `plain` is text (charts, alt texts), `figure` the same as an element that names its cell.

    def show(self, *cells: Cell) -> None:
        """Remember cells whose numbers the page gives away without printing each."""
        self.shown |= {cell.key: cell for cell in cells}

    def bare(self, cell: Cell) -> str:
        """The number alone, in the scale it is printed in, or the mark."""
        self.show(cell)
        if not cell.known:
            return self.words.mark(cell.status)
        return self.words.number(printed(cell))

    def plain(self, cell: Cell) -> str:
        """The number with its percent sign, or the mark."""
        text = self.bare(cell)
        return self.words.percent(cell.value) if cell.known and cell.unit == "percent" else text

    def figure(self, cell: Cell, bare: bool = False) -> str:
        """The printed number as an element that names its cell, so that a machine can find it."""
        return self._span(cell, self.bare(cell) if bare else self.plain(cell))

    def entry(self, cell: Cell) -> str:
        """A figure as it stands in a table: marked where an earlier edition had another."""
        if not cell.revised:
            return self.figure(cell)
        return self._span(cell, f"{self.plain(cell)}\N{NO-BREAK SPACE}{self.words.mark('revised')}")

    def earlier(self, cell: Cell, value: Decimal | int) -> str:
        """Another value that an earlier edition published of a figure, as an element."""
        number = printed(cell._replace(value=value))
        text = self.words.percent(number) if cell.unit == "percent" else self.words.number(number)
        return self.derived("earlier", value, text)

    def counted(self, cell: Cell) -> str:
        """'846 jobs' with the number as a figure."""
        if not cell.known:
            return self.figure(cell)
        return self.words.counted(cell.unit, cell.value, self.figure(cell))

    def amount(self, cell: Cell) -> str:
        """'3.2 billion rials' with the number as a figure."""
        if not cell.known:
            return self.figure(cell)
        self.show(cell)
        unit, power = ("billion_rial", 9) if cell.value >= 10**9 else ("million_rial", 6)
        number = scaled(cell.value, power, 1 if power == 9 else 0)
        return self.words.counted(unit, 2, self._span(cell, self.words.number(number)))

    def _span(self, cell: Cell, text: str) -> str:
        if cell.known:
            return tag("span", text, data_cell=cell.key, data_value=cell.value)
        return tag("span", text, data_cell=cell.key, data_status=cell.status)

    def marked(self, kind: str, status: str) -> str:
        """The mark of a number that cannot be made for the page, by what keeps it back; no cell of its own."""
        return tag("span", self.words.mark(status), data_derived=kind, data_status=status)

    def derived(self, kind: str, value: object, text: str, *made_of: str) -> str:
        """
        A number made for the page (a change, a rank, a share of a published total).

        made_of: the keys of the figures it follows from, which the audit of the page works out again.
        """
        names = " ".join(made_of) or None
        return tag("span", text, data_derived=kind, data_value=value, data_of=names)

    def share(self, part: Cell | None, whole: Cell | None) -> Decimal | None:
        """What percent one published count is of another; None unless both are published."""
        return share_of(part, whole)

    def share_figure(self, part: Cell, whole: Cell, bare: bool = True) -> str:
        """Such a share as an element; both are published."""
        share = self.share(part, whole)
        text = self.words.number(share) if bare else self.words.percent(share)
        return self.derived("share", share, text, part.key, whole.key)

    def indicator_name(self, key: str) -> str:
        """An indicator's name, with the unit where its amounts are scaled."""
        name = self.words[f"indicator.{key}.name"]
        if key in SCALES:
            return self.words.say("table.scaled", name=name, unit=self.words[f"units.{SCALES[key][0]}"][1])
        return name

    def indicators(self, group: str) -> Iterator[str]:
        """The indicators of a part of the table."""
        return (key for key, indicator in INDICATORS.items() if indicator.group == group)


def scaled(value: int, power: int, decimals: int) -> Decimal | int:
    """An amount in thousands, millions, billions, rounded half to even."""
    number = (Decimal(value) / 10**power).quantize(Decimal(1).scaleb(-decimals))
    return number if decimals else int(number)


def printed(cell: Cell) -> Decimal | int:
    """The number as printed: amounts in their scale, all else as published."""
    if cell.indicator not in SCALES:
        return cell.value
    _, power, decimals = SCALES[cell.indicator]
    return scaled(cell.value, power, decimals)


def change(cell: Cell | None, last: Cell | None) -> Decimal | int | None:
    """The difference of the printed values; None unless both years have one, of the same counties."""
    if not (cell and last and cell.known and last.known) or cell.partial or last.partial:
        return None
    return printed(cell) - printed(last)
