"""What is hidden makes no difference: two truths that are published alike are published alike to the byte."""

import random
from itertools import pairwise

import numpy as np

from karnameh.publication import to_csv

from .cells import published
from .test_brute_force import MOST, SMALL, THRESHOLD, Grid


def _others(grid: Grid, lot: random.Random) -> list[Grid]:
    """Tables that agree with what is published of one, some of them."""
    found = []
    for _ in range(400):
        moved = [tuple(int(n) for n in np.clip(np.add(pair, _step(lot)), 0, MOST)) for pair in grid.jobs]
        if moved != grid.jobs and _agree(grid, moved):
            found.append(moved)
    return [Grid(jobs) for jobs in {tuple(jobs): jobs for jobs in found}.values()]


def _step(lot: random.Random) -> tuple[int, int]:
    return lot.choice(((0, 0), (1, -1), (-1, 1), (1, 0), (-1, 0), (0, 1), (0, -1)))


def _agree(grid: Grid, jobs: list[tuple[int, int]]) -> bool:
    pairs = [*zip(grid.counties, grid.jobs, jobs, strict=True)]
    pairs.append(("41", *(tuple(map(sum, zip(*rows, strict=True))) for rows in (grid.jobs, jobs))))
    return all(grid._agrees(area, true, other) for area, true, other in pairs)


def test_truths_of_which_the_same_is_hidden_are_the_same_file():
    compared = 0
    for seed in range(5):
        lot = random.Random(seed)
        grid = Grid([(lot.randint(0, SMALL), lot.randint(0, SMALL)) for _ in range(3)])
        alike = [other for other in _others(grid, lot) if other.hidden == grid.hidden]
        files = [to_csv(published(each.cells(), THRESHOLD)) for each in (grid, *alike)]
        assert all(one == other for one, other in pairwise(files))
        compared += len(alike)
    assert compared > 10


def test_another_number_of_what_is_told_is_seen():
    one, other = Grid([(3, 30), (7, 30)]), Grid([(3, 31), (7, 30)])
    assert to_csv(published(one.cells(), THRESHOLD)) != to_csv(published(other.cells(), THRESHOLD))
