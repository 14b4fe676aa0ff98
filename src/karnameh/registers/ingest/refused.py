"""What quarantine is told of a call: the rows to keep, the files that came back, the keys that went in."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from karnameh.registers.deliveries import Delivery
from karnameh.registers.ingest.candidates import ACCEPTED, REFUSED, REPLACED, WAITING, Candidates
from karnameh.registers.ingest.quarantine import Quarantine
from karnameh.registers.values import LARGEST, clean


def refused_rows(tables: Mapping[str, Candidates], deliveries: Sequence[Delivery]) -> dict[str, pd.DataFrame]:
    """Refused rows of this call (not those that only wait on) as quarantine keeps them."""
    found = {}
    for name, mine in tables.items():
        places = np.flatnonzero((mine.fate == REFUSED) & (mine.delivery != WAITING))
        if not len(places):
            continue
        rows = mine.written.loc[places].copy()
        source = mine.frame.loc[places, ["_file", "_sheet", "_row"]]
        rows[["_file", "_sheet", "_row"]] = source
        rows["_key"] = mine.keys[places].fillna("")
        rows["_faults"] = [tuple(mine.faults[place]) for place in places]
        rows["_waiting"] = [all(r.key == "unknown" for _, r in mine.faults[place]) for place in places]
        for number in {*mine.delivery[places]}:
            if origin := _origin(deliveries[number]):
                here = mine.delivery[places] == number
                rows.loc[here, "_stem"] = origin
                rows.loc[here, "_row"] = _returned_rows(deliveries[number])[_within(mine, places[here])]
        found[name] = rows
    return found


def fed_rows(deliveries: Sequence[Delivery]) -> dict[tuple[str, str], list[int]]:
    """Of each quarantine file that came back, by stem and table, the rows of the first file that it holds."""
    fed: dict[tuple[str, str], list[int]] = {}
    for delivery in deliveries:
        if origin := _origin(delivery):
            fed.setdefault((origin, delivery.export.table.name), []).extend(_returned_rows(delivery).tolist())
    return fed


def taken_keys(tables: Mapping[str, Candidates]) -> dict[str, set[str]]:
    """
    Keys that this call has put into the registers, for each table.

    Not those of rows that were there as they are: what was refused of such a key is a correction that still waits.
    """
    fates = (ACCEPTED, REPLACED)
    return {name: set(mine.keys[np.isin(mine.fate, fates)].dropna()) for name, mine in tables.items()}


def _origin(delivery: Delivery) -> str | None:
    """Whose quarantine file came back with a delivery, if one did."""
    export = delivery.export
    found = Quarantine.origin(export.sheet.file, export.headings) if export.returned is not None else None
    return found[0] if found and found[1] == export.table.name else None


def _returned_rows(delivery: Delivery) -> np.ndarray:
    """In a quarantine file that came back, the row of the first file that each row was."""
    cells = delivery.export.sheet.cells.column(delivery.export.returned).take(delivery.rows.data)
    return np.array(
        [_whole(text, own) for text, own in zip(cells.to_pylist(), delivery.numbers, strict=True)]
    )


def _within(mine: Candidates, places: np.ndarray) -> np.ndarray:
    """Positions within their delivery of rows of one delivery."""
    first = int(np.flatnonzero(mine.delivery == mine.delivery[places[0]])[0])
    return places - first


def _whole(text: str | None, own: int) -> int:
    try:
        number = int(clean(text))
    except ValueError:
        return int(own)
    return number if abs(number) <= LARGEST else int(own)
