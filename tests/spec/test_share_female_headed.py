"""Of supported households, those with a woman at their head."""

KEY = "share_female_headed"


def test_the_share_is_of_supported_households(figure):
    found = figure(
        KEY,
        households="""
        head_sex  exited_on   exit_reason
        female    .           .
        male      .           .
        male      .           .
        female    1397/12/29  self_reliance
        male      1397/12/29  self_reliance
    """,
    )
    assert (found.numerator, found.denominator, found.value) == (1, 3, "33.3")


def test_no_women_is_zero_percent(figure):
    found = figure(
        KEY,
        households="""
        head_sex
        male
    """,
    )
    assert (found.status, found.value) == ("reported", "0.0")


def test_a_share_of_no_households_is_not_defined(figure):
    found = figure(
        KEY,
        households="""
        head_sex  exited_on   exit_reason
        female    1396/01/01  death
    """,
    )
    assert (found.numerator, found.denominator, found.status) == (0, 0, "not_defined")


def test_without_households_there_is_no_data(figure):
    assert figure(KEY).status == "no_data"
