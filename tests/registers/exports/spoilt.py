"""A file of the corpus, spoilt by chance: its cells, the members of its package, or its bytes."""

import copy
import io
import random
import re
import zipfile
from collections.abc import Callable

from exports.writers import content, zipped
from exports.written import File, Row, Sheet

_STRANGE = (
    "", " ", "-", "ندارد", "NULL", "0", "1", "-1", "31", "2001", "1e3", "12.0", "12.5", "1,000", "1٬000,000", "۱۲۳۴",
    "٤٥٦", "1397/02/13", "97/2/3", "1399/12/30", "1396/12/30", "13990101", "43223", "2018-05-03", "۳ مرداد ۱۳۹۷",
    "1397/02/13 23:59", "قزوین", "استان قزوین", "تاكستان", "Takestan", "تاکستن", "2603", "260204", "مرکزی", "زن",
    "male", "بله", "خير", "true", "روستا", "شهر", "سایر", "جمع", "total", "کلیه", "=1+1", "@x", "'=a", '"', '""',
    "a;b", "a,b", "a\tb", "a\nb", "\r", "\u200c", "\u200f", "ـ", "\x00", "\x0b", "\udcfe", "<b>x</b>", "🧵", "9" * 30,
    "١٢ ریال", "5 تومان", "plan_id", "شهرستان", "مبلغ",
)  # fmt: skip


def cells(rng: random.Random, spoilt: File) -> tuple[File, bytes]:
    """The cells of a sheet spoilt and written as any kind of file."""
    sheet = copy.deepcopy(spoilt.sheets[0])
    sheet.merged = []
    for _ in range(rng.randint(1, 8)):
        rng.choices(_SPOIL, (8, 6, 1, 1, 1, 1, 1, 1))[0](rng, sheet)
    kind = rng.choice(("csv", "csv", "csv", "xlsx", "xlsx", "ods", "tsv"))
    options = {k: v for k, v in spoilt.options.items() if k in ("from_1904", "quoted")}
    if kind in ("csv", "tsv"):
        for row in sheet.rows:
            row.cells = [_as_text(cell) for cell in row.cells]
        rows = [row.cells for row in sheet.rows]
        encoding = rng.choice(("utf-8", "utf-8-sig", "utf-16"))
        if any("\udc80" <= ch <= "\udcff" for cells in rows for cell in cells for ch in cell):
            encoding = "utf-8"
        mark, end = "\t" if kind == "tsv" else rng.choice(",;\t"), rng.choice(("\n", "\r\n"))
        file = File(f"{sheet.table}-spoilt.{kind}", (sheet,), encoding, mark, end, options)
    else:
        sheet.name = "Sheet1"
        for row in sheet.rows:
            row.cells = [_for_xml(cell) for cell in row.cells]
        file = File(f"{sheet.table}-spoilt.{kind}", (sheet,), options=options if kind == "xlsx" else {})
    return file, content(file)


def _as_text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, tuple):
        cell = cell[0]
    return "" if cell is None else str(cell)


def _for_xml(cell: object) -> object:
    return re.sub("[\x00-\x08\x0b-\x1f\ud800-\udfff]", "", cell) if isinstance(cell, str) else cell


def _data(sheet: Sheet) -> list[Row]:
    return [row for row in sheet.rows if row.kind != "heading"] or sheet.rows


def _strange_cell(rng: random.Random, sheet: Sheet) -> None:
    row = rng.choice(_data(sheet))
    if row.cells and row.kind != "heading":
        row.cells[rng.randrange(len(row.cells))] = rng.choice(_STRANGE)


def _spoilt_text(rng: random.Random, sheet: Sheet) -> None:
    row = rng.choice(_data(sheet))
    if not row.cells or row.kind == "heading":
        return
    n = rng.randrange(len(row.cells))
    text = _as_text(row.cells[n])
    at = rng.randint(0, len(text))
    row.cells[n] = rng.choice(
        (
            lambda: text[:at] + rng.choice(" \u200c\u200fـ-_/.,٬'،x۵\u00a0؛") + text[at:],
            lambda: text[:at] + text[at + 1 :],
            lambda: text.translate(str.maketrans("0123456789", rng.choice(("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩")))),
            lambda: text.replace("ی", "ي").replace("ک", "ك"),
            lambda: f" {text}\u200f",
            lambda: text.upper(),
            lambda: text[at:] + text[:at],
        )
    )()


