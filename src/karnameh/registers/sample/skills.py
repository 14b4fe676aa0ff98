"""The trainings of a county, and what the economic complex bought of its weavers."""

import numpy as np
import pandas as pd

from karnameh.registers.sample import calibration as cal
from karnameh.registers.sample.chance import chosen, days_between, deal, ids, pick, year_days
from karnameh.registers.sample.households import NO_DAY, district_of, pick_rural, place_of
from karnameh.registers.sample.shares import County

#: By skill, in the order of the codes.
WOMEN = np.array([0.93, 0.95, 0.45, 0.22, 0.97, 0.48, 0.40])
HOURS = np.array([450, 300, 90, 60, 220, 160, 80])
EMPLOYED_LEAN = np.array([2.6, 2.2, 2.4, 1.4, 1.2, 1.0, 0.7])
COMPLETED, EMPLOYED, EMPLOYED_LATER = 0.77, 0.42, 0.05
WITH_FILE, WEAVERS_KNOWN = 0.7, 0.85
COURSE_DAYS = (20, 90)
LATEST_START = 260  # day of the year: courses end, and lead to work, within the data
#: Rial, typical piece, by product.
PRICES = np.array([62_000_000, 34_000_000, 11_000_000, 6_000_000])
PRICE_STEP = 500_000


def make_trainings(county: County, life: pd.DataFrame) -> pd.DataFrame:
    """Each trainee of each course."""
    rng = county.stream(5)
    parts = [_courses(rng, county, life, year) for year in county.years]
    table = pd.concat(parts, ignore_index=True)
    return table.assign(training_id=ids("T", county.code, len(table)), county=county.code)


def _courses(rng, county: County, life: pd.DataFrame, year: int) -> pd.DataFrame:
    skill = np.repeat(np.arange(len(cal.SKILLS)), county.years[year].trainees)
    count = len(skill)
    first, _ = year_days(year)
    last = year_days(max(county.years))[1]
    start = first + rng.integers(8, LATEST_START, count)
    end = start + rng.integers(*COURSE_DAYS, count)
    completed = chosen(count, pick(rng, round(COMPLETED * count), np.ones(count)))
    district = _districts(rng, county, skill)
    lean = EMPLOYED_LEAN[skill] * np.where(completed, 1.0, 0.15)
    employed = chosen(count, pick(rng, round(EMPLOYED * count), lean))
    known = start + 366 < last  # what came later lies within the data
    later = chosen(count, pick(rng, round(EMPLOYED_LATER * count), lean * (~employed & known)))
    soon = days_between(rng, end, np.minimum(start + 365, last))
    late = days_between(rng, start + 366, np.maximum(np.minimum(start + 600, last), start + 366))
    return pd.DataFrame(
        {
            "household_id": _households(rng, life, year, district),
            "district": district,
            "trainee_sex": np.where(rng.random(count) < WOMEN[skill], "female", "male"),
            "skill": np.array(cal.SKILLS, dtype=object)[skill],
            "started_on": start,
            "finished_on": np.where(completed, end, NO_DAY),
            "hours": HOURS[skill] + 10 * rng.integers(-2, 3, count),
            "completed": completed,
            "employed_on": np.where(employed, soon, np.where(later, late, NO_DAY)),
        }
    )


def _taught_apart(county: County, skill: np.ndarray) -> np.ndarray:
    """Who learns medicinal plants where these are taught in some districts only."""
    return (skill == cal.SKILLS.index("medicinal_plants")) & bool(county.profile.medicinal_districts)


def _districts(rng, county: County, skill: np.ndarray) -> np.ndarray:
    rural = pick_rural(rng, len(skill), county.profile.rural)
    district = district_of(rng, county, place_of(rng, county, rural))
    apart = _taught_apart(county, skill)
    known = {d.code for d in county.districts}
    places = [code for code in county.profile.medicinal_districts if code in known] or [None]
    weights = [cal.DISTRICT_WEIGHTS.get(code, (1, 1))[0] for code in places]
    district[apart] = np.array(places, dtype=object)[deal(rng, int(apart.sum()), weights)]
    return district


def _households(rng, life: pd.DataFrame, year: int, district: np.ndarray) -> np.ndarray:
    """A household of the same district for most trainees."""
    first, _ = year_days(year)
    here = (life["entered_on"].to_numpy() < first) & (life["exit_year"].to_numpy() > year)
    names, homes = life["household_id"].to_numpy(), life["district"].fillna("").to_numpy()
    district = np.where(pd.isna(district), "", district)
    asked = chosen(len(district), pick(rng, round(WITH_FILE * len(district)), np.ones(len(district))))
    found = np.full(len(district), None, dtype=object)
    for code in np.unique(district):
        trainees = np.flatnonzero(asked & (district == code))
        rows = pick(rng, len(trainees), here & (homes == code))
        rng.shuffle(rows)
        found[trainees[: len(rows)]] = names[rows]
    return found


def make_purchases(county: County, trainings: pd.DataFrame) -> pd.DataFrame:
    """What was bought back, mostly of households in which someone learned to weave."""
    rng = county.stream(6)
    table = pd.concat([_bought(rng, county, trainings, year) for year in county.years], ignore_index=True)
    return table.assign(purchase_id=ids("B", county.code, len(table)), county=county.code)


def _bought(rng, county: County, trainings: pd.DataFrame, year: int) -> pd.DataFrame:
    product = np.repeat(np.arange(len(cal.PRODUCTS)), county.years[year].products)
    count = len(product)
    first, last = year_days(year)
    inflation = 1.18 ** (year - 1397)
    price = PRICES[product] * inflation * rng.lognormal(0, 0.35, count)
    weavers = (
        trainings.loc[
            trainings["skill"].isin(["carpet", "kilim"]) & (trainings["started_on"] <= last), "household_id"
        ]
        .dropna()
        .to_numpy()
    )
    known = rng.random(count) < WEAVERS_KNOWN
    weavers = weavers if len(weavers) else np.array([None])
    weaver = weavers[rng.integers(0, len(weavers), count)]
    return pd.DataFrame(
        {
            "household_id": np.where(known, weaver, None),
            "product": np.array(cal.PRODUCTS, dtype=object)[product],
            "amount_rial": np.maximum(np.round(price / PRICE_STEP), 1).astype(np.int64) * PRICE_STEP,
            "purchased_on": days_between(rng, np.full(count, first), last),
        }
    )
