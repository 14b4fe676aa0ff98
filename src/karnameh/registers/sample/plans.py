"""The employment plans of a county, made from its jobs: some jobs alike are merged into one plan."""

import numpy as np
import pandas as pd

from karnameh import calendar
from karnameh.registers import schema
from karnameh.registers.sample import calibration as cal
from karnameh.registers.sample.chance import apportion, chosen, days_between, deal, ids, pick, year_days
from karnameh.registers.sample.households import NO_DAY, district_of, employable_at, place_of
from karnameh.registers.sample.shares import County

#: Leanings by sector, in the order of the codes: of women, the rural, the channels, of jobs for others.
WOMEN_LEAN = np.array([0.5, 1.5, 0.5, 5.0, 0.25, 0.8, 1.0])
RURAL_LEAN = np.array([5.0, 0.4, 4.5, 1.2, 4.0, 0.5, 0.8])
PLACED_LEAN = np.array([0.05, 2.0, 0.1, 0.4, 0.05, 5.0, 1.0])
LEADER_LEAN = np.array([1.2, 0.8, 1.0, 2.0, 0.6, 0.8, 1.0])
EMPLOYER_LEAN = np.array([0.05, 1.5, 0.1, 0.6, 0.2, 5.0, 0.5])
FUND_LEAN = np.array([1.0, 1.0, 1.0, 1.6, 0.5, 0.4, 1.0])
WOMEN_UNPAID_LEAN = 0.6  # so that about 30 % of the loans are women's (F070, F071)
STAFF_LEAN = np.array([0.8, 1.4, 0.9, 1.5, 1.5, 2.0, 1.0])
#: Loan sizes beside each other, by channel; placements are never paid, plans of job leaders seldom.
LOAN_SIZES = np.array([1.15, 0.6, 0.0, 0.25, 0.3])
LEADERS_PAID = 0.05
BANKS = (
    "بانک قرض‌الحسنه مهر ایران",
    "بانک کشاورزی",
    "بانک ملی",
    "بانک صادرات",
    "بانک رفاه",
    "پست بانک",
    "بانک توسعه تعاون",
    "بانک تجارت",
    "بانک پارسیان",
    "بانک قرض‌الحسنه رسالت",
)
BANK_SHARES = (26, 17, 12, 11, 9, 8, 7, 4, 3, 3)
TITLES = {
    "livestock": ("پرورش گوسفند داشتی", "پرواربندی بره", "گاو شیری", "پرورش بز", "مرغ بومی", "زنبورداری"),
    "services": ("آرایشگری", "تعمیرات خودرو", "خرده‌فروشی", "حمل و نقل", "تعمیر لوازم خانگی", "آشپزی خانگی"),
    "agriculture": ("کشت گلخانه‌ای", "باغداری", "کشت گیاهان دارویی", "پرورش قارچ", "زراعت حبوبات", "تاکداری"),
    "handicrafts": ("قالیبافی", "گلیم‌بافی", "تابلوفرش", "خیاطی سنتی", "معرق چوب", "سفالگری"),
    "fisheries": ("پرورش ماهی قزل‌آلا", "پرورش ماهیان گرمابی", "پرورش ماهی زینتی"),
    "industry": ("جوشکاری", "کارگاه نجاری", "تولید پوشاک", "کار در واحد صنعتی"),
    "other": ("نیروگاه خورشیدی خانگی", "سایر"),
}
GROUPS = np.array([*schema.OPERATOR_GROUP, None], dtype=object)
GROUP_SHARES = {True: (56, 12, 17, 15), False: (0, 0, 28, 72)}
WITH_FILE = 0.75
#: Which households get a plan: those about to leave by their own work, then the employable, seldom others.
LEAVING_LEAN = {1: 30.0, 2: 18.0, 3: 9.0}
EMPLOYABLE_LEAN, OTHER_LEAN, AGAIN_LEAN = 12.0, 0.25, 0.02
LONGER_SUPERVISION = 0.01
SOONEST_DEVIATION = np.timedelta64(30, "D")


