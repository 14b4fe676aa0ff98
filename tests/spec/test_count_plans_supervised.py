"""Plans under supervision on any day of the year."""

KEY = "count_plans_supervised"


def test_a_plan_started_on_the_last_day_is_supervised_on_it(figure):
    found = figure(
        KEY,
        plans="""
        started_on
        1397/12/29
        1398/01/01
    """,
    )
    assert found.numerator == 1


def test_a_plan_supervised_until_the_first_day_is_supervised_on_it(figure):
    found = figure(
        KEY,
        plans="""
        started_on  supervised_until
        1395/01/01  1396/12/29
        1395/01/01  1397/01/01
    """,
    )
    assert found.numerator == 1


def test_a_plan_that_deviated_before_the_first_day_is_out_and_on_it_is_in(figure):
    found = figure(
        KEY,
        plans="""
        started_on  deviated_on  deviation_reason
        1396/01/01  1396/12/29   death
        1396/01/01  1397/01/01   death
    """,
    )
    assert found.numerator == 1


def test_the_three_years_of_supervision_touch_four_reporting_years(figure):
    plans = """
        started_on
        1395/12/30
    """
    found = [figure(KEY, year, plans=plans).numerator for year in (1394, 1395, 1396, 1397, 1398, 1399)]
    assert found == [None, 1, 1, 1, 1, 0]


def test_without_plans_there_is_no_data(figure):
    assert figure(KEY).status == "no_data"
