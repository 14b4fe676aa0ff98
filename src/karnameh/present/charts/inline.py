"""matplotlib's SVG → a small SVG of which many can stand inline in one page.

Colours become `var(--token,#hex)`, numbers keep two decimals of a point, equal neighbours share one element. The
only ids are those of glyphs and of texts made of them, named after what they are. A text is drawn as shapes and says
its words beside them: paper keeps the shapes, the page filter sets the words in the page's own type.
"""

import hashlib
import re
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html import escape
from importlib.resources import files
from itertools import groupby
from xml.etree import ElementTree

import yaml

from karnameh.present.charts.outlines import smaller

_SVG, _HREF = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
_PLACED = re.compile(r"translate\((\S+) (\S+)\)")
_SCALED = re.compile(r"scale\((\S+) \S+\)")
_KEPT = ("fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray")
_GLYPH_UNITS = 6400  # matplotlib writes outlines in 1/6400 em and places them in 1/100 em
_ARCS = 8  # curves of matplotlib's round marker
_EM = 400  # we write both in 1/400 em: an eighth of a pixel at 400 %


@cache
def colours() -> dict[str, str]:
    """The light colours of the design by token name, as `#rrggbb`."""
    text = (files("karnameh") / "render" / "templates" / "tokens.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)["tokens"]["light"]


@cache
def _variables() -> dict[str, str]:
    return {colour: f"var(--{token},{colour})" for token, colour in colours().items()}


def inline(drawing: str, kind: str, alt: str, width: float, height: float) -> str:
    """
    What matplotlib drew, as an `<svg>` of a width and height in mm.

    An empty `alt` marks it as decoration, hidden from a screen reader.
    """
    root = ElementTree.fromstring(drawing)
    drawn = _Drawn({path.get("id"): path.get("d", "") for path in root.iter(f"{_SVG}path") if path.get("id")})
    body = "".join(drawn.groups(root))
    defined = "".join([*drawn.glyphs.values(), *drawn.texts.values()])
    box = " ".join(_short(float(number)) for number in root.get("viewBox").split())
    said = f'role="img" aria-label="{escape(alt)}"' if alt else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}-chart" {said} viewBox="{box}" width="{width:g}mm" '
        f'height="{height:.5g}mm" focusable="false" stroke-linejoin="round">'
        f"{f'<defs>{defined}</defs>' if defined else ''}{body}</svg>"
    )


@dataclass(frozen=True)
class _Shape:
    """One thing drawn: a `path` (its markup is the d), a `dot` or a `text`; texts of one size share a transform."""

    kind: str
    style: str
    markup: str
    transform: str = ""


