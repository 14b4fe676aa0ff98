"""The letters of a PDF's pages where PDFium finds them, line by line; and the text a reader copies, by pdftotext."""

import ctypes
import subprocess
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw

from .seen import CONTROLS, Letter, Text, from_the_right

_MARKS = "\u0654\u0650\u064b"
_COLUMN = 0.85  # of the size of type: a wider gap parts columns, no space between words is so wide
_LEVEL = 0.5  # pt: letters of a line have the same base


@cache
def pages(path: Path) -> list[list[Letter]]:
    """The letters of each page; y runs from the top edge, in points."""
    document = pdfium.PdfDocument(path)
    return [_letters(document[number]) for number in range(len(document))]


def _letters(page: pdfium.PdfPage) -> list[Letter]:
    said, height = page.get_textpage(), page.get_height()
    found = []
    for index in range(said.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(said.raw, index))
        if raw.FPDFText_IsGenerated(said.raw, index) or CONTROLS.match(char):
            continue
        left, bottom, right, top = said.get_charbox(index)
        base = height - _origin(said.raw, index)
        size = raw.FPDFText_GetFontSize(said.raw, index)
        found.append(Letter(char, left, right, height - top, height - bottom, base=base, size=size))
    return found


def _origin(said, index: int) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(said, index, x, y)
    return y.value


@cache
def lines(path: Path) -> list[Text]:
    """Every line of every column as it is seen, its letters from left to right, page by page and downwards."""
    return [line for page in pages(path) for line in lines_of(page)]


def lines_of(letters: list[Letter]) -> list[Text]:
    """The lines of one page."""
    rows: list[list[Letter]] = []
    for letter in sorted(Text(letters).visible, key=lambda letter: letter.base):
        if rows and letter.base - rows[-1][-1].base < _LEVEL:
            rows[-1].append(letter)
        else:
            rows.append([letter])
    return [Text(part) for row in rows for part in _columns(sorted(row, key=_from_the_left))]


def _from_the_left(letter: Letter) -> tuple[float, bool]:
    """A mark has the box of its letter and comes after it."""
    return round(letter.middle, 2), letter.char in _MARKS


def _columns(row: list[Letter]) -> Iterator[list[Letter]]:
    part = row[:1]
    for one, other in pairwise(row):
        if other.left - max(letter.right for letter in part) > _COLUMN * min(one.size, other.size):
            yield part
            part = []
        part.append(other)
    yield part


def seen(path: Path, text: str) -> list[Text]:
    """Where a Persian text stands on a line of its own or within one, as it must look from left to right."""
    return [found for line in lines(path) for found in line.find(from_the_right(text))]


def one(path: Path, text: str) -> Text:
    """The first place of a Persian text; it must be there as it must look."""
    found = seen(path, text)
    assert found, f"'{text}' does not stand as '{from_the_right(text)}' in {path.name}"
    return found[0]


@cache
def copied(path: Path) -> str:
    """What a reader copies, without controls; a tool that is not ours puts it in order."""
    done = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    return CONTROLS.sub("", done.stdout)


def darker_at_the_left(path: Path, letter: Letter) -> bool:
    """Whether a sign of the first page bulges to the left, as '(' does: seen in its picture at half its height."""
    page = pdfium.PdfDocument(path)[0]
    height = page.get_height()
    crop = (letter.left, height - letter.bottom, page.get_width() - letter.right, letter.top)
    picture = page.render(scale=16, crop=crop, grayscale=True).to_numpy()
    rows, columns = picture.shape
    band = 255.0 - picture[int(rows * 0.4) : int(rows * 0.6) + 1]
    return float(band[:, : columns // 2].mean()) > float(band[:, -(columns // 2) :].mean())
