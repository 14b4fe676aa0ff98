"""A province is the sum of its counties, the nation of its provinces; what is missing is said."""

from dataclasses import replace

import pandas as pd
import pytest

from karnameh.areas import NATION, Area, Areas
from karnameh.disclosure import Rule, protect
from karnameh.errors import DataError
from karnameh.indicators.compute import COLUMNS, NUMBERS
from karnameh.indicators.rollup import roll_up

YEAR = 1397


@pytest.fixture
def one_year(tiny_suite):
    return replace(tiny_suite, years=(YEAR,))


@pytest.fixture
def two_provinces():
    """A suite of the whole of a country of two provinces with two counties and one."""
    return Areas(
        [
            Area(NATION, "ایران", "Iran"),
            Area("01", "یک", "One", NATION),
            Area("02", "دو", "Two", NATION),
            Area("0101", "الف", "A", "01"),
            Area("0102", "ب", "B", "01"),
            Area("0201", "پ", "C", "02"),
        ]
    )


@pytest.fixture
def nation(tiny_suite, two_provinces):
    return replace(
        tiny_suite,
        areas=two_provinces,
        provinces=(two_provinces["01"], two_provinces["02"]),
        years=(YEAR,),
        whole_country=True,
    )


def row(area, indicator, numerator, denominator=None, breakdown="", category="", year=YEAR, status=None):
    """A result row: no_data where the numerator is None, unless stated."""
    known = numerator is not None
    return (
        year,
        area,
        indicator,
        breakdown,
        category,
        numerator,
        denominator,
        numerator if known else None,
        min(numerator, 7) if known else None,
        status or ("reported" if known else "no_data"),
    )


def results(*rows):
    return pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(NUMBERS, "Int64"))


def rolled(suite, *rows):
    return roll_up(results(*rows), suite).set_index(["area", "indicator", "breakdown", "category"])


def numbers(table, *key):
    found = table.loc[key + ("",) * (4 - len(key))]
    return tuple(
        None if pd.isna(found[name]) else int(found[name]) for name in ("numerator", "denominator")
    ) + (found["status"], int(found["delivered"]), int(found["expected"]))


def test_a_province_is_the_sum_of_its_counties_and_the_counties_stay(one_year):
    table = rolled(
        one_year,
        row("4001", "share_employable", 1, 10),
        row("4002", "share_employable", 2, 20),
        row("4003", "share_employable", 4, 40),
    )
    assert numbers(table, "40", "share_employable") == (7, 70, "reported", 3, 3)
    assert numbers(table, "4002", "share_employable") == (2, 20, "reported", 1, 1)


def test_small_parts_are_in_the_sum_before_anything_is_suppressed(one_year):
    rows = [row(area, "count_jobs", 2) for area in ("4001", "4002", "4003")]
    published = protect(roll_up(results(*rows), one_year), one_year, Rule(5)).table.set_index("area")
    assert dict(published["status"]) | {"40": "reported"} == {
        "40": "reported",
        "4001": "suppressed",
        "4002": "suppressed",
        "4003": "suppressed",
    }
    assert published.loc["40", "value"] in ("6", "")


def test_contributors_are_added_and_the_largest_is_the_largest(one_year):
    table = rolled(
        one_year,
        row("4001", "amount_loans", 3),
        row("4002", "amount_loans", 9),
        row("4003", "amount_loans", 5),
    )
    province = table.loc[("40", "amount_loans", "", "")]
    assert (province["contributors"], province["largest"]) == (17, 7)


def test_a_county_that_did_not_deliver_is_left_out_of_the_sum_and_told(one_year):
    table = rolled(
        one_year, row("4001", "count_jobs", 5), row("4002", "count_jobs", None), row("4003", "count_jobs", 0)
    )
    assert numbers(table, "40", "count_jobs") == (5, None, "reported", 2, 3)
    assert numbers(table, "4002", "count_jobs") == (None, None, "no_data", 0, 1)


def test_where_no_county_delivered_the_province_has_no_data(one_year):
    table = rolled(one_year, *(row(area, "count_jobs", None) for area in ("4001", "4002", "4003")))
    assert numbers(table, "40", "count_jobs") == (None, None, "no_data", 0, 3)


def test_the_districts_of_all_counties_are_rows_of_the_province(one_year):
    rows = [
        row(area, "count_trainees", number, breakdown="district", category=category)
        for area, category, number in (
            ("4001", "400101", 3),
            ("4001", "not_stated", 1),
            ("4002", "400201", 4),
            ("4002", "not_stated", 2),
            ("4003", "not_stated", None),
        )
    ]
    table = rolled(one_year, *rows)
    assert numbers(table, "40", "count_trainees", "district", "400101") == (3, None, "reported", 1, 1)
    assert numbers(table, "40", "count_trainees", "district", "400201") == (4, None, "reported", 1, 1)
    assert numbers(table, "40", "count_trainees", "district", "not_stated") == (3, None, "reported", 2, 3)


COUNTY_TARGETS = [
    row("4001", "target_jobs", 10),
    row("4002", "target_jobs", 20),
    row("4003", "target_jobs", None),
]
#: A county without a target keeps its jobs, for a province with a target of its own.
SHARES = [
    row("4001", "share_of_jobs_target", 5, 10),
    row("4002", "share_of_jobs_target", 6, 20),
    row("4003", "share_of_jobs_target", 7, None, status="no_data"),
]


def test_without_a_target_of_its_own_a_province_has_the_sum_of_those_of_its_counties(one_year):
    table = rolled(one_year, *COUNTY_TARGETS, *SHARES)
    assert numbers(table, "40", "target_jobs") == (30, None, "reported", 2, 3)


