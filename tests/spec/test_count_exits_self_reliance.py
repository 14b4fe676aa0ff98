"""Exits within the year for self-reliance."""

KEY = "count_exits_self_reliance"


def test_the_first_and_the_last_day_of_the_year_are_within_it(figure):
    found = figure(
        KEY,
        households="""
        exited_on   exit_reason
        1396/12/29  self_reliance
        1397/01/01  self_reliance
        1397/12/29  self_reliance
        1398/01/01  self_reliance
    """,
    )
    assert found.numerator == 2


def test_exits_for_other_reasons_do_not_count(figure):
    found = figure(
        KEY,
        households="""
        exited_on   exit_reason
        1397/05/05  marriage
        1397/05/05  pension
        1397/05/05  death
        1397/05/05  review
        1397/05/05  other
        .           .
    """,
    )
    assert (found.status, found.value) == ("reported", "0")


def test_a_household_that_entered_and_left_within_the_year_counts(figure):
    found = figure(
        KEY,
        households="""
        entered_on  exited_on   exit_reason
        1397/02/02  1397/02/02  self_reliance
    """,
    )
    assert found.numerator == 1


def test_without_households_there_is_no_data(figure):
    assert figure(KEY).status == "no_data"
