"""An invented office in every case that its figures can take: what `proof.py` shows, no register behind it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

import pandas as pd

from karnameh.areas import Area, Areas
from karnameh.indicators.catalogue import INDICATORS, PUBLISHED
from karnameh.indicators.ratio import ratio
from karnameh.present.published import Pair, pairs_for
from karnameh.publication import About, Publication
from karnameh.suite import Project, Suite

_OFFICE = Project(Path(__file__).parent / "office")
#: The tiny office, a province of a single county and one of four.
AREAS = Areas(
    [
        *_OFFICE.suite.areas,
        Area("41", "یگانه", "Yeganeh", "IR"),
        Area("4101", "یکتا", "Yekta", "41", population=5000),
        Area("42", "چارده", "Chardeh", "IR"),
        Area("4201", "بهاران", "Baharan", "42", population=4000),
        Area("4202", "تابان", "Taban", "42", population=3000),
        Area("4203", "پاییزان", "Payizan", "42", population=2000),
        Area("4204", "زمستانه", "Zemestaneh", "42", population=1000),
    ]
)
COUNTIES = {"40": ("4001", "4002", "4003"), "41": ("4101",), "42": ("4201", "4202", "4203", "4204")}
YEARS = (1395, 1396, 1397)

#: A county's figures in a plain year; counties and years differ by a factor.
_COUNTS = {
    "count_supported_households": 400,
    "count_supported_persons": 1200,
    "count_employable_households": 150,
    "count_employable_without_plan": 60,
    "count_exits_self_reliance": 40,
    "target_exits": 50,
    "count_plans_started": 50,
    "count_jobs": 90,
    "target_jobs": 100,
    "amount_loans": 3_000_000_000,
    "count_active_plans": 120,
    "count_plans_supervised": 140,
    "count_plans_deviated": 14,
    "count_visits": 200,
    "count_supervisors": 2,
    "count_trainees": 60,
    "count_purchases": 30,
    "amount_purchases": 1_500_000_000,
}
#: Shares and rates: what they are out of, and the numerator or its share of that.
_RATIOS = {
    "share_female_headed": ("count_supported_households", 0.55),
    "share_employable": ("count_supported_households", "count_employable_households"),
    "rate_exit": ("count_supported_households", "count_exits_self_reliance"),
    "share_of_exits_target": ("target_exits", "count_exits_self_reliance"),
    "share_of_jobs_target": ("target_jobs", "count_jobs"),
    "share_jobs_women": ("count_jobs", 0.3),
    "share_jobs_men": ("count_jobs", 0.7),
    "share_jobs_rural_deprived": ("count_jobs", 0.6),
    "share_jobs_urban": ("count_jobs", 0.4),
    "share_plans_deviated": ("count_plans_supervised", "count_plans_deviated"),
    "share_plans_visited": ("count_plans_supervised", 0.8),
    "share_plans_all_stages": ("count_plans_supervised", 0.6),
    "share_visits_with_counselling": ("count_visits", 0.65),
    "rate_plans_per_supervisor": ("count_supervisors", "count_active_plans"),
    "share_trainees_completed": ("count_trainees", 0.75),
    "share_trainees_employed": ("count_trainees", 0.4),
}
_BY_DISTRICT = ("district", "district_medicinal_plants")

Key = tuple[int, str, str, str, str]


@dataclass(frozen=True)
class Case:
    """
    A case: its name, the county it is about, the year reported, and what is unlike a plain year.

    counts: a county's figure, before shares and sums follow from it; of a year and county, or of all.
    cells: what stands in the table in the end: a number, (numerator, denominator), or a status.
    notes: the note of a cell. compared: 'agreeing' or 'apart' to see only such published figures.
    growth: how much larger each year is than a plain one.
    """

    name: str
    county: str = "4002"
    year: int = 1397
    growth: tuple[float, ...] = (0.8, 0.9, 1.0)
    counts: dict = field(default_factory=dict)
    cells: dict = field(default_factory=dict)
    notes: dict = field(default_factory=dict)
    about: About = About(synthetic=True, threshold=5, edition=1, data_date="2019-03-20")
    compared: str = ""
    pages: tuple[str, ...] = ("county_brief", "province_brief", "press_note")


def suite(case: Case) -> Suite:
    """The suite of a case: its province, three years."""
    return replace(_OFFICE.suite, areas=AREAS, provinces=(AREAS[case.county[:2]],), years=YEARS)


def publication(case: Case) -> Publication:
    """Every row of the case's province and counties in the years of the suite; made once."""
    if case.name not in _made:
        _made[case.name] = _publication(case)
    return _made[case.name]


