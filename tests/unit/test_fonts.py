"""The type made of the package that everyone has: what is repaired in it, and that its words can be read back."""

import csv
import io
import json
import sys
import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from karnameh.render import contours, fonts, letters, signs, typeface
from karnameh.suite import LANGUAGES, Project
from karnameh.words import load

TESTS = Path(__file__).parents[1]
sys.path.insert(0, str(TESTS))
from legible import Drawn, faults  # noqa: E402

#: Stem and dots are two glyphs in Noto; here every letter of a word is one.
WORD = "پشتیبان"


def project_in_noto(folder: Path) -> Project:
    """A project that says no more than its typeface and what a suite must say."""
    (folder / "params").mkdir()
    (folder / "params" / "suite.toml").write_text(
        'provinces = ["qazvin"]\nyears = [1397]\ntypeface = "noto"\n'
    )
    (folder / "data").mkdir()
    (folder / "data" / "reference").symlink_to(TESTS.parent / "data" / "reference")
    return Project(folder)


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    return project_in_noto(tmp_path_factory.mktemp("fonts"))


@pytest.fixture(scope="module")
def files(project) -> fonts.FontFiles:
    return fonts.make_fonts(project)


@pytest.fixture(scope="module")
def regular(files) -> TTFont:
    return TTFont(files.regular)


def test_the_two_weights_are_one_family(files):
    for path, weight, style in zip(files, (400, 700), ("Regular", "Bold"), strict=True):
        font = TTFont(path)
        assert (font["name"].getDebugName(1), font["name"].getDebugName(2)) == (fonts.FAMILY, style)
        assert font["OS/2"].usWeightClass == weight and "fvar" not in font


def test_no_figure_or_sign_can_be_mistaken(files):
    assert {path.stem: faults(TTFont(path)) for path in files} == {path.stem: [] for path in files}


def test_separators_and_minus_have_glyphs_of_their_own(regular):
    characters = regular.getBestCmap()
    assert len({characters[ord(sign)] for sign in "٬,٫.−–-"}) == 7


def test_the_decimal_separator_is_straight_unlike_a_letter(files):
    for path in files:
        assert len(Drawn.of(TTFont(path), "٫").lines[0]) == 4


def test_both_zeros_are_rings(regular):
    for name in (regular.getBestCmap()[ord("۰")], "uni06F0.lf"):
        assert regular["glyf"][name].numberOfContours == 2


def test_no_letter_of_persian_is_taken_apart(regular):
    characters = regular.getBestCmap()
    plain = {characters[ord(letter)] for letter in WORD + "آژگچجخضظغفقثذزنئؤ"}
    taken_apart = {
        glyph: parts
        for lookup in regular["GSUB"].table.LookupList.Lookup
        for table in lookup.SubTable
        if getattr(table, "ExtSubTable", table).LookupType == 2
        for glyph, parts in getattr(table, "ExtSubTable", table).mapping.items()
        if glyph in plain and len(parts) > 1
    }
    assert taken_apart == {}


def test_a_letter_and_its_ezafe_are_one_glyph_joined_or_not(regular):
    names = set(regular.getGlyphOrder())
    assert {"uni0647_uni0654", "uni0647.fina_uni0654", "uni0641_uni0650"} <= names


def test_the_half_space_is_kept_by_shapers(regular):
    plain = regular.getBestCmap()[0x200C]
    first = regular["GSUB"].table.LookupList.Lookup[0].SubTable[0]
    assert getattr(first, "ExtSubTable", first).mapping == {plain: "halfspace"}
    assert regular["hmtx"]["halfspace"][0] == 0


def test_outlines_are_lighter_and_keep_their_shape():
    heavy, light = (fonts._instanced(typeface.noto().open("Bold"), "Bold") for _ in range(2))
    for font in (heavy, light):
        signs.repair(font, "Bold")
    contours.lighten(light)
    names = [name for name in heavy.getGlyphOrder() if heavy["glyf"][name].numberOfContours > 0]
    points = [sum(len(font["glyf"][name].coordinates) for name in names) for font in (heavy, light)]
    assert points[1] < 0.85 * points[0]
    for sign in "۰۱۲۳۴۵۶۷۸۹٪" + letters.LETTERS + "gMaS8&":
        before, after = Drawn.of(heavy, sign), Drawn.of(light, sign)
        assert max(before.away_from(after), after.away_from(before)) < 4, sign


def test_glyphs_stand_where_their_outlines_say(regular):
    """Else a reader of fonts moves them, by a thousandth or by a word."""
    for name in regular.getGlyphOrder():
        assert regular["hmtx"][name][1] == getattr(regular["glyf"][name], "xMin", 0), name


def test_same_package_same_bytes(files, tmp_path):
    again = fonts.make_fonts(project_in_noto(tmp_path))
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in files]


def test_present_fonts_are_not_made_again(files, project, monkeypatch):
    monkeypatch.setattr(fonts, "_made", lambda face, weight: pytest.fail("made again"))
    assert fonts.make_fonts(project) == files


def test_web_fonts_are_small_and_keep_the_rules(files, project):
    web = fonts.web_fonts(project)
    assert set(web) == {"KarnamehSans-Regular.woff2", "KarnamehSans-Bold.woff2"}
    assert sum(map(len, web.values())) <= 90 * 1024
    for data in web.values():
        font = TTFont(io.BytesIO(data))
        tags = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
        assert {"init", "medi", "fina", "ccmp", "tnum"} <= tags
        assert set(map(ord, "پچژگکی۰۱٬٫٪−«»\u200c")) <= set(font.getBestCmap())


def said() -> dict[str, str]:
    """Every text that a page may print: words of both languages, names of all areas, notes of published figures."""
    texts = {
        f"{lang}: {key}": json.dumps(text, ensure_ascii=False)
        for lang in LANGUAGES
        for key, text in load(lang).items()
    }
    for path in sorted((TESTS.parent / "data").glob("reference/*.csv")) + sorted(
        (TESTS.parent / "data").glob("published/*.csv")
    ):
        with open(path, encoding="utf-8", newline="") as file:
            texts |= {
                f"{path.name}: {row}": "".join(filter(None, cells))
                for row, cells in enumerate(csv.reader(file), 1)
            }
    return texts


def test_the_web_fonts_have_every_character_that_pages_print(files, project):
    for data in fonts.web_fonts(project).values():
        known = set(TTFont(io.BytesIO(data)).getBestCmap())
        missing = {
            where: lost
            for where, text in said().items()
            if (
                lost := {
                    c for c in text if ord(c) not in known and unicodedata.category(c) not in ("Cf", "Cc")
                }
            )
        }
        assert not missing
