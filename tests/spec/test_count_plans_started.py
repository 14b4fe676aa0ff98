"""Plans started within the year."""

KEY = "count_plans_started"


def test_the_first_and_the_last_day_of_the_year_are_within_it(figure):
    found = figure(
        KEY,
        plans="""
        started_on
        1396/12/29
        1397/01/01
        1397/12/29
        1398/01/01
    """,
    )
    assert found.numerator == 2


def test_a_plan_counts_once_whatever_its_jobs_and_its_end(figure):
    found = figure(
        KEY,
        plans="""
        jobs  supervised_until  deviated_on  deviation_reason
        9     1397/01/01        1397/01/01   other
    """,
    )
    assert found.numerator == 1


def test_a_year_without_plans_is_zero_where_plans_were_delivered(figure):
    found = figure(
        KEY,
        reporters="""
        table
        plans
    """,
    )
    assert (found.status, found.value) == ("reported", "0")


def test_without_plans_there_is_no_data(figure):
    assert figure(KEY).status == "no_data"
