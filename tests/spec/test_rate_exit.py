"""Exits for self-reliance per 100 households supported at the start of the year."""

KEY = "rate_exit"


def test_the_start_of_the_year_is_the_end_of_the_year_before(figure):
    found = figure(
        KEY,
        households="""
        entered_on  exited_on   exit_reason
        1390/01/01  1396/12/29  death
        1390/01/01  1397/01/01  self_reliance
        1396/12/29  .           .
        1390/01/01  .           .
        1397/01/01  .           .
    """,
    )
    assert (found.numerator, found.denominator, found.value) == (1, 3, "33.3")


def test_exits_of_households_that_came_within_the_year_count_so_the_rate_may_pass_100(figure):
    found = figure(
        KEY,
        households="""
        entered_on  exited_on   exit_reason
        1390/01/01  1397/05/05  self_reliance
        1397/02/02  1397/05/05  self_reliance
    """,
    )
    assert (found.numerator, found.denominator, found.value) == (2, 1, "200.0")


def test_a_rate_of_no_households_is_not_defined_even_with_exits(figure):
    found = figure(
        KEY,
        households="""
        entered_on  exited_on   exit_reason
        1397/02/02  1397/05/05  self_reliance
    """,
    )
    assert (found.numerator, found.denominator, found.status, found.value) == (1, 0, "not_defined", "")


def test_its_unit_is_its_own(figure):
    assert set(figure(KEY).published["unit"]) == {"per_100"}


def test_without_households_there_is_no_data(figure):
    assert figure(KEY).status == "no_data"
