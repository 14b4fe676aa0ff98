"""
The table of all relations that an outsider uses, each with an example of what it gives away.

Written from the published definitions alone; `RELATIONS` may be read and quoted.
"""

from karnameh.attack.definitions import (
    AT_LEAST_ONE_EACH,
    BOUNDS,
    CATEGORIES,
    OF_JOBS,
    PART_OF_ITS_WHOLE,
    PARTS_OF_A_TOTAL,
    SAME_FIGURE,
    STOCKS_AND_FLOWS,
    SUM_OVER_COUNTIES,
    SUM_OVER_PROVINCES,
    AreaSum,
    AtLeast,
    EachDistrict,
    Linear,
    Parts,
    Present,
    Relation,
    Rest,
    Same,
    TargetSum,
    name,
)


def _parts(indicator: str, breakdown: str, example: str) -> Parts:
    return Parts(
        f"{indicator} by {breakdown}",
        PARTS_OF_A_TOTAL,
        example,
        indicator,
        f"{indicator}/{breakdown}/",
        CATEGORIES.get(breakdown, ()),
    )


def _same(indicator: str, part: str, figure: str, year: int = 0) -> Same:
    when = " of the year before" if year else ""
    example = f"{figure}{when} is published: so is the {part} of {indicator}"
    return Same(f"{part} of {indicator}", SAME_FIGURE, example, indicator, part, figure, year)


def _rest(indicator: str, example: str, counted: bool = True) -> Rest:
    return Rest(f"rest of {indicator}", PART_OF_ITS_WHOLE, example, indicator, counted)


def _linear(key: str, kind: str, example: str, *terms: tuple, **limits) -> Linear:
    return Linear(key, kind, example, tuple((*term, 0)[:3] for term in terms), **limits)


def _all(indicator: str, breakdown: str) -> tuple[str, ...]:
    return tuple(name(indicator, breakdown, category) for category in CATEGORIES[breakdown])


def _present(key: str, example: str, count: str, *figures: str) -> Present:
    return Present(key, AT_LEAST_ONE_EACH, example, count, figures)


