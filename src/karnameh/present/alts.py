"""What a picture says to those who do not see it: the finding, the kind of picture, and all its numbers."""

import re
from collections.abc import Iterable
from html import unescape

from karnameh.present.page import Page

_TAGS = re.compile(r"<[^>]+>")
_STATUSES = ("suppressed", "no_data", "not_defined")


def alt(page: Page, picture: str, finding: str, parts: Iterable[str]) -> str:
    """'Livestock leads. Bar chart: Livestock 384 (37.6%), ...', with the marks in words."""
    words = page.words
    listed = [_in_words(page, part) for part in parts]
    nested = any(mark in part for part in listed for mark in (":", words["list_comma"]))
    spoken = words["list_semicolon" if nested else "list_comma"].join(listed)
    return words.say(f"alt.{picture}", finding=unescape(_TAGS.sub("", finding)), parts=spoken)


def of_bars(page: Page, bars) -> list[str]:
    """'Livestock 384 (37.6%)' for each bar."""
    return [named(bar.label, _bracketed(bar.text)) for bar in bars]


def named(label: str, text: str) -> str:
    """A label and its number; a colon between two numbers, as in '1397: 1,020'."""
    return f"{label}: {text}" if label[-1:].isdigit() else f"{label} {text}"


def _bracketed(text: str) -> str:
    count, dot, share = text.partition(" · ")
    return f"{count} ({share})" if dot else text


def _in_words(page: Page, text: str) -> str:
    for status in _STATUSES:
        text = text.replace(page.words.mark(status), page.words[f"mark_words.{status}"])
    return text.replace("\u200f", "")
