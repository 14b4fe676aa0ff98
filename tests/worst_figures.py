"""
Figures that no register gave, but one could: they add up, and shares are what they are shares of.

A year of a county is `numbers` by measure and `weights` by breakdown. From them come result rows as `compute` gives
them, and roll-up and disclosure make the publication table; `hide` then takes figures out of it for good reasons.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from zlib import crc32

import pandas as pd

from karnameh.areas import Areas
from karnameh.disclosure import Rule, protect
from karnameh.indicators.catalogue import INDICATORS, NOT_STATED, Breakdown, Indicator
from karnameh.indicators.compute import COLUMNS, NUMBERS
from karnameh.indicators.measures import Measure
from karnameh.indicators.rollup import roll_up
from karnameh.suite import Suite

#: A county of the sample in a good year, by measure.
ORDINARY = {
    "supported_households": 4596,
    "supported_persons": 9504,
    "female_headed_households": 2500,
    "employable_households": 1601,
    "employable_without_plan": 844,
    "exits_self_reliance": 417,
    "supported_at_start": 3535,
    "exits_target": 456,
    "jobs": 1020,
    "jobs_target": 1094,
    "plans_started": 897,
    "loans": 84_920_000_000,
    "active_plans": 2438,
    "plans_supervised": 2590,
    "plans_deviated": 152,
    "visits": 3350,
    "plans_visited": 2194,
    "plans_all_stages": 611,
    "plans_ended": 805,
    "visits_with_counselling": 2353,
    "supervisors": 2,
    "trainees": 239,
    "trainees_completed": 184,
    "trainees_employed": 100,
    "purchases": 97,
    "purchases_amount": 3_953_500_000,
}
#: How its numbers fall into the categories of a breakdown, in the order of the catalogue; evenly where nothing is said.
WEIGHTS = {
    "operator_sex": (719, 301),
    "operator_group": (169, 38, 248, 565),
    "place": (531, 94, 138, 257),
    "sector": (384, 217, 219, 98, 54, 33, 15),
    "channel": (355, 185, 174, 238, 68),
    "deviation_reason": (14, 46, 59, 33, 0),
    "stage": (809, 1425, 1116),
    "skill": (62, 20, 40, 54, 38, 45, 20),
    "trainee_sex": (91, 148),
    "product": (41, 30, 21, 5),
}
#: Measures that are categories of another: the measure, its breakdown, the categories by place.
PARTS = {
    "jobs_men": ("jobs", "operator_sex", (0,)),
    "jobs_women": ("jobs", "operator_sex", (1,)),
    "jobs_rural_deprived": ("jobs", "place", (0, 1)),
    "jobs_urban": ("jobs", "place", (2, 3)),
}
_MEDICINAL = list(
    next(b for b in INDICATORS["count_trainees"].breakdowns if b.name == "skill").categories
).index("medicinal_plants")

Numbers = Mapping[str, int]
Chosen = Callable[[str], bool]


def nothing(key: str) -> bool:
    """Chooses no key."""
    return False


@dataclass(frozen=True)
class Figures:
    """
    What a case says of every year and county.

    numbers(year, county): by measure. weights: by breakdown. missing and hidden choose what was not delivered
    ('1398/1016/plans') and what is suppressed ('1398/1016/jobs', '1398/1016/count_jobs/sector/fisheries').
    """

    numbers: Callable[[int, str], Numbers]
    weights: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: WEIGHTS)
    missing: Chosen = nothing
    hidden: Chosen = nothing
    threshold: int = 5

    def publication(self, suite: Suite) -> pd.DataFrame:
        """The publication table of a suite."""
        rows = [
            row
            for year in suite.years
            for county in suite.counties
            for row in self._county(suite.areas, year, county.code)
        ]
        results = pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(NUMBERS, "Int64"))
        return self._hide(protect(roll_up(results, suite), suite, Rule(self.threshold)).table)

    def _county(self, areas: Areas, year: int, county: str) -> Iterator[tuple]:
        numbers = self.numbers(year, county)
        for indicator in INDICATORS.values():
            missing = {m for m in indicator.measures if self._is_missing(m, year, county)}
            yield self._row(indicator, numbers, missing, (year, county, indicator.key, "", ""))
            whole = self._number(indicator.numerator, numbers)
            for breakdown in indicator.breakdowns:
                categories, parts = self._parts(breakdown, whole, areas, county)
                for category, part in zip(categories, parts, strict=True):
                    key = (year, county, indicator.key, breakdown.name, category)
                    yield (*key, *_no_data(None)) if missing else (*key, *_reported(indicator, part, None))

    def _is_missing(self, measure: Measure, year: int, county: str) -> bool:
        return any(self.missing(f"{year}/{county}/{table}") for table in measure.tables)

    def _row(self, indicator: Indicator, numbers: Numbers, missing: set[Measure], key: tuple) -> tuple:
        whole = indicator.denominator and self._number(indicator.denominator, numbers)
        if missing:
            return *key, *_no_data(None if indicator.denominator in missing else whole)
        return *key, *_reported(indicator, self._number(indicator.numerator, numbers), whole)

    def _number(self, measure: Measure, numbers: Numbers) -> int:
        if measure.name not in PARTS:
            return numbers[measure.name]
        whole, breakdown, places = PARTS[measure.name]
        parts = shared(numbers[whole], self.weights[breakdown])
        return sum(parts[place] for place in places)

    def _parts(self, breakdown: Breakdown, whole: int, areas: Areas, county: str):
        """The categories of a breakdown, and the number of each."""
        if breakdown.name == "district_medicinal_plants":
            whole = shared(whole, self.weights["skill"])[_MEDICINAL]
        districts = (*(district.code for district in areas.children(county)), NOT_STATED)
        categories = breakdown.categories or districts
        even = (1,) * max(1, len(districts) - 1) + (0,) * (len(districts) > 1)  # all districts are stated
        return categories, shared(whole, self.weights.get(breakdown.name, even))

    def _hide(self, table: pd.DataFrame) -> pd.DataFrame:
        """Suppress what is chosen, and with it every share that would tell it."""
        if self.hidden is nothing:
            return table
        suppressed = [row.status != "no_data" and self._is_hidden(row) for row in table.itertuples()]
        table.loc[suppressed, "status"] = "suppressed"
        table.loc[suppressed, ["numerator", "denominator", "value", "note"]] = ""
        return table

    def _is_hidden(self, row) -> bool:
        if row.breakdown:
            return self.hidden(
                "/".join(map(str, (row.year, row.area, row.indicator, row.breakdown, row.category)))
            )
        return any(self.hidden(f"{row.year}/{row.area}/{m.name}") for m in INDICATORS[row.indicator].measures)


def _no_data(whole: int | None) -> tuple:
    return None, whole, None, None, "no_data"


def _reported(indicator: Indicator, number: int, whole: int | None) -> tuple:
    """A count has a contributor each; an amount has a hundred, none above the others."""
    if indicator.kind == "amount":
        return number, whole, 100 if number else 0, number // 100, "reported"
    return number, whole, number, min(number, 1), "reported"


def shared(whole: int, weights: tuple[int, ...]) -> list[int]:
    """A number in whole parts by weight, which add up to it."""
    ends = [whole * upto // (sum(weights) or 1) for upto in accumulate(weights)]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def scaled(numbers: Numbers, part: int, whole: int) -> dict[str, int]:
    """The numbers of a county that is part/whole as large; what is within another number stays within it."""
    return {name: number * part // whole for name, number in numbers.items()}


def one_in(many: int, more: str = "") -> Chosen:
    """Chooses about one key in many, always the same ones."""
    return lambda key: crc32((key + more).encode()) % many == 0
