"""
What holds between figures because of what they count: the arithmetic by which one gives away another.

Most follow from the indicator values alone (parts of a whole, breakdowns, sums over areas); here are those
that hold between measures: stocks and flows, and how many of one thing another needs at least.
"""

from dataclasses import dataclass

from karnameh.indicators import measures as m
from karnameh.indicators.catalogue import INDICATORS
from karnameh.indicators.measures import Measure
from karnameh.registers.schema import TABLES

_SIZE = next(column for column in TABLES["households"].columns if column.name == "size")


@dataclass(frozen=True)
class Term:
    """So many times a measure in an area, some years back; of some categories of a column, or in all."""

    measure: Measure
    times: int = 1
    back: int = 0
    column: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Relation:
    """
    The terms add up to nothing, or to nothing or more where it is not exact. Holds in every area and year.

    An exact one that the registers do not keep somewhere (a plan that deviated after its supervision had
    ended) is taken there as not exact. says: the relation in words.
    """

    says: str
    terms: tuple[Term, ...]
    exact: bool = True


def _part(part: Measure) -> Relation:
    """A measure of some categories of a column, or of some rows of another."""
    if not part.column:
        return Relation(f"{part.name} are among {part.of.name}", (Term(part.of), Term(part, -1)), exact=False)
    return Relation(
        f"{part.name} are {part.of.name} by {part.column}",
        (Term(part.of, column=part.column, codes=part.codes), Term(part, -1)),
    )


def _parts() -> list[Relation]:
    measures = dict.fromkeys(measure for i in INDICATORS.values() for measure in i.measures)
    return [_part(measure) for measure in measures if measure.of]


#: In order; each holds in every county and year, and so in their sums.
RELATIONS = (
    *_parts(),
    Relation(
        "supported at the start of a year = supported at the end of the year before",
        (Term(m.supported_at_start), Term(m.supported_households, -1, back=1)),
    ),
    Relation(
        "supervised = active at the end of the year before + started",
        (Term(m.plans_supervised), Term(m.active_plans, -1, back=1), Term(m.plans_started, -1)),
    ),
    Relation(
        "what started was supervised", (Term(m.plans_supervised), Term(m.plans_started, -1)), exact=False
    ),
    Relation(
        "supervised = active at the end + deviated + ended",
        (
            Term(m.active_plans),
            Term(m.plans_deviated),
            Term(m.plans_ended),
            Term(m.plans_supervised, -1),
        ),
    ),
    Relation(
        "what is active or deviated was supervised",
        (Term(m.plans_supervised), Term(m.active_plans, -1), Term(m.plans_deviated, -1)),
        exact=False,
    ),
    Relation(
        "what is active or ended was supervised",
        (Term(m.plans_supervised), Term(m.active_plans, -1), Term(m.plans_ended, -1)),
        exact=False,
    ),
    Relation(
        "a household with a plan under way has an active plan",
        (Term(m.active_plans), Term(m.employable_without_plan), Term(m.employable_households, -1)),
        exact=False,
    ),
    Relation(
        f"a household has {_SIZE.low} person or more",
        (Term(m.supported_persons), Term(m.supported_households, -_SIZE.low)),
        exact=False,
    ),
    Relation(
        f"a household has {_SIZE.high} persons or fewer",
        (Term(m.supported_households, _SIZE.high), Term(m.supported_persons, -1)),
        exact=False,
    ),
    Relation("a plan is a job or more", (Term(m.jobs), Term(m.plans_started, -1)), exact=False),
    Relation("a visited plan has a visit", (Term(m.visits), Term(m.plans_visited, -1)), exact=False),
    Relation(
        "women heading households and girls who left school are women",
        (
            Term(m.jobs, column="operator_sex", codes=("female",)),
            Term(m.jobs, -1, column="operator_group", codes=("female_head", "girl_left_school")),
        ),
        exact=False,
    ),
)


@dataclass(frozen=True)
class Presence:
    """
    Where there is some of a figure there is one of a count: in all, and in each category that both have.

    Where only the figure is broken down there is one for each category with some. each: whether there is none of
    the count where there is nothing of the figure.
    """

    count: Measure
    figure: Measure
    each: bool = False


PRESENCES = (
    Presence(m.purchases, m.purchases_amount, each=True),
    Presence(m.jobs, m.loans),
    Presence(m.plans_started, m.loans),
    Presence(m.plans_started, m.jobs),
)
