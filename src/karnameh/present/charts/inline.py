"""matplotlib's SVG → a small SVG that many can stand inline in one page.

Colours become `var(--token,#hex)`, numbers keep two decimals of a point, equal neighbours share one element, and
the only ids are those of glyphs: made from the outline, so that one id is one shape on every page.
"""

import hashlib
import re
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from itertools import groupby
from xml.etree import ElementTree

import yaml

_SVG, _HREF = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
_PATH = re.compile(r"([MLQCz])([^MLQCz]*)")
_PLACED = re.compile(r"translate\((\S+) (\S+)\)")
_SCALED = re.compile(r"scale\((\S+) \S+\)")
_GLYPH = re.compile(r'<path id="(g[a-z2-7]{7})" d="[^"]*"/>')
_KEPT = ("fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray")
_GLYPH_UNITS = 6400  # matplotlib writes outlines in 1/6400 em and places them in 1/100 em
_EM = 1000  # we write both in 1/1000 em


@cache
def colours() -> dict[str, str]:
    """The light colours of the design by token name, as `#rrggbb`."""
    text = (files("karnameh") / "render" / "templates" / "tokens.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)["tokens"]["light"]


@cache
def _variables() -> dict[str, str]:
    return {colour: f"var(--{token},{colour})" for token, colour in colours().items()}


@dataclass(frozen=True)
class _Shape:
    """One thing drawn: a `path` (its markup is the d), a `dot` or a `text`."""

    kind: str
    style: str
    markup: str


def inline(drawing: str, kind: str, alt: str, width: float, height: float) -> str:
    """
    What matplotlib drew, as an `<svg>` of a width and height in mm.

    An empty `alt` marks it as decoration, hidden from a screen reader.
    """
    root = ElementTree.fromstring(drawing)
    outlines = {path.get("id"): path.get("d", "") for path in root.iter(f"{_SVG}path") if path.get("id")}
    glyphs: dict[str, str] = {}
    body = "".join(_grouped(_shapes(root, outlines, glyphs)))
    shapes = "".join(f'<path id="{name}" d="{outline}"/>' for name, outline in glyphs.items())
    box = " ".join(root.get("viewBox").split()[2:])
    said = f'role="img" aria-label="{escape(alt)}"' if alt else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" {said} viewBox="0 0 {box}" width="{width:g}mm" '
        f'height="{height:.5g}mm" focusable="false" stroke-linejoin="round">'
        f"{f'<defs>{shapes}</defs>' if shapes else ''}{body}</svg>"
    )


def share_glyphs(page: str) -> str:
    """A page of HTML in which each glyph is drawn once: later charts use the outlines of the earlier ones."""
    seen: set[str] = set()

    def once(match: re.Match) -> str:
        if match[1] in seen:
            return ""
        seen.add(match[1])
        return match[0]

    return _GLYPH.sub(once, page).replace("<defs></defs>", "")


def _grouped(shapes: Iterator[_Shape]) -> Iterator[str]:
    """Neighbours of one style as one path, or in one group."""
    for (kind, style), same in groupby(shapes, key=lambda shape: (shape.kind, shape.style)):
        markup = "".join(shape.markup for shape in same)
        yield f'<path d="{markup}" style="{style}"/>' if kind == "path" else f'<g style="{style}">{markup}</g>'


def _shapes(node: ElementTree.Element, outlines: dict[str, str], glyphs: dict[str, str]) -> Iterator[_Shape]:
    """What is drawn below a node, in the order of painting; fills `glyphs` with the outlines used."""
    for child in node:
        tag, transform = child.tag.removeprefix(_SVG), child.get("transform", "")
        if tag == "defs":
            continue
        if tag == "g" and "scale" in transform:
            yield _Shape("text", _style(child), _text(child, transform, outlines, glyphs))
        elif tag == "path" and "opacity: 0" not in child.get("style", ""):
            yield _Shape("path", _style(child), path(child.get("d"), 100))
        elif tag == "use":
            yield _Shape("dot", _style(child), _dot(child, outlines[child.get(_HREF)[1:]]))
        else:
            yield from _shapes(child, outlines, glyphs)


