"""Supervised plans that deviated within the year, and why."""

KEY = "count_plans_deviated"


def test_the_first_and_the_last_day_of_the_year_are_within_it(figure):
    found = figure(
        KEY,
        plans="""
        started_on  deviated_on  deviation_reason
        1396/01/01  1396/12/29   death
        1396/01/01  1397/01/01   death
        1396/01/01  1397/12/29   death
        1396/01/01  1398/01/01   death
        1396/01/01  .            .
    """,
    )
    assert found.numerator == 2


def test_a_plan_may_deviate_on_the_day_it_starts(figure):
    found = figure(
        KEY,
        plans="""
        started_on  deviated_on  deviation_reason
        1397/12/29  1397/12/29   other
    """,
    )
    assert found.numerator == 1


def test_a_plan_that_was_no_longer_supervised_in_the_year_does_not_count(figure):
    found = figure(
        KEY,
        plans="""
        started_on  supervised_until  deviated_on  deviation_reason
        1393/01/01  1396/12/29        1397/05/05   death
        1393/01/01  1397/01/01        1397/05/05   death
    """,
    )
    assert found.numerator == 1


def test_every_reason_is_a_row_zeros_included(figure):
    found = figure(
        KEY,
        plans="""
        deviated_on  deviation_reason
        1397/05/05   migration
        1397/05/05   migration
        1397/05/05   better_job
        1397/05/05   inability
        1398/05/05   death
    """,
    )
    assert found.by("deviation_reason") == {
        "death": "0",
        "migration": "2",
        "inability": "1",
        "better_job": "1",
        "other": "0",
    }


def test_without_plans_there_is_no_data(figure):
    found = figure(KEY)
    assert found.status == "no_data"
    assert set(found.by("deviation_reason").values()) == {"no_data"}
