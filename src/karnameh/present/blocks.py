"""What a notebook cell shows: HTML for readers, plain text for terminals and for comparing runs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape, unescape

from karnameh.trace import is_traced

_ISOLATES = dict.fromkeys(map(ord, "\u2066\u2069\u200f"))
_BREAK = re.compile(r"</?(?:div|p|h[123]|tr|section|figure|li|header|table)(?![\w-])[^>]*>")
_CELL, _TAG = re.compile(r"<t[dh](?![\w-])[^>]*>"), re.compile(r"<[^>]*>")
_CLOSED = re.compile(r"(</(?:div|figure|h[1-3]|header|p|script|section|table|tbody|thead|tr)>)(?!\n)")
#: What is drawn, and most of a page, says nothing in plain text but its alt; what is meant for machines nothing.
_HIDDEN = re.compile(r"<(svg|script)([^>]*)>")
_ALT = re.compile(r' aria-label="([^"]+)"')


@dataclass(frozen=True)
class Block:
    """
    A piece of a page: Jupyter shows the HTML, `repr` is the same in plain text.

    Quarto hands HTML to the PDF only when it comes as Markdown, hence the fenced copy; builds add it themselves.
    """

    html: str

    @cached_property
    def _lines(self) -> str:
        """A line an element, so that a difference between two runs can be read."""
        return _CLOSED.sub(r"\1\n", self.html)

    def _repr_html_(self) -> str:
        return self._lines

    def _repr_markdown_(self) -> str | None:
        return None if is_traced() else f"```{{=html}}\n{self._lines}\n```"

    def __repr__(self) -> str:
        """Lines of text; a chart becomes its alt text, which holds its data."""
        seen = "".join(_seen(self.html))
        text = unescape(_TAG.sub("", _CELL.sub("\t", _BREAK.sub("\n", seen)))).translate(_ISOLATES)
        return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def _seen(html: str) -> Iterator[str]:
    """What is said of a page, in pieces: most of it is drawings, which are skipped and not searched."""
    at = 0
    while hidden := _HIDDEN.search(html, at):
        yield html[at : hidden.start()]
        if alt := _ALT.search(hidden[2]):
            yield f"[{alt[1]}]"
        end = f"</{hidden[1]}>"
        ended = html.find(end, hidden.end())
        at = hidden.end() if ended < 0 else ended + len(end)
    yield html[at:]


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
