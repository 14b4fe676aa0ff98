"""Of trainings started within the year, those employed within 365 days of the start."""

KEY = "share_trainees_employed"


def test_the_365th_day_counts_and_the_366th_does_not(figure):
    found = figure(
        KEY,
        trainings="""
        started_on  employed_on
        1397/02/01  1398/02/01
        1397/02/01  1398/02/02
        1397/02/01  1397/02/01
        1397/02/01  .
    """,
    )
    assert (found.numerator, found.denominator, found.value) == (2, 4, "50.0")


def test_in_a_leap_year_365_days_end_a_day_before_the_anniversary(figure):
    found = figure(
        KEY,
        1395,
        trainings="""
        started_on  employed_on
        1395/02/01  1396/01/31
        1395/02/01  1396/02/01
    """,
    )
    assert (found.numerator, found.denominator) == (1, 2)


def test_the_course_decides_the_year_and_completion_is_not_needed(figure):
    found = figure(
        KEY,
        trainings="""
        started_on  employed_on  completed
        1396/12/29  1397/02/02   yes
        1397/12/29  1398/12/01   no
    """,
    )
    assert (found.numerator, found.denominator) == (1, 1)


def test_a_share_of_no_trainings_is_not_defined(figure):
    found = figure(
        KEY,
        1398,
        trainings="""
        started_on
        1397/01/01
    """,
    )
    assert found.status == "not_defined"


def test_without_trainings_there_is_no_data(figure):
    assert figure(KEY).status == "no_data"
