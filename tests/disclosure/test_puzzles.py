"""Each thing that ties figures: what it gives away, what protection does about it, and that nothing else would."""

import pytest

from karnameh.disclosure import unknowns
from karnameh.indicators.relations import PRESENCES as ALL_PRESENCES
from karnameh.indicators.relations import RELATIONS as ALL_RELATIONS

from .cells import exposed, published, published_carelessly, suppressed
from .puzzles import AREAS, PARTS, PRESENCES, PUZZLES, RELATIONS


@pytest.mark.parametrize("name", PUZZLES)
def test_hiding_what_tells_of_few_is_not_enough(name, monkeypatch):
    puzzle = PUZZLES[name]
    assert puzzle.secret in exposed(published_carelessly(puzzle.cells, monkeypatch))


@pytest.mark.parametrize("name", PUZZLES)
def test_with_what_else_is_hidden_nothing_is_given_away(name, monkeypatch):
    puzzle = PUZZLES[name]
    shown = published(puzzle.cells)
    assert exposed(shown) == set()
    assert suppressed(shown) > suppressed(published_carelessly(puzzle.cells, monkeypatch))


@pytest.mark.parametrize("name", RELATIONS)
def test_without_a_relation_its_puzzle_is_given_away(name, monkeypatch):
    others = tuple(relation for relation in ALL_RELATIONS if relation.says != name)
    if len(others) == len(ALL_RELATIONS):
        monkeypatch.setattr(unknowns, "_NARROWER", [])
    monkeypatch.setattr(unknowns, "RELATIONS", others)
    assert exposed(published(RELATIONS[name].cells))


@pytest.mark.parametrize("name", PRESENCES)
def test_without_what_must_be_there_its_puzzle_is_given_away(name, monkeypatch):
    pair = name.removesuffix(", each")
    others = tuple(p for p in ALL_PRESENCES if f"{p.count.name} of {p.figure.name}" != pair)
    assert len(others) < len(ALL_PRESENCES)
    monkeypatch.setattr(unknowns, "PRESENCES", others)
    assert exposed(published(PRESENCES[name].cells))


@pytest.mark.parametrize("name", [*AREAS, *PARTS])
def test_without_sums_their_puzzles_are_given_away(name, monkeypatch):
    monkeypatch.setattr(unknowns._Builder, "breakdowns", lambda self: None)
    monkeypatch.setattr(unknowns._Builder, "_parts", lambda *_: ())
    assert exposed(published(PUZZLES[name].cells))
