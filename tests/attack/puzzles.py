"""A puzzle for each relation: a table in which it gives a cell away, and what hides the cell again."""

from dataclasses import dataclass, replace

from karnameh.attack.definitions import CATEGORIES, OF_JOBS, is_divided

S = "suppressed"
MANY = 50


@dataclass(frozen=True)
class Puzzle:
    """
    key: of the relation. secret: the cell that is given away. hides: the cell that, suppressed too, hides it.
    between: what is left of it.
    """

    key: str
    cells: dict
    secret: str
    hides: str
    between: tuple[int, int]
    assume: bool = True

    @property
    def hidden(self) -> dict:
        """The table with one more suppression."""
        return self.cells | {self.hides: S}


def _of_parts() -> list[Puzzle]:
    found = []
    for key in (
        *(f"count_jobs by {breakdown}" for breakdown in OF_JOBS),
        "amount_loans by channel",
        "count_plans_deviated by deviation_reason",
        "count_visits by stage",
        "count_trainees by skill",
        "count_trainees by trainee_sex",
        "count_purchases by product",
        "amount_purchases by product",
    ):
        indicator, _, breakdown = key.partition(" by ")
        cells = {f"2601/{indicator}/{breakdown}/{category}": MANY for category in CATEGORIES[breakdown]}
        found.append(_parts(key, f"2601/{indicator}", cells))
    districts = {f"2601/count_trainees/district/{district}": MANY for district in ("260101", "260102")}
    found.append(_parts("count_trainees by district", "2601/count_trainees", districts))
    plants = {key.replace("/district/", "/district_medicinal_plants/"): MANY for key in districts}
    total = "2601/count_trainees/skill/medicinal_plants"
    found.append(_parts("medicinal plants by district", total, plants))
    return found


def _parts(key: str, total: str, cells: dict) -> Puzzle:
    secret, other = list(cells)[:2]
    whole = {total: MANY * (len(cells) - 1) + 3}
    return Puzzle(key, {**cells, **whole, secret: S}, secret, other, (3, 3))


#: Where each share's numerator or denominator is published by itself.
SAME = {
    "denominator of share_female_headed": "2601/count_supported_households",
    "numerator of share_employable": "2601/count_employable_households",
    "denominator of share_employable": "2601/count_supported_households",
    "numerator of rate_exit": "2601/count_exits_self_reliance",
    "denominator of rate_exit": "1396/2601/count_supported_households",
    "numerator of share_of_exits_target": "2601/count_exits_self_reliance",
    "denominator of share_of_exits_target": "2601/target_exits",
    "numerator of share_of_jobs_target": "2601/count_jobs",
    "denominator of share_of_jobs_target": "2601/target_jobs",
    "numerator of share_jobs_women": "2601/count_jobs/operator_sex/female",
    "denominator of share_jobs_women": "2601/count_jobs",
    "numerator of share_jobs_men": "2601/count_jobs/operator_sex/male",
    "denominator of share_jobs_men": "2601/count_jobs",
    "denominator of share_jobs_rural_deprived": "2601/count_jobs",
    "denominator of share_jobs_urban": "2601/count_jobs",
    "numerator of share_plans_deviated": "2601/count_plans_deviated",
    "denominator of share_plans_deviated": "2601/count_plans_supervised",
    "denominator of share_plans_visited": "2601/count_plans_supervised",
    "denominator of share_visits_with_counselling": "2601/count_visits",
    "numerator of rate_plans_per_supervisor": "2601/count_active_plans",
    "denominator of rate_plans_per_supervisor": "2601/count_supervisors",
    "denominator of share_trainees_completed": "2601/count_trainees",
    "denominator of share_trainees_employed": "2601/count_trainees",
}


def _of_same() -> list[Puzzle]:
    found = []
    for key, secret in SAME.items():
        part, _, indicator = key.partition(" of ")
        share = f"2601/{indicator}"
        number = 3 if part == "numerator" else 40
        found.append(Puzzle(key, {share: (3, 40), secret: S}, secret, share, (number, number)))
    return found


