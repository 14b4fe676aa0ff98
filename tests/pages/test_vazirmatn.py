"""The better type, from the package that has it: figures as clear, papers as long, words copied as whole as in Noto."""

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from inprocess import make
from karnameh.render import fonts, typeface
from karnameh.suite import Project
from legible import faults

PACKAGE = Path(__file__).parent / "node_modules" / "vazirmatn" / "fonts"
OFFICE = Path(__file__).parents[1] / "office"
LANGUAGES = pytest.mark.parametrize("lang", ["fa", "en"])


def office_in(typeface: str, folder: Path) -> Project:
    """The tiny office, set in a typeface; Vazirmatn is among its own packages, in the form that `typeface` names."""
    shutil.copytree(OFFICE, folder, ignore=shutil.ignore_patterns("golden", "fonts", "reports", ".quarto"))
    suite = folder / "params" / "suite.toml"
    name, _, form = typeface.partition(" ")
    suite.write_text(re.sub('typeface .*= "noto"', f'typeface = "{name}"', suite.read_text()))
    if form:
        shutil.copytree(PACKAGE / form, folder / "node_modules" / "vazirmatn" / "fonts")
    return Project(folder)


@pytest.fixture(scope="module")
def offices(tmp_path_factory) -> dict[str, Project]:
    forms = ("noto", "vazirmatn ttf", "vazirmatn variable")
    return {form: office_in(form, tmp_path_factory.mktemp("typefaces") / "office") for form in forms}


@pytest.fixture(scope="module")
def papers(offices, tmp_path_factory) -> dict[tuple[str, str], Path]:
    """A county's brief on paper: (form of the typeface, language) → file."""
    folder, made = tmp_path_factory.mktemp("papers"), {}
    for form in ("noto", "vazirmatn ttf"):
        for lang in ("fa", "en"):
            make(offices[form], folder / form, lang, "county_brief", year=1397, county="miandasht", lang=lang)
            made[form, lang] = folder / form / f"{lang}.pdf"
    return made


@pytest.mark.parametrize("form", ["vazirmatn ttf", "vazirmatn variable"])
def test_no_figure_or_sign_can_be_mistaken(offices, form):
    assert typeface.typeface(offices[form]).name == "vazirmatn"
    assert [faults(TTFont(path)) for path in fonts.make_fonts(offices[form])] == [[], []]


@pytest.mark.parametrize("form", ["vazirmatn ttf", "vazirmatn variable"])
def test_names_files_and_weights_are_those_of_the_default(offices, form):
    made, default = fonts.make_fonts(offices[form]), fonts.make_fonts(offices["noto"])
    assert [path.name for path in made] == [path.name for path in default]
    for one, other in zip(map(TTFont, made), map(TTFont, default), strict=True):
        assert [one["name"].getDebugName(n) for n in (1, 2, 4, 6)] == [
            other["name"].getDebugName(n) for n in (1, 2, 4, 6)
        ]
        assert one["OS/2"].usWeightClass == other["OS/2"].usWeightClass


def test_the_web_fonts_stay_light(offices):
    assert sum(map(len, fonts.web_fonts(offices["vazirmatn ttf"]).values())) <= 90 * 1024


@LANGUAGES
def test_a_brief_takes_the_same_pages(papers, lang):
    pages = {form: len(pikepdf.open(papers[form, lang]).pages) for form in ("noto", "vazirmatn ttf")}
    assert set(pages.values()) == {2}


@LANGUAGES
def test_words_are_copied_from_paper_as_they_are_in_noto(papers, lang):
    """No letter twice, no لا turned round, every half-space in its place."""
    copied = {form: words(papers[form, lang]) for form in ("noto", "vazirmatn ttf")}
    assert copied["noto"] == copied["vazirmatn ttf"]
    if lang == "fa":
        assert any("لا" in word for word in copied["noto"]) and any(
            "\u200c" in word for word in copied["noto"]
        )


def words(paper: Path) -> Counter:
    told = subprocess.run(["pdftotext", paper, "-"], capture_output=True, text=True, check=True).stdout
    return Counter(re.findall("[\\w\u200c\u064b-\u0654]+", told))
