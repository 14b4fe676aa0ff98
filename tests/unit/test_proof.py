"""Every sentence in every case: all are reached, agree in both languages, and keep to the style sheet."""

import re
import sys
from functools import cache
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from karnameh.attack.pages import strays, unfounded  # noqa: E402
from karnameh.words import blanks, load  # noqa: E402
from proof import CASES, page, sheets  # noqa: E402
from wording import faults  # noqa: E402
from worlds import publication  # noqa: E402

#: Parts of the words files that these pages write; the rest belongs to the site, the workbook and the table.
WRITTEN = (
    "answer", "lead", "measure", "said", "untold", "alt", "change", "card", "journey", "who", "plans", "skills",
    "among", "course", "press", "published", "notes", "data", "table", "groups", "sections",
)  # fmt: skip
#: Parts that hold no text of a page.
FORMS = ("numbers", "direction", "links", "list_", "percent", "points", "workbook")
NAMES = [case.name for case in CASES]
_MARKED = re.compile(r"<[^>]+>|\*\*")
_CODE = re.compile(r"<code>.*?</code>")
_BLANK = re.compile(r"\{\w+\}")


@cache
def shown(number: int, lang: str):
    return sheets(CASES[number], lang)


def test_every_sentence_is_reached_by_a_case():
    reached = {
        key for number in range(len(CASES)) for sheet in shown(number, "fa").values() for key in sheet.keys
    }
    written = [key for key in load("fa") if key.split(".")[0] in WRITTEN]
    assert [key for key in written if key not in reached] == []


def test_every_sentence_has_the_same_blanks_in_both_languages():
    persian, english = load("fa"), load("en")
    assert persian.keys() == english.keys()
    texts = [key for key, text in persian.items() if isinstance(text, str)]
    assert [key for key in texts if blanks(persian[key]) != blanks(english[key])] == []


@pytest.mark.parametrize("number", range(len(CASES)), ids=NAMES)
def test_both_languages_give_the_same_numbers(number):
    for name, persian in shown(number, "fa").items():
        english = shown(number, "en")[name]
        assert numbers(persian.html) == numbers(english.html), name


@pytest.mark.parametrize("number", range(len(CASES)), ids=NAMES)
def test_every_number_follows_from_what_is_published(number):
    told = publication(CASES[number]).told()
    for lang in ("fa", "en"):
        for sheet in shown(number, lang).values():
            assert [*strays(sheet.html), *unfounded(sheet.html, told)] == []


def numbers(html: str) -> list[tuple[str, ...]]:
    """Every printed figure: which cell or what it was made of, and its value or status."""
    found = []
    for attributes in re.findall(r"<span ([^>]*data-[^>]*)>", html):
        given = dict(re.findall(r'data-([a-z]+)="([^"]*)"', attributes))
        kind = next(given[name] for name in ("cell", "derived", "published") if name in given)
        found.append((kind, given.get("value") or given.get("status")))
    return sorted(found)


@pytest.mark.parametrize("number", range(len(CASES)), ids=NAMES)
def test_every_line_keeps_to_the_style_sheet(number):
    wrong = [
        f"{lang}: {', '.join(found)}: {line}"
        for lang in ("fa", "en")
        for sheet in shown(number, lang).values()
        for line in map(_of_the_page, sheet.lines)
        if (found := faults(line, lang))
    ]
    assert wrong == []


def _of_the_page(line: str) -> str:
    """A line with a letter for what a page says in another script: commands and file names."""
    letter = "ب" if re.search("[آ-ی]", line) else "x"
    return re.sub(
        r"\b(?:karnameh explain \S+ \S+ \S+|indicators\.(?:csv|fa\.ods|en\.ods)|publication\.csv)",
        letter,
        line,
    )


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_every_word_keeps_to_the_style_sheet(lang):
    words = {
        key: text for key, text in load(lang).items() if isinstance(text, str) and not key.startswith(FORMS)
    }
    letter = "ب" if lang == "fa" else "x"
    bare = {key: _BLANK.sub(letter, _MARKED.sub("", _CODE.sub(letter, text))) for key, text in words.items()}
    assert [
        (key, found) for key, text in bare.items() if (found := faults(text.strip(" ،,"), lang, whole=False))
    ] == []


@pytest.mark.parametrize("number", range(len(CASES)), ids=NAMES)
def test_nothing_kept_back_shows_in_a_picture(number):
    """A mark stands in words in every alt text, never as '[c]'."""
    for lang in ("fa", "en"):
        for sheet in shown(number, lang).values():
            alts = re.findall(r'aria-label="([^"]*)"', sheet.html)
            assert not [alt for alt in alts if re.search(r"\[\w\]", alt)]


HEADLINE = {"fa": (75, 95), "en": (90, 100)}


@pytest.mark.parametrize("lang", HEADLINE)
def test_headlines_fit_their_line(lang):
    usual, most = HEADLINE[lang]
    lengths = {}
    for number, case in enumerate(CASES):
        for sheet in shown(number, lang).values():
            for text in re.findall(r'<div class="headline">(.*?)</div>', sheet.html):
                lengths[case.name] = max(lengths.get(case.name, 0), len(re.sub(r"<[^>]+>", "", text)))
    assert {name: length for name, length in lengths.items() if length > most} == {}
    assert lengths["a plain year"] <= usual


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_titles_fit_two_lines_of_a_panel(lang):
    most = {"fa": 62, "en": 60}[lang]
    long = {
        title
        for number in range(len(CASES))
        for sheet in shown(number, lang).values()
        for html in re.findall(r'<div class="panel"><h3>(.*?)</h3>', sheet.html)
        if len(title := re.sub(r"<[^>]+>|[\u2066\u2069]", "", html)) > most
    }
    assert long == set()


def test_the_proof_holds_both_languages():
    html = page()
    assert html.count('lang="fa"') == html.count('<td lang="en"') > 300
