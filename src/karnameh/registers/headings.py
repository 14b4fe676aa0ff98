"""
A sheet → an export: which table it is, which column is which, where the heading ends.

The heading is the row (or the two rows, where groups of columns have a name of their own) that holds most
known headings among the first rows; what stands above it is a title.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from karnameh.areas import fold
from karnameh.errors import RegisterError, nearest_name, printable
from karnameh.registers.codes import TABLE_NAMES
from karnameh.registers.persons import holds_persons, is_personal_heading
from karnameh.registers.reasons import Refused
from karnameh.registers.schema import TABLES, TOMAN, TOMAN_HEADINGS
from karnameh.registers.sheets.sheet import MOST_COLUMNS, Sheet
from karnameh.registers.table import Column, Table
from karnameh.registers.values import clean

#: The heading is looked for among so many rows, and has so many known headings at least.
_FIRST_ROWS, _FEWEST = 60, 2
#: Columns that a quarantine file has beside the contract's.
ADDED = ("row", "column", "reason_fa", "reason_en")
_REPORTERS = {"reporters": ("گزارش‌دهندگان", "تحویل‌ها", "تحویل")}
_MARKS = re.compile(r"[()\[\]{}:؛;*«»\"“”/\\|.،,؟?!#+=@]+")
_VERSION = re.compile(r"[\d_\-. ()]+")


@dataclass(frozen=True)
class Export:
    """
    A sheet understood.

    columns: contract name (or amount_toman) → column of the grid. heading: the grid rows of the heading.
    headings: its texts, a column each. left_aside: headings (or letters) of columns that the table has not.
    personal: headings of columns that hold names, numbers or addresses of persons. returned: in a quarantine file
    fed in again, the column of the grid that holds the row numbers of the file that the rows came from.
    """

    sheet: Sheet
    table: Table
    columns: dict[str, int]
    heading: tuple[int, ...]
    headings: tuple[str, ...]
    left_aside: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    returned: int | None = None

    @property
    def width(self) -> int:
        """Columns of the heading."""
        return len(self.headings)


@dataclass(frozen=True)
class _Heading:
    """A candidate: its grid rows, its texts, column by column, and the ways in which each may be read."""

    rows: tuple[int, ...]
    texts: tuple[str, ...]
    readings: tuple[tuple[str, ...], ...]

    def names(self, table: Table) -> dict[int, str]:
        """Column of the grid → the contract's name, for the columns that the table has."""
        known = _known(table.name)
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
def _known(table: str) -> dict[str, str]:
    known = {
        heading_key(word): column.name
        for column in TABLES[table].columns
        for word in (*column.headings, column.name)
    }
    if "amount_rial" in known.values():
        known |= {heading_key(word): TOMAN for word in (TOMAN, *TOMAN_HEADINGS)}
    return known


@cache
def _all() -> frozenset[str]:
    return frozenset(key for table in TABLES for key in _known(table))


def is_heading(text: str) -> bool:
    """Whether a cell may be a heading of some table."""
    return heading_key(text) in _all()


def table_of_name(name: str) -> str | None:
    """
    The table that the name of a file or sheet tells, if it tells one: plans, plans_1397_takestan, طرح‌ها.
    """
    try:
        words = _VERSION.sub(" ", clean(name)).replace("\u200c", " ").split()
    except Refused:
        return None
    for length in range(len(words), 0, -1):
        parts = ("".join(words[start : start + length]) for start in range(len(words) - length + 1))
        found = {_named()[fold(part)] for part in parts if fold(part) in _named()}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


@cache
def _named() -> dict[str, str]:
    singular = {name.removesuffix("s"): name for name in TABLES}
    words = {word: name for name, words in (TABLE_NAMES | _REPORTERS).items() for word in words}
    return {fold(word): name for word, name in (singular | words | {n: n for n in TABLES}).items()}


def export_of(sheet: Sheet, table: Table | None = None) -> Export | None:
    """
    What a sheet is; a table that is known already is taken as given.

    None for a sheet among others that neither by its name nor by a heading tells a table: notes, a legend.
    Raises: RegisterError where no heading is found, where name and heading disagree or neither tells, where
        a heading stands twice or a required column is missing.
    """
    heading = _heading(sheet)
    if not sheet.alone and not table_of_name(sheet.name) and not _tells(heading):
        return None
    if heading is None:
        raise RegisterError(
            "no heading of a table was found in the first rows; the headings of "
            f"{', '.join(TABLES)} are in docs/registers.md, and `karnameh template` writes them all."
        )
    table = table or _table(sheet, heading)
    names = heading.names(table)
    _refuse_twice(heading, names)
    missing = [name for name in table.required if name not in names.values()]
    if "amount_rial" in missing and TOMAN in names.values():
        missing.remove("amount_rial")
    if missing:
        raise RegisterError(_missing(table, missing, heading))
    others = [number for number in range(len(heading.texts)) if number not in names]
    keys = {number: heading_key(heading.texts[number]) for number in others}
    added, returned = {heading_key(name): name for name in ADDED}, None
    if added.keys() <= set(keys.values()):
        returned = next(number for number in others if added.get(keys[number]) == "row")
        others = [number for number in others if keys[number] not in added]
    personal = [n for n in others if is_personal_heading(keys[n]) or holds_persons(sheet.cells.column(n))]
    personal += [
        n for n, name in names.items() if _is_free(table, name) and holds_persons(sheet.cells.column(n))
    ]
    aside = [n for n in others if n not in personal and (heading.texts[n] or _filled(sheet, n))]
    return Export(
        sheet,
        table,
        {name: number for number, name in names.items() if number not in personal},
        heading.rows,
        heading.texts,
        tuple(heading.texts[n] or _letters(n) for n in aside),
        tuple(heading.texts[n] or _letters(n) for n in sorted(personal)),
        returned,
    )


