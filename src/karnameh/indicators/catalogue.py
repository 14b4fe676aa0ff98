"""
The indicators, as frozen values in the order of the brief's own table. Read this first.

An indicator names its measures; its unit, scale, decimals and disclosure follow from them. To add one:
a measure, a value here, its words in both languages, a spec test.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from karnameh.errors import DefinitionError
from karnameh.indicators import measures as m
from karnameh.indicators.measures import Measure
from karnameh.registers import schema

NOT_STATED = "not_stated"
#: What names a figure, in a result and in the published table.
KEY = ["year", "area", "indicator", "breakdown", "category"]
#: The columns of the published table, in order.
PUBLISHED = [
    *KEY[:2],
    "area_name_en",
    *KEY[2:],
    "numerator",
    "denominator",
    "value",
    "unit",
    "status",
    "note",
]


@dataclass(frozen=True)
class Breakdown:
    """
    A column whose every category is a row of the table.

    within: only the rows of one category of another column are broken down: (column, category).
    """

    name: str
    column: str
    categories: tuple[str, ...] = ()
    within: tuple[str, str] | None = None

    def of(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows that are broken down."""
        if self.within is None:
            return rows
        column, category = self.within
        return rows[rows[column] == category]


def _by(column: str, codes: Mapping, *more: str) -> Breakdown:
    return Breakdown(column, column, (*codes, *more))


OPERATOR_SEX = _by("operator_sex", schema.SEX)
OPERATOR_GROUP = _by("operator_group", schema.OPERATOR_GROUP, NOT_STATED)
PLACE = _by("place", schema.PLACE)
SECTOR = _by("sector", schema.SECTOR)
CHANNEL = _by("channel", schema.CHANNEL)
DEVIATION_REASON = _by("deviation_reason", schema.DEVIATION_REASON)
STAGE = _by("stage", schema.STAGE)
SKILL = _by("skill", schema.SKILL)
TRAINEE_SEX = _by("trainee_sex", schema.SEX)
PRODUCT = _by("product", schema.PRODUCT)
#: Its categories are the districts of the area, from the reference, and `not_stated`.
DISTRICT = Breakdown("district", "district")
DISTRICT_MEDICINAL_PLANTS = Breakdown(
    "district_medicinal_plants", "district", within=("skill", "medicinal_plants")
)


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """
    A published figure: a measure, or one measure divided by another.

    key: its kind first (count_, amount_, target_, share_, rate_). per: 100 for a share.
    group: the part of the brief's table it stands in. within: the believable range of its value.
    complement: whether denominator − numerator counts people or plans, and so is protected too.
    rate_unit: the unit of a rate; every other unit follows from the measures.
    """

    key: str
    numerator: Measure
    denominator: Measure | None = None
    per: int = 1
    group: str
    within: tuple[float, float] = (0, 1e15)
    complement: bool = False
    breakdowns: tuple[Breakdown, ...] = ()
    rate_unit: str = ""

    def __post_init__(self):
        if not re.fullmatch(r"(count|amount|target|share|rate)_[a-z_]+", self.key):
            raise DefinitionError(f"{self.key}: a key begins with count_, amount_, target_, share_ or rate_.")
        if self.kind in ("share", "rate") and self.denominator is None:
            raise DefinitionError(f"{self.key}: a {self.kind} needs a denominator.")
        if self.kind not in ("share", "rate") and self.denominator is not None:
            raise DefinitionError(f"{self.key}: a {self.kind} has no denominator.")
        if self.kind == "share" and self.per != 100:
            raise DefinitionError(f"{self.key}: a share is per 100, not per {self.per}.")
        if self.kind in ("share", "rate") and self.breakdowns:
            raise DefinitionError(f"{self.key}: a {self.kind} has no breakdowns.")
        if (self.kind == "rate") != bool(self.rate_unit):
            raise DefinitionError(f"{self.key}: a rate, and only a rate, names its unit.")

    @property
    def kind(self) -> str:
        """count, amount, target, share or rate."""
        return self.key.split("_")[0]

    @property
    def unit(self) -> str:
        """The unit of the value, as in the published table."""
        return {"share": "percent", "rate": self.rate_unit}.get(self.kind, self.numerator.unit)

    @property
    def decimals(self) -> int:
        """Decimals of the printed value."""
        return 0 if self.denominator is None else 1

    @property
    def measures(self) -> tuple[Measure, ...]:
        return tuple(filter(None, (self.numerator, self.denominator)))

    @property
    def tables(self) -> tuple[str, ...]:
        """The register tables it needs."""
        return tuple(dict.fromkeys(table for measure in self.measures for table in measure.tables))


