"""What a file really is, and whether it is safe to open."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO
from zipfile import ZipInfo

from karnameh.errors import RegisterError
from karnameh.registers.sheets import archive, biff
from karnameh.registers.sheets.refusal import COPY, PASTE, SAVE, UNLOCK, damaged, refusal

#: The endings a file may have, by what it is.
ENDINGS = {
    "text": (".csv", ".tsv", ".txt"),
    "parquet": (".parquet",),
    "xlsx": (".xlsx",),
    "xls": (".xls",),
    "ods": (".ods",),
}
_TITLES = {
    "text": "plain text",
    "parquet": "a Parquet file",
    "xlsx": "an XLSX workbook",
    "xls": "an XLS workbook",
    "ods": "an ODS workbook",
}
_ZIP, _OLE, _PARQUET = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1"
_HEAD = 4096
#: How other files begin.
_FOREIGN = {
    b"%PDF": "a PDF",
    b"{\\rtf": "a Word document (RTF)",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"II*\0": "a picture",
    b"MM\0*": "a picture",
    b"RIFF": "a picture or a recording",
    b"\x1f\x8b": "a packed file (gzip)",
    b"7z\xbc\xaf": "a packed file (7z)",
    b"Rar!": "a packed file (RAR)",
    b"SQLite format 3": "a database (SQLite)",
    b"\0\1\0\0Standard ": "a database (Access)",
    b"MZ": "a program",
    b"\x7fELF": "a program",
    b"PARE": "an encrypted Parquet file",
    b"\x09\0\4\0": "a workbook of Excel 4 or older",
    b"\x09\2\6\0": "a workbook of Excel 4 or older",
    b"\x09\4\6\0": "a workbook of Excel 4 or older",
}
_PAGE = re.compile(
    r"(?:\s|<!--.*?-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html|head|meta|title|body|table|style|script|div)\b",
    re.IGNORECASE | re.DOTALL,
)
_MACROS, _LINKS, _LOCKED = (
    "a workbook that holds macros",
    "a workbook with links to other files",
    "a workbook protected with a password",
)
#: Names of zip members, lower case, that make a zip something else, and what.
_FOREIGN_PARTS = {
    r"xl/workbook\.bin": "a binary workbook (.xlsb)",
    r"word/": "a Word document",
    r"ppt/": "a PowerPoint presentation",
    r"xl/vbaproject|xl/macrosheets/|scripts/.": _MACROS,
    # LibreOffice lists its libraries also where they hold nothing.
    r"(?:basic|dialogs)/(?!(?:[^/]*/)?(?:script|dialog)-l[bc]\.xml$).*\.xml$": _MACROS,
    r"xl/externallinks/": _LINKS,
    r"encrypted-package$": _LOCKED,
}
#: What a part of a workbook must not hold, and what the workbook is if it does.
_FOREIGN_MARKS = {
    "[content_types].xml": (re.compile(rb"macroEnabled"), _MACROS),
    "content.xml": (
        re.compile(rb"<table:(?:table-source|cell-range-source|dde-link)\b|<office:dde-source\b"),
        _LINKS,
    ),
    "meta-inf/manifest.xml": (re.compile(rb"encryption-data"), _LOCKED),
}
#: What readers read; other parts may hold what they like.
_READ = re.compile(r"content\.xml|\[content_types\]\.xml|(?:xl|_rels)/.*\.(?:xml|rels)")
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_ADVICE = {
    _LOCKED: UNLOCK,
    "a binary workbook (.xlsb)": SAVE,
}


def kind(path: Path) -> str:
    """
    `text`, `parquet`, `xlsx`, `xls` or `ods`, by what is in the file; a workbook is looked through whole.

    Raises: RegisterError where it is anything else, not what its name says, damaged, locked, or not safe:
    macros, links to other files, a bomb.
    """
    if path.exists() and not path.is_file():
        raise refusal("it is a folder or a device, not a file", "give the files in it.")
    try:
        with open(path, "rb") as file:
            found = _found(path, file, path.suffix.lower())
    except OSError as error:
        raise refusal(
            f"it cannot be read ({error.strerror or 'no reason given'})",
            "see that it is there and may be opened.",
        ) from None
    return _as_named(found, path.suffix.lower())


def is_container(path: Path) -> bool:
    """Whether a file is a zip or an OLE container, as workbooks are, which only a guarded process opens."""
    try:
        if not path.is_file():  # a pipe would keep us waiting
            return False
        with open(path, "rb") as file:
            return file.read(8).startswith((_ZIP, _OLE))
    except OSError:
        return False


def _found(path: Path, file: BinaryIO, ending: str) -> str:
    head = file.read(_HEAD)
    if not head:
        raise refusal("it is an empty file", "export it again.")
    if head.startswith(_ZIP):
        return _zip(file)
    if head.startswith(_OLE):
        return _ole(path)
    if head.startswith(_PARQUET):
        return _parquet(file)
    for start, what in _FOREIGN.items():
        if head.startswith(start):
            raise _refused(what)
    return _text(head, ending)


def _as_named(found: str, ending: str) -> str:
    if ending in ENDINGS[found]:
        return found
    says = f"its name ends in {ending}" if _is_known(ending) else "its name does not tell"
    raise refusal(f"it is {_TITLES[found]}, though {says}", f"give its name the ending {ENDINGS[found][0]}.")


def _refused(what: str) -> RegisterError:
    return refusal(f"it is {what}", _ADVICE.get(what, PASTE))


def _zip(file: BinaryIO) -> str:
    with archive.members(file) as members:
        found = _zip_kind(file, members)
        for name, member in members.items():
            parts = archive.pieces(file, member)
            if _READ.fullmatch(name):
                parts = archive.plain_xml(parts)
            mark, what = _FOREIGN_MARKS.get(name, (None, ""))
            for part in archive.overlapping(parts):
                if mark and mark.search(part):
                    raise _refused(what)
    return found


def _zip_kind(file: BinaryIO, members: Mapping[str, ZipInfo]) -> str:
    for pattern, what in _FOREIGN_PARTS.items():
        if any(re.match(pattern, name) for name in members):
            raise _refused(what)
    if "xl/workbook.xml" in members:
        return "xlsx"
    if "mimetype" in members and "content.xml" in members:
        if next(archive.pieces(file, members["mimetype"]), b"").strip().startswith(_SPREADSHEET):
            return "ods"
        raise _refused("an OpenDocument file, but no spreadsheet")
    raise refusal("it is a zip, but no workbook", "unpack it and give the files in it.")


def _ole(path: Path) -> str:
    if foreign := biff.read_book(path).foreign:
        raise _refused(foreign)
    return "xls"


def _parquet(file: BinaryIO) -> str:
    size = file.seek(0, 2)
    file.seek(max(size - 8, 0))
    end = file.read()
    if size < 12 or end[4:] != _PARQUET or int.from_bytes(end[:4], "little") > size - 12:
        raise damaged()
    return "parquet"


def _text(head: bytes, ending: str) -> str:
    text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "ignore")
    if _PAGE.match(text) or text.startswith("MIME-Version:"):
        raise refusal("it is a web page (HTML), not a workbook or CSV")
    if "urn:schemas-microsoft-com:office:spreadsheet" in text:
        raise refusal("it is an XML Spreadsheet 2003")
    if text.lstrip().startswith("<?xml"):
        raise _refused("an XML file")
    if ending not in ENDINGS["text"] and b"\0" in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise damaged() if _is_known(ending) else refusal("it is of no kind that can be read here", COPY)
    return "text"


def _is_known(ending: str) -> bool:
    return any(ending in endings for endings in ENDINGS.values())
