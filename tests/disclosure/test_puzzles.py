"""For each thing that ties figures: it gives a small one away, and protection hides what it takes and no more."""

import pytest

from karnameh.disclosure import unknowns

from .cells import exposed, published, published_carelessly, suppressed
from .puzzles import PUZZLES
from .switches import IMPLIED


@pytest.fixture(scope="module", params=PUZZLES.values(), ids=PUZZLES.keys())
def puzzle(request):
    return request.param


@pytest.fixture(scope="module")
def careless(puzzle):
    """Only what tells of few is hidden."""
    with pytest.MonkeyPatch.context() as context:
        return published_carelessly(puzzle.cells, context)


@pytest.fixture(scope="module")
def shown(puzzle):
    return published(puzzle.cells)


def test_hiding_only_what_tells_of_few_gives_it_away(puzzle, careless):
    assert puzzle.secret in exposed(careless)


def test_protected_nothing_is_given_away(shown):
    assert not exposed(shown)


def test_what_else_is_hidden(puzzle, careless, shown):
    assert suppressed(shown) - suppressed(careless) == puzzle.goes


def test_every_relation_between_measures_has_its_puzzle():
    said = {relation.says for relation in unknowns.RELATIONS}
    assert said - PUZZLES.keys() == IMPLIED


def test_every_presence_has_its_puzzle():
    said = {f"{presence.count.name} of {presence.figure.name}" for presence in unknowns.PRESENCES}
    assert said <= PUZZLES.keys()


def test_the_total_of_a_province_stays_where_a_county_can_go():
    shown = published(PUZZLES["counties of a province"].cells)
    assert shown.set_index("area").loc["41", "value"] == "220"


def test_where_nothing_tells_of_few_nothing_is_hidden():
    assert not suppressed(published({"4101/count_jobs": 30, "4102/count_jobs": 17, "4103/count_jobs": 200}))