def _of_wholes() -> list[Puzzle]:
    found = []
    for indicator in {key.split(" of ")[1]: None for key in SAME}:
        whole = SAME.get(f"denominator of {indicator}")
        if is_divided(indicator) and indicator.startswith("share_") and "_of_" not in indicator:
            cells = {f"2601/{indicator}": S, whole: 3}
            found.append(Puzzle(f"rest of {indicator}", cells, f"2601/{indicator}", whole, (0, 3)))
    return found


#: The last and only plan of a year that can have come to its end: its share has no denominator published elsewhere.
ENDED = {"2601/count_plans_supervised": 10, "2601/count_active_plans": 7, "2601/share_plans_all_stages": S}


def _puzzle(
    key: str, secret: str, hides: str, between: tuple[int, int], assume: bool = True, **cells
) -> Puzzle:
    """A puzzle in a county, in 1397; `year_1396__x` is a cell of the year before."""
    named = {_key(key): said for key, said in cells.items()}
    return Puzzle(key, {**named, _key(secret): S}, _key(secret), _key(hides), between, assume)


def _key(short: str) -> str:
    year, _, rest = (
        short.removeprefix("year_").partition("__") if short.startswith("year_") else ("1397", "", short)
    )
    return f"{year}/2601/{rest.replace('__', '/')}"


