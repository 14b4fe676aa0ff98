"""The pages in all languages at once: the door at the top of the site, and the page for what was not found."""

from html import escape
from string import Template

from karnameh.present.blocks import div, tag
from karnameh.present.imprint import bands
from karnameh.present.linked import CSV, dataset, download
from karnameh.present.metadata import open_graph, related
from karnameh.publication import About
from karnameh.render.engine import TEMPLATES
from karnameh.render.style import stylesheet
from karnameh.suite import Suite, index_path
from karnameh.words import Words

_TEMPLATE, _HOMING = TEMPLATES / "alone.html", TEMPLATES / "homing.js"
_SHEETS = ("alone.css",)


def entrances(suite: Suite, about: About) -> dict[str, bytes]:
    """`index.html`, which offers the languages, and `404.html`, which leads back from any address."""
    languages = [Words(lang) for lang in suite.languages]
    return {"index.html": _door(suite, about, languages), "404.html": _missing(suite, about, languages)}


def _door(suite: Suite, about: About, languages: list[Words]) -> bytes:
    first = languages[0]
    title, said = first["index.title"], first["index.intro"]
    address = f"{suite.base_url}/" if suite.base_url else None
    head = open_graph(first, title, said, "website", suite.languages, address)
    head += "".join(related("alternate", index_path(lang), hreflang=lang) for lang in suite.languages)
    head += dataset(first, about, title, said, distribution=[download(CSV, "publication.csv")])
    parts = [
        tag("p", words["index.intro"]) + _way(words, "index.open", "") + bands(words, about)
        for words in languages
    ]
    return _page(languages, "index.title", "index.intro", parts, head=head, sheets=("type.css", *_SHEETS))


def _missing(suite: Suite, about: About, languages: list[Words]) -> bytes:
    """It is shown under addresses of any depth, so it needs no other file, and a script mends its links."""
    base = f"{suite.base_url}/" if suite.base_url else ""
    parts = [
        tag("p", words["missing.said"])
        + _way(words, "missing.index", base)
        + tag("p", words["missing.hint"])
        + bands(words, about)
        for words in languages
    ]
    folders = "|".join([*map(str, suite.years), "reconciliation", "assets"])
    script = _HOMING.read_text(encoding="utf-8").replace("FOLDERS", folders)
    return _page(
        languages, "missing.title", "missing.said", parts, script="" if base else tag("script", script)
    )


def _way(words: Words, word: str, base: str) -> str:
    """The link to the index of a language."""
    link = tag("a", words[word], href=base + index_path(words.lang), hreflang=words.lang)
    return tag("p", link, class_="way")


def _page(
    languages: list[Words],
    title: str,
    said: str,
    parts: list[str],
    head: str = "",
    script: str = "",
    sheets: tuple[str, ...] = _SHEETS,
) -> bytes:
    """A page that stands alone: its look is in it, each language in a part of its own."""
    first = languages[0]
    shown = [
        tag("div", part, class_="part", lang=words.lang, dir=words["direction"])
        for words, part in zip(languages, parts, strict=True)
    ]
    titles = [tag("span", words[title], lang=words.lang, dir=words["direction"]) for words in languages]
    filled = {
        "lang": first.lang,
        "dir": first["direction"],
        "title": escape(" · ".join(words[title] for words in languages)),
        "description": escape(first[said]),
        "head": head,
        "style": stylesheet(*sheets).decode(),
        "heading": tag("h1", " ".join(titles)),
        "parts": div("parts", *shown),
        "footer": " · ".join(tag("span", words["organisation"], lang=words.lang) for words in languages),
        "script": script,
    }
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(filled).encode()
