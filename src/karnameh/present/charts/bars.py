"""Bars: ranked ones, and bars split into two parts of a hundred."""

from collections.abc import Sequence
from dataclasses import dataclass

from karnameh.present.charts.board import BAR, GAP, PANEL, ROW, STUB, Board
from karnameh.present.charts.lettering import SIZE, Labels, lay_out, text_width

_DEEP_ROW = 6.3  # mm: a row whose name takes two lines
_NAME_GAP = 1.6  # mm between the names and the bars
_NAMES_MOST, _BARS_LEAST = 26.0, 12.0  # mm
_ARROW = 0.8  # mm by which the head of a reference beyond the scale stands out
_HEAD = 3.3  # mm above the bars for what the reference is called
_HEAD_SIZE = 6.3  # pt
_INSIDE = 1.1  # mm from the end of a split bar to its figure
_SPLIT_ROW, _SPLIT_BAR, _SPLIT_HEAD = 5.0, 3.5, 4.4  # mm
_RULE = 1.2  # mm more above the first row of context
#: What is written on a part of a split bar, by the part's colour.
_ON = {"main": "paper", "mid": "ink", "ctx": "ink", "light": "ink", "ctx2": "ink"}


@dataclass(frozen=True)
class Bar:
    """A row of ranked bars; `reference` is where the black line stands: not beside a stub, which it would measure."""

    label: str
    value: float | None
    text: str
    reference: float | None = None
    tone: str = "mid"
    strong: bool = False


@dataclass(frozen=True)
class SplitRow:
    """A bar of 100: the first part's share, what is written on each part; `now` stands out, `context` stands apart."""

    label: str
    share: float | None
    text: str
    rest_text: str
    now: bool = False
    context: bool = False


def bars(
    rows: Sequence[Bar],
    limit: float,
    lang: str,
    alt: str,
    reference_label: str = "",
    name_width: float | None = None,
    label_width: float | None = None,
) -> str:
    """
    Horizontal bars from 0 to a limit in the order given, 58 mm wide, the figure after each bar.

    A bar beyond the limit ends in two cuts, a reference beyond it is an arrow head. Widths in mm; measured if not given.
    """
    measured = max((text_width(row.text, SIZE, row.strong) for row in rows), default=0.0)
    figures = measured if label_width is None else label_width
    room = max(min(_NAMES_MOST, PANEL - figures - GAP - _BARS_LEAST - _NAME_GAP), 10.0)
    names = lay_out([row.label for row in rows], name_width or room, bold=any(row.strong for row in rows))
    head = _HEAD if reference_label and any(map(_measured, rows)) else 0.3
    pitch = ROW if names.depth == 1 else _DEEP_ROW
    board = Board(PANEL, head + pitch * max(len(rows), 1), lang)
    start = name_width or names.width + _NAME_GAP
    beyond = _ARROW if any(_measured(row) and row.reference > limit for row in rows) else 0.0
    chart = _Bars(board, rows, limit or 1.0, start, PANEL - figures - GAP - 0.4 - beyond, head, pitch)
    chart.draw_bars()
    chart.draw_rows(names)
    if head == _HEAD:
        chart.draw_head(reference_label)
    return board.svg("bars", alt)


@dataclass(frozen=True)
class _Bars:
    """Ranked bars on a board: they run from `start` to `end` mm and stand for 0 to `limit`."""

    board: Board
    rows: Sequence[Bar]
    limit: float
    start: float
    end: float
    top: float
    pitch: float

    def at(self, value: float) -> float:
        return self.start + min(max(float(value) / self.limit, 0.0), 1.0) * (self.end - self.start)

    def middle(self, index: int) -> float:
        return self.top + (index + 0.5) * self.pitch

    def draw_bars(self) -> None:
        """Each in its tone; a value of nothing has none."""
        for index, row in enumerate(self.rows):
            if row.value:
                top = self.middle(index) - BAR / 2
                self.board.rect(self.start, self.at(row.value), top, BAR, row.tone, layer="data")
        bottom = self.top + self.pitch * len(self.rows)
        self.board.line(self.start, self.top, self.start, bottom, "ink2", 0.6)

    def draw_rows(self, names: Labels) -> None:
        for index, (row, lines) in enumerate(zip(self.rows, names.lines, strict=True)):
            y = self.middle(index)
            self.board.lines(0, y, lines, size=names.size, bold=row.strong)
            end = self._draw_end(row, y)
            if _measured(row):
                self._draw_reference(row.reference, y)
            self.board.text(self._text_start(row, end), y, row.text, bold=row.strong)

    def _draw_end(self, row: Bar, y: float) -> float:
        """The stub of what is not a number, the cuts of what is beyond the scale; where the bar ends, in mm."""
        if row.value is None:
            self.board.hatch(self.start + 0.6, self.start + 0.6 + STUB, y - BAR / 2, BAR)
            return self.start + 0.6 + STUB
        if row.value > self.limit:
            self.board.torn(self.end, y - BAR / 2, BAR)
        return self.at(row.value)

    def _draw_reference(self, reference: float, y: float) -> None:
        if reference > self.limit:
            self.board.arrow(self.end + _ARROW, y, "ink", 1.2)
        else:
            self.board.tick(self.at(reference), y - 2.05, y + 2.05)

    def _text_start(self, row: Bar, end: float) -> float:
        """After the bar, or after the reference where the figure would lie on it."""
        start = end + GAP
        if not _measured(row):
            return start
        line = self.at(row.reference) + (_ARROW if row.reference > self.limit else 0.0)
        covers = start - 0.8 <= line <= start + text_width(row.text, SIZE, row.strong) + 0.8
        return line + GAP if covers else start

    def draw_head(self, label: str) -> None:
        """What the reference is called: above the first row's line, or as a key where that row has none."""
        first, width = self.rows[0], text_width(label, _HEAD_SIZE)
        if _measured(first) and first.reference <= self.limit:
            x = self.board.kept(self.at(first.reference), width)
            self.board.text(x, 1.3, label, "middle", _HEAD_SIZE, colour="ink2")
            return
        self.board.tick(PANEL - width - 1.4, 0.3, 2.5)
        self.board.text(PANEL, 1.3, label, "end", _HEAD_SIZE, colour="ink2")


