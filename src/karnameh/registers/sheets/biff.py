"""
XLS workbooks as records: what a reader of cells does not tell.

An XLS file is an OLE container (a small file system) with one stream of records, each a type, a length and
a body; the globals come first, then a substream per sheet.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import olefile

from karnameh.registers.reasons import Reason
from karnameh.registers.sheets.formats import unit_of_format
from karnameh.registers.sheets.refusal import damaged

_BOF, _EOF, _DATEMODE, _FILEPASS, _BOUNDSHEET = 0x0809, 0x000A, 0x0022, 0x002F, 0x0085
_EXTERNSHEET, _SUPBOOK, _BOOLERR = 0x0017, 0x01AE, 0x0205
_FORMAT, _XF, _NUMBER, _RK, _MULRK = 0x041E, 0x00E0, 0x0203, 0x027E, 0x00BD
_FORMULAS = {0x0006, 0x0206, 0x0406}
_BIFF8 = 0x0600
#: What a SUPBOOK says of this workbook itself, and of functions that are added in.
_SELF, _ADD_IN = 0x0401, 0x3A01
_MACRO_SHEETS = {1, 6}
#: The whole formula of a truth value, which LibreOffice writes for a truth cell.
_TRUTHS = {b"\2\0\x1d\0", b"\2\0\x1d\1"}
_HEAD = struct.Struct("<HH")

#: Names of OLE streams and storages, upper case, and what a file with them is.
FOREIGN = {
    "ENCRYPTEDPACKAGE": "a workbook protected with a password",
    "ENCRYPTIONINFO": "a workbook protected with a password",
    "WORDDOCUMENT": "a Word document",
    "POWERPOINT DOCUMENT": "a PowerPoint presentation",
    "_VBA_PROJECT_CUR": "a workbook that holds macros",
    "_VBA_PROJECT": "a workbook that holds macros",
    "VBA": "a workbook that holds macros",
}


@dataclass(frozen=True)
class Book:
    """The globals of an XLS workbook, and the stream that its sheets lie in."""

    stream: bytes
    epoch: date
    sheets: tuple[int, ...]  # where the sheets begin, in the order of the workbook
    foreign: str = ""  # what keeps it from being read, where something does
    units: Mapping[int, Reason] = field(default_factory=dict)  # style → the unit of money of its numbers


def read_book(path: Path) -> Book:
    """
    An XLS file's records.

    Raises: RegisterError where it breaks off or contradicts itself.
    """
    try:
        with olefile.OleFileIO(str(path)) as container:
            names = {part.upper() for entry in container.listdir(True, True) for part in entry}
            foreign = next((what for name, what in FOREIGN.items() if name in names), "")
            stream = next((name for name in ("Workbook", "Book") if container.exists(name)), None)
            if stream is None:
                return Book(b"", date(1899, 12, 30), (), foreign or "an OLE file, but no workbook")
            data = container.openstream(stream).read()
        return _book(data, foreign)
    # A broken container shows itself in many ways, none of them ours.
    except (OSError, ValueError, LookupError, struct.error, TypeError, RecursionError, AttributeError):
        raise damaged() from None


def _book(data: bytes, foreign: str) -> Book:
    epoch, offsets, units, styles = date(1899, 12, 30), [], {}, []
    for kind, body in _records(data, 0):
        if kind == _DATEMODE and body[:2] == b"\1\0":
            epoch = date(1904, 1, 1)
        elif kind == _FILEPASS:
            foreign = foreign or FOREIGN["ENCRYPTEDPACKAGE"]
            break  # from here on the records are locked
        elif kind == _BOUNDSHEET:
            offsets.append(struct.unpack_from("<L", body)[0])
            if body[5] in _MACRO_SHEETS:
                foreign = foreign or FOREIGN["VBA"]
        elif kind == _XF:
            styles.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == _FORMAT and (unit := unit_of_format(_format(body))):
            units[struct.unpack_from("<H", body)[0]] = unit
        elif _links_out(kind, body, data[4:6] == b"\0\6"):
            foreign = foreign or "a workbook with links to other files"
    shown = {place: units[code] for place, code in enumerate(styles) if code in units}
    return Book(data, epoch, tuple(offsets), foreign, shown)


def _format(body: bytes) -> str:
    """The code of a format; one of Excel 95, which knows no Persian, tells nothing."""
    return body[5:].decode("utf-16-le" if len(body) > 4 and body[4] & 1 else "latin-1", "replace")


def _records(data: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    """The records of the substream that begins at an offset, those of charts within it passed over."""
    depth, last = 0, len(data) - 4
    while offset <= last:
        kind, length = _HEAD.unpack_from(data, offset)
        if depth == 0 and kind != _BOF:
            raise damaged()
        body = data[offset + 4 : offset + 4 + length]
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth == 0:
                return
        elif depth == 1:
            yield kind, body
        offset += 4 + length
    raise damaged()


def _links_out(kind: int, body: bytes, biff8: bool) -> bool:
    """Whether a record names another workbook."""
    if kind == _SUPBOOK and biff8:
        length = struct.unpack_from("<H", body, 2)[0]
        return length not in (_SELF, _ADD_IN) and body[4:] not in (b"\0\0", b"\0 ")
    return kind == _EXTERNSHEET and not biff8 and body[1:2] == b"\1" and len(body) > 2


def faults(book: Book, sheet: int) -> dict[tuple[int, int], Reason]:
    """
    (row, column), from 0, of each cell of a sheet that is a formula or an error or shown with a unit of
    money, and why it is not taken (or where it is not).

    Raises: RegisterError where the sheet breaks off.
    """
    found, formula, error = {}, Reason("formula"), Reason("sheet_error")
    try:
        for kind, body in _records(book.stream, book.sheets[sheet]):
            if kind in _FORMULAS and body[20:] not in _TRUTHS:
                found[struct.unpack_from("<HH", body)] = formula
            elif kind == _BOOLERR and body[7]:
                found[struct.unpack_from("<HH", body)] = error
            elif book.units and kind in (_NUMBER, _RK, _MULRK):
                found |= _units(book.units, kind, body)
    except (struct.error, IndexError):
        raise damaged() from None
    return found


def _units(units: Mapping[int, Reason], kind: int, body: bytes) -> dict[tuple[int, int], Reason]:
    """The cells of a record of numbers that are shown with a unit."""
    row, column = struct.unpack_from("<HH", body)
    many = (len(body) - 6) // 6 if kind == _MULRK else 1
    styles = [struct.unpack_from("<H", body, 4 + 6 * n)[0] for n in range(many)]
    return {(row, column + n): units[style] for n, style in enumerate(styles) if style in units}
