"""Of the jobs of the year, those of plans operated by a woman."""

KEY = "share_jobs_women"


def test_jobs_and_not_plans_are_divided(figure):
    found = figure(
        KEY,
        plans="""
        jobs  operator_sex  started_on
        1     female        1397/01/01
        2     male          1397/12/29
        9     female        1396/12/29
        9     female        1398/01/01
    """,
    )
    assert (found.numerator, found.denominator, found.value) == (1, 3, "33.3")


def test_a_share_of_no_jobs_is_not_defined(figure):
    found = figure(
        KEY,
        1398,
        plans="""
        started_on
        1397/01/01
    """,
    )
    assert (found.denominator, found.status) == (0, "not_defined")


def test_without_plans_there_is_no_data(figure):
    assert figure(KEY).status == "no_data"
