"""Shapes → a small SVG of which many can stand inline in one page.

Colours are `var(--token,#hex)`, numbers keep two decimals of a point, equal neighbours share one element. The only
ids are those of glyphs and of texts made of them, named after what they are. A text is drawn as shapes and says its
words beside them: paper keeps the shapes, the page filter sets the words in the page's own type.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from karnameh.present.charts.lettering import EM, SHAPED, Shaped
from karnameh.present.charts.outlines import Step, smaller
from karnameh.present.charts.theme import colours


@dataclass(frozen=True)
class Shape:
    """One thing drawn: a `path` (its markup is the d), a `dot` or a `text`; texts of one size share a transform."""

    kind: str
    style: str
    markup: str
    transform: str = ""
    text: Shaped | None = None


def path(steps: Sequence[tuple[str, Sequence[tuple[float, float]]]], style: str) -> Shape:
    """A path of absolute M, L, Q, C and z, its points in points of type."""
    whole: list[Step] = [
        (command, [(_hundredths(x), _hundredths(y)) for x, y in points]) for command, points in steps
    ]
    return Shape("path", style, smaller(whole, decimals=2))


def dot(x: float, y: float, radius: float, style: str) -> Shape:
    """A round mark."""
    return Shape("dot", style, f'<circle cx="{_short(x)}" cy="{_short(y)}" r="{_short(radius)}"/>')


def text(x: float, y: float, size: float, shaped: Shaped, style: str) -> Shape:
    """A use of a text that is defined once, however often and in whatever size and colour it stands."""
    scale = round(size / SHAPED, 6) * 100 / EM
    place = f'x="{round(round(x, 6) / scale)}" y="{round(round(y, 6) / scale)}"'
    shown = f"{scale:.6g}".removeprefix("0")
    return Shape(
        "text", style, f'<use href="#{shaped.name}" {place}/>', f' transform="scale({shown})"', shaped
    )


def filled(token: str) -> str:
    """The style of a thing without an edge."""
    return f"fill:{_colour(token)}"


def stroked(
    token: str, weight: float, fill: str = "", cap: str = "", join: str = "", dashes: Sequence[float] = ()
) -> str:
    """The style of a line, or of an edge where there is a fill; what SVG takes for granted is left out."""
    given = {
        "fill": _colour(fill) if fill else "none",
        "stroke": _colour(token),
        "stroke-width": _short(weight) if weight != 1 else "",
        "stroke-linecap": cap,
        "stroke-linejoin": join,
        "stroke-dasharray": ",".join(map(_short, dashes)),
    }
    return ";".join(f"{name}:{value}" for name, value in given.items() if value)


def inline(shapes: Iterable[Shape], kind: str, alt: str, width: float, height: float) -> str:
    """
    Shapes in the order of painting as an `<svg>` of a width and height in mm.

    An empty `alt` marks it as decoration, hidden from a screen reader.
    """
    shapes = list(shapes)
    texts = {shape.text.name: shape.text for shape in shapes if shape.text}
    glyphs = {name: drawn for text in texts.values() for name, drawn in text.glyphs.items()}
    defined = "".join([*glyphs.values(), *(text.definition for text in texts.values())])
    said = f'role="img" aria-label="{escape(alt)}"' if alt else 'aria-hidden="true"'
    box = " ".join(_short(side / 25.4 * 72) for side in (width, height))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}-chart" {said} viewBox="0 0 {box}" width="{width:g}mm" '
        f'height="{height:.5g}mm" focusable="false" stroke-linejoin="round">'
        f"{f'<defs>{defined}</defs>' if defined else ''}{''.join(_groups(shapes))}</svg>"
    )


def _groups(shapes: list[Shape]) -> Iterator[str]:
    """Neighbours of one style as one path or in one group; texts come last anyway and are sorted by style."""
    texts = sorted((shape for shape in shapes if shape.text), key=_look)
    others = (shape for shape in shapes if not shape.text)
    for (kind, style, transform), same in groupby([*others, *texts], key=_look):
        markup = "".join(shape.markup for shape in same)
        if kind == "path":
            yield f'<path d="{markup}" style="{style}"/>'
        else:
            yield f'<g{transform} style="{style}">{markup}</g>'


def _look(shape: Shape) -> tuple[str, str, str]:
    return shape.kind, shape.style, shape.transform


def _colour(token: str) -> str:
    return f"var(--{token},{colours()[token]})"


def _hundredths(number: float) -> int:
    return round(round(number, 6) * 100)


def _short(number: float) -> str:
    """A length with two decimals at most."""
    return f"{round(number, 6):.2f}".rstrip("0").rstrip(".")
