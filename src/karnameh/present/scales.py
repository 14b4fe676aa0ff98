"""
The scales that all counties and years of a province share, so that a bar means the same on every page of it.

A page depends on a scale and not on each row behind it: a row of elsewhere that leaves the scale as it was
leaves the page as it was.
"""

from collections.abc import Callable, Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from karnameh.indicators.ratio import ratio
from karnameh.publication import Cell, Publication
from karnameh.suite import Suite
from karnameh.trace import looked

Scale = tuple[float, float]


def scale(publication: Publication, suite: Suite, key: str) -> Scale:
    """
    From where to where a scale runs.

    key: its kind, the province, and what it is a scale of: 'shares/26/count_jobs/sector'.
    """
    looked("scale", key)
    kind, province, indicator, breakdown = key.split("/")
    return _KINDS[kind](_Grid(publication, suite, province), indicator, breakdown)


def level(cell: Cell) -> str | None:
    """The step of the tile map at which a share of a target stands: 'high' reached, 'mid' nearly, 'low'; None unknown."""
    if not cell.known:
        return None
    return "high" if cell.numerator >= cell.denominator else "mid" if cell.value >= 90 else "low"


class _Grid:
    """The published cells of all counties of a province, in all years."""

    def __init__(self, publication: Publication, suite: Suite, province: str):
        self._publication = publication
        counties = [county.code for county in suite.areas.counties(province)]
        self._counties = [(year, county) for year in suite.years for county in counties]
        self._all = self._counties + [(year, province) for year in suite.years]

    def values(self, indicator: str, with_province: bool) -> list[int | Decimal]:
        """The values that are published."""
        places = self._all if with_province else self._counties
        return _known(self._publication.value(*place, indicator, "", "") for place in places)

    def largest_share(self, indicator: str, breakdown: str) -> Decimal | None:
        """What percent a category is of its total at the most, the province's too; None where no pair is published."""
        found = self._publication
        pairs = [
            (part, whole)
            for place in self._all
            if (whole := found.value(*place, indicator, "", ""))
            for part in _known(
                found.value(*place, indicator, breakdown, category)
                for category in found.category_names(*place, indicator, breakdown)
            )
        ]
        if not pairs:
            return None
        part, whole = max(pairs, key=lambda pair: pair[0] / pair[1])
        return Decimal(ratio(part, whole, 100))


def _known(values: Iterable[int | Decimal | None]) -> list[int | Decimal]:
    return [value for value in values if value is not None]


def _shares(grid: _Grid, indicator: str, breakdown: str) -> Scale:
    """From nothing to the largest share of a category, to the next ten."""
    largest = grid.largest_share(indicator, breakdown)
    return 0.0, 100.0 if largest is None else float(max(10, -(-largest // 10) * 10))


def _from_nothing(grid: _Grid, indicator: str, _: str) -> Scale:
    """From nothing to the largest value, the province's too."""
    return 0.0, float(max(grid.values(indicator, with_province=True), default=0)) or 1.0


def _between(grid: _Grid, indicator: str, _: str) -> Scale:
    """From the smallest value of a county to the largest, to round numbers."""
    values = grid.values(indicator, with_province=False)
    if not values:
        return 0.0, 100.0
    step = Decimal(1) if max(values) - min(values) < 20 else Decimal(5)
    low = (min(values) / step).quantize(Decimal(1), ROUND_FLOOR) * step
    high = (max(values) / step).quantize(Decimal(1), ROUND_CEILING) * step
    return float(low), float(high if high > low else low + step)


_KINDS: dict[str, Callable[[_Grid, str, str], Scale]] = {
    "shares": _shares,
    "from_nothing": _from_nothing,
    "between": _between,
}
