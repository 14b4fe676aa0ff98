"""Nothing that protection does is idle: without any one part an attacker finds something."""

from dataclasses import replace

import numpy as np
import pytest

from karnameh.attack import attack
from karnameh.disclosure import Rule, hiding, protect, suppression
from karnameh.disclosure.secrets import secrets

from .cells import THRESHOLD, exposed, published
from .puzzles import PUZZLES
from .registers import Lot, country, drawn, suite_of
from .switches import SWITCHES

SUITE = suite_of(country(3), 1397)


def shown_of(off) -> set[str]:
    """What is given away where a part shows that it is needed."""
    if off.puzzle:
        return exposed(published(PUZZLES[off.puzzle].cells))
    results = drawn(off.seed, SUITE, Lot((5, 9, 14)[off.seed % 3]))
    return exposed(protect(results, SUITE, Rule(THRESHOLD)).table)


@pytest.mark.parametrize("off", SWITCHES.values(), ids=SWITCHES.keys())
def test_without_a_part_something_is_given_away(off, monkeypatch):
    off.switch(monkeypatch)
    assert shown_of(off)


@pytest.mark.parametrize("seed", sorted({off.seed for off in SWITCHES.values() if off.seed is not None}))
def test_with_every_part_nothing_is(seed):
    results = drawn(seed, SUITE, Lot((5, 9, 14)[seed % 3]))
    assert not exposed(protect(results, SUITE, Rule(THRESHOLD)).table)


class TestSmallCounts:
    """Who knows the rule too must be left with every small count: 4 that is 4 or more would be known."""

    CELLS = {
        "4101/count_visits": 50,
        "4101/count_plans_supervised": 50,
        "4101/share_plans_visited": (4, 50),
        "4102/count_visits": 6,
        "4102/count_plans_supervised": 50,
        "4102/share_plans_visited": (6, 50),
    }

    @staticmethod
    def least(cells) -> int:
        found = attack(published(cells), THRESHOLD, exact=True)
        of = (found["area"] == "4101") & (found["indicator"] == "share_plans_visited")
        return found.loc[of, "low"].iloc[0]

    def test_each_is_left(self):
        assert self.least(self.CELLS) <= 1

    def test_without_the_window_it_is_not(self, monkeypatch):
        monkeypatch.setattr(suppression._Search, "_needed", _needed_by_width)
        assert not exposed(published(self.CELLS))
        assert self.least(self.CELLS) == 4

    def test_nor_where_no_small_count_is_looked_after(self, monkeypatch):
        monkeypatch.setattr(hiding, "secrets", _of_nobody)
        assert self.least(self.CELLS) == 4


def _needed_by_width(self, unknown: int, low: float, high: float) -> tuple[float, ...]:
    truth, threshold = int(self._system.truth[unknown]), self._secrets.threshold
    if high - low >= threshold:
        return ()
    return (low + threshold - truth, high - threshold - truth)


def _of_nobody(*arguments) -> suppression.Secrets:
    found = secrets(*arguments)
    return replace(found, close=np.zeros_like(found.close))


def test_without_a_second_look_more_is_hidden(monkeypatch):
    results = drawn(9, SUITE, Lot(14))
    hidden = protect(results, SUITE, Rule(THRESHOLD)).further.sum()
    monkeypatch.setattr(suppression._Search, "publish_needless", lambda _: None)
    assert protect(results, SUITE, Rule(THRESHOLD)).further.sum() > hidden
