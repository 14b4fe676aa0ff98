"""What protection costs: little more than what must go, headline figures not at all, and little time."""

import random
import time
from itertools import combinations

import pytest

from karnameh.audit import audit
from karnameh.disclosure import Rule, protect
from karnameh.registers.schema import SECTOR

from .argus import suppressed_by_argus
from .cells import THRESHOLD, exposed, joined, published, rolled, showing, suppressed
from .registers import Lot, country, drawn, suite_of

SUITE = suite_of(country(6), *range(1395, 1400))
#: Of cells that tell of few, so many others at most.
TWICE = 2
SECONDS = 60


@pytest.fixture(scope="module")
def province():
    """A province of six counties in five years, in most more than a hundred plans a year."""
    return drawn(1, SUITE, Lot(250))


@pytest.fixture(scope="module")
def protected(province):
    began = time.perf_counter()
    return protect(province, SUITE, Rule(THRESHOLD)), time.perf_counter() - began


def test_of_a_province_no_more_than_twice_as_much_is_hidden_besides(protected):
    found, _ = protected
    assert 0 < found.further.sum() <= TWICE * found.primary


def test_of_the_office_too(rolled_office, tiny_suite):
    found = protect(rolled_office, tiny_suite, Rule(2))
    assert 0 < found.further.sum() <= TWICE * found.primary


def test_it_takes_no_longer_than_one_waits(protected):
    assert protected[1] < SECONDS


def test_the_counts_of_the_province_stay(protected):
    table = protected[0].table
    counts = (
        (table["area"] == "41") & (table["breakdown"] == "") & table["indicator"].str.startswith("count_")
    )
    shown = (table.loc[counts, "status"] == "reported").mean()
    assert shown > 0.95


def test_it_passes_the_audit(protected):
    audit(protected[0].table, Rule(THRESHOLD))


def test_what_it_cost_is_told_in_a_line(protected):
    found, _ = protected
    assert f"cells that tell of few: {found.primary:,}" in found.told
    assert f"further ones suppressed: {found.further.sum():,}" in found.told
    most = found.further.sort_values(ascending=False).index[0]
    assert most in found.told
    assert "\n" not in found.told


def small_table(seed: int) -> dict[str, int]:
    """Jobs of three counties by sex, some of women very few."""
    lot, cells = random.Random(seed), {}
    for number in (1, 2, 3):
        women = lot.choice([lot.randint(1, 4), lot.randint(5, 40), lot.randint(5, 40)])
        men = lot.randint(5, 60)
        county = f"410{number}/count_jobs"
        cells |= {
            county: women + men,
            f"{county}/operator_sex/female": women,
            f"{county}/operator_sex/male": men,
        }
    return cells


def least(cells: dict[str, int], few: set[str], most: int) -> int:
    """How many others at least must be hidden beside those that tell of few, by trying all; not more than so many."""
    names = [joined(row) for _, row in rolled(cells).iterrows() if joined(row) not in few]
    for count in range(most):
        if any(not exposed(showing(cells, *few, *others)) for others in combinations(names, count)):
            return count
    return most


def test_of_small_hierarchical_tables_hardly_fewer_would_do():
    ours = fewest = 0
    for cells in map(small_table, range(8)):
        if few := {key for key, count in cells.items() if count < THRESHOLD}:
            further = len(suppressed(published(cells)) - few)
            ours, fewest = ours + further, fewest + least(cells, few, further)
    assert fewest <= ours <= 1.1 * fewest


def country_by_sector(seed: int) -> dict[str, int]:
    """Jobs of two provinces of three counties by sector; small counties have few of most."""
    lot, cells = random.Random(seed), {}
    for county in ("4101", "4102", "4103", "4201", "4202", "4203"):
        size = lot.choice([3, 10, 40])
        of_sectors = [int(lot.expovariate((1 + rank) / size)) for rank in range(len(SECTOR))]
        cells[f"{county}/count_jobs"] = sum(of_sectors)
        keys = (f"{county}/count_jobs/sector/{sector}" for sector in SECTOR)
        cells |= dict(zip(keys, of_sectors, strict=True))
    return cells


def test_beside_tau_argus_little_more_is_hidden_and_all_of_it_holds(tmp_path):
    """It is content where a count of 1 to 4 could be nothing or twice itself; we are not, for who knows the rule."""
    ours = theirs = narrow = 0
    for cells in map(country_by_sector, range(10)):
        shown = published(cells)
        counts = {joined(row): row["numerator"] for _, row in rolled(cells).iterrows()}
        few = {key for key, count in counts.items() if 0 < count < THRESHOLD}
        by_argus = suppressed_by_argus(cells, tmp_path)
        assert few <= by_argus
        assert not exposed(shown)
        ours, theirs = ours + len(suppressed(shown) - few), theirs + len(by_argus - few)
        narrow += len(exposed(showing(cells, *by_argus)))
    assert 0 < theirs <= ours <= 1.4 * theirs
    assert narrow
