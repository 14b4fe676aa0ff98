"""One written cell → one value: every writing of the contract, and what stays ambiguous is refused."""

from datetime import date

import pytest

from karnameh.registers.schema import TABLES, Column
from karnameh.registers.values import clean, parse

PLANS, HOUSEHOLDS, TRAININGS = TABLES["plans"], TABLES["households"], TABLES["trainings"]
DAY, AMOUNT, SIZE = PLANS.column("started_on"), PLANS.column("amount_rial"), HOUSEHOLDS.column("size")
COUNTY, AREA, DISTRICT = PLANS.column("county"), TABLES["targets"].column("area"), PLANS.column("district")
YES_NO, ID, TITLE = TRAININGS.column("completed"), PLANS.column("plan_id"), PLANS.column("title")
THIRTEENTH = date(2018, 5, 3)


@pytest.mark.parametrize(
    "written",
    [
        "1397/02/13",
        "1397-2-13",
        "1397.02.13",
        "13970213",
        "۱۳۹۷/۰۲/۱۳",
        "١٣٩٧/٠٢/١٣",
        " 1397/2/13 ",
        "۱۳۹۷-۰۲-۱۳",
        "۱۳ اردیبهشت ۱۳۹۷",
        "۱۳۹۷ اردیبهشت ۱۳",
        "13 ارديبهشت 1397",
        "۱۳\u200cاردیبهشت ۱۳۹۷",
        "2018-05-03",
        "2018-05-03 00:00:00",
        "1397/02/13 14:30",
        "2018-05-03T23:59:59.5",
        "\u200f1397/02/13\u200e",
        "1397/02/13\u00a0",
        date(2018, 5, 3),
    ],
)
def test_a_day_may_be_written_so(iran, written):
    assert parse(DAY, written, iran) == THIRTEENTH


@pytest.mark.parametrize(
    "written",
    [
        "97/02/13",
        "۹۷/۰۲/۱۳",
        "13/02/1397",
        "03/05/2018",
        "5/3/18",
        "970213",
        "2018/05/03",
        "2018-5-3",
        "20180503",
        "3 May 2018",
        "1397/13/02",
        "1397/02/32",
        "1397/12/30",
        "1397/00/01",
        "1397/07/31",
        "1397/02",
        "1397",
        "43223",
        "1299/12/29",
        "1451/01/01",
        "1397/02-13",
        "1397//02/13",
        "۱۳ اردیبهشت ۹۷",
        "۱۳ اردی ۱۳۹۷",
        "۳۰ اسفند ۱۳۹۷",
        "2018-02-30",
        "1800-01-01",
        "2100-01-01",
        "yesterday",
        "1397/02/13 و 1397/02/14",
        "0",
        "1397/1/2/3",
    ],
)
def test_a_day_written_so_is_refused(iran, written):
    with pytest.raises(ValueError, match="not a date"):
        parse(DAY, written, iran)


def test_30_esfand_is_a_day_of_leap_years_only(iran):
    assert parse(DAY, "1395/12/30", iran) == date(2017, 3, 20)
    with pytest.raises(ValueError):
        parse(DAY, "1396/12/30", iran)


@pytest.mark.parametrize(
    ("written", "day"), [("1300/01/01", date(1921, 3, 21)), ("1450/01/01", date(2071, 3, 21))]
)
def test_the_years_of_the_contract_reach_from_1300_to_1450(iran, written, day):
    assert abs((parse(DAY, written, iran) - day).days) <= 1


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1234567", 1234567),
        ("1,234,567", 1234567),
        ("۱٬۲۳۴٬۵۶۷", 1234567),
        ("١،٢٣٤،٥٦٧", 1234567),
        ("1'234'567", 1234567),
        ("1 234 567", 1234567),
        ("1\u00a0234\u00a0567", 1234567),
        ("۱۲۳۴۵۶۷", 1234567),
        ("1234567.0", 1234567),
        ("1,234,567.00", 1234567),
        ("۱۲۳۴۵۶۷٫۰", 1234567),
        ("0", 0),
        ("007", 7),
        (12, 12),
        (12.0, 12),
        ("999,999,999,999,999", 999999999999999),
    ],
)
def test_a_number_may_be_written_so(iran, written, number):
    assert parse(AMOUNT, written, iran) == number


