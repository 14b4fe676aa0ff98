"""Plans started by the end of the year, under supervision beyond it and not deviated by then."""

KEY = "count_active_plans"


def test_a_plan_is_active_from_the_day_it_starts(figure):
    found = figure(
        KEY,
        plans="""
        started_on
        1397/12/29
        1396/05/05
        1398/01/01
    """,
    )
    assert found.numerator == 2


def test_supervision_must_outlast_the_year(figure):
    found = figure(
        KEY,
        plans="""
        started_on  supervised_until
        1395/01/01  1397/12/29
        1395/01/01  1398/01/01
    """,
    )
    assert found.numerator == 1


def test_supervision_lasts_three_solar_hijri_years_unless_stated(figure):
    plans = """
        started_on
        1395/06/31
    """
    assert [figure(KEY, year, plans=plans).numerator for year in (1394, 1395, 1396, 1397, 1398)] == [
        None,
        1,
        1,
        1,
        0,
    ]


def test_a_stated_end_is_kept(figure):
    plans = """
        started_on  supervised_until
        1395/06/31  1399/01/01
    """
    assert [figure(KEY, year, plans=plans).numerator for year in (1398, 1399)] == [1, 0]


def test_three_years_after_30_esfand_is_the_last_day_of_that_esfand(figure):
    plans = """
        started_on
        1395/12/30
    """
    assert [figure(KEY, year, plans=plans).numerator for year in (1397, 1398)] == [1, 0]


def test_a_plan_that_deviated_on_the_last_day_is_not_active(figure):
    found = figure(
        KEY,
        plans="""
        deviated_on  deviation_reason
        1397/12/29   death
        1398/01/01   death
        .            .
    """,
    )
    assert found.numerator == 2


def test_zero_where_all_plans_are_over_and_no_data_where_there_are_none(figure):
    assert (
        figure(
            KEY,
            plans="""
        started_on
        1390/01/01
    """,
        ).value
        == "0"
    )
    assert figure(KEY).status == "no_data"
