"""What holds of protection whatever the registers: nothing is given away, or said otherwise; order changes nothing."""

import pandas as pd
import pytest

from karnameh.audit import audit
from karnameh.disclosure import Rule, protect
from karnameh.indicators.catalogue import KEY
from karnameh.publication import to_csv

from .registers import Lot, country, drawn, suite_of

PROVINCE = suite_of(country(4), 1396, 1397)
NATION = suite_of(country(2, 2), 1397)
WORLDS = {
    "a province of two years": (1, PROVINCE, Lot(9)),
    "a nation": (2, NATION, Lot(12)),
    "tables that are missing": (3, suite_of(country(4), 1397), Lot(6, 0.2, own_targets=True)),
}


@pytest.fixture(scope="module", params=WORLDS)
def world(request):
    """A suite and its rolled-up results, drawn by lot."""
    seed, suite, lot = WORLDS[request.param]
    return suite, drawn(seed, suite, lot)


def hidden(table):
    return set(table.loc[table["status"] == "suppressed", KEY].itertuples(index=False, name=None))


@pytest.fixture(scope="module")
def protected(world):
    suite, rolled = world
    return protect(rolled, suite, Rule(5))


def test_an_attacker_finds_nothing(protected):
    assert protected.primary and protected.further.sum()
    audit(protected.table, Rule(5))


def test_what_is_published_is_the_truth_and_what_is_missing_stays_so(world, protected):
    suite, rolled = world
    plain = protect(rolled, suite, Rule(0)).table
    shown = protected.table["status"].isin(["reported", "not_defined"])
    pd.testing.assert_frame_equal(protected.table[shown], plain[shown])
    assert ((protected.table["status"] == "no_data") == (plain["status"] == "no_data")).all()


def test_the_order_of_results_changes_nothing(world, protected):
    suite, rolled = world
    again = protect(rolled.sample(frac=1, random_state=7), suite, Rule(5))
    assert to_csv(again.table) == to_csv(protected.table)


def test_a_higher_threshold_never_publishes_more(world):
    suite, rolled = world
    before = set()
    for threshold in (0, 2, 3, 5):
        now = hidden(protect(rolled, suite, Rule(threshold)).table)
        assert before <= now
        before = now


def test_an_edition_hides_with_what_the_one_before_has_not_told(world, protected):
    suite, rolled = world
    later = protect(rolled, suite, Rule(5), [protected.table])
    audit(later.table, Rule(5), [protected.table])
    assert not later.table["note"].str.contains("revised").any()
