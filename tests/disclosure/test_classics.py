"""
Examples of the literature, mapped onto counties by categories; the figures only.

Statistical Policy Working Paper 22, Report on Statistical Disclosure Limitation Methodology, Federal Committee on
Statistical Methodology, 1994, chapter II: delinquent children by county and education of the head of household.
M. Fischetti and J. J. Salazar: Models and Algorithms for Optimizing Cell Suppression in Tabular Data with Linear
Constraints, Journal of the American Statistical Association 95, 2000: investment by activity and region.
"""

import pytest

from karnameh.attack import attack
from karnameh.indicators.catalogue import KEY

from .cells import THRESHOLD, Money, exposed, published, published_carelessly, suppressed
from .puzzles import CHANNELS, M

PLACES = ("village", "deprived_area", "small_town", "city")
CHILDREN = ((15, 1, 3, 1), (20, 10, 10, 15), (3, 10, 10, 2), (12, 14, 7, 2))
INVESTMENT = ((20, 50, 10), (8, 19, 22), (17, 32, 12))
#: The cell of it that must not be known: activity II in region C.
SENSITIVE = (1, 2)


def children() -> dict:
    """After Working Paper 22: rows are counties, columns places."""
    cells = {}
    for county, row in enumerate(CHILDREN, 1):
        cells[f"410{county}/count_jobs"] = sum(row)
        for place, number in zip(PLACES, row, strict=True):
            cells[f"410{county}/count_jobs/place/{place}"] = number
    return cells


def investment() -> dict:
    """After Fischetti and Salazar: rows are counties, columns channels of loans, in thousand million rial."""
    cells = {}
    for county, row in enumerate(INVESTMENT):
        area = f"410{county + 1}"
        cells[f"{area}/amount_loans"] = Money(sum(row) * 1000 * M)
        amounts = (*row, *[0] * (len(CHANNELS) - len(row)))
        for at, (channel, amount) in enumerate(zip(CHANNELS, amounts, strict=True)):
            rial = amount * 1000 * M
            largest = rial if (county, at) == SENSITIVE else 0
            cells[f"{area}/amount_loans/channel/{channel}"] = Money(rial, 50 if amount else 0, largest)
    return cells


@pytest.mark.parametrize("table", [children, investment])
class TestBoth:
    def test_hiding_what_tells_of_few_alone_gives_it_away(self, table, monkeypatch):
        assert exposed(published_carelessly(table(), monkeypatch))

    def test_protected_it_is_not(self, table):
        assert not exposed(published(table()))

    def test_no_total_is_hidden(self, table):
        assert all(key.count("/") == 3 for key in suppressed(published(table())))
        assert not {key for key in suppressed(published(table())) if key.startswith("41/")}


def test_company_in_every_row_and_column_is_not_enough():
    """The suppression that the paper shows to be unsafe: the first county has one child in the last column."""
    shown = published(children())
    unsafe = {"4101": PLACES[1:], "4102": PLACES[1:3], "4103": (PLACES[0], PLACES[3])}
    unsafe["4104"] = unsafe["4103"]
    keys = {f"{area}/count_jobs/place/{place}" for area, places in unsafe.items() for place in places}
    assert keys != suppressed(shown)
    truth = published(children(), threshold=0)
    hidden = truth[KEY[1:]].agg("/".join, axis=1).isin(keys)
    truth.loc[hidden, "status"] = "suppressed"
    truth.loc[hidden, ["numerator", "value"]] = ""
    assert "4101/count_jobs/place/city" in exposed(truth)


def test_the_sensitive_amount_has_as_much_company_as_the_authors_give_it():
    """Three others, in a rectangle; it can be a ninth less and more."""
    row, column = SENSITIVE
    shown = published(investment())
    assert len(suppressed(shown)) == 4
    found = attack(shown, THRESHOLD, exact=True)
    here = (found["area"] == f"410{row + 1}") & (found["category"] == CHANNELS[column])
    low, high = found.loc[here, ["low", "high"]].iloc[0]
    amount = INVESTMENT[row][column] * 1000 * M
    assert 9 * low <= 8 * amount
    assert 9 * high >= 10 * amount
