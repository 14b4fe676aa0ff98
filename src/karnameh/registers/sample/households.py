"""The household files of a county: who came, was assessed and left, year by year."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from karnameh.registers import schema
from karnameh.registers.sample import calibration as cal
from karnameh.registers.sample.chance import chosen, days_between, deal, ids, pick, year_days
from karnameh.registers.sample.shares import County

OLDEST_FILE = year_days(1370)[0]
FIRST_ASSESSMENT = year_days(1391)[0]
NEVER = 9_999
NO_DAY = np.datetime64("NaT", "D")
REASONS = np.array([*schema.SUPPORT_REASON, None], dtype=object)
#: By head's sex (True: female), in the order of the codes, then "not stated". Near F038–F048.
REASON_SHARES = {True: (50, 10, 18, 12, 2, 4, 2.5, 1.5), False: (0, 33, 36, 0, 1, 21, 7, 2)}
OTHER_EXITS = ("marriage", "pension", "death", "review", "other")
OTHER_EXIT_SHARES = (12, 24, 31, 27, 6)
NOT_STATED = 0.02  # of the rows, no district
HARDLY_EMPLOYABLE = ("old_age", "disability")
REASSESSED_DOWN = 0.02  # of the employable, a year
ASSESSED_OTHERS = 0.45  # of new files not found employable


@dataclass(frozen=True)
class Files:
    """The tables of the household files, and what the plans need to know of them, row by row."""

    households: pd.DataFrame
    assessments: pd.DataFrame
    life: pd.DataFrame


def make_files(county: County) -> Files:
    """Simulate a county's files, each year reaching its counts exactly."""
    rng = county.stream(1)
    _, last = year_days(cal.EVE_YEAR)
    life = _arrivals(rng, county, cal.EVE_YEAR, county.eve.supported, county.eve.female)
    age = (last - OLDEST_FILE).astype(int)
    life["entered_on"] = OLDEST_FILE + (rng.beta(2.2, 1.1, len(life)) * age).astype(int)
    assessed = _assess(rng, life, cal.EVE_YEAR, county.eve.employable)
    for year, counts in county.years.items():
        _leave(rng, life, year, counts.exits, counts.other_exits)
        here = life["exited_on"].isna()
        new = _arrivals(
            rng,
            county,
            year,
            counts.supported - int(here.sum()),
            counts.female - int((here & life["female"]).sum()),
        )
        life = pd.concat([life, new], ignore_index=True)
        assessed += _assess(rng, life, year, counts.employable)
    life.insert(0, "household_id", ids("H", county.code, len(life)))
    latest, earlier = _by_household(assessed, life)
    return Files(_table(county, life, latest), earlier, life)


def _arrivals(rng, county: County, year: int, count: int, female: int) -> pd.DataFrame:
    count = max(count, 0)
    women = chosen(count, pick(rng, female, np.ones(count)))
    male_size, female_size = cal.MEAN_SIZE[year]
    place = place_of(rng, county, pick_rural(rng, count, county.profile.rural))
    first, last = year_days(year)
    reason = np.empty(count, dtype=object)
    for sex, shares in REASON_SHARES.items():
        reason[women == sex] = REASONS[deal(rng, int((women == sex).sum()), shares)]
    return pd.DataFrame(
        {
            "female": women,
            "size": np.minimum(1 + rng.poisson(np.where(women, female_size, male_size) - 1), 12),
            "place": place,
            "district": district_of(rng, county, place),
            "reason": reason,
            "entered_on": days_between(rng, np.full(count, first), last),
            "exited_on": np.full(count, NO_DAY),
            "exit_reason": np.full(count, None, dtype=object),
            "exit_year": NEVER,
            "employable_from": NEVER,
            "employable_to": NEVER,
        }
    )


def pick_rural(rng, count: int, share: float) -> np.ndarray:
    """Which rows lie in villages and deprived areas, this share of them exactly."""
    return deal(rng, count, (1 - share, share)) == 1


def place_of(rng, county: County, rural: np.ndarray) -> np.ndarray:
    """A place for each row: village or deprived area for the rural, small town or city for the others."""
    place = np.empty(len(rural), dtype=object)
    village, deprived, small_town, city = cal.PLACES
    for mask, pair, share in (
        (rural, (village, deprived), county.profile.deprived),
        (~rural, (city, small_town), county.profile.small_town),
    ):
        place[mask] = np.array(pair, dtype=object)[deal(rng, int(mask.sum()), (1 - share, share))]
    return place


