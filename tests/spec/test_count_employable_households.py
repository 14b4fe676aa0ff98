"""Supported households whose latest assessment up to the end of the year says employable."""

KEY = "count_employable_households"


def test_the_assessment_counts_up_to_the_last_day_of_the_year(figure):
    found = figure(
        KEY,
        households="""
        assessed_on  employable
        1397/12/29   yes
        1398/01/01   yes
        1389/01/01   yes
        1396/06/06   no
        .            .
    """,
    )
    assert found.numerator == 2


def test_only_supported_households_count(figure):
    found = figure(
        KEY,
        households="""
        assessed_on  employable  entered_on  exited_on   exit_reason
        1396/01/01   yes         1390/01/01  1397/12/29  self_reliance
        1396/01/01   yes         1398/01/01  .           .
        1396/01/01   yes         1390/01/01  1398/01/01  self_reliance
    """,
    )
    assert found.numerator == 1


def test_the_latest_assessment_up_to_the_year_decides(figure):
    tables = {
        "households": """
            household_id  assessed_on  employable
            h1            1398/02/02   no
            h2            1397/02/02   no
            h3            1397/02/02   yes
        """,
        "assessments": """
            household_id  assessed_on  employable
            h1            1395/02/02   no
            h1            1396/02/02   yes
            h2            1396/02/02   yes
            h3            1396/02/02   no
        """,
    }
    assert [figure(KEY, year, **tables).numerator for year in (1394, 1395, 1396, 1397, 1398)] == [
        0,
        0,
        2,
        2,
        1,
    ]


def test_the_household_file_decides_where_two_assessments_are_of_one_day(figure):
    found = figure(
        KEY,
        households="""
        assessed_on  employable
        1397/02/02   yes
    """,
        assessments="""
        assessed_on  employable
        1397/02/02   no
    """,
    )
    assert found.numerator == 1


def test_earlier_assessments_need_not_be_delivered(figure):
    found = figure(
        KEY,
        households="""
        assessed_on  employable
        1397/02/02   yes
    """,
        reporters="""
        table
        households
    """,
    )
    assert (found.status, found.value) == ("reported", "1")


def test_without_households_there_is_no_data(figure):
    assert figure(KEY).status == "no_data"
