"""Areas by code, name and spelling; near misses are offered, never taken."""

import pytest

from karnameh.areas import NATION, Area, Areas, fold
from karnameh.errors import ParameterError


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("آبیک", "ابیک"),
        ("تاکستان", "تاكستان"),
        ("بوئین‌زهرا", "بویین زهرا"),
        ("Buin Zahra", "buin-zahra"),
        ("آوج", "اوج"),
        ("علی", "علي"),
        ("۲۶۰۲", "2602"),
        ("Bu'in Zahra", "BUIN_ZAHRA"),
        ("تاکـستان", "تاکستان"),
        ("\u061cتاکستان\u200f", "تاکستان"),
        ("مُحَمَّد", "محمد"),
    ],
)
def test_writings_that_differ_in_what_does_not_matter_are_one(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("آوج", "آمل"), ("2602", "2603"), ("Avaj", "Alvaj"), ("قزوین", "غزوین")]
)
def test_other_writings_are_not(one, other):
    assert fold(one) != fold(other)


def test_the_country_has_31_provinces_and_429_counties(iran):
    assert len(iran.children(NATION)) == 31
    assert len(iran.counties(NATION)) == 429
    assert len({area.code for area in iran}) == len(list(iran))


def test_a_code_tells_the_level_and_the_parent(iran):
    assert [iran[code].level for code in (NATION, "26", "2602", "260302")] == [
        "nation",
        "province",
        "county",
        "district",
    ]
    assert [iran[code].parent for code in ("26", "2602", "260302")] == [NATION, "26", "2603"]
    assert iran.province("260302").code == iran.province("2603").code == iran.province("26").code == "26"


def test_every_county_lies_in_the_province_of_its_code(iran):
    assert all(county.parent == county.code[:2] for county in iran.counties(NATION))


def test_the_counties_below_an_area(iran):
    assert [county.code for county in iran.counties("26")] == ["2601", "2602", "2603", "2604", "2605", "2606"]
    assert [county.code for county in iran.counties("2602")] == ["2602"]


def test_every_code_name_and_spelling_of_a_county_finds_it_within_its_province(iran):
    for county in iran.counties(NATION):
        for writing in (county.code, county.slug, county.name_fa, county.name_en, *county.spellings):
            if writing:
                assert iran.find(writing, "county", "here", county.parent) is county, writing


def test_every_name_of_a_province_finds_it(iran):
    for province in iran.children(NATION):
        for writing in (
            province.code,
            province.slug,
            province.name_fa,
            f"استان {province.name_fa}",
            *province.spellings,
        ):
            assert iran.find(writing, "province", "here") is province


def test_slugs_are_one_for_each_county_of_a_province(iran):
    for province in iran.children(NATION):
        slugs = [county.slug for county in iran.children(province.code)]
        assert len(set(slugs)) == len(slugs)


def test_a_slug_is_the_english_name_or_the_code():
    assert Area("2601", "بوئین‌زهرا", "Buin Zahra").slug == "buin-zahra"
    assert Area("2601", "بوئین‌زهرا", "Bu'in  Zahra ").slug == "bu-in-zahra"
    assert Area("2601", "بوئین‌زهرا", "").slug == "2601"


def test_a_reader_sees_the_name_of_the_language_or_the_persian_one():
    assert Area("2602", "تاکستان", "Takestan").name("en") == "Takestan"
    assert Area("2602", "تاکستان", "Takestan").name("fa") == "تاکستان"
    assert Area("2602", "تاکستان", "").name("en") == "تاکستان"


def test_a_near_miss_is_offered_with_its_code(iran):
    with pytest.raises(
        ParameterError,
        match=r"here: 'takistan' is not a county of Qazvin\. Did you mean 'takestan' \(2602\)\?",
    ):
        iran.find("takistan", "county", "here", "26")
    with pytest.raises(ParameterError, match=r"Did you mean 'تاکستان' \(2602\)\?"):
        iran.find("تاکستون", "county", "here", "26")


def test_nothing_is_offered_where_nothing_is_near(iran):
    with pytest.raises(ParameterError) as caught:
        iran.find("xyzxyzxyz", "county", "here")
    assert "Did you mean" not in str(caught.value)


def test_a_name_that_two_counties_have_is_refused_with_both():
    areas = Areas(
        [
            Area(NATION, "ایران", "Iran"),
            Area("01", "یک", "One", NATION),
            Area("02", "دو", "Two", NATION),
            Area("0101", "ده", "Deh", "01"),
            Area("0201", "ده", "Deh", "02"),
        ]
    )
    with pytest.raises(ParameterError, match=r"more than one county of Iran: deh \(0101\), deh \(0201\)"):
        areas.find("ده", "county", "here")
    assert areas.find("ده", "county", "here", "02").code == "0201"


def test_a_reference_is_read_with_populations_and_spellings(reference):
    assert reference["4003"].population == 10000
    assert reference["4003"].spellings == ("پایینده", "Payin Deh")
    assert [area.code for area in reference.children("4002")] == ["400201", "400202"]
