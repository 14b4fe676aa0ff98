"""Supervisors in service at the end of the year."""

KEY = "count_supervisors"


SUPERVISORS = """
    county  from_on     until_on
    4001    1397/12/29  .
    4001    1398/01/01  .
    4001    1395/01/01  1397/12/29
    4001    1395/01/01  1398/01/01
    4002    1395/01/01  .
"""


def test_those_who_came_by_the_last_day_and_stay_beyond_it_count(figure):
    assert figure(KEY, supervisors=SUPERVISORS).numerator == 2


def test_a_supervisor_counts_in_the_county_of_the_base(figure):
    assert figure(KEY, county="4002", supervisors=SUPERVISORS).numerator == 1


def test_none_left_is_zero_and_none_ever_is_no_data(figure):
    found = figure(
        KEY,
        supervisors="""
        from_on     until_on
        1395/01/01  1396/01/01
    """,
    )
    assert (found.status, found.value) == ("reported", "0")
    assert figure(KEY, county="4003", supervisors=SUPERVISORS).status == "no_data"