@dataclass
class _Drawn:
    """A drawing taken apart: its outlines by matplotlib's ids, and the definitions we make of those it uses."""

    outlines: dict[str, str]
    glyphs: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def groups(self, root: ElementTree.Element) -> Iterator[str]:
        """Neighbours of one style as one path or in one group; texts come last anyway and are sorted by style."""
        shapes = list(self._shapes(root))
        texts = sorted((shape for shape in shapes if shape.kind == "text"), key=_look)
        others = (shape for shape in shapes if shape.kind != "text")
        for (kind, style, transform), same in groupby([*others, *texts], key=_look):
            markup = "".join(shape.markup for shape in same)
            if kind == "path":
                yield f'<path d="{markup}" style="{style}"/>'
            else:
                yield f'<g{transform} style="{style}">{markup}</g>'

    def _shapes(self, node: ElementTree.Element) -> Iterator[_Shape]:
        """What is drawn below a node, in the order of painting."""
        for child in node:
            tag, transform = child.tag.removeprefix(_SVG), child.get("transform", "")
            if tag == "defs":
                continue
            if tag == "g" and "scale" in transform:
                yield self._text(child, transform, node.get("id"))
            elif tag == "use":
                at = float(child.get("x")), float(child.get("y"))
                yield _Shape("dot", _style(child), _dot(self.outlines[child.get(_HREF)[1:]], at))
            elif tag == "path" and child.get("d").count("C") == _ARCS:
                yield _Shape("dot", _style(child), _dot(child.get("d")))
            elif tag == "path" and "opacity: 0" not in child.get("style", ""):
                yield _Shape("path", _style(child), smaller(child.get("d"), 100, decimals=2))
            else:
                yield from self._shapes(child)

    def _text(self, group: ElementTree.Element, transform: str, said: str) -> _Shape:
        """A use of a text that is defined once, however often and in whatever size and colour it stands."""
        scale = float(_SCALED.search(transform)[1]) * 100 / _EM
        x, y = (round(float(number) / scale) for number in _PLACED.search(transform).groups())
        glyphs = list(group.iter(f"{_SVG}use"))
        uses = "".join(map(self._glyph, glyphs))
        name = "t" + b32encode(hashlib.sha256(uses.encode()).digest())[:7].decode().lower()
        weight = 700 if any("Bold" in use.get(_HREF) for use in glyphs) else 400
        self.texts[name] = f'<g id="{name}" data-weight="{weight}" data-text="{escape(said)}">{uses}</g>'
        size = f"{scale:.6g}".removeprefix("0")
        return _Shape(
            "text", _style(group), f'<use href="#{name}" x="{x}" y="{y}"/>', f' transform="scale({size})"'
        )

    def _glyph(self, use: ElementTree.Element) -> str:
        """One glyph where it stands; nothing for a space."""
        name = use.get(_HREF)[1:]
        if not self.outlines[name]:
            return ""
        short = _glyph_name(name)
        if short not in self.glyphs:
            outline = smaller(self.outlines[name], _EM / _GLYPH_UNITS, flip=True)
            self.glyphs[short] = f'<path id="{short}" d="{outline}"/>'
        placed = _PLACED.search(use.get("transform", ""))
        x, y = (round(float(number) * _EM / 100) for number in placed.groups()) if placed else (0, 0)
        return f'<use href="#{short}"{_attribute("x", x)}{_attribute("y", -y)}/>'


def _look(shape: _Shape) -> tuple[str, str, str]:
    return shape.kind, shape.style, shape.transform


def _glyph_name(name: str) -> str:
    """'KarnamehSans-Bold-8d' → 'kb8d': the font's initials and the glyph's number in it."""
    font, _, number = name.rpartition("-")
    family, _, style = font.partition("-")
    return f"{family[:1]}{style[:1] or 'r'}{number}".lower()


def _style(node: ElementTree.Element) -> str:
    """The style in token colours, without what SVG takes for granted."""
    pairs = (pair.split(":") for pair in node.get("style", "fill: #000000").split(";") if ":" in pair)
    style = {key.strip(): value.strip() for key, value in pairs}
    if style.get("stroke-width") == "0" or style.get("stroke") == "none":
        style = {"fill": style["fill"]}
    return ";".join(f"{key}:{_token_or_number(style[key])}" for key in _KEPT if key in style)


def _token_or_number(value: str) -> str:
    """A colour as its token, numbers with two decimals, words as they are."""
    if value in _variables():
        return _variables()[value]
    return re.sub(r"\d+\.\d+", lambda number: _short(float(number[0])), value)


def _dot(outline: str, at: tuple[float, float] = (0.0, 0.0)) -> str:
    """A round marker placed at a point; its outline runs from the lowest point in equal arcs."""
    ends = [arc.split()[-2:] for arc in outline.rstrip(" \nz").replace("M", "").split("C")]
    (x, lowest), (_, highest) = ((float(number) for number in ends[index]) for index in (0, _ARCS // 2))
    middle, radius = (lowest + highest) / 2, abs(lowest - highest) / 2
    return f'<circle cx="{_short(at[0] + x)}" cy="{_short(at[1] + middle)}" r="{_short(radius)}"/>'


def _attribute(name: str, value: int) -> str:
    return f' {name}="{value}"' if value else ""


def _short(number: float) -> str:
    """A length with two decimals at most."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
