"""The Solar Hijri calendar: reporting years and their days."""

from datetime import date
from functools import cache

from persiantools.jdatetime import JalaliDate

FIRST_YEAR, LAST_YEAR = 1300, 1450


@cache
def first_day(year: int) -> date:
    """1 Farvardin of a Solar Hijri year."""
    return JalaliDate(year, 1, 1).to_gregorian()


@cache
def last_day(year: int) -> date:
    """29 or 30 Esfand, the last day of a Solar Hijri year."""
    return JalaliDate(year, 12, 30 if JalaliDate.is_leap(year) else 29).to_gregorian()


def year_of(day: date) -> int:
    """The Solar Hijri year a day lies in."""
    return JalaliDate(day).year


def parts(day: date) -> tuple[int, int, int]:
    """Solar Hijri year, month and day."""
    solar = JalaliDate(day)
    return solar.year, solar.month, solar.day


def day_of(year: int, month: int, day: int) -> date:
    """The day of a Solar Hijri date. Raises ValueError where the calendar has none."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"year {year} is outside {FIRST_YEAR}–{LAST_YEAR}")
    return JalaliDate(year, month, day).to_gregorian()


def years_after(day: date, years: int) -> date:
    """The same Solar Hijri day some years later; 30 Esfand becomes the last day of that Esfand."""
    year, month, number = parts(day)
    if (month, number) == (12, 30):
        return last_day(year + years)
    return JalaliDate(year + years, month, number).to_gregorian()


def gregorian_span(year: int) -> str:
    """The Gregorian years a Solar Hijri year spans: 1397 is '2018/19'."""
    return f"{year + 621}/{(year + 622) % 100:02d}"
