"""All rows of a call that a table may get: those of its exports and those that wait in quarantine."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from karnameh.areas import Areas
from karnameh.registers.columns import empty_frame, typed
from karnameh.registers.deliveries import Delivery, Faults, cell_faults, rule_faults
from karnameh.registers.keys import keys_of
from karnameh.registers.reasons import Reason
from karnameh.registers.table import Table

#: What becomes of a row.
ACCEPTED, REPLACED, UNCHANGED, REFUSED = "accepted", "replaced", "unchanged", "refused"
WAITING = -1


@dataclass
class Candidates:
    """
    The rows of one table in a call.

    frame: typed, with `_file`, `_sheet`, `_row`. written: as written, for quarantine. keys: missing where faulty.
    delivery: the number of the delivery that each row came with, or WAITING. faults: position → faults.
    leader: for each row the position of the first with the same key and values (mostly itself).
    fate: what becomes of each row; "" while that is open.
    """

    table: Table
    frame: pd.DataFrame
    written: pd.DataFrame
    keys: pd.Series
    delivery: np.ndarray
    faults: Faults
    leader: np.ndarray
    fate: np.ndarray

    def refuse(self, position: int, column: str, reason: Reason) -> None:
        """Refuse a row for one more reason."""
        self.faults.setdefault(position, []).append((column, reason))
        self.fate[position] = REFUSED

    @property
    def open(self) -> np.ndarray:
        """Positions of rows that may still be taken in, one a key."""
        return np.flatnonzero((self.fate == "") & (self.leader == np.arange(len(self.fate))))

    def taken(self) -> pd.DataFrame:
        """The rows that go into the registers."""
        return self.frame[np.isin(self.fate, (ACCEPTED, REPLACED)) & self._leads()]

    def _leads(self) -> np.ndarray:
        return self.leader == np.arange(len(self.leader))


def candidates_of(
    table: Table, deliveries: Sequence[tuple[int, Delivery]], waiting: pd.DataFrame, areas: Areas
) -> Candidates:
    """The rows of a table's deliveries (with their numbers) and of quarantine, doubles told apart."""
    frames = [_with_source(delivery) for _, delivery in deliveries]
    written = [delivery.written for _, delivery in deliveries]
    faults: Faults = {}
    before = 0
    for _, delivery in deliveries:
        faults |= {before + position: list(told) for position, told in delivery.faults.items()}
        before += len(delivery.frame)
    numbers = [np.full(len(delivery.frame), number) for number, delivery in deliveries]
    if len(waiting):
        found = typed(table, waiting, areas)
        told = cell_faults(found)
        rule_faults(table, found, told)
        faults |= {before + position: list(reasons) for position, reasons in told.items()}
        frames.append(found.frame.assign(**{n: waiting[n].to_numpy() for n in ("_file", "_sheet", "_row")}))
        written.append(waiting[[column for column in waiting if not column.startswith("_")]])
        numbers.append(np.full(len(waiting), WAITING))
    frame = pd.concat(frames, ignore_index=True) if frames else empty_frame(table)
    fate = np.full(len(frame), "", dtype=object)
    fate[list(faults)] = REFUSED
    mine = Candidates(
        table,
        frame,
        pd.concat(written, ignore_index=True) if written else pd.DataFrame(),
        keys_of(table, frame) if len(frame) else pd.Series(dtype="str"),
        np.concatenate(numbers) if numbers else np.zeros(0, dtype=int),
        faults,
        np.arange(len(frame)),
        fate,
    )
    _tell_doubles(mine)
    return mine


def _with_source(delivery: Delivery) -> pd.DataFrame:
    sheet = delivery.export.sheet
    return delivery.frame.assign(_file=sheet.file, _sheet=sheet.name, _row=delivery.numbers)


def _tell_doubles(mine: Candidates) -> None:
    """The same key again: with the same values it follows the first, with others all of them are refused."""
    _drop_superseded(mine)
    double = (
        mine.keys.duplicated(keep=False).to_numpy() & mine.keys.notna().to_numpy() & (mine.fate != UNCHANGED)
    )
    positions = np.flatnonzero(double)
    if not len(positions):
        return
    columns = [column.name for column in mine.table.columns]
    values = pd.util.hash_pandas_object(mine.frame.loc[positions, columns], index=False).to_numpy()
    doubles = pd.DataFrame({"key": mine.keys[positions].to_numpy(), "values": values, "position": positions})
    doubles["faulty"] = [position in mine.faults for position in positions]
    for _, group in doubles.groupby("key", sort=False):
        places = group["position"].tolist()
        if group["values"].nunique() == 1 and not group["faulty"].any():
            mine.leader[places] = places[0]
            continue
        for place in places:
            other = places[1] if place == places[0] else places[0]
            reason = Reason("given_differently", (("place", _place(mine.frame, other)),))
            mine.refuse(place, mine.table.key[0], reason)


def _drop_superseded(mine: Candidates) -> None:
    """A waiting row whose key comes with this call, or waits twice, is left where it is."""
    waiting = mine.delivery == WAITING
    if waiting.any():
        new = set(mine.keys[~waiting].dropna())
        again = mine.keys.isin(new) | (mine.keys.duplicated(keep=False) & waiting)
        mine.fate[waiting & again.to_numpy()] = REFUSED
        mine.keys = mine.keys.mask(waiting & again.to_numpy())


def _place(frame: pd.DataFrame, position: int) -> str:
    row = frame.iloc[position]
    sheet = f" {row['_sheet']}" if row["_sheet"] else ""
    return f"{row['_file']}{sheet} row {row['_row']}"
