"""The counties side by side: strips of dots that share their rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from karnameh.present.charts.board import LEADING, PANEL, Board
from karnameh.present.charts.lettering import SIZE, Labels, lay_out, text_width

WIDE = 143.0  # mm
_ROW, _NARROW_ROW, _LEAST_ROW = 6.5, 5.4, 4.8  # mm a row; the last where there are many counties
_ROOM = 6 * _ROW  # mm for all rows of a wide drawing, down to the least row
_SIDE = 1.6  # mm from a panel's edge to what is in it
_INDENT = 1.2  # mm before the names
_NAMES_MOST = 24.0  # mm
_REFERENCE = 6.6  # pt
_STUB, _STUB_HEIGHT = 5.0, 2.2  # mm
_DOT, _HERE = 5.0, 6.6  # pt: the dots of the other counties, and of this one
_BETWEEN = 4.0  # mm between stacked strips


@dataclass(frozen=True)
class StripRow:
    """A county; `here` lights its row. A province's brief has none."""

    label: str
    here: bool = False


@dataclass(frozen=True)
class Strip:
    """A measure of every county, on a scale from low to high; `reference` is where the dashed line stands."""

    title: str
    limits: tuple[float, float]
    values: Sequence[float | None]
    texts: Sequence[str]
    reference: float | None
    reference_text: str


def strips(
    counties: Sequence[StripRow], measures: Sequence[Strip], lang: str, alt: str, narrow: bool = False
) -> str:
    """
    One strip of dots a measure, values in a column, 143 mm side by side or 58 mm one below another.

    A value beyond the limits is an arrow head at the edge; what is not a number is a hatched stub and its text.
    """
    names = lay_out(
        [county.label for county in counties], _NAMES_MOST, bold=any(county.here for county in counties)
    )
    board = (_narrow if narrow else _wide)(counties, measures, names, lang)
    return board.svg("strips", alt)


@dataclass(frozen=True)
class _Panel:
    """A strip on a board: its dots run from `start` to `end` mm, its values stand to the right of `values`."""

    board: Board
    counties: Sequence[StripRow]
    strip: Strip
    start: float
    end: float
    values: float
    top: float
    row: float

    def x(self, value: float) -> float:
        low, high = self.strip.limits
        return self.start + (float(value) - low) / ((high - low) or 1.0) * (self.end - self.start)

    def y(self, index: int) -> float:
        return self.top + (index + 0.5) * self.row

    def within(self, value: float) -> bool:
        low, high = self.strip.limits
        return low <= value <= high

    def draw_tracks(self, here: bool) -> None:
        """The line on which a county's dot lies, of this county or of the others."""
        for index, county in enumerate(self.counties):
            if county.here == here:
                y = self.y(index)
                self.board.line(
                    self.start - _SIDE, y, self.end + _SIDE, y, "rule" if here else "ctx2", layer="under"
                )

    def draw_reference(self) -> None:
        """The dashed line through all rows, or an arrow head where it lies beyond the limits."""
        bottom, reference = self.top + self.row * len(self.counties), self.strip.reference
        if reference is not None and self.within(reference):
            x = self.x(reference)
            self.board.line(x, self.top - 0.8, x, bottom, "ink2", 0.8, layer="under", dashes=(2, 1.4))
        elif reference is not None:
            self._draw_beyond(reference, self.top - 0.9, "ink2")

    def dots(self) -> list[tuple[bool, float, float]]:
        """(whether here, x, y) of the counties whose value is on the scale."""
        counties = enumerate(zip(self.counties, self.strip.values, strict=True))
        return [
            (county.here, self.x(value), self.y(index))
            for index, (county, value) in counties
            if value is not None and self.within(value)
        ]

    def draw_values(self) -> None:
        """The figures in their column, and the marks of what has no dot."""
        rows = zip(self.counties, self.strip.values, self.strip.texts, strict=True)
        for index, (county, value, text) in enumerate(rows):
            y = self.y(index)
            self.board.text(
                self.values, y, text, "right", bold=county.here, colour="main" if county.here else "ink2"
            )
            if value is None:
                self.board.hatch(
                    self.start - _SIDE / 2, self.start - _SIDE / 2 + _STUB, y - _STUB_HEIGHT / 2, _STUB_HEIGHT
                )
            elif not self.within(value):
                self._draw_beyond(value, y, "main" if county.here else "ctx")

    def _draw_beyond(self, value: float, y: float, colour: str) -> None:
        """An arrow head at the edge that the value lies beyond."""
        above = value > self.strip.limits[1]
        self.board.arrow(self.end + _SIDE if above else self.start - _SIDE, y, colour, 1.8, forward=above)