def test_a_share_of_a_target_counts_only_counties_that_have_one(one_year):
    table = rolled(one_year, *COUNTY_TARGETS, *SHARES)
    assert numbers(table, "40", "share_of_jobs_target") == (11, 30, "reported", 2, 3)
    assert numbers(table, "4003", "share_of_jobs_target")[2] == "no_data"


def test_a_target_of_its_own_is_the_provinces_and_all_its_jobs_count(one_year):
    table = rolled(one_year, *COUNTY_TARGETS, *SHARES, row("40", "target_jobs", 50))
    assert numbers(table, "40", "target_jobs") == (50, None, "reported", 3, 3)
    assert numbers(table, "40", "share_of_jobs_target") == (18, 50, "reported", 3, 3)
    assert numbers(table, "4001", "target_jobs") == (10, None, "reported", 1, 1)


def test_a_target_of_its_own_is_used_where_no_county_has_one(one_year):
    rows = [row(area, "target_jobs", None) for area in ("4001", "4002", "4003")]
    rows += [
        row("4001", "share_of_jobs_target", 5, None, status="no_data"),
        row("4002", "share_of_jobs_target", None),
        row("4003", "share_of_jobs_target", None),
    ]
    table = rolled(one_year, *rows, row("40", "target_jobs", 50))
    assert numbers(table, "40", "target_jobs") == (50, None, "reported", 3, 3)
    assert numbers(table, "40", "share_of_jobs_target") == (5, 50, "reported", 1, 3)


def test_a_target_of_its_own_without_any_jobs_delivered_has_no_share(one_year):
    rows = [row(area, "share_of_jobs_target", None) for area in ("4001", "4002", "4003")]
    table = rolled(one_year, *COUNTY_TARGETS, *rows, row("40", "target_jobs", 50))
    assert numbers(table, "40", "share_of_jobs_target")[2] == "no_data"


def test_the_target_of_one_kind_and_year_leaves_the_others_alone(tiny_suite):
    rows = [
        row(area, indicator, 10, year=year)
        for area in ("4001", "4002", "4003")
        for year in (1396, 1397)
        for indicator in ("target_jobs", "target_exits")
    ]
    table = roll_up(results(*rows, row("40", "target_jobs", 99)), tiny_suite)
    province = table[table["area"] == "40"].set_index(["year", "indicator"])["numerator"]
    assert dict(province) == {
        (1396, "target_jobs"): 30,
        (1396, "target_exits"): 30,
        (1397, "target_jobs"): 99,
        (1397, "target_exits"): 30,
    }


def test_every_county_may_carry_the_provinces_target_as_long_as_they_agree(one_year):
    own = row("40", "target_jobs", 50)
    assert numbers(rolled(one_year, *COUNTY_TARGETS, own, own, own), "40", "target_jobs")[0] == 50
    with pytest.raises(DataError, match="two values of target_jobs for province 40, 1397"):
        rolled(one_year, *COUNTY_TARGETS, own, row("40", "target_jobs", 51))


def test_the_nation_is_the_sum_of_its_provinces(nation):
    table = rolled(
        nation, row("0101", "count_jobs", 1), row("0102", "count_jobs", 2), row("0201", "count_jobs", 4)
    )
    assert numbers(table, NATION, "count_jobs") == (7, None, "reported", 3, 3)


def test_the_nation_says_how_many_counties_its_sum_lacks(nation):
    table = rolled(
        nation, row("0101", "count_jobs", 1), row("0102", "count_jobs", None), row("0201", "count_jobs", None)
    )
    assert numbers(table, "02", "count_jobs")[2] == "no_data"
    assert numbers(table, NATION, "count_jobs") == (1, None, "reported", 1, 3)


def test_the_nation_adds_the_provinces_own_targets(nation):
    table = rolled(
        nation,
        row("0101", "target_jobs", 10),
        row("0102", "target_jobs", 10),
        row("0201", "target_jobs", 10),
        row("01", "target_jobs", 100),
    )
    assert numbers(table, NATION, "target_jobs")[0] == 110


def test_only_a_suite_of_all_has_a_nation(one_year):
    table = rolled(one_year, *(row(area, "count_jobs", 1) for area in ("4001", "4002", "4003")))
    assert NATION not in table.index.get_level_values("area")


def test_a_year_and_county_without_results_is_an_error_never_a_missing_row(tiny_suite):
    rows = [
        row(area, "count_jobs", 1, year=year) for area in ("4001", "4002", "4003") for year in (1396, 1397)
    ]
    with pytest.raises(DataError, match="pairs missing: 2; the first is 1396, 4002"):
        roll_up(results(*[r for r in rows if r[1] != "4002"]), tiny_suite)


@pytest.mark.parametrize(("year", "area"), [(1398, "4001"), (1397, "2602")])
def test_results_off_the_grid_are_an_error_never_a_dropped_row(one_year, year, area):
    rows = [row(county, "count_jobs", 1) for county in ("4001", "4002", "4003")]
    with pytest.raises(DataError, match=f"off the grid: 1; the first is {year}, {area}"):
        roll_up(results(*rows, row(area, "count_jobs", 1, year=year)), one_year)


def test_a_province_target_off_the_grid_is_an_error_too(one_year):
    rows = [row(county, "target_jobs", 1) for county in ("4001", "4002", "4003")]
    with pytest.raises(DataError, match="off the grid"):
        roll_up(results(*rows, row("26", "target_jobs", 9)), one_year)


def test_the_grid_has_every_area_and_year_once(office_results, tiny_suite):
    table = roll_up(office_results, tiny_suite)
    key = ["year", "area", "indicator", "breakdown", "category"]
    assert not table.duplicated(key).any()
    assert set(zip(table["year"], table["area"], strict=True)) == {
        (year, area.code) for year in tiny_suite.years for area in tiny_suite.published_areas
    }