def registry(*indicators: Indicator) -> Mapping[str, Indicator]:
    """The indicators by key, in order, read-only. Raises DefinitionError where a key stands twice."""
    found: dict[str, Indicator] = {}
    for indicator in indicators:
        if indicator.key in found:
            raise DefinitionError(f"{indicator.key}: defined twice.")
        found[indicator.key] = indicator
    return MappingProxyType(found)


def _count(key: str, measure: Measure, group: str, *breakdowns: Breakdown) -> Indicator:
    return Indicator(key=key, numerator=measure, group=group, breakdowns=breakdowns)


def _share(
    key: str, part: Measure, whole: Measure, group: str, complement: bool = True, most: int = 100
) -> Indicator:
    return Indicator(
        key=key,
        numerator=part,
        denominator=whole,
        per=100,
        group=group,
        complement=complement,
        within=(0, most),
    )


INDICATORS = registry(
    _count("count_supported_households", m.supported_households, "support"),
    _count("count_supported_persons", m.supported_persons, "support"),
    _share("share_female_headed", m.female_headed_households, m.supported_households, "support"),
    _count("count_employable_households", m.employable_households, "support"),
    _share("share_employable", m.employable_households, m.supported_households, "support"),
    _count("count_employable_without_plan", m.employable_without_plan, "support"),
    _count("count_exits_self_reliance", m.exits_self_reliance, "support"),
    Indicator(
        key="rate_exit",
        numerator=m.exits_self_reliance,
        denominator=m.supported_at_start,
        per=100,
        rate_unit="per_100",
        group="support",
        within=(0, 1_000_000),
    ),
    _count("target_exits", m.exits_target, "support"),
    _share("share_of_exits_target", m.exits_self_reliance, m.exits_target, "support", False, 100_000_000),
    _count("count_jobs", m.jobs, "jobs", OPERATOR_SEX, OPERATOR_GROUP, PLACE, SECTOR, CHANNEL),
    _count("target_jobs", m.jobs_target, "jobs"),
    _share("share_of_jobs_target", m.jobs, m.jobs_target, "jobs", False, 100_000_000),
    _share("share_jobs_women", m.jobs_women, m.jobs, "jobs"),
    _share("share_jobs_men", m.jobs_men, m.jobs, "jobs"),
    _share("share_jobs_rural_deprived", m.jobs_rural_deprived, m.jobs, "jobs"),
    _share("share_jobs_urban", m.jobs_urban, m.jobs, "jobs"),
    _count("count_plans_started", m.plans_started, "jobs"),
    _count("amount_loans", m.loans, "jobs", CHANNEL),
    _count("count_active_plans", m.active_plans, "plans"),
    _count("count_plans_supervised", m.plans_supervised, "plans"),
    _count("count_plans_deviated", m.plans_deviated, "plans", DEVIATION_REASON),
    _share("share_plans_deviated", m.plans_deviated, m.plans_supervised, "plans"),
    _count("count_visits", m.visits, "plans", STAGE),
    _share("share_plans_visited", m.plans_visited, m.plans_supervised, "plans"),
    _share("share_plans_all_stages", m.plans_all_stages, m.plans_ended, "plans"),
    _share("share_visits_with_counselling", m.visits_with_counselling, m.visits, "plans", False),
    _count("count_supervisors", m.supervisors, "plans"),
    Indicator(
        key="rate_plans_per_supervisor",
        numerator=m.active_plans,
        denominator=m.supervisors,
        rate_unit="plans_per_supervisor",
        group="plans",
    ),
    _count("count_trainees", m.trainees, "skills", SKILL, TRAINEE_SEX, DISTRICT, DISTRICT_MEDICINAL_PLANTS),
    _share("share_trainees_completed", m.trainees_completed, m.trainees, "skills"),
    _share("share_trainees_employed", m.trainees_employed, m.trainees, "skills"),
    _count("count_purchases", m.purchases, "skills", PRODUCT),
    _count("amount_purchases", m.purchases_amount, "skills", PRODUCT),
)
