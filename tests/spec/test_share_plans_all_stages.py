"""Of plans whose supervision ended within the year without deviation, those visited in all three stages."""

KEY = "share_plans_all_stages"


ENDED = """
    plan_id  started_on  supervised_until
    p1       1394/05/05  1397/05/05
    p2       1394/05/05  1397/05/05
    p3       1394/05/05  1397/05/05
"""


def test_all_three_stages_are_needed_whenever_they_were(figure):
    found = figure(
        KEY,
        plans=ENDED,
        visits="""
        plan_id  stage   visited_on
        p1       before  1394/05/05
        p1       during  1395/05/05
        p1       after   1397/05/05
        p2       before  1394/05/05
        p2       during  1396/05/05
        p2       during  1397/05/05
        p3       after   1397/05/05
    """,
    )
    assert (found.numerator, found.denominator, found.value) == (1, 3, "33.3")


def test_supervision_ends_within_the_year_from_its_first_to_its_last_day(figure):
    found = figure(
        KEY,
        plans="""
        started_on  supervised_until
        1390/01/01  1396/12/29
        1390/01/01  1397/01/01
        1390/01/01  1397/12/29
        1390/01/01  1398/01/01
    """,
        visits="""
        visited_on
        1395/01/01
    """,
    )
    assert found.denominator == 2


def test_without_a_stated_end_supervision_ends_three_years_after_the_start(figure):
    tables = {
        "plans": """
        started_on
        1395/12/30
    """,
        "visits": """
        visited_on
        1396/01/01
    """,
    }
    assert [figure(KEY, year, **tables).denominator for year in (1397, 1398, 1399)] == [0, 1, 0]


def test_a_plan_that_deviated_by_its_last_day_is_left_out(figure):
    found = figure(
        KEY,
        plans="""
        started_on  supervised_until  deviated_on  deviation_reason
        1394/05/05  1397/05/05        1397/05/04   death
        1394/05/05  1397/05/05        1397/05/05   death
        1394/05/05  1397/05/05        1397/05/06   death
    """,
        visits="""
        visited_on
        1395/01/01
    """,
    )
    assert found.denominator == 1


def test_a_share_of_no_plans_is_not_defined(figure):
    found = figure(
        KEY,
        1396,
        plans=ENDED,
        visits="""
        visited_on
        1395/01/01
    """,
    )
    assert (found.denominator, found.status) == (0, "not_defined")


def test_it_needs_both_plans_and_visits(figure):
    assert figure(KEY, plans=ENDED).status == "no_data"
    assert (
        figure(
            KEY,
            plans=ENDED,
            reporters="""
        table
        plans
        visits
    """,
        ).value
        == "0.0"
    )
