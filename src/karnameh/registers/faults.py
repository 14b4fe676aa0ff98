"""Faults of whole registers: of each rule how many rows break it and the first that does, told all together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import pandas as pd

from karnameh.errors import RegisterError
from karnameh.registers.deliveries import Faults
from karnameh.registers.reasons import Reason
from karnameh.registers.schema import TABLES
from karnameh.registers.table import Table, may_be_shown


@dataclass(frozen=True)
class Fault:
    """Rows of a table that break one rule: how many, and the first."""

    table: str
    column: str
    says: str
    rows: int
    first: str


def grouped(table: Table, faults: Faults, provenance: pd.DataFrame, written: pd.DataFrame) -> Iterator[Fault]:
    """The faults of rows by column and reason: how many, and the first."""
    known = {column.name: column for column in table.columns}
    places: dict[tuple[str, Reason], list[int]] = {}
    for position in sorted(faults):
        for column, reason in faults[position]:
            places.setdefault((column, reason), []).append(position)
    for (column, reason), rows in places.items():
        first = rows[0]
        text = written[column].iloc[first] if column in written and reason.key != "empty" else None
        value = f": '{text}'" if pd.notna(text) and may_be_shown(known.get(column), str(text)) else ""
        yield Fault(table.name, column, str(reason), len(rows), place(provenance, first) + value)


def place(provenance: pd.DataFrame, position: int) -> str:
    """File and row of a row."""
    row = provenance.iloc[position]
    return f"{row['_file']} row {row['_row']}"


def stop_at(faults: list[Fault], sizes: dict[str, int]) -> None:
    """sizes: the rows read of each table. Raises: RegisterError with every fault, where there are some."""
    if faults:
        raise RegisterError(_message(_together(faults), sizes))


def _together(faults: Iterable[Fault]) -> list[Fault]:
    """The same fault in several files is one."""
    found: dict[tuple[str, str, str], Fault] = {}
    for fault in faults:
        what = (fault.table, fault.column, fault.says)
        found[what] = replace(found[what], rows=found[what].rows + fault.rows) if what in found else fault
    return list(found.values())


def _message(faults: list[Fault], sizes: dict[str, int]) -> str:
    lines = []
    for name in TABLES:
        mine = [fault for fault in faults if fault.table == name]
        if mine:
            total = sum(fault.rows for fault in mine)
            lines.append(f"registers, {name}: faults: {total:,} in rows read: {sizes[name]:,}")
            lines += [
                f"  {f.column:<16}  {f.says:<42}  {f.rows:>7,}   first at {f.first}".rstrip() for f in mine
            ]
    return "\n".join([*lines, "Correct these in the office's export and take it in again."])
