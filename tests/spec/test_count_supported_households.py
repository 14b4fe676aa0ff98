"""Households with entered_on up to the end of the year and no exit by then."""

KEY = "count_supported_households"


def test_a_household_counts_from_the_day_it_enters_even_the_last_of_the_year(figure):
    found = figure(
        KEY,
        households="""
        entered_on
        1396/12/29
        1397/12/29
        1398/01/01
    """,
    )
    assert found.numerator == 2


def test_a_household_that_leaves_on_the_last_day_does_not_count_and_a_day_later_it_does(figure):
    found = figure(
        KEY,
        households="""
        exited_on   exit_reason
        1397/12/29  marriage
        1398/01/01  marriage
        1396/05/05  death
    """,
    )
    assert found.numerator == 1


def test_the_last_day_of_a_leap_year_is_30_esfand(figure):
    households = """
        entered_on  exited_on   exit_reason
        1395/12/30  .           .
        1390/01/01  1395/12/30  pension
        1396/01/01  .           .
    """
    assert figure(KEY, 1395, households=households).numerator == 1


def test_households_of_other_counties_do_not_count(figure):
    households = """
        county
        4001
        4002
    """
    assert figure(KEY, households=households).numerator == 1
    assert figure(KEY, county="4002", households=households).numerator == 1


def test_a_household_that_came_and_went_counts_in_the_years_between(figure):
    households = """
        entered_on  exited_on   exit_reason
        1395/05/05  1397/02/02  self_reliance
    """
    assert [figure(KEY, year, households=households).numerator for year in (1394, 1395, 1396, 1397)] == [
        None,
        1,
        1,
        0,
    ]


def test_a_count_has_no_denominator_and_its_numerator_as_value(figure):
    found = figure(
        KEY,
        households="""
        size
        1
        1
    """,
    )
    assert (found.numerator, found.denominator, found.value, found.status) == (2, None, "2", "reported")


def test_no_household_up_to_the_year_is_no_data_where_nobody_says_who_delivered(figure):
    found = figure(
        KEY,
        households="""
        entered_on
        1398/01/01
    """,
    )
    assert (found.status, found.value) == ("no_data", "")


def test_none_is_zero_where_the_table_was_delivered(figure):
    found = figure(
        KEY,
        reporters="""
        year  table
        1397  households
    """,
    )
    assert (found.status, found.value) == ("reported", "0")


def test_rows_of_a_table_that_was_not_delivered_are_no_data(figure):
    found = figure(
        KEY,
        households="""
        size
        1
    """,
        reporters="""
        year  table
        1396  households
        1397  plans
    """,
    )
    assert found.status == "no_data"
