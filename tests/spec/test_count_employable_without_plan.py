"""Employable households with no plan under way at the end of the year."""

KEY = "count_employable_without_plan"


ABLE = """
    household_id  assessed_on  employable
    h1            1395/01/01   yes
"""


def test_a_household_without_any_plan_counts(figure):
    found = figure(
        KEY,
        households=ABLE,
        plans="""
        household_id  started_on
        .             1397/01/01
    """,
    )
    assert found.numerator == 1


def test_a_plan_counts_from_its_first_day(figure):
    for started_on, without in (("1397/12/29", 0), ("1398/01/01", 1)):
        found = figure(
            KEY,
            households=ABLE,
            plans=f"""
            household_id  started_on
            .             1396/01/01
            h1            {started_on}
        """,
        )
        assert found.numerator == without


def test_a_plan_that_deviated_by_the_last_day_is_not_under_way(figure):
    for deviated_on, without in (("1397/12/29", 1), ("1398/01/01", 0)):
        found = figure(
            KEY,
            households=ABLE,
            plans=f"""
            household_id  deviated_on    deviation_reason
            h1            {deviated_on}  migration
        """,
        )
        assert found.numerator == without


def test_a_plan_whose_supervision_ends_on_the_last_day_is_not_under_way(figure):
    for supervised_until, without in (("1397/12/29", 1), ("1398/01/01", 0)):
        found = figure(
            KEY,
            households=ABLE,
            plans=f"""
            household_id  started_on  supervised_until
            h1            1396/01/01  {supervised_until}
        """,
        )
        assert found.numerator == without


def test_another_plan_under_way_is_enough(figure):
    found = figure(
        KEY,
        households=ABLE,
        plans="""
        household_id  deviated_on  deviation_reason
        h1            1397/05/05   death
        h1            .            .
    """,
    )
    assert found.numerator == 0


def test_a_plan_in_another_county_does_not_count_for_the_household(figure):
    plans = """
        household_id  county
        .             4001
        h1            4002
    """
    assert figure(KEY, households=ABLE, plans=plans).numerator == 1
    assert figure(KEY, county="4002", households=ABLE, plans=plans).status == "no_data"


def test_households_that_are_not_employable_or_not_supported_do_not_count(figure):
    found = figure(
        KEY,
        households="""
        assessed_on  employable  exited_on   exit_reason
        1395/01/01   no          .           .
        .            .           .           .
        1395/01/01   yes         1397/12/29  death
    """,
        plans="""
        household_id
        .
    """,
    )
    assert (found.status, found.numerator) == ("reported", 0)


def test_it_needs_both_households_and_plans(figure):
    assert figure(KEY, households=ABLE).status == "no_data"
    assert (
        figure(
            KEY,
            plans="""
        jobs
        1
    """,
        ).status
        == "no_data"
    )
    assert (
        figure(
            KEY,
            households=ABLE,
            reporters="""
        table
        households
        plans
    """,
        ).value
        == "1"
    )
