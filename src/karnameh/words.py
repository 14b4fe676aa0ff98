"""Words and numbers in a language. Words live in `languages/fa.toml` and `en.toml`; numbers are written here."""

import re
import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from string import Formatter

from karnameh import calendar
from karnameh.errors import WordError, nearest
from karnameh.trace import looked

FOLDER = Path(__file__).parent / "languages"
_PERSIAN = str.maketrans("0123456789,.", "۰۱۲۳۴۵۶۷۸۹٬٫")
#: Left-to-right isolate and its end: a number and its sign or percent never part or swap sides.
_LRI, _PDI, _MINUS = "\u2066", "\u2069", "\u2212"
#: A number and its unit stay on one line.
_NBSP = "\u00a0"
_STRONG = re.compile(r"\*\*(.+?)\*\*")


@cache
def load(lang: str) -> dict[str, str | list[str]]:
    """Every word of a language by its dotted key."""
    with open(FOLDER / f"{lang}.toml", "rb") as file:
        return dict(_flat(tomllib.load(file)))


def _flat(table: dict, prefix: str = ""):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def blanks(text: str) -> set[str]:
    """The names of the blanks in a sentence."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


class Words:
    """
    The words of one language.

    Raises: WordError where a word is asked for that is not there, or a blank is not filled.
    """

    def __init__(self, lang: str):
        self.lang = lang
        self._words = load(lang)

    def __getitem__(self, key: str):
        looked("word", f"{self.lang}/{key}")
        try:
            return self._words[key]
        except KeyError:
            raise WordError(
                f"languages/{self.lang}.toml: there is no word '{key}'.{nearest(key, self._words)}"
            ) from None

    def __contains__(self, key: str) -> bool:
        looked("word", f"{self.lang}/{key}")
        return key in self._words

    def say(self, key: str, **filled: object) -> str:
        """A sentence with its blanks filled; **bold** stays marked."""
        text = self[key]
        if missing := blanks(text) - set(filled):
            raise WordError(f"languages/{self.lang}.toml: {key}: nothing fills the blank {{{min(missing)}}}.")
        return text.format(**filled)

    @property
    def rtl(self) -> bool:
        return self["direction"] == "rtl"

    def number(self, value: int | Decimal, sign: bool = False) -> str:
        """A number in the digits of the language, as many decimals as it has."""
        text = f"{abs(value):,}"
        text = text.translate(_PERSIAN) if self.rtl else text
        mark = _MINUS if value < 0 else "+" if sign and value > 0 else ""
        return self.isolated(mark + text) if mark else text

    def percent(self, value: Decimal, sign: bool = False) -> str:
        """A percentage, isolated so that its sign stays beside it."""
        plain = self.number(value, sign).strip(_LRI + _PDI)
        return self.isolated(self.say("percent", n=plain))

    def isolated(self, text: str) -> str:
        """Text that keeps its order within a Persian line."""
        return f"{_LRI}{text}{_PDI}" if self.rtl else text

    def year(self, year: int, span: bool = False) -> str:
        """A Solar Hijri year, in English with the Gregorian years it spans where asked."""
        if self.rtl:
            return str(year).translate(_PERSIAN)
        return f"{year} ({calendar.gregorian_span(year)})" if span else str(year)

    def date(self, day: date) -> str:
        """A day in the Solar Hijri calendar, in English with the Gregorian one beside it."""
        year, month, number = calendar.parts(day)
        solar = self.say(
            "head.date",
            day=self.digits(number),
            month=self["numbers.months"][month - 1],
            year=self.digits(year),
        )
        return solar if self.rtl else f"{solar} ({day.day} {day:%B} {day.year})"

    def digits(self, value: object) -> str:
        """Digits without separators."""
        return str(value).translate(_PERSIAN) if self.rtl else str(value)

    def counted(self, unit: str, number: int, shown: str | None = None) -> str:
        """'846 jobs': a number with its unit, in the form that the number asks for."""
        one, many = self[f"units.{unit}"]
        return f"{shown or self.number(number)}{_NBSP}{one if number == 1 else many}"

    def cardinal(self, number: int) -> str:
        """A small number as a word."""
        words = self["numbers.cardinal"]
        return words[number] if number < len(words) else self.number(number)

    def ordinal(self, number: int, kind: str = "ordinal") -> str:
        """A rank as a word."""
        words = self[f"numbers.{kind}"]
        return words[number] if number < len(words) else self.number(number)

    def listed(self, items: list[str]) -> str:
        """'a, b and c'."""
        if len(items) < 2:
            return "".join(items)
        return self["list_comma"].join(items[:-1]) + self["list_and"] + items[-1]

    def mark(self, status: str) -> str:
        """The mark of a figure that is not a number."""
        return self[f"marks.{status}"]


def strong(text: str) -> str:
    """**bold** as HTML."""
    return _STRONG.sub(r"<strong>\1</strong>", text)
