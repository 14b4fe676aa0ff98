"""XLSX, XLS and ODS workbooks → what they hold, cell by cell as a person reads it."""

import struct
import zlib
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from karnameh.registers.sheets import biff, opendocument, spreadsheetml
from karnameh.registers.sheets.cells import Faults, Grid, check_area, written
from karnameh.registers.sheets.refusal import UNLOCK, damaged, refusal
from karnameh.registers.sheets.sheet import Opened, Sheet

_CORRECT = "correct the cell and save it again."
_BROKEN = (ExpatError, ParseError, BadZipFile, zlib.error, struct.error, LookupError, ValueError, OSError)


def read_workbook(path: Path, kind: str) -> Opened:
    """
    The visible sheets of a workbook that `package.kind` has looked through, and the names of hidden ones.

    Raises: RegisterError where it is damaged, too wide, or holds nothing; calamine may also panic or take
    all memory, which only `guard` catches.
    """
    try:
        sheets, hidden = opendocument.read(path) if kind == "ods" else _calamine(path, kind)
    except PasswordError:
        raise refusal("it is protected with a password", UNLOCK) from None
    except CalamineError as error:
        if "cell error value" in str(error):
            raise refusal("it has a cell with an error such as #SPILL! or #CALC!", _CORRECT) from None
        raise damaged() from None
    except _BROKEN:
        raise damaged() from None
    if not sheets:
        where = "on its visible sheets" if hidden else "in it"
        raise refusal(f"there is no filled cell {where}", "save it with the table on a visible sheet.")
    alone = len(sheets) == 1
    return Opened(tuple(replace(sheet, alone=alone) for sheet in sheets), tuple(hidden))


def _calamine(path: Path, kind: str) -> tuple[list[Sheet], list[str]]:
    details = {"xls": biff, "xlsx": spreadsheetml}[kind]
    book = details.read_book(path)
    sheets, hidden = [], []
    with CalamineWorkbook.from_path(path) as workbook:
        for place, (sheet, _) in enumerate(zip(workbook.sheets_metadata, book.sheets, strict=True)):
            if sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            if sheet.visible != SheetVisibleEnum.Visible:
                hidden.append(sheet.name)
                continue
            faults = details.faults(book, place)
            cells = workbook.get_sheet_by_index(place)
            sheets.append(_sheet(path.name, cells, book.epoch, faults))
    return [sheet for sheet in sheets if sheet], hidden


def _sheet(file: str, cells: CalamineSheet, epoch: date, faults: Faults) -> Sheet | None:
    """The sheet; a formula without a stored value may lie outside what calamine takes for filled."""
    (top, left), (bottom, right) = cells.start or (0, 0), cells.end or (-1, -1)
    check_area(bottom - top + 1, right + 1)
    beside = sorted({row for row, _ in faults})
    grid = Grid()
    for row in beside:
        if row < top:
            grid.add(row, [])
    for row, values in enumerate(islice(cells.iter_rows(), top, None), top):
        grid.add(row, written(values))
    for row in beside:
        if row > bottom and row >= top:
            grid.add(row, [])
    return grid.sheet(file, cells.name, epoch, faults, left)
