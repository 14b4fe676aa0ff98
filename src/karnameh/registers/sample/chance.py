"""Whole numbers that add up, and rows chosen so that they do: no drawing again until it fits."""

import numpy as np
from numpy.random import PCG64, Generator

from karnameh import calendar
from karnameh.registers.sample.calibration import SEED


def stream(*key: int) -> Generator:
    """Random numbers of one county or province: the same on every run, whatever was made before."""
    return Generator(PCG64([SEED, *key]))


def apportion(total: int, weights) -> np.ndarray:
    """A whole number shared out by weights, largest remainders first."""
    weights = np.asarray(weights, dtype=float)
    if total <= 0 or weights.sum() <= 0:
        return np.zeros(len(weights), dtype=np.int64)
    exact = total * weights / weights.sum()
    parts = np.floor(exact).astype(np.int64)
    parts[np.argsort(parts - exact, kind="stable")[: total - parts.sum()]] += 1
    return parts


def split(total: int, sizes, shares) -> np.ndarray:
    """How many of each group belong to a part of all: by their shares, odds tilted alike to fit the total."""
    sizes = np.asarray(sizes, dtype=np.int64)
    total = int(min(max(total, 0), sizes.sum()))
    if total in (0, sizes.sum()):
        return sizes * (total > 0)
    shares = np.clip(shares, 1e-4, 1 - 1e-4)
    odds = np.log(shares / (1 - shares))
    low, high = -40.0, 40.0
    for _ in range(80):
        middle = (low + high) / 2
        fits = (sizes / (1 + np.exp(-odds - middle))).sum() < total
        low, high = (middle, high) if fits else (low, middle)
    exact = sizes / (1 + np.exp(-odds - low))
    parts = np.minimum(np.floor(exact).astype(np.int64), sizes)
    order = np.argsort(np.where(parts < sizes, parts - exact, np.inf), kind="stable")
    parts[order[: total - parts.sum()]] += 1
    return parts


def spread(totals, sizes, mixes) -> np.ndarray:
    """Groups × categories near the groups' mixes: rows add up to the groups' sizes, columns to the totals."""
    left = np.array(sizes, dtype=np.int64)
    totals = apportion(int(left.sum()), totals)
    mixes = np.asarray(mixes, dtype=float)
    columns = []
    for number, total in enumerate(totals[:-1]):
        columns.append(split(total, left, mixes[:, number] / mixes[:, number:].sum(axis=1)))
        left = left - columns[-1]
    return np.column_stack([*columns, left])


def pick(rng: Generator, count: int, weights) -> np.ndarray:
    """Positions of `count` different rows, the heavier the likelier; rows of weight 0 never."""
    weights = np.asarray(weights, dtype=float)
    count = int(min(max(count, 0), (weights > 0).sum()))
    with np.errstate(divide="ignore"):
        keys = np.log(weights) + rng.gumbel(size=len(weights))
    return np.sort(np.argsort(-keys, kind="stable")[:count])


def deal(rng: Generator, count: int, shares) -> np.ndarray:
    """One category number per row, in random order, in exactly these proportions."""
    numbers = np.repeat(np.arange(len(shares)), apportion(count, shares))
    rng.shuffle(numbers)
    return numbers


def chosen(count: int, positions: np.ndarray) -> np.ndarray:
    """Positions as a mask."""
    mask = np.zeros(count, dtype=bool)
    mask[positions] = True
    return mask


def year_days(year: int) -> tuple[np.datetime64, np.datetime64]:
    """First and last day of a Solar Hijri year."""
    return np.datetime64(calendar.first_day(year), "D"), np.datetime64(calendar.last_day(year), "D")


def days_between(rng: Generator, first, last) -> np.ndarray:
    """A day from each span, both ends included."""
    span = (last - first).astype(np.int64)
    return first + rng.integers(0, span + 1)


def ids(letter: str, county: str, count: int) -> np.ndarray:
    """P2602-000001, …: unique in the nation."""
    return np.array([f"{letter}{county}-{number:06d}" for number in range(1, count + 1)], dtype=object)
