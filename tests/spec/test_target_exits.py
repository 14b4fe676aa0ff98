"""The target of exits for the area and year."""

KEY = "target_exits"


TARGETS = """
    year  area  indicator  target
    1396  4001  exits      5
    1397  4001  exits      7
    1397  4001  jobs       9
    1397  4002  exits      11
    1397  40    exits      100
"""


def test_it_is_the_target_of_this_area_year_and_indicator(figure):
    found = figure(KEY, targets=TARGETS)
    assert (found.numerator, found.denominator, found.value) == (7, None, "7")
    assert set(found.published["unit"]) == {"exit"}


def test_an_area_without_a_target_has_no_data(figure):
    assert figure(KEY, 1398, targets=TARGETS).status == "no_data"
    assert figure(KEY, county="4003", targets=TARGETS).status == "no_data"


def test_a_target_that_was_not_delivered_is_no_data(figure):
    assert (
        figure(
            KEY,
            targets=TARGETS,
            reporters="""
        table
        households
    """,
        ).status
        == "no_data"
    )