def district_of(rng, county: County, place: np.ndarray) -> np.ndarray:
    """A district for nearly every row, towns mostly in the central one; none where they are not known."""
    districts = np.array([*(district.code for district in county.districts), None], dtype=object)
    found = np.full(len(place), None, dtype=object)
    if not county.districts:
        return found
    rural = np.isin(place, cal.PLACES[:2])
    for number, mask in enumerate((rural, ~rural)):
        weights = [cal.DISTRICT_WEIGHTS.get(d.code, _usual_weights(d))[number] for d in county.districts]
        found[mask] = districts[deal(rng, int(mask.sum()), (*weights, NOT_STATED * sum(weights)))]
    return found


def _usual_weights(district) -> tuple[float, float]:
    return (1.4, 8) if district.name_fa == "مرکزی" else (1.0, 1.0)


def employable_at(life: pd.DataFrame, year: int) -> pd.Series:
    """Whose latest assessment up to the end of a year says employable."""
    return (life["employable_from"] <= year) & (year < life["employable_to"])


def _aptness(life: pd.DataFrame) -> np.ndarray:
    """How likely experts find a household employable: hands to work, and not kept from it."""
    weak = life["reason"].isin(HARDLY_EMPLOYABLE)
    return np.where(weak, 0.12, 1.0) * np.minimum(life["size"], 4) * np.where(life["female"], 0.8, 1.0)


def _leave(rng, life: pd.DataFrame, year: int, exits: int, others: int) -> None:
    """Exits of a year among those supported at its start: mostly the employable by their own work."""
    here = life["exited_on"].isna()
    ready = np.where(employable_at(life, year - 1), 40.0, 1.0) * _aptness(life)
    able = pick(rng, exits, ready * here)
    rest = here & ~chosen(len(life), able)
    gone = pick(rng, others, np.where(life["reason"] == "old_age", 2.0, 1.0) * rest)
    first, last = year_days(year)
    other_reasons = np.array(OTHER_EXITS, dtype=object)[deal(rng, len(gone), OTHER_EXIT_SHARES)]
    for rows, reasons in ((able, "self_reliance"), (gone, other_reasons)):
        life.loc[rows, "exited_on"] = days_between(rng, np.full(len(rows), first), last)
        life.loc[rows, "exit_reason"] = reasons
        life.loc[rows, "exit_year"] = year


def _assess(rng, life: pd.DataFrame, year: int, employable: int) -> list[pd.DataFrame]:
    """Assessments of a year, at most one of a household, that leave exactly so many employable at its end."""
    here = life["exited_on"].isna().to_numpy()
    able = employable_at(life, year).to_numpy() & here
    fresh = here & (life["entered_on"] >= year_days(year)[0]).to_numpy() | (year == cal.EVE_YEAR)
    open_ = here & (life["employable_from"] == NEVER).to_numpy()
    down = max(round(REASSESSED_DOWN * able.sum()), able.sum() - employable)
    lost = pick(rng, down, able)
    wanted = employable - (int(able.sum()) - len(lost))
    found = pick(rng, wanted, open_ * np.where(fresh, 6, 1) * _aptness(life))
    others = open_ & fresh & ~chosen(len(life), found)
    seen = pick(rng, round(ASSESSED_OTHERS * others.sum()), others)
    life.loc[lost, "employable_to"] = year
    life.loc[found, "employable_from"] = year
    verdicts = ((lost, False), (found, True), (seen, False))
    return [_assessed(rng, life, rows, year, employable) for rows, employable in verdicts]


def _assessed(rng, life: pd.DataFrame, rows: np.ndarray, year: int, employable: bool) -> pd.DataFrame:
    first, last = year_days(year)
    if year == cal.EVE_YEAR:
        first = FIRST_ASSESSMENT
    start = np.maximum(life["entered_on"].to_numpy()[rows].astype("datetime64[D]"), first)
    day = days_between(rng, start, last)
    return pd.DataFrame({"row": rows, "assessed_on": day, "employable": employable})


def _by_household(assessed: list, life: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The latest assessment of each household by its row, and the earlier ones as a table."""
    all_ = pd.concat(assessed).sort_values(["row", "assessed_on"], kind="stable")
    latest = ~all_.duplicated("row", keep="last")
    earlier = all_[~latest]
    names = life["household_id"].to_numpy()[earlier["row"]]
    return all_[latest].set_index("row"), earlier.drop(columns="row").assign(household_id=names)


def _table(county: County, life: pd.DataFrame, latest: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "household_id": life["household_id"],
            "county": county.code,
            "district": life["district"],
            "place": life["place"],
            "head_sex": np.where(life["female"], "female", "male"),
            "size": life["size"],
            "support_reason": life["reason"],
            "entered_on": life["entered_on"],
            "exited_on": life["exited_on"],
            "exit_reason": life["exit_reason"],
            "assessed_on": latest["assessed_on"].reindex(life.index),
            "employable": latest["employable"].astype("boolean").reindex(life.index),
        }
    )
