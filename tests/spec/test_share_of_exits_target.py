"""Exits for self-reliance within the year, of the target."""

KEY = "share_of_exits_target"


LEFT = """
    exited_on   exit_reason
    1397/01/01  self_reliance
    1397/12/29  self_reliance
    1397/12/29  marriage
    1398/01/01  self_reliance
"""


def test_exits_for_self_reliance_are_divided_by_the_target_of_exits(figure):
    found = figure(
        KEY,
        households=LEFT,
        targets="""
        indicator  target
        exits      3
        jobs       50
    """,
    )
    assert (found.numerator, found.denominator, found.value) == (2, 3, "66.7")


def test_it_may_pass_100_percent(figure):
    found = figure(
        KEY,
        households=LEFT,
        targets="""
        indicator  target
        exits      1
    """,
    )
    assert found.value == "200.0"


def test_without_a_target_or_without_households_there_is_no_data(figure):
    assert figure(KEY, households=LEFT).status == "no_data"
    assert (
        figure(
            KEY,
            targets="""
        indicator  target
        exits      1
    """,
        ).status
        == "no_data"
    )


def test_the_target_of_the_province_is_not_the_countys(figure):
    found = figure(
        KEY,
        households=LEFT,
        targets="""
        area  indicator  target
        40    exits      3
    """,
    )
    assert found.status == "no_data"