def _draw_panels(board: Board, panels: Sequence[_Panel]) -> None:
    """Kind by kind, so that equal lines become one path."""
    for here in (False, True):
        for panel in panels:
            panel.draw_tracks(here)
    for panel in panels:
        panel.draw_reference()
    _draw_dots(board, panels)
    for panel in panels:
        panel.draw_values()


def _draw_dots(board: Board, panels: Sequence[_Panel]) -> None:
    """The dots of all strips, this county's larger and above the others."""
    for here, x, y in sorted(dot for panel in panels for dot in panel.dots()):
        board.dot(x, y, _HERE if here else _DOT, "main" if here else "ctx", weight=0.8, layer="data")


def _value_width(strip: Strip) -> float:
    """mm for the column of values, whichever is this county's."""
    return max((text_width(text, SIZE, True) for text in strip.texts), default=0.0)


def _draw_names(board: Board, counties: Sequence[StripRow], names: Labels, top: float, row: float) -> None:
    """The names once, and the band of this county's row."""
    for index, (county, lines) in enumerate(zip(counties, names.lines, strict=True)):
        if county.here:
            board.rect(0, board.width, top + index * row, row, "hl", layer="under")
        board.lines(
            _INDENT,
            top + (index + 0.5) * row,
            lines,
            size=names.size,
            bold=county.here,
            colour="main" if county.here else "ink",
        )


def _panel(
    board: Board,
    counties: Sequence[StripRow],
    strip: Strip,
    left: float,
    right: float,
    top: float,
    row: float,
) -> _Panel:
    """A strip between two mm of the board, its values at the end side."""
    column = right - _SIDE - _value_width(strip)
    values = column if board.mirrored else right - _SIDE
    return _Panel(board, counties, strip, left + 2 * _SIDE, column - 2 * _SIDE, values, top, row)


def _wide(counties: Sequence[StripRow], measures: Sequence[Strip], names: Labels, lang: str) -> Board:
    """The strips side by side, each with its title and reference above, parted by hairlines."""
    left = names.width + _INDENT + 2.0
    share = (WIDE - left) / max(len(measures), 1)
    titles = lay_out([strip.title for strip in measures], share - 2 * _SIDE, bold=True)
    references = lay_out([strip.reference_text for strip in measures], share - 2 * _SIDE, _REFERENCE)
    row = max(min(_ROW, _ROOM / max(len(counties), 1)), _LEAST_ROW + (names.depth - 1))
    top = 3.4 + (titles.depth + references.depth) * LEADING
    board = Board(WIDE, top + row * len(counties) + 0.4, lang)
    _draw_names(board, counties, names, top, row)
    starts = [left + index * share for index in range(len(measures))]
    for x, title, reference in zip(starts, titles.lines, references.lines, strict=True):
        board.line(x, 0.6, x, board.height)
        board.lines(x + _SIDE, _middle(1.9, title), title, size=titles.size, bold=True)
        below = _middle(2.4 + titles.depth * LEADING, reference)
        board.lines(x + _SIDE, below, reference, size=references.size, colour="ink2")
    _draw_panels(
        board,
        [
            _panel(board, counties, strip, x, x + share, top, row)
            for x, strip in zip(starts, measures, strict=True)
        ],
    )
    return board


def _narrow(counties: Sequence[StripRow], measures: Sequence[Strip], names: Labels, lang: str) -> Board:
    """The strips one below another, each with the names; the reference is named at its line."""
    titles = lay_out([strip.title for strip in measures], PANEL - _INDENT, SIZE + 0.3, bold=True)
    row, head = _NARROW_ROW + (names.depth - 1), 5.8 + titles.depth * LEADING
    height = head + row * len(counties) + _BETWEEN
    board = Board(PANEL, max(height * len(measures) - _BETWEEN, 1.0), lang)
    tops = [index * height + head for index in range(len(measures))]
    panels = [
        _panel(board, counties, strip, names.width + _INDENT, PANEL, top, row)
        for top, strip in zip(tops, measures, strict=True)
    ]
    for top, title, panel in zip(tops, titles.lines, panels, strict=True):
        board.lines(_INDENT, _middle(top - head + 1.9, title), title, size=titles.size, bold=True)
        _draw_names(board, counties, names, top, row)
        _draw_reference_text(panel)
    _draw_panels(board, panels)
    return board


def _middle(first: float, lines: Sequence[str]) -> float:
    """The middle of lines whose first is at a height in mm."""
    return first + (len(lines) - 1) * LEADING / 2


def _draw_reference_text(panel: _Panel) -> None:
    """Above the reference line, or at the end side where there is none."""
    strip, board = panel.strip, panel.board
    known = strip.reference is not None and panel.within(strip.reference)
    x = board.kept(
        panel.x(strip.reference) if known else panel.end, text_width(strip.reference_text, _REFERENCE)
    )
    board.text(x, panel.top - 2.6, strip.reference_text, "middle", _REFERENCE, colour="ink2")
