"""Figures and signs that cannot be mistaken: the repairs that Noto needs before a page of figures reads well in it."""

import math
from collections.abc import Iterator

_THOUSANDS, _DECIMAL, _MINUS, _EN_DASH = 0x066C, 0x066B, 0x2212, 0x2013
#: Font units, as all below: what is drawn anew is as strong as the figures around it.
_STROKES = {"Regular": 62, "Bold": 92}
#: The zero as a ring: outer radius. A dot at 7 pt is no figure.
_RINGS = {"Regular": 138, "Bold": 156}
_RING_MIDDLE, _RING_ROOM = 300, 110
#: The decimal separator: from where to where it reaches, how far it leans, what is left free beside it.
_DECIMAL_REACH, _DECIMAL_RUN, _DECIMAL_ROOM = (-190, 370), 220, 30


def repair(font, weight: str) -> None:
    """Mend Noto's separators and zero."""
    _lower_thousands(font)
    _straighten_decimal(font, _STROKES[weight])
    _open_zero(font, _RINGS[weight], _STROKES[weight])


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


def lengthen_minus(font) -> None:
    """A minus is longer than a hyphen; in Noto and Vazirmatn it is not."""
    _copied(font, _MINUS, _EN_DASH, "minus.long")


def _straighten_decimal(font, stroke: float) -> None:
    """A slanted stroke, tall and low: Noto's own is as short as a thousands separator and curved like the letter ر."""
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    (low, high), run = _DECIMAL_REACH, _DECIMAL_RUN
    across = stroke * math.hypot(run, high - low) / (high - low)
    pen = TTGlyphPen(None)
    pen.moveTo((_DECIMAL_ROOM, low))
    for point in ((run, high), (run + across, high), (across, low)):
        pen.lineTo((_DECIMAL_ROOM + point[0], point[1]))
    pen.closePath()
    _redraw(font, font.getBestCmap()[_DECIMAL], pen.glyph(), round(run + across + 2 * _DECIMAL_ROOM))


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
