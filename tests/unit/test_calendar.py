"""Solar Hijri years and days, against days that are known."""

from datetime import date

import pytest

from karnameh import calendar

#: Nowruz of these years, and whether the year before it had 30 days in Esfand.
NOWRUZ = {
    1395: (date(2016, 3, 20), False),
    1396: (date(2017, 3, 21), True),
    1397: (date(2018, 3, 21), False),
    1398: (date(2019, 3, 21), False),
    1399: (date(2020, 3, 20), False),
    1400: (date(2021, 3, 21), True),
    1404: (date(2025, 3, 21), True),
}


@pytest.mark.parametrize("year", NOWRUZ)
def test_a_year_begins_on_nowruz_and_ends_the_day_before_the_next(year):
    day, leap_before = NOWRUZ[year]
    assert calendar.first_day(year) == day
    assert calendar.parts(calendar.last_day(year - 1)) == (year - 1, 12, 30 if leap_before else 29)


def test_the_leap_years_are_those_of_the_official_calendar():
    leap = [year for year in range(1370, 1409) if calendar.parts(calendar.last_day(year))[2] == 30]
    assert leap == [1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408]


def test_the_day_before_and_after_nowruz_lie_in_different_years():
    assert calendar.year_of(date(2018, 3, 20)) == 1396
    assert calendar.year_of(date(2018, 3, 21)) == 1397


@pytest.mark.parametrize(
    "parts", [(1397, 13, 1), (1397, 0, 1), (1397, 7, 31), (1397, 12, 30), (1299, 12, 29), (1451, 1, 1)]
)
def test_a_day_that_the_calendar_does_not_have_is_refused(parts):
    with pytest.raises(ValueError):
        calendar.day_of(*parts)


@pytest.mark.parametrize(
    ("started", "ended"),
    [
        ((1395, 12, 30), (1398, 12, 29)),
        ((1396, 12, 29), (1399, 12, 29)),
        ((1396, 1, 1), (1399, 1, 1)),
        ((1395, 6, 31), (1398, 6, 31)),
    ],
)
def test_three_years_later_is_the_same_day_or_the_last_of_esfand(started, ended):
    assert calendar.parts(calendar.years_after(calendar.day_of(*started), 3)) == ended


def test_from_30_esfand_to_a_leap_year_it_is_30_esfand():
    assert calendar.parts(calendar.years_after(calendar.day_of(1395, 12, 30), 4)) == (1399, 12, 30)


def test_supervision_may_end_after_the_last_year_that_can_be_reported():
    assert calendar.parts(calendar.years_after(calendar.day_of(1450, 1, 1), 3)) == (1453, 1, 1)


@pytest.mark.parametrize(
    ("year", "span"), [(1397, "2018/19"), (1378, "1999/00"), (1379, "2000/01"), (1400, "2021/22")]
)
def test_the_gregorian_years_of_a_year(year, span):
    assert calendar.gregorian_span(year) == span
