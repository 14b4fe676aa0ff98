"""The kinds of check on a page as it is written: what a browser, a search engine or a program is given."""

import json
import re
from functools import cache

from bs4 import BeautifulSoup

from karnameh.words import Words, load

from .kinds import MARKUP, Checks
from .seen import CONTROLS, HALF_SPACE

on_markup = Checks(MARKUP)
_FA, _EN = Words("fa"), Words("en")
_OPEN, _CLOSE = "\u2066\u2067\u2068", "\u2069"
_NOT_TEXT = ["script", "style", "svg", "template"]


@cache
def page(made, stem: str) -> BeautifulSoup:
    return BeautifulSoup((made / f"{stem}.html").read_text(encoding="utf-8"), "html.parser")


def persian(made) -> list[BeautifulSoup]:
    return [page(made, path.stem) for path in sorted(made.glob("*.fa.html"))]


@cache
def _text(made, stem: str, foreign: str) -> str:
    """What a page says in its own language, a line an element."""
    soup = BeautifulSoup(str(page(made, stem)), "html.parser")
    for element in soup.select(f"{', '.join(_NOT_TEXT)}, head, code, [lang={foreign}]"):
        element.decompose()
    return CONTROLS.sub("", soup.get_text("\n"))


def texts(made) -> list[str]:
    return [_text(made, path.stem, "en") for path in sorted(made.glob("*.fa.html"))]


def attributes(made, name: str, stem: str = "county.fa") -> list[str]:
    return [element[name] for element in page(made, stem).find_all(attrs={name: True})]


@on_markup("a half-space is kept, and is no space")
def _(made):
    for key in ("sections.plans", "sections.notes", "mark_words.not_defined"):
        assert any(_FA[key] in text for text in texts(made)), key
    split = re.compile(r"(?:^|\s)ن?می\s|\s(?:ها|های|هایی|ترین)(?:\s|$)")
    words = [word for value in load("fa").values() for word in ([value] if isinstance(value, str) else value)]
    assert not [word for word in words if split.search(word)]
    assert not [word for word in words if f"{HALF_SPACE} " in word or f" {HALF_SPACE}" in word]


@on_markup("no letter is an Arabic yeh or kaf")
def _(made):
    assert not [soup.title for soup in persian(made) if set(str(soup)) & set("يكى٠١٢٣٤٥٦٧٨٩")]


@on_markup("a Persian name in an English page reads from the right")
def _(made):
    soup = page(made, "county.en")
    for element in soup.find_all(string=re.compile("[\u0600-\u06ff]")):
        if element.find_parent(_NOT_TEXT) is None:
            assert element.find_parent(attrs={"lang": "fa"}) is not None, element
    assert soup.select("[lang=fa]")


@on_markup("Latin words say their language or stand as code")
def _(made):
    assert not [
        found
        for text in texts(made)
        for found in re.findall("[A-Za-z]{2,}.*", text)
        if "matches.csv" not in found
    ]


@on_markup("an English page runs from the left")
def _(made):
    assert page(made, "county.en").html["dir"] == "ltr"
    assert not set(str(page(made, "county.en").main)) & set("\u200f\u2067")


@on_markup("digits are Persian in Persian and Latin in English")
def _(made):
    assert not [line for text in texts(made) for line in text.split("\n") if re.search("[0-9]", line)]
    assert not re.search("[۰-۹٪٫٬]", _text(made, "county.en", "fa"))


@on_markup("a signed percentage is isolated once")
def _(made):
    soup = page(made, "county.fa")
    signed = [
        element.get_text() for element in soup.select("td") if re.search("[+\u2212٪]", element.get_text())
    ]
    assert len(signed) > 20
    for text in signed:
        assert text.count("\u2066") == text.count(_CLOSE) == 1, repr(text)


@on_markup("a year has no separator")
def _(made):
    assert not [text for text in texts(made) if re.search("۱٬۳۹[۰-۹](?![۰-۹])", text)]
    assert "1,397" not in str(page(made, "county.en"))


@on_markup("no Latin comma, semicolon or question mark stands in Persian")
def _(made):
    assert not [line for text in texts(made) for line in text.split("\n") if set(line) & set(",;?%")]


@on_markup("a page says its direction and language")
def _(made):
    for soup in persian(made):
        assert (soup.html["lang"], soup.html["dir"]) == ("fa", "rtl")
        for link in soup.select("a[hreflang=en]"):
            assert link["lang"] == "en"


@on_markup("an alternative text has the direction of its page")
def _(made):
    for stem, letter in (("county.fa", "[ء-ی]"), ("county.en", "[A-Za-z]")):
        soup = page(made, stem)
        pictures = soup.select("svg[aria-label]")
        assert len(pictures) > 8
        for picture in pictures:
            assert re.match(letter, re.search(r"[^\W\d_]", picture["aria-label"])[0]), picture["aria-label"]
            turned = picture.find_parent(attrs={"dir": True})
            assert turned is soup.html and not picture.get("dir")


@on_markup("no control of direction reaches data")
def _(made):
    for path in sorted(made.glob("*.html")):
        soup = page(made, path.stem)
        names = {
            name for element in soup.find_all(True) for name in element.attrs if name.startswith("data-")
        }
        given = [value for name in names for value in attributes(made, name, path.stem)]
        given += [script.get_text() for script in soup.select("script")]
        given += [str(soup.title), *(meta.get("content", "") for meta in soup.select("meta"))]
        given += [link["href"] for link in soup.select("[href]")] + [one["id"] for one in soup.select("[id]")]
        assert "data-cell" in names and not [text for text in given if CONTROLS.search(text)]
        [linked] = [json.loads(script.string) for script in soup.select("script[type='application/ld+json']")]
        assert linked["variableMeasured"]
    assert not CONTROLS.search(
        (made.parent / "office/data/derived/publication.csv").read_text(encoding="utf-8")
    )


@on_markup("isolates are closed where they were opened")
def _(made):
    for soup in persian(made):
        found = [
            block.get_text()
            for block in soup.select("td, th, p, h1, h2, h3, figure, .note, .context, .change")
        ]
        found += [
            value for one in soup.find_all(True) for value in one.attrs.values() if isinstance(value, str)
        ]
        for text in found:
            assert _balanced(text), repr(text)


def _balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char in _OPEN) - (char in _CLOSE)
        if depth < 0:
            return False
    return depth == 0
