"""Where an attacker gets at a cell by way of an earlier edition, more is hidden beside it, or nothing is published."""

import pandas as pd
import pytest

from karnameh import gate
from karnameh.attack import COLUMNS
from karnameh.disclosure import Rule
from karnameh.errors import DataError

from .cells import THRESHOLD, kept, published, rolled, suite_for, suppressed

CELLS = {"4101/count_jobs": 17, "4102/count_jobs": 20, "4201/count_jobs": 30}
FOUND = (0, 1397, "4101", "count_jobs", "", "", 17, 17, "releases together", True, "numerator")


#: An edition to which nobody had delivered yet.
NOTHING = kept(published(dict.fromkeys(CELLS)))


def publishable(rule: Rule, earlier=()) -> pd.DataFrame:
    return gate.publishable(rolled(CELLS), suite_for(CELLS), rule, earlier).table


@pytest.fixture
def tries(monkeypatch):
    """The tables that the attacker saw; it always gets at the first county, or until so much is hidden."""
    seen, enough = [], []

    def given_away(table, *_):
        seen.append(table)
        hidden = suppressed(table)
        found = [] if enough and set(enough) <= hidden else [FOUND]
        return pd.DataFrame(found, columns=COLUMNS)

    monkeypatch.setattr(gate, "given_away", given_away)
    return seen, enough


def test_the_nearest_row_that_tells_of_it_is_hidden_until_nothing_is_given_away(tries):
    seen, enough = tries
    enough.append("41/count_jobs")
    assert "41/count_jobs" in suppressed(publishable(Rule(THRESHOLD), [NOTHING]))
    hidden = [suppressed(table) for table in seen]
    assert not hidden[0] and "4101/count_jobs" in hidden[1]
    assert ["41/count_jobs" in cells for cells in hidden] == [False, False, True]


def test_where_that_is_of_no_use_nothing_is_published(tries):
    seen, _ = tries
    with pytest.raises(DataError, match="1397/4101/count_jobs//: numerator, by: releases together"):
        publishable(Rule(THRESHOLD), [NOTHING])
    assert 1 < len(seen) <= 6


@pytest.mark.parametrize(
    "rule, earlier", [(Rule(THRESHOLD), False), (Rule(THRESHOLD, "round", THRESHOLD), True)]
)
def test_a_fault_of_a_first_edition_and_what_is_rounded_are_not_mended_so(tries, rule, earlier):
    seen, _ = tries
    with pytest.raises(DataError):
        publishable(rule, [NOTHING] if earlier else ())
    assert len(seen) == 1
