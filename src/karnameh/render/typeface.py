"""Whose letters the type is made of: Vazirmatn where it is installed, else Noto Sans Arabic from its package."""

import io
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from karnameh.errors import ParameterError, RenderError
from karnameh.files import sha256
from karnameh.suite import Project

WEIGHTS = {"Regular": 400, "Bold": 700}
_PACKAGE, _MODULE = "fontpkg-noto-sans-arabic", "fontpkg_noto_sans_arabic"
_VARIABLE = re.compile(r"Vazirmatn(\[wght\]|-VariableFont_wght)\.ttf")
_TITLES = {"noto": "Noto Sans Arabic", "vazirmatn": "Vazirmatn"}
#: How to get the better one.
_ADVICE = (
    "run 'npm install --no-save vazirmatn' in the project's folder, or install your system's package of it"
)


@dataclass(frozen=True)
class Typeface:
    """A typeface that is there: its name in the suite, where it lies, the file of each weight (or one for both)."""

    name: str
    place: str
    files: Mapping[str, Path | Traversable]

    @cached_property
    def digest(self) -> str:
        """One hash over its files."""
        return sha256(b"".join(file.read_bytes() for file in dict.fromkeys(self.files.values())))

    def open(self, weight: str):
        """The font of a weight; one of all weights where the typeface comes as one file."""
        from fontTools.ttLib import TTFont, TTLibError

        try:
            return TTFont(io.BytesIO(self.files[weight].read_bytes()), recalcTimestamp=False)
        except (TTLibError, OSError) as error:
            raise RenderError(
                f"{self.files[weight]}: not readable as a font: {error}. Install the typeface again, or set "
                'typeface = "noto" in params/suite.toml.'
            ) from None

    @cached_property
    def version(self) -> str:
        """'33.003', as the font says."""
        said = re.search(r"[\d.]+", self.open("Regular")["name"].getDebugName(5) or "")
        return said[0] if said else ""

    @property
    def title(self) -> str:
        """As a person would name it."""
        return f"{_TITLES[self.name]} {self.version}"


def typeface(project: Project) -> Typeface:
    """
    The one that the suite names; by default Vazirmatn where it is found.

    Raises: ParameterError where the suite names Vazirmatn and it is not installed.
    """
    asked = _asked(project)
    found = None if asked == "noto" else vazirmatn(project)
    if asked == "vazirmatn" and not found:
        raise ParameterError(
            "params/suite.toml: typeface 'vazirmatn' is not installed: Vazirmatn-Regular.ttf and Vazirmatn-Bold.ttf "
            f'were looked for in node_modules and the font folders. To get it, {_ADVICE}; or set typeface = "auto".'
        )
    return found or noto()


def told(project: Project) -> str:
    """Which one is used, and how to get the better one where neither suite nor machine has decided for it."""
    used = typeface(project)
    better = (
        f"; Vazirmatn reads better still: {_ADVICE}"
        if used.name == "noto" and _asked(project) == "auto"
        else ""
    )
    return f"{used.title} ({used.place}){better}"


def _asked(project: Project) -> str:
    return project.suite.typeface if (project.root / "params" / "suite.toml").is_file() else "auto"


@cache
def noto() -> Typeface:
    """Noto Sans Arabic, one file of all weights and widths."""
    found = [file for file in (files(_MODULE) / "files").iterdir() if file.name.endswith(".ttf")]
    if len(found) != 1:
        raise RenderError(
            f"{_PACKAGE}: one variable TTF expected, found {len(found)}. Install the version in requirements.lock."
        )
    return Typeface("noto", _PACKAGE, dict.fromkeys(WEIGHTS, found[0]))


def vazirmatn(project: Project) -> Typeface | None:
    """Vazirmatn from the first folder that has both weights, or the variable font; None where there is none."""
    for folder in _folders(project):
        found = {path.name: path for path in sorted(folder.rglob("Vazirmatn*.ttf"), reverse=True)}
        statics = {weight: found.get(f"Vazirmatn-{weight}.ttf") for weight in WEIGHTS}
        variable = next((path for name, path in found.items() if _VARIABLE.fullmatch(name)), None)
        if all(statics.values()) or variable:
            whole = statics if all(statics.values()) else dict.fromkeys(WEIGHTS, variable)
            return Typeface("vazirmatn", str(folder), whole)
    return None


def _folders(project: Project) -> Iterator[Path]:
    """Where fonts are installed: the project's own packages first, then a person's, then the machine's."""
    home, told = Path.home(), os.environ.get
    yield project.root / "node_modules" / "vazirmatn" / "fonts"
    yield Path(told("XDG_DATA_HOME") or home / ".local" / "share") / "fonts"
    yield from (home / ".fonts", home / "Library" / "Fonts", home / "AppData/Local/Microsoft/Windows/Fonts")
    shared = told("XDG_DATA_DIRS") or os.pathsep.join(("/usr/local/share", "/usr/share"))
    yield from (Path(folder) / "fonts" for folder in shared.split(os.pathsep) if folder)
    yield from (Path("/Library/Fonts"), Path(told("WINDIR") or "/Windows") / "Fonts")
