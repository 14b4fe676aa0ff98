"""Active plans at the end of the year, for each supervisor in service then."""

KEY = "rate_plans_per_supervisor"


PLANS = """
    started_on  supervised_until  deviated_on  deviation_reason
    1397/12/29  .                 .            .
    1396/01/01  1398/01/01        .            .
    1396/01/01  .                 1398/01/01   death
    1396/01/01  1397/12/29        .            .
    1396/01/01  .                 1397/12/29   death
"""


def test_active_plans_are_divided_by_supervisors_in_service(figure):
    found = figure(
        KEY,
        plans=PLANS,
        supervisors="""
        from_on     until_on
        1395/01/01  .
        1397/12/29  .
        1395/01/01  1397/12/29
    """,
    )
    assert (found.numerator, found.denominator, found.value) == (3, 2, "1.5")
    assert set(found.published["unit"]) == {"plans_per_supervisor"}


def test_without_a_supervisor_in_service_it_is_not_defined(figure):
    found = figure(
        KEY,
        plans=PLANS,
        supervisors="""
        from_on     until_on
        1395/01/01  1396/01/01
    """,
    )
    assert (found.numerator, found.denominator, found.status) == (3, 0, "not_defined")


def test_it_needs_both_plans_and_supervisors(figure):
    assert figure(KEY, plans=PLANS).status == "no_data"
    assert (
        figure(
            KEY,
            supervisors="""
        from_on
        1395/01/01
    """,
        ).status
        == "no_data"
    )
