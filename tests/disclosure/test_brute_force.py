"""Small worlds protected: among all tables that agree with what is published every small count stays possible."""

import itertools
import random
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from .cells import published, split, suppressed

sys.path.insert(0, str(Path(__file__).parents[1]))
from attack.worlds import WORLDS  # noqa: E402

THRESHOLD = 3
#: Worlds are counted out up to here; those that are protected are smaller, so that what bounds them is in sight.
MOST, SMALL = 7, 3
ASIDE = {"both", "size"}


@cache
def all_of(kind: str) -> list[dict]:
    return [_renamed(world) for world in WORLDS[kind](MOST)]


def _renamed(world: dict) -> dict:
    """In the areas of these tests."""
    return {key.replace("26", "41", 1) if key not in ASIDE else key: said for key, said in world.items()}


def of_counties(world: dict) -> dict:
    """The counts of counties; a few rials are no amount that anyone was paid."""
    counts = (key for key in world if key not in ASIDE and "amount_" not in key)
    return {key: world[key] for key in counts if len(split(key)[1]) == 4}


def _first(said) -> int:
    return said[0] if isinstance(said, tuple) else said


def assert_hidden_well(values: dict[str, set[int]], truth: dict[str, int]) -> None:
    """What each hidden count can be: values far enough apart, and for a small one every small count."""
    for key, possible in values.items():
        assert max(possible) - min(possible) >= THRESHOLD, key
        if truth[key] in range(1, THRESHOLD):
            assert possible >= set(range(1, THRESHOLD)), key


@pytest.mark.parametrize("kind", sorted(WORLDS.keys() - {"purchases"}))
def test_all_tables_of_two_counties_or_one(kind):
    lot, hidden_in_all = random.Random(kind), 0
    fair = [world for world in all_of(kind) if world["size"] <= SMALL and not world.get("both")]
    for world in lot.sample(fair, 30):
        truth = of_counties(world)
        hidden = {key for key in suppressed(published(truth, THRESHOLD)) if key in truth}
        shown = {key: said for key, said in truth.items() if key not in hidden}
        possible = [w for w in all_of(kind) if all(w[key] == said for key, said in shown.items())]
        values = {key: {_first(other[key]) for other in possible} for key in hidden}
        assert_hidden_well(values, {key: _first(said) for key, said in truth.items()})
        hidden_in_all += len(hidden)
    assert hidden_in_all


class Grid:
    """
    Jobs of some counties by sex, with all that follows: totals, the province, the shares of women and men.

    Every table that agrees with what is published is found county by county, then for all counties together.
    """

    SEXES = ("female", "male")

    def __init__(self, jobs: list[tuple[int, int]]):
        self.jobs = jobs
        self.counties = [f"41{number:02}" for number in range(1, len(jobs) + 1)]
        shown = published(self.cells(), THRESHOLD)
        self.hidden = suppressed(shown)

    def cells(self) -> dict:
        found = {}
        for county, numbers in zip(self.counties, self.jobs, strict=True):
            found |= self._of(county, numbers)
        return found

    def _of(self, area: str, numbers: tuple) -> dict:
        women, men = numbers
        by_sex = zip(self.SEXES, numbers, strict=True)
        return {
            f"{area}/count_jobs": women + men,
            **{f"{area}/count_jobs/operator_sex/{sex}": number for sex, number in by_sex},
            f"{area}/share_jobs_women": (women, women + men),
            f"{area}/share_jobs_men": (men, women + men),
        }

    def _agrees(self, area: str, true: tuple, other: tuple):
        """Where other numbers of an area show what is shown of the true ones."""
        agree = True
        others = self._of(area, other)
        for key, said in self._of(area, true).items():
            if key in self.hidden:
                continue
            pairs = zip(said, others[key], strict=True) if isinstance(said, tuple) else [(said, others[key])]
            for told, number in pairs:
                agree = agree & (number == told)
        return agree

    def values(self) -> dict[str, set[int]]:
        """Of each hidden count all that it can be."""
        by_county = []
        for county, true in zip(self.counties, self.jobs, strict=True):
            women, men = np.indices((MOST + 1, MOST + 1)).reshape(2, -1)
            fits = np.broadcast_to(self._agrees(county, true, (women, men)), women.shape)
            by_county.append(np.column_stack([women, men])[fits])
        choice = np.indices([len(found) for found in by_county]).reshape(len(by_county), -1)
        tables = [found[at] for found, at in zip(by_county, choice, strict=True)]
        sums, true = sum(tables), np.sum(self.jobs, axis=0)
        fits = np.broadcast_to(self._agrees("41", tuple(true), tuple(sums.T)), len(sums))
        found = {}
        for area, numbers in [*zip(self.counties, tables, strict=True), ("41", sums)]:
            for key, number in self._of(area, tuple(numbers[fits].T)).items():
                if key in self.hidden:
                    found[key] = set(map(int, number[0] if isinstance(number, tuple) else number))
        return found

    def truth(self) -> dict[str, int]:
        every = self.cells() | self._of("41", tuple(map(sum, zip(*self.jobs, strict=True))))
        return {key: _first(said) for key, said in every.items()}


@pytest.mark.parametrize("seed", range(60))
def test_all_tables_of_counties_by_categories(seed):
    lot = random.Random(seed)
    counties = lot.choice((2, 3, 3))
    grid = Grid([(lot.randint(0, SMALL), lot.randint(0, SMALL)) for _ in range(counties)])
    assert_hidden_well(grid.values(), grid.truth())


def test_counting_out_sees_what_is_given_away(monkeypatch):
    """Each of the two counties has hidden both sexes, and yet the first can only have one woman."""
    grid = Grid([(1, 4), (2, 4)])
    grid.hidden = {"4101/count_jobs/operator_sex/female", "4101/count_jobs/operator_sex/male"}
    assert grid.values()["4101/count_jobs/operator_sex/female"] == {1}


def test_the_true_table_is_among_those_counted_out():
    for jobs in itertools.product(((0, 3), (1, 2), (4, 1)), repeat=2):
        grid = Grid(list(jobs))
        truth = grid.truth()
        assert all(truth[key] in values for key, values in grid.values().items())
