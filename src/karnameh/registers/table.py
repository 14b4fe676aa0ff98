"""What a table of the contract is made of: columns, rules, references."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from karnameh.errors import nearest_name
from karnameh.registers.reasons import Reason

#: Kinds whose written value may be shown in a message; ids and free text never are.
SHOWN = frozenset({"county", "district", "target_area", "code", "int", "date", "bool"})


@dataclass(frozen=True)
class Column:
    """A column: its kind, whether each row needs it, its codes with the Persian words that mean them."""

    name: str
    kind: str  # text, county, district, target_area, code, int, date, bool
    headings: tuple[str, ...]
    required: bool = True
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    low: int | None = None
    high: int | None = None
    units: tuple[str, ...] = ()  # words that may stand in the cell, after or before the number


def may_be_shown(column: Column | None, written: str) -> bool:
    """
    Whether a message may show a written cell: never an id or free text, nor several words where a code is expected that
    are near none, as an address under «محل سکونت».
    """
    if column is None or column.kind not in SHOWN:
        return False
    words = [word for code, others in column.codes.items() for word in (code, *others)]
    return column.kind != "code" or len(written.split()) == 1 or nearest_name(written, words) is not None


@dataclass(frozen=True)
class Rule:
    """A rule of rows: the column it is reported at, the other one it looks at, its reason and its check."""

    column: str
    other: str
    reason: Reason
    broken: Callable[[pd.DataFrame], pd.Series]


@dataclass(frozen=True)
class Reference:
    """A column that must name a known row of another table, where it is given."""

    column: str
    table: str


@dataclass(frozen=True)
class Table:
    """A register table: columns in order, the columns that identify a row, its rules and references."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    dated_by: str
    rules: tuple[Rule, ...] = ()
    references: tuple[Reference, ...] = ()
    optional: bool = False

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the columns that each row needs."""
        return tuple(column.name for column in self.columns if column.required)
