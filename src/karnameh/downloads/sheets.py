"""
The sheets of a spreadsheet, as plain values: headline figures, the counties, one sheet a breakdown.

They follow the guidance of the UK Government Analysis Function: one table a sheet, no merged cells, a mark in
brackets where there is no number, and every mark that is used explained in the notes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from karnameh.areas import Area, Areas
from karnameh.indicators.catalogue import INDICATORS, Breakdown
from karnameh.present.page import Page
from karnameh.publication import About, Cell
from karnameh.words import Words

_MARKS = ("suppressed", "no_data", "not_defined", "revised")


class Mark(str):
    """What stands in a cell that has no number."""


@dataclass(frozen=True)
class Link:
    """Text that leads to a sheet (`#` and its name) or to an address."""

    text: str
    target: str


Value = str | int | Decimal | Mark | Link


@dataclass(frozen=True)
class Sheet:
    """
    A sheet with one table.

    key: the name of its table, the same in every language. subject: what it holds; title: its first row,
    with place and year. lines: the rows between title and table. rows: as many values as there are heads.
    """

    key: str
    tab: str
    subject: str
    title: str
    lines: tuple[str | Link, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


#: A row by the heads of its columns; a cell is printed as a figure, all else as it stands.
Row = dict[str, Value | Cell]


def tables(page: Page) -> list[Sheet]:
    """The sheets with figures of the page's area and year; the page remembers the cells they show."""
    breakdowns = {breakdown.name: breakdown for i in INDICATORS.values() for breakdown in i.breakdowns}
    counties = [] if page.is_county else [_counties(page)]
    return [_headline(page), *counties, *(_broken_down(page, each) for each in breakdowns.values())]


def heading(page: Page, subject: str) -> str:
    """'Jobs by sector: Takestan county, Qazvin province, 1397 (2018/19)'."""
    return page.words.say(
        "workbook.heading", what=subject, place=place(page.areas, page.area, page.words), year=year(page)
    )


def place(areas: Areas, area: Area, words: Words) -> str:
    """'Takestan county, Qazvin province'."""
    province = {"province": areas.province(area.code).name(words.lang)} if area.level == "county" else {}
    return words.say(f"head.{area.level}", area=area.name(words.lang), **province)


def source(words: Words, about: About) -> str:
    """Where the figures come from."""
    return words["index.source_synthetic" if about.synthetic else "index.source"]


def year(page: Page, back: int = 0) -> str:
    """The page's year or one before it, with the Gregorian span where the language has another calendar."""
    return page.words.year(page.year - back, span=True)


def remarks(cell: Cell) -> list[str]:
    """The kinds of notes a cell has: partial, revised, rounded."""
    return [part.partition(":")[0].strip() for part in cell.note.split(";") if part.strip()]


def marks(cells: Iterable[Cell]) -> list[str]:
    """The marks that some cells use, in the order in which they are explained."""
    used = {mark for cell in cells for mark in (cell.status, *remarks(cell))}
    return [mark for mark in _MARKS if mark in used]


def marked(page: Page, mark: str) -> str:
    """'[c] suppressed'."""
    words = page.words
    return words.say("workbook.mark", mark=words.mark(mark), meaning=words[f"mark_words.{mark}"])


def explained(words: Words, about: About, term: str) -> str:
    """What a mark or a note means; where counts are rounded, only amounts are suppressed."""
    word = "suppressed_amount" if term == "suppressed" and about.rounds else term
    numbers = {"threshold": words.number(about.threshold), "base": words.number(about.base)}
    return words.say(f"workbook.explained.{word}", **numbers)


def _headline(page: Page) -> Sheet:
    """Every indicator as a whole: value, a year earlier, change and, for a county, the province's."""
    rows = [_headline_row(page, page.cell(key)) for key in INDICATORS]
    return _sheet(page, "headline", page.words["workbook.headline"], rows)


def _headline_row(page: Page, cell: Cell) -> Row:
    words, last = page.words, page.last(cell)
    row: Row = {
        words["table.measure"]: words[f"indicator.{cell.indicator}.name"],
        words["workbook.unit"]: _unit(page, cell.indicator),
        year(page): cell,
    }
    if last:
        row |= {year(page, 1): last, words["table.change"]: _change(page, cell, last)}
    if page.is_county:
        row[words.say("head.province", area=page.name(page.province))] = page.of_province(cell)
    return row


