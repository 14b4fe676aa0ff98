"""Purchases within the year, and by product."""

KEY = "count_purchases"


def test_the_first_and_the_last_day_of_the_year_are_within_it(figure):
    found = figure(
        KEY,
        purchases="""
        purchased_on
        1396/12/29
        1397/01/01
        1397/12/29
        1398/01/01
    """,
    )
    assert found.numerator == 2


def test_purchases_not_pieces_or_households_are_counted(figure):
    found = figure(
        KEY,
        households="""
        household_id
        h1
    """,
        purchases="""
        household_id
        h1
        h1
        .
    """,
    )
    assert found.numerator == 3


def test_every_product_is_a_row_zeros_included(figure):
    found = figure(
        KEY,
        purchases="""
        product
        carpet
        tableau_carpet
        tableau_carpet
    """,
    )
    assert found.by("product") == {"carpet": "1", "tableau_carpet": "2", "kilim": "0", "other": "0"}


def test_no_purchases_is_zero_where_they_were_delivered_and_else_no_data(figure):
    found = figure(
        KEY,
        reporters="""
        table
        purchases
    """,
    )
    assert (found.value, set(found.by("product").values())) == ("0", {"0"})
    found = figure(KEY)
    assert (found.status, set(found.by("product").values())) == ("no_data", {"no_data"})
