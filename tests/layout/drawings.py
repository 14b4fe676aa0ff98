"""Where the texts of a chart stand: their ink, measured from the shapes that the chart draws them with."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import nbformat
from fontTools.pens.boundsPen import BoundsPen
from fontTools.svgLib.path import parse_path

_SVG = re.compile(r"<svg .*?</svg>", re.S)
_SCALE = re.compile(r"scale\(([\d.]+)\)")
_NS = "{http://www.w3.org/2000/svg}"


class Box(NamedTuple):
    """In points, y down."""

    left: float
    top: float
    right: float
    bottom: float

    def moved(self, x: float, y: float, scale: float = 1.0) -> "Box":
        return Box(*(scale * (side + (y if index % 2 else x)) for index, side in enumerate(self)))

    def common(self, other: "Box") -> tuple[float, float]:
        """How wide and how high two boxes lie over each other; a negative one is a gap."""
        return (
            min(self.right, other.right) - max(self.left, other.left),
            min(self.bottom, other.bottom) - max(self.top, other.top),
        )


def around(boxes: list[Box]) -> Box | None:
    """The box of several."""
    if not boxes:
        return None
    sides = list(zip(*boxes, strict=True))
    return Box(min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3]))


@dataclass(frozen=True)
class Text:
    """A text of a drawing: its words, as far as the drawing says them, and its ink."""

    words: str
    box: Box


@dataclass(frozen=True)
class Drawing:
    """A chart: what it is called, its width and height in points, its texts."""

    name: str
    width: float
    height: float
    texts: tuple[Text, ...]

    def outside(self, spare: float) -> list[tuple[Text, str, float]]:
        """Texts that leave the drawing by more than `spare` points, on which side and by how much."""
        beyond = (
            (text, side, over)
            for text in self.texts
            for side, over in (
                ("left", -text.box.left),
                ("above", -text.box.top),
                ("right", text.box.right - self.width),
                ("below", text.box.bottom - self.height),
            )
        )
        return [found for found in beyond if found[2] > spare]

    def crossings(self, spare: float) -> list[tuple[Text, Text, float]]:
        """Texts that stand on each other by more than `spare` points in both directions, and by how much."""
        pairs = ((one, other, min(one.box.common(other.box))) for one, other in combinations(self.texts, 2))
        return [(one, other, over) for one, other, over in pairs if over > spare]


@cache
def drawings(notebook: Path) -> list[Drawing]:
    """The charts of a notebook that has been run, in order."""
    cells = nbformat.read(notebook, as_version=4).cells
    shown = "".join(output.data["text/html"] for cell in cells for output in cell.get("outputs", ()))
    return [_drawing(ElementTree.fromstring(svg)) for svg in _SVG.findall(shown)]


def _drawing(root: ElementTree.Element) -> Drawing:
    _, _, width, height = map(float, root.get("viewBox").split())
    defined = {item.get("id"): item for item in root.iter() if item.get("id")}
    placed = (
        (use, float(_SCALE.search(group.get("transform"))[1]))
        for group in root.iter(f"{_NS}g")
        if "scale" in group.get("transform", "")
        for use in group.findall(f"{_NS}use")
    )
    texts = (_text(defined, use, scale) for use, scale in placed)
    name = f"{root.get('class')} {root.get('aria-label', '')[:40]}".strip()
    return Drawing(name, width, height, tuple(text for text in texts if text))


def _text(defined: dict[str, ElementTree.Element], use: ElementTree.Element, scale: float) -> Text | None:
    text = defined[use.get("href")[1:]]
    glyphs = [
        _ink(defined[glyph.get("href")[1:]].get("d")).moved(
            float(glyph.get("x", 0)), float(glyph.get("y", 0))
        )
        for glyph in text.iter(f"{_NS}use")
    ]
    ink = around(glyphs)
    words = text.get("data-text", text.get("id")).strip("\u200e\u200f")
    return ink and Text(words, ink.moved(float(use.get("x")), float(use.get("y")), scale))


@cache
def _ink(outline: str) -> Box:
    pen = BoundsPen(None)
    parse_path(outline, pen)
    return Box(*pen.bounds)
