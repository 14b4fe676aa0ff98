"""The numbers of a page as a reader takes them in, whatever digits, separators and words they are written in."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from karnameh.words import Words

FIGURES = "[data-cell], [data-derived], [data-published]"
STATUSES = ("suppressed", "no_data", "not_defined", "revised")
_PLAIN = str.maketrans(
    "۰۱۲۳۴۵۶۷۸۹٬٫٪", "0123456789,.%", "\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u202a\u202b\u202c"
)
_NUMBER = re.compile("\u2212?\\d+(?:,\\d{3})*(?:\\.\\d+)?")
#: What only English pages say: the Gregorian years and days beside those of the Solar Hijri calendar.
_GREGORIAN = re.compile(r"· \d{4} \(\d{4}/\d\d\)|\(\d{4}/\d\d\)|\(\d{1,2} [A-Z][a-z]+ \d{4}\)")
#: What Persian says in words and English in figures: the rate 'of every 100 households'.
_HUNDRED = re.compile(r"\bهر\s+صد\b")
#: Amounts are printed in millions or billions; a change of two printed ones may be off by one more in the last place.
AMOUNTS, LARGE = (6, 9), 10**6
_SCALES = {"": 0, "million_rial": 6, "billion_rial": 9}


def plain(text: str) -> str:
    """Latin digits and separators, and no marks of direction."""
    return text.translate(_PLAIN)


def numbers(text: str) -> list[str]:
    """The numbers of a text in reading order, without their thousands separators."""
    return [
        found.replace(",", "")
        for found in _NUMBER.findall(_HUNDRED.sub("100", _GREGORIAN.sub(" ", plain(text))))
    ]


@cache
def _words(lang: str) -> Words:
    return Words(lang)


@cache
def _in_letters(lang: str) -> dict[str, str]:
    """'third' and 'three' → '3'; a mark → its status."""
    words = _words(lang)
    lists = (words[f"numbers.{kind}"] for kind in ("cardinal", "ordinal", "ordinal_feminine"))
    written = {name.lower(): str(index) for names in lists for index, name in enumerate(names)}
    return written | {words.mark(status): status for status in STATUSES}


@dataclass(frozen=True)
class Figure:
    """
    A printed figure: what it is called, what it is worth, and what a reader reads.

    kind: cell, derived or published. value: data-value, or the status where there is none. read: the number without
    sign of percent, the status for a mark, '?…' for what cannot be read. scale: power of ten in words after it.
    """

    kind: str
    key: str
    value: str
    read: str
    percent: bool
    scale: int

    @property
    def power(self) -> int | None:
        """The power of ten of the scale it is printed in; None where it is not what the figure is worth."""
        if self.value in STATUSES or self.read in STATUSES or self.read.startswith("?"):
            return 0 if self.read == self.value else None
        worth, read = abs(Decimal(self.value)), abs(Decimal(self.read.replace("\u2212", "-")))
        if worth == read:
            return 0
        step = Decimal(1).scaleb(read.as_tuple().exponent)
        slack = step * (Decimal("0.5") if self.kind == "cell" else Decimal("1.5"))
        return next((p for p in AMOUNTS if worth >= LARGE and abs(worth.scaleb(-p) - read) <= slack), None)

    @property
    def is_right(self) -> bool:
        """Whether what is read is what it is worth: to the letter, or an amount rounded to its scale."""
        return self.power is not None


@cache
def page_numbers(path: Path) -> "PageNumbers":
    """The page of a file, read once."""
    return PageNumbers(path)


class PageNumbers:
    """A rendered page, asked for its numbers."""

    def __init__(self, path: Path):
        self.soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        self.lang = self.soup.html["lang"]

    def figures(self) -> list[Figure]:
        """Every element that names a figure, in order."""
        return [self._figure(element) for element in self.soup.select(FIGURES)]

    def _figure(self, element: Tag) -> Figure:
        kind = next(kind for kind in ("cell", "derived", "published") if element.has_attr(f"data-{kind}"))
        value = element.get("data-value") or element.get("data-status") or "?nothing"
        text = plain(element.get_text()).strip()
        found = numbers(text)
        read = found[0] if len(found) == 1 else _in_letters(self.lang).get(text.lower(), f"?{text}")
        return Figure(kind, element[f"data-{kind}"], value, read, "%" in text, self._scale(element))

    def _scale(self, element: Tag) -> int:
        after = str(element.next_sibling or "").strip()
        units = _words(self.lang)
        return next(
            (
                power
                for unit, power in _SCALES.items()
                if unit and after.startswith(units[f"units.{unit}"][1])
            ),
            0,
        )

    def alts(self) -> list[list[str]]:
        """
        The numbers of each chart's alt text: those of its first sentence, then the data in order.

        The first sentence is the finding, in which each language has its own order.
        """
        sentences = (plain(svg["aria-label"]).partition(". ") for svg in self.soup.select("svg[aria-label]"))
        return [sorted(numbers(finding)) + numbers(data) for finding, _, data in sentences]

    def tables(self) -> list[list[list[str]]]:
        """The numbers of each cell of each table, in order."""
        return [
            [numbers(cell.get_text()) for cell in table.select("th, td")]
            for table in self.soup.select("table")
        ]

    def text(self) -> list[str]:
        """The numbers of all that is read on the page, in no order; charts apart."""
        body = BeautifulSoup(str(self.soup.body), "html.parser")
        for part in body.select("svg, script, style, template"):
            part.decompose()
        return sorted(numbers(body.get_text(" ")))

    def linked(self) -> Iterator[tuple[str, str, str]]:
        """(propertyID, value or status, unit) of the linked data in the head."""
        words = {_words(self.lang)[f"mark_words.{status}"]: status for status in STATUSES}
        for script in self.soup.select('script[type="application/ld+json"]'):
            for item in json.loads(script.string).get("variableMeasured", ()):
                said = (
                    item["value"] if "value" in item else words.get(item["description"], item["description"])
                )
                yield item["propertyID"], str(said), item["unitText"]


def ways(page: PageNumbers) -> dict[str, set[str]]:
    """Cells that are printed in several ways, and the ways; an amount may be printed in two scales."""
    found = defaultdict(set)
    for figure in page.figures():
        if figure.kind == "cell":
            found[figure.key, figure.power].add(figure.read)
    return {key: read for (key, _), read in found.items() if len(read) > 1}
