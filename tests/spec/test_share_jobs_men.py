"""Of the jobs of the year, those of plans operated by a man."""

KEY = "share_jobs_men"


PLANS = """
    jobs  operator_sex  started_on
    7     male          1397/01/01
    3     female        1397/12/29
    9     male          1396/12/29
"""


def test_jobs_and_not_plans_are_divided(figure):
    found = figure(KEY, plans=PLANS)
    assert (found.numerator, found.denominator, found.value) == (7, 10, "70.0")


def test_women_and_men_make_the_whole(figure):
    women, men = figure("share_jobs_women", plans=PLANS), figure(KEY, plans=PLANS)
    assert women.numerator + men.numerator == women.denominator == men.denominator


def test_a_share_of_no_jobs_is_not_defined(figure):
    assert figure(KEY, 1398, plans=PLANS).status == "not_defined"


def test_without_plans_there_is_no_data(figure):
    assert figure(KEY).status == "no_data"
