"""Provinces that no sum over the nation ties are protected one by one, and come to what they come to together."""

from dataclasses import replace

import pandas as pd
import pytest

from karnameh.areas import NATION
from karnameh.disclosure import Protected, Rule
from karnameh.gate import apart, publishable
from karnameh.publication import to_csv

from .cells import THRESHOLD, kept
from .registers import Lot, correcting, country, drawn, suite_of

NATIONAL = suite_of(country(3, 2), 1396, 1397)
SUITE = replace(NATIONAL, whole_country=False)
RULES = Rule(THRESHOLD), Rule(THRESHOLD, "round", THRESHOLD)


def one_by_one(rolled, rule, earlier=()):
    parts = apart(rolled, earlier)
    assert list(parts) == ["41", "42"]
    return Protected.together([publishable(part.rows, SUITE, rule, part.earlier) for part in parts.values()])


def assert_same(one, other):
    assert to_csv(one.table) == to_csv(other.table)
    assert (one.primary, one.rounded) == (other.primary, other.rounded)
    assert one.further.to_dict() == other.further.to_dict()


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("seed", range(2))
def test_provinces_one_by_one_come_to_what_they_come_to_together(seed, rule):
    rolled = drawn(seed, SUITE, Lot(6, undelivered=0.1, own_targets=True))
    whole = publishable(rolled, SUITE, rule)
    assert whole.primary and (whole.further.any() or rule.rounds)
    assert_same(one_by_one(rolled, rule), whole)


def test_the_line_of_what_it_cost_is_the_same_too():
    rolled = drawn(2, SUITE, Lot(5))
    assert one_by_one(rolled, RULES[0]).told == publishable(rolled, SUITE, RULES[0]).told


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("seed", range(2))
def test_so_they_do_after_an_earlier_edition(seed, rule):
    first = kept(publishable(drawn(seed, SUITE), SUITE, rule).table)
    rolled = drawn(seed, SUITE, touch=correcting(seed, SUITE))
    assert_same(one_by_one(rolled, rule, [first]), publishable(rolled, SUITE, rule, [first]))


def test_so_they_do_where_the_earlier_edition_had_one_of_them():
    first = kept(publishable(drawn(1, SUITE), SUITE, RULES[0]).table)
    first = first[first["area"].str[:2] == "41"].reset_index(drop=True)
    rolled = drawn(1, SUITE, touch=correcting(2, SUITE))
    assert_same(one_by_one(rolled, RULES[0], [first]), publishable(rolled, SUITE, RULES[0], [first]))


def test_a_part_has_the_rows_of_its_province_and_what_was_told_of_it():
    rolled = drawn(1, SUITE)
    first = kept(publishable(rolled, SUITE, Rule(0)).table)
    parts = apart(rolled, [first])
    for code, part in parts.items():
        for rows in (part.rows, *part.earlier):
            assert set(rows["area"].str[:2]) == {code}
    together = pd.concat([part.rows for part in parts.values()])
    assert sorted(map(str, together.values.tolist())) == sorted(map(str, rolled.values.tolist()))


def test_where_the_nation_is_told_or_was_all_is_one_part():
    national, of_provinces = drawn(1, NATIONAL), drawn(1, SUITE)
    assert list(apart(national)) == [NATION]
    told = kept(publishable(national, NATIONAL, Rule(0)).table)
    (part,) = apart(of_provinces, [told]).values()
    assert part.rows is of_provinces and len(part.earlier[0]) == len(told)
