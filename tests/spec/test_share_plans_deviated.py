"""Supervised plans that deviated within the year, of those supervised in it."""

KEY = "share_plans_deviated"


def test_plans_that_ended_or_deviated_within_the_year_are_in_the_denominator(figure):
    found = figure(
        KEY,
        plans="""
        started_on  supervised_until  deviated_on  deviation_reason
        1395/01/01  1397/01/01        .            .
        1397/12/29  .                 .            .
        1396/01/01  .                 1397/01/01   death
        1396/01/01  .                 1396/12/29   death
        1398/01/01  .                 .            .
    """,
    )
    assert (found.numerator, found.denominator, found.value) == (1, 3, "33.3")


def test_a_share_of_no_plans_is_not_defined(figure):
    found = figure(
        KEY,
        plans="""
        started_on
        1390/01/01
    """,
    )
    assert (found.denominator, found.status) == (0, "not_defined")


def test_without_plans_there_is_no_data(figure):
    assert figure(KEY).status == "no_data"
