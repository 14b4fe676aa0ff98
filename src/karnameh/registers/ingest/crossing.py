"""
What rows owe to the rows of other tables and to what the registers hold already.

Runs after all files of a call are read: known households and plans, visits on the right side of their plan's
start, corrections that would make accepted rows wrong.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from karnameh.registers.ingest.candidates import ACCEPTED, REFUSED, REPLACED, UNCHANGED, Candidates
from karnameh.registers.keys import keys_of
from karnameh.registers.reasons import Reason
from karnameh.registers.schema import VISITS
from karnameh.registers.stores import Store
from karnameh.registers.table import Reference

#: So many visits are named where a correction would make them wrong.
_NAMED = 3


def judge(tables: Mapping[str, Candidates], store: Store) -> None:
    """Give every row of the call its fate. `tables` are in the order of the schema: parents first."""
    for mine in tables.values():
        _compare(mine, store)
    for mine in tables.values():
        places = _going_in(mine)
        for reference in mine.table.references:
            _refuse_unknown(mine, places, reference, tables.get(reference.table), store)
    if "plans" in tables or "visits" in tables:
        _judge_visits(tables.get("plans"), tables.get("visits"), store)
    for mine in tables.values():
        _follow(mine)


def _compare(mine: Candidates, store: Store) -> None:
    """New, a correction of what is there, or the same."""
    places = mine.open
    if not len(places):
        return
    first = mine.table.key[0]
    before = store.rows(mine.table.name, first, mine.frame.loc[places, first])
    before.index = pd.Index(keys_of(mine.table, before), dtype="str")
    keys = mine.keys[places]
    known = keys.isin(before.index).to_numpy()
    mine.fate[places[~known]] = ACCEPTED
    places = places[known]
    if not len(places):
        return
    then = before.loc[mine.keys[places].to_numpy()]
    same = np.ones(len(places), dtype=bool)
    for column in mine.table.columns:
        one, other = mine.frame.loc[places, column.name], then[column.name]
        one, other = one.reset_index(drop=True), other.reset_index(drop=True)
        equal = (one == other).fillna(False).to_numpy(dtype=bool) | (one.isna() & other.isna()).to_numpy()
        same &= equal
    mine.fate[places[same]] = UNCHANGED
    mine.fate[places[~same]] = REPLACED


def _going_in(mine: Candidates) -> np.ndarray:
    """Positions of rows that are new or a correction, as far as is known."""
    return np.flatnonzero(np.isin(mine.fate, (ACCEPTED, REPLACED)))


def _refuse_unknown(
    mine: Candidates, places: np.ndarray, reference: Reference, parent: Candidates | None, store: Store
) -> None:
    """Rows whose household, plan or supervisor neither the registers nor this call have."""
    named = mine.frame.loc[places, reference.column]
    places = places[named.notna().to_numpy()]
    if not len(places):
        return
    named = named.dropna()
    known = store.rows(reference.table, reference.column, named, [reference.column])[reference.column]
    ours = [] if parent is None else parent.frame.loc[_going_in(parent), reference.column]
    unknown = ~(named.isin(known) | named.isin(ours)).to_numpy()
    for place in places[unknown]:
        mine.refuse(int(place), reference.column, Reason("unknown", (("table", reference.table),)))


def _judge_visits(plans: Candidates | None, visits: Candidates | None, store: Store) -> None:
    """
    Visits on the right side of their plan's start, whichever of them came with this call.

    A correction of a plan that would make accepted visits wrong is refused, and its visits of this call are
    then looked at again under the start that stays.
    """
    rule = VISITS.rules[0]
    while True:
        corrected = _corrected_starts(plans)
        wrong = _wrong_visits(visits, corrected, plans, store)
        going = set() if visits is None else set(visits.keys[_going_in(visits)]) - set(visits.keys[wrong])
        broken = _broken_by(corrected, going, store)
        if not broken:
            break
        for plan, names in broken.items():
            place = int(np.flatnonzero((plans.keys == plan).to_numpy() & (plans.fate == REPLACED))[0])
            told = ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
            plans.refuse(place, "started_on", Reason("breaks_visits", (("visits", told),)))
    for place in wrong:
        visits.refuse(int(place), rule.column, rule.reason)


def _corrected_starts(plans: Candidates | None) -> pd.Series:
    """Plan → start, for the corrections of this call."""
    if plans is None:
        return pd.Series(dtype="datetime64[s]")
    places = np.flatnonzero(plans.fate == REPLACED)
    return plans.frame.loc[places].set_index("plan_id")["started_on"]


def _wrong_visits(visits: Candidates | None, corrected: pd.Series, plans, store: Store) -> np.ndarray:
    """Positions of visits of this call on the wrong side of their plan's start."""
    if visits is None:
        return np.zeros(0, dtype=int)
    places = _going_in(visits)
    frame = visits.frame.loc[places]
    before = store.rows("plans", "plan_id", frame["plan_id"], ["plan_id", "started_on"])
    starts = before.set_index("plan_id")["started_on"]
    if plans is not None:
        new = plans.frame.loc[np.flatnonzero(plans.fate == ACCEPTED)].set_index("plan_id")["started_on"]
        starts = pd.concat([starts.drop(corrected.index, errors="ignore"), corrected, new])
    wrong = VISITS.rules[0].broken(frame.assign(plan_started_on=starts.reindex(frame["plan_id"]).to_numpy()))
    return places[wrong.fillna(False).to_numpy(dtype=bool)]


def _broken_by(corrected: pd.Series, going: set, store: Store) -> dict[str, list[str]]:
    """Corrected plan → the accepted visits that its new start would make wrong."""
    if corrected.empty:
        return {}
    theirs = store.rows("visits", "plan_id", pd.Series(corrected.index))
    theirs = theirs[~theirs["visit_id"].isin(going)]
    theirs = theirs.assign(plan_started_on=corrected.reindex(theirs["plan_id"]).to_numpy())
    wrong = theirs[VISITS.rules[0].broken(theirs).fillna(False).to_numpy(dtype=bool)]
    return wrong.groupby("plan_id")["visit_id"].apply(sorted).to_dict()


def _follow(mine: Candidates) -> None:
    """Rows with the same key and values as another share its fate; taken in it is once."""
    for place in np.flatnonzero(mine.leader != np.arange(len(mine.leader))):
        lead = mine.leader[place]
        if mine.fate[lead] == REFUSED:
            mine.faults[int(place)] = list(mine.faults[int(lead)])
            mine.fate[place] = REFUSED
        else:
            mine.fate[place] = UNCHANGED
