"""A figure that officials published beside the computed one, where the computed one cannot be told."""

import sys
from decimal import Decimal
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from karnameh.present.comparison import published
from karnameh.present.page import Page
from karnameh.present.published import Pair
from karnameh.suite import Brief
from worlds import AREAS, CASES, publication, suite

CASE = {case.name: case for case in CASES}


@pytest.mark.parametrize(
    ("name", "status"),
    [("not delivered", "no_data"), ("suppressed", "suppressed"), ("a plain year", None)],
)
def test_a_rank_is_told_or_says_what_keeps_it_back(name, status):
    case = CASE[name]
    page = Page(Brief("reconciliation", AREAS["40"], "en"), publication(case), suite(case))
    pair = Pair(
        "F1", 1397, "40", "count_jobs", "sector", "livestock", Decimal(1), None, "rank", "", "گفته", "Said"
    )
    told = published(page, [pair], with_year=True)
    assert pair.hidden(page) == status
    marked = f'data-derived="rank" data-status="{status}">{page.words.mark(status)}<' if status else ""
    assert (marked or 'data-derived="rank" data-value="') in told
