"""What a notebook cell shows: HTML for readers, plain text for terminals and for comparing runs."""

import re
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

_ISOLATES = dict.fromkeys(map(ord, "\u2066\u2069\u200f"))
_BREAKING = {"div", "p", "h1", "h2", "h3", "tr", "section", "figure", "li", "header", "table"}
_CELLS = {"td", "th"}
_CLOSED = re.compile(r"(</(?:div|figure|h[1-3]|header|p|script|section|table|tbody|thead|tr)>)(?!\n)")
#: What is drawn says nothing in plain text but its alt, and is most of a page.
_DRAWN = re.compile(r"(<svg[^>]*>).*?(?=</svg>)", re.S)


@dataclass(frozen=True)
class Block:
    """
    A piece of a page: Jupyter shows the HTML, `repr` is the same in plain text.

    Quarto hands HTML to the PDF only when it comes as Markdown, hence the fenced copy.
    """

    html: str

    def _repr_html_(self) -> str:
        """A line an element, so that a difference between two runs can be read."""
        return _CLOSED.sub(r"\1\n", self.html)

    def _repr_markdown_(self) -> str:
        return f"```{{=html}}\n{self._repr_html_()}\n```"

    def __repr__(self) -> str:
        reader = _TextReader()
        reader.feed(_DRAWN.sub(r"\1", self.html))
        return reader.text()


class _TextReader(HTMLParser):
    """HTML → lines of text; a chart becomes its alt text, which holds its data."""

    def __init__(self):
        super().__init__()
        self._parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag in ("script", "svg"):
            self._hidden += 1
            if given.get("aria-label"):
                self._parts.append(f"[{given['aria-label']}]")
        elif tag in _BREAKING:
            self._parts.append("\n")
        elif tag in _CELLS:
            self._parts.append("\t")

    def handle_endtag(self, tag):
        if tag in ("script", "svg"):
            self._hidden -= 1
        elif tag in _BREAKING:
            self._parts.append("\n")

    def handle_data(self, data):
        if not self._hidden:
            self._parts.append(data)

    def text(self) -> str:
        lines = "".join(self._parts).translate(_ISOLATES).split("\n")
        return "\n".join(line.strip() for line in lines if line.strip())


def tag(name: str, content: str = "", **attributes: object) -> str:
    """An HTML element; content is HTML already, attribute values are escaped, None leaves one out."""
    given = "".join(
        f' {key.strip("_").replace("_", "-")}="{escape(str(value), quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{given}>{content}</{name}>"


def div(kind: str, *content: str) -> str:
    """A div of a class."""
    return tag("div", "".join(content), class_=kind)


def table(heads: list[str], rows: list[str], caption: str) -> str:
    """A table with column heads; the caption is for those who hear it."""
    head = "".join(
        tag("th", name, scope="col", class_=None if index == 0 else "num") for index, name in enumerate(heads)
    )
    return tag(
        "table",
        tag("thead", tag("tr", head)) + tag("tbody", "".join(rows)),
        class_="figures",
        aria_label=caption,
    )


def row(name: str, cells: list[str]) -> str:
    """A row: its name, then numbers."""
    return tag("tr", tag("th", name, scope="row") + "".join(tag("td", cell, class_="num") for cell in cells))
