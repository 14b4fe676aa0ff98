"""Cells → those that are suppressed: what tells of few, and what would give it away."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from karnameh.disclosure.memory import remembered
from karnameh.disclosure.releases import hidden_before
from karnameh.disclosure.rule import Rule
from karnameh.disclosure.secrets import prices, secrets
from karnameh.disclosure.suppression import suppress
from karnameh.disclosure.unknowns import System, system
from karnameh.errors import DataError
from karnameh.indicators.catalogue import KEY


@dataclass(frozen=True)
class Hidden:
    """What is tied to what among some cells, and which of the unknowns are hidden."""

    system: System
    unknowns: np.ndarray

    @property
    def rows(self) -> np.ndarray:
        """Which rows are suppressed: they would tell what is hidden."""
        hidden = np.append(self.unknowns, False)  # the last is that of NONE
        return hidden[self.system.numerators] | hidden[self.system.denominators]


def hide(
    cells: pd.DataFrame, rule: Rule, earlier: Sequence[pd.DataFrame], beside: Collection[tuple] = ()
) -> Hidden:
    """
    What of some cells must be hidden. Raises: DataError where nothing can hide a figure.

    cells: a row a cell of the rolled-up results. earlier: the tables of earlier releases.
    beside: keys of rows that are hidden for the sake of others.
    """
    tied, given, hidden = remembered(cells, system(cells), earlier)
    further = (hidden | hidden_before(cells, tied, earlier) | _told_by(cells, tied, beside)) & ~given
    steps = [secrets(cells, tied, threshold) for threshold in range(1, rule.threshold + 1)]
    if not (further.any() or any(step.hidden.any() for step in steps)):
        return Hidden(tied, np.zeros(len(tied.truth), dtype=bool))
    unknowns, bare = suppress(tied, steps, prices(cells, tied), given, further)
    if bare:
        raise DataError(_bare(cells, tied, bare))
    return Hidden(tied, unknowns)


def _told_by(cells: pd.DataFrame, tied: System, keys: Collection[tuple]) -> np.ndarray:
    """Which unknowns are the numerators of some rows."""
    rows = pd.MultiIndex.from_frame(cells[KEY]).isin(list(keys))
    return np.isin(np.arange(len(tied.truth)), tied.numerators[rows])


def _bare(cells: pd.DataFrame, tied: System, bare: list[int]) -> str:
    """The cells that would be given away, by their keys: never by their numbers."""
    rows = np.isin(tied.numerators, bare) | np.isin(tied.denominators, bare) | np.isin(tied.rests, bare)
    first = "/".join(map(str, cells.loc[rows, KEY].iloc[0]))
    return (
        f"disclosure: figures that no suppression can hide: {rows.sum():,}; the first is {first}. "
        "Publish fewer areas or years, or a breakdown less, in params/suite.toml."
    )