def _measured(row: Bar) -> bool:
    """Whether a row has both a bar and a reference to hold it against."""
    return row.value is not None and row.reference is not None


def split(rows: Sequence[SplitRow], names: tuple[str, str], lang: str, alt: str) -> str:
    """
    Bars of 100 in two parts, 58 mm wide, `names` above them; rows of context come below a hairline.

    A row without a share is a hatched stub and its text.
    """
    labels = lay_out([row.label for row in rows], _NAMES_MOST, bold=any(row.now for row in rows))
    start = labels.width + _NAME_GAP
    pitch = _SPLIT_ROW if labels.depth == 1 else _DEEP_ROW
    head = _heads(names, PANEL - start)
    rule = next((index for index, row in enumerate(rows) if row.context), len(rows))
    board = Board(PANEL, head[0] + pitch * max(len(rows), 1) + (_RULE if rule < len(rows) else 0.0), lang)
    _draw_heads(board, names, start, head)
    for index, (row, lines) in enumerate(zip(rows, labels.lines, strict=True)):
        top = head[0] + index * pitch + (_RULE if index >= rule else 0.0)
        if index == rule and index:
            board.line(0, top - 0.75 - (pitch - _SPLIT_ROW) / 2, PANEL, top - 0.75 - (pitch - _SPLIT_ROW) / 2)
        board.lines(
            0,
            top + _SPLIT_BAR / 2,
            lines,
            size=labels.size,
            bold=row.now,
            colour="ink" if row.now else "ink2",
        )
        _draw_split(board, row, start, top)
    return board.svg("split", alt)


def _heads(names: tuple[str, str], width: float) -> tuple[float, float]:
    """The height of the heads in mm and their size in pt: side by side at 6 pt or more, else one above the other."""
    needed = text_width(names[0], SIZE, True) + text_width(names[1]) + 2.5
    if needed * 6 / SIZE <= width:
        return _SPLIT_HEAD, min(SIZE, int(SIZE * width / needed * 20) / 20)
    widest = max(text_width(names[0], SIZE, True), text_width(names[1]))
    return _SPLIT_HEAD + 3.3, min(SIZE, int(SIZE * width / widest * 20) / 20)


def _draw_heads(board: Board, names: tuple[str, str], start: float, head: tuple[float, float]) -> None:
    height, size = head
    board.text(start, 2.0, names[0], size=size, bold=True, colour="main")
    board.text(PANEL, height - 2.4, names[1], "end", size, colour="ink2")


def _draw_split(board: Board, row: SplitRow, start: float, top: float) -> None:
    if row.share is None:
        board.hatch(start, start + STUB, top + 0.2, _SPLIT_BAR - 0.4)
        board.text(start + STUB + GAP, top + _SPLIT_BAR / 2, row.text, bold=row.now)
        return
    first = "main" if row.now else "ctx" if row.context else "mid"
    rest = "light" if row.now else "ctx2"
    at = start + min(max(float(row.share), 0.0), 100.0) / 100 * (PANEL - start)
    board.rect(start, at, top, _SPLIT_BAR, first)
    board.rect(at + 0.25 if at > start else at, PANEL, top, _SPLIT_BAR, rest)
    _write_split(board, row, (start, at), top + _SPLIT_BAR / 2, (first, rest))


def _write_split(
    board: Board, row: SplitRow, part: tuple[float, float], y: float, tones: tuple[str, str]
) -> None:
    """Each part's figure on it; on the other part, at the boundary, where its own is too narrow."""
    start, at = part
    first_fits = text_width(row.text, SIZE, row.now) + 1.5 * _INSIDE <= at - start
    rest_fits = text_width(row.rest_text) + 1.5 * _INSIDE <= PANEL - at
    x = start + _INSIDE if first_fits else at + _INSIDE
    board.text(x, y, row.text, bold=row.now, colour=_ON[tones[0 if first_fits else 1]])
    x = PANEL - _INSIDE if rest_fits else at - _INSIDE
    board.text(x, y, row.rest_text, "end", colour=_ON[tones[1 if rest_fits else 0]])
