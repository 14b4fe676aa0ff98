"""The true figures lie in every interval, whatever is suppressed; and nothing of the protector is used."""

import ast
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from karnameh import attack as package
from karnameh.attack import attack
from karnameh.indicators.catalogue import KEY
from karnameh.indicators.rollup import roll_up

from .tables import COLUMNS


@pytest.fixture(scope="module")
def rolled(office_results, tiny_suite) -> pd.DataFrame:
    return roll_up(office_results, tiny_suite)


def _published(rolled: pd.DataFrame, hidden: np.ndarray) -> pd.DataFrame:
    """The table as it is published, with some cells suppressed."""
    table = rolled.assign(area_name_en="", unit="", value="")
    delivered, zero = table["status"] == "reported", (table["denominator"] == 0).fillna(False)
    table["note"] = "partial: " + table["delivered"].astype("str") + " of " + table["expected"].astype("str")
    table.loc[~table["delivered"].between(1, table["expected"] - 1), "note"] = ""
    table["status"] = (
        table["status"].mask(delivered & zero, "not_defined").mask(delivered & hidden, "suppressed")
    )
    for column in ("numerator", "denominator"):
        numbers = table[column].astype("string").fillna("")
        table[column] = numbers.where(table["status"] == "reported", "")
    return table[COLUMNS]


@pytest.mark.parametrize(("share", "seed"), [(s / 20, seed) for s in (1, 4, 10, 12) for seed in range(3)])
def test_the_truth_lies_in_every_interval(rolled, share, seed):
    hidden = np.random.default_rng(seed).random(len(rolled)) < share
    found = attack(_published(rolled, hidden), 5, exact=True, doubted=["IR"])
    true = found.merge(rolled, on=KEY)
    assert len(true) == len(found) > 20
    assert (true["low"] <= true["numerator"]).all()
    assert (true["high"].fillna(10**18) >= true["numerator"]).all()


def test_the_truth_lies_in_what_a_quick_look_calls_narrow(rolled):
    hidden = np.random.default_rng(0).random(len(rolled)) < 0.9
    found = attack(_published(rolled, hidden), 5, doubted=["IR"])
    true = found[found["exposed"] & (found["figure"] == "numerator")].merge(rolled, on=KEY)
    assert len(true) > 20
    assert (true["low"] <= true["numerator"]).all()
    assert (true["high"] >= true["numerator"]).all()


def test_the_attacker_shares_nothing_with_what_makes_and_protects_the_table():
    imported = set()
    for file in Path(package.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported |= {f"{node.module}.{name.name}" for name in node.names}
    ours = {
        name for name in imported if name.startswith("karnameh") and not name.startswith("karnameh.attack")
    }
    assert ours == {"karnameh.errors.ParameterError"}
