"""A drawing board in millimetres whose x runs from the side where reading starts: right in Persian."""

from collections.abc import Sequence

from karnameh.present.charts.inline import Shape, dot, filled, inline, path, stroked, text
from karnameh.present.charts.lettering import POINT, SHAPED, SIZE, shaped

PANEL = 58.0  # mm: a column of the page
LEADING = 3.0  # mm from line to line
ROW, BAR = 4.75, 3.1  # mm: a row of bars, and the bar in it
STUB = 5.0  # mm: the hatched stub of what is not a number, whatever its value
GAP = 1.2  # mm between a bar and its figure

_HATCH = 0.8  # mm from stripe to stripe of a stub
_DASH = 0.02  # mm: at no length at all, Typst draws no squares
_FIGURE_MIDDLE = 0.34  # em from the baseline to the middle of a figure
_RLM, _LRM = "\u200f", "\u200e"
#: In the order of painting: layers, and within each what is filled, what is drawn with a line, what is written.
_LAYERS = {"under": 0, "data": 1, "board": 2}
_AREA, _BELOW_LINES, _LINE, _TEXT = 1.0, 1.9, 2.0, 3.0


class Board:
    """
    A drawing of a width and height in mm: x from the start side, y from the top.

    Colours are names of tokens, sizes of type and lines are points. `lang` "fa" mirrors it.
    """

    def __init__(self, width: float, height: float, lang: str):
        self.width, self.height, self.mirrored = width, height, lang == "fa"
        self._shapes: list[tuple[int, float, Shape]] = []

    def _at(self, x: float, y: float) -> tuple[float, float]:
        """A place in points of the drawing, from its left upper corner."""
        return (self.width - x if self.mirrored else x) / POINT, y / POINT

    def _put(self, shape: Shape, layer: str, place: float) -> None:
        self._shapes.append((_LAYERS[layer], place, shape))

    def _path(
        self,
        points: Sequence[tuple[float, float]],
        style: str,
        layer: str = "board",
        place: float = _AREA,
        closed: bool = False,
    ) -> None:
        """Straight lines from point to point, in mm."""
        placed = [self._at(*point) for point in points]
        steps = [("L" if number else "M", [point]) for number, point in enumerate(placed)]
        self._put(path([*steps, ("z", ())] if closed else steps, style), layer, place)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        anchor: str = "start",
        size: float = SIZE,
        bold: bool = False,
        colour: str = "ink",
    ) -> None:
        """A line of text whose figures have their middle at y; anchor: start, end, middle, or right in any language."""
        if not words:
            return
        set_text = shaped(self._led(words), bold)
        left, y = self._at(x, y + size * POINT * _FIGURE_MIDDLE)
        start, end = (1.0, 0.0) if self.mirrored else (0.0, 1.0)
        before = {"start": start, "end": end, "middle": 0.5, "right": 1.0}[anchor]
        left -= set_text.width * (size / SHAPED) * before
        self._put(text(left, y, size, set_text, filled(colour)), "board", _TEXT)

    def _led(self, words: str) -> str:
        """A text that runs in the board's direction, whatever its first letter: two figures never swap sides."""
        return (_RLM if self.mirrored else _LRM) + words

    def lines(self, x: float, y: float, lines: Sequence[str], **how) -> None:
        """Lines of text with their common middle at y."""
        for index, line in enumerate(lines):
            self.text(
                x, y + (index - (len(lines) - 1) / 2) * LEADING * how.get("size", SIZE) / SIZE, line, **how
            )

    def kept(self, x: float, width: float) -> float:
        """The middle nearest to x of a thing of a width that is to stay on the board."""
        return min(max(x, width / 2), self.width - width / 2)

    def rect(
        self, start: float, end: float, top: float, height: float, colour: str, layer: str = "board"
    ) -> None:
        """A filled rectangle; nothing where it has no width."""
        if end > start:
            self._path(_corners(start, end, top, height), filled(colour), layer, closed=True)

    def frame(self, start: float, end: float, top: float, height: float, colour: str, weight: float) -> None:
        corners = _corners(start, end, top, height)
        self._path([*corners, corners[0]], stroked(colour, weight, join="miter"), closed=True)

    def line(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        colour: str = "rule",
        weight: float = 0.5,
        layer: str = "board",
        dashes: Sequence[float] = (),
        below: bool = False,
    ) -> None:
        """A straight line, its weight in points, its dashes in weights; `below` the other lines of its layer."""
        style = stroked(colour, weight, dashes=[dash * weight for dash in dashes])
        self._path([(x0, y0), (x1, y1)], style, layer, _BELOW_LINES if below else _LINE)

    def curve(self, points: Sequence[tuple[float, float]], colour: str, weight: float) -> None:
        """A line through points, with round ends, among the data."""
        self._path(points, stroked(colour, weight, cap="round"), "data", _LINE)

    def area(self, points: Sequence[tuple[float, float]], colour: str) -> None:
        """What lies within points, among the data; the last may be the first."""
        points = points[:-1] if points[-1] == points[0] else points
        self._path(points, filled(colour), "data", closed=True)

    def tick(self, x: float, top: float, bottom: float, weight: float = 1.1) -> None:
        """A reference line, set off from the bar below it."""
        self.line(x, top, x, bottom, "paper", weight + 1.1, below=True)
        self.line(x, top, x, bottom, "ink", weight)

    def dot(
        self,
        x: float,
        y: float,
        size: float,
        fill: str,
        edge: str = "paper",
        weight: float = 0.0,
        layer: str = "board",
    ) -> None:
        """A round mark, its size in points."""
        style = stroked(edge, weight, fill) if weight else filled(fill)
        self._put(dot(*self._at(x, y), size / 2, style), layer, _LINE)

    def dots(
        self,
        columns: Sequence[tuple[float, float, int]],
        step: float,
        colour: str,
        size: float,
        square: bool = False,
    ) -> None:
        """
        Columns of equal dots, or squares, as one path: dashes so short that only their caps show.

        A column is the x and y of its first dot and how many it has; `step` from dot to dot and `size` are mm.
        """
        strokes = [((x, y - _DASH / 2), (x, y + (number - 1) * step + _DASH / 2)) for x, y, number in columns]
        weight = size / POINT
        dashes = [dash / size * weight for dash in (_DASH, step - _DASH)]
        self._strokes(strokes, stroked(colour, weight, cap="square" if square else "round", dashes=dashes))

    def hatch(
        self, start: float, end: float, top: float, height: float, colour: str = "ctx", framed: bool = True
    ) -> None:
        """The striped stub that stands for what is not a number."""
        stripes = max(1, round((end - start) / _HATCH))
        step = (end - start) / stripes
        middles = [start + (stripe + 0.5) * step for stripe in range(stripes)]
        style = stroked(colour, 0.4 * _HATCH / POINT)
        self._strokes([((x, top), (x, top + height)) for x in middles], style)
        if framed:
            self.frame(start, end, top, height, colour, 0.5)

    def _strokes(
        self, strokes: Sequence[tuple[tuple[float, float], tuple[float, float]]], style: str
    ) -> None:
        """Strokes from one point to another each, as one path."""
        if strokes:
            steps = [
                (command, [self._at(*point)])
                for stroke in strokes
                for command, point in zip("ML", stroke, strict=True)
            ]
            self._put(path(steps, style), "board", _AREA)

    def torn(self, end: float, top: float, height: float) -> None:
        """The cuts in a bar that goes on beyond the scale."""
        for back in (2.4, 1.4):
            self.line(end - back - 0.5, top + height + 0.1, end - back + 0.5, top - 0.1, "paper", 1.2)

    def arrow(self, x: float, y: float, colour: str, size: float = 1.0, forward: bool = True) -> None:
        """An arrow head whose point is at x, along the reading direction or against it."""
        back = x - size if forward else x + size
        points = [(x, y), (back, y - size * 0.75), (back, y + size * 0.75)]
        self._path(points, filled(colour), closed=True)

    def svg(self, kind: str, alt: str) -> str:
        """The drawing as inline SVG; an empty alt marks it as decoration."""
        ordered = sorted(self._shapes, key=lambda put: put[:2])
        return inline([shape for _, _, shape in ordered], kind, alt, self.width, self.height)


def _corners(start: float, end: float, top: float, height: float) -> list[tuple[float, float]]:
    return [(start, top), (end, top), (end, top + height), (start, top + height)]
