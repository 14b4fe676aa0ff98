"""
The brief's own type: 'Karnameh Sans', Noto Sans Arabic made fit for Persian figures.

Noto comes as a package and needs five repairs before a page of figures reads well in it; `letters` mends what
happens to its text in a PDF. The files are made once into `data/derived/fonts/`; same package, same bytes.
"""

import io
import math
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from karnameh.errors import RenderError
from karnameh.files import sha256, write_atomically
from karnameh.suite import Project

FAMILY = "Karnameh Sans"
_PACKAGE, _MODULE = "fontpkg-noto-sans-arabic", "fontpkg_noto_sans_arabic"
_WEIGHTS = {"Regular": 400, "Bold": 700}
#: Per cent of Noto's normal width: lines then break where they do in Vazirmatn.
_WIDTH = 94
#: The zero as a ring: outer radius and stroke in font units. A dot at 7 pt is no figure.
_RINGS = {"Regular": (138, 62), "Bold": (152, 92)}
_RING_MIDDLE, _RING_ROOM = 300, 110
_THOUSANDS, _DECIMAL, _MINUS, _EN_DASH = 0x066C, 0x066B, 0x2212, 0x2013
_WEB_RANGES = (
    (0x20, 0x7E),
    (0xA0, 0xFF),
    (0x600, 0x6FF),
    (0x200C, 0x200F),
    (0x2010, 0x2026),
    (0x2066, 0x2069),
    (_MINUS, _MINUS),
)


class FontFiles(NamedTuple):
    """Where the two weights lie."""

    regular: Path
    bold: Path


def make_fonts(project: Project) -> FontFiles:
    """The type as TTF, made where it is missing or its recipe has changed."""
    folder = project.derived / "fonts"
    fonts = FontFiles(*(folder / f"{_file_name(weight)}.ttf" for weight in _WEIGHTS))
    if not (_is_current(folder) and all(path.is_file() for path in fonts)):
        for path, weight in zip(fonts, _WEIGHTS, strict=True):
            write_atomically(path, _made(weight))
        for weight, data in zip(_WEIGHTS, map(_subset, fonts), strict=True):
            write_atomically(folder / f"{_file_name(weight)}.woff2", data)
        write_atomically(_seal(folder), _recipe().encode())
    return fonts


def web_fonts(project: Project) -> dict[str, bytes]:
    """The type as pages load it: file name → WOFF2 of the characters that pages use."""
    return {
        path.name: path.read_bytes() for path in (font.with_suffix(".woff2") for font in make_fonts(project))
    }


def _file_name(weight: str) -> str:
    return f"{FAMILY.replace(' ', '')}-{weight}"


def _seal(folder: Path) -> Path:
    return folder / "recipe.sha256"


def _is_current(folder: Path) -> bool:
    return _seal(folder).is_file() and _seal(folder).read_text() == _recipe()


@cache
def _recipe() -> str:
    """What the files are made of: the package and this code."""
    code = b"".join(path.read_bytes() for path in (Path(__file__), Path(__file__).with_name("letters.py")))
    return sha256(code + "".join(version(name) for name in (_PACKAGE, "fonttools")).encode())


def _source() -> bytes:
    found = [file for file in (files(_MODULE) / "files").iterdir() if file.name.endswith(".ttf")]
    if len(found) != 1:
        raise RenderError(
            f"{_PACKAGE}: one variable TTF expected, found {len(found)}. Install the version in requirements.lock."
        )
    return found[0].read_bytes()


