"""Visits within the year, and by stage."""

KEY = "count_visits"


OLD_PLAN = """
    plan_id  started_on
    p1       1396/06/01
"""


def test_the_first_and_the_last_day_of_the_year_are_within_it(figure):
    found = figure(
        KEY,
        plans=OLD_PLAN,
        visits="""
        visited_on
        1396/12/29
        1397/01/01
        1397/12/29
        1398/01/01
    """,
    )
    assert found.numerator == 2


def test_every_stage_is_a_row_zeros_included(figure):
    found = figure(
        KEY,
        1396,
        plans=OLD_PLAN,
        visits="""
        stage   visited_on
        before  1396/06/01
        before  1396/05/01
        during  1396/06/01
    """,
    )
    assert found.by("stage") == {"before": "2", "during": "1", "after": "0"}


def test_a_visit_belongs_to_the_county_of_its_plan(figure):
    tables = {
        "plans": """
            plan_id  county  started_on
            p1       4001    1396/01/01
            p2       4002    1396/01/01
        """,
        "visits": """
            plan_id
            p1
            p2
            p2
        """,
        "supervisors": """
            supervisor_id  county
            s1             4003
        """,
    }
    assert [figure(KEY, county=county, **tables).numerator for county in ("4001", "4002", "4003")] == [
        1,
        2,
        None,
    ]


def test_no_visits_is_zero_where_they_were_delivered_and_else_no_data(figure):
    found = figure(
        KEY,
        plans=OLD_PLAN,
        reporters="""
        table
        visits
    """,
    )
    assert (found.status, found.by("stage")) == ("reported", {"before": "0", "during": "0", "after": "0"})
    found = figure(KEY, plans=OLD_PLAN)
    assert (found.status, set(found.by("stage").values())) == ("no_data", {"no_data"})
