"""
Words as charts draw them: shaped in the brief's own type, measured, and laid out for a column.

A text is shaped once, however often and in whatever size and colour it stands: what is kept depends on the text and
the type alone, and no more than some thousand texts are held. `shapes` keeps them for the next kernel.
"""

import atexit
import hashlib
import io
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from unicodedata import category

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, findfont, fontManager
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.path import Path as Outline

from karnameh.files import sha256, sha256_of_file
from karnameh.present.charts import outlines
from karnameh.present.charts.outlines import smaller
from karnameh.present.charts.shapes import Shaped, Shapes
from karnameh.present.charts.theme import use_theme

SIZE = 7.0  # pt: chart text
SMALL = 6.0  # pt: the least chart text may shrink to before it takes two lines
EM = 400  # outlines are drawn and placed in 1/400 em: an eighth of a pixel at 400 %
POINT = 25.4 / 72  # mm
SHAPED = 100  # pt: the size in which texts are shaped

_KEPT = 4096  # texts, and glyphs
_FREETYPE = 64  # FreeType's units in a point
_COMMANDS = {
    Outline.MOVETO: ("M", 1),
    Outline.LINETO: ("L", 1),
    Outline.CURVE3: ("Q", 2),
    Outline.CURVE4: ("C", 3),
}
_fonts: dict[bool, FontProperties] = {}
_shapes: Shapes | None = None


def use_fonts(paths: Sequence[Path], kept_in: Path | None = None) -> None:
    """
    Register font files, one regular and one bold of a family, and draw all further charts in them.

    What analysts draw with seaborn or matplotlib gets the family and the brief's colours too. Without this, charts are
    drawn in matplotlib's default. kept_in: a folder where shaped texts are found and left for others.
    """
    given = {}
    for path in paths:
        font = FT2Font(path)
        given["bold" in font.style_name.lower()] = FontProperties(fname=str(path))
    use_theme(font.family_name)
    if {bold: _fonts[bold].get_file() for bold in _fonts} == {bold: given[bold].get_file() for bold in given}:
        return  # they are in use already
    for path in paths:
        fontManager.addfont(path)
    forget()
    _fonts.update(given)
    if kept_in:
        _keep_shapes(paths, kept_in)


def forget() -> None:
    """Let go of what was shaped in another type."""
    global _shapes
    for cached in (_font, shaped, _outline):
        cached.cache_clear()
    if _shapes:
        _shapes.close()
        atexit.unregister(_shapes.close)
    _shapes = None


def _keep_shapes(paths: Sequence[Path], folder: Path) -> None:
    """Take up what other kernels have shaped in this type, and leave them what this one will."""
    global _shapes
    made_from = [Path(__file__), Path(outlines.__file__), *paths]
    key = sha256(" ".join([mpl.__version__, *map(sha256_of_file, made_from)]).encode())
    _shapes = Shapes(folder / f"{key[:16]}.sqlite")
    atexit.register(_shapes.close)


@lru_cache(maxsize=_KEPT)
def shaped(text: str, bold: bool = False) -> Shaped:
    """A text in one weight of the type."""
    if _shapes is None:
        return _shape(text, bold)
    if known := _shapes.get(text, bold):
        return known
    made = _shape(text, bold)
    _shapes.add(text, bold, made)
    return made


def _shape(text: str, bold: bool) -> Shaped:
    glyphs, uses, heavy, item = {}, [], False, None
    for item in _font(bold)._layout(text, LoadFlags.NO_HINTING):  # as matplotlib's own text does
        file = item.ft_object.postscript_name
        heavy = heavy or "Bold" in file
        name = _glyph_name(file, item.glyph_index)
        if outline := _outline(file, item.glyph_index, item.ft_object):
            glyphs[name] = outline
            x, y = (round(round(number, 6) * EM / 100) for number in (item.x, item.y))
            uses.append(f'<use href="#{name}"{_attribute("x", x)}{_attribute("y", -y)}/>')
    drawn = "".join(uses)
    name = "t" + b32encode(hashlib.sha256(drawn.encode()).digest())[:7].decode().lower()
    weight, width = 700 if heavy else 400, item.x + _advance(item) if item else 0.0
    definition = f'<g id="{name}" data-weight="{weight}" data-text="{escape(text)}">{drawn}</g>'
    return Shaped(width, glyphs, name, definition)


