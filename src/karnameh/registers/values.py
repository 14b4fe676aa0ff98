"""
One written cell → one value.

Offices write Persian, Arabic or Latin digits, ي ك for ی ک, grouped numbers, Solar Hijri or ISO Gregorian
days, codes in English or Persian. Each parser takes cleaned text and raises ValueError with a reason in
plain words for anything that stays ambiguous.
"""

import re
from datetime import date

from karnameh import calendar
from karnameh.areas import Areas, fold
from karnameh.errors import ParameterError
from karnameh.registers.schema import Column

_LETTERS = str.maketrans("يك۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "یک" + "0123456789" * 2)
_INVISIBLE = re.compile("[\u061c\u0640\u200b\u200d-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_EMPTY = {"", "-", "–", "—", "ندارد", "null", "n/a"}
_YES = {"yes", "true", "1", "y", "بله", "بلی", "آری"}
_NO = {"no", "false", "0", "n", "خیر", "نه"}
_MONTHS = (
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
)
_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_DAY = re.compile(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})" + _TIME)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NAMED = re.compile(
    r"(?:(?P<day>\d{1,2}) ?(?P<month>[آ-ی]+) ?(?P<year>\d{4})|(?P<year2>\d{4}) ?(?P<month2>[آ-ی]+) ?(?P<day2>\d{1,2}))"
)
_GROUPED = re.compile(r"-?(?:\d+|\d{1,3}(?:(?P<mark>[,٬،' ])\d{3})(?:(?P=mark)\d{3})*)(?:[.٫]0{1,2})?")


def clean(text: object) -> str:
    """Text as it is compared: Latin digits, ی ک, no invisible marks, single spaces."""
    text = str(text)
    if _CONTROL.search(text):
        raise ValueError("has a control character")
    return " ".join(_INVISIBLE.sub("", text.translate(_LETTERS)).split())


def parse(column: Column, written: object, areas: Areas, county: str | None = None):
    """The value a cell means: text, int, date, bool, a code or an area's code; None where it is empty."""
    text = clean(written)
    if text == "" or (column.name != "title" and text.lower() in _EMPTY):
        return None
    match column.kind:
        case "text":
            return text
        case "int":
            return _number(text, column)
        case "date":
            return _day(text)
        case "bool":
            return _truth(text)
        case "code":
            return _code(text, column)
        case "county":
            return _area(text, "county", areas)
        case "district":
            return _district(text, areas, county)
        case _:
            return _target_area(text, areas)


def _number(text: str, column: Column) -> int:
    if not _GROUPED.fullmatch(text):
        raise ValueError("not a whole number")
    number = int(re.sub(r"[.٫]0*$|[,٬،' ]", "", text))
    if column.low is not None and number < column.low:
        raise ValueError(f"below {column.low:,}")
    if column.high is not None and number > column.high:
        raise ValueError(f"above {column.high:,}")
    return number


def _day(text: str) -> date:
    try:
        if match := _DAY.fullmatch(text):
            return _numeric_day(match)
        if match := _COMPACT.fullmatch(text):
            return calendar.day_of(*map(int, match.groups()))
        if match := _NAMED.fullmatch(text.replace("\u200c", "")):
            found = match.groupdict()
            month = _MONTHS.index(found["month"] or found["month2"]) + 1
            return calendar.day_of(
                int(found["year"] or found["year2"]), month, int(found["day"] or found["day2"])
            )
    except ValueError:
        pass
    raise ValueError("not a date")


def _numeric_day(match: re.Match) -> date:
    year, mark, month, day = int(match[1]), match[2], match[3], match[4]
    if year <= calendar.LAST_YEAR:
        return calendar.day_of(year, int(month), int(day))
    if mark != "-" or len(month) != 2 or len(day) != 2:
        raise ValueError("a Gregorian date is written as ISO: 2018-05-03")
    gregorian = date(year, int(month), int(day))
    if not calendar.FIRST_YEAR <= calendar.year_of(gregorian) <= calendar.LAST_YEAR:
        raise ValueError("outside the calendar")
    return gregorian


def _truth(text: str) -> bool:
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise ValueError("neither yes nor no")


def _code(text: str, column: Column) -> str:
    key = fold(text)
    for code, words in column.codes.items():
        if key in {fold(code), *map(fold, words)}:
            return code
    raise ValueError(f"not one of {', '.join(column.codes)}")


def _area(text: str, level: str, areas: Areas) -> str:
    text = re.sub(r"^(\d+)[.٫]0$", r"\1", text)
    if text.isdigit():
        text = text.zfill(4 if level == "county" else 2)
    try:
        return areas.find(text, level, "").code
    except ParameterError as error:
        raise ValueError(str(error).removeprefix(": ").split(" is ", 1)[1].rstrip(".")) from None


def _district(text: str, areas: Areas, county: str | None) -> str:
    text = re.sub(r"^(\d+)[.٫]0$", r"\1", text)
    if text.isdigit():
        code = text.zfill(6)
        known = {district.code for district in areas.children(code[:4])} if code[:4] in areas else None
        if len(code) == 6 and known is not None and (code in known or not known):
            return code
        raise ValueError("not a district of Iran")
    found = areas.matches(text, "district", within=county)
    if len(found) == 1:
        return found[0].code
    raise ValueError("not a district of the row's county")


def _target_area(text: str, areas: Areas) -> str:
    text = re.sub(r"^(\d+)[.٫]0$", r"\1", text)
    if text.isdigit():
        return _area(text, "province" if len(text) <= 2 else "county", areas)
    levels = [level for level in ("county", "province") if areas.matches(text, level)]
    named = {"شهرستان": "county", "استان": "province"}
    for word, level in named.items():
        if text.startswith(word):
            levels = [level]
    if len(levels) > 1:
        raise ValueError("both a county and a province; give its code or write استان or شهرستان before it")
    return _area(text, levels[0] if levels else "county", areas)
