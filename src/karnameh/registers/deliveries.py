"""An export → the typed rows it delivers, each with what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from karnameh.areas import Areas
from karnameh.registers.columns import Typed, typed
from karnameh.registers.headings import Export
from karnameh.registers.keys import keys_of
from karnameh.registers.persons import Pseudonyms, are_national_ids, is_personal_value, with_pseudonyms
from karnameh.registers.reasons import Reason
from karnameh.registers.rows import Rows, rows_of
from karnameh.registers.schema import RIAL_UNITS, TOMAN, TOMAN_UNITS
from karnameh.registers.table import Table

Faults = dict[int, list[tuple[str, Reason]]]


@dataclass(frozen=True)
class Delivery:
    """
    The data rows of one sheet.

    written: the contract's columns as written, a row a data row. frame: the same, typed. keys: what
    identifies each row, missing where that is faulty. rows: the numbers that a person sees. faults: position →
    (column, reason) of each fault, none for a row that is right. pseudonymised: columns of national ids.
    """

    export: Export
    rows: Rows
    written: pd.DataFrame
    frame: pd.DataFrame
    keys: pd.Series
    faults: Faults
    pseudonymised: tuple[str, ...] = ()

    @property
    def numbers(self) -> np.ndarray:
        return self.export.sheet.rows[self.rows.data]


def deliver(
    export: Export, areas: Areas, pseudonyms: Pseudonyms | None = None
) -> tuple[Delivery, Pseudonyms | None]:
    """
    The rows of an export; national ids are replaced where there are pseudonyms, which come back with a new key
    where such ids were met first.
    """
    rows = rows_of(export)
    cells = _chosen(export.sheet.cells, rows.data)
    columns = {name: cells.column(number) for name, number in export.columns.items()}
    replaced: tuple[str, ...] = ()
    if pseudonyms:
        columns, pseudonyms, replaced = _without_national_ids(columns, pseudonyms)
    written = pd.DataFrame({name: column.to_pandas() for name, column in columns.items()}, dtype="str")
    _add_units(export, rows, written)
    _add_surplus(export, rows, written)
    found = typed(export.table, written, areas, export.sheet.epoch)
    faults = cell_faults(found)
    rule_faults(export.table, found, faults)
    _add_sheet_faults(export, rows, faults)
    frame = found.frame
    return Delivery(export, rows, written, frame, keys_of(export.table, frame), faults, replaced), pseudonyms


def _chosen(cells: pa.Table, positions: np.ndarray) -> pa.Table:
    """Some rows of a grid; where they follow each other nothing is copied."""
    if len(positions) and positions[-1] - positions[0] == len(positions) - 1:
        return cells.slice(positions[0], len(positions))
    return cells.take(pa.array(positions))


def _without_national_ids(columns: dict, pseudonyms: Pseudonyms) -> tuple[dict, Pseudonyms, tuple[str, ...]]:
    replaced, found = [], dict(columns)
    for name in (name for name in columns if name.endswith("_id")):
        every = are_national_ids(columns[name])
        pseudonyms = pseudonyms.with_key() if every else pseudonyms
        if pseudonyms.key:
            found[name] = with_pseudonyms(columns[name], pseudonyms, every)
            if found[name] is not columns[name]:
                replaced.append(name)
    return found, pseudonyms, tuple(replaced)


def _add_units(export: Export, rows: Rows, written: pd.DataFrame) -> None:
    """Amounts that a sheet shows with a unit which is not their column's, as they are read there: 850000 تومان."""
    place = {int(position): place for place, position in enumerate(rows.data)} if export.sheet.faults else {}
    for name, own in {"amount_rial": RIAL_UNITS, TOMAN: TOMAN_UNITS}.items():
        number = export.columns.get(name)
        for position, found in export.sheet.faults.items():
            unit = next((_shown_unit(reason) for column, reason in found if column == number), None)
            if position in place and unit and unit not in own and number is not None:
                at = place[position], written.columns.get_loc(name)
                written.iat[at] = f"{written.iat[at]} {unit}"


