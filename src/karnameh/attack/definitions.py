"""
How an outsider names the figures, and what kinds of relation there are between them.

A figure is named by its indicator, with breakdown and category where it has them: `count_jobs`,
`count_jobs/sector/livestock`; what is only seen inside a share has a name of its own.
"""

from dataclasses import dataclass

#: Kinds of relation, as the report names them.
SUM_OVER_COUNTIES = "sum over counties"
SUM_OVER_PROVINCES = "sum over provinces"
PARTS_OF_A_TOTAL = "parts of a total"
SAME_FIGURE = "same figure under another indicator"
PART_OF_ITS_WHOLE = "part of its whole"
STOCKS_AND_FLOWS = "stocks and flows of plans"
BOUNDS = "bounds of one by the other"
AT_LEAST_ONE_EACH = "at least one for each"
PRINTED_RATIO = "printed ratio"
ROUNDING = "rounding"
RELEASES_TOGETHER = "releases together"
#: Not a relation: no table was found that agrees with what is published, and none is ruled out.
UNDECIDED = "undecided"

NATION = "IR"
CATEGORIES = {
    "operator_sex": ("male", "female"),
    "operator_group": ("female_head", "girl_left_school", "other", "not_stated"),
    "place": ("village", "deprived_area", "small_town", "city"),
    "sector": (
        "livestock",
        "services",
        "agriculture",
        "handicrafts",
        "fisheries",
        "industry",
        "other",
    ),
    "channel": ("bank_loan", "emdad_velayat_fund", "placement", "job_leader", "employer_incentive"),
    "deviation_reason": ("death", "migration", "inability", "better_job", "other"),
    "stage": ("before", "during", "after"),
    "skill": ("carpet", "kilim", "medicinal_plants", "livestock", "sewing", "services", "other"),
    "trainee_sex": ("male", "female"),
    "product": ("carpet", "tableau_carpet", "kilim", "other"),
}
#: Breakdowns of jobs; every job is in one category of each.
OF_JOBS = ("operator_sex", "operator_group", "place", "sector", "channel")
#: Shares of a target: the count and the target they divide.
OF_TARGETS = {
    "share_of_jobs_target": ("count_jobs", "target_jobs"),
    "share_of_exits_target": ("count_exits_self_reliance", "target_exits"),
}

#: What tells of visits, not of people; where it is rounded, it is for the sake of others.
OF_VISITS = ("count_visits", "share_visits_with_counselling")


def name(indicator: str, breakdown: str = "", category: str = "") -> str:
    """What a figure is called."""
    return f"{indicator}/{breakdown}/{category}" if breakdown else indicator


def is_amount(figure: str) -> bool:
    """Whether a figure is money, not a count."""
    return figure.startswith("amount_")


def is_divided(indicator: str) -> bool:
    """Whether an indicator is one count divided by another."""
    return indicator.startswith(("share_", "rate_"))


@dataclass(frozen=True)
class Relation:
    """What follows from the definitions. key: names it; kind: what the report says; example: what it gives away."""

    key: str
    kind: str
    example: str


@dataclass(frozen=True)
class AreaSum(Relation):
    """An area is the sum of the areas in it that delivered. nation: whether it is the nation, or a province."""

    nation: bool


@dataclass(frozen=True)
class TargetSum(Relation):
    """A province's target is the sum of its counties', unless it has its own: assumed while nothing contradicts."""


@dataclass(frozen=True)
class Parts(Relation):
    """The categories of a breakdown sum to a total; without categories, all that the table lists for the area."""

    total: str
    of: str
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Same(Relation):
    """The numerator or denominator of a share is a figure with a name; year: of how many years later."""

    indicator: str
    part: str
    figure: str
    year: int = 0


@dataclass(frozen=True)
class Rest(Relation):
    """
    What is in the denominator of a share and not in its numerator is not negative.

    counted: whether the rest counts people or plans, and so must stay unknown too.
    """

    indicator: str
    counted: bool = True


@dataclass(frozen=True)
class Linear(Relation):
    """
    low ≤ the sum of coefficient × figure ≤ high; a term is (coefficient, figure, years later).

    assumed: nearly always true; given up where the figures contradict it.
    """

    terms: tuple[tuple[int, str, int], ...]
    low: float = 0
    high: float = float("inf")
    assumed: bool = False


@dataclass(frozen=True)
class EachDistrict(Relation):
    """A figure of a district is at most another figure of it."""

    part: str
    whole: str


@dataclass(frozen=True)
class Present(Relation):
    """There are at least as many of a count as some figures that are not zero."""

    count: str
    figures: tuple[str, ...]


@dataclass(frozen=True)
class AtLeast(Relation):
    """A figure is at least so much wherever there is one."""

    figures: tuple[str, ...]
    least: int
