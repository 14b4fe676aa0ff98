"""Of the jobs of the year, those in small towns and cities."""

KEY = "share_jobs_urban"


PLANS = """
    jobs  place
    2     village
    4     deprived_area
    3     small_town
    1     city
"""


def test_small_towns_and_cities_count_together(figure):
    found = figure(KEY, plans=PLANS)
    assert (found.numerator, found.denominator, found.value) == (4, 10, "40.0")


def test_rural_and_urban_make_the_whole(figure):
    rural, urban = figure("share_jobs_rural_deprived", plans=PLANS), figure(KEY, plans=PLANS)
    assert rural.numerator + urban.numerator == rural.denominator == urban.denominator


def test_a_share_of_no_jobs_is_not_defined(figure):
    assert figure(KEY, 1398, plans=PLANS).status == "not_defined"


def test_without_plans_there_is_no_data(figure):
    assert figure(KEY).status == "no_data"
