"""What a reader could mistake in the figures of a font, found by geometry: lengths are thousandths of an em."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

#: Drawn with these: every figure and sign of a Persian number, and the marks around them.
SIGNS = "۰۱۲۳۴۵۶۷۸۹٬٫٪−-–/[]«»()"
_STEPS = 16


class _Flattened(BasePen):
    """An outline as closed lines of points."""

    def __init__(self, glyphs):
        super().__init__(glyphs)
        self.lines: list[list[tuple[float, float]]] = []

    def _moveTo(self, to):
        self.lines.append([to])

    def _lineTo(self, to):
        self.lines[-1].append(to)

    def _qCurveToOne(self, control, to):
        start = self.lines[-1][-1]
        for step in range(1, _STEPS + 1):
            t = step / _STEPS
            a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
            self.lines[-1].append(
                tuple(a * p + b * q + c * r for p, q, r in zip(start, control, to, strict=True))
            )


class Drawn:
    """A glyph as it is drawn."""

    def __init__(self, font: TTFont, glyph: str):
        pen = _Flattened(font.getGlyphSet())
        font.getGlyphSet()[glyph].draw(pen)
        unit = font["head"].unitsPerEm / 1000
        self.lines = [[(x / unit, y / unit) for x, y in line] for line in pen.lines]

    @classmethod
    def of(cls, font: TTFont, sign: str) -> "Drawn":
        return cls(font, font.getBestCmap()[ord(sign)])

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top."""
        return _box([point for line in self.lines for point in line])

    @property
    def width(self) -> float:
        left, _, right, _ = self.box
        return right - left

    @property
    def height(self) -> float:
        _, bottom, _, top = self.box
        return top - bottom

    def strokes(self, height: float) -> list[tuple[float, float]]:
        """From where to where a line at a height is black."""
        crossings = [
            (x0 + (height - y0) / (y1 - y0) * (x1 - x0), 1 if y1 > y0 else -1)
            for line in self.lines
            for (x0, y0), (x1, y1) in pairwise([*line, line[0]])
            if (y0 <= height) != (y1 <= height)
        ]
        found, start, inside = [], 0.0, 0
        for x, turn in sorted(crossings):
            start = start if inside else x
            inside += turn
            if not inside:
                found.append((start, x))
        return found

    def away_from(self, other: "Drawn") -> float:
        """How far the farthest of this outline's points is from another outline."""
        starts = np.array([complex(*point) for line in other.lines for point in line])
        ends = np.array([complex(*point) for line in other.lines for point in [*line[1:], line[0]]])
        along = np.where(starts == ends, 1e-9, ends - starts)
        points = np.array([complex(*point) for line in self.lines for point in line])[:, None]
        reached = np.clip(((points - starts) * along.conj()).real / abs(along) ** 2, 0, 1)
        return float(abs(points - starts - reached * along).min(axis=1).max())

    def white(self, share: float) -> float:
        """How wide the white between strokes is at a share of the height; zero where there is one stroke."""
        strokes = self.strokes(self.box[1] + share * self.height)
        return max((after[0] - before[1] for before, after in pairwise(strokes)), default=0.0)


def _box(points) -> tuple[float, float, float, float]:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def faults(font: TTFont) -> list[str]:
    """What can be mistaken, a line each."""
    missing = [sign for sign in SIGNS if ord(sign) not in font.getBestCmap()]
    if missing:
        return [f"missing: {' '.join(missing)}"]
    drawn = {sign: Drawn.of(font, sign) for sign in SIGNS}
    return [*_separators(drawn), *_figures(drawn), *_zeros(font), *_signs(drawn)]


def _separators(drawn: dict[str, Drawn]) -> Iterator[str]:
    thousands, decimal, figure = drawn["٬"], drawn["٫"], drawn["۱"]
    if decimal.height < 1.8 * thousands.height:
        yield f"٫ is as short as ٬: {decimal.height:.0f} and {thousands.height:.0f}"
    if thousands.box[3] > figure.height / 4:
        yield f"٬ hangs at {thousands.box[3]:.0f}, like a quotation mark"
    if decimal.box[3] < figure.height * 0.45:
        yield f"٫ ends at {decimal.box[3]:.0f}, below the middle of the figures"
    if decimal.box[3] > figure.height * 0.8 or decimal.box[1] > -100:
        yield "٫ stands like a slash"
    if decimal.width < 150:
        yield f"٫ does not lean: {decimal.width:.0f}"


def _figures(drawn: dict[str, Drawn]) -> Iterator[str]:
    """The teeth of ۱, ۲ and ۳; the ring of ۵."""
    for figure, teeth in (("۱", 1), ("۲", 2), ("۳", 3)):
        found = max(
            len(drawn[figure].strokes(drawn[figure].box[3] * share)) for share in (0.75, 0.8, 0.85, 0.9)
        )
        if found != teeth:
            yield f"{figure} shows {found} strokes at its top"
    if drawn["۵"].white(0.35) < 150:
        yield f"۵ is closed: {drawn['۵'].white(0.35):.0f}"
    heights = [drawn[figure].height for figure in "۱۲۳۴۵۶۷۸۹"]
    if max(heights) > 1.1 * min(heights):
        yield "figures are not of one height"


def _zeros(font: TTFont) -> Iterator[str]:
    """A ring that is neither a dot nor a ۵, in every width the font has."""
    plain = font.getBestCmap()[ord("۰")]
    for name in {plain, f"{plain}.lf", f"{plain}.tf", f"{plain}.tnum"} & set(font.getGlyphOrder()):
        ring = Drawn(font, name)
        if ring.white(0.5) < 110:
            yield f"۰ is a dot: white of {ring.white(0.5):.0f} in {name}"
        if not 260 <= ring.height <= 360:
            yield f"۰ is {ring.height:.0f} high in {name}"
        beside = font["hmtx"][name][0] / font["head"].unitsPerEm * 1000 - ring.width
        if beside < 90:
            yield f"۰۰ touch: {beside:.0f} between them in {name}"


def _signs(drawn: dict[str, Drawn]) -> Iterator[str]:
    minus, hyphen, figure = drawn["−"], drawn["-"], drawn["۱"]
    if minus.width < max(400, 1.25 * hyphen.width):
        yield f"− is as short as a hyphen: {minus.width:.0f} and {hyphen.width:.0f}"
    if not figure.height * 0.25 < minus.box[1] < figure.height * 0.6:
        yield f"− stands at {minus.box[1]:.0f}"
    if len(drawn["٪"].lines) != 3 or drawn["٪"].height < figure.height * 0.9:
        yield "٪ is not two dots and a stroke as high as the figures"
    if drawn["/"].height < 1.1 * drawn["٫"].height:
        yield "/ is as short as ٫"
