"""
The brief's own type: 'Karnameh Sans', made of Vazirmatn where it is installed, else of Noto Sans Arabic.

Noto comes as a package; `signs` mends its figures and `letters` what happens to its text in a PDF. The files are made
once into `data/derived/fonts/`, under the same names from either; same typeface, same bytes.
"""

import io
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from karnameh.files import sha256, write_atomically
from karnameh.render.typeface import WEIGHTS, Typeface, typeface
from karnameh.suite import Project

FAMILY = "Karnameh Sans"
#: Per cent of Noto's normal width: lines then break where they do in Vazirmatn.
_WIDTH = 94
#: The height of capitals in em, from which paper measures the distance of lines: Noto's, for either.
_CAPITALS = 0.714
_MODULES = ("fonts", "typeface", "signs", "letters", "ligatures", "rules", "contours")
_WEB_RANGES = (
    (0x20, 0x7E),
    (0xA0, 0xFF),
    (0x600, 0x6FF),
    (0x200C, 0x200F),
    (0x2010, 0x2026),
    (0x2066, 0x2069),
    (0x2212, 0x2212),
)


class FontFiles(NamedTuple):
    """Where the two weights lie."""

    regular: Path
    bold: Path


def make_fonts(project: Project) -> FontFiles:
    """The type as TTF, made where it is missing or its recipe has changed."""
    folder, face = project.derived / "fonts", typeface(project)
    fonts, seal = (
        FontFiles(*(folder / f"{_file_name(weight)}.ttf" for weight in WEIGHTS)),
        folder / "recipe.sha256",
    )
    if not (seal.is_file() and seal.read_text() == recipe_of(face) and all(path.is_file() for path in fonts)):
        for path, weight in zip(fonts, WEIGHTS, strict=True):
            write_atomically(path, _made(face, weight), lasting=True)
            write_atomically(path.with_suffix(".woff2"), _subset(path), lasting=True)
        write_atomically(seal, recipe_of(face).encode())
    return fonts


def web_fonts(project: Project) -> dict[str, bytes]:
    """The type as pages load it: file name → WOFF2 of the characters that pages use."""
    return {
        path.name: path.read_bytes() for path in (font.with_suffix(".woff2") for font in make_fonts(project))
    }


def recipe(project: Project) -> str:
    """One hash over all that the type is made of; another one, and every page is set anew."""
    return recipe_of(typeface(project))


def recipe_of(face: Typeface) -> str:
    """One hash over a typeface and what is done to it."""
    return sha256(f"{face.digest} {_treatment()}".encode())


@cache
def _treatment() -> str:
    code = b"".join(Path(__file__).with_name(f"{module}.py").read_bytes() for module in _MODULES)
    return f"{sha256(code)} {version('fonttools')}"


def _file_name(weight: str) -> str:
    return f"{FAMILY.replace(' ', '')}-{weight}"


def _made(face: Typeface, weight: str) -> bytes:
    """One weight: instanced, repaired as far as the typeface needs it, lightened and named."""
    from karnameh.render import contours, letters, ligatures, signs

    font = _instanced(face.open(weight), weight)
    if face.name == "noto":
        signs.repair(font, weight)
    ligatures.part(font)
    letters.compose(font)
    signs.lengthen_minus(font)
    letters.keep_half_spaces(font)
    contours.lighten(font)
    font["OS/2"].sCapHeight = round(_CAPITALS * font["head"].unitsPerEm)
    _name(font, weight, face)
    return _saved(font)


def _instanced(font, weight: str):
    """A font of one weight and width, out of one that has them all."""
    from fontTools.varLib.instancer import instantiateVariableFont

    axes = {axis.axisTag for axis in font["fvar"].axes} if "fvar" in font else set()
    wanted = {"wght": WEIGHTS[weight], "wdth": _WIDTH}
    fixed = {axis: wanted[axis] for axis in axes & set(wanted)}
    return instantiateVariableFont(font, fixed, inplace=True) if axes else font


def _saved(font) -> bytes:
    data = io.BytesIO()
    font.save(data, reorderTables=True)
    return data.getvalue()


def _name(font, weight: str, face: Typeface) -> None:
    """Names of its own: the licence lets a changed font keep the drawings, not the name."""
    bold = weight == "Bold"
    names = {
        1: FAMILY,
        2: weight,
        3: f"{_file_name(weight)};{face.title}",
        4: f"{FAMILY} {weight}",
        6: _file_name(weight),
    }
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 5, 13, 14)]
    for identifier, text in names.items():
        table.setName(text, identifier, 3, 1, 0x409)
    for other in ("STAT", "DSIG"):
        if other in font:
            del font[other]
    font["OS/2"].usWeightClass = WEIGHTS[weight]
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~0x61 | (0x20 if bold else 0x40)
    font["head"].macStyle = int(bold)


def _subset(path: Path) -> bytes:
    """The characters of a page, as WOFF2."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(path, recalcTimestamp=False)
    options = Options()
    options.layout_features = ["*"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for low, high in _WEB_RANGES for code in range(low, high + 1)])
    subsetter.subset(font)
    font.flavor = "woff2"
    return _saved(font)
