"""
What is counted: one small function a measure.

A measure takes the registers of a county and a Solar Hijri year and gives the register rows that count,
with how much each adds in a column `n`; breakdowns group these rows. Stocks are counted at the end of the
last day of the year, flows within it.
Definitions: the table in docs/indicators.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from karnameh import calendar
from karnameh.registers.keys import among

if TYPE_CHECKING:  # what shows figures does not reach what reads registers
    from karnameh.registers.read import Registers

#: Units that count people, what they do or what they are paid; the others (visits, supervisors) are not sensitive.
SENSITIVE_UNITS = frozenset({"household", "person", "plan", "job", "exit", "trainee", "purchase", "rial"})
STAGES = 3


@dataclass(frozen=True)
class Measure:
    """
    A counting function with what it counts and the tables that must have been delivered for it.

    of: the measure of whose rows it counts a part; column, codes: which part, where a column tells it.
    """

    name: str
    unit: str
    tables: tuple[str, ...]
    count: Callable[[Registers, int], pd.DataFrame]
    sensitive: bool
    of: Measure | None = None
    column: str = ""
    codes: tuple[str, ...] = ()

    def __call__(self, registers: Registers, year: int) -> pd.DataFrame:
        """
        Rows: the register rows that count. Columns: those of their table, and n (in the measure's unit).
        """
        return self.count(registers, year)


def counts(unit: str, *tables: str, sensitive: bool | None = None, of: Measure | None = None):
    """Make a measure of a counting function."""

    def measure(count):
        secret = unit in SENSITIVE_UNITS if sensitive is None else sensitive
        return Measure(count.__name__, unit, tables, count, secret, of)

    return measure


def _where(of: Measure, name: str, says: str, column: str, *codes: str) -> Measure:
    """The measure of the rows of another whose column holds one of some codes."""

    def count(registers, year):
        rows = of(registers, year)
        return rows[rows[column].isin(codes)]

    count.__doc__ = says
    return Measure(name, of.unit, of.tables, count, of.sensitive, of, column, codes)


def _start(year: int) -> pd.Timestamp:
    return pd.Timestamp(calendar.first_day(year))


def _end(year: int) -> pd.Timestamp:
    return pd.Timestamp(calendar.last_day(year))


def _within(days: pd.Series, year: int) -> pd.Series:
    return days.between(_start(year), _end(year))


def _each(rows: pd.DataFrame) -> pd.DataFrame:
    """Every row counts one."""
    return rows.assign(n=1)


def _not_yet(days: pd.Series, day: pd.Timestamp) -> pd.Series:
    """Where something has not happened by the end of a day."""
    return days.isna() | (days > day)


def _supported(registers: Registers, day: pd.Timestamp) -> pd.DataFrame:
    households = registers.households
    return households[(households["entered_on"] <= day) & _not_yet(households["exited_on"], day)]


def _employable(registers: Registers, year: int) -> pd.DataFrame:
    """Supported households whose latest assessment up to the end of the year says employable."""
    columns = ["household_id", "assessed_on", "employable"]
    known = pd.concat([registers.assessments[columns], registers.households[columns]], ignore_index=True)
    known = known[known["assessed_on"] <= _end(year)]
    latest = known.sort_values("assessed_on", kind="stable").drop_duplicates("household_id", keep="last")
    able = latest.loc[latest["employable"].astype(bool), "household_id"]
    supported = _supported(registers, _end(year))
    return supported[among(supported["household_id"], able)]


def _under_way(registers: Registers, year: int) -> pd.DataFrame:
    """Plans started, neither deviated nor past their supervision, at the end of the year."""
    plans, end = registers.plans, _end(year)
    return plans[
        (plans["started_on"] <= end) & (plans["supervised_until"] > end) & _not_yet(plans["deviated_on"], end)
    ]


def _supervised(registers: Registers, year: int) -> pd.DataFrame:
    """Plans under supervision on any day of the year."""
    plans, start = registers.plans, _start(year)
    return plans[
        (plans["started_on"] <= _end(year))
        & (plans["supervised_until"] >= start)
        & (plans["deviated_on"].isna() | (plans["deviated_on"] >= start))
    ]


def _supervision_ended(registers: Registers, year: int) -> pd.DataFrame:
    """Plans whose supervision ended within the year and that had not deviated by that day."""
    plans = registers.plans
    lasted = plans["deviated_on"].isna() | (plans["deviated_on"] > plans["supervised_until"])
    return plans[_within(plans["supervised_until"], year) & lasted]


def _started(table: pd.DataFrame, year: int) -> pd.DataFrame:
    return table[_within(table["started_on"], year)]


@counts("household", "households")
def supported_households(registers, year):
    """Households supported at the end of the year."""
    return _each(_supported(registers, _end(year)))


@counts("household", "households")
def supported_at_start(registers, year):
    """Households supported at the start of the year: at the end of the year before."""
    return _each(_supported(registers, _end(year - 1)))


@counts("person", "households")
def supported_persons(registers, year):
    """Persons of the households supported at the end of the year."""
    rows = _supported(registers, _end(year))
    return rows.assign(n=rows["size"])


@counts("household", "households", of=supported_households)
def female_headed_households(registers, year):
    """Supported households headed by a woman."""
    rows = _supported(registers, _end(year))
    return _each(rows[rows["head_sex"] == "female"])


@counts("household", "households", of=supported_households)
def employable_households(registers, year):
    """Supported households that the latest assessment calls employable."""
    return _each(_employable(registers, year))


@counts("household", "households", "plans", of=employable_households)
def employable_without_plan(registers, year):
    """Employable households with no plan under way in their county."""
    rows = _employable(registers, year)
    return _each(rows[~among(rows["household_id"], _under_way(registers, year)["household_id"])])


@counts("exit", "households")
def exits_self_reliance(registers, year):
    """Exits within the year for self-reliance."""
    rows = registers.households
    return _each(rows[_within(rows["exited_on"], year) & (rows["exit_reason"] == "self_reliance")])


@counts("plan", "plans")
def plans_started(registers, year):
    """Plans started within the year."""
    return _each(_started(registers.plans, year))


@counts("job", "plans")
def jobs(registers, year):
    """Jobs of the plans started within the year."""
    rows = _started(registers.plans, year)
    return rows.assign(n=rows["jobs"])


jobs_women = _where(jobs, "jobs_women", "Jobs of plans operated by a woman.", "operator_sex", "female")
jobs_men = _where(jobs, "jobs_men", "Jobs of plans operated by a man.", "operator_sex", "male")
jobs_rural_deprived = _where(
    jobs, "jobs_rural_deprived", "Jobs in villages and deprived areas.", "place", "village", "deprived_area"
)
jobs_urban = _where(jobs, "jobs_urban", "Jobs in small towns and cities.", "place", "small_town", "city")


@counts("rial", "plans")
def loans(registers, year):
    """Money of the plans started within the year."""
    rows = _started(registers.plans, year)
    return rows.assign(n=rows["amount_rial"])


def _target(registers, year, indicator):
    rows = registers.targets
    rows = rows[(rows["year"] == year) & (rows["indicator"] == indicator)]
    return rows.assign(n=rows["target"])


@counts("job", "targets", sensitive=False)
def jobs_target(registers, year):
    """Jobs planned for the year."""
    return _target(registers, year, "jobs")


@counts("exit", "targets", sensitive=False)
def exits_target(registers, year):
    """Exits planned for the year."""
    return _target(registers, year, "exits")


@counts("plan", "plans")
def active_plans(registers, year):
    """Plans under way at the end of the year."""
    return _each(_under_way(registers, year))


@counts("plan", "plans")
def plans_supervised(registers, year):
    """Plans under supervision on any day of the year."""
    return _each(_supervised(registers, year))


@counts("plan", "plans", of=plans_supervised)
def plans_deviated(registers, year):
    """Supervised plans that deviated within the year."""
    rows = _supervised(registers, year)
    return _each(rows[_within(rows["deviated_on"], year)])


@counts("visit", "visits")
def visits(registers, year):
    """Visits within the year."""
    return _each(registers.visits[_within(registers.visits["visited_on"], year)])


@counts("visit", "visits", of=visits)
def visits_with_counselling(registers, year):
    """Visits within the year at which counselling was given."""
    rows = visits(registers, year)
    return rows[rows["counselling"].astype(bool)]


@counts("plan", "plans", "visits", of=plans_supervised)
def plans_visited(registers, year):
    """Supervised plans with at least one visit within the year."""
    rows = _supervised(registers, year)
    return _each(rows[among(rows["plan_id"], visits(registers, year)["plan_id"])])


@counts("plan", "plans")
def plans_ended(registers, year):
    """Plans whose supervision ended within the year without their having deviated."""
    return _each(_supervision_ended(registers, year))


@counts("plan", "plans", "visits", of=plans_ended)
def plans_all_stages(registers, year):
    """Of these, the plans visited before, during and after."""
    rows = _supervision_ended(registers, year)
    seen = registers.visits[["plan_id", "stage"]]
    stages = seen[among(seen["plan_id"], rows["plan_id"])].drop_duplicates().groupby("plan_id").size()
    return _each(rows[among(rows["plan_id"], stages[stages == STAGES].index.to_series())])


@counts("supervisor", "supervisors")
def supervisors(registers, year):
    """Supervisors in service at the end of the year."""
    rows, end = registers.supervisors, _end(year)
    return _each(rows[(rows["from_on"] <= end) & _not_yet(rows["until_on"], end)])


@counts("trainee", "trainings")
def trainees(registers, year):
    """Trainings started within the year, a row a trainee and course."""
    return _each(_started(registers.trainings, year))


@counts("trainee", "trainings", of=trainees)
def trainees_completed(registers, year):
    """Of these, the completed ones."""
    rows = trainees(registers, year)
    return rows[rows["completed"].astype(bool)]


@counts("trainee", "trainings", of=trainees)
def trainees_employed(registers, year):
    """Of these, those employed within 365 days of the start."""
    rows = trainees(registers, year)
    return rows[rows["employed_on"] <= rows["started_on"] + pd.Timedelta(days=365)]


@counts("purchase", "purchases")
def purchases(registers, year):
    """Purchases within the year."""
    return _each(registers.purchases[_within(registers.purchases["purchased_on"], year)])


@counts("rial", "purchases")
def purchases_amount(registers, year):
    """Money of the purchases within the year."""
    rows = purchases(registers, year)
    return rows.assign(n=rows["amount_rial"])