def _style(node: ElementTree.Element) -> str:
    """The style in token colours, without what SVG takes for granted."""
    pairs = (pair.split(":") for pair in node.get("style", "fill: #000000").split(";") if ":" in pair)
    style = {key.strip(): value.strip() for key, value in pairs}
    if style.get("stroke-width") == "0" or style.get("stroke") == "none":
        style = {"fill": style["fill"]}
    return ";".join(f"{key}:{_variables().get(style[key], style[key])}" for key in _KEPT if key in style)


def _dot(use: ElementTree.Element, outline: str) -> str:
    """A round marker; its outline starts at the radius below the centre."""
    radius = float(outline.split()[2])
    x, y = (float(use.get(axis)) for axis in "xy")
    return f'<circle cx="{_short(x)}" cy="{_short(y)}" r="{_short(radius)}"/>'


def _text(group: ElementTree.Element, transform: str, outlines: dict[str, str], glyphs: dict[str, str]) -> str:
    x, y = map(float, _PLACED.search(transform).groups())
    scale = float(_SCALED.search(transform)[1]) * 100 / _EM
    uses = (_glyph(use, outlines, glyphs) for use in group.iter(f"{_SVG}use"))
    return f'<g transform="translate({_short(x)} {_short(y)})scale({scale:.6g})">{"".join(uses)}</g>'


def _glyph(use: ElementTree.Element, outlines: dict[str, str], glyphs: dict[str, str]) -> str:
    """One glyph where it stands; nothing for a space."""
    outline = outlines[use.get(_HREF)[1:]]
    if not outline:
        return ""
    drawn = path(outline, _EM / _GLYPH_UNITS, flip=True, decimals=0)
    name = "g" + b32encode(hashlib.sha256(drawn.encode()).digest())[:7].decode().lower()
    glyphs[name] = drawn
    placed = _PLACED.search(use.get("transform", ""))
    x, y = (round(float(number) * _EM / 100) for number in placed.groups()) if placed else (0, 0)
    return f'<use href="#{name}"{_attribute("x", x)}{_attribute("y", -y)}/>'


def _attribute(name: str, value: int) -> str:
    return f' {name}="{value}"' if value else ""


def _short(number: float) -> str:
    """A length with two decimals at most and no zero before the point."""
    return _trimmed(round(number * 100), 2)


def _trimmed(number: int, decimals: int) -> str:
    if not decimals:
        return str(number)
    text = f"{number / 10**decimals:.{decimals}f}".rstrip("0").rstrip(".")
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


@cache
def path(outline: str, scale: float, flip: bool = False, decimals: int = 2) -> str:
    """
    A path in relative steps of whole units, so that rounding never adds up.

    `scale` makes units of the outline's numbers (100: two decimals), `flip` turns y over.
    """
    steps, at, start = [], (0, 0), (0, 0)
    for command, numbers in _PATH.findall(outline):
        values = [round(float(number) * scale) for number in numbers.split()]
        points = [(x, -y if flip else y) for x, y in zip(values[::2], values[1::2], strict=True)]
        steps.append(_step(command, points, at, decimals))
        at = points[-1] if points else start
        if command == "M":
            start = at
    return "".join(steps)


def _step(command: str, points: list[tuple[int, int]], at: tuple[int, int], decimals: int) -> str:
    if command == "z":
        return "z"
    if command == "M":
        return "M" + _joined(points[0], decimals)
    if command == "L" and points[0][1] == at[1]:
        return "h" + _trimmed(points[0][0] - at[0], decimals)
    if command == "L" and points[0][0] == at[0]:
        return "v" + _trimmed(points[0][1] - at[1], decimals)
    return command.lower() + _joined([n for x, y in points for n in (x - at[0], y - at[1])], decimals)


def _joined(numbers, decimals: int) -> str:
    """Numbers with a space between where a minus does not part them."""
    return " ".join(_trimmed(number, decimals) for number in numbers).replace(" -", "-")
