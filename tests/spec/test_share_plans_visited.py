"""Supervised plans with at least one visit within the year, of those supervised in it."""

KEY = "share_plans_visited"


def test_a_plan_counts_once_however_often_it_is_visited(figure):
    found = figure(
        KEY,
        plans="""
        plan_id  started_on
        p1       1396/01/01
        p2       1396/01/01
        p3       1396/01/01
    """,
        visits="""
        plan_id  visited_on
        p1       1397/01/01
        p1       1397/12/29
        p2       1396/12/29
        p3       1398/01/01
    """,
    )
    assert (found.numerator, found.denominator, found.value) == (1, 3, "33.3")


def test_a_visit_to_a_plan_that_is_not_supervised_in_the_year_does_not_count(figure):
    found = figure(
        KEY,
        plans="""
        plan_id  started_on
        p1       1398/01/01
        p2       1393/01/01
        p3       1397/01/01
    """,
        visits="""
        plan_id  stage   visited_on
        p1       before  1397/12/29
        p2       after   1397/02/02
    """,
    )
    assert (found.numerator, found.denominator) == (0, 1)


def test_a_visit_before_the_start_counts_when_the_plan_starts_within_the_year(figure):
    found = figure(
        KEY,
        plans="""
        started_on
        1397/06/01
    """,
        visits="""
        stage   visited_on
        before  1397/02/02
    """,
    )
    assert found.value == "100.0"


def test_a_share_of_no_plans_is_not_defined(figure):
    tables = {
        "plans": """
        started_on
        1390/01/01
    """,
        "visits": """
        visited_on
        1390/02/01
    """,
    }
    assert figure(KEY, **tables).status == "not_defined"


def test_it_needs_both_plans_and_visits(figure):
    plans = """
        started_on
        1397/01/01
    """
    assert figure(KEY, plans=plans).status == "no_data"
    assert (
        figure(
            KEY,
            plans=plans,
            reporters="""
        table
        plans
        visits
    """,
        ).value
        == "0.0"
    )
    assert (
        figure(
            KEY,
            plans=plans,
            reporters="""
        table
        visits
    """,
        ).status
        == "no_data"
    )
