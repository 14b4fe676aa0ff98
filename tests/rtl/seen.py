"""What is seen of a text: each letter where it stands, in the order in which it is read."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

HALF_SPACE = "\u200c"
#: Controls of direction; they have no shape.
CONTROLS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]")
DIGITS = "0123456789۰۱۲۳۴۵۶۷۸۹"
_MIRROR = str.maketrans("()[]«»‹›", ")(][»«›‹")


@dataclass(frozen=True)
class Letter:
    """A character and the box it takes: y runs downwards. `name` is its glyph's, where that is known."""

    char: str
    left: float
    right: float
    top: float
    bottom: float
    name: str = ""
    base: float = 0.0
    size: float = 0.0

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def middle_height(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def width(self) -> float:
        return self.right - self.left

    def touches(self, other: "Letter") -> bool:
        """Whether the ink of two neighbours meets."""
        return self.left <= other.right + 0.02 and other.left <= self.right + 0.02


class Text:
    """Letters in the order of reading; a space is a letter too, and a line's end is a space."""

    def __init__(self, letters: Sequence[Letter]):
        self.letters = list(letters)

    def __iter__(self) -> Iterator[Letter]:
        return iter(self.letters)

    def __len__(self) -> int:
        return len(self.letters)

    @cached_property
    def said(self) -> str:
        return "".join(letter.char for letter in self.letters)

    def find(self, sought: str) -> list["Text"]:
        """Where words are said, whatever the width of their spaces."""
        pattern = r"\s+".join(re.escape(word) for word in CONTROLS.sub("", sought).split())
        return self.match(pattern)

    def match(self, pattern: str) -> list["Text"]:
        return [Text(self.letters[found.start() : found.end()]) for found in re.finditer(pattern, self.said)]

    @cached_property
    def visible(self) -> list[Letter]:
        """Letters that have a shape."""
        return [
            letter
            for letter in self.letters
            if not letter.char.isspace() and unicodedata.category(letter.char[0]) != "Cf"
        ]

    @property
    def drawn(self) -> str:
        """The letters from left to right, without spaces; a mark follows its letter."""
        order = sorted(enumerate(self.visible), key=lambda pair: (_place(pair[1]), pair[0]))
        return "".join(letter.char for _, letter in order)

    @property
    def left(self) -> float:
        return min(letter.left for letter in self.visible)

    @property
    def right(self) -> float:
        return max(letter.right for letter in self.visible)

    @property
    def top(self) -> float:
        return min(letter.top for letter in self.visible)

    @property
    def bottom(self) -> float:
        return max(letter.bottom for letter in self.visible)

    def lines(self) -> list["Text"]:
        """The text line by line, as its letters go down."""
        lines: list[list[Letter]] = []
        for letter in self.visible:
            if lines and _same_line(lines[-1], letter):
                lines[-1].append(letter)
            else:
                lines.append([letter])
        return [Text(line) for line in lines]


def _place(letter: Letter) -> float:
    return round(letter.middle, 1)


def _same_line(line: Sequence[Letter], letter: Letter) -> bool:
    """Lines stand close: the boxes of their letters may overlap by a third."""
    return abs(line[-1].middle_height - letter.middle_height) < 0.5 * min(line[-1].height, letter.height)


def from_the_right(text: str, mirrored: bool = True) -> str:
    """
    How a Persian line must stand from left to right, without spaces.

    Words and letters run from the right; figures with their signs and Latin words keep their order; brackets
    are mirrored. Enough for what the product prints; the full rules of Unicode are the engines' matter.
    """
    words = CONTROLS.sub("", text).replace(HALF_SPACE, "").split()
    turned = "".join(_turned(word) for word in reversed(_kept_together(words)))
    return turned.translate(_MIRROR) if mirrored else turned


def _kept_together(words: list[str]) -> list[str]:
    """Latin words that follow each other keep their order."""
    found: list[str] = []
    for word in words:
        if found and re.search("[A-Za-z]", word) and re.search("[A-Za-z]", found[-1]):
            found[-1] += word
        else:
            found.append(word)
    return found


_KEPT = re.compile(r"[+\u2212]?[0-9۰-۹]+(?:[.,٫٬/][0-9۰-۹]+)*[٪%]?|[A-Za-z](?:[\w./-]*[A-Za-z0-9])?")


def _turned(word: str) -> str:
    parts, at = [], 0
    while at < len(word):
        kept = _KEPT.match(word, at)
        part = kept[0] if kept else _with_marks(word, at)
        parts.append(part)
        at += len(part)
    return "".join(reversed(parts))


def _with_marks(word: str, at: int) -> str:
    end = at + 1
    while end < len(word) and unicodedata.combining(word[end]):
        end += 1
    return word[at:end]


def right_of(first: Text | Letter, second: Text | Letter, slack: float = 0.5) -> bool:
    """Whether the first stands wholly at the right of the second."""
    return first.left >= second.right - slack