_made: dict[str, Publication] = {}


def _publication(case: Case) -> Publication:
    numbers: dict[Key, tuple] = {}
    for year in YEARS:
        numbers |= _year(case, year)
    for pattern, value in case.cells.items():
        for key in _matching(numbers, pattern):
            numbers[key] = value if isinstance(value, tuple | str) else (value, None)
    rows = [_row(case, key, value) for key, value in sorted(numbers.items())]
    return Publication(pd.DataFrame(rows, columns=PUBLISHED), case.about)


def _year(case: Case, year: int) -> dict[Key, tuple]:
    """The counties' figures and, by addition, the province's."""
    province, counties = case.county[:2], COUNTIES[case.county[:2]]
    numbers: dict[Key, tuple] = {}
    for county in counties:
        numbers |= _county(case, year, county)
    for _, _, *rest in [key for key in numbers if key[1] == counties[0] and key[3] not in _BY_DISTRICT]:
        above, below = zip(*(numbers[year, county, *rest] for county in counties), strict=True)
        numbers[year, province, *rest] = (sum(above), None if below[0] is None else sum(below))
    for rest, value in _districts(numbers, year, counties).items():
        numbers[year, province, *rest] = (value, None)
    return numbers


def _county(case: Case, year: int, county: str) -> dict[Key, tuple]:
    size = {"4001": 1, "4002": 2, "4003": 1.5}.get(county, 1) * case.growth[YEARS.index(year)]
    counts = {name: int(plain * size) for name, plain in _COUNTS.items()} | {"count_supervisors": 2}
    for (name, *where), value in case.counts.items():
        if all(part in (year, county) for part in where):
            counts[name] = value
    found: dict[Key, tuple] = {(year, county, name, "", ""): (value, None) for name, value in counts.items()}
    for name, (whole, part) in _RATIOS.items():
        above = counts[part] if isinstance(part, str) else int(counts[whole] * part)
        found[year, county, name, "", ""] = (above, counts[whole])
    for name, value in counts.items():
        for breakdown in INDICATORS[name].breakdowns:
            categories = breakdown.categories or (f"{county}01", f"{county}02", "not_stated")
            if county[:2] != "40":
                categories = breakdown.categories or ("not_stated",)
            for category, part in zip(categories, _split(value, len(categories)), strict=True):
                found[year, county, name, breakdown.name, category] = (part, None)
    return found