_OTHERS = [
    Puzzle(
        "province",
        {"26/count_jobs": 40, "2601/count_jobs": 20, "2602/count_jobs": 17, "2603/count_jobs": S},
        "2603/count_jobs",
        "2602/count_jobs",
        (3, 3),
    ),
    Puzzle(
        "nation",
        {
            "IR/count_exits_self_reliance": 900,
            "26/count_exits_self_reliance": 896,
            "25/count_exits_self_reliance": S,
        },
        "25/count_exits_self_reliance",
        "26/count_exits_self_reliance",
        (4, 4),
    ),
    Puzzle(
        "target of a province",
        {"26/target_jobs": 100, "2601/target_jobs": 98, "2602/target_jobs": S},
        "2602/target_jobs",
        "2601/target_jobs",
        (2, 2),
    ),
    Puzzle(
        "rest of share_plans_all_stages",
        ENDED,
        "2601/share_plans_all_stages",
        "2601/count_active_plans",
        (0, 3),
    ),
    _puzzle(
        "employable without plan",
        "count_employable_without_plan",
        "count_employable_households",
        (0, 3),
        count_employable_households=3,
    ),
    _puzzle(
        "groups of women",
        "count_jobs__operator_group__female_head",
        "count_jobs__operator_sex__female",
        (0, 2),
        count_jobs__operator_sex__female=2,
        count_jobs__operator_group__girl_left_school=0,
    ),
    _puzzle(
        "medicinal plants in a district",
        "count_trainees__district_medicinal_plants__260101",
        "count_trainees__district__260101",
        (0, 2),
        count_trainees__district__260101=2,
    ),
    _puzzle("visited by visits", "share_plans_visited", "count_visits", (0, 2), count_visits=2),
    _puzzle(
        "rural and deprived places",
        "count_jobs__place__deprived_area",
        "count_jobs__place__village",
        (2, 2),
        share_jobs_rural_deprived=(12, 40),
        count_jobs__place__village=10,
    ),
    _puzzle(
        "urban places",
        "count_jobs__place__small_town",
        "count_jobs__place__city",
        (2, 2),
        share_jobs_urban=(12, 40),
        count_jobs__place__city=10,
    ),
    _puzzle(
        "rural and urban",
        "share_jobs_rural_deprived",
        "share_jobs_urban",
        (2, 2),
        share_jobs_urban=(18, 20),
        count_jobs=20,
    ),
    _puzzle(
        "supervised are active before and started",
        "count_plans_started",
        "year_1396__count_active_plans",
        (2, 2),
        count_plans_supervised=70,
        year_1396__count_active_plans=68,
    ),
    _puzzle(
        "started are supervised",
        "count_plans_started",
        "count_plans_supervised",
        (0, 3),
        count_plans_supervised=3,
    ),
    _puzzle(
        "active and deviated are supervised",
        "count_plans_deviated",
        "count_active_plans",
        (0, 2),
        count_plans_supervised=70,
        count_active_plans=68,
    ),
    replace(
        Puzzle("", ENDED, "2601/share_plans_all_stages", "2601/count_active_plans", (0, 3)),
        key="active and ended are supervised",
    ),
    _puzzle(
        "supervised are active, deviated or ended",
        "count_plans_deviated",
        "share_plans_all_stages",
        (18, 20),
        assume=False,
        count_plans_supervised=100,
        count_active_plans=80,
        share_plans_all_stages=(1, 2),
    ),
    _puzzle(
        "supervised are active, deviated or ended, each once",
        "count_plans_deviated",
        "share_plans_all_stages",
        (2, 2),
        count_plans_supervised=70,
        count_active_plans=60,
        share_plans_all_stages=(5, 8),
    ),
    _puzzle(
        "households with a plan",
        "count_employable_without_plan",
        "count_active_plans",
        (18, 20),
        count_employable_households=20,
        count_active_plans=2,
    ),
    _puzzle(
        "a person a household",
        "count_supported_households",
        "count_supported_persons",
        (1, 3),
        count_supported_persons=3,
    ),
    _puzzle(
        "thirty persons a household",
        "count_supported_persons",
        "count_supported_households",
        (0, 0),
        count_supported_households=0,
    ),
    _puzzle("a job a plan", "count_plans_started", "count_jobs", (1, 3), count_jobs=3),
    _puzzle("a rial a purchase", "count_purchases", "amount_purchases", (1, 3), amount_purchases=3),
    *(
        _puzzle(
            f"a rial a purchase of {product}",
            f"count_purchases__product__{product}",
            f"amount_purchases__product__{product}",
            (1, 3),
            **{f"amount_purchases__product__{product}": 3},
        )
        for product in CATEGORIES["product"]
    ),
    Puzzle(
        "a target is not zero",
        {"26/target_jobs": 5, "2601/target_jobs": S, "2602/target_jobs": S},
        "2602/target_jobs",
        "26/target_jobs",
        (1, 4),
    ),
    _puzzle("a plan for jobs", "count_jobs", "count_plans_started", (0, 0), count_plans_started=0),
    *(
        _puzzle(
            f"a plan for each {breakdown}",
            f"count_jobs__{breakdown}__{CATEGORIES[breakdown][0]}",
            "count_plans_started",
            (0, 0),
            count_plans_started=1,
            **{f"count_jobs__{breakdown}__{CATEGORIES[breakdown][1]}": 9},
        )
        for breakdown in OF_JOBS
    ),
    _puzzle("a plan for loans", "amount_loans", "count_plans_started", (0, 0), count_plans_started=0),
    _puzzle(
        "a plan for each channel of loans",
        "amount_loans__channel__placement",
        "count_plans_started",
        (0, 0),
        count_plans_started=1,
        amount_loans__channel__bank_loan=9_000_000,
    ),
    *(
        _puzzle(
            f"a job for loans by {channel}",
            f"amount_loans__channel__{channel}",
            f"count_jobs__channel__{channel}",
            (0, 0),
            **{f"count_jobs__channel__{channel}": 0},
        )
        for channel in CATEGORIES["channel"]
    ),
    _puzzle("a purchase for what was paid", "amount_purchases", "count_purchases", (0, 0), count_purchases=0),
    *(
        _puzzle(
            f"a purchase for what was paid for {product}",
            f"amount_purchases__product__{product}",
            f"count_purchases__product__{product}",
            (0, 0),
            **{f"count_purchases__product__{product}": 0},
        )
        for product in CATEGORIES["product"]
    ),
]
PUZZLES = {puzzle.key: puzzle for puzzle in (*_of_parts(), *_of_same(), *_of_wholes(), *_OTHERS)}
