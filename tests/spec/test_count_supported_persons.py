"""The sum of the size of supported households."""

KEY = "count_supported_persons"


def test_the_persons_of_supported_households_are_added(figure):
    found = figure(
        KEY,
        households="""
        size  entered_on  exited_on   exit_reason
        1     1390/01/01  .           .
        30    1397/12/29  .           .
        7     1390/01/01  1397/12/29  death
        5     1398/01/01  .           .
        2     1390/01/01  1398/01/01  death
    """,
    )
    assert found.numerator == 1 + 30 + 2


def test_no_persons_is_zero_where_the_last_household_has_left(figure):
    found = figure(
        KEY,
        households="""
        size  exited_on   exit_reason
        4     1396/01/01  death
    """,
    )
    assert (found.status, found.value) == ("reported", "0")


def test_without_households_there_is_no_data(figure):
    assert figure(KEY).status == "no_data"
