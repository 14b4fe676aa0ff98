"""A few mutated exports each time; many at `python tests/registers/fuzz.py 10000`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import fuzz  # noqa: E402


def test_spoilt_exports_are_counted_read_and_kept():
    tally = fuzz.run(80, seed=1397)
    assert not tally.findings, "\n".join(tally.findings)
    assert tally.rows["accepted"] and tally.rows["refused"] and tally.whole, "inputs too tame or too wild"
