"""What holds of protection whatever there is to protect."""

import random

import pandas as pd
import pytest

from karnameh.attack import attack
from karnameh.audit import audit
from karnameh.disclosure import Rule, protect
from karnameh.indicators.catalogue import INDICATORS, KEY, PUBLISHED
from karnameh.publication import to_csv

from .cells import THRESHOLD
from .registers import Lot, country, drawn, suite_of

SUITE = suite_of(country(3), 1397)
#: Of a province, of two years, of the nation with counties that did not deliver, with targets of the province's own.
WORLDS = {
    "a province": (SUITE, Lot(5)),
    "large and small counties": (SUITE, Lot(14)),
    "two years": (suite_of(country(3), 1396, 1397), Lot(6, own_targets=True)),
    "the nation": (suite_of(country(2, 2), 1397), Lot(5, undelivered=0.15)),
}


@pytest.fixture(scope="module", params=WORLDS)
def world(request):
    """A suite and its rolled-up results."""
    suite, lot = WORLDS[request.param]
    return suite, drawn(7, suite, lot)


@pytest.fixture(scope="module")
def protected(world):
    suite, rolled = world
    return protect(rolled, suite, Rule(THRESHOLD))


def told(rolled: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """The true numbers beside what is published."""
    return rolled.merge(table, on=KEY, suffixes=("_true", ""))


def test_an_audit_finds_nothing(protected):
    audit(protected.table, Rule(THRESHOLD))


def test_it_takes_a_search_to_find_what_else_is_hidden(protected):
    assert protected.primary > 0
    assert protected.further.sum() > 0


def test_every_primary_cell_is_hidden_and_counted(world, protected):
    suite, rolled = world
    counts = {key for key, i in INDICATORS.items() if i.kind == "count" and i.numerator.sensitive}
    both = told(rolled, protected.table)
    small = both["indicator"].isin(counts) & both["numerator_true"].between(1, THRESHOLD - 1).fillna(False)
    assert small.sum() > 10
    assert (both.loc[small, "status"] == "suppressed").all()
    hidden = (protected.table["status"] == "suppressed").sum()
    assert protected.primary + protected.further.sum() == hidden


def test_what_is_published_is_true(world, protected):
    both = told(world[1], protected.table)
    shown = both[both["status"] == "reported"]
    assert (shown["numerator"].astype("Int64") == shown["numerator_true"]).all()
    shares = shown[shown["denominator"].astype(str) != ""]
    assert (shares["denominator"].astype("Int64") == shares["denominator_true"]).all()


def test_what_was_not_delivered_is_left_as_it_is(world, protected):
    both = told(world[1], protected.table)
    assert ((both["status"] == "no_data") == (both["status_true"] == "no_data")).all()


def test_the_same_results_give_the_same_bytes(world, protected):
    suite, rolled = world
    assert to_csv(protect(rolled.copy(), suite, Rule(THRESHOLD)).table) == to_csv(protected.table)


def test_the_order_of_rows_changes_nothing(world, protected):
    suite, rolled = world
    shuffled = rolled.sample(frac=1, random_state=1)
    assert to_csv(protect(shuffled, suite, Rule(THRESHOLD)).table) == to_csv(protected.table)


def test_the_next_release_of_the_same_figures_hides_nothing_that_was_told(world, protected):
    suite, rolled = world
    before = as_written(protected.table)
    again = protect(rolled, suite, Rule(THRESHOLD), [before]).table
    assert not ((again["status"] == "suppressed") & (before["status"] == "reported")).any()
    assert not again["note"].str.contains("revised").any()
    audit(again, Rule(THRESHOLD), [before])


def as_written(table: pd.DataFrame) -> pd.DataFrame:
    """A table as an earlier release was kept."""
    return table.astype(dict.fromkeys(PUBLISHED, "str") | {"year": "int64"})


def test_a_higher_threshold_never_publishes_more():
    rolled = drawn(7, SUITE, Lot(14))
    before = None
    for threshold in (0, 2, 3, 5, 8):
        hidden = protect(rolled, SUITE, Rule(threshold)).table["status"] == "suppressed"
        assert before is None or not (before & ~hidden).any()
        before = hidden


@pytest.mark.parametrize("seed", range(10))
def test_registers_drawn_by_lot_pass_the_audit(seed):
    lot = Lot(random.Random(seed).choice((2, 5, 9, 14)), undelivered=0.1 * (seed % 3 == 0))
    rolled = drawn(seed, SUITE, lot)
    threshold = (2, 3, 5, 5)[seed % 4]
    shown = protect(rolled, SUITE, Rule(threshold)).table
    audit(shown, Rule(threshold))


@pytest.mark.parametrize("threshold", [2, 5])
def test_the_office_passes_the_audit(rolled_office, tiny_suite, threshold):
    shown = protect(rolled_office, tiny_suite, Rule(threshold)).table
    audit(shown, Rule(threshold))


def test_a_thorough_search_finds_no_more():
    shown = protect(drawn(8, SUITE, Lot(5)), SUITE, Rule(THRESHOLD)).table
    found = attack(shown, THRESHOLD, exact=True)
    assert len(found) > 100
    assert not found["exposed"].any()
