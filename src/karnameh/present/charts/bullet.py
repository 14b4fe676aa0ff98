"""A value against its target, on a card."""

from karnameh.present.charts.board import STUB, Board
from karnameh.present.charts.lettering import text_width

WIDTH, HEIGHT = 52.4, 7.2  # mm
_LIMIT = 1.2  # of the target: all cards share this scale
_TOP, _TRACK = 3.9, 3.0  # mm: where the track starts and its height
_INNER, _BAR = 4.55, 1.7  # mm: the bar within it
_TICK = 0.5  # mm across
_SIZE = 6.4  # pt


def bullet(
    value: float | None, target: float, last: float | None, target_label: str, lang: str, alt: str
) -> str:
    """
    A bar from 0 to 120 % of the target, a black line at the target, a white notch at last year's value.

    A longer bar ends in two cuts. Without a value a hatched stub stands for it; without `last` there is no notch.
    """
    board = Board(WIDTH, HEIGHT, lang)
    limit = _LIMIT * float(target) or 1.0
    at = _at(target, limit)
    board.rect(0, WIDTH, _TOP, _TRACK, "ctx2")
    board.rect(0, at, _TOP, _TRACK, "light")
    if value is None:
        board.hatch(0.3, STUB, _INNER, _BAR)
    else:
        board.rect(0, _at(value, limit), _INNER, _BAR, "main")
    if last is not None and last <= limit:
        _notch(board, _at(last, limit), seen=value is not None and value > last)
    if value is not None and value > limit:
        board.torn(WIDTH, _INNER, _BAR)
    tick = board.kept(at, _TICK)
    board.line(tick, _TOP - 0.7, tick, _TOP + _TRACK + 0.25, "ink", 1.4)
    _label(board, at, target_label)
    return board.svg("bullet", alt)


def _at(value: float, limit: float) -> float:
    return min(max(float(value) / limit, 0.0), 1.0) * WIDTH


def _notch(board: Board, x: float, seen: bool) -> None:
    """White within the bar, dark beyond its end."""
    board.line(x, _INNER, x, _INNER + _BAR, "paper" if seen else "main", 1.0)


def _label(board: Board, x: float, label: str) -> None:
    width = text_width(label, _SIZE)
    board.text(board.kept(x, width), 1.5, label, "middle", _SIZE)