@cache
def _font(bold: bool) -> FT2Font:
    """A weight of the type at the size in which texts are shaped, held in memory: FreeType looks into it all the time."""
    path = findfont(_fonts.get(bold, FontProperties(weight="bold" if bold else "normal")))
    font = FT2Font(io.BytesIO(Path(path).read_bytes()), hinting_factor=mpl.rcParams["text.hinting_factor"])
    font.set_size(SHAPED, 72)
    return font


def _advance(item) -> float:
    """The points by which a glyph moves on; marks of direction take no room, whatever the font says."""
    if category(item.char[0]) == "Cf":
        return 0.0
    glyph = item.ft_object.load_glyph(item.glyph_index, flags=LoadFlags.NO_HINTING)
    return glyph.horiAdvance / _FREETYPE


@lru_cache(maxsize=_KEPT)
def _outline(file: str, number: int, font: FT2Font) -> str:
    """A glyph as markup, named and drawn for all texts; empty for a space."""
    font.load_glyph(number, flags=LoadFlags.NO_HINTING)
    vertices, codes = font.get_path()
    if not len(codes):
        return ""
    points = [
        (round(x * _FREETYPE * EM / 6400), -round(y * _FREETYPE * EM / 6400)) for x, y in vertices.tolist()
    ]
    steps, at = [], 0
    while at < len(codes):
        command, length = _COMMANDS.get(codes[at], ("z", 1))
        steps.append((command, points[at : at + length] if command != "z" else ()))
        at += length
    return f'<path id="{_glyph_name(file, number)}" d="{smaller(steps)}"/>'


def _glyph_name(font: str, number: int) -> str:
    """'KarnamehSans-Bold' and 141 → 'kb8d': the font's initials and the glyph's number in it."""
    family, _, style = font.partition("-")
    return f"{family[:1]}{style[:1] or 'r'}{number:x}".lower()


def _attribute(name: str, value: int) -> str:
    return f' {name}="{value}"' if value else ""


def text_width(text: str, size: float = SIZE, bold: bool = False) -> float:
    """How wide a text of a size in points stands, in mm."""
    return shaped(text, bold).width * (size / SHAPED) * POINT


@dataclass(frozen=True)
class Labels:
    """Texts laid out for one column: the lines of each, their common size in pt, the width they take in mm."""

    lines: tuple[tuple[str, ...], ...]
    size: float
    width: float

    @property
    def depth(self) -> int:
        """Lines of the deepest."""
        return max(map(len, self.lines), default=1)


def lay_out(
    texts: Sequence[str], width: float, size: float = SIZE, bold: bool = False, least: float = SMALL
) -> Labels:
    """Texts made to fit a width in mm: as they are, smaller down to `least` pt, in two lines, or smaller still."""
    widest = max((text_width(text, size, bold) for text in texts), default=0.0)
    if widest * min(least, size) / size <= width:
        lines = tuple((text,) for text in texts)
    else:
        lines = tuple(
            _in_two(text, size, bold) if text_width(text, size, bold) > width else (text,) for text in texts
        )
    widest = max((text_width(line, size, bold) for some in lines for line in some), default=0.0)
    if widest > width:
        size = int(size * width / widest * 20) / 20
        widest = max(text_width(line, size, bold) for some in lines for line in some)
    return Labels(lines, size, widest)


def _in_two(text: str, size: float, bold: bool) -> tuple[str, ...]:
    """A text broken at the space that leaves its lines most alike."""
    words = text.split(" ")
    breaks = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return min(breaks, key=lambda lines: max(text_width(line, size, bold) for line in lines), default=(text,))
