"""Why something written is not taken in: a key with its blanks; the words are in the languages."""

from dataclasses import dataclass

from karnameh.words import Words


@dataclass(frozen=True)
class Reason:
    """A reason by the key of its words (`reason.<key>`), with the blanks filled; blanks name a column by its name."""

    key: str
    blanks: tuple[tuple[str, str], ...] = ()

    def text(self, lang: str) -> str:
        """The reason in a language."""
        return Words(lang)[f"reason.{self.key}"].format(**dict(self.blanks))

    def __str__(self) -> str:
        return self.text("en")


class Refused(ValueError):
    """Something written that has no sure meaning; carries its reason."""

    def __init__(self, key: str, **blanks: object):
        self.reason = Reason(key, tuple((name, str(value)) for name, value in blanks.items()))
        super().__init__(self.reason)
