"""A tiny table for each thing that ties figures: hiding what tells of few is not enough, and what else has to go."""

from dataclasses import dataclass

from .cells import Money

M = 1_000_000
SECTORS = ("livestock", "services", "agriculture", "handicrafts", "fisheries", "industry")
CHANNELS = ("bank_loan", "emdad_velayat_fund", "placement", "job_leader", "employer_incentive")
#: 900 million rial of which one has nearly all.
DOMINATED = Money(900 * M, 12, 880 * M)


@dataclass(frozen=True)
class Puzzle:
    """
    cells: of counties. secret: the cell that is given away where only what tells of few is hidden.
    goes: what is hidden besides.
    """

    cells: dict
    secret: str
    goes: frozenset


def _puzzle(secret: str, *goes: str, **cells) -> Puzzle:
    """`c1__count_jobs` is a cell of county 4101 in 1397, `before_c1__count_jobs` one of 1396."""
    return Puzzle({_key(name): said for name, said in cells.items()}, secret, frozenset(goes))


def _key(name: str) -> str:
    area, *rest = name.split("__")
    year = "1396/" if area.startswith("before_") else ""
    return year + "/".join((f"410{area[-1]}", *rest))


def _at_least(more: str, less: dict) -> Puzzle:
    """
    3 and 6 of something, 9 in all; of the second there are at least 6 because of what is told of it.

    less: what is told of the second county.
    """
    cells = {f"4101/{more}": 3, f"4102/{more}": 6, **{f"4102/{key}": said for key, said in less.items()}}
    return Puzzle(cells, f"4101/{more}", frozenset((f"4102/{more}", f"41/{more}")))


