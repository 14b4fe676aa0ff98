"""
Every sentence on one page, for proof-reading: an invented office in every case that its figures can take.

    .venv/bin/python tests/proof.py data/derived/proof.html        (or `make proof`)

Persian and English stand side by side, case by case; a sentence is shown where it first comes up.
"""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parent))

from karnameh.brief import OpenBrief  # noqa: E402
from karnameh.files import write_atomically  # noqa: E402
from karnameh.present import charts, head, linked  # noqa: E402
from karnameh.present.page import Page  # noqa: E402
from karnameh.suite import Brief  # noqa: E402
from karnameh.words import Words  # noqa: E402
from worlds import CASES, Case, Pairs, publication, suite  # noqa: E402

ROOT = Path(__file__).parents[1]
#: The pages of a case, and whether each is about the county or the province.
PAGES = {
    "county_brief": "county",
    "province_brief": "province",
    "press_note": "province",
    "reconciliation": "province",
}
#: The links of a page are names, not sentences.
_LINKS = re.compile(r'<(nav|div)[^>]*class="links".*?</\1>', re.DOTALL)
_SPOKEN = ("h1", "h2", "h3", "p", "li", "summary", "th", "td", "div", "figure")


@dataclass(frozen=True)
class Sheet:
    """One page in one language: its HTML, what it says line by line, and the keys of the words it asked for."""

    html: str
    lines: list[str]
    keys: frozenset[str]


def sheets(case: Case, lang: str) -> dict[str, Sheet]:
    """Every page of a case, without its pictures; what they say to those who do not see them is kept."""
    return {name: _sheet(case, name, lang) for name in PAGES if name in case.pages}


def _sheet(case: Case, notebook: str, lang: str) -> Sheet:
    area = case.county if PAGES[notebook] == "county" else case.county[:2]
    with _asked() as keys, _no_pictures(), _no_attachments():
        made = suite(case)
        brief = Brief(notebook, made.areas[area], lang, None if notebook == "reconciliation" else case.year)
        html = _show(case, notebook, OpenBrief(Page(brief, publication(case), made), _project()))
    reader = _Lines()
    reader.feed(_LINKS.sub("", html))
    return Sheet(html, reader.lines(), frozenset(keys))


def _project() -> SimpleNamespace:
    office = ROOT / "tests" / "office" / "data"
    return SimpleNamespace(reference=office / "reference", published=office / "published")


def _show(case: Case, notebook: str, brief: OpenBrief) -> str:
    """What the cells of the notebook show for this brief."""
    cells = json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
    shown = []
    with patch.object(OpenBrief, "_pairs", lambda self, year: Pairs.of(self._page, year, case.compared)):
        for cell in cells:
            source = "".join(cell["source"]).rpartition("\n\n")[2]
            lines = [line for line in source.split("\n") if not line.startswith(("from ", "brief = "))]
            code = "\n".join(lines).strip()
            if code.startswith("brief."):
                shown.append(eval(code, {"brief": brief}).html)
    return "\n".join(shown)


@contextmanager
def _asked() -> Iterator[set[str]]:
    """The keys of the words asked for meanwhile."""
    keys, give = set(), Words.__getitem__

    def noted(self, key):
        keys.add(key)
        return give(self, key)

    with patch.object(Words, "__getitem__", noted):
        yield keys


@contextmanager
def _no_pictures() -> Iterator[None]:
    """Each chart as an empty picture with its alt text, which is the last text it is given."""

    def empty(*given, **named):
        texts = [value for value in given if isinstance(value, str)]
        label = escape(texts[-1] if len(texts) > 1 else "", quote=True)
        return f'<svg role="img" aria-label="{label}"></svg>'

    drawn = ("bars", "split", "bullet", "journey", "course", "spark", "strips", "tiles", "locator")
    with patch.multiple(charts, **dict.fromkeys(drawn, empty)):
        yield


@contextmanager
def _no_attachments() -> Iterator[None]:
    """Without what only machines read: the attached rows and the linked data."""
    with patch.object(head, "attachment", _nothing), patch.object(linked, "linked_data", _nothing):
        yield


def _nothing(*_given) -> str:
    return ""


class _Lines(HTMLParser):
    """HTML → what stands in each element by itself; scripts are no part of it."""

    def __init__(self):
        super().__init__()
        self._lines, self._script = [""], False

    def handle_starttag(self, tag, attributes):
        self._script = tag == "script"
        if tag == "svg":
            self._lines += [dict(attributes).get("aria-label", ""), ""]
        elif tag in _SPOKEN:
            self._lines.append("")

    def handle_endtag(self, tag):
        self._script = False
        if tag in _SPOKEN:
            self._lines.append("")

    def handle_data(self, data):
        if not self._script:
            self._lines[-1] += data

    def lines(self) -> list[str]:
        return [line.strip() for line in self._lines if line.strip()]


def page() -> str:
    """Cases, each with the sentences that no case before it had."""
    seen: set[str] = set()
    parts = []
    for case in CASES:
        persian, english = sheets(case, "fa"), sheets(case, "en")
        rows = []
        for name in persian:
            pairs = zip(persian[name].lines, english[name].lines, strict=True)
            new = [pair for pair in dict.fromkeys(pairs) if _is_sentence(pair) and _shape(pair) not in seen]
            seen.update(map(_shape, new))
            rows += [
                f'<tr><td lang="en" dir="ltr">{escape(en)}</td><td lang="fa" dir="rtl">{escape(fa)}</td></tr>'
                for fa, en in new
            ]
        if rows:
            parts.append(f"<h2>{escape(case.name)}</h2>\n<table>\n" + "\n".join(rows) + "\n</table>")
    return _HTML.format(body="\n".join(parts))


def _shape(pair: tuple[str, str]) -> str:
    """The sentence without its numbers, by which it is known again."""
    return re.sub(r"\d+", "0", "|".join(pair))


def _is_sentence(pair: tuple[str, str]) -> bool:
    """Whether there is anything to read but a number or a mark."""
    return any(char.isalpha() for char in pair[0]) and not pair[0].startswith("[")


_HTML = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Every sentence</title><style>
body{{font:15px/1.6 Vazirmatn,"Noto Sans Arabic",sans-serif;max-width:80rem;margin:2rem auto}}
table{{border-collapse:collapse;width:100%}}td{{width:50%;padding:.3rem .8rem;border-top:1px solid #ccd;vertical-align:top}}
</style></head><body><h1>Every sentence</h1>
{body}
</body></html>
"""


if __name__ == "__main__":
    write_atomically(Path(sys.argv[1]), page().encode())
