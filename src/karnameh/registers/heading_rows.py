"""
Which rows of a grid are its heading, and what its columns are called.

The heading is the row (or the two rows, where groups of columns have a name of their own; a row of units may
follow) that holds most known headings among the first rows; what stands above it is a title.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pyarrow as pa

from karnameh.areas import fold
from karnameh.errors import RegisterError, printable
from karnameh.registers.reasons import Refused
from karnameh.registers.schema import TABLES, TOMAN, TOMAN_HEADINGS
from karnameh.registers.sheets.sheet import MOST_COLUMNS, Sheet
from karnameh.registers.table import Table
from karnameh.registers.values import clean

#: The heading is looked for among so many rows, and has so many known headings at least.
FIRST_ROWS, _FEWEST = 60, 2
_MARKS = re.compile(r"[()\[\]{}:؛;*«»\"“”/\\|.،,؟?!#+=@]+")
#: What stands in a row of units below a heading, beside the units of the columns.
_UNITS = ("مورد", "فقره", "عدد", "روز", "تاریخ", "سال/ماه/روز", "روز/ماه/سال", "yyyy/mm/dd")
#: Money, in keys.
_MONEY = re.compile(
    "(?:هزار|میلیون|میلیارد|thousand|million|billion)?s?(?:of)?(?:ریال|تومان|rials?|irr|tomans?)"
)


@dataclass(frozen=True)
class Heading:
    """A candidate: its grid rows, its texts, column by column, and the ways in which each may be read."""

    rows: tuple[int, ...]
    texts: tuple[str, ...]
    readings: tuple[tuple[str, ...], ...]

    def names(self, table: Table) -> dict[int, str]:
        """Column of the grid → the contract's name, for the columns that the table has."""
        known = known_headings(table.name)
        found = {}
        for number, readings in enumerate(self.readings):
            name = next((known[key] for key in readings if key in known), None)
            if name:
                found[number] = name
        return found


def heading_key(text: object) -> str:
    """A heading as it is compared: no case, spaces, hyphens, underscores, brackets or marks."""
    try:
        text = clean(text)
    except Refused:
        return ""
    return fold(_MARKS.sub(" ", text))


@cache
def known_headings(table: str) -> dict[str, str]:
    """Key → the contract's name of a column of a table; an amount may have its unit behind it."""
    known = {
        heading_key(word): column.name
        for column in TABLES[table].columns
        for word in (*column.headings, column.name)
    }
    if "amount_rial" in known.values():
        known |= {heading_key(word): TOMAN for word in (TOMAN, *TOMAN_HEADINGS)}
        for amount in [key for key, name in known.items() if name == "amount_rial" and not says_money(key)]:
            known |= {f"{amount}{to}ریال": "amount_rial" for to in ("", "به")}
            known |= {f"{amount}{to}تومان": TOMAN for to in ("", "به")}
    return known


def says_money(key: str) -> bool:
    """Whether a heading says what an amount is in."""
    return bool(_MONEY.search(key))


@cache
def all_headings() -> frozenset[str]:
    """The keys of the headings of all tables."""
    return frozenset(key for table in TABLES for key in known_headings(table))


@cache
def written_headings() -> pa.Array:
    """Headings of all tables as they are written."""
    columns = [column for table in TABLES.values() for column in table.columns]
    words = {word for column in columns for word in (*column.headings, column.name)}
    return pa.array(sorted(words | {TOMAN, *TOMAN_HEADINGS}), pa.string())


@cache
def _unit_keys() -> frozenset[str]:
    units = {unit for table in TABLES.values() for column in table.columns for unit in column.units}
    return frozenset(map(heading_key, units | set(_UNITS)))


def is_heading(text: str) -> bool:
    """Whether a cell may be a heading of some table."""
    return heading_key(text) in all_headings()


def heading_of(sheet: Sheet) -> Heading | None:
    """
    The heading of a sheet; None where no row is one.

    Raises: RegisterError where it is too wide.
    """
    best = max(_candidates(sheet), key=_score, default=None)
    if best is None or _score(best)[0] < _FEWEST:
        return None
    if len(best.texts) > MOST_COLUMNS:
        raise RegisterError(f"more than {MOST_COLUMNS:,} columns; export only those of the table.")
    return best


def _score(heading: Heading) -> tuple[int, int, int]:
    """Known headings; fewer rows before more, the upper before the lower."""
    known = max(len(set(heading.names(table).values())) for table in TABLES.values())
    return known, -len(heading.rows), -heading.rows[0]


def _candidates(sheet: Sheet) -> Iterator[Heading]:
    head = sheet.cells.slice(0, FIRST_ROWS).to_pylist()
    lines = [[row[name] or "" for name in sheet.cells.column_names] for row in head]
    for number, line in enumerate(lines):
        texts = _trimmed(line)
        one = Heading((number,), texts, tuple((heading_key(text),) for text in texts))
        yield _with_units(one, lines)
        if number + 1 < len(lines):
            yield _with_units(_two_rows(number, line, lines[number + 1]), lines)


def _with_units(heading: Heading, lines: list[list[str]]) -> Heading:
    """A heading and the row of units below it, where there is one; a unit of money is part of what it stands under."""
    last = heading.rows[-1] + 1
    units = [heading_key(text) for text in lines[last]] if last < len(lines) else []
    told = [unit for unit in units if unit]
    if not told or not all(unit in _unit_keys() or _MONEY.fullmatch(unit) for unit in told):
        return heading
    readings = tuple(
        tuple(key.removesuffix(unit) + unit for key in keys) if says_money(unit) else keys
        for keys, unit in zip(heading.readings, units, strict=False)
    )
    return Heading((*heading.rows, last), heading.texts, readings)


def _trimmed(line: list[str]) -> tuple[str, ...]:
    texts = [_shown(text) for text in line]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _shown(text: str) -> str:
    """A heading as it is named in messages."""
    return printable(" ".join(text.split()))[:80]


def _two_rows(number: int, upper: list[str], lower: list[str]) -> Heading:
    """Groups above, columns below: a group's name holds for the empty cells to its side."""
    texts, readings, group = [], [], ""
    for above, below in zip(upper, lower, strict=True):
        group = above.strip() or (group if below.strip() else "")
        below = below.strip()
        texts.append(_shown(below or above))
        ways = (below, f"{group} {below}", f"{below} {group}") if below else (above,)
        # The whole name says more than its part: تاریخ شروع before شروع.
        ways = (*ways[1:], ways[0])
        readings.append(tuple(heading_key(way) for way in ways))
    while texts and not texts[-1]:
        texts.pop(), readings.pop()
    return Heading((number, number + 1), tuple(texts), tuple(readings))