def _shown_unit(reason: Reason) -> str | None:
    return dict(reason.blanks).get("shown")


def cell_faults(found: Typed) -> Faults:
    """Position → the cells without a sure meaning."""
    faults: Faults = {}
    for column, reasons in found.faults.items():
        for position in np.flatnonzero(pd.notna(reasons)):
            faults.setdefault(int(position), []).append((column, reasons[position]))
    return faults


def rule_faults(table: Table, found: Typed, faults: Faults) -> None:
    """Add the rules that rows break, where both cells they look at are right."""
    for rule in table.rules:
        if table.name == "visits":
            continue  # needs the plan's start: a rule across tables
        broken = rule.broken(found.frame).fillna(False).to_numpy(dtype=bool)
        for position in np.flatnonzero(broken):
            faulty = {column for column, _ in faults.get(int(position), ())}
            if not faulty & {rule.column, rule.other}:
                faults.setdefault(int(position), []).append((rule.column, rule.reason))


def _add_sheet_faults(export: Export, rows: Rows, faults: Faults) -> None:
    """What the reader found: formulas, error values, broken characters, records of another width."""
    names = {number: name for name, number in export.columns.items()}
    place = {int(position): place for place, position in enumerate(rows.data)}
    for position, found in export.sheet.faults.items():
        if position in place:
            told = [
                (names.get(column, ""), reason)
                for column, reason in found
                if column is None or (column in names and not _shown_unit(reason))
            ]
            _put_first(faults, place[position], told)
    for position, reason in _uneven(export):
        if position in place:
            _put_first(faults, place[position], [("", reason)])


def _put_first(faults: Faults, place: int, told: list[tuple[str, Reason]]) -> None:
    """A fault of the file itself stands for what it does to the cells (an error value is no empty cell)."""
    if told:
        columns = {column for column, _ in told}
        rest = [] if "" in columns else [f for f in faults.get(place, ()) if f[0] not in columns]
        faults[place] = told + rest


def _add_surplus(export: Export, rows: Rows, written: pd.DataFrame) -> None:
    """
    Fields of a record past the heading, behind the last cell that is read: so they are kept with the row.

    1,200,000 without quotes is three fields; `1 | 200 | 000` is no number, wherever it comes from.
    """
    place = {int(position): place for place, position in enumerate(rows.data)}
    last = written.columns.get_loc(max(export.columns, key=export.columns.get))
    for position, surplus in _surplus(export):
        if position in place:
            own = written.iat[place[position], last]
            written.iat[place[position], last] = " | ".join(["" if pd.isna(own) else own, *surplus])


def _surplus(export: Export) -> Iterator[tuple[int, list[str]]]:
    """Grid rows with fields past the heading that are not all empty, and those fields."""
    fields, cells = export.sheet.fields, export.sheet.cells
    for position in [] if fields is None else np.flatnonzero(fields > export.width).tolist():
        inside = range(export.width, min(int(fields[position]), cells.num_columns))
        more = [cells.column(n)[position].as_py() or "" for n in inside]
        more += export.sheet.beyond.get(position, ())
        more = ["…" if is_personal_value(text) else text for text in more]
        if any(text.strip() for text in more):
            yield position, more


def _uneven(export: Export) -> Iterator[tuple[int, Reason]]:
    fields = export.sheet.fields
    if fields is None:
        return
    for position in np.flatnonzero(fields < export.width).tolist():
        yield position, _width_reason("fewer_fields", int(fields[position]), export.width)
    for position, _ in _surplus(export):
        yield position, _width_reason("more_fields", int(fields[position]), export.width)


def _width_reason(key: str, fields: int, expected: int) -> Reason:
    return Reason(key, (("fields", str(fields)), ("expected", str(expected))))
