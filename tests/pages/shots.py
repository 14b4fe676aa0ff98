"""Which pictures are kept of pages and papers, and how each is taken; all of the tiny office, rendered in process."""

import io
import shutil
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

from inprocess import make
from karnameh.files import write_atomically
from karnameh.publication import Publication
from karnameh.site.index import indexes
from karnameh.suite import Project, index_path

_OFFICE = Path(__file__).parents[1] / "office"
_COUNTY = {"year": 1397, "county": "baladast"}
_PROVINCE = {"year": 1397, "province": "nemuneh"}
_BRIEFS = {
    "county": ("county_brief", _COUNTY),
    "province": ("province_brief", _PROVINCE),
    "press": ("press_note", _PROVINCE),
    "reconciliation": ("reconciliation", {"province": "nemuneh"}),
}
_WIDE, _PHONE, _SHEET = 1200, 360, 720  # px
#: How many pixels of a window, or of a page of paper in points, become one of the picture.
_SHRUNK = {_WIDE: 2.5, _PHONE: 1.5, _SHEET: 1.8}
_PAPER = 0.9
_COLOURS, _GREYS = 64, 20
#: Of a page that is longer only so much is pictured, in pixels of the window.
_LONGEST = 4000


@dataclass(frozen=True)
class Shot:
    """A picture to be taken: of a page at a width, or of a page of a paper by its number."""

    document: str
    lang: str
    width: int = _WIDE
    look: str = ""
    paper: int = 0

    def __str__(self) -> str:
        part = (
            f"paper-{self.paper}" if self.paper else self.look or {_WIDE: "wide", _PHONE: "phone"}[self.width]
        )
        return f"{self.document}-{part}.{self.lang}"


def _screens(document: str, *looks: str, langs: tuple[str, ...] = ("fa", "en")) -> list[Shot]:
    widths = {"phone": _PHONE, "grey-print": _SHEET}
    return [
        Shot(document, lang, widths.get(look, _WIDE), "" if look in ("wide", "phone") else look)
        for look in looks
        for lang in langs
    ]


def _papers(document: str, pages: int, langs: tuple[str, ...] = ("fa", "en")) -> list[Shot]:
    return [Shot(document, lang, paper=page) for page in range(1, pages + 1) for lang in langs]


SHOTS = [
    *_screens("county", "wide", "phone", "dark", "grey-print"),
    *_papers("county", 2),
    *_screens("province", "wide"),
    *_papers("province", 2, ("fa",)),
    *_screens("press", "wide", langs=("fa",)),
    *_papers("press", 1),
    *_screens("reconciliation", "wide", langs=("fa",)),
    *_papers("reconciliation", 1, ("fa",)),
    *_screens("index", "wide"),
    *_screens("index", "phone", langs=("fa",)),
]


def office(folder: Path) -> Project:
    """A copy of the tiny office, to be rendered in."""
    left_out = shutil.ignore_patterns(
        "golden", "reports", "fonts", "executed", "rendered", "results", ".quarto"
    )
    shutil.copytree(_OFFICE, folder, ignore=left_out)
    return Project(folder)


def render(project: Project, folder: Path) -> Path:
    """Every page and paper that is pictured, as `folder/county.fa.html` and so on."""
    for document, (notebook, parameters) in _BRIEFS.items():
        for lang in ("fa", "en"):
            make(project, folder, f"{document}.{lang}", notebook, **parameters, lang=lang)
    there = {
        brief.path(project.areas, suffix)
        for brief in project.suite.briefs()
        for suffix in project.suite.formats
    } | {index_path(lang) for lang in project.suite.languages}
    publication = Publication.read(project.publication)
    for path, page in indexes(project, publication, there, None).items():
        write_atomically(folder / path, page)
    return folder


def take(shot: Shot, folder: Path, opened, change: str = "0") -> Image.Image:
    """The picture, shrunk and in the few colours in which it is kept; `change` is a script that alters a page first."""
    picture = _of_paper(shot, folder) if shot.paper else _of_screen(shot, folder, opened, change)
    return kept(picture, _GREYS if shot.look == "grey-print" else _COLOURS)


def _of_paper(shot: Shot, folder: Path) -> Image.Image:
    page = pdfium.PdfDocument(folder / f"{shot.document}.{shot.lang}.pdf")[shot.paper - 1]
    return page.render(scale=_PAPER).to_pil()


def _of_screen(shot: Shot, folder: Path, opened, change: str) -> Image.Image:
    how = {"color_scheme": "dark" if shot.look == "dark" else "light", "reduced_motion": "reduce"}
    with opened(width=shot.width, **how) as tab:
        if shot.look == "grey-print":
            tab.emulate_media(media="print")
        tab.goto((folder / f"{shot.document}.{shot.lang}.html").as_uri())
        tab.evaluate("document.fonts.ready.then(() => 1)")
        tab.evaluate(change)
        picture = Image.open(io.BytesIO(tab.screenshot(full_page=True, animations="disabled"))).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(picture.height, _LONGEST)))
    size = tuple(round(side / _SHRUNK[shot.width]) for side in picture.size)
    shrunk = picture.resize(size, Image.Resampling.BOX, reducing_gap=None)
    return shrunk.convert("L").convert("RGB") if shot.look == "grey-print" else shrunk


def kept(picture: Image.Image, colours: int) -> Image.Image:
    """A picture in the few colours in which it is kept; none is further than a few levels from what was seen."""
    return picture.convert("RGB").quantize(colours, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)


def png(picture: Image.Image) -> bytes:
    """A kept picture as small as it can be written."""
    data = io.BytesIO()
    picture.save(data, "PNG", optimize=True)
    return data.getvalue()