def _is_free(table: Table, name: str) -> bool:
    """A column of free words, which may hold anything."""
    return name != TOMAN and table.column(name).kind == "text" and not name.endswith("_id")


def _tells(heading: _Heading | None) -> bool:
    """Whether a heading is that of a table, be it one with a column missing; two words of a dashboard are not."""
    if heading is None:
        return False
    found = [(table, set(heading.names(table).values())) for table in TABLES.values()]
    return any(
        set(table.key) <= names or 2 * len(names & set(table.required)) > len(table.required)
        for table, names in found
    )


def _heading(sheet: Sheet) -> _Heading | None:
    best = max(_candidates(sheet), key=_score, default=None)
    if best is None or _score(best)[0] < _FEWEST:
        return None
    if len(best.texts) > MOST_COLUMNS:
        raise RegisterError(f"more than {MOST_COLUMNS:,} columns; export only those of the table.")
    return best


def _score(heading: _Heading) -> tuple[int, int, int]:
    """Known headings; fewer rows before more, the upper before the lower."""
    known = max(len(set(heading.names(table).values())) for table in TABLES.values())
    return known, -len(heading.rows), -heading.rows[0]


def _candidates(sheet: Sheet) -> Iterator[_Heading]:
    head = sheet.cells.slice(0, _FIRST_ROWS).to_pylist()
    lines = [[row[name] or "" for name in sheet.cells.column_names] for row in head]
    for number, line in enumerate(lines):
        texts = _trimmed(line)
        yield _Heading((number,), texts, tuple((heading_key(text),) for text in texts))
        if number + 1 < len(lines):
            yield _two_rows(number, line, lines[number + 1])


def _trimmed(line: list[str]) -> tuple[str, ...]:
    texts = [_shown(text) for text in line]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _shown(text: str) -> str:
    """A heading as it is named in messages."""
    return printable(" ".join(text.split()))[:80]


def _two_rows(number: int, upper: list[str], lower: list[str]) -> _Heading:
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
    return _Heading((number, number + 1), tuple(texts), tuple(readings))


def _table(sheet: Sheet, heading: _Heading) -> Table:
    """The table that the name and the heading agree on."""
    named = _named_table(sheet)
    names = {table.name: set(heading.names(table).values()) for table in TABLES.values()}
    whole = {name for name, found in names.items() if _has_required(TABLES[name], found)}
    if named is None:
        return _by_heading(names, whole)
    better = [n for n in whole - {named} if len(names[n]) > len(names[named])]
    if better and (named not in whole):
        raise RegisterError(
            f"its name says {named}, its heading {better[0]}; rename it or export the right table."
        )
    return TABLES[named]


def _named_table(sheet: Sheet) -> str | None:
    """What the name tells: the sheet's, and the file's where it has only this sheet."""
    by_sheet = table_of_name(sheet.name) if sheet.name else None
    by_file = table_of_name(sheet.file.rsplit(".", 1)[0]) if sheet.alone else None
    if by_sheet and by_file and by_sheet != by_file:
        raise RegisterError(
            f"the file's name says {by_file}, the sheet's {by_sheet}; rename one of them to the table it holds."
        )
    return by_sheet or by_file


def _has_required(table: Table, found: set[str]) -> bool:
    return all(name in found or (name == "amount_rial" and TOMAN in found) for name in table.required)


def _by_heading(names: dict[str, set[str]], whole: set[str]) -> Table:
    pool = whole or set(names)
    most = max(len(names[name]) for name in pool)
    best = [name for name in TABLES if name in pool and len(names[name]) == most]
    if len(best) > 1:
        raise RegisterError(
            f"neither its name nor its heading tells one table: it may be {' or '.join(best)}; "
            "name the file or sheet after its table."
        )
    return TABLES[best[0]]


def _refuse_twice(heading: _Heading, names: dict[int, str]) -> None:
    keys = [heading_key(text) for text in heading.texts]
    for number, name in names.items():
        other = next((n for n, same in names.items() if same == name and n < number), None)
        if other is not None:
            raise RegisterError(
                f"heading given twice: '{heading.texts[other]}' and '{heading.texts[number]}' both mean {name}; keep one."
            )
    for number, key in enumerate(keys):
        if key and key in keys[:number] and number not in names:
            raise RegisterError(f"heading given twice: '{heading.texts[number]}'; keep one of them.")


def _missing(table: Table, missing: list[str], heading: _Heading) -> str:
    known = heading.names(table)
    others = {heading_key(text): text for n, text in enumerate(heading.texts) if text and n not in known}
    told = [_named_with_hint(table.column(name), others) for name in missing]
    return f"{table.name}: required columns are missing: {', '.join(told)}. Add them to the export."


def _named_with_hint(column: Column, others: dict[str, str]) -> str:
    """A missing column, with the heading that may be meant; none for amounts, where a unit makes all the difference."""
    told = f"{column.name} ({column.headings[0]})"
    wordings = (
        [] if column.name == "amount_rial" else [heading_key(w) for w in (*column.headings, column.name)]
    )
    near = next(filter(None, (nearest_name(wording, others) for wording in wordings)), None)
    return f"{told}, perhaps '{others[near]}'" if near else told


def _filled(sheet: Sheet, number: int) -> bool:
    column = sheet.cells.column(number)
    return column.null_count < len(column)


def _letters(number: int) -> str:
    """The sheet's name of a column: A, B, … AA."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
