"""
What a person reads in a written cell: a second, small reader made from the contract alone, to hold `ingest` to.

A day is a `date`, an area and a code are text, an empty cell is None; NOT_SURE is what must not be accepted.
"""

import csv
import re
from datetime import date, datetime, timedelta

from exports.office import ROOT
from exports.written import Formula, Shown, Wrong
from persiantools.jdatetime import JalaliDate

from karnameh.registers.schema import Column

NOT_SURE = object()
_DIGITS = {ord(d): str(n) for three in ("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩") for n, d in enumerate(three)}
_LETTERS = _DIGITS | {ord("ي"): "ی", ord("ى"): "ی", ord("ك"): "ک"}
_MARKS = dict.fromkeys(
    [
        0xAD,
        0x640,
        0x61C,
        0x200B,
        0x2060,
        *range(0x200D, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        0xFEFF,
    ]
)
_ALIKE = str.maketrans({"ة": "ه", "ۀ": "ه", "آ": "ا", "أ": "ا", "إ": "ا", "ئ": "ی", "ؤ": "و", "ء": None})
_MONTHS = [
    "فروردین",
    "اردیبهشت",
    "خرداد",
    "تیر",
    "مرداد",
    "شهریور",
    "مهر",
    "آبان",
    "آذر",
    "دی",
    "بهمن",
    "اسفند",
]
_NOTHING = {"", "-", "–", "—", "ندارد", "null", "n/a"}
_TRUTH = dict.fromkeys(["yes", "true", "1", "y", "بله", "بلی", "اری"], True) | dict.fromkeys(
    ["no", "false", "0", "n", "خیر", "نه"], False
)


def tidy(text: str) -> str:
    return " ".join(text.translate(_LETTERS).translate(_MARKS).split())


def bare(text: str) -> str:
    """As codes, names and headings are compared."""
    text = re.sub(r"[\u064b-\u065f\u0670\u00ad\u200c'’]", "", tidy(text).lower())
    return re.sub(r"[\s_-]+", "", text.translate(_ALIKE))


def _areas() -> dict[str, dict[str, set[str]]]:
    found = {}
    for level, prefix in (("provinces", "استان"), ("counties", "شهرستان"), ("districts", "")):
        names = found[level] = {}
        with open(ROOT / "data" / "reference" / f"{level}.csv", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for name in (row["code"], row["name_fa"], row["name_en"], *row["spellings"].split("|")):
                    for said in filter(None, (bare(name), bare(prefix) + bare(name) if bare(name) else "")):
                        names.setdefault(said, set()).add(row["code"])
    return found


AREAS = _areas()


def read(column: Column, cell: object, epoch: date | None = None, county: object = None) -> object:
    """The one value that a cell means, None where it is empty, NOT_SURE where it has no sure meaning."""
    if isinstance(cell, (Formula, Wrong)):
        return NOT_SURE
    if isinstance(cell, Shown):  # its unit is of money
        cell = cell.seen if column.name == "amount_rial" else cell.value
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return day if column.kind == "date" else NOT_SURE
    if isinstance(cell, bool):
        return cell if column.kind == "bool" else NOT_SURE
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = "" if cell is None else str(cell)
    if re.search("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\ud800-\udfff]", text):
        return NOT_SURE
    text = tidy(text)
    if not text or (column.name != "title" and text.lower() in _NOTHING):
        return None
    if column.kind == "date":
        return _day(text, epoch)
    reader = {
        "text": str,
        "int": lambda t: _number(t, column),
        "bool": lambda t: _TRUTH.get(bare(t), NOT_SURE),
    }
    if column.kind in reader:
        return reader[column.kind](text)
    if column.kind == "code":
        found = [c for c, words in column.codes.items() if bare(text) in {bare(w) for w in (c, *words)}]
        return found[0] if len(found) == 1 else NOT_SURE
    return _area(column.kind, text, county)


def _number(text: str, column: Column) -> object:
    units = sorted((tidy(u) for u in column.units), key=len, reverse=True)
    for unit in units:
        for cut in (text.lower().removesuffix(unit), text.lower().removeprefix(unit)):
            if cut != text.lower():
                return _number(cut.strip(), column)
    whole = re.sub(r"[.٫]0{1,2}$", "", text)
    for mark in (",", "٬", "،", "'", " "):
        if re.fullmatch(rf"-?\d{{1,3}}({re.escape(mark)}\d{{3}})+", whole):
            whole = whole.replace(mark, "")
    if not re.fullmatch(r"-?\d+", whole):
        return NOT_SURE
    number = int(whole)
    low = -(2**63) if column.low is None else column.low
    return number if low <= number <= (column.high or 2**63 - 1) else NOT_SURE


def _day(text: str, epoch: date | None) -> object:
    if epoch and re.fullmatch(r"\d+(\.\d+)?", text) and 30000 <= float(text) <= 60000:
        return epoch + timedelta(int(float(text)))
    text = re.sub(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$", "", text)
    if found := re.fullmatch(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})", text):
        if found[1] > "1450":
            return _gregorian(text)
        return _solar(found[1], found[3], found[4])
    if found := re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text):
        return _solar(*found.groups())
    if found := re.fullmatch(r"(\d+) ?([^\d ]+) ?(\d+)", text.replace("\u200c", "")):
        month = next((n for n, name in enumerate(_MONTHS, 1) if bare(name) == bare(found[2])), None)
        first, last = (found[1], found[3]) if len(found[1]) == 4 else (found[3], found[1])
        return _solar(first, month, last) if month and len(first) == 4 and len(last) < 3 else NOT_SURE
    return NOT_SURE


def _solar(year, month, day) -> object:
    try:
        found = JalaliDate(int(year), int(month), int(day)).to_gregorian()
    except ValueError:
        return NOT_SURE
    return found if 1300 <= int(year) <= 1450 else NOT_SURE


def three_years_after(day: date) -> date:
    """Until when a plan is supervised where nothing is written."""
    solar = JalaliDate(day)
    later = _solar(solar.year + 3, solar.month, solar.day)
    return later if later is not NOT_SURE else _solar(solar.year + 3, 12, 29)


def _gregorian(text: str) -> object:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return NOT_SURE
    return found if 1300 <= JalaliDate(found).year <= 1450 else NOT_SURE


def _area(kind: str, text: str, county: object) -> object:
    text = re.sub(r"^(\d+)[.٫]0$", r"\1", text)
    width = {"county": (4,), "district": (6,), "target_area": (2, 4)}[kind]
    if text.isdecimal() and text.isascii():
        text = text.zfill(next((w for w in width if len(text) <= w), width[-1]))
    key = bare(text)
    if kind == "district":
        found = {code for code in AREAS["districts"].get(key, set()) if code[:4] == county}
    elif kind == "county":
        found = AREAS["counties"].get(key, set())
    else:
        found = AREAS["counties"].get(key, set()) | AREAS["provinces"].get(key, set())
    return next(iter(found)) if len(found) == 1 else NOT_SURE
