"""
What the columns of `publication.csv` and `indicators.csv` mean, for programs: CSV on the Web (W3C) metadata.

Titles and descriptions come in both languages, whatever the suite publishes.
"""

import json
from collections.abc import Callable
from functools import cache

from karnameh import calendar
from karnameh.areas import NATION, Area
from karnameh.downloads.sheets import explained, place, source
from karnameh.indicators.catalogue import INDICATORS, PUBLISHED
from karnameh.present.linked import LICENCE
from karnameh.publication import About
from karnameh.suite import LANGUAGES, Suite
from karnameh.words import Words

_KEY = ("year", "area", "indicator", "breakdown", "category")
_REQUIRED = ("year", "area", "indicator", "unit", "status")
_STATUSES = ("reported", "suppressed", "no_data", "not_defined")
_DATATYPES: dict[str, object] = {
    "year": {"base": "integer", "minimum": calendar.FIRST_YEAR, "maximum": calendar.LAST_YEAR},
    "area": {"base": "string", "format": rf"{NATION}|\d\d|\d\d\d\d"},
    "indicator": {"base": "string", "format": "|".join(INDICATORS)},
    "breakdown": {
        "base": "string",
        "format": "|".join(dict.fromkeys(b.name for i in INDICATORS.values() for b in i.breakdowns)),
    },
    "category": {"base": "string", "format": r"[a-z_]+|\d{6}"},
    "numerator": "integer",
    "denominator": "integer",
    "value": "decimal",
    "unit": {"base": "string", "format": "|".join(dict.fromkeys(i.unit for i in INDICATORS.values()))},
    "status": {"base": "string", "format": "|".join(_STATUSES)},
}


#: Text in a language, as linked data has it.
Said = dict[str, str]


def of_publication(suite: Suite, about: About) -> bytes:
    """The metadata of `publication.csv`."""
    places = [suite.areas[NATION]] if suite.whole_country else list(suite.provinces)
    blanks = {lang: {"years": _years(suite, Words(lang))} for lang in LANGUAGES}
    return _metadata("publication.csv", "all", blanks, about, places, suite.years)


def of_area(suite: Suite, about: About, area: Area, year: int) -> bytes:
    """The metadata of the `indicators.csv` of an area and year."""
    blanks = {
        words.lang: {"place": place(suite.areas, area, words), "year": words.year(year, span=True)}
        for words in map(Words, LANGUAGES)
    }
    return _metadata("indicators.csv", "area", blanks, about, [area], (year,))


def _years(suite: Suite, words: Words) -> str:
    first, last = (words.year(suite.years[at], span=True) for at in (0, -1))
    return first if first == last else words.say("workbook.data.years", first=first, last=last)


def _metadata(
    url: str,
    kind: str,
    blanks: dict[str, dict[str, str]],
    about: About,
    places: list[Area],
    years: tuple[int, ...],
) -> bytes:
    def said(word: str) -> list[Said]:
        return _said(lambda words: words.say(word, **blanks[words.lang]))

    day = {"@value": about.data_date, "@type": "xsd:date"}
    table = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": url,
        "dc:title": said(f"workbook.data.{kind}"),
        "dc:description": _described(said(f"workbook.data.{kind}_about"), about),
        "dc:creator": said("organisation"),
        "dc:source": _said(lambda words: source(words, about)),
        "dc:license": {"@id": LICENCE},
        "dc:issued": day,
        "dc:modified": day,
        "dc:temporal": f"{calendar.first_day(years[0])}/{calendar.last_day(years[-1])}",
        "dc:spatial": [_spatial(area) for area in places],
        "schema:version": str(about.edition),
        "notes": [_status(status, about) for status in _STATUSES],
        "tableSchema": {
            "primaryKey": list(_KEY),
            "columns": _columns(),
        },
    }
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _said(text: Callable[[Words], str]) -> list[Said]:
    """The same in each language."""
    return [{"@value": text(words), "@language": words.lang} for words in map(Words, LANGUAGES)]


def _described(texts: list[Said], about: About) -> list[Said]:
    """The description with what a reader must know of the data: made up, not for publication, rounded."""
    bands = {"synthetic": about.synthetic, "internal": about.threshold == 0, "rounded": about.rounds}

    def bands_of(words: Words) -> list[str]:
        base = {"rounded": {"base": words.number(about.base)}}
        return [
            words.say(f"workbook.data.{name}", **base.get(name, {})) for name, holds in bands.items() if holds
        ]

    return [
        text | {"@value": " ".join([text["@value"], *bands_of(Words(text["@language"]))])} for text in texts
    ]


def _spatial(area: Area) -> dict[str, object]:
    names = [
        {"@value": area.name(lang), "@language": lang} for lang in LANGUAGES if lang != "en" or area.name_en
    ]
    return {"@type": "schema:Place", "schema:identifier": area.code, "schema:name": names}


def _status(status: str, about: About) -> dict[str, object]:
    """What a status means, and the mark that stands for it on the pages and in the spreadsheets."""

    def label(words: Words) -> str:
        own = f"mark_words.{status}"
        return words[own if own in words else f"workbook.term_name.{status}"]

    def meaning(words: Words) -> str:
        return explained(words, about, status)

    concept = {
        "@type": "skos:Concept",
        "skos:notation": status,
        "skos:prefLabel": _said(label),
        "skos:definition": _said(meaning),
    }
    if status == "reported":
        return concept
    return concept | {"skos:altLabel": _said(lambda words: words.mark(status))}


@cache
def _columns() -> list[dict[str, object]]:
    return [_column(name) for name in PUBLISHED]


def _column(name: str) -> dict[str, object]:
    """A column; its own name is among its titles, for the first line of the file must be one of them."""
    titles = {lang: Words(lang)[f"workbook.column.{name}.title"] for lang in LANGUAGES}
    return {
        "name": name,
        "titles": {"en": [name, titles["en"]], "fa": titles["fa"]},
        "dc:description": _said(lambda words: words[f"workbook.column.{name}.about"]),
        "datatype": _DATATYPES.get(name, "string"),
        "required": name in _REQUIRED,
        "null": "",
    }
