"""Right-to-left checks; `kinds` lists them."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
pytest.register_assert_rewrite(
    *(f"{__name__}.on_{place}" for place in ("markup", "paper", "charts", "pages"))
)
