"""What seaborn draws on: bare axes of matplotlib, and what was drawn there as shapes."""

from collections.abc import Callable
from functools import cache

from matplotlib.axes import Axes
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.colors import rgb2hex
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline
from matplotlib.ticker import NullLocator

from karnameh.present.charts.inline import Shape, dot, filled, path, stroked, tokens

_COMMANDS = {Outline.MOVETO: "M", Outline.LINETO: "L", Outline.CURVE3: "Q", Outline.CURVE4: "C"}
_ARCS = 8  # curves of matplotlib's round marker

Span = tuple[float, float]


def plotted(
    draw: Callable[[Axes], None], size: Span, across: Span, down: Span, x: Span, y: Span
) -> list[Shape]:
    """
    The shapes that `draw` leaves on axes, in the order of painting.

    The axes lie on a board of a size, from one length to another `across` and `down` (all in points), and run over the
    values `x` from left to right and `y` from top to bottom.
    """
    axes, (width, height) = _axes(), size
    axes.figure.set_size_inches(width / 72, height / 72)
    place = (
        across[0] / width,
        1 - down[1] / height,
        (across[1] - across[0]) / width,
        (down[1] - down[0]) / height,
    )
    axes.set_position(place)
    pen = _Pen(width, height)
    try:
        draw(axes)
        axes.set(xlim=x, ylim=(y[1], y[0]))
        for artist in sorted(_artists(axes), key=lambda artist: artist.get_zorder()):
            artist.draw(pen)
    finally:
        for artist in _artists(axes):
            artist.remove()
    return pen.shapes


@cache
def _axes() -> Axes:
    """The axes of all charts, wiped after each: to make them takes longer than to draw on them."""
    axes = Figure(dpi=72).add_axes((0, 0, 1, 1))
    axes.axis("off")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(NullLocator())
    return axes


def _artists(axes: Axes) -> list:
    return [*axes.patches, *axes.lines, *axes.collections]


class _Pen(RendererBase):
    """A renderer of matplotlib's that keeps what it is told to draw."""

    def __init__(self, width: float, height: float):
        super().__init__()
        self._size = width, height
        self.shapes: list[Shape] = []

    def get_canvas_width_height(self) -> Span:
        return self._size

    def draw_path(self, gc: GraphicsContextBase, path_, transform, rgbFace=None) -> None:
        """One outline, filled or not, with an edge or without."""
        outline = path_.transformed(transform)
        vertices = [(x, self._size[1] - y) for x, y in outline.vertices.tolist()]
        style = _style(gc, rgbFace)
        codes = outline.codes.tolist()
        if codes.count(Outline.CURVE4) == 3 * _ARCS:
            (x, low), (_, high) = vertices[0], vertices[3 * _ARCS // 2]
            self.shapes.append(dot(x, (low + high) / 2, abs(low - high) / 2, style))
            return
        steps = [(_COMMANDS.get(code, "z"), [point]) for code, point in zip(codes, vertices, strict=True)]
        self.shapes.append(path([(command, () if command == "z" else at) for command, at in steps], style))


def _style(gc: GraphicsContextBase, face) -> str:
    """As tokens; every colour of a chart is one."""
    fill = "" if face is None else tokens()[rgb2hex(face)]
    if not gc.get_linewidth():
        return filled(fill)
    return stroked(tokens()[rgb2hex(gc.get_rgb())], gc.get_linewidth(), fill)
