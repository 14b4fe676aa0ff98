"""A sheet → an export: which table it is, and which column is which."""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow.compute as pc

from karnameh.areas import fold
from karnameh.errors import RegisterError, nearest_name
from karnameh.registers.codes import TABLE_NAMES
from karnameh.registers.heading_rows import (
    FIRST_ROWS,
    Heading,
    all_headings,
    heading_key,
    heading_of,
    is_heading,
    known_headings,
    says_money,
    written_headings,
)
from karnameh.registers.persons import holds_persons, is_personal_heading
from karnameh.registers.reasons import Refused
from karnameh.registers.schema import TABLES, TOMAN
from karnameh.registers.sheets.sheet import Sheet
from karnameh.registers.table import Column, Table
from karnameh.registers.values import clean

__all__ = ["ADDED", "Export", "export_of", "heading_key", "is_heading", "table_of_name"]

#: Columns that a quarantine file has beside the contract's.
ADDED = ("row", "column", "reason_fa", "reason_en")
_REPORTERS = {"reporters": ("گزارش‌دهندگان", "تحویل‌ها", "تحویل")}
_VERSION = re.compile(r"[\d_\-. ()]+")
#: So many headings of tables make a row a heading.
_ENOUGH = 3
#: Other money than rial, in the key of what says what amounts are in.
_OTHER_MONEY = re.compile(
    "(?:^|به|برحسب|in|(?:مبالغ|مبلغ|ارقام|اعداد|واحد|amounts?|figures|unit).{0,12}?)"
    "((?:هزار|میلیون|میلیارد)(?:ریال|تومان)|تومان|(?:thousand|million|billion)s?(?:of)?(?:rials?|irr|tomans?)|tomans?)"
)
#: The same at the end of a title, as «فهرست طرح‌ها (میلیون ریال)», unless it is a number of it: «بالای ۵۰ میلیون تومان».
_ENDING_IN_MONEY = re.compile(
    r"(?<!\d)((?:هزار|میلیون|میلیارد)(?:ریال|تومان)|(?<!هزار)(?<!میلیون)(?<!میلیارد)تومان)$"
)
#: Notes on the amounts may stand in so many rows at the end.
_LAST_ROWS = 10


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
        a heading stands twice or a required column is missing, where another heading stands among the rows, or
        where amounts are said to be in another unit than rial.
    """
    heading = heading_of(sheet)
    if not sheet.alone and not table_of_name(sheet.name) and not _tells(heading):
        return None
    if heading is None:
        fields = "" if sheet.fields is None else ", its fields set off by a comma, a semicolon or a tab"
        raise RegisterError(
            f"no heading of a table was found in the first {FIRST_ROWS} rows{fields}; the headings of "
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
    _refuse_other_heading(sheet, table, heading, names)
    _refuse_other_money(sheet, heading, names)
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


def _tells(heading: Heading | None) -> bool:
    """Whether a heading is that of a table, be it one with a column missing; two words of a dashboard are not."""
    if heading is None:
        return False
    found = [(table, set(heading.names(table).values())) for table in TABLES.values()]
    return any(
        set(table.key) <= names or 2 * len(names & set(table.required)) > len(table.required)
        for table, names in found
    )


def _table(sheet: Sheet, heading: Heading) -> Table:
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


def _refuse_twice(heading: Heading, names: dict[int, str]) -> None:
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


def _refuse_other_heading(sheet: Sheet, table: Table, heading: Heading, names: dict[int, str]) -> None:
    """A heading further down says that its rows are of other columns than those above."""
    found = np.zeros(sheet.cells.num_rows, dtype=np.int8)
    for number in names:
        found += pc.is_in(sheet.cells.column(number), written_headings()).to_numpy()
    found[: heading.rows[-1] + 1] = 0
    for position in np.flatnonzero(found >= _ENOUGH).tolist():
        row = {n: heading_key(sheet.cells.column(n)[position].as_py() or "") for n in names}
        known = {n: known_headings(table.name).get(key) for n, key in row.items() if key in all_headings()}
        if 2 * len(known) > sum(map(bool, row.values())) and any(
            names[n] != name for n, name in known.items()
        ):
            raise RegisterError(
                f"row {sheet.rows[position]} is a heading of other columns than row {sheet.rows[heading.rows[0]]}; "
                "one table, its columns in one order, was expected; put what begins there into a file of its own."
            )


def _refuse_other_money(sheet: Sheet, heading: Heading, names: dict[int, str]) -> None:
    """A title or a note that says what amounts are in, where the heading does not say it."""
    number = next((n for n, name in names.items() if name == "amount_rial"), None)
    if number is None or any(says_money(key) for key in heading.readings[number]):
        return
    last = max(heading.rows[-1] + 1, sheet.cells.num_rows - _LAST_ROWS)
    for position in (*range(heading.rows[0]), *range(last, sheet.cells.num_rows)):
        cells = [text for column in sheet.cells.columns if (text := column[position].as_py())]
        if position > heading.rows[0] and len(cells) > 1:
            continue  # a row of data
        ways = (_OTHER_MONEY, _ENDING_IN_MONEY) if position < heading.rows[0] else (_OTHER_MONEY,)
        keys = [heading_key(text) for text in cells]
        if found := next(filter(None, (way.search(key) for way in ways for key in keys)), None):
            raise RegisterError(
                f"row {sheet.rows[position]} says that amounts are in '{found[1]}', the heading "
                f"'{heading.texts[number]}' does not say it; rial was expected; give the amounts in rial or toman "
                "and say so in their heading: مبلغ ریال, مبلغ تومان."
            )


def _missing(table: Table, missing: list[str], heading: Heading) -> str:
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
