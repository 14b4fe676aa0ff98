"""Rolled-up results that many tests protect."""

import pandas as pd
import pytest

from karnameh.indicators.rollup import roll_up


@pytest.fixture(scope="session")
def rolled_office(office_results, tiny_suite) -> pd.DataFrame:
    """Those of the invented office."""
    return roll_up(office_results, tiny_suite)
