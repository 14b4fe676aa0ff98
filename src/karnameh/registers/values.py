"""
One written cell → one value.

Offices write Persian, Arabic or Latin digits, ي ك for ی ک, grouped numbers, Solar Hijri or ISO Gregorian
days, codes in English or Persian. Each parser takes cleaned text and raises Refused with the reason for
anything that stays ambiguous.
"""

import re
from datetime import date, timedelta
from functools import cache

from karnameh import calendar
from karnameh.areas import Area, Areas, fold
from karnameh.errors import nearest_name
from karnameh.registers.reasons import Both, Refused
from karnameh.registers.schema import TOMAN, TOMAN_UNITS
from karnameh.registers.table import Column

_LETTERS = str.maketrans("يىك۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "ییک" + "0123456789" * 2)
_INVISIBLE = re.compile("[\u00ad\u061c\u0640\u200b\u200d-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
#: Free text, in which a dash or «ندارد» is what it says.
_FREE = "title"
_EMPTY = {"", "-", "–", "—", "ندارد", "null", "n/a"}
_SHEET_ERROR = re.compile(r"#(?:REF!|DIV/0!|VALUE!|NAME\?|N/A|NUM!|NULL!|SPILL!|CALC!)|Err:\d{3}")
_EXPONENT = re.compile(r"\d(?:[.,٫]\d+)?[eE][+-]?\d+")
_YES = {"yes", "true", "1", "y", "بله", "بلی", "اری"}
_NO = {"no", "false", "0", "n", "خیر", "نه"}
_MONTHS = {
    fold(name): number
    for number, name in enumerate(
        (
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
        ),
        1,
    )
}
_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_DAY = re.compile(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})" + _TIME)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NAMED = re.compile(
    r"(?:(?P<day>\d{1,2}) ?(?P<month>[آ-ی]+) ?(?P<year>\d{4})|(?P<year2>\d{4}) ?(?P<month2>[آ-ی]+) ?(?P<day2>\d{1,2}))"
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_SERIALS = range(30_000, 60_001)
_DAY_FIRST = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")
_SHORT_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{1,2}|\d{6}")
_GROUPED = re.compile(r"-?(?:\d+|\d{1,3}(?:(?P<mark>[,٬،' ])\d{3})(?:(?P=mark)\d{3})*)(?:[.٫]0{1,2})?")
_WITH_UNIT = re.compile(r"(?P<before>[^\d-]*)(?P<number>-?\d.*?)(?P<after>[^\d]*)")
_WHOLE = re.compile(r"^(\d+)[.٫]0+$")


def clean(text: object) -> str:
    """
    Text as it is compared: Latin digits, ی ک, no invisible marks, single spaces.

    Raises: Refused for a broken or control character; a line break is a space.
    """
    text = str(text)
    if "\0" in text:
        raise Refused("null")
    if "\ufffd" in text:
        raise Refused("broken")
    if _CONTROL.search(text):
        raise Refused("control")
    return " ".join(_INVISIBLE.sub("", text.translate(_LETTERS)).split())


def is_empty(column: Column, text: str) -> bool:
    """Whether a cleaned cell says that there is nothing: blank, a dash, ندارد …"""
    return text == "" or (column.name != _FREE and text.lower() in _EMPTY)


def parse(
    column: Column,
    written: object,
    areas: Areas,
    county: str | None = None,
    epoch: date | None = None,
    hints: bool = True,
):
    """
    The value a cell means: text, int, date, bool, a code or an area's code; None where it is empty.

    county: the code of the row's county, for its districts. epoch: the day of serial 0 where the cell is of
    a sheet. hints: whether a near name is looked for when an area is not known (slow for very many).
    Raises: Refused with the reason.
    """
    text = clean(written)
    if is_empty(column, text):
        return None
    if column.name != _FREE and _SHEET_ERROR.fullmatch(text):
        raise Refused("sheet_error")
    match column.kind:
        case "text":
            return _text(text, column)
        case "int":
            return _number(text, column)
        case "date":
            return _day(text, epoch)
        case "bool":
            return _truth(text)
        case "code":
            return _code(text, column)
        case "county":
            return _area(text, "county", areas, hints)
        case "district":
            return _district(text, areas, county, hints)
        case _:
            return _target_area(text, areas, hints)


def toman_column(rial: Column) -> Column:
    """The column that stands in for one in rial: the same in toman."""
    low = rial.low and -(-rial.low // 10)
    return Column(TOMAN, "int", (), False, low=low, high=LARGEST // 10, units=TOMAN_UNITS)


def _text(text: str, column: Column) -> str:
    if column.name.endswith("_id") and _EXPONENT.fullmatch(text):
        raise Refused("shortened")
    return text


def _number(text: str, column: Column) -> int:
    if _EXPONENT.fullmatch(text):
        raise Refused("exponent")
    found = _WITH_UNIT.fullmatch(text)
    if not found:
        raise Refused("not_whole")
    text = found["number"].strip()
    if not _GROUPED.fullmatch(text):
        raise Refused("not_whole")
    unit = (found["before"] + found["after"]).strip()
    if unit and fold(unit) not in _folded(column.units):
        raise Refused("unit" if fold(unit).isalpha() else "not_whole")
    digits = re.sub(r"[.٫]0*$|[,٬،' ]", "", text)
    # Python refuses to read numbers of thousands of digits, of which none is in bounds.
    number = (
        int(digits) if len(digits) < _MOST_DIGITS else (-1 if digits.startswith("-") else 1) * 2 * LARGEST
    )
    if column.low is not None and number < column.low:
        raise Refused("below", limit=f"{column.low:,}")
    if number > (LARGEST if column.high is None else column.high):
        raise Refused("above", limit=f"{column.high or LARGEST:,}")
    return number


#: As much as a whole number of the registers holds.
LARGEST = 2**63 - 1
_MOST_DIGITS = 1000


def _day(text: str, epoch: date | None) -> date:
    try:
        if match := _DAY.fullmatch(text):
            return _numeric_day(match)
        if match := _COMPACT.fullmatch(text):
            return calendar.day_of(*map(int, match.groups()))
        if match := _NAMED.fullmatch(text.replace("\u200c", "")):
            found = match.groupdict()
            month = _MONTHS[fold(found["month"] or found["month2"])]
            return calendar.day_of(
                int(found["year"] or found["year2"]), month, int(found["day"] or found["day2"])
            )
    except (ValueError, KeyError) as error:
        raise error if isinstance(error, Refused) else Refused("not_date") from None
    if _SERIAL.fullmatch(text) and int(float(text)) in _SERIALS:
        if epoch is None:
            raise Refused("bare_serial")
        return epoch + timedelta(days=int(float(text)))
    if _DAY_FIRST.fullmatch(text):
        raise Refused("day_first")
    raise Refused("short_year" if _SHORT_YEAR.fullmatch(text) else "not_date")


def _numeric_day(match: re.Match) -> date:
    year, mark, month, day = int(match[1]), match[2], match[3], match[4]
    if calendar.FIRST_YEAR <= year <= calendar.LAST_YEAR:
        return calendar.day_of(year, int(month), int(day))
    if mark != "-" or len(month) != 2 or len(day) != 2:
        raise Refused("gregorian" if year > calendar.LAST_YEAR else "outside_calendar")
    gregorian = date(year, int(month), int(day))
    if not calendar.first_day(calendar.FIRST_YEAR) <= gregorian <= calendar.last_day(calendar.LAST_YEAR):
        raise Refused("outside_calendar")
    return gregorian


def _truth(text: str) -> bool:
    text = fold(text)
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise Refused("not_truth")


def _code(text: str, column: Column) -> str:
    known = _codes(tuple((code, tuple(words)) for code, words in column.codes.items()))
    try:
        return known[fold(text)]
    except KeyError:
        words = Both(
            "، ".join(words[0] if words else code for code, words in column.codes.items()),
            ", ".join(column.codes),
        )
        raise Refused("not_code", codes=words) from None


@cache
def _codes(codes: tuple) -> dict[str, str]:
    return {fold(writing): code for code, words in codes for writing in (code, *words)}


@cache
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold, words))


def _digits(text: str) -> str:
    """A code that went through a sheet as a number: 2601.0 is 2601."""
    return _WHOLE.sub(r"\1", text)


def _area(text: str, level: str, areas: Areas, hints: bool) -> str:
    text = _digits(text)
    if text.isdigit():
        text = text.zfill(4 if level == "county" else 2)
    found = areas.matches(text, level)
    if len(found) == 1:
        return found[0].code
    if found:
        raise Refused("several_counties", candidates=", ".join(f"{a.slug} ({a.code})" for a in found))
    pool = [area for area in areas if area.level == level] if hints else []
    raise _unknown_area(text, level, pool)


def _unknown_area(text: str, level: str, pool: list[Area]) -> Refused:
    """The refusal of a name that is no area's, with the nearest of the pool where one is near."""
    writings = {key: area for area in pool for key in area.keys if not key.isdigit()}
    near = nearest_name(fold(text), writings) if len(text) <= 60 and not text.isdigit() else None
    plain = {"district": "not_in_county"}.get(level, f"not_{level}")
    if near is None:
        return Refused(plain)
    area = writings[near]
    return Refused(
        f"near_{level}",
        name=Both(area.name_fa, area.slug if text.isascii() else area.name_fa),
        code=area.code,
    )


def _district(text: str, areas: Areas, county: str | None, hints: bool) -> str:
    text = _digits(text)
    if text.isdigit():
        code = text.zfill(6)
        known = {district.code for district in areas.children(code[:4])} if code[:4] in areas else None
        if len(code) == 6 and known is not None and (code in known or not known):
            return code
        raise Refused("not_district")
    found = areas.matches(text, "district", within=county)
    if len(found) == 1:
        return found[0].code
    raise _unknown_area(text, "district", areas.children(county) if county and hints else [])


def _target_area(text: str, areas: Areas, hints: bool) -> str:
    text = _digits(text)
    if text.isdigit():
        return _area(text, "province" if len(text) <= 2 else "county", areas, hints)
    levels = [level for level in ("county", "province") if areas.matches(text, level)]
    for word, level in {"شهرستان": "county", "استان": "province"}.items():
        if fold(text).startswith(fold(word)):
            levels = [level]
    if len(levels) > 1:
        raise Refused("two_levels")
    return _area(text, levels[0] if levels else "county", areas, hints)