@pytest.mark.parametrize(
    "written",
    [
        "1.5",
        "۱٫۵",
        "1e6",
        "1E6",
        "1.2e+09",
        "12/5",
        "1,23,456",
        "12,34",
        "1234,567",
        "1,234 567",
        "1,234'567",
        ",123",
        "123,",
        "1.000",
        "1.234.567",
        "۱٫۰۰۰",
        "12.",
        "five",
        "+5",
        "5-",
        "0x10",
        "1_000",
        "½",
        "Ⅻ",
        "²",
        "NaN",
        "inf",
        "1 2",
        "1--2",
    ],
)
def test_a_number_written_so_is_refused(iran, written):
    with pytest.raises(ValueError, match="not a whole number"):
        parse(AMOUNT, written, iran)


@pytest.mark.parametrize(("written", "says"), [("0", "below 1"), ("-3", "below 1"), ("31", "above 30")])
def test_a_number_out_of_its_range_is_refused(iran, written, says):
    with pytest.raises(ValueError, match=says):
        parse(SIZE, written, iran)


@pytest.mark.parametrize(
    "written", ["", "  ", "-", "–", "—", "ندارد", "NULL", "null", "N/A", "n/a", "\u200f", "\u00a0"]
)
def test_a_cell_is_empty_where_it_says_nothing(iran, written):
    for column in (DAY, AMOUNT, COUNTY, YES_NO, ID, PLANS.column("sector"), DISTRICT):
        assert parse(column, written, iran) is None


def test_free_text_may_say_a_dash(iran):
    assert parse(TITLE, "-", iran) == "-"
    assert parse(TITLE, "ندارد", iran) == "ندارد"
    assert parse(TITLE, " ", iran) is None


@pytest.mark.parametrize(
    "written", ["yes", "Yes", "TRUE", "true", "1", "y", "بله", "بلي", "آری", "۱", True, "True"]
)
def test_yes_may_be_written_so(iran, written):
    assert parse(YES_NO, written, iran) is True


@pytest.mark.parametrize("written", ["no", "No", "FALSE", "0", "n", "خیر", "خير", "نه", "۰", False])
def test_no_may_be_written_so(iran, written):
    assert parse(YES_NO, written, iran) is False


@pytest.mark.parametrize("written", ["maybe", "2", "بلهخیر", "yes no", "ok", "x", "10"])
def test_what_is_neither_yes_nor_no_is_refused(iran, written):
    with pytest.raises(ValueError, match="neither yes nor no"):
        parse(YES_NO, written, iran)


CODES = [
    (name, column, code, word)
    for name, table in TABLES.items()
    for column in table.columns
    for code, words in column.codes.items()
    for word in (code, *words)
]


@pytest.mark.parametrize(
    ("table", "column", "code", "word"), CODES, ids=lambda value: getattr(value, "name", value)
)
def test_a_code_is_known_by_itself_and_by_its_persian_words(iran, table, column, code, word):
    assert parse(column, word, iran) == code


@pytest.mark.parametrize(
    "written",
    [
        "Deprived Area",
        "DEPRIVED-AREA",
        "deprived_area",
        "deprivedarea",
        "منطقه\u200cمحروم",
        "منطقهٔ محروم",
        "منطقة محروم",
        "منطقـه محروم",
    ],
)
def test_case_spaces_hyphens_and_underscores_of_a_code_do_not_matter(iran, written):
    assert parse(PLANS.column("place"), written, iran) == "deprived_area"


@pytest.mark.parametrize(
    "written", ["deprived", "villages", "شهرها", "روستای", "vilage", "village;city", "0", "شهری"]
)
def test_a_near_miss_of_a_code_is_refused(iran, written):
    with pytest.raises(ValueError, match="not one of village, deprived_area, small_town, city"):
        parse(PLANS.column("place"), written, iran)


@pytest.mark.parametrize(
    "column", [c for t in TABLES.values() for c in t.columns if c.codes], ids=lambda c: c.name
)
def test_no_word_means_two_codes_of_a_column(iran, column):
    words = [word for words in column.codes.values() for word in words]
    assert len(set(words)) == len(words)
    assert all(word != code for word in words for code in column.codes)


@pytest.mark.parametrize(
    "written",
    [
        "2602",
        "۲۶۰۲",
        "2602.0",
        2602,
        2602.0,
        "takestan",
        "Takestan",
        "TAKESTAN",
        "تاکستان",
        "تاكستان",
        "شهرستان تاکستان",
        "شهرستان\u200cتاکستان",
        " تاکستان ",
        "تا\u200cکستان",
        "تاکسـتان",
        "\u202bتاکستان\u202c",
    ],
)
def test_a_county_may_be_written_so(iran, written):
    assert parse(COUNTY, written, iran) == "2602"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("بوئین زهرا", "2601"),
        ("بویین‌زهرا", "2601"),
        ("بوئین‌زهرا", "2601"),
        ("Buin Zahra", "2601"),
        ("buin-zahra", "2601"),
        ("ابیک", "2604"),
        ("آبیک", "2604"),
        ("قزوین", "2603"),
        ("البرز", "2605"),
        ("اوج", "2606"),
        ("1", "0001"),
        ("0001", "0001"),
        (1, "0001"),
    ],
)
def test_spellings_and_lost_zeros_of_counties_are_known(iran, written, code):
    assert parse(COUNTY, written, iran) == code


