"""Equal tiles in rough geographic order: a map of a province. West is left in every language."""

from collections.abc import Sequence
from dataclasses import dataclass

from karnameh.present.charts.board import Board
from karnameh.present.charts.lettering import lay_out

WIDTH, LOCATOR = 34.0, 16.0  # mm
_GAP, _LOCATOR_GAP = 0.9, 0.5  # mm between tiles
_NAME, _NAME_LEAST, _FIGURE = 6.0, 4.8, 7.2  # pt
_NAME_SEEN = 4.0  # pt: a name that had to be smaller is left to the table
_MARGIN = 0.9  # mm from a tile's side to its text
_FRAME = 0.6  # mm less for text within a frame
#: (fill, text) by level.
_LEVELS = {
    "high": ("main", "paper"),
    "mid": ("light", "ink"),
    "low": ("amber", "onamber"),
    None: ("ctx2", "ink"),
}


@dataclass(frozen=True)
class Tile:
    """A county at a column and row counted from the north-west; `level` None is no number and its text the mark."""

    label: str
    column: int
    row: int
    text: str
    level: str | None = None
    here: bool = False


def tiles(tiles: Sequence[Tile], lang: str, alt: str) -> str:
    """Three classes by colour, name and figure on each tile, 34 mm wide; hatched where there is no number."""
    board, side = _board(tiles, WIDTH, _GAP, lang)
    room = side - 2 * _MARGIN - _FRAME
    labels = [tile.label for tile in tiles if _name_size(tile.label, room) >= _NAME_SEEN]
    names = lay_out(labels, room, _NAME, True, _NAME_LEAST)
    lines = dict(zip(labels, names.lines, strict=True))
    figures = lay_out([tile.text for tile in tiles], room, _FIGURE, bold=True)
    for tile in tiles:
        left, top = _left(board, tile.column * (side + _GAP), side), tile.row * (side + _GAP)
        _draw_tile(board, tile, left, top, side)
        name = (lines.get(tile.label, ()), names.size)
        _write_tile(board, tile, (left + side / 2, top, side), name, figures.size)
    return board.svg("tiles", alt)


def _name_size(label: str, room: float) -> float:
    """In which size a name fits a tile by itself."""
    return lay_out([label], room, _NAME, True, _NAME_LEAST).size


def locator(tiles: Sequence[Tile], alt: str) -> str:
    """The same map 16 mm wide, without words: where this county lies."""
    board, side = _board(tiles, LOCATOR, _LOCATOR_GAP, "en")
    for tile in tiles:
        left, top = tile.column * (side + _LOCATOR_GAP), tile.row * (side + _LOCATOR_GAP)
        board.rect(left, left + side, top, side, "main" if tile.here else "ctx2")
    return board.svg("locator", alt)


def _board(tiles: Sequence[Tile], width: float, gap: float, lang: str) -> tuple[Board, float]:
    """A board for the tiles, and the side of one in mm."""
    columns = max((tile.column for tile in tiles), default=0) + 1
    rows = max((tile.row for tile in tiles), default=0) + 1
    side = (width - gap * (columns - 1)) / columns
    return Board(width, rows * (side + gap) - gap, lang), side


def _left(board: Board, left: float, side: float) -> float:
    """Where a tile starts on the board so that it lies at `left` on the map."""
    return board.width - left - side if board.mirrored else left


def _draw_tile(board: Board, tile: Tile, left: float, top: float, side: float) -> None:
    fill = _LEVELS[tile.level][0]
    board.rect(left, left + side, top, side, fill, layer="under")
    if tile.level is None:
        board.hatch(left, left + side, top, side, "rest", framed=False)
    if tile.here:
        board.frame(left + 0.35, left + side - 0.35, top + 0.35, side - 0.7, "ink", 1.4)


def _write_tile(
    board: Board,
    tile: Tile,
    place: tuple[float, float, float],
    name: tuple[Sequence[str], float],
    figure_size: float,
) -> None:
    """Name above figure, in sizes that all tiles share; `place` is the middle, the top and the side in mm."""
    (middle, top, side), (lines, size), ink = place, name, _LEVELS[tile.level][1]
    first, second = {0: (0.5, 0.5), 1: (0.32, 0.7)}.get(len(lines), (0.28, 0.76))
    board.lines(middle, top + side * first, lines, anchor="middle", size=size, bold=tile.here, colour=ink)
    board.text(middle, top + side * second, tile.text, "middle", figure_size, True, ink)