def make_plans(county: County, life: pd.DataFrame) -> pd.DataFrame:
    """All plans of a county, with the households they went to and what became of them."""
    rng = county.stream(2)
    last_plan = np.full(len(life), -cal.EVE_YEAR)
    started = [_started(rng, county, life, last_plan, year) for year in county.years]
    plans = pd.concat(started, ignore_index=True)
    plans.insert(0, "plan_id", ids("P", county.code, len(plans)))
    for year, counts in county.years.items():
        _deviate(rng, plans, year, counts.deviated)
    return plans.assign(county=county.code, operator_sex=np.where(plans["female"], "female", "male"))


def _started(rng, county: County, life: pd.DataFrame, last_plan: np.ndarray, year: int) -> pd.DataFrame:
    counts = county.years[year]
    plans = _merged(rng, _jobs(rng, county, counts), counts.plans)
    sectors = np.array(cal.SECTORS, dtype=object)
    channel = _channels(rng, plans, counts.channels)
    started = _start_days(rng, len(plans), year)
    women = plans["female"].to_numpy()
    group = np.empty(len(plans), dtype=object)
    for sex, shares in GROUP_SHARES.items():
        group[women == sex] = GROUPS[deal(rng, int((women == sex).sum()), shares)]
    longer = rng.random(len(plans)) < LONGER_SUPERVISION
    bank = np.array(BANKS, dtype=object)[deal(rng, len(plans), BANK_SHARES)]
    place = plans["place"].to_numpy()
    row = _households(rng, life, last_plan, year, place, group == "female_head")
    district = np.where(row >= 0, life["district"].to_numpy()[row], district_of(rng, county, place))
    return plans.assign(
        household_id=np.where(row >= 0, life["household_id"].to_numpy()[row], None),
        district=district,
        operator_group=group,
        sector=sectors[plans["sector"]],
        title=[
            TITLES[sector][number % len(TITLES[sector])]
            for sector, number in zip(sectors[plans["sector"]], rng.integers(0, 60, len(plans)), strict=True)
        ],
        channel=np.array(cal.CHANNELS, dtype=object)[channel],
        bank=np.where(channel == 0, bank, None),
        amount_rial=_amounts(rng, channel, counts.loan_steps),
        started_on=started,
        supervised_until=np.where(longer, _years_after(started, 4), _years_after(started, 3)),
        deviated_on=np.full(len(plans), NO_DAY),
        deviation_reason=np.full(len(plans), None, dtype=object),
    )


def _jobs(rng, county: County, counts) -> pd.DataFrame:
    """One row per job, with the county's jobs by sector, sex and place."""
    sector = np.repeat(np.arange(len(cal.SECTORS)), counts.sectors)
    women = chosen(len(sector), pick(rng, counts.women, WOMEN_LEAN[sector]))
    rural = chosen(len(sector), pick(rng, counts.rural, RURAL_LEAN[sector]))
    return pd.DataFrame({"sector": sector, "female": women, "place": place_of(rng, county, rural)})


def _merged(rng, jobs: pd.DataFrame, count: int) -> pd.DataFrame:
    """Plans with their number of jobs: of jobs alike in everything, some belong to the plan before."""
    jobs = jobs.sort_values(list(jobs), kind="stable", ignore_index=True)
    alike = (jobs == jobs.shift()).all(axis=1).to_numpy()
    joined = chosen(len(jobs), pick(rng, len(jobs) - count, alike * STAFF_LEAN[jobs["sector"]]))
    plans = jobs[~joined].assign(jobs=np.bincount(np.cumsum(~joined) - 1, minlength=(~joined).sum()))
    return plans.iloc[rng.permutation(len(plans))].reset_index(drop=True)


