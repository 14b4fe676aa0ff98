"""One table says which kinds of check there are; each is held where the table says, and nowhere else."""

import pytest

from .kinds import KINDS
from .on_charts import on_chart
from .on_markup import on_markup
from .on_pages import on_page
from .on_paper import on_paper

_PLACES = [on_chart, on_markup, on_page, on_paper]


def test_there_are_more_kinds_than_in_the_best_suite_known():
    assert len(KINDS) >= 44


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_held_where_the_table_says(kind):
    assert KINDS[kind]
    assert {checks.place for checks in _PLACES if kind in checks} == set(KINDS[kind])


@pytest.mark.parametrize("kind", on_markup)
def test_as_it_is_written(kind, made):
    on_markup[kind](made)


@pytest.mark.parametrize("kind", on_paper)
def test_on_paper(kind, made):
    on_paper[kind](made)


@pytest.mark.parametrize("kind", on_chart)
def test_in_a_chart(kind, charts):
    on_chart[kind](charts)
