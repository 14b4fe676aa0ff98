"""The money of the purchases within the year, and by product."""

KEY = "amount_purchases"


def test_amounts_are_added_in_whole_rials(figure):
    found = figure(
        KEY,
        purchases="""
        amount_rial     purchased_on
        90,000,000,000  1397/01/01
        1               1397/12/29
        500             1396/12/29
        500             1398/01/01
    """,
    )
    assert (found.numerator, found.value) == (90000000001, "90000000001")


def test_amounts_by_product_have_every_category(figure):
    found = figure(
        KEY,
        purchases="""
        amount_rial  product
        100          kilim
        20           kilim
        3            carpet
    """,
    )
    assert found.by("product") == {"carpet": "3", "tableau_carpet": "0", "kilim": "120", "other": "0"}


def test_its_contributors_are_the_purchases(figure):
    found = figure(
        KEY,
        purchases="""
        amount_rial  product
        100          kilim
        20           kilim
        3            carpet
    """,
    )
    rows = found.counted.set_index("category")
    assert list(rows.loc["", ["contributors", "largest"]]) == [3, 100]
    assert list(rows.loc["kilim", ["contributors", "largest"]]) == [2, 100]
    assert list(rows.loc["other", ["contributors", "largest"]]) == [0, 0]


def test_without_purchases_there_is_no_data(figure):
    found = figure(KEY)
    assert (found.status, set(found.by("product").values())) == ("no_data", {"no_data"})
