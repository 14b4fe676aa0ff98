"""Of the jobs of the year, those in villages and deprived areas."""

KEY = "share_jobs_rural_deprived"


def test_villages_and_deprived_areas_count_together(figure):
    found = figure(
        KEY,
        plans="""
        jobs  place
        2     village
        4     deprived_area
        3     small_town
        1     city
    """,
    )
    assert (found.numerator, found.denominator, found.value) == (6, 10, "60.0")


def test_only_jobs_of_the_year_count(figure):
    found = figure(
        KEY,
        plans="""
        jobs  place    started_on
        2     village  1396/12/29
        1     village  1397/12/29
        1     city     1397/01/01
        5     city     1398/01/01
    """,
    )
    assert found.value == "50.0"


def test_a_share_of_no_jobs_is_not_defined(figure):
    found = figure(
        KEY,
        1398,
        plans="""
        started_on
        1397/01/01
    """,
    )
    assert found.status == "not_defined"


def test_without_plans_there_is_no_data(figure):
    assert figure(KEY).status == "no_data"
