"""The intervals are what counting out every possible table gives."""

import random
from functools import lru_cache

import pytest

from karnameh.attack import attack

from .tables import NOT_DEFINED, SUPPRESSED, cell, published
from .worlds import WORLDS

#: Worlds are counted out up to here; tables are made of small ones, so that few possible ones lie beyond.
MOST, SMALL = 6, 3
TABLES = 60
ASIDE = {"both", "size"}


@lru_cache
def all_of(kind: str) -> list[dict]:
    return list(WORLDS[kind](MOST))


def _first(said) -> int:
    return said[0] if isinstance(said, tuple) else said


def _said(said):
    return NOT_DEFINED if isinstance(said, tuple) and not said[1] else said


def _fits(world: dict, shown: dict, assume: bool) -> bool:
    return all(world[key] == said for key, said in shown.items()) and not (assume and world.get("both"))


def _hide(kind: str, seed: int, assume: bool) -> tuple[dict, list[str]]:
    """A small world, and some of its cells."""
    lot = random.Random(seed)
    fair = [w for w in all_of(kind) if w["size"] <= SMALL and not (assume and w.get("both"))]
    truth = lot.choice(fair)
    keys = sorted(set(truth) - ASIDE)
    return truth, lot.sample(keys, lot.randint(1, 3))


@pytest.mark.parametrize("kind", WORLDS)
def test_every_interval_is_the_one_counted_out(kind):
    counted_out = 0
    for seed in range(TABLES):
        assume = bool(seed % 2)
        truth, hidden = _hide(kind, seed, assume)
        shown = {key: said for key, said in truth.items() if key not in {*hidden, *ASIDE}}
        table = {key: _said(said) for key, said in shown.items()} | dict.fromkeys(hidden, SUPPRESSED)
        found = attack(published(table), 5, exact=True, doubted=[] if assume else ["IR"])
        possible = [world for world in all_of(kind) if _fits(world, shown, assume)]
        complete = all(world["size"] < MOST for world in possible)
        counted_out += complete
        for key in hidden:
            low, high = cell(found, key)[["low", "high"]].fillna(float("inf"))
            values = {_first(world[key]) for world in possible}
            assert low <= min(values) <= max(values) <= high
            if complete:
                assert (low, high) == (min(values), max(values))
    assert counted_out > TABLES / 4


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("kind", WORLDS)
def test_a_quick_look_exposes_what_a_thorough_one_does_and_claims_no_more_room(kind, seed):
    lot = random.Random(seed)
    truth = lot.choice(all_of(kind))
    table = {key: lot.choice([SUPPRESSED, _said(said)]) for key, said in truth.items() if key not in ASIDE}
    quick, thorough = attack(published(table), 3), attack(published(table), 3, exact=True)
    assert quick["exposed"].tolist() == thorough["exposed"].tolist()
    assert (quick["low"] >= thorough["low"]).all()
    quick_high, high = (found["high"].astype("float").fillna(float("inf")) for found in (quick, thorough))
    assert (quick_high <= high).all()