def _made(weight: str) -> bytes:
    """One weight: instanced, repaired, composed and named."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    from karnameh.render.letters import compose, keep_half_spaces

    variable = TTFont(io.BytesIO(_source()), recalcTimestamp=False)
    font = instantiateVariableFont(variable, {"wght": _WEIGHTS[weight], "wdth": _WIDTH}, inplace=True)
    _lower_thousands(font)
    _raise_decimal(font)
    _open_zero(font, *_RINGS[weight])
    _lengthen_minus(font)
    compose(font)
    keep_half_spaces(font)
    _name(font, weight)
    return _saved(font)


def _saved(font) -> bytes:
    data = io.BytesIO()
    font.save(data, reorderTables=True)
    return data.getvalue()


def _characters(font) -> Iterator[dict[int, str]]:
    """The character maps of a font."""
    return (table.cmap for table in font["cmap"].tables if table.isUnicode())


def _copied(font, character: int, of: int, name: str) -> None:
    """Draw a character as another is drawn, by a glyph of its own: copied text keeps the two apart."""
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    glyphs = font.getGlyphSet()
    pen = TTGlyphPen(glyphs)
    drawn = font.getBestCmap()[of]
    glyphs[drawn].draw(pen)
    font["glyf"][name] = pen.glyph()
    font["hmtx"][name] = font["hmtx"][drawn]
    for characters in _characters(font):
        characters[character] = name


def _lower_thousands(font) -> None:
    """Noto hangs the thousands separator high, where it reads as a quotation mark."""
    _copied(font, _THOUSANDS, ord(","), "thousands")


def _lengthen_minus(font) -> None:
    """Noto's minus is as short as a hyphen."""
    _copied(font, _MINUS, _EN_DASH, "minus.long")


def _raise_decimal(font) -> None:
    """As tall as a slash, else ۶٫۱ and ۶٬۱ look alike."""
    from fontTools.pens.transformPen import TransformPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    name, glyphs = font.getBestCmap()[_DECIMAL], font.getGlyphSet()
    was = font["glyf"][name]
    middle = (was.xMin + was.xMax) / 2, (was.yMin + was.yMax) / 2
    pen = TTGlyphPen(glyphs)
    glyphs[name].draw(TransformPen(pen, (1.25, 0, 0, 1.85, middle[0] * -0.25 + 20, middle[1] * -0.85 + 90)))
    _redraw(font, name, pen.glyph(), 330)


def _open_zero(font, radius: float, stroke: float) -> None:
    """A ring in place of a dot, in both widths of the Persian and the Arabic zero."""
    characters = font.getBestCmap()
    for name in {characters[0x06F0], characters[0x0660], "uni06F0.lf", "uni0660.lf"} & set(
        font.getGlyphOrder()
    ):
        width = max(font["hmtx"][name][0], 2 * radius + _RING_ROOM)  # noughts in a row stand apart
        _redraw(font, name, _ring(width / 2, radius, stroke), width)


def _ring(middle: float, radius: float, stroke: float):
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    for size, turn in ((radius, -1), (radius - stroke, 1)):
        corner = size / math.cos(math.pi / 8)
        points = [
            (
                middle + r * math.cos(turn * step * math.pi / 8),
                _RING_MIDDLE + r * math.sin(turn * step * math.pi / 8),
            )
            for step in range(1, 17)
            for r in [corner if step % 2 else size]
        ]
        pen.moveTo(points[-1])
        for through, to in zip(points[::2], points[1::2], strict=True):
            pen.qCurveTo(through, to)
        pen.closePath()
    return pen.glyph()


def _redraw(font, name: str, glyph, width: int) -> None:
    glyph.coordinates.toInt()
    glyph.recalcBounds(font["glyf"])
    font["glyf"][name] = glyph
    font["hmtx"][name] = (width, glyph.xMin)


def _name(font, weight: str) -> None:
    """Names of its own: the licence lets a changed font keep the drawings, not the name."""
    bold = weight == "Bold"
    names = {
        1: FAMILY,
        2: weight,
        3: f"{_file_name(weight)};{version(_PACKAGE)}",
        4: f"{FAMILY} {weight}",
        6: _file_name(weight),
    }
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 5, 13, 14)]
    for identifier, text in names.items():
        table.setName(text, identifier, 3, 1, 0x409)
    for other in ("STAT", "DSIG"):
        if other in font:
            del font[other]
    font["OS/2"].usWeightClass = _WEIGHTS[weight]
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~0x61 | (0x20 if bold else 0x40)
    font["head"].macStyle = int(bold)


def _subset(path: Path) -> bytes:
    """The characters of a page, as WOFF2."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(path, recalcTimestamp=False)
    options = Options()
    options.layout_features = ["*"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for low, high in _WEB_RANGES for code in range(low, high + 1)])
    subsetter.subset(font)
    font.flavor = "woff2"
    data = io.BytesIO()
    font.save(data, reorderTables=False)
    return data.getvalue()
