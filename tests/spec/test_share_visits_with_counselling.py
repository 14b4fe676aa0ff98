"""Visits within the year at which counselling was given, of the visits within it."""

KEY = "share_visits_with_counselling"


PLANS = """
    plan_id  started_on
    p1       1396/01/01
"""


def test_visits_and_not_plans_are_divided(figure):
    found = figure(
        KEY,
        plans=PLANS,
        visits="""
        counselling  visited_on
        yes          1397/01/01
        yes          1397/12/29
        no           1397/06/06
        yes          1396/12/29
        yes          1398/01/01
    """,
    )
    assert (found.numerator, found.denominator, found.value) == (2, 3, "66.7")


def test_a_share_of_no_visits_is_not_defined(figure):
    found = figure(
        KEY,
        plans=PLANS,
        visits="""
        visited_on
        1396/12/29
    """,
    )
    assert (found.denominator, found.status) == (0, "not_defined")


def test_without_visits_there_is_no_data(figure):
    assert figure(KEY, plans=PLANS).status == "no_data"