_AREAS = (
    AreaSum(
        "province",
        SUM_OVER_COUNTIES,
        "a province has 40 jobs, five of its six counties 37: the sixth has 3",
        False,
    ),
    AreaSum("nation", SUM_OVER_PROVINCES, "the nation has 900 exits, 30 provinces 896: the last has 4", True),
    TargetSum(
        "target of a province",
        SUM_OVER_COUNTIES,
        "a province is to make 100 jobs, all counties but one 98: that one is to make 2",
    ),
)
_PARTS = (
    _parts("count_jobs", "operator_sex", "20 jobs, 18 of men: 2 of women"),
    _parts("count_jobs", "operator_group", "20 jobs, 17 with other or no group stated: 3 of the two groups"),
    _parts("count_jobs", "place", "20 jobs, 19 in villages: one elsewhere"),
    _parts("count_jobs", "sector", "20 jobs, 17 in six sectors: 3 in the seventh"),
    _parts("count_jobs", "channel", "20 jobs, 17 by four channels: 3 by the fifth"),
    _parts("amount_loans", "channel", "900 million rial lent, 890 by four channels: 10 by the fifth"),
    _parts("count_plans_deviated", "deviation_reason", "12 plans deviated, 9 for known reasons: 3 by death"),
    _parts("count_visits", "stage", "60 visits, 58 before and during: 2 after"),
    _parts("count_trainees", "skill", "30 trainees, 28 in six skills: 2 in the seventh"),
    _parts("count_trainees", "trainee_sex", "30 trainees, 28 women: 2 men"),
    _parts("count_trainees", "district", "30 trainees, 28 in the other districts: 2 in this one"),
    Parts(
        "medicinal plants by district",
        PARTS_OF_A_TOTAL,
        "9 trainees in medicinal plants, 7 in the other districts: 2 in this one",
        "count_trainees/skill/medicinal_plants",
        "count_trainees/district_medicinal_plants/",
    ),
    _parts("count_purchases", "product", "25 purchases, 23 of three products: 2 of the fourth"),
    _parts("amount_purchases", "product", "900 million rial paid, 890 for three products: 10 for the fourth"),
)
_SAME = (
    _same("share_female_headed", "denominator", "count_supported_households"),
    _same("share_employable", "numerator", "count_employable_households"),
    _same("share_employable", "denominator", "count_supported_households"),
    _same("rate_exit", "numerator", "count_exits_self_reliance"),
    _same("rate_exit", "denominator", "count_supported_households", -1),
    _same("share_of_exits_target", "numerator", "count_exits_self_reliance"),
    _same("share_of_exits_target", "denominator", "target_exits"),
    _same("share_of_jobs_target", "numerator", "count_jobs"),
    _same("share_of_jobs_target", "denominator", "target_jobs"),
    _same("share_jobs_women", "numerator", "count_jobs/operator_sex/female"),
    _same("share_jobs_women", "denominator", "count_jobs"),
    _same("share_jobs_men", "numerator", "count_jobs/operator_sex/male"),
    _same("share_jobs_men", "denominator", "count_jobs"),
    _same("share_jobs_rural_deprived", "denominator", "count_jobs"),
    _same("share_jobs_urban", "denominator", "count_jobs"),
    _same("share_plans_deviated", "numerator", "count_plans_deviated"),
    _same("share_plans_deviated", "denominator", "count_plans_supervised"),
    _same("share_plans_visited", "denominator", "count_plans_supervised"),
    _same("share_visits_with_counselling", "denominator", "count_visits"),
    _same("rate_plans_per_supervisor", "numerator", "count_active_plans"),
    _same("rate_plans_per_supervisor", "denominator", "count_supervisors"),
    _same("share_trainees_completed", "denominator", "count_trainees"),
    _same("share_trainees_employed", "denominator", "count_trainees"),
)
_WHOLES = (
    _rest("share_female_headed", "3 households supported: at most 3 are headed by women"),
    _rest("share_employable", "3 households supported: at most 3 are employable"),
    _rest("share_jobs_women", "3 jobs: at most 3 of women"),
    _rest("share_jobs_men", "3 jobs: at most 3 of men"),
    _rest("share_jobs_rural_deprived", "3 jobs: at most 3 in villages and deprived areas"),
    _rest("share_jobs_urban", "3 jobs: at most 3 in towns and cities"),
    _rest("share_plans_deviated", "3 plans supervised: at most 3 deviated"),
    _rest("share_plans_visited", "3 plans supervised: at most 3 visited"),
    _rest("share_plans_all_stages", "3 plans at their end: at most 3 seen in all stages"),
    _rest("share_visits_with_counselling", "3 visits: at most 3 with counselling", counted=False),
    _rest("share_trainees_completed", "3 trainees: at most 3 completed"),
    _rest("share_trainees_employed", "3 trainees: at most 3 employed"),
    _linear(
        "employable without plan",
        PART_OF_ITS_WHOLE,
        "3 employable households: at most 3 without a plan",
        (1, "count_employable_households"),
        (-1, "count_employable_without_plan"),
    ),
    _linear(
        "groups of women",
        PART_OF_ITS_WHOLE,
        "2 jobs of women: at most 2 of women heading households and girls out of education",
        (1, "count_jobs/operator_sex/female"),
        (-1, "count_jobs/operator_group/female_head"),
        (-1, "count_jobs/operator_group/girl_left_school"),
    ),
    EachDistrict(
        "medicinal plants in a district",
        PART_OF_ITS_WHOLE,
        "2 trainees in a district: at most 2 of them in medicinal plants",
        "count_trainees/district_medicinal_plants/",
        "count_trainees/district/",
    ),
    _linear(
        "visited by visits",
        PART_OF_ITS_WHOLE,
        "2 visits: at most 2 plans visited",
        (1, "count_visits"),
        (-1, "numerator of share_plans_visited"),
    ),
)
_PLACES = (
    _linear(
        "rural and deprived places",
        PARTS_OF_A_TOTAL,
        "12 jobs in villages and deprived areas, 10 in villages: 2 in deprived areas",
        (1, "count_jobs/place/village"),
        (1, "count_jobs/place/deprived_area"),
        (-1, "numerator of share_jobs_rural_deprived"),
        high=0,
    ),
    _linear(
        "urban places",
        PARTS_OF_A_TOTAL,
        "12 jobs in towns and cities, 10 in cities: 2 in small towns",
        (1, "count_jobs/place/small_town"),
        (1, "count_jobs/place/city"),
        (-1, "numerator of share_jobs_urban"),
        high=0,
    ),
    _linear(
        "rural and urban",
        PARTS_OF_A_TOTAL,
        "20 jobs, 18 in villages and deprived areas: 2 in towns and cities",
        (1, "numerator of share_jobs_rural_deprived"),
        (1, "numerator of share_jobs_urban"),
        (-1, "count_jobs"),
        high=0,
    ),
)
_PLANS = (
    _linear(
        "supervised are active before and started",
        STOCKS_AND_FLOWS,
        "70 plans supervised, 68 active at the end of the year before: 2 started",
        (1, "count_plans_supervised"),
        (-1, "count_active_plans", -1),
        (-1, "count_plans_started"),
        high=0,
    ),
    _linear(
        "started are supervised",
        STOCKS_AND_FLOWS,
        "3 plans supervised in the first year of the table: at most 3 started",
        (1, "count_plans_supervised"),
        (-1, "count_plans_started"),
    ),
    _linear(
        "active and deviated are supervised",
        STOCKS_AND_FLOWS,
        "70 plans supervised, 68 active at the end: at most 2 deviated",
        (1, "count_plans_supervised"),
        (-1, "count_active_plans"),
        (-1, "count_plans_deviated"),
    ),
    _linear(
        "active and ended are supervised",
        STOCKS_AND_FLOWS,
        "70 plans supervised, 68 active at the end: at most 2 came to their end",
        (1, "count_plans_supervised"),
        (-1, "count_active_plans"),
        (-1, "denominator of share_plans_all_stages"),
    ),
    _linear(
        "supervised are active, deviated or ended",
        STOCKS_AND_FLOWS,
        "70 plans supervised, none active at the end or deviated: all came to their end",
        (1, "count_active_plans"),
        (1, "count_plans_deviated"),
        (1, "denominator of share_plans_all_stages"),
        (-1, "count_plans_supervised"),
    ),
    _linear(
        "supervised are active, deviated or ended, each once",
        STOCKS_AND_FLOWS,
        "70 plans supervised, 60 active at the end, 8 at their end: 2 deviated",
        (1, "count_active_plans"),
        (1, "count_plans_deviated"),
        (1, "denominator of share_plans_all_stages"),
        (-1, "count_plans_supervised"),
        high=0,
        assumed=True,
    ),
    _linear(
        "households with a plan",
        STOCKS_AND_FLOWS,
        "20 employable households, 18 of them without a plan: there are at least 2 active plans",
        (1, "count_active_plans"),
        (1, "count_employable_without_plan"),
        (-1, "count_employable_households"),
    ),
)
_BOUNDS = (
    _linear(
        "a person a household",
        BOUNDS,
        "3 persons supported: at most 3 households",
        (1, "count_supported_persons"),
        (-1, "count_supported_households"),
    ),
    _linear(
        "thirty persons a household",
        BOUNDS,
        "no household supported: no person",
        (30, "count_supported_households"),
        (-1, "count_supported_persons"),
    ),
    _linear(
        "a job a plan",
        BOUNDS,
        "3 jobs: at most 3 plans started",
        (1, "count_jobs"),
        (-1, "count_plans_started"),
    ),
    _linear(
        "a rial a purchase",
        BOUNDS,
        "nothing was paid: nothing was bought",
        (1, "amount_purchases"),
        (-1, "count_purchases"),
    ),
    *(
        _linear(
            f"a rial a purchase of {product}",
            BOUNDS,
            f"nothing was paid for {product}: none was bought",
            (1, f"amount_purchases/product/{product}"),
            (-1, f"count_purchases/product/{product}"),
        )
        for product in CATEGORIES["product"]
    ),
    AtLeast(
        "a target is not zero",
        BOUNDS,
        "a target below 5 is one of 4 values",
        ("target_jobs", "target_exits"),
        1,
    ),
)
_PRESENT = (
    _present("a plan for jobs", "no plan started: no job", "count_plans_started", "count_jobs"),
    *(
        _present(
            f"a plan for each {breakdown}",
            f"jobs in every category of {breakdown}: at least as many plans started",
            "count_plans_started",
            *_all("count_jobs", breakdown),
        )
        for breakdown in OF_JOBS
    ),
    _present("a plan for loans", "no plan started: nothing was lent", "count_plans_started", "amount_loans"),
    _present(
        "a plan for each channel of loans",
        "loans by three channels: at least three plans started",
        "count_plans_started",
        *_all("amount_loans", "channel"),
    ),
    *(
        _present(
            f"a job for loans by {channel}",
            f"no jobs by {channel}: nothing was lent by it",
            f"count_jobs/channel/{channel}",
            f"amount_loans/channel/{channel}",
        )
        for channel in CATEGORIES["channel"]
    ),
    _present(
        "a purchase for what was paid", "no purchase: nothing was paid", "count_purchases", "amount_purchases"
    ),
    *(
        _present(
            f"a purchase for what was paid for {product}",
            f"no purchase of {product}: nothing was paid for it",
            f"count_purchases/product/{product}",
            f"amount_purchases/product/{product}",
        )
        for product in CATEGORIES["product"]
    ),
)
#: Everything that an outsider uses, one example each.
RELATIONS: tuple[Relation, ...] = (
    *_AREAS,
    *_PARTS,
    *_SAME,
    *_WHOLES,
    *_PLACES,
    *_PLANS,
    *_BOUNDS,
    *_PRESENT,
)


def part_of(indicator: str, part: str) -> tuple[str, int]:
    """What the numerator or denominator of a share is called, and of how many years later it is."""
    named = (r for r in RELATIONS if isinstance(r, Same) and (r.indicator, r.part) == (indicator, part))
    return next(((same.figure, same.year) for same in named), (f"{part} of {indicator}", 0))
