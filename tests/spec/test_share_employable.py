"""Employable households of supported ones."""

KEY = "share_employable"


def test_households_never_assessed_are_in_the_denominator(figure):
    found = figure(
        KEY,
        households="""
        assessed_on  employable
        1397/02/02   yes
        1397/02/02   yes
        1397/02/02   no
        .            .
        .            .
        .            .
    """,
    )
    assert (found.numerator, found.denominator, found.value) == (2, 6, "33.3")


def test_it_follows_the_latest_assessment(figure):
    tables = {
        "households": """
            assessed_on  employable
            1397/02/02   no
        """,
        "assessments": """
            assessed_on  employable
            1396/02/02   yes
        """,
    }
    assert [figure(KEY, year, **tables).value for year in (1396, 1397)] == ["100.0", "0.0"]


def test_a_share_of_no_households_is_not_defined(figure):
    found = figure(
        KEY,
        households="""
        exited_on   exit_reason
        1397/12/29  death
    """,
    )
    assert found.status == "not_defined"


def test_without_households_there_is_no_data(figure):
    assert figure(KEY).status == "no_data"
