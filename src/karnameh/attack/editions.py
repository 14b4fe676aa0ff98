"""Figures as releases tell them → of which areas they are still the same in another release."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from karnameh.attack import relations
from karnameh.attack.definitions import EachDistrict, Linear, Parts, Present, Relation, Rest
from karnameh.attack.facts import Group, lies_in

#: Between what a figure lies.
Between = tuple[int, float]
#: What an area shows of a topic in a year.
Place = tuple[int, str, str]


class Said(NamedTuple):
    """A figure as a row names it: of which year and areas, and between what the row says it lies, if it does."""

    year: int
    name: str
    group: Group
    between: Between | None


class Editions:
    """
    The areas of each release in the state in which it shows them: 2601 as it was first, 2601'1 when revised.

    An area is in the same state in two releases where no figure of it that both tell differs, and no sum that
    only it can have changed: what was not revised is the same. Each year has states of its own, and each topic:
    figures that relations bind. A sum over other areas than before is another figure, not a revised one.

    revised: areas of which nothing is taken to be the same.
    """

    def __init__(self, releases: Sequence[Iterable[Said]], revised: Collection[str]):
        self._given_up = revised
        self._topics = _topics()
        self._told: dict[Place, list[dict[str, Between]]] = defaultdict(list)
        self._sums: dict[tuple[int, str, Group], Between] = {}
        self._shown: dict[Place, dict[int, int]] = defaultdict(dict)
        self._groups: dict[tuple, Group] = {}
        for release, said in enumerate(releases):
            self._take_in(release, *self._sorted(said))

    def group(self, release: int, year: int, name: str, group: Group) -> Group:
        """The areas a figure holds, in the states in which a release shows them, or else the nearest that does."""
        key = release, year, self._topic(name), group
        if key not in self._groups:
            self._groups[key] = self._in_states(*key)
        return self._groups[key]

    def _topic(self, name: str) -> str:
        return self._topics.get(_head(name), _head(name))

    def _in_states(self, release: int, year: int, topic: str, group: Group) -> Group:
        return frozenset(self._in_state(release, (year, topic, area)) for area in group)

    def _in_state(self, release: int, place: Place) -> str:
        shown = self._shown.get(place)
        state = shown[min(shown, key=lambda other: abs(other - release))] if shown else 0
        return f"{place[-1]}'{state}" if state else place[-1]

    def _sorted(self, said: Iterable[Said]) -> tuple[dict[Place, dict], dict[tuple, Between]]:
        """What is told of single areas, by area, and what is told of sums, small ones first."""
        areas: dict[Place, dict[str, Between]] = defaultdict(dict)
        sums: dict[tuple[int, str, Group], Between] = {}
        for year, name, group, between in said:
            if len(group) > 1 and between:
                sums.setdefault((year, name, group), between)
            elif len(group) == 1:
                told = areas[year, self._topic(name), *group]
                told.update({name: told.get(name, between)} if between else {})
        return areas, dict(sorted(sums.items(), key=lambda item: len(item[0][-1])))

    def _take_in(self, release: int, areas: Mapping[Place, dict], sums: Mapping[tuple, Between]) -> None:
        for place, told in areas.items():
            states = [] if lies_in(place[-1], self._given_up) else self._told[place]
            fitting = (state for state, known in enumerate(states) if _agree(known, told))
            self._shown[place][release] = next(fitting, len(self._told[place]))
        self._revise(release, areas, sums)
        for place, told in areas.items():
            state, states = self._shown[place][release], self._told[place]
            states.extend([{}] * (state == len(states)))
            states[state] = told | states[state]
        for (year, name, group), between in sums.items():
            self._sums[year, name, self._in_states(release, year, self._topic(name), group)] = between

    def _revise(self, release: int, areas: Mapping[Place, dict], sums: Mapping[tuple, Between]) -> None:
        """Where a sum is told otherwise than before, those of its areas that nothing shows to be the same are not."""
        same = set()
        for (year, name, group), between in sums.items():
            topic = self._topic(name)
            before = self._sums.get((year, name, self._in_states(release, year, topic, group)))
            if before is None:
                continue
            places = {(year, topic, area) for area in group}
            if _alike(before, between):
                same.update((name, *place) for place in places)
                continue
            told = {p for p in places if name in areas[p] and name in self._told[p][self._shown[p][release]]}
            unlike = {p for p in places - told if (name, *p) not in same}
            for place in unlike or places:
                self._shown[place][release] = len(self._told[place])


def _topics() -> dict[str, str]:
    """The topic of each indicator and of each part of a share: those that relations bind have the same."""
    topics: list[set[str]] = []
    for heads in filter(None, map(_heads, relations.RELATIONS)):
        bound = [topic for topic in topics if topic & heads]
        topics = [topic for topic in topics if topic not in bound] + [heads.union(*bound)]
    return {head: min(topic) for topic in topics for head in topic}


def _heads(relation: Relation) -> set[str]:
    match relation:
        case Linear():
            names = [figure for _, figure, _ in relation.terms]
        case Parts():
            names = [relation.total, relation.of]
        case Present():
            names = [relation.count, *relation.figures]
        case EachDistrict():
            names = [relation.part, relation.whole]
        case Rest():
            names = [relations.part_of(relation.indicator, part)[0] for part in ("numerator", "denominator")]
        case _:
            names = []
    return set(map(_head, names))


def _head(name: str) -> str:
    return name.split("/")[0]


def _agree(known: Mapping[str, Between], told: Mapping[str, Between]) -> bool:
    return all(_alike(known[name], between) for name, between in told.items() if name in known)


def _alike(one: Between, other: Between) -> bool:
    """Whether both can be said of one figure; one that is rounded otherwise than before was revised."""
    if one[0] < one[1] and other[0] < other[1]:
        return one == other
    return max(one[0], other[0]) <= min(one[1], other[1])
