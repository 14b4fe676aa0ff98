"""Why something written is not taken in: a key with its blanks; the words are in the languages."""

from dataclasses import dataclass
from typing import NamedTuple

from karnameh.words import Words


class Both(NamedTuple):
    """What fills a blank, where each language has its own."""

    fa: str
    en: str


@dataclass(frozen=True)
class Reason:
    """A reason by the key of its words (`reason.<key>`); a blank may hold a column's or table's name."""

    key: str
    blanks: tuple[tuple[str, str | Both], ...] = ()

    def text(self, lang: str) -> str:
        """The reason in a language."""
        words = Words(lang)
        return words.say(
            f"reason.{self.key}", **{blank: _filled(value, words) for blank, value in self.blanks}
        )

    def __str__(self) -> str:
        return self.text("en")


def _filled(value: str | Both, words: Words) -> str:
    if isinstance(value, Both):
        return getattr(value, words.lang)
    key = f"named.{value}"
    if key in words:
        return words[key]
    return value


class Refused(ValueError):
    """Something written that has no sure meaning; carries its reason."""

    def __init__(self, key: str, **blanks: str | Both):
        self.reason = Reason(key, tuple(blanks.items()))
        super().__init__(self.reason)