def _channels(rng, plans: pd.DataFrame, counts: tuple[int, ...]) -> np.ndarray:
    """A channel number for each plan. A person placed is one job; banks finance what the others do not."""
    sector = plans["sector"].to_numpy()
    bank, fund, placed, leader, employer = range(5)
    unpaid = np.where(plans["female"], WOMEN_UNPAID_LEAN, 1.0)
    leans = {
        placed: PLACED_LEAN[sector] * unpaid * (plans["jobs"] == 1),
        employer: EMPLOYER_LEAN[sector] * unpaid,
        leader: LEADER_LEAN[sector] * unpaid,
        fund: FUND_LEAN[sector],
    }
    counts = apportion(len(plans), counts)
    channel = np.full(len(plans), bank)
    for number, lean in leans.items():
        channel[pick(rng, counts[number], lean * (channel == bank))] = number
    return channel


def _amounts(rng, channel: np.ndarray, steps: int) -> np.ndarray:
    sizes = LOAN_SIZES[channel] * rng.lognormal(0, 0.3, len(channel))
    unpaid = (channel == cal.CHANNELS.index("job_leader")) & (rng.random(len(channel)) >= LEADERS_PAID)
    return apportion(steps, np.where(unpaid, 0, sizes)) * cal.LOAN_STEP


def _start_days(rng, count: int, year: int) -> np.ndarray:
    """Days of a year, more in its second half, when budgets arrive."""
    first, last = year_days(year)
    length = (last - first).astype(int) + 1
    return first + np.floor(rng.beta(1.5, 1.2, count) * length).astype(int)


def _years_after(days: np.ndarray, years: int) -> np.ndarray:
    known, number = np.unique(days, return_inverse=True)
    later = [np.datetime64(calendar.years_after(day, years), "D") for day in known.tolist()]
    return np.array(later, dtype="datetime64[D]")[number]


def _households(rng, life: pd.DataFrame, last_plan: np.ndarray, year: int, place, heads) -> np.ndarray:
    """The row of each plan's household, -1 for none: of the same place, a woman's where its head operates."""
    first, _ = year_days(year)
    here = (life["entered_on"].to_numpy() < first) & (life["exit_year"].to_numpy() > year)
    lean = np.where(employable_at(life, year - 1), EMPLOYABLE_LEAN, OTHER_LEAN)
    for ahead, weight in LEAVING_LEAN.items():
        leaving = (life["exit_reason"] == "self_reliance") & (life["exit_year"] == year + ahead)
        lean = np.where(leaving, weight, lean)
    lean = lean * here * np.where(last_plan > year - 3, AGAIN_LEAN, 1.0)
    asked = chosen(len(place), pick(rng, round(WITH_FILE * len(place)), np.ones(len(place))))
    found = np.full(len(place), -1)
    for head in (True, False):
        sex_lean = life["female"].to_numpy() if head else np.where(life["female"], 0.5, 1.0)
        for kind in cal.PLACES:
            plans = np.flatnonzero(asked & (heads == head) & (place == kind))
            rows = pick(rng, len(plans), lean * sex_lean * (life["place"] == kind) * (last_plan != year))
            rng.shuffle(rows)
            found[plans[: len(rows)]] = rows
            last_plan[rows] = year
    return found


def _deviate(rng, plans: pd.DataFrame, year: int, counts: tuple[int, ...]) -> None:
    """Plans that deviate within a year, of those supervised in it."""
    first, last = year_days(year)
    start = np.maximum(plans["started_on"].to_numpy().astype("datetime64[D]") + SOONEST_DEVIATION, first)
    end = np.minimum(plans["supervised_until"].to_numpy().astype("datetime64[D]"), last)
    open_ = plans["deviated_on"].isna().to_numpy() & (start <= end)
    exposed = np.where(open_, (end - start).astype(int) + 1, 0)
    rows = pick(rng, sum(counts), exposed)
    plans.loc[rows, "deviated_on"] = days_between(rng, start[rows], end[rows])
    plans.loc[rows, "deviation_reason"] = np.array(cal.REASONS, dtype=object)[deal(rng, len(rows), counts)]
