"""Lines over the years: the spark of a card and the course of a measure. Time runs in the reading direction."""

from collections.abc import Sequence
from dataclasses import dataclass

from karnameh.present.charts.board import PANEL, Board
from karnameh.present.charts.lettering import SIZE, text_width

_SPARK_WIDTH, _SPARK_HEIGHT, _SPARK_FOOT, _SPARK_SIDE, _SPARK_SIZE = 19.0, 10.4, 3.1, 1.6, 6.0
_COURSE_HEIGHT, _COURSE_FOOT, _COURSE_HEAD, _COURSE_SIZE = 21.0, 3.8, 2.2, 6.4
_GUTTER = 4.0  # mm between panels
_SIDE, _STUB_SIDE = 1.9, 2.4  # mm from a point, or the middle of a stub, to the figure beside it
_STUB_WIDTH, _STUB_HEIGHT = 3.0, 2.2  # mm: what is not a number, on the base line
_WEIGHT = 1.4  # pt


@dataclass(frozen=True)
class Course:
    """A measure over the years: (year, value or None, figure) each, and the figure of the last as it is to be read."""

    title: str
    points: Sequence[tuple[str, float | None, str]]
    last_text: str


def spark(points: Sequence[tuple[str, float | None]], lang: str) -> str:
    """A small line from zero, 19 mm wide, with the first and the last label; a missing value leaves a gap. Decorative."""
    board = Board(_SPARK_WIDTH, _SPARK_HEIGHT, lang)
    base = _SPARK_HEIGHT - _SPARK_FOOT
    line = _Line(board, [value for _, value in points], _SPARK_SIDE, _SPARK_WIDTH - _SPARK_SIDE, 1.4, base)
    line.draw()
    board.line(0, base, _SPARK_WIDTH, base, "ctx")
    line.draw_dots(3.0, 4.6)
    foot = _SPARK_HEIGHT - 1.3
    if points:
        board.text(0, foot, points[0][0], size=_SPARK_SIZE, colour="ink2")
    if len(points) > 1:
        board.text(_SPARK_WIDTH, foot, points[-1][0], "end", _SPARK_SIZE, colour="ink2")
    return board.svg("spark", "")


def course(series: Sequence[Course], lang: str, alt: str) -> str:
    """
    The years of a measure as a line from zero, 58 mm wide, the first and the last figure beside their points.

    Several series stand side by side. Titles are not drawn. A value that is not a number is a gap and a hatched stub.
    """
    board = Board(len(series) * (PANEL + _GUTTER) - _GUTTER, _COURSE_HEIGHT, lang)
    for index, one in enumerate(series):
        _draw_course(board, one, index * (PANEL + _GUTTER))
    return board.svg("course", alt)


@dataclass(frozen=True)
class _Line:
    """Values in equal steps from `start` to `end` mm, from zero at `base` up to the largest at `top`."""

    board: Board
    values: Sequence[float | None]
    start: float
    end: float
    top: float
    base: float

    def x(self, index: int) -> float:
        steps = len(self.values) - 1
        return self.start + (self.end - self.start) * (index / steps if steps else 0.5)

    def y(self, value: float) -> float:
        return self.base - float(value) / self._largest * (self.base - self.top)

    @property
    def _largest(self) -> float:
        return max((float(value) for value in self.values if value is not None), default=0.0) or 1.0

    def runs(self) -> list[list[int]]:
        """The places of values that follow one another without a gap."""
        runs: list[list[int]] = [[]]
        for index, value in enumerate(self.values):
            if value is not None:
                runs[-1].append(index)
            elif runs[-1]:
                runs.append([])
        return [run for run in runs if len(run) > 1]

    def draw(self) -> None:
        """The area and the line, broken where a value is missing."""
        for run in self.runs():
            points = [(self.x(index), self.y(self.values[index])) for index in run]
            ends = [(points[-1][0], self.base), (points[0][0], self.base)]
            self.board.area([*points, *ends], "light")
            self.board.curve(points, "main", _WEIGHT)

    def draw_dots(self, size: float, last: float) -> None:
        """A ring on each value, a full dot on this year's; sizes in points."""
        for index, value in enumerate(self.values):
            if value is not None and index < len(self.values) - 1:
                self.board.dot(self.x(index), self.y(value), size, "paper", "main", 0.9)
            elif value is not None:
                self.board.dot(self.x(index), self.y(value), last, "main")


def _draw_course(board: Board, one: Course, left: float) -> None:
    if not one.points:
        return
    texts = [one.points[0][2], one.last_text]
    widths = [text_width(text, SIZE, bold) for text, bold in zip(texts, (False, True), strict=True)]
    base = _COURSE_HEIGHT - _COURSE_FOOT
    values = [value for _, value, _ in one.points]
    line = _Line(
        board,
        values,
        left + widths[0] + _side(values[0]),
        left + PANEL - widths[1] - _side(values[-1]),
        _COURSE_HEAD,
        base,
    )
    line.draw()
    board.line(left, base, left + PANEL, base, "ctx")
    line.draw_dots(3.4, 5.2)
    _draw_missing(board, line, one)
    _draw_figures(board, line, texts)
    _draw_years(board, line, [label for label, _, _ in one.points], left)


def _side(value: float | None) -> float:
    """mm between a point of the line and the figure beside it."""
    return _STUB_SIDE if value is None else _SIDE


def _draw_missing(board: Board, line: _Line, one: Course) -> None:
    """Stubs on the base line; those within the course have their mark above."""
    for index, (_, value, text) in enumerate(one.points):
        if value is None:
            x, top = line.x(index), line.base - _STUB_HEIGHT
            board.hatch(x - _STUB_WIDTH / 2, x + _STUB_WIDTH / 2, top, _STUB_HEIGHT - 0.1)
            if 0 < index < len(one.points) - 1:
                board.text(x, top - 1.7, text, "middle", _COURSE_SIZE, colour="ink2")


def _draw_figures(board: Board, line: _Line, texts: list[str]) -> None:
    """The first figure before its point, the last after its own."""
    heights = [
        line.base - 1.4 if value is None else min(line.y(value), line.base - 1.4)
        for value in (line.values[0], line.values[-1])
    ]
    if len(line.values) > 1:
        board.text(line.x(0) - _side(line.values[0]), heights[0], texts[0], "end", colour="ink2")
    board.text(
        line.x(len(line.values) - 1) + _side(line.values[-1]), heights[1], texts[1], bold=True, colour="main"
    )


def _draw_years(board: Board, line: _Line, labels: list[str], left: float) -> None:
    """Every year below its point where they fit, else the first and the last."""
    y, last = line.base + 2.2, len(labels) - 1
    widest = max(text_width(label, _COURSE_SIZE) for label in labels)
    every = last == 0 or (line.end - line.start) / last > widest + 1.2
    for index, label in enumerate(labels):
        if every or index in (0, last):
            half = text_width(label, _COURSE_SIZE) / 2
            x = min(max(line.x(index), left + half), left + PANEL - half)
            board.text(x, y, label, "middle", _COURSE_SIZE, colour="ink2")
