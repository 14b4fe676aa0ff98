"""Whatever is written comes back as the value that was meant, or not at all."""

import re
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from karnameh import calendar
from karnameh.areas import fold
from karnameh.registers.schema import TABLES
from karnameh.registers.values import clean, parse

DAY, AMOUNT = TABLES["plans"].column("started_on"), TABLES["plans"].column("amount_rial")
MONTHS = [
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
PERSIAN, ARABIC = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"), str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
DIGITS = st.sampled_from([str, lambda text: text.translate(PERSIAN), lambda text: text.translate(ARABIC)])
DAYS = st.dates(calendar.first_day(1300), calendar.last_day(1450))
YEARS = st.integers(1300, 1446)
WRITINGS = st.sampled_from(
    [
        "{y}/{m:02d}/{d:02d}",
        "{y}-{m}-{d}",
        "{y}.{m}.{d}",
        "{y}{m:02d}{d:02d}",
        "{d} {month} {y}",
        "{y} {month} {d}",
        "{y}/{m}/{d} 23:59",
    ]
)


@given(DAYS, WRITINGS, DIGITS)
def test_a_solar_hijri_day_comes_back_from_every_writing(day, writing, digits):
    year, month, number = calendar.parts(day)
    written = writing.format(y=year, m=month, d=number, month=MONTHS[month - 1])
    assert parse(DAY, digits(written), None) == day


@given(DAYS, DIGITS)
def test_an_iso_day_comes_back(day, digits):
    assert parse(DAY, digits(day.isoformat()), None) == day


@given(DAYS)
def test_a_day_written_with_the_day_first_or_two_digits_of_the_year_is_never_taken(day):
    year, month, number = calendar.parts(day)
    for written in (
        f"{number}/{month}/{year}",
        f"{year % 100:02d}/{month}/{number}",
        f"{day:%d/%m/%Y}",
        f"{day:%m/%d/%Y}",
        f"{day:%Y/%m/%d}",
    ):
        try:
            found = parse(DAY, written, None)
        except ValueError:
            continue
        raise AssertionError(f"{written} was taken for {found}")


@given(
    st.integers(0, 10**15),
    st.sampled_from([",", "٬", "،", "'", " ", "\u00a0"]),
    st.sampled_from(["", ".0", ".00", "٫۰"]),
    DIGITS,
)
def test_a_whole_number_comes_back_from_every_grouping(number, mark, end, digits):
    written = f"{number:,}".replace(",", mark) + end
    assert parse(AMOUNT, digits(written), None) == number


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_refused_and_never_guessed(text):
    try:
        found = parse(AMOUNT, text, None)
    except ValueError:
        return
    digits = "".join(character for character in re.split("[.٫]", clean(text))[0] if character.isdigit())
    assert found is None or found == int(digits)


@given(st.text(max_size=14))
def test_any_text_is_a_day_of_the_calendar_or_refused(text):
    try:
        found = parse(DAY, text, None)
    except ValueError:
        return
    assert found is None or calendar.first_day(1300) <= found <= calendar.last_day(1450)


@given(st.text())
def test_cleaning_and_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
    try:
        once = clean(text)
    except ValueError:
        return
    assert clean(once) == once


@given(DAYS)
def test_the_parts_of_a_day_make_the_day(day):
    assert calendar.day_of(*calendar.parts(day)) == day
    assert calendar.first_day(calendar.year_of(day)) <= day <= calendar.last_day(calendar.year_of(day))


@given(YEARS)
def test_years_follow_each_other_without_a_gap(year):
    assert calendar.last_day(year) + timedelta(days=1) == calendar.first_day(year + 1)
    assert (calendar.last_day(year) - calendar.first_day(year)).days in (364, 365)


@given(st.dates(date(1922, 1, 1), date(2068, 1, 1)), st.integers(1, 5))
def test_some_years_after_a_day_is_the_same_day_or_the_end_of_its_esfand(day, years):
    year, month, number = calendar.parts(day)
    later = calendar.years_after(day, years)
    if (month, number) == (12, 30):
        assert later == calendar.last_day(year + years)
    else:
        assert calendar.parts(later) == (year + years, month, number)
