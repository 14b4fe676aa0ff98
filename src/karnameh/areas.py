"""Counties, provinces and the nation: codes, names, spellings."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from karnameh.errors import ParameterError, nearest_name

NATION = "IR"
_LEVELS = {NATION: "nation"}
_LEVEL_OF_LENGTH = {2: "province", 4: "county", 6: "district"}
_FOLD = str.maketrans("يىكةۀآأإئؤ۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "ییکههااایو" + "0123456789" * 2)
_NOISE = re.compile(r"[\s\u00ad\u061c\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069_'’ء-]+")

#: Stands in no name, and folding leaves it.
_APART = "\0"


def fold(text: str) -> str:
    """A name as it is compared: ی ک for ي ك, ا for آ, no spaces, marks, hyphens or capitals."""
    return _NOISE.sub("", str(text).translate(_FOLD)).lower()


@dataclass(frozen=True)
class Area:
    """A county, province, district or the nation, by its SCI code."""

    code: str
    name_fa: str
    name_en: str
    parent: str = ""
    spellings: tuple[str, ...] = ()
    population: int | None = None

    @property
    def level(self) -> str:
        """nation, province, county or district."""
        return _LEVELS.get(self.code) or _LEVEL_OF_LENGTH[len(self.code)]

    @property
    def slug(self) -> str:
        """The English name in lower case with hyphens, or the code where there is none."""
        return re.sub(r"[^a-z0-9]+", "-", self.name_en.lower()).strip("-") or self.code

    def name(self, lang: str) -> str:
        """The name a reader of this language sees; the Persian one where no English one is known."""
        return self.name_en if lang == "en" and self.name_en else self.name_fa

    @property
    def writings(self) -> list[str]:
        """Every writing that means this area."""
        return [word for word in (self.code, self.name_fa, self.name_en, *self.spellings) if word]

    @cached_property
    def keys(self) -> frozenset[str]:
        """The same, folded."""
        return frozenset(map(fold, self.writings))


def files(folder: Path) -> list[Path]:
    """Of a `data/reference` folder the files of areas, from the largest to the smallest."""
    return [folder / f"{level}.csv" for level in ("provinces", "counties", "districts")]


class Areas:
    """
    The areas of the country, from `data/reference/`.

    Raises: ParameterError where an area is asked for that is not there, with the nearest name.
    """

    def __init__(self, areas: list[Area]):
        self._by_code = {area.code: area for area in areas}
        self._by_key: dict[str, dict[str, list[Area]]] = {}

    def _of_key(self, level: str) -> dict[str, list[Area]]:
        """Folded writing → the areas of a level that bear it."""
        if level not in self._by_key:
            known = self._by_key[level] = {}
            areas = [area for area in self if area.level == level]
            # All writings at once: to fold each by itself takes five times as long.
            folded = fold(_APART.join(_APART.join(area.writings) for area in areas)).split(_APART)
            keys = iter(folded)
            for area in areas:
                for key in dict.fromkeys(islice(keys, len(area.writings))):
                    known.setdefault(key, []).append(area)
        return self._by_key[level]

    @classmethod
    def read(cls, folder: Path) -> "Areas":
        """Provinces, counties and districts of a `data/reference` folder, and the nation."""
        parents = (lambda row: NATION, lambda row: row["province"], lambda row: row["county"])
        areas = [Area(NATION, "ایران", "Iran")]
        for path, parent in zip(files(folder), parents, strict=True):
            with open(path, encoding="utf-8", newline="") as file:
                areas += [
                    Area(
                        row["code"],
                        row["name_fa"],
                        row["name_en"],
                        parent(row),
                        tuple(filter(None, row["spellings"].split("|"))),
                        int(row["population"]) if row.get("population") else None,
                    )
                    for row in csv.DictReader(file)
                ]
        return cls(areas)

    def __getitem__(self, code: str) -> Area:
        return self._by_code[code]

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Area]:
        return iter(self._by_code.values())

    def children(self, code: str) -> list[Area]:
        """The areas directly below one, by code."""
        return sorted((area for area in self if area.parent == code), key=lambda area: area.code)

    def counties(self, code: str) -> list[Area]:
        """The counties of a county (itself), a province or the nation, by code."""
        area = self[code]
        if area.level == "county":
            return [area]
        below = self.children(code)
        return (
            below
            if area.level == "province"
            else [c for province in below for c in self.children(province.code)]
        )

    def province(self, code: str) -> Area:
        """The province an area lies in (or is)."""
        return self[code[:2]]

    def matches(self, text: str, level: str, within: str | None = None) -> list[Area]:
        """The areas of a level that a code, slug or spelling may mean; `within` limits to one parent."""
        key = fold(text)
        prefix = {"county": "شهرستان", "province": "استان"}.get(level)
        keys = {key} | ({key.removeprefix(fold(prefix))} if prefix else set())
        found = {area.code: area for known in keys for area in self._of_key(level).get(known, ())}
        return [area for _, area in sorted(found.items()) if within in (None, area.parent)]

    def find(self, text: str, level: str, where: str, within: str | None = None) -> Area:
        """The one area of a level that a code, slug or spelling means."""
        found = self.matches(text, level, within)
        if len(found) == 1:
            return found[0]
        place = f" of {self[within].name_en or within}" if within else " of Iran"
        if found:
            candidates = ", ".join(f"{area.slug} ({area.code})" for area in found)
            raise ParameterError(
                f"{where}: '{text}' is more than one {level}{place}: {candidates}. Give its code."
            )
        pool = [area for area in self if area.level == level and within in (None, area.parent)]
        raise ParameterError(f"{where}: '{text}' is not a {level}{place}.{self.suggestion(text, pool)}")

    @staticmethod
    def suggestion(text: str, pool: list[Area]) -> str:
        """' Did you mean 'takestan' (2602)?' for the area of the pool whose writing is nearest."""
        writings = {key: area for area in pool for key in area.keys}
        near = nearest_name(fold(text), writings)
        if near is None:
            return ""
        area = writings[near]
        shown = area.name_fa if re.search(r"[\u0600-\u06ff]", text) else area.slug
        return f" Did you mean '{shown}' ({area.code})?"


def read_tiles(folder: Path, counties: set[str]) -> dict[str, tuple[int, int]]:
    """Column and row of each county on the tile map; empty unless every county has a place."""
    with open(folder / "tiles.csv", encoding="utf-8", newline="") as file:
        tiles = {
            row["county"]: (int(row["column"]), int(row["row"]))
            for row in csv.DictReader(file)
            if row["county"] in counties
        }
    return tiles if set(tiles) == counties else {}
