"""The supervisors of a county and their visits to its plans, before, during and after execution."""

import numpy as np
import pandas as pd

from karnameh.registers.sample.chance import chosen, days_between, deal, ids, pick, year_days
from karnameh.registers.sample.shares import County

SEEN_BEFORE, MOST_SEEN_BEFORE = 0.06, 0.90  # beside the share visited in a year
SEEN_AGAIN = 0.5  # of the plans visited in a year, a second visit
EXECUTION = np.timedelta64(540, "D")  # a visit later than this is one after execution
FOUND_OUT = 0.55  # of the deviations known from a visit on that day
AT_RISK, AT_RISK_BEFORE_DEVIATION = 0.07, 0.5
CHANGE_YEAR = 1396


def make_supervisors(county: County) -> pd.DataFrame:
    """As many in service as the county has; of three one came in 1396, of two one was replaced then."""
    rng = county.stream(3)
    count = county.supervisors
    came = days_between(rng, np.full(count, year_days(1388)[0]), year_days(1393)[1])
    left = np.full(count, np.datetime64("NaT", "D"))
    first, _ = year_days(CHANGE_YEAR)
    if count >= 3:
        came[-1] = first + 40
    elif count == 2:
        left[-1] = first + 150
        came, left = np.append(came, first + 151), np.append(left, np.datetime64("NaT", "D"))
    return pd.DataFrame(
        {
            "supervisor_id": ids("S", county.code, len(came)),
            "county": county.code,
            "from_on": came,
            "until_on": left,
        }
    )


def make_visits(county: County, plans: pd.DataFrame, supervisors: pd.DataFrame) -> pd.DataFrame:
    """The visits of every plan."""
    rng = county.stream(4)
    start, until, deviated = (
        plans[name].to_numpy().astype("datetime64[D]")
        for name in ("started_on", "supervised_until", "deviated_on")
    )
    end = np.where(np.isnat(deviated), until, np.minimum(until, deviated))
    seen_before = min(county.profile.visited + SEEN_BEFORE, MOST_SEEN_BEFORE)
    before = pick(rng, round(seen_before * len(plans)), np.ones(len(plans)))
    visited_before = np.full(len(plans), np.datetime64("NaT", "D"))
    visited_before[before] = start[before] - rng.integers(3, 46, len(before))
    parts = [pd.DataFrame({"row": before, "visited_on": visited_before[before], "stage": "before"})]
    last_seen = start.copy()
    for year in county.years:
        parts.append(_inspections(rng, year, county.profile.visited, start, end, visited_before, last_seen))
        last_seen[parts[-1]["row"]] = parts[-1]["visited_on"]
    parts.append(_discoveries(rng, deviated))
    visits = pd.concat(parts, ignore_index=True)
    visits = visits.sort_values(["visited_on", "row"], kind="stable", ignore_index=True)
    row, day = visits["row"].to_numpy(), visits["visited_on"].to_numpy().astype("datetime64[D]")
    counselled = county.profile.counselled
    late = np.where(day < start[row] + EXECUTION, "during", "after")
    return pd.DataFrame(
        {
            "visit_id": ids("V", county.code, len(visits)),
            "plan_id": plans["plan_id"].to_numpy()[row],
            "supervisor_id": _visitors(rng, supervisors, day),
            "stage": visits["stage"].fillna(pd.Series(late)),
            "visited_on": day,
            "finding": _findings(rng, day, deviated[row]),
            "counselling": deal(rng, len(visits), (1 - counselled, counselled)) == 1,
        }
    )


def _inspections(rng, year: int, share: float, start, end, visited_before, last_seen) -> pd.DataFrame:
    """
    Visits of one year after the start, so that this share of the supervised plans is visited in it.

    Supervisors go rather where they have not been for long.
    """
    first, last = year_days(year)
    low, high = np.maximum(start, first), np.minimum(end, last)
    supervised = low <= high
    already = supervised & (visited_before >= first) & (visited_before <= last)
    lean = 1 + np.maximum((last - last_seen).astype(int), 0) / 90
    fresh = pick(rng, round(share * supervised.sum()) - int(already.sum()), lean * (supervised & ~already))
    visited = already | chosen(len(start), fresh)
    again = pick(rng, round(SEEN_AGAIN * visited.sum()), lean * visited)
    rows = np.concatenate([fresh, again])
    return pd.DataFrame({"row": rows, "visited_on": days_between(rng, low[rows], high[rows])})


def _discoveries(rng, deviated: np.ndarray) -> pd.DataFrame:
    rows = np.flatnonzero(~np.isnat(deviated))
    rows = rows[pick(rng, round(FOUND_OUT * len(rows)), np.ones(len(rows)))]
    return pd.DataFrame({"row": rows, "visited_on": deviated[rows]})


def _findings(rng, day: np.ndarray, deviated: np.ndarray) -> np.ndarray:
    soon = (deviated > day) & (deviated <= day + np.timedelta64(200, "D"))
    risk = rng.random(len(day)) < np.where(soon, AT_RISK_BEFORE_DEVIATION, AT_RISK)
    return np.where(day == deviated, "deviated", np.where(risk, "at_risk", "on_track"))


def _visitors(rng, supervisors: pd.DataFrame, day: np.ndarray) -> np.ndarray:
    """For each day one of the supervisors in service on it, taking turns at random."""
    came, left = (supervisors[name].to_numpy().astype("datetime64[D]") for name in ("from_on", "until_on"))
    serving = (came <= day[:, None]) & (np.isnat(left) | (left >= day[:, None]))
    turn = np.floor(rng.random(len(day)) * serving.sum(axis=1)).astype(int)
    who = (np.cumsum(serving, axis=1) == turn[:, None] + 1).argmax(axis=1)
    return supervisors["supervisor_id"].to_numpy()[who]
