"""Where things stand on the pages of a PDF, by PDFium: the ink of each word, and how far drawings reach."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
import yaml
from pypdfium2 import raw

from karnameh.render.engine import TEMPLATES

POINTS = 72 / 25.4


@dataclass(frozen=True)
class Box:
    """In points from the lower left corner; `mark` is the number of its marked content, -1 for none."""

    left: float
    bottom: float
    right: float
    top: float
    text: str = ""
    mark: int = -1

    def __str__(self) -> str:
        return (
            f"{self.text} at {self.left:.0f}–{self.right:.0f}, {self.bottom:.0f}–{self.top:.0f} pt".lstrip()
        )

    def over(self, other: "Box") -> tuple[float, float]:
        """How wide and high the two lie upon each other."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        return wide, min(self.top, other.top) - max(self.bottom, other.bottom)

    def holds(self, other: "Box", spare: float = 0.5) -> bool:
        """Whether the other lies within this one, or out of it by no more than the spare."""
        return (
            self.left <= other.left + spare
            and self.right >= other.right - spare
            and self.bottom <= other.bottom + spare
            and self.top >= other.top - spare
        )


@dataclass(frozen=True)
class Sheet:
    """A page: its body within the margins, its words, its drawings."""

    body: Box
    words: tuple[Box, ...]
    drawings: tuple[Box, ...]


@cache
def sheets(path: Path) -> tuple[Sheet, ...]:
    document = pdfium.PdfDocument(path)
    try:
        return tuple(_sheet(page) for page in document)
    finally:
        document.close()


def _sheet(page: pdfium.PdfPage) -> Sheet:
    texts = page.get_textpage()
    words, drawings = [], []
    for thing in page.get_objects(max_depth=8, textpage=texts):
        mark = raw.FPDFPageObj_GetMarkedContentID(thing.raw)
        if thing.type == raw.FPDF_PAGEOBJ_TEXT:
            words += [Box(*thing.get_bounds(), thing.extract().strip(), mark)]
        elif thing.type in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
            drawings += [Box(*thing.get_bounds(), mark=mark)]
    return Sheet(_body(*page.get_size()), tuple(word for word in words if word.text), tuple(drawings))


def _body(width: float, height: float) -> Box:
    """The page within the margins of the design."""
    page = yaml.safe_load((TEMPLATES / "tokens.yml").read_text(encoding="utf-8"))["tokens"]["page"]
    side, top, bottom = (page[f"margin_{name}"] * POINTS for name in ("x", "top", "bottom"))
    return Box(side, bottom, width - side, height - top)


def overlapping(words: tuple[Box, ...]) -> Iterator[tuple[Box, Box]]:
    """Words of which one lies upon the other, by more than letters of neighbouring lines and words may."""
    lines = sorted(words, key=lambda word: word.bottom)
    for index, one in enumerate(lines):
        for other in lines[index + 1 :]:
            if other.bottom >= one.top:
                break
            wide, high = one.over(other)
            if wide > 1 and high > 1 and wide * high > 0.1 * min(map(_area, (one, other))):
                yield one, other


def _area(box: Box) -> float:
    return (box.right - box.left) * (box.top - box.bottom)
