"""The jobs of plans started within the year, and by operator, group, place, sector and channel."""

KEY = "count_jobs"


PLANS = """
    jobs  operator_sex  operator_group    place          sector       channel
    1     female        female_head       village        livestock    bank_loan
    2     female        girl_left_school  deprived_area  services     emdad_velayat_fund
    4     male          other             small_town     agriculture  placement
    8     male          .                 city           handicrafts  job_leader
    16    female        .                 city           fisheries    employer_incentive
    32    female        other             village        industry     bank_loan
    64    male          other             village        other        bank_loan
"""


def test_jobs_are_added_over_the_plans_started_within_the_year(figure):
    found = figure(
        KEY,
        plans="""
        jobs  started_on
        1     1396/12/29
        2     1397/01/01
        4     1397/12/29
        8     1398/01/01
    """,
    )
    assert found.numerator == 2 + 4


def test_30_esfand_lies_in_the_leap_year(figure):
    plans = """
        jobs  started_on
        3     1395/12/30
    """
    assert [figure(KEY, year, plans=plans).value for year in (1395, 1396)] == ["3", "0"]


def test_jobs_stay_where_a_plan_deviates_later(figure):
    found = figure(
        KEY,
        plans="""
        jobs  started_on  deviated_on  deviation_reason
        5     1397/01/01  1397/01/01   death
    """,
    )
    assert found.numerator == 5


def test_plans_of_people_without_a_file_count_and_those_of_other_counties_do_not(figure):
    found = figure(
        KEY,
        plans="""
        jobs  household_id  county
        1     .             4001
        2     h1            4001
        4     .             4002
    """,
        households="""
        county
        4002
    """,
    )
    assert found.numerator == 1 + 2


def test_jobs_by_sex_of_the_operator(figure):
    assert figure(KEY, plans=PLANS).by("operator_sex") == {"male": "76", "female": "51"}


def test_jobs_by_group_with_those_not_stated(figure):
    assert figure(KEY, plans=PLANS).by("operator_group") == {
        "female_head": "1",
        "girl_left_school": "2",
        "other": "100",
        "not_stated": "24",
    }


def test_jobs_by_place(figure):
    assert figure(KEY, plans=PLANS).by("place") == {
        "village": "97",
        "deprived_area": "2",
        "small_town": "4",
        "city": "24",
    }


def test_jobs_by_sector(figure):
    assert figure(KEY, plans=PLANS).by("sector") == {
        "livestock": "1",
        "services": "2",
        "agriculture": "4",
        "handicrafts": "8",
        "fisheries": "16",
        "industry": "32",
        "other": "64",
    }


def test_jobs_by_channel(figure):
    assert figure(KEY, plans=PLANS).by("channel") == {
        "bank_loan": "97",
        "emdad_velayat_fund": "2",
        "placement": "4",
        "job_leader": "8",
        "employer_incentive": "16",
    }


def test_every_category_is_a_row_zeros_included(figure):
    found = figure(
        KEY,
        plans="""
        jobs  sector
        3     fisheries
    """,
    )
    assert found.by("sector") == {
        "livestock": "0",
        "services": "0",
        "agriculture": "0",
        "handicrafts": "0",
        "fisheries": "3",
        "industry": "0",
        "other": "0",
    }
    assert found.by("operator_group")["not_stated"] == "3"


def test_no_data_is_no_data_in_every_category(figure):
    found = figure(KEY)
    assert found.status == "no_data"
    for breakdown in ("operator_sex", "operator_group", "place", "sector", "channel"):
        assert set(found.by(breakdown).values()) == {"no_data"}


def test_a_year_without_plans_after_one_with_plans_is_zero(figure):
    found = figure(
        KEY,
        1398,
        plans="""
        started_on
        1397/01/01
    """,
    )
    assert (found.status, found.value) == ("reported", "0")


def test_a_county_that_the_reporters_leave_out_did_not_deliver(figure):
    found = figure(
        KEY,
        plans="""
        started_on
        1397/01/01
    """,
        reporters="""
        county  table
        4002    plans
    """,
    )
    assert found.status == "no_data"


def test_delivering_another_year_or_another_table_is_not_delivering(figure):
    found = figure(
        KEY,
        plans="""
        started_on
        1397/01/01
    """,
        reporters="""
        year  table
        1396  plans
        1397  visits
    """,
    )
    assert found.status == "no_data"
