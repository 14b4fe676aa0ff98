"""Outlines with fewer points: the same letters within a few thousandths of an em, in far fewer bytes on a page."""

from fontTools.cu2qu import curve_to_quadratic
from fontTools.pens.basePen import BasePen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.qu2cu import quadratic_to_curves
from fontTools.ttLib import TTFont

#: In em, how far an outline may move when its curves are joined to longer ones, and when those are drawn by parabolas.
_JOINED, _DRAWN = 0.0015, 0.003


def lighten(font: TTFont) -> None:
    """Draw every glyph with as few curves as keep its shape; straight lines and corners stay where they are."""
    glyphs, em = font["glyf"], font["head"].unitsPerEm
    for name in font.getGlyphOrder():
        if glyphs[name].numberOfContours > 0:
            drawn = TTGlyphPen(None)
            glyphs[name].draw(_Lighter(drawn, em), glyphs)
            glyphs[name] = drawn.glyph(dropImpliedOnCurves=True)
    for name in font.getGlyphOrder():  # those put together of others too
        glyphs[name].recalcBounds(glyphs)
        font["hmtx"][name] = font["hmtx"][name][0], getattr(glyphs[name], "xMin", 0)


class _Lighter(BasePen):
    """Passes an outline on to another pen; neighbouring curves wait until a line or the end, and go on as fewer."""

    def __init__(self, onto: TTGlyphPen, em: int):
        super().__init__(None)
        self._onto, self._em = onto, em
        self._curves: list[list[tuple[float, float]]] = []

    def _moveTo(self, to) -> None:
        self._onto.moveTo(to)

    def _lineTo(self, to) -> None:
        self._pass_on()
        self._onto.lineTo(to)

    def _qCurveToOne(self, control, to) -> None:
        self._curves.append([self._getCurrentPoint(), control, to])

    def _closePath(self) -> None:
        self._pass_on()
        self._onto.closePath()

    def _pass_on(self) -> None:
        for curve in quadratic_to_curves(self._curves, _JOINED * self._em):
            spline = curve_to_quadratic(curve, _DRAWN * self._em) if len(curve) == 4 else curve
            self._onto.qCurveTo(*spline[1:])
        self._curves = []
