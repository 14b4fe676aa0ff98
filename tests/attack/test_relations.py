"""Every relation gives a cell away, and no other does in its place."""

import pytest

from karnameh.attack import attack, relations

from .puzzles import PUZZLES
from .tables import cell, published


def found(puzzle, cells):
    return cell(
        attack(published(cells), 5, exact=True, doubted=[] if puzzle.assume else ["IR"]), puzzle.secret
    )


def test_every_relation_has_its_puzzle():
    assert sorted(PUZZLES) == sorted(relation.key for relation in relations.RELATIONS)


def test_every_relation_says_in_an_example_what_it_gives_away():
    assert all(len(relation.example) > 15 for relation in relations.RELATIONS)


@pytest.mark.parametrize("puzzle", PUZZLES.values(), ids=PUZZLES.keys())
class TestPuzzles:
    def test_what_is_left_of_the_secret_is_too_narrow(self, puzzle):
        secret = found(puzzle, puzzle.cells)
        assert (secret["low"], secret["high"]) == puzzle.between
        assert secret["exposed"]

    def test_the_report_names_what_gave_it_away(self, puzzle):
        relation = next(r for r in relations.RELATIONS if r.key == puzzle.key)
        assert relation.kind in found(puzzle, puzzle.cells)["relations"].split("; ")

    def test_one_more_suppression_hides_it(self, puzzle):
        assert not found(puzzle, puzzle.hidden)["exposed"]

    def test_without_the_relation_it_is_not_exposed(self, puzzle, monkeypatch):
        others = tuple(r for r in relations.RELATIONS if r.key != puzzle.key)
        monkeypatch.setattr(relations, "RELATIONS", others)
        assert not found(puzzle, puzzle.cells)["exposed"]
