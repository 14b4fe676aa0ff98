"""The texts of a chart: each glyph of the drawing is known by its name in the type it is drawn in."""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fontTools.pens.boundsPen import ControlBoundsPen
from fontTools.svgLib.path import parse_path
from fontTools.ttLib import TTFont

from karnameh.present.charts.board import Board

from .seen import Letter, Text

_SVG = "{http://www.w3.org/2000/svg}"
_LETTERS = "آأؤئابتثجحخدذرزسشصضطظعغفقلمنهوپچژکگیء۰۱۲۳۴۵۶۷۸۹٪٫٬،؛؟"
_LATIN = [
    chr(code) for code in (*range(0x21, 0x7F), 0xAB, 0xB7, 0xBB, 0x2013, 0x2014, 0x2039, 0x203A, 0x2212)
]
FORM = re.compile(r"\.(init|medi|fina)")


@cache
def alphabet(path: Path) -> dict[int, tuple[str, str]]:
    """Number of a glyph → what it says, and its name; whatever form the letter takes."""
    font = TTFont(path)
    characters = font.getBestCmap()
    said = {characters[ord(char)]: char for char in [*_LETTERS, *_LATIN] if ord(char) in characters}
    said |= {
        ligature: said[first] + characters_of(font, components)
        for first, components, ligature in _ligatures(font)
        if first in said and len(components) == 1
    }
    changes = list(_single_substitutions(font))
    grown = True
    while grown:
        new = {to: said[glyph] for glyph, to in changes if glyph in said and to not in said}
        said |= new
        grown = bool(new)
    return {font.getGlyphID(name): (text, name) for name, text in said.items()}


def characters_of(font: TTFont, names: list[str]) -> str:
    """The characters that glyphs stand for, as far as they are marks on a letter."""
    known = {name: chr(code) for code, name in font.getBestCmap().items() if 0x64B <= code <= 0x655}
    return "".join(known.get(name, "") for name in names)


def _tables(font: TTFont, kind: int) -> Iterator:
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            if table.LookupType == kind:
                yield table


def _single_substitutions(font: TTFont) -> Iterator[tuple[str, str]]:
    """One glyph for another; Noto writes the forms of a letter as sequences of one."""
    for table in _tables(font, 1):
        yield from table.mapping.items()
    for table in _tables(font, 2):
        yield from ((glyph, to[0]) for glyph, to in table.mapping.items() if len(to) == 1)


def _ligatures(font: TTFont) -> Iterator[tuple[str, list[str], str]]:
    for table in _tables(font, 4):
        for first, ligatures in table.ligatures.items():
            for ligature in ligatures:
                yield first, ligature.Component, ligature.LigGlyph


@dataclass(frozen=True)
class Drawing:
    """A chart as SVG text, and the two weights of its type."""

    svg: str
    fonts: tuple[Path, Path]

    @property
    def texts(self) -> list[Text]:
        """Every text of the chart, its letters from left to right, in points of the drawing."""
        root = ElementTree.fromstring(self.svg)
        named = {node.get("id"): node for node in root.iter() if node.get("id")}
        groups = [node for node in root if node.get("transform")]
        return [self._text(use, group, named) for group in groups for use in group if use.tag == f"{_SVG}use"]

    def _text(self, use, group, named) -> Text:
        scale = float(group.get("transform")[6:-1])
        glyphs = [self._letter(glyph, use, scale, named) for glyph in named[use.get("href")[1:]]]
        return Text(sorted(glyphs, key=lambda letter: letter.middle))

    def _letter(self, glyph, use, scale, named) -> Letter:
        name = glyph.get("href")[1:]
        pen = ControlBoundsPen(None)
        parse_path(named[name].get("d"), pen)
        left, top, right, bottom = pen.bounds
        x, y = (int(glyph.get(key, 0)) + int(use.get(key, 0)) for key in "xy")
        bold, number = name[1] == "b", int(name[2:], 16)
        char, glyph_name = alphabet(self.fonts[bold])[number]
        sides = [
            round((value + at) * scale, 3) for value, at in ((left, x), (right, x), (top, y), (bottom, y))
        ]
        return Letter(char, *sides, name=glyph_name)

    @property
    def size(self) -> tuple[float, float]:
        found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', self.svg)
        return float(found[1]), float(found[2])

    def filled(self, token: str) -> list[tuple[float, float, float, float]]:
        """(left, top, right, bottom) of what is filled in a colour, piece by piece."""
        root = ElementTree.fromstring(self.svg)
        pieces = [
            piece
            for node in root.iter(f"{_SVG}path")
            if (node.get("style") or "").startswith(f"fill:var(--{token},")
            for piece in node.get("d").split("M")[1:]
        ]
        return [_bounds("M" + piece) for piece in pieces]

    def dots(self) -> list[tuple[float, float]]:
        """The middles of round marks."""
        root = ElementTree.fromstring(self.svg)
        return [(float(node.get("cx")), float(node.get("cy"))) for node in root.iter(f"{_SVG}circle")]


def _bounds(outline: str) -> tuple[float, float, float, float]:
    pen = ControlBoundsPen(None)
    parse_path(outline, pen)
    return pen.bounds


def reading(drawing: Drawing) -> list[str]:
    """What stands in the chart, text by text, from left to right."""
    return [text.drawn for text in drawing.texts]


@dataclass(frozen=True)
class Chart:
    """A drawing of a brief, its kind ('bars'), and the texts that were asked of it."""

    kind: str
    drawing: Drawing
    asked: tuple[str, ...]


@contextmanager
def recorded(fonts: tuple[Path, Path]) -> Iterator[list[Chart]]:
    """Every chart that is drawn meanwhile."""
    found: list[Chart] = []
    with pytest.MonkeyPatch.context() as patch:
        asked: dict[int, list[str]] = defaultdict(list)
        text, svg = Board.text, Board.svg

        def note_text(board, x, y, words, *more, **how):
            asked[id(board)] += [words] if words else []
            return text(board, x, y, words, *more, **how)

        def note_svg(board, kind, alt):
            made = svg(board, kind, alt)
            found.append(Chart(kind, Drawing(made, fonts), tuple(asked.pop(id(board), []))))
            return made

        patch.setattr(Board, "text", note_text)
        patch.setattr(Board, "svg", note_svg)
        yield found