def _split(total: int, parts: int) -> Iterable[int]:
    """A total in uneven parts, the first largest."""
    rest = [total * (parts - at) // (parts * parts) for at in range(1, parts)]
    return [total - sum(rest), *rest]


def _districts(numbers: dict[Key, tuple], year: int, counties: tuple[str, ...]) -> dict[tuple, int]:
    """The districts of a province are those of its counties; what is not stated is added up."""
    sums: dict[tuple, int] = {}
    for key, (value, _) in numbers.items():
        if key[0] == year and key[1] in counties and key[3] in _BY_DISTRICT:
            sums[key[2:]] = sums.get(key[2:], 0) + value
    return sums


def _matching(numbers: dict[Key, tuple], pattern: tuple) -> list[Key]:
    """The keys that have every part of a pattern; a breakdown has to be named, or meant by '*'."""
    parts = set(pattern) - {"*"}
    return [
        key for key in numbers if parts <= set(key) and (not key[3] or key[3] in pattern or "*" in pattern)
    ]


def _row(case: Case, key: Key, value: tuple | str) -> tuple:
    year, area, indicator, breakdown, category = key
    kind, name = INDICATORS[indicator], AREAS[area].name_en
    note = next((note for pattern, note in case.notes.items() if all(part in key for part in pattern)), "")
    status = value if isinstance(value, str) else "reported"
    above, below = value if status == "reported" else ("", "")
    if status == "reported" and kind.denominator and not below:
        status, above, below = "not_defined", "", ""
    shown = (
        "" if status != "reported" else str(above) if below is None else str(ratio(above, below, kind.per))
    )
    below = "" if below is None else below
    return (
        year,
        area,
        name,
        indicator,
        breakdown,
        category,
        str(above),
        str(below),
        shown,
        kind.unit,
        status,
        note,
    )


class Pairs:
    """Figures that officials are said to have published about the province, in every way of saying one."""

    @staticmethod
    def of(page, year: int | None, compared: str = "") -> list[Pair]:
        given = [
            ("count_supported_households", "", "", 1700, None, "", ""),
            ("count_jobs", "", "", 400, None, "about", "C1"),
            ("count_active_plans", "", "", 500, None, "over", ""),
            ("count_exits_self_reliance", "", "", 190, None, "nearly", ""),
            ("amount_loans", "", "", 9_000_000_000, None, "part_year", ""),
            ("share_plans_deviated", "", "", Decimal(5), Decimal(15), "", ""),
            ("count_jobs", "sector", "livestock", 1, None, "rank", ""),
            ("count_trainees", "skill", "carpet+kilim", 100, None, "", ""),
        ]
        pairs = [
            Pair(
                f"F{number}", 1397, page.area.code, indicator, breakdown, category, Decimal(value), high, said,
                conflict, "معاون اشتغال استان", "Employment deputy, province",
            )
            for number, (indicator, breakdown, category, value, high, said, conflict) in enumerate(given)
        ]  # fmt: skip
        found = pairs_for(page, pairs, year) if page.area.code == "40" else []
        return [pair for pair in found if compared in ("", "apart" if pair.difference(page) else "agreeing")]


def _all(value: object, *pattern: object) -> dict:
    """Every figure of a place and year, breakdowns too."""
    return {(*pattern, "*"): value}


def _counts(value: int, *pattern: object) -> dict:
    """Every count of a place and year."""
    return {(name, *pattern): value for name in _COUNTS}


def _jobs(jobs: int, target: int) -> dict:
    """Jobs and target of the county this year."""
    return {("count_jobs", 1397, "4002"): jobs, ("target_jobs", 1397, "4002"): target}


def _deviating(*numbers: int) -> dict:
    """Plans that deviated this year, by reason, everywhere."""
    reasons = ("death", "migration", "inability", "better_job", "other")
    return {
        (1397, "count_plans_deviated", "deviation_reason", reason): number
        for reason, number in zip(reasons, (*numbers, 0, 0, 0, 0, 0), strict=False)
    } | {(1397, "count_plans_deviated"): sum(numbers)}


def _working(*numbers: int) -> dict:
    """Jobs of this year by sector, everywhere."""
    sectors = ("livestock", "services", "agriculture", "handicrafts", "fisheries", "industry", "other")
    return {
        (1397, "count_jobs", "sector", sector): number
        for sector, number in zip(sectors, (*numbers, 0, 0, 0, 0, 0, 0, 0), strict=False)
    } | {(1397, "count_jobs"): sum(numbers)}


def _ranked(indicator: str, *values: tuple[int, int]) -> dict:
    """A measure of the three counties this year; the other measures that counties are compared by are hidden."""
    compared = (
        "share_of_jobs_target",
        "share_jobs_women",
        "rate_exit",
        "share_plans_visited",
        "share_plans_deviated",
    )
    hidden = {(1397, "4001", name): "suppressed" for name in compared if name != indicator}
    shown = {(1397, f"400{at}", indicator): value for at, value in enumerate(values, start=1)}
    return hidden | shown


_PAGES = ("county_brief", "province_brief", "press_note")
_COUNTY = ("county_brief",)
_PART = "partial: 2 of 3"
_LEVEL = (1.0, 1.0, 1.0)

CASES = (
    Case("a plain year", pages=(*_PAGES, "reconciliation")),
    Case("published figures agree", compared="agreeing", pages=("reconciliation",)),
    Case("published figures lie apart", compared="apart", pages=("reconciliation",)),
    Case("every figure fell", growth=(1.4, 1.2, 1.0)),
    Case("nothing changed", growth=_LEVEL),
    Case("the first year", year=1395),
    Case("the last year of the suite is not the year reported", year=1396),
    Case("all zero, after a plain year", counts=_counts(0, 1397) | {("target_jobs",): 100}),
    Case("all zero, for the second year", counts=_counts(0, 1396) | _counts(0, 1397) | {("target_jobs",): 100}),
    Case("all zero, from the first year", year=1395, counts=_counts(0)),
    Case("from zero", counts=_counts(0, 1395) | _counts(0, 1396)),
    Case("one of each, in its first year", year=1395, counts=_counts(1)),
    Case("one of each", counts=_counts(1, 1397)),
    Case("suppressed", cells=_all("suppressed", 1397)),
    Case("suppressed in every year", cells=_all("suppressed")),
    Case("suppressed last year", cells=_all("suppressed", 1396)),
    Case("not delivered", cells=_all("no_data", 1397), pages=(*_PAGES, "reconciliation")),
    Case("not delivered in any year", cells=_all("no_data")),
    Case("not delivered last year", cells=_all("no_data", 1396)),
    *(
        Case(f"{name} {status} last year", cells={(1396, name): status}, pages=_COUNTY)
        for status in ("suppressed", "no_data")
        for name in ("count_jobs", "count_supported_households", "count_exits_self_reliance")
    ),
    Case("shares not defined last year", counts={("count_plans_supervised", 1396): 0}),
    Case("only this year published", cells=_all("suppressed", 1395) | _all("no_data", 1396)),
    Case("breakdowns suppressed in part", cells={
        (1397, "sector", "fisheries", "count_jobs"): "suppressed",
        (1397, "deviation_reason", "death", "count_plans_deviated"): "suppressed",
        (1397, "skill", "kilim", "count_trainees"): "suppressed",
        (1397, "operator_group", "girl_left_school", "count_jobs"): "suppressed",
        (1397, "skill", "medicinal_plants", "count_trainees"): "suppressed",
        (1397, "amount_purchases"): "suppressed",
    }),
    Case("target far off", counts=_jobs(60, 200) | {("count_jobs", 1397): 60, ("target_jobs", 1397): 200}),
    Case("target nearly met", counts={("count_jobs", 1397): 9999, ("target_jobs", 1397): 10000}),
    Case("target met exactly", counts={("count_jobs", 1397): 100, ("target_jobs", 1397): 100}),
    Case("target just passed", counts={("count_jobs", 1397): 10001, ("target_jobs", 1397): 10000}),
    Case("target passed, fewer exits", growth=(0.8, 0.9, 1.0), counts={
        ("count_jobs", 1397): 220, ("target_jobs", 1397): 180, ("count_exits_self_reliance", 1397): 9}),
    Case("target passed, as many exits", counts={
        ("count_jobs", 1397): 220, ("target_jobs", 1397): 180, ("count_exits_self_reliance", 1396): 60,
        ("count_exits_self_reliance", 1397): 60}),
    Case("target missed altogether", counts={("count_jobs", 1397): 0}),
    Case("no target", cells={("target_jobs",): "no_data", ("share_of_jobs_target",): "no_data"}),
    Case("no target, no jobs", counts={("count_jobs", 1397): 0},
         cells={("target_jobs",): "no_data", ("share_of_jobs_target",): "no_data"}),
    Case("target suppressed", cells={("target_jobs",): "suppressed", ("share_of_jobs_target",): "suppressed"}),
    Case("some counties did not deliver", cells={
        (1397, "4003", "*"): "no_data"}, notes={(1397, "40"): _PART}),
    Case("some counties did not deliver, no target", cells={
        ("target_jobs",): "no_data", ("share_of_jobs_target",): "no_data"}, notes={(1397, "40"): _PART}),
    Case("a county did not deliver a table", notes={
        (1397, "40", "count_purchases"): _PART, (1397, "40", "amount_purchases"): _PART}),
    Case("some counties did not deliver last year", notes={(1396, "40"): _PART}),
    Case("two sectors and two reasons lead", cells=_working(50, 50, 10) | _deviating(6, 6, 2)),
    Case("three sectors and three reasons lead", cells=_working(40, 40, 40) | _deviating(5, 5, 5, 1)),
    Case("all reasons alike", cells=_deviating(3, 3, 3, 3, 3)),
    Case("one sector, one reason", cells=_working(0, 0, 0, 0, 0, 0, 90) | _deviating(0, 0, 0, 0, 9)),
    Case("no plan deviated in two years", cells=_deviating(0) | {
        (1396, "share_plans_deviated"): (0, 280), (1397, "share_plans_deviated"): (0, 280)}),
    Case("no plan deviated", cells=_deviating(0) | {(1397, "share_plans_deviated"): (0, 280)}),
    *(
        Case(f"{name} changed most, to {number}", growth=_LEVEL, counts={(name, 1397): number}, pages=_COUNTY)
        for name, number in (
            ("count_supported_households", 1000),
            ("count_employable_households", 300),
            ("count_employable_households", 20),
            ("count_active_plans", 900),
            ("count_active_plans", 9),
            ("count_jobs", 300),
            ("count_plans_deviated", 70),
            ("count_plans_deviated", 7),
            ("count_exits_self_reliance", 8),
        )
    ),
    *(
        Case(f"{name}: {place}", cells=_ranked(name, *values), pages=_COUNTY)
        for name in ("share_plans_visited", "rate_exit", "share_plans_deviated")
        for place, values in (
            ("first", ((50, 100), (90, 100), (60, 100))),
            ("joint first", ((50, 100), (90, 100), (90, 100))),
            ("second", ((99, 100), (60, 100), (50, 100))),
            ("joint second", ((99, 100), (60, 100), (60, 100))),
            ("last", ((80, 100), (20, 100), (90, 100))),
            ("joint last", ((20, 100), (20, 100), (90, 100))),
        )
    ),
    Case("share_jobs_women: first", cells=_ranked("share_jobs_women", (10, 100), (90, 100), (20, 100))),
    Case("share_of_jobs_target: first", cells=_ranked("share_of_jobs_target", (60, 100), (150, 100), (80, 100))),
    Case("the counties stand level", cells={
        (1397, name): (50, 100)
        for name in ("share_of_jobs_target", "share_jobs_women", "rate_exit", "share_plans_visited",
                     "share_plans_deviated")}),
    Case("ahead on every measure", cells={
        (1397, "4002", "share_of_jobs_target"): (190, 100), (1397, "4002", "share_jobs_women"): (90, 100),
        (1397, "4002", "rate_exit"): (60, 100), (1397, "4002", "share_plans_visited"): (99, 100),
        (1397, "4002", "share_plans_deviated"): (1, 100)}),
    Case("every county met its target", cells={(1397, "share_of_jobs_target"): (11, 10)}),
    Case("a province of one county", county="4101", pages=(*_PAGES, "reconciliation")),
    Case("joint second of four", county="4202", cells={
        (1397, name): "suppressed"
        for name in ("share_of_jobs_target", "share_jobs_women", "rate_exit", "share_plans_visited")
    } | {
        (1397, f"420{at}", "share_plans_deviated"): (share, 100) for at, share in enumerate((9, 20, 20, 60), 1)}),
    Case("no one was fit, taught or bought from", counts={
        ("count_employable_households", 1397): 0, ("count_trainees", 1397): 0, ("count_purchases", 1397): 0,
        ("count_supervisors", 1397): 0}),
    Case("every employable household has a plan", counts={("count_employable_without_plan", 1397): 0}),
    Case("no employable household has a plan", counts={
        ("count_employable_households", 1397): 90, ("count_employable_without_plan", 1397): 90}),
    Case("no job for women, none in villages", cells={
        (1397, "share_jobs_women"): (0, 90), (1397, "share_jobs_rural_deprived"): (0, 90)}),
    Case("the share of villages fell", cells={(1397, "share_jobs_rural_deprived"): (40, 90)}),
    Case("no plan active", cells={(1397, "count_active_plans"): 0, (1397, "rate_plans_per_supervisor"): (0, 2)}),
    Case("every plan visited, one supervisor", counts={("count_supervisors",): 1},
         cells={(1397, "share_plans_visited"): (140, 140), (1397, "rate_plans_per_supervisor"): (120, 1)}),
    Case("no plan visited, no stage, no trainee at work", cells={
        (1397, "share_plans_visited"): (0, 140), (1397, "share_plans_all_stages"): "not_defined",
        (1397, "share_trainees_employed"): (0, 60)}),
    Case("no weavers", cells={
        (1397, "count_trainees", "skill", skill): 0 for skill in ("carpet", "kilim", "medicinal_plants")
    } | {(1397, "count_trainees", "district_medicinal_plants"): 0}),
    Case("a few figures suppressed", cells={
        (1397, name): "suppressed"
        for name in ("rate_exit", "share_trainees_employed", "count_employable_households",
                     "share_visits_with_counselling")}),
    Case("one supervisor in the province", cells={
        (1397, "40", "count_supervisors"): 1, (1397, "40", "rate_plans_per_supervisor"): (540, 1)}),
    Case("figures turn", year=1397, growth=(1.0, 1.6, 1.0)),
    Case("figures dip", year=1397, growth=(1.0, 0.4, 1.0)),
    Case("figures revised since the last edition",
         notes={(1397, "count_jobs"): "revised", (1397, "share_jobs_women"): "revised"},
         about=About(
             True, 5, 2, "2019-03-20", {"fa": "گزارش دیررس دو شهرستان", "en": "late reports of two counties"},
             was={f"{year}/{area}/count_jobs//": "87" for year in YEARS for area in ("40", "4001", "4002", "4003")}
             | {f"1397/{area}/share_jobs_women//": "31.3" for area in ("40", "4001", "4002", "4003")}
             | {f"1397/{area}/count_jobs/sector/livestock": "21" for area in ("40", "4002")})),
    Case("counts are rounded", about=About(True, 5, 1, "2019-03-20", {}, "round", 5),
         cells={(1397, "amount_loans"): "suppressed"},
         notes={(1397, "count_trainees"): "partial: 2 of 3; rounded"} | {(year,): "rounded" for year in YEARS}),
    Case("real registers, for work inside", about=About(False, 0, 2, "2019-03-20")),
    Case("real registers", about=About(False, 5, 3, "2019-03-20")),
)  # fmt: skip