@pytest.mark.parametrize(
    "written",
    [
        "تاکستون",
        "Takestn",
        "26",
        "9999",
        "26022",
        "استان قزوین",
        "260201",
        "شهرستان",
        "2602.5",
        "تاکستان قزوین",
        "26o2",
    ],
)
def test_a_near_miss_of_a_county_is_refused(iran, written):
    with pytest.raises(ValueError, match="not a county of Iran"):
        parse(COUNTY, written, iran)


def test_a_near_county_is_offered_in_the_script_it_was_asked_in(iran):
    with pytest.raises(ValueError, match=r"Did you mean ‘تاکستان’ \(2602\)\?"):
        parse(COUNTY, "تاکستون", iran)
    with pytest.raises(ValueError, match=r"Did you mean ‘takestan’ \(2602\)\?"):
        parse(COUNTY, "Takstan", iran)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("26", "26"),
        ("۲۶", "26"),
        ("2603", "2603"),
        ("استان قزوین", "26"),
        ("شهرستان قزوین", "2603"),
        ("تاکستان", "2602"),
        ("استان البرز", "30"),
        ("شهرستان البرز", "2605"),
        ("00", "00"),
        ("01", "01"),
        ("26.0", "26"),
        ("2602.0", "2602"),
        ("گیلان", "01"),
    ],
)
def test_the_area_of_a_target_is_a_county_or_a_province(iran, written, code):
    assert parse(AREA, written, iran) == code


@pytest.mark.parametrize("written", ["قزوین", "Qazvin", "البرز"])
def test_a_name_that_is_both_county_and_province_is_refused_as_the_area_of_a_target(iran, written):
    with pytest.raises(ValueError, match="both a county and a province"):
        parse(AREA, written, iran)


@pytest.mark.parametrize(
    ("written", "county", "code"),
    [
        ("260302", "2603", "260302"),
        ("مرکزی", "2602", "260204"),
        ("بخش مرکزی", "2601", "260104"),
        ("260302.0", "2603", "260302"),
        (260302, "2603", "260302"),
        ("رامند", "2601", "260102"),
        ("Ramand", "2601", "260102"),
    ],
)
def test_a_district_may_be_written_so(iran, written, county, code):
    if code == "260204":
        code = next(d.code for d in iran.children("2602") if d.name_fa == "مرکزی")
    assert parse(DISTRICT, written, iran, county) == code


@pytest.mark.parametrize(
    ("written", "county"),
    [
        ("رامند", "2602"),
        ("مرکزی", None),
        ("260399", "2603"),
        ("2603", "2603"),
        ("26030201", "2603"),
        ("990101", "2603"),
    ],
)
def test_a_district_that_is_not_one_is_refused(iran, written, county):
    with pytest.raises(ValueError, match="not a district"):
        parse(DISTRICT, written, iran, county)


def test_where_the_reference_has_no_districts_a_code_is_taken(iran):
    assert not iran.children("0101")
    assert parse(DISTRICT, "010101", iran, "0101") == "010101"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("۱۰۰۱", "1001"),
        (" A\u00a0 1 ", "A 1"),
        ("علي\u0640\u0640 كريمي", "علی کریمی"),
        ("\u200fp1\u200e", "p1"),
        ("\u2066p1\u2069", "p1"),
        ("\u061cp1", "p1"),
        ("a\nb\r\nc\td", "a b c d"),
        ("\ufeffp1", "p1"),
        ("1001.0", "1001.0"),
        ("٠٠١", "001"),
        ("نیم\u200cفاصله", "نیم\u200cفاصله"),
    ],
)
def test_ids_and_text_are_normalised(iran, written, kept):
    assert parse(ID, written, iran) == kept


@pytest.mark.parametrize("written", ["a\x01b", "a\x07", "\x1b[0m", "a\x7f"])
def test_other_control_characters_are_refused(written):
    with pytest.raises(ValueError, match="control character"):
        clean(written)


def test_a_column_of_text_takes_any_text(iran):
    assert parse(Column("x", "text", ()), "=1+1", iran) == "=1+1"