def _counties(page: Page) -> Sheet:
    """The counties as rows, the indicators as columns."""
    words = page.words
    rows = [
        {words["workbook.county"]: page.name(county)}
        | {_measured(page, key): page.cell(key, area=county.code) for key in INDICATORS}
        for county in page.counties()
    ]
    return _sheet(page, "counties", words["workbook.counties"], rows)


def _broken_down(page: Page, breakdown: Breakdown) -> Sheet:
    """The categories as rows, and last the whole, where it is the whole that is broken down."""
    words, name = page.words, breakdown.name
    keys = [key for key, indicator in INDICATORS.items() if breakdown in indicator.breakdowns]
    cells = [page.publication.categories(page.year, page.area.code, key, name) for key in keys]
    head = words[f"workbook.breakdown.{name}.head"]
    rows = [{head: page.category(row[0])} | _with_last(page, row) for row in zip(*cells, strict=True)]
    if breakdown.name == breakdown.column:
        rows.append({head: words["workbook.all"]} | _with_last(page, [page.cell(key) for key in keys]))
    return _sheet(page, name, words[f"workbook.breakdown.{name}.title"], rows)


def _with_last(page: Page, cells: Iterable[Cell]) -> Row:
    """Each cell, and after it the same a year earlier where the table has that year."""
    return {
        page.words.say(
            "workbook.of_year", name=_measured(page, cell.indicator), year=year(page, page.year - each.year)
        ): each
        for cell in cells
        for each in (cell, page.last(cell))
        if each
    }


def _sheet(page: Page, key: str, subject: str, rows: list[Row]) -> Sheet:
    """The sheet with the lines above its table, and a column of notes where a figure has one."""
    words = page.words
    notes = [words["list_comma"].join(_notes(page, row)) for row in rows]
    lines = [words.say("workbook.one_table", notes=words["workbook.notes_tab"])]
    if used := marks(cell for row in rows for cell in _cells(row).values()):
        shown = words["list_comma"].join(marked(page, mark) for mark in used)
        lines.append(words.say("workbook.shorthand", marks=shown))
    heads = tuple(rows[0])
    values = [tuple(_value(page, value) for value in row.values()) for row in rows]
    if any(notes):
        lines.append(words.say("workbook.empty_note", note=words["workbook.note"]))
        heads = (*heads, words["workbook.note"])
        values = [(*row, note) for row, note in zip(values, notes, strict=True)]
    return Sheet(key, _tab(page, key), subject, heading(page, subject), tuple(lines), heads, tuple(values))


def _tab(page: Page, key: str) -> str:
    own = f"workbook.{key}_tab"
    return page.words[own if own in page.words else f"workbook.breakdown.{key}.tab"]


def _cells(row: Row) -> dict[str, Cell]:
    return {head: value for head, value in row.items() if isinstance(value, Cell)}


def _value(page: Page, value: Value | Cell) -> Value:
    """A cell as its number or its mark; all else as it stands."""
    if not isinstance(value, Cell):
        return value
    page.show(value)
    return value.value if value.known else Mark(page.words.mark(value.status))


def _change(page: Page, cell: Cell, last: Cell) -> Value:
    """The difference of two published values, or the mark of the one that is none."""
    unknown = next((each for each in (cell, last) if not each.known), None)
    return _value(page, unknown) if unknown else cell.value - last.value


def _unit(page: Page, key: str) -> str:
    words, unit = page.words, INDICATORS[key].unit
    own = f"workbook.unit_name.{unit}"
    return words[own] if own in words else words[f"units.{unit}"][1]


def _measured(page: Page, key: str) -> str:
    """'Loans (rials)'; what a count counts is in its name."""
    name = page.words[f"indicator.{key}.name"]
    if INDICATORS[key].kind == "count":
        return name
    return page.words.say("workbook.measured", name=name, unit=_unit(page, key))


def _notes(page: Page, row: Row) -> list[str]:
    """The notes of a row in words, each with the column it is about unless it is about all of them."""
    found = {head: _note(page, cell) for head, cell in _cells(row).items()}
    if len(set(found.values())) == 1:
        return list(filter(None, {*found.values()}))
    return [page.words.say("workbook.note_of", name=head, note=note) for head, note in found.items() if note]


def _note(page: Page, cell: Cell) -> str:
    """'5 of 6 counties', '[r] revised'; nothing where there is no note."""
    words = page.words
    held, expected = cell.partial or (0, 0)
    counts = {"held": words.number(held), "expected": words.number(expected)}
    return words["list_comma"].join(
        marked(page, kind) if kind in _MARKS else words.say(f"workbook.term_name.{kind}", **counts)
        for kind in remarks(cell)
    )
