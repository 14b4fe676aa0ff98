"""The type: what is repaired in it, and that its words can be read back."""

import io

import pytest
from fontTools.ttLib import TTFont

from karnameh.render import fonts
from karnameh.suite import Project

#: Stem and dots are two glyphs in Noto; here every letter of a word is one.
WORD = "پشتیبان"


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> fonts.FontFiles:
    return fonts.make_fonts(Project(tmp_path_factory.mktemp("fonts")))


@pytest.fixture(scope="module")
def regular(files) -> TTFont:
    return TTFont(files.regular)


def test_the_two_weights_are_one_family(files):
    for path, weight, style in zip(files, (400, 700), ("Regular", "Bold"), strict=True):
        font = TTFont(path)
        assert (font["name"].getDebugName(1), font["name"].getDebugName(2)) == (fonts.FAMILY, style)
        assert font["OS/2"].usWeightClass == weight and "fvar" not in font


def test_separators_and_minus_have_glyphs_of_their_own(regular):
    characters = regular.getBestCmap()
    assert len({characters[ord(sign)] for sign in "٬,٫.−–-"}) == 7
    glyphs = regular["glyf"]
    assert glyphs[characters[ord("٬")]].yMax < glyphs[characters[ord("۱")]].yMax / 2
    assert regular["hmtx"][characters[ord("−")]] == regular["hmtx"][characters[ord("–")]]


def test_zero_is_a_ring(regular):
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


def test_same_package_same_bytes(files, tmp_path):
    again = fonts.make_fonts(Project(tmp_path))
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in files]


def test_present_fonts_are_not_made_again(files, monkeypatch):
    monkeypatch.setattr(fonts, "_made", lambda weight: pytest.fail("made again"))
    assert fonts.make_fonts(Project(files.regular.parents[3])) == files


def test_web_fonts_are_small_and_keep_the_rules(files):
    web = fonts.web_fonts(Project(files.regular.parents[3]))
    assert set(web) == {"KarnamehSans-Regular.woff2", "KarnamehSans-Bold.woff2"}
    for data in web.values():
        assert len(data) < 50_000
        font = TTFont(io.BytesIO(data))
        tags = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
        assert {"init", "medi", "fina", "ccmp", "tnum"} <= tags
        assert set(map(ord, "پچژگکی۰۱٬٫٪−«»\u200c")) <= set(font.getBestCmap())
