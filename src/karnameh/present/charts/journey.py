"""From support to self-reliance as clusters of dots at one scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, pairwise

from karnameh.present.charts.board import BAR, LEADING, PANEL, STUB, Board
from karnameh.present.charts.lettering import Labels, lay_out, text_width

WIDE = 182.0  # mm: the full measure of the page
_MOST = 300  # dots of the largest cluster
_STEP, _DOT, _SQUARE = 1.75, 1.28, 1.1  # mm from dot to dot, and across one
_ROWS = 6  # the least rows of a cluster on the wide board
_EMPTY_ROWS = 2  # where no group has a dot
_NARROW_ROWS = 3
_FIGURE, _NARROW_FIGURE = 10.5, 9.5  # pt
_LABEL = 29.0  # mm: the widest a label may stand beside the others
_GAP, _ARROW = 5.0, 5.0  # mm: the least between clusters, the longest arrow
_HEAD = 9.1  # mm above a cluster for its figure and one line of label
_NARROW_HEAD, _NARROW_FOOT = 5.2, 3.4  # mm
#: The parts of a cluster in the order of painting, each with its colour: who has a plan, who has none yet, who needs none.
_COLOURS = {"planned": "main", "without_plan": "amber", "other": "rest", "jobs": "mid", "exits": "ink"}


@dataclass(frozen=True)
class Group:
    """A cluster: `key` is supported, employable, without_plan, jobs or exits."""

    key: str
    value: float | None
    text: str
    label: str


def dot_unit(largest: float) -> int:
    """How many of a thing a dot stands for: the least of 1, 2, 5, 10, … that draws the largest group with at most 300."""
    return next(
        unit for power in count() for step in (1, 2, 5) if (unit := step * 10**power) * _MOST >= largest
    )


def journey(groups: Sequence[Group], lang: str, alt: str, narrow: bool = False) -> str:
    """
    The groups as clusters of dots (jobs: squares) of one size and worth, 182 mm in a row or 58 mm one below another.

    A part's colour comes back in the next cluster. A group without a number is a hatched stub, and no other cluster
    is coloured by it. Zero has no dots; anything above zero has one at least.
    """
    clusters = _clusters(groups)
    return (_narrow if narrow else _wide)(clusters, lang).svg("journey", alt)


@dataclass(frozen=True)
class _Cluster:
    """A group and its dots by colour, in the order in which they fill the columns."""

    group: Group
    parts: tuple[tuple[str, int], ...]

    @property
    def dots(self) -> int:
        return sum(number for _, number in self.parts)

    def width(self, rows: int) -> float:
        """mm taken by the dots, or by the stub."""
        return STUB if self.group.value is None else -(-self.dots // rows) * _STEP

    def draw(self, board: Board, x: float, y: float, rows: int) -> None:
        """The dots in columns of so many rows from a corner, or the stub."""
        if self.group.value is None:
            board.hatch(x, x + STUB, y, BAR)
            return
        square, first = self.group.key == "jobs", 0
        for part, number in self.parts:
            columns = [
                (x + column * _STEP + _DOT / 2, y + row * _STEP + _DOT / 2, dots)
                for column, row, dots in _columns(first, first + number, rows)
            ]
            board.dots(columns, _STEP, _COLOURS[part], _SQUARE if square else _DOT, square)
            first += number


def _columns(first: int, end: int, rows: int):
    """Dots first to end as runs down their columns: (column, row of the first, how many)."""
    while first < end:
        column, row = divmod(first, rows)
        dots = min(rows - row, end - first)
        yield column, row, dots
        first += dots


def _clusters(groups: Sequence[Group]) -> list[_Cluster]:
    values = {group.key: group.value for group in groups}
    unit = dot_unit(max((value for value in values.values() if value is not None), default=0))
    dots = {
        key: max(round(value / unit), 1) if value else 0 for key, value in values.items() if value is not None
    }
    return [_Cluster(group, tuple(_parts(group.key, dots))) for group in groups]


def _parts(key: str, dots: dict[str, int]):
    """The parts of a group that can be told apart, and their dots; what is not known stays with the larger part."""
    whole = dots.get(key, 0)
    if key in ("jobs", "exits", "without_plan"):
        yield key, whole
        return
    employable = min(dots.get("employable", 0), whole)
    without = min(dots.get("without_plan", 0), employable)
    yield "planned", employable - without
    yield "without_plan", without
    yield "other", whole - employable


def _figure_colour(group: Group) -> str:
    return "accent" if group.key == "without_plan" and group.value else "ink"


def _wide(clusters: list[_Cluster], lang: str) -> Board:
    labels = lay_out([cluster.group.label for cluster in clusters], _LABEL)
    rows, slots = _slots(clusters, labels)
    head = _HEAD + (labels.depth - 1) * LEADING
    board = Board(WIDE, head + rows * _STEP + 0.4, lang)
    gap = (WIDE - sum(slots)) / max(len(slots) - 1, 1)
    starts = [sum(slots[:index]) + index * gap for index in range(len(slots))]
    for cluster, lines, x in zip(clusters, labels.lines, starts, strict=True):
        board.text(x, 2.2, cluster.group.text, size=_FIGURE, bold=True, colour=_figure_colour(cluster.group))
        board.lines(x, 6.2 + (len(lines) - 1) * LEADING / 2, lines, size=labels.size, colour="ink2")
        cluster.draw(board, x, head, rows)
    for (before, x), (after, next_x) in pairwise(zip(clusters, starts, strict=True)):
        _draw_between(board, after, (x + before.width(rows), next_x), gap, head + (rows * _STEP - 0.47) / 2)
    return board


def _slots(clusters: list[_Cluster], labels: Labels) -> tuple[int, list[float]]:
    """The fewest rows with which all clusters fit side by side, and the mm each takes with its texts."""
    for rows in count(_ROWS if any(cluster.dots for cluster in clusters) else _EMPTY_ROWS):
        slots = [
            max(
                cluster.width(rows),
                text_width(cluster.group.text, _FIGURE, True),
                *(text_width(line, labels.size) for line in lines),
            )
            for cluster, lines in zip(clusters, labels.lines, strict=True)
        ]
        if sum(slots) + _GAP * (len(slots) - 1) <= WIDE or rows >= _MOST:
            return rows, slots
    raise AssertionError("count never ends")


def _draw_between(
    board: Board, after: _Cluster, ends: tuple[float, float], gap: float, middle: float
) -> None:
    """An arrow to the next cluster, or a divider before the jobs: they are no part of the households."""
    end, start = ends
    if after.group.key == "jobs":
        board.line(start - gap / 2, 0.5, start - gap / 2, board.height - 0.3, weight=0.6)
        return
    tip = start - 1.5
    tail = max(tip - _ARROW, end + 1.5)
    if tip - tail > 1.4:
        board.line(tail, middle, tip - 0.8, middle, "ctx", 0.9)
    board.arrow(tip, middle, "ctx")


def _narrow(clusters: list[_Cluster], lang: str) -> Board:
    columns = int((PANEL - _DOT) / _STEP) + 1
    rows = [max(-(-cluster.dots // columns), _NARROW_ROWS) for cluster in clusters]
    heights = [
        _NARROW_HEAD + (number if cluster.dots or cluster.group.value is None else 0) * _STEP + _NARROW_FOOT
        for cluster, number in zip(clusters, rows, strict=True)
    ]
    board = Board(PANEL, sum(heights) - _NARROW_FOOT + 0.3, lang)
    top = 0.0
    for cluster, number, height in zip(clusters, rows, heights, strict=True):
        if cluster.group.key == "jobs" and top:
            board.line(0, top - _NARROW_FOOT / 2 - 0.2, PANEL, top - _NARROW_FOOT / 2 - 0.2)
        _draw_narrow_head(board, cluster.group, top)
        cluster.draw(board, 0, top + _NARROW_HEAD, number)
        top += height
    return board


def _draw_narrow_head(board: Board, group: Group, top: float) -> None:
    """The figure with its label on the same line."""
    board.text(0, top + 2.2, group.text, size=_NARROW_FIGURE, bold=True, colour=_figure_colour(group))
    x = text_width(group.text, _NARROW_FIGURE, True) + 2.0
    label = lay_out([group.label], PANEL - x)
    board.lines(x, top + 2.3, label.lines[0], size=label.size, colour="ink2")
