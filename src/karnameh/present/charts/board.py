"""A drawing board in millimetres whose x runs from the side where reading starts: right in Persian."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.textpath import text_to_path
from matplotlib.ticker import NullLocator

from karnameh.present.charts.inline import colours, inline

PANEL = 58.0  # mm: a column of the page
SIZE = 7.0  # pt: chart text
SMALL = 6.0  # pt: the least chart text may shrink to before it takes two lines
LEADING = 3.0  # mm from line to line
ROW, BAR = 4.75, 3.1  # mm: a row of bars, and the bar in it
STUB = 5.0  # mm: the hatched stub of what is not a number, whatever its value
GAP = 1.2  # mm between a bar and its figure

_POINT = 25.4 / 72  # mm
_HATCH = 0.8  # mm from stripe to stripe of a stub
_DASH = 0.02  # mm: at no length at all, Typst draws no squares
_FIGURE_MIDDLE = 0.34  # em from the baseline to the middle of a figure
_RLM, _LRM = "\u200f", "\u200e"
_BARE = {"Date": None, "Creator": None, "Format": None, "Type": None}
_SAVING = {"svg.fonttype": "path", "svg.hashsalt": "karnameh", "path.simplify": False}
_LAYERS = {"under": -2, "data": -1, "board": 0}
_fonts: dict[bool, FontProperties] = {}


def use_fonts(paths: Sequence[Path]) -> None:
    """
    Register font files, one regular and one bold of a family, and draw all further charts in them.

    Analysts' own matplotlib charts get the family too. Without this, charts are drawn in matplotlib's default.
    """
    for path in paths:
        fontManager.addfont(path)
        font = get_font(path)
        _fonts["bold" in font.style_name.lower()] = FontProperties(fname=str(path))
        mpl.rcParams["font.family"] = [font.family_name]
    text_width.cache_clear()


def _font(size: float, bold: bool) -> FontProperties:
    font = _fonts.get(bold, FontProperties(weight="bold" if bold else "normal")).copy()
    font.set_size(size)
    return font


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = SIZE, bold: bool = False) -> float:
    """How wide a text of a size in points stands, in mm."""
    return text_to_path.get_text_width_height_descent(text, _font(size, bold), ismath=False)[0] * _POINT


@dataclass(frozen=True)
class Labels:
    """Texts laid out for one column: the lines of each, their common size in pt, the width they take in mm."""

    lines: tuple[tuple[str, ...], ...]
    size: float
    width: float

    @property
    def depth(self) -> int:
        """Lines of the deepest."""
        return max(map(len, self.lines), default=1)


def lay_out(
    texts: Sequence[str], width: float, size: float = SIZE, bold: bool = False, least: float = SMALL
) -> Labels:
    """Texts made to fit a width in mm: as they are, smaller down to `least` pt, in two lines, or smaller still."""
    widest = max((text_width(text, size, bold) for text in texts), default=0.0)
    if widest * min(least, size) / size <= width:
        lines = tuple((text,) for text in texts)
    else:
        lines = tuple(
            _in_two(text, size, bold) if text_width(text, size, bold) > width else (text,) for text in texts
        )
    widest = max((text_width(line, size, bold) for some in lines for line in some), default=0.0)
    if widest > width:
        size = int(size * width / widest * 20) / 20
        widest = max(text_width(line, size, bold) for some in lines for line in some)
    return Labels(lines, size, widest)


def _in_two(text: str, size: float, bold: bool) -> tuple[str, ...]:
    """A text broken at the space that leaves its lines most alike."""
    words = text.split(" ")
    breaks = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return min(breaks, key=lambda lines: max(text_width(line, size, bold) for line in lines), default=(text,))


class Board:
    """
    A drawing of a width and height in mm: x from the start side, y from the top.

    Colours are names of tokens, sizes of type and lines are points. `lang` "fa" mirrors it.
    """

    def __init__(self, width: float, height: float, lang: str):
        self.width, self.height, self.mirrored = width, height, lang == "fa"
        self._figure = Figure(figsize=(width / 25.4, height / 25.4))
        self._figure.patch.set_alpha(0)
        self._layers: dict[str, Axes] = {}

    def layer(self, name: str = "board") -> Axes:
        """Axes over the whole board in mm: what lies `under` the data, the `data`, or the `board` above them."""
        if name not in self._layers:
            axes = self.inset(0, self.width, 0, self.height)
            axes.set_xlim(*self._directed(0, self.width))
            axes.set_ylim(self.height, 0)
            axes.set_zorder(_LAYERS[name])
            self._layers[name] = axes
        return self._layers[name]

    def inset(self, start: float, end: float, top: float, bottom: float) -> Axes:
        """Bare axes in a rectangle of the board, for seaborn; above what lies under, below the board's own marks."""
        left = self.width - end if self.mirrored else start
        width, height = (end - start) / self.width, (bottom - top) / self.height
        axes = self._figure.add_axes(
            (left / self.width, 1 - bottom / self.height, width, height), zorder=_LAYERS["data"]
        )
        axes.axis("off")
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(NullLocator())
        return axes

    def _directed(self, start, end):
        """What is left and what is right, of what starts and what ends."""
        return (end, start) if self.mirrored else (start, end)

    def scale(self, axes: Axes, low: float, high: float) -> None:
        """Let the values of an inset run from the start side."""
        axes.set_xlim(*self._directed(low, high))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        anchor: str = "start",
        size: float = SIZE,
        bold: bool = False,
        colour: str = "ink",
    ) -> None:
        """A line of text whose figures have their middle at y; anchor: start, end, middle, or right in any language."""
        if not text:
            return
        start, end = self._directed("left", "right")
        side = {"start": start, "end": end, "middle": "center", "right": "right"}[anchor]
        self.layer().text(
            x,
            y + size * _POINT * _FIGURE_MIDDLE,
            self._led(text),
            ha=side,
            va="baseline",
            color=colours()[colour],
            fontproperties=_font(size, bold),
            parse_math=False,
            gid=self._led(text),  # a page sets the words again, in its own type
        )

    def _led(self, text: str) -> str:
        """A text that runs in the board's direction, whatever its first letter: two figures never swap sides."""
        return (_RLM if self.mirrored else _LRM) + text

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
            patch = Rectangle((start, top), end - start, height, linewidth=0, facecolor=colours()[colour])
            self.layer(layer).add_patch(patch)

    def frame(self, start: float, end: float, top: float, height: float, colour: str, weight: float) -> None:
        self.layer().add_patch(
            Rectangle(
                (start, top),
                end - start,
                height,
                linewidth=weight,
                fill=False,
                edgecolor=colours()[colour],
                joinstyle="miter",
            )
        )

    def line(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        colour: str = "rule",
        weight: float = 0.5,
        layer: str = "board",
        **how,
    ) -> None:
        """A straight line, its weight in points."""
        line = Line2D(
            [x0, x1], [y0, y1], color=colours()[colour], linewidth=weight, solid_capstyle="butt", **how
        )
        self.layer(layer).add_line(line)

    def tick(self, x: float, top: float, bottom: float, weight: float = 1.1) -> None:
        """A reference line, set off from the bar below it."""
        self.line(x, top, x, bottom, "paper", weight + 1.1, zorder=1.9)
        self.line(x, top, x, bottom, "ink", weight)

    def dot(
        self, x: float, y: float, size: float, fill: str, edge: str = "paper", weight: float = 0.0
    ) -> None:
        """A round mark, its size in points."""
        self.layer().add_line(
            Line2D(
                [x],
                [y],
                marker="o",
                markersize=size,
                linestyle="",
                markerfacecolor=colours()[fill],
                markeredgecolor=colours()[edge] if weight else "none",
                markeredgewidth=weight,
            )
        )

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
        ends = [
            end
            for x, y, number in columns
            for end in ((x, y - _DASH / 2), (x, y + (number - 1) * step + _DASH / 2))
        ]
        dashes = (0, (_DASH / size, (step - _DASH) / size))
        self._stroke(
            ends, colour, size / _POINT, capstyle="projecting" if square else "round", linestyle=dashes
        )

    def hatch(
        self, start: float, end: float, top: float, height: float, colour: str = "ctx", framed: bool = True
    ) -> None:
        """The striped stub that stands for what is not a number."""
        stripes = max(1, round((end - start) / _HATCH))
        step = (end - start) / stripes
        middles = [start + (stripe + 0.5) * step for stripe in range(stripes)]
        ends = [point for x in middles for point in ((x, top), (x, top + height))]
        self._stroke(ends, colour, 0.4 * _HATCH / _POINT, capstyle="butt")
        if framed:
            self.frame(start, end, top, height, colour, 0.5)

    def _stroke(self, ends: list[tuple[float, float]], colour: str, weight: float, **how) -> None:
        """Strokes from the first point to the second, from the third to the fourth, and so on."""
        if ends:
            outline = Outline(ends, [Outline.MOVETO, Outline.LINETO] * (len(ends) // 2))
            outline.should_simplify = False
            self.layer().add_patch(
                PathPatch(
                    outline,
                    fill=False,
                    edgecolor=colours()[colour],
                    linewidth=weight,
                    joinstyle="round",
                    **how,
                )
            )

    def torn(self, end: float, top: float, height: float) -> None:
        """The cuts in a bar that goes on beyond the scale."""
        for back in (2.4, 1.4):
            self.line(end - back - 0.5, top + height + 0.1, end - back + 0.5, top - 0.1, "paper", 1.2)

    def arrow(self, x: float, y: float, colour: str, size: float = 1.0, forward: bool = True) -> None:
        """An arrow head whose point is at x, along the reading direction or against it."""
        back = x - size if forward else x + size
        points = [(x, y), (back, y - size * 0.75), (back, y + size * 0.75)]
        self.layer().add_patch(Polygon(points, facecolor=colours()[colour], linewidth=0))

    def svg(self, kind: str, alt: str) -> str:
        """The drawing as inline SVG; an empty alt marks it as decoration."""
        drawing = io.StringIO()
        with mpl.rc_context(_SAVING):
            FigureCanvasSVG(self._figure).print_svg(drawing, metadata=_BARE)
        return inline(drawing.getvalue(), kind, alt, self.width, self.height)
