"""Primary suppression: which cells tell of few people, from the attributes of the indicator values."""

import numpy as np
import pandas as pd

from karnameh.indicators.catalogue import INDICATORS

#: One contributor above this share of an amount would be known by it.
DOMINANCE_PERCENT = 80

_ATTRIBUTES = pd.DataFrame(
    [
        {
            "indicator": i.key,
            "amount": i.kind == "amount",
            "sensitive": i.numerator.sensitive,
            "sensitive_whole": bool(i.denominator and i.denominator.sensitive),
            "complement": i.complement,
        }
        for i in INDICATORS.values()
    ]
)


def few(cells: pd.DataFrame, threshold: int) -> np.ndarray:
    """
    Which cells tell of fewer than `threshold` people: a count, a numerator, a denominator or what is between them.

    cells: rolled-up results. A threshold of 0 is no rule: no cell does. An amount tells the number of its
    contributors, and who they are where one dominates it.
    """
    if threshold == 0:
        return np.zeros(len(cells), dtype=bool)
    of = cells[["indicator"]].merge(_ATTRIBUTES, on="indicator", how="left", validate="many_to_one")
    of.index = cells.index
    counted = cells["contributors"].where(of["amount"], cells["numerator"])
    dominated = of["amount"] & (cells["largest"] * 100 > cells["numerator"] * DOMINANCE_PERCENT).fillna(False)
    found = of["sensitive"] & (_small(counted, threshold) | dominated)
    found |= of["sensitive_whole"] & _small(cells["denominator"], threshold)
    found |= of["complement"] & _small(cells["denominator"] - cells["numerator"], threshold)
    return (found & (cells["status"] != "no_data")).to_numpy(dtype=bool)


def _small(numbers: pd.Series, threshold: int) -> pd.Series:
    return numbers.between(1, threshold - 1).fillna(False)