def _swapped_cells(rng: random.Random, sheet: Sheet) -> None:
    row = rng.choice(_data(sheet))
    if len(row.cells) > 1 and row.kind != "heading":
        a, b = rng.sample(range(len(row.cells)), 2)
        row.cells[a], row.cells[b] = row.cells[b], row.cells[a]


def _doubled_row(rng: random.Random, sheet: Sheet) -> None:
    place, row = rng.randint(1, len(sheet.rows)), rng.choice(sheet.rows)
    if row.kind == "heading":  # above the other it would be the heading itself
        place = len(sheet.rows)
    sheet.rows.insert(place, _unheaded(row))


def _unheaded(row: Row) -> Row:
    return Row(list(row.cells), "data" if row.kind == "heading" else row.kind)


def _dropped_row(rng: random.Random, sheet: Sheet) -> None:
    if rows := [n for n, row in enumerate(sheet.rows) if row.kind != "heading"]:
        del sheet.rows[rng.choice(rows)]


def _swapped_rows(rng: random.Random, sheet: Sheet) -> None:
    rows = [n for n, row in enumerate(sheet.rows) if row.kind == "data"]
    if len(rows) > 1:
        a, b = rng.sample(rows, 2)
        sheet.rows[a], sheet.rows[b] = sheet.rows[b], sheet.rows[a]


def _other_length(rng: random.Random, sheet: Sheet) -> None:
    row = rng.choice(_data(sheet))
    if len(row.cells) > 2 and row.kind == "data":
        row.cells = row.cells[:-1] if rng.random() < 0.5 else [*row.cells, rng.choice(_STRANGE)]


def _spoilt_heading(rng: random.Random, sheet: Sheet) -> None:
    for row in sheet.rows:
        if row.kind == "heading" and row.cells:
            row.fate = "spoilt"
            row.cells[rng.randrange(len(row.cells))] = rng.choice(
                (*_STRANGE, "county", "مبلغ تومان", "کد ملی")
            )


_SPOIL: tuple[Callable[[random.Random, Sheet], None], ...] = (
    _strange_cell,
    _spoilt_text,
    _swapped_cells,
    _doubled_row,
    _dropped_row,
    _swapped_rows,
    _other_length,
    _spoilt_heading,
)


def loose_bytes(rng: random.Random, spoilt: File) -> tuple[File, bytes]:
    data = bytearray(content(spoilt))
    for _ in range(rng.randint(1, 6)):
        at, length = rng.randint(0, len(data)), rng.choice((1, 1, 2, 16, 200))
        match rng.randrange(5):
            case 0:
                data[at : at + length] = rng.randbytes(length)
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = data[max(0, at - length) : at]
            case 3:
                data[at:at] = rng.choice(
                    (b"\0", b'"', b"\r", b"\n", b",", b"\xff\xfe", b"\xef\xbb\xbf", b"<", b"\x1a")
                )
            case 4 if rng.random() < 0.3:
                del data[at:]
    return spoilt, bytes(data)


def package(rng: random.Random, spoilt: File) -> tuple[File, bytes]:
    """A member of the package lost, spoilt, renamed or given twice; the bytes where it is no package."""
    data = content(spoilt)
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return loose_bytes(rng, spoilt)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice(list(parts))
    match rng.randrange(6):
        case 0:
            del parts[name]
        case 1:
            parts["../" + name] = parts.pop(name)
        case 2:
            parts[name] = parts[rng.choice(list(parts))]
        case _:
            parts[name] = _spoilt_xml(rng, parts[name])
    return spoilt, zipped(parts)


def _spoilt_xml(rng: random.Random, data: bytes) -> bytes:
    tags = [m.span() for m in re.finditer(rb"<[^>]*>", data)] or [(0, len(data))]
    start, end = rng.choice(tags)
    number = rng.choice([m.span() for m in re.finditer(rb"\d+", data)] or [(0, 0)])
    return rng.choice(
        (
            data[:start] + data[end:],
            data[:end] + data[start:end] + data[end:],
            data[: number[0]] + rng.choice((b"0", b"-1", b"99999999999", b"1e9", b"")) + data[number[1] :],
            data[:start] + b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + data[start:],
            data[: rng.randint(0, len(data))],
            data.replace(b"<", b"\0<", 1),
        )
    )
