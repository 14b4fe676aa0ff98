"""Jobs within the year, of the target."""

KEY = "share_of_jobs_target"


PLANS = """
    jobs  started_on
    5     1397/01/01
    2     1397/12/29
    9     1398/01/01
"""


def test_jobs_are_divided_by_the_target_of_jobs(figure):
    found = figure(
        KEY,
        plans=PLANS,
        targets="""
        indicator  target
        jobs       8
        exits      3
    """,
    )
    assert (found.numerator, found.denominator, found.value) == (7, 8, "87.5")


def test_it_may_pass_100_percent(figure):
    found = figure(
        KEY,
        plans=PLANS,
        targets="""
        target
        2
    """,
    )
    assert found.value == "350.0"


def test_no_jobs_where_plans_were_delivered_is_zero_percent(figure):
    found = figure(
        KEY,
        targets="""
        target
        2
    """,
        reporters="""
        table
        plans
        targets
    """,
    )
    assert (found.status, found.value) == ("reported", "0.0")


def test_without_a_target_there_is_no_data(figure):
    assert figure(KEY, plans=PLANS).status == "no_data"


def test_without_plans_there_is_no_data(figure):
    assert (
        figure(
            KEY,
            targets="""
        target
        2
    """,
        ).status
        == "no_data"
    )
