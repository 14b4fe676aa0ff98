"""
ODS workbooks, read from their XML.

Read by ourselves and not by calamine, which drops tabs and line breaks within a cell and adds the words of
text boxes that lie over it. Prefixes of names are taken as every office program writes them.
"""

import re
from datetime import date
from pathlib import Path
from xml.parsers import expat
from zipfile import ZipFile

from karnameh.registers.reasons import Reason
from karnameh.registers.sheets.cells import TRUTHS, Faults, Grid, check_area, check_length, number, span
from karnameh.registers.sheets.formats import unit_of_text
from karnameh.registers.sheets.sheet import Sheet

_PIECE = 2**18
_BLANKS = re.compile(r"[ \t\r\n]+")
_TIME = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_CELLS = {"table:table-cell", "table:covered-table-cell"}
#: What lies within or before a table and is not what its cells hold.
_ASIDE = {"office:annotation", "text:note", "text:ruby-text", "table:tracked-changes", "table:shapes"}
_MARKS = {"text:tab": "\t", "text:line-break": "\n"}
_WAYS = ("rows", "columns")
_NUMBERS = ("float", "percentage", "currency")
_FORMULA, _ERROR = Reason("formula"), Reason("sheet_error")


def read(path: Path) -> tuple[list[Sheet], list[str]]:
    """
    The visible sheets that hold something, and the names of hidden ones.

    Raises: RegisterError where cells reach too far; ValueError, ExpatError and others where it is damaged.
    """
    document = _Document(path.name)
    parser = expat.ParserCreate()
    parser.buffer_text, parser.buffer_size = True, _PIECE
    parser.StartElementHandler, parser.EndElementHandler = document.start, document.end
    parser.CharacterDataHandler = document.characters
    with ZipFile(path) as archive, archive.open("content.xml") as content:
        while piece := content.read(_PIECE):
            parser.Parse(piece)
    parser.Parse(b"", True)
    return [sheet for sheet in document.sheets if sheet], document.hidden


class _Document:
    """The sheets of a document, as its XML goes by."""

    def __init__(self, file: str):
        self.file, self.sheets, self.hidden = file, [], []
        self.epoch = date(1899, 12, 30)
        self._style, self._invisible = "", set()
        self._aside: str | None = None  # the element passed over, and how deep in others of its name
        self._depth = 0
        self._table: _Table | None = None
        self._shown = True

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._aside:
            self._depth += name == self._aside
        elif name in _ASIDE or name.startswith("draw:") or (name == "table:table" and self._table):
            self._aside, self._depth = name, 1
        elif name == "table:table":
            self._table = _Table(attributes.get("table:name", ""))
            self._shown = attributes.get("table:style-name") not in self._invisible
        elif self._table and self._shown:
            self._table.start(name, attributes)
        elif name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._invisible.add(self._style)
        elif name == "table:null-date":
            self.epoch = date.fromisoformat(attributes.get("table:date-value", "1899-12-30"))

    def end(self, name: str) -> None:
        if self._aside:
            self._depth -= name == self._aside
            self._aside = self._aside if self._depth else None
        elif name == "table:table":
            if self._shown:
                self.sheets.append(self._table.sheet(self.file, self.epoch))
            else:
                self.hidden.append(self._table.name)
            self._table = None
        elif self._table and self._shown:
            self._table.end(name)

    def characters(self, text: str) -> None:
        if self._table and self._shown and not self._aside:
            self._table.characters(text)


