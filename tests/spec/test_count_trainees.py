"""Trainings started within the year, and by skill, sex and district."""

KEY = "count_trainees"


def test_the_first_and_the_last_day_of_the_year_are_within_it(figure):
    found = figure(
        KEY,
        trainings="""
        started_on  finished_on
        1396/12/29  1397/02/02
        1397/01/01  .
        1397/12/29  1398/02/02
        1398/01/01  .
    """,
    )
    assert found.numerator == 2


def test_a_household_that_takes_two_courses_counts_twice(figure):
    found = figure(
        KEY,
        households="""
        household_id
        h1
    """,
        trainings="""
        household_id  skill
        h1            carpet
        h1            kilim
    """,
    )
    assert found.numerator == 2


def test_every_skill_is_a_row_zeros_included(figure):
    found = figure(
        KEY,
        trainings="""
        skill
        carpet
        carpet
        kilim
        medicinal_plants
    """,
    )
    assert found.by("skill") == {
        "carpet": "2",
        "kilim": "1",
        "medicinal_plants": "1",
        "livestock": "0",
        "sewing": "0",
        "services": "0",
        "other": "0",
    }


def test_trainees_by_sex(figure):
    found = figure(
        KEY,
        trainings="""
        trainee_sex
        female
        female
        female
    """,
    )
    assert found.by("trainee_sex") == {"male": "0", "female": "3"}


def test_the_districts_of_the_area_are_rows_and_those_of_others_are_not(figure):
    found = figure(
        KEY,
        trainings="""
        district  county
        400102    4001
        400102    4001
        .         4001
        400201    4002
    """,
    )
    assert found.by("district") == {"400101": "0", "400102": "2", "not_stated": "1"}


def test_trainees_in_medicinal_plants_by_district(figure):
    found = figure(
        KEY,
        trainings="""
        district  skill
        400101    medicinal_plants
        400101    medicinal_plants
        400102    carpet
        .         medicinal_plants
        .         carpet
    """,
    )
    assert found.by("district_medicinal_plants") == {"400101": "2", "400102": "0", "not_stated": "1"}


def test_no_trainings_is_zero_where_they_were_delivered_and_else_no_data(figure):
    found = figure(
        KEY,
        reporters="""
        table
        trainings
    """,
    )
    assert (found.value, found.by("district")) == ("0", {"400101": "0", "400102": "0", "not_stated": "0"})
    found = figure(KEY)
    assert found.status == "no_data"
    for breakdown in ("skill", "trainee_sex", "district", "district_medicinal_plants"):
        assert set(found.by(breakdown).values()) == {"no_data"}
