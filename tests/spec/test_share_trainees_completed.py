"""Of trainings started within the year, the completed ones."""

KEY = "share_trainees_completed"


def test_what_counts_is_completion_not_the_day_of_it(figure):
    found = figure(
        KEY,
        trainings="""
        completed  started_on  finished_on
        yes        1397/12/29  1398/02/02
        yes        1397/01/01  .
        no         1397/01/01  1397/02/02
        yes        1396/12/29  1397/02/02
    """,
    )
    assert (found.numerator, found.denominator, found.value) == (2, 3, "66.7")


def test_a_share_of_no_trainings_is_not_defined(figure):
    found = figure(
        KEY,
        1398,
        trainings="""
        started_on
        1397/01/01
    """,
    )
    assert (found.denominator, found.status) == (0, "not_defined")


def test_without_trainings_there_is_no_data(figure):
    assert figure(KEY).status == "no_data"