class _Table:
    """The rows of a sheet, as its XML goes by; blank cells and rows count once something follows them."""

    def __init__(self, name: str):
        self.name = name
        self._grid = Grid()
        self._faults: Faults = {}
        self._spills: list[tuple[int, int, int, int]] = []  # formulas that fill cells beside their own
        self._first: int | None = None  # the first filled row
        self._row = self._next = self._column = 0  # where we are; the row after the last filled one
        self._repeated = 1
        self._cells: list[str | None] = []
        self._reasons: dict[int, Reason] = {}
        self._attributes: dict[str, str] = {}
        self._paragraphs: list[list[str]] = []
        self._writing = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _CELLS:
            self._attributes, self._paragraphs = attributes, []
        elif name == "text:p":
            self._paragraphs.append([])
            self._writing = True
        elif name == "table:table-row":
            self._repeated = int(attributes.get("table:number-rows-repeated", 1))
            self._column, self._cells, self._reasons = 0, [], {}
        elif self._writing:
            self._mark(name, attributes)

    def _mark(self, name: str, attributes: dict[str, str]) -> None:
        if name == "text:s":
            count = int(attributes.get("text:c", 1))
            check_length(count)
            self._paragraphs[-1].append(" " * count)
        elif name in _MARKS:
            self._paragraphs[-1].append(_MARKS[name])

    def characters(self, text: str) -> None:
        if self._writing:
            self._paragraphs[-1].append(_BLANKS.sub(" ", text))

    def end(self, name: str) -> None:
        if name == "text:p":
            self._writing = False
        elif name in _CELLS:
            self._end_cell()
        elif name == "table:table-row":
            if self._cells:
                self._add_rows()
            self._row += self._repeated

    def _end_cell(self) -> None:
        attributes, text = self._attributes, "\n".join("".join(parts) for parts in self._paragraphs)
        repeated = int(attributes.get("table:number-columns-repeated", 1))
        value, reason = _written(attributes, text), _reason(attributes, text)
        if value is not None or reason:
            check_area(1, self._column + repeated)
            self._cells += [None] * (self._column - len(self._cells)) + [value] * repeated
            if reason:
                self._reasons |= dict.fromkeys(range(self._column, self._column + repeated), reason)
        rows, columns = (int(attributes.get(f"table:number-matrix-{way}-spanned", 1)) for way in _WAYS)
        if rows > 1 or columns > 1:
            self._spills.append((self._row, self._column, self._row + rows, self._column + columns))
        self._column += repeated

    def _add_rows(self) -> None:
        if self._first is None:
            self._first = self._next = self._row
        check_area(self._row + self._repeated - self._first, len(self._cells))
        for row in range(self._next, self._row):
            self._grid.add(row, [])
        for row in range(self._row, self._row + self._repeated):
            self._grid.add(row, self._cells)
            self._faults |= {(row, column): reason for column, reason in self._reasons.items()}
            if self._spills:
                self._faults |= {(row, column): _FORMULA for column in self._spilled(row)}
        self._next = self._row + self._repeated

    def _spilled(self, row: int) -> list[int]:
        return [
            column
            for column, value in enumerate(self._cells)
            if value is not None
            and any(t <= row < bottom and left <= column < right for t, left, bottom, right in self._spills)
        ]

    def sheet(self, file: str, epoch: date) -> Sheet | None:
        return self._grid.sheet(file, self.name, epoch, self._faults)


def _written(attributes: dict[str, str], text: str) -> str | None:
    """What a cell holds as it is written; None where it is empty."""
    if truth := _truth(attributes):
        return truth
    match attributes.get("office:value-type"):
        case kind if kind in _NUMBERS:
            return number(float(attributes["office:value"]))
        case "date":
            day = attributes["office:date-value"]
            return day[:10] if _DAY.match(day) else day
        case "boolean":
            return attributes["office:boolean-value"]
        case "time":
            length = attributes["office:time-value"]
            found = _TIME.fullmatch(length)
            return span((int(found[1]) * 60 + int(found[2])) * 60 + int(found[3])) if found else length
        case _:
            return attributes.get("office:string-value", text) or None


def _truth(attributes: dict[str, str]) -> str | None:
    return TRUTHS.get(attributes.get("table:formula", "").removeprefix("of:="))


def _reason(attributes: dict[str, str], text: str) -> Reason | None:
    if "table:formula" in attributes and not _truth(attributes):
        return _FORMULA
    if attributes.get("calcext:value-type") == "error":
        return _ERROR
    return unit_of_text(text) if attributes.get("office:value-type") in _NUMBERS else None
