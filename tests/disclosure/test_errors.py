"""What cannot be protected is not published, and what is said of it tells nothing; faults of the rule all at once."""

import re

import pytest

from karnameh.disclosure import Rule
from karnameh.disclosure.moves import Moves
from karnameh.errors import DataError, ParameterError

from .cells import published


class TestWhatCannotBeHidden:
    """There always is a way; where none is found, nothing is published."""

    @pytest.fixture
    def said(self, monkeypatch) -> str:
        monkeypatch.setattr(Moves, "cheapest", lambda *_: None)
        with pytest.raises(DataError) as caught:
            published({"4101/count_jobs": 3, "4102/count_jobs": 1717})
        return str(caught.value)

    def test_it_is_named(self, said):
        assert "1397/4101/count_jobs" in said

    def test_it_is_counted_and_something_can_be_done(self, said):
        assert re.search(r"no suppression can hide: \d", said)
        assert "params/suite.toml" in said

    def test_its_numbers_are_not_told(self, said):
        words = set(re.split(r"[\s/:;,.]+", said))
        assert not {"3", "1717", "1720"} & words


RULES = {
    "treshold = 5\nthreshold = 1.5": ["unknown key 'treshold'", "threshold must be a whole number"],
    "threshold = -1\nbasis = 3": ["unknown key 'basis'", "threshold must be a whole number"],
}


@pytest.mark.parametrize(("text", "faults"), RULES.items(), ids=[" ".join(text.split()) for text in RULES])
def test_every_fault_of_a_rule_is_told_at_once(tmp_path, text, faults):
    (tmp_path / "disclosure.toml").write_text(text)
    with pytest.raises(ParameterError) as caught:
        Rule.read(tmp_path / "disclosure.toml")
    lines = str(caught.value).splitlines()
    assert len(lines) >= len(faults)
    assert all(line.startswith("params/disclosure.toml: ") for line in lines)
    for fault in faults:
        assert any(fault in line for line in lines)
