"""What protection does, each part of it switched off by itself, and where that is noticed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import pytest

from karnameh.disclosure import suppression, unknowns
from karnameh.indicators.catalogue import INDICATORS, Indicator

from .puzzles import PRESENCES, RELATIONS

Switch = Callable[[pytest.MonkeyPatch], None]
_Builder, _Search = unknowns._Builder, suppression._Search
#: What is among something, by the relations, is by the share of it too: the rest of a share is not negative.
IMPLIED = {
    "female_headed_households are among supported_households",
    "employable_households are among supported_households",
    "plans_deviated are among plans_supervised",
    "plans_visited are among plans_supervised",
    "plans_all_stages are among plans_ended",
    "trainees_completed are among trainees",
    "trainees_employed are among trainees",
    "visits_with_counselling are among visits",
}


@dataclass(frozen=True)
class Off:
    """A part switched off. puzzle: where that gives a cell away. seed: or registers drawn by lot where it does."""

    switch: Switch
    puzzle: str = ""
    seed: int | None = None


def _without_sums_over_areas(monkeypatch) -> None:
    monkeypatch.setattr(_Builder, "_parts", lambda *_: ())


def _without(name: str, monkeypatch) -> None:
    monkeypatch.setattr(_Builder, name, lambda _: None)


def _without_rests(monkeypatch) -> None:
    plain = {key: _without_rest(indicator) for key, indicator in INDICATORS.items()}
    monkeypatch.setattr(unknowns, "INDICATORS", plain)


def _without_rest(indicator: Indicator) -> Indicator:
    return replace(indicator, complement=False, numerator=replace(indicator.numerator, of=None))


def _without_relation(says: str, monkeypatch) -> None:
    others = tuple(relation for relation in unknowns.RELATIONS if relation.says != says)
    monkeypatch.setattr(unknowns, "RELATIONS", others)


def _without_parts(monkeypatch) -> None:
    """Neither rests nor the relations that say the same."""
    _without_rests(monkeypatch)
    others = tuple(relation for relation in unknowns.RELATIONS if relation.says not in IMPLIED)
    monkeypatch.setattr(unknowns, "RELATIONS", others)


def _without_presence(name: str, monkeypatch) -> None:
    others = tuple(p for p in unknowns.PRESENCES if f"{p.count.name} of {p.figure.name}" != name)
    monkeypatch.setattr(unknowns, "PRESENCES", others)


def _without_the_other_way_round(monkeypatch) -> None:
    one_way = tuple(replace(presence, each=False) for presence in unknowns.PRESENCES)
    monkeypatch.setattr(unknowns, "PRESENCES", one_way)


def _numerators_stay(monkeypatch) -> None:
    """Where a denominator is hidden its numerator is not."""
    monkeypatch.setattr(_Search, "_hide", _hidden_alone)


def _hidden_alone(self, unknown: int) -> None:
    if not self.hidden[unknown]:
        self.hidden[unknown] = True
        self._prices[unknown] = 0.0
        self._waiting += [unknown, *self._rests.get(unknown, ())]


def _published_unasked(monkeypatch) -> None:
    """What was hidden besides is published without a look at what needs it."""
    monkeypatch.setattr(_Search, "_publish_if_needless", _published)


def _published(self, unknown: int, using: dict) -> None:
    self.hidden[unknown] = False
    self._prices[unknown] = self._first_prices[unknown]


SWITCHES = {
    "sums over areas": Off(_without_sums_over_areas, "counties of a province"),
    "sums over provinces": Off(_without_sums_over_areas, "provinces of the nation"),
    "breakdowns": Off(partial(_without, "breakdowns"), "parts of a breakdown"),
    "some rows among all": Off(partial(_without, "narrower"), "district_medicinal_plants"),
    "rests": Off(_without_rests, "rests over counties"),
    "rests of what is not protected": Off(_without_rests, "counselling at every visit"),
    "rests and what implies them": Off(_without_parts, seed=3),
    **{
        says: Off(partial(_without_relation, says), says)
        for says in RELATIONS
        if says != "district_medicinal_plants"
    },
    **{name: Off(partial(_without_presence, name), name) for name in PRESENCES if not name.endswith("each")},
    "presences the other way round": Off(_without_the_other_way_round, seed=3),
    "a hidden denominator hides the numerator": Off(_numerators_stay, seed=11),
    "what is published after all is needed by nothing": Off(_published_unasked, "counties of a province"),
}