AREAS = {
    "counties of a province": _puzzle(
        "4101/count_jobs", "4102/count_jobs", c1__count_jobs=3, c2__count_jobs=17, c3__count_jobs=200
    ),
    "provinces of the nation": Puzzle(
        {
            "4101/count_exits_self_reliance": 4,
            "4201/count_exits_self_reliance": 50,
            "4202/count_exits_self_reliance": 60,
        },
        "41/count_exits_self_reliance",
        frozenset({"42/count_exits_self_reliance", "4201/count_exits_self_reliance"}),
    ),
    "counties that delivered": _puzzle(
        "4101/count_jobs", "4102/count_jobs", c1__count_jobs=3, c2__count_jobs=17, c3__count_jobs=None
    ),
    "jobs of a province with a target of its own": Puzzle(
        {
            "41/target_jobs": 90,
            "4101/target_jobs": None,
            "4102/target_jobs": None,
            "4101/count_jobs": 3,
            "4102/count_jobs": 17,
            "4101/share_of_jobs_target": None,
            "4102/share_of_jobs_target": None,
        },
        "4101/count_jobs",
        frozenset({"4102/count_jobs"}),
    ),
}
PARTS = {
    "parts of a breakdown": _puzzle(
        "4101/count_jobs/operator_sex/female",
        "4101/count_jobs/operator_sex/male",
        "41/count_jobs/operator_sex/male",
        c1__count_jobs=23,
        c1__count_jobs__operator_sex__female=3,
        c1__count_jobs__operator_sex__male=20,
    ),
    "districts of a county": _puzzle(
        "41/count_trainees/district/410101",
        "4101/count_trainees/district/410102",
        "41/count_trainees/district/410102",
        c1__count_trainees=23,
        c1__count_trainees__district__410101=3,
        c1__count_trainees__district__410102=20,
        c1__count_trainees__district__not_stated=0,
        c2__count_trainees=80,
        c2__count_trainees__district__410201=80,
        c2__count_trainees__district__not_stated=0,
    ),
    "districts in medicinal plants": _puzzle(
        "4101/count_trainees/district_medicinal_plants/410101",
        "4101/count_trainees/district_medicinal_plants/410102",
        "41/count_trainees/district_medicinal_plants/410102",
        c1__count_trainees__skill__medicinal_plants=23,
        c1__count_trainees__district_medicinal_plants__410101=3,
        c1__count_trainees__district_medicinal_plants__410102=20,
    ),
}
SHARES = {
    "numerators over counties": _puzzle(
        "4101/share_trainees_completed",
        "4102/share_trainees_completed",
        c1__count_trainees=20,
        c1__share_trainees_completed=(18, 20),
        c2__count_trainees=60,
        c2__share_trainees_completed=(40, 60),
    ),
    "rests over counties": _puzzle(
        "4101/share_trainees_completed",
        "4102/count_trainees",
        "4103/share_trainees_completed",
        c1__count_trainees=4,
        c1__share_trainees_completed=(2, 4),
        c2__count_trainees=52,
        c2__share_trainees_completed=(50, 52),
        c3__count_trainees=1000,
        c3__share_trainees_completed=(600, 1000),
    ),
    "counselling at every visit": _puzzle(
        "4102/share_plans_visited",
        "41/count_visits",
        "41/share_plans_visited",
        "41/share_visits_with_counselling",
        "4101/count_visits",
        "4101/share_visits_with_counselling",
        "4102/count_visits",
        "4102/share_visits_with_counselling",
        c1__count_visits=5,
        c1__count_plans_supervised=8,
        c1__share_plans_visited=(5, 8),
        c1__share_visits_with_counselling=(5, 5),
        c2__count_visits=1,
        c2__count_plans_supervised=8,
        c2__share_plans_visited=(1, 8),
        c2__share_visits_with_counselling=(1, 1),
    ),
    "the same count in a rate": _puzzle(
        "4101/count_active_plans",
        "4102/count_active_plans",
        "4102/rate_plans_per_supervisor",
        **{f"c{at}__count_active_plans": plans for at, plans in ((1, 3), (2, 17), (3, 200))},
        **{f"c{at}__rate_plans_per_supervisor": (plans, 2) for at, plans in ((1, 3), (2, 17), (3, 200))},
        **{f"c{at}__count_supervisors": 2 for at in (1, 2, 3)},
    ),
    "a share half told elsewhere": _puzzle(
        "4101/count_supported_households",
        "41/count_supported_households",
        c1__count_supported_households=3,
        c2__count_supported_households=30,
        c2__count_employable_households=20,
        c2__share_employable=(20, 30),
    ),
}
#: By what the relation between measures says.
RELATIONS = {
    "jobs_women are jobs by operator_sex": _puzzle(
        "4101/count_jobs/operator_sex/female",
        "41/count_jobs/operator_sex/female",
        c1__count_jobs__operator_sex__female=3,
        c2__count_jobs__operator_sex__female=20,
        c2__share_jobs_women=(20, 60),
    ),
    "jobs_men are jobs by operator_sex": _puzzle(
        "4101/count_jobs/operator_sex/male",
        "41/count_jobs/operator_sex/male",
        c1__count_jobs__operator_sex__male=3,
        c2__count_jobs__operator_sex__male=20,
        c2__share_jobs_men=(20, 60),
    ),
    "jobs_rural_deprived are jobs by place": _puzzle(
        "4101/count_jobs/place/deprived_area",
        "41/count_jobs/place/village",
        "4101/count_jobs/place/village",
        c1__share_jobs_rural_deprived=(12, 40),
        c1__count_jobs__place__village=9,
        c1__count_jobs__place__deprived_area=3,
    ),
    "jobs_urban are jobs by place": _puzzle(
        "4101/count_jobs/place/small_town",
        "41/count_jobs/place/city",
        "4101/count_jobs/place/city",
        c1__share_jobs_urban=(12, 40),
        c1__count_jobs__place__city=9,
        c1__count_jobs__place__small_town=3,
    ),
    "employable_without_plan are among employable_households": _at_least(
        "count_employable_households", {"count_employable_without_plan": 6}
    ),
    "supported at the start of a year = supported at the end of the year before": _puzzle(
        "1396/4101/count_supported_households",
        "1396/4102/count_supported_households",
        "4102/rate_exit",
        "41/rate_exit",
        before_c1__count_supported_households=3,
        before_c2__count_supported_households=20,
        before_c3__count_supported_households=300,
        c2__rate_exit=(10, 20),
        c3__rate_exit=(80, 300),
    ),
    "supervised = active at the end of the year before + started": _puzzle(
        "4101/count_plans_started",
        "1396/41/count_active_plans",
        "1396/4101/count_active_plans",
        before_c1__count_active_plans=60,
        c1__count_plans_started=3,
        c1__count_plans_supervised=63,
    ),
    "supervised = active at the end + deviated + ended": _puzzle(
        "4101/count_plans_deviated",
        "41/share_plans_all_stages",
        "4101/share_plans_all_stages",
        c1__count_plans_deviated=3,
        c1__count_active_plans=60,
        c1__count_plans_supervised=73,
        c1__share_plans_all_stages=(5, 10),
    ),
    "what started was supervised": _at_least("count_plans_supervised", {"count_plans_started": 6}),
    "what is active or deviated was supervised": _at_least(
        "count_plans_supervised", {"count_active_plans": 6, "count_plans_deviated": 0}
    ),
    "what is active or ended was supervised": _at_least(
        "count_plans_supervised", {"count_active_plans": 6, "share_plans_all_stages": (0, 0)}
    ),
    "a household with a plan under way has an active plan": _at_least(
        "count_active_plans", {"count_employable_households": 16, "count_employable_without_plan": 10}
    ),
    "a household has 1 person or more": _at_least(
        "count_supported_persons", {"count_supported_households": 6}
    ),
    "a household has 30 persons or fewer": _at_least(
        "count_supported_households", {"count_supported_persons": 180}
    ),
    "a plan is a job or more": _at_least("count_jobs", {"count_plans_started": 6}),
    "a visited plan has a visit": _puzzle(
        "4101/share_plans_visited",
        "4103/share_plans_visited",
        c1__count_visits=5,
        c1__count_plans_supervised=50,
        c1__share_plans_visited=(3, 50),
        c2__count_visits=6,
        c2__count_plans_supervised=50,
        c2__share_plans_visited=(6, 50),
        c3__count_visits=100,
        c3__count_plans_supervised=200,
        c3__share_plans_visited=(60, 200),
    ),
    "women heading households and girls who left school are women": _at_least(
        "count_jobs/operator_sex/female",
        {"count_jobs/operator_group/female_head": 6, "count_jobs/operator_group/girl_left_school": 0},
    ),
    "district_medicinal_plants": _puzzle(
        "4101/count_trainees/district/410102",
        "41/count_trainees",
        "41/count_trainees/district/410101",
        "4101/count_trainees",
        "4101/count_trainees/district/410101",
        c1__count_trainees=9,
        c1__count_trainees__district__410101=6,
        c1__count_trainees__district__410102=3,
        c1__count_trainees__skill__medicinal_plants=6,
        c1__count_trainees__district_medicinal_plants__410101=6,
        c1__count_trainees__district_medicinal_plants__410102=0,
    ),
}
#: By the count and the figure of which there is some.
PRESENCES = {
    "plans_started of jobs": _at_least(
        "count_plans_started", {f"count_jobs/sector/{sector}": 5 for sector in SECTORS}
    ),
    "plans_started of loans": Puzzle(
        {
            "4101/count_plans_started": 3,
            "4102/count_plans_started": 5,
            **{f"4102/amount_loans/channel/{channel}": Money(50 * M) for channel in CHANNELS},
        },
        "4101/count_plans_started",
        frozenset({"4102/count_plans_started", "41/count_plans_started"}),
    ),
    "jobs of loans": _puzzle(
        "4101/amount_loans/channel/bank_loan",
        "4101/amount_loans/channel/placement",
        "41/amount_loans/channel/placement",
        c1__amount_loans=Money(1500 * M),
        **{f"c1__amount_loans__channel__{channel}": Money(0, 0) for channel in CHANNELS[3:]},
        c1__amount_loans__channel__bank_loan=DOMINATED,
        c1__amount_loans__channel__emdad_velayat_fund=Money(0, 0),
        c1__amount_loans__channel__placement=Money(600 * M),
        **{f"c1__count_jobs__channel__{channel}": 0 for channel in CHANNELS[3:]},
        c1__count_jobs__channel__bank_loan=12,
        c1__count_jobs__channel__emdad_velayat_fund=0,
        c1__count_jobs__channel__placement=40,
    ),
    "purchases of purchases_amount": _puzzle(
        "4101/amount_purchases/product/carpet",
        "4101/amount_purchases/product/other",
        "41/amount_purchases/product/other",
        c1__amount_purchases=Money(1500 * M),
        c1__amount_purchases__product__carpet=DOMINATED,
        c1__amount_purchases__product__kilim=Money(0, 0),
        c1__amount_purchases__product__tableau_carpet=Money(0, 0),
        c1__amount_purchases__product__other=Money(600 * M),
        c1__count_purchases__product__carpet=12,
        c1__count_purchases__product__kilim=0,
        c1__count_purchases__product__tableau_carpet=0,
        c1__count_purchases__product__other=40,
    ),
    "purchases of purchases_amount, each": _puzzle(
        "4101/count_purchases",
        "4103/count_purchases",
        "4103/amount_purchases",
        c1__count_purchases=3,
        c2__count_purchases=0,
        c3__count_purchases=200,
        c1__amount_purchases=Money(60 * M, 3),
        c2__amount_purchases=Money(0, 0),
        c3__amount_purchases=Money(900 * M),
    ),
}
PUZZLES = AREAS | PARTS | SHARES | RELATIONS | PRESENCES
