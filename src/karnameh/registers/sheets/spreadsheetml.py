"""
XLSX sheets as XML: what a reader of cells does not tell.

Only sheets in which a scan of the bytes finds a sign of formulas, errors or far cells are parsed, and those of
a workbook in which numbers are shown with a unit of money.
"""

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat
from zipfile import ZipFile

from karnameh.registers.reasons import Reason
from karnameh.registers.sheets.archive import overlapping
from karnameh.registers.sheets.cells import TRUTHS, Faults, Place, check_area
from karnameh.registers.sheets.formats import unit_of_format
from karnameh.registers.sheets.refusal import damaged

_SIGNS = re.compile(rb"""<(?:\w+:)?f[\s/>]|\bt\s*=\s*["']e["']|\br\s*=\s*["'][A-Z]{3}""")
_CELL = re.compile(r"([A-Z]{1,4})([1-9]\d{0,8})")
_PIECE = 2**18


@dataclass(frozen=True)
class Book:
    """
    An XLSX file's date system, the zip member in which each of its sheets lies, and the styles whose numbers are
    shown with a unit of money.
    """

    path: Path
    epoch: date
    sheets: tuple[str, ...]  # in the order of the workbook
    units: Mapping[str, Reason] = field(default_factory=dict)


def read_book(path: Path) -> Book:
    """Raises: LookupError and others where a sheet cannot be found."""
    with ZipFile(path) as archive:
        names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
        book = ElementTree.fromstring(archive.read(names["xl/workbook.xml"]))
        relations = ElementTree.fromstring(archive.read(names["xl/_rels/workbook.xml.rels"]))
        styles = archive.read(names["xl/styles.xml"]) if "xl/styles.xml" in names else None
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    epoch, parts = date(1899, 12, 30), []
    for element in book.iter():
        match _local(element.tag):
            case "workbookPr" if element.get("date1904") in ("1", "true"):
                epoch = date(1904, 1, 1)
            case "sheet":
                relation = {_local(key): value for key, value in element.items()}["id"]
                target = posixpath.normpath(posixpath.join("/xl", targets[relation].replace("\\", "/")))
                part = target.lower().lstrip("/")
                if not (part.startswith("xl/") and part.endswith(".xml")):
                    raise LookupError("a sheet among parts that nobody looked through")
                parts.append(names[part])
    return Book(path, epoch, tuple(parts), _units(ElementTree.fromstring(styles)) if styles else {})


def _units(styles: ElementTree.Element) -> dict[str, Reason]:
    """Style of a cell → the unit that its numbers are shown with."""
    units, found = {}, {}
    for element in styles.iter():
        match _local(element.tag):
            case "numFmt" if unit := unit_of_format(element.get("formatCode", "")):
                units[element.get("numFmtId")] = unit
            case "cellXfs":
                formats = [style.get("numFmtId") for style in element]
                found = {str(n): units[name] for n, name in enumerate(formats) if name in units}
    return found


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def faults(book: Book, sheet: int) -> Faults:
    """
    (row, column), from 0, of each cell of a sheet that is a formula or an error or shown with a unit of
    money, and why it is not taken (or where it is not).

    Raises: RegisterError where the cells reach too far.
    """
    with ZipFile(book.path) as archive:
        with archive.open(book.sheets[sheet]) as part:
            pieces = overlapping(iter(lambda: part.read(_PIECE), b""))
            if not book.units and not any(_SIGNS.search(piece) for piece in pieces):
                return {}
        cells = _Cells(book.units)
        with archive.open(book.sheets[sheet]) as part:
            cells.parse(iter(lambda: part.read(_PIECE), b""))
    check_area(cells.rows, cells.columns)
    return cells.faults


_FORMULA, _ERROR = Reason("formula"), Reason("sheet_error")


@dataclass
class _Cells:
    """Where in a sheet things stand, as its XML goes by; a cell or row that names no place follows the last."""

    units: Mapping[str, Reason]
    faults: Faults = field(default_factory=dict)
    rows: int = 0
    columns: int = 0
    _row: int = -1
    _place: Place = (-1, -1)
    _formula: str | None = None
    _unit: Reason | None = None
    _spills: list[tuple[Place, Place]] = field(
        default_factory=list
    )  # formulas that fill cells beside their own

    def parse(self, pieces: Iterable[bytes]) -> None:
        parser = expat.ParserCreate()

        def end(name: str) -> None:
            name = _bare(name)
            if name == "f":
                self._end_formula()
            elif name == "sheetData":  # what follows has formulas too, of rules and pictures
                parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None

        parser.StartElementHandler, parser.EndElementHandler = self._start, end
        parser.CharacterDataHandler = self._characters
        for piece in pieces:
            parser.Parse(piece)
        parser.Parse(b"", True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = _bare(name)
        if name == "c":
            reference = attributes.get("r")
            self._place = _place(reference) if reference else (self._place[0], self._place[1] + 1)
            self._unit = self.units.get(attributes.get("s")) if attributes.get("t", "n") == "n" else None
            if attributes.get("t") == "e":
                self.faults[self._place] = _ERROR
            elif self._spills and any(_within(self._place, area) for area in self._spills):
                self.faults[self._place] = _FORMULA
        elif name == "v" or name == "is":
            row, column = self._place
            self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
            if self._unit:
                self.faults.setdefault(self._place, self._unit)
        elif name == "f":
            self._formula = ""
            first, _, last = attributes.get("ref", "").partition(":")
            if last and attributes.get("t") in ("array", "dataTable"):
                self._spills.append((_place(first), _place(last)))
        elif name == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._place = (self._row, -1)

    def _characters(self, text: str) -> None:
        if self._formula is not None:
            self._formula += text

    def _end_formula(self) -> None:
        if self._formula not in TRUTHS:
            self.faults[self._place] = _FORMULA
        self._formula = None


def _bare(name: str) -> str:
    return name.rpartition(":")[2]


def _place(reference: str) -> Place:
    """The row and column, from 0, of a reference such as `B7`."""
    found = _CELL.fullmatch(reference)
    if not found:
        raise damaged()
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _within(place: Place, area: tuple[Place, Place]) -> bool:
    (top, left), (bottom, right) = area
    return top <= place[0] <= bottom and left <= place[1] <= right
