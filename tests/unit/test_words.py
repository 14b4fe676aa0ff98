"""Words in two languages, the same keys and blanks; numbers as each language writes them."""

from datetime import date
from decimal import Decimal

import pytest

from karnameh.errors import WordError
from karnameh.words import Words, blanks, load, strong

LRI, PDI, MINUS = "\u2066", "\u2069", "\u2212"


@pytest.fixture(scope="module")
def fa():
    return Words("fa")


@pytest.fixture(scope="module")
def en():
    return Words("en")


def test_both_languages_have_the_same_words():
    assert set(load("fa")) == set(load("en"))


@pytest.mark.parametrize("key", sorted(load("en")))
def test_a_word_has_the_same_blanks_in_both_languages(key):
    mine, other = load("en")[key], load("fa")[key]
    assert type(mine) is type(other)
    if isinstance(mine, str):
        assert blanks(mine) == blanks(other)
        assert mine.strip() or not other.strip()
        assert (mine.count("**") - other.count("**")) % 2 == 0
    else:
        assert len(mine) == len(other)


def test_no_persian_word_is_written_with_arabic_letters_or_latin_digits():
    for key, word in load("fa").items():
        text = word if isinstance(word, str) else " ".join(word)
        for name in blanks(text):
            text = text.replace(f"{{{name}}}", "")
        assert not set(text) & set("يك٠١٢٣٤٥٦٧٨٩0123456789"), key


@pytest.mark.parametrize(
    ("number", "persian", "english"),
    [
        (0, "۰", "0"),
        (7, "۷", "7"),
        (1234567, "۱٬۲۳۴٬۵۶۷", "1,234,567"),
        (Decimal("70.0"), "۷۰٫۰", "70.0"),
        (Decimal("1234.5"), "۱٬۲۳۴٫۵", "1,234.5"),
        (-5, f"{LRI}{MINUS}۵{PDI}", f"{MINUS}5"),
        (Decimal("-0.4"), f"{LRI}{MINUS}۰٫۴{PDI}", f"{MINUS}0.4"),
    ],
)
def test_a_number_is_written_in_the_digits_and_marks_of_the_language(fa, en, number, persian, english):
    assert (fa.number(number), en.number(number)) == (persian, english)


def test_a_sign_is_shown_where_asked_and_never_for_zero(fa, en):
    assert (fa.number(5, sign=True), en.number(5, sign=True)) == (f"{LRI}+۵{PDI}", "+5")
    assert (fa.number(0, sign=True), en.number(0, sign=True)) == ("۰", "0")


def test_a_percentage_keeps_its_sign_beside_it(fa, en):
    assert en.percent(Decimal("6.4")) == "6.4%"
    assert en.percent(Decimal("-6.4"), sign=True) == f"{MINUS}6.4%"
    text = fa.percent(Decimal("-6.4"))
    assert text.startswith(LRI)
    assert text.endswith(PDI)
    assert text.count(LRI) == text.count(PDI) == 1
    assert f"{MINUS}۶٫۴" in text
    assert "٪" in text


def test_a_year_has_no_separator_and_in_english_may_have_its_gregorian_span(fa, en):
    assert (fa.year(1397, span=True), en.year(1397), en.year(1397, span=True)) == (
        "۱۳۹۷",
        "1397",
        "1397 (2018/19)",
    )


def test_a_day_is_solar_hijri_with_the_gregorian_one_beside_it_in_english(fa, en):
    assert fa.date(date(2019, 3, 20)) == "۲۹ اسفند ۱۳۹۷"
    assert en.date(date(2019, 3, 20)) == "29 Esfand 1397 (20 March 2019)"


def test_a_unit_takes_the_form_that_the_number_asks_for(fa, en):
    assert [en.counted("household", number) for number in (0, 1, 2, 1000)] == [
        "0\u00a0households",
        "1\u00a0household",
        "2\u00a0households",
        "1,000\u00a0households",
    ]
    assert fa.counted("household", 2) == "۲\u00a0خانوار"
    assert en.counted("job", 1, "one") == "one\u00a0job"


@pytest.mark.parametrize("unit", [key for key in load("en") if key.startswith("units.")])
def test_every_unit_has_two_forms_in_both_languages(unit):
    assert len(load("en")[unit]) == len(load("fa")[unit]) == 2


def test_a_small_number_is_a_word_and_a_large_one_is_a_number(fa, en):
    assert (en.cardinal(3), en.ordinal(1)) == ("three", "first")
    assert (en.cardinal(1000), fa.cardinal(1000)) == ("1,000", "۱٬۰۰۰")


@pytest.mark.parametrize(
    ("items", "english"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_items_are_listed(fa, en, items, english):
    assert en.listed(items) == english
    assert fa.listed(items) == english.replace(", ", "، ").replace(" and ", " و ")


def test_every_status_without_a_number_has_its_own_mark(fa, en):
    for words in (fa, en):
        marks = [words.mark(status) for status in ("suppressed", "no_data", "not_defined")]
        assert len(set(marks)) == 3


def test_a_word_that_is_not_there_is_an_error_with_the_nearest(en):
    with pytest.raises(
        WordError,
        match=r"languages/en\.toml: there is no word 'head\.provence'\. Did you mean 'head\.province'\?",
    ):
        en["head.provence"]
    assert "head.province" in en
    assert "head.provence" not in en


def test_a_blank_that_nothing_fills_is_an_error(en):
    with pytest.raises(WordError, match=r"head\.province: nothing fills the blank \{area\}"):
        en.say("head.province")
    assert en.say("head.province", area="Qazvin", more="unused") == "Qazvin province"


def test_the_blanks_of_a_sentence():
    assert blanks("{a} and {b}, {a}") == {"a", "b"}
    assert blanks("none") == set()


def test_bold_becomes_html():
    assert strong("**1,234** jobs, **5** more") == "<strong>1,234</strong> jobs, <strong>5</strong> more"


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_a_language_says_its_direction(lang):
    assert Words(lang).rtl is (lang == "fa")
