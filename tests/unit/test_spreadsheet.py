"""The spreadsheet beside a brief: what stands where, read by a library and as the XML it is."""

import hashlib
import io
import re
import subprocess
import sys
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from odfdo import Document

from karnameh import downloads
from karnameh.disclosure import Rule, protect
from karnameh.downloads import cover
from karnameh.downloads.sheets import Link
from karnameh.downloads.spreadsheet import column
from karnameh.indicators.catalogue import INDICATORS
from karnameh.indicators.rollup import roll_up
from karnameh.present.page import Page
from karnameh.publication import About, Publication
from karnameh.suite import Brief, Project
from karnameh.words import Words

ABOUT = About(synthetic=True, threshold=2, edition=3, data_date="2019-03-20")
AREAS = [("county_brief", "4002"), ("county_brief", "4003"), ("province_brief", "40")]
CASES = [(*area, year) for area in AREAS for year in (1396, 1397)]
BREAKDOWNS = list(dict.fromkeys(b.name for i in INDICATORS.values() for b in i.breakdowns))
URN = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TABLE, OFFICE, TEXT, FO, STYLE = (
    URN % name for name in ("table", "office", "text", "xsl-fo-compatible", "style")
)


@pytest.fixture(scope="module")
def publication(office_results, tiny_suite):
    frame = protect(roll_up(office_results, tiny_suite), tiny_suite, Rule(1)).table
    return Publication(frame, ABOUT)


@pytest.fixture(scope="module")
def page(publication, tiny_suite):
    def open_page(notebook, code, year, lang, published=publication):
        return Page(Brief(notebook, tiny_suite.areas[code], lang, year), published, tiny_suite)

    return open_page


@pytest.fixture(scope="module")
def files(page):
    return {
        (code, year, lang): downloads.workbook(page(notebook, code, year, lang))
        for notebook, code, year in CASES
        for lang in ("fa", "en")
    }


def part(data, name):
    return zipfile.ZipFile(io.BytesIO(data)).read(name)


def xml(data, name="content.xml"):
    return ElementTree.fromstring(part(data, name))


def sheets(data):
    """Tab → rows of (text, number or None), as the XML has them."""
    return {
        table.get(f"{TABLE}name"): [
            [
                ("".join(cell.itertext()), cell.get(f"{OFFICE}value"))
                for cell in row.iter(f"{TABLE}table-cell")
            ]
            for row in table.iter(f"{TABLE}table-row")
        ]
        for table in xml(data).iter(f"{TABLE}table")
    }


def body(rows):
    """The rows below the head; above it every row is one cell."""
    at = next(index for index, row in enumerate(rows) if len(row) > 1)
    return rows[at], rows[at + 1 :]


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_cover_and_notes_come_first_then_one_sheet_a_breakdown(files, lang):
    words = Words(lang)
    tabs = [table.name for table in Document(io.BytesIO(files["40", 1397, lang])).body.tables]
    figures = ["headline_tab", "counties_tab", *(f"breakdown.{name}.tab" for name in BREAKDOWNS)]
    assert tabs == [words[f"workbook.{key}"] for key in ("cover_tab", "notes_tab", *figures)]


def test_only_a_province_lists_its_counties(files):
    assert "Counties" in sheets(files["40", 1397, "en"])
    assert "Counties" not in sheets(files["4002", 1397, "en"])
    head, rows = body(sheets(files["40", 1397, "en"])["Counties"])
    assert [row[0][0] for row in rows] == ["Miandasht", "Baladast", "Payindeh"]
    assert len(head) == 1 + len(INDICATORS)


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_names_of_sheets_suit_every_program(lang):
    words = Words(lang)
    tabs = [words[f"workbook.{key}_tab"] for key in ("cover", "notes", "headline", "counties")]
    tabs += [words[f"workbook.breakdown.{name}.tab"] for name in BREAKDOWNS]
    assert len(set(tabs)) == len(tabs)
    assert not [tab for tab in tabs if len(tab) > 31 or set(tab) & set("[]*?:/\\'.#")]


def test_each_sheet_has_one_table_that_is_named_and_has_a_head(files):
    for data in files.values():
        root = xml(data)
        tables = list(root.iter(f"{TABLE}table"))
        ranges = list(root.iter(f"{TABLE}database-range"))
        assert len(ranges) == len(tables) == len({each.get(f"{TABLE}name") for each in ranges})
        for table, named in zip(tables, ranges, strict=True):
            rows = list(table.iter(f"{TABLE}table-row"))
            (heads,) = table.findall(f"{TABLE}table-header-rows")
            (head,) = heads
            top, tab = rows.index(head) + 1, table.get(f"{TABLE}name")
            end = f"{column(len(head))}{len(rows)}"
            assert named.get(f"{TABLE}target-range-address") == f"'{tab}'.A{top}:'{tab}'.{end}"
            assert named.get(f"{TABLE}contains-header") == "true"
            assert [len(row) for row in rows[: top - 1]] == [1] * (top - 1)
            assert {len(row) for row in rows[top - 1 :]} == {len(head)}
            assert len(table.findall(f"{TABLE}table-header-columns")) == 1


def test_no_cell_is_merged_and_none_repeated(files):
    for data in files.values():
        text = part(data, "content.xml").decode()
        assert not re.findall(r"covered-table-cell|spanned|-repeated", text)


def test_the_title_stands_in_the_first_cell_and_names_the_sheet(files):
    first = sheets(files["4002", 1397, "en"])["Sector"][0]
    assert first == [("Jobs by sector: Miandasht county, Nemuneh province, 1397 (2018/19)", None)]
    first = sheets(files["4002", 1397, "fa"])["بخش اقتصادی"][0]
    assert first == [("شغل به تفکیک بخش اقتصادی: شهرستان میاندشت، استان نمونه، سال ۱۳۹۷", None)]


def test_a_cell_is_empty_only_where_there_is_no_note_and_the_sheet_says_so(files):
    seen = 0
    for (_, _, lang), data in files.items():
        words = Words(lang)
        for rows in sheets(data).values():
            head, filled = body(rows)
            empty = {at for row in filled for at, (text, _) in enumerate(row) if not text}
            said = words.say("workbook.empty_note", note=words["workbook.note"])
            noted = head[-1][0] == words["workbook.note"]
            assert empty <= ({len(head) - 1} if noted else set())
            assert ([(said, None)] in rows) == noted
            assert len({text for text, _ in head}) == len(head)
            seen += noted
    assert seen


@pytest.mark.parametrize(("notebook", "code", "year"), CASES)
def test_every_headline_figure_is_the_published_one(files, publication, tiny_suite, notebook, code, year):
    head, rows = body(sheets(files[code, year, "en"])["Headline"])
    names = [text for text, _ in head][2:]
    columns = {names[0]: (year, code), "Nemuneh province": (year, "40")}
    if year > tiny_suite.years[0]:
        columns[names[1]] = (year - 1, code)
    assert [row[0][0] for row in rows] == [Words("en")[f"indicator.{key}.name"] for key in INDICATORS]
    for key, row in zip(INDICATORS, rows, strict=True):
        for name, (text, number) in zip(names, row[2:], strict=True):
            if name in columns:
                cell = publication.cell(*columns[name], key)
                assert number == (str(cell.value) if cell.known else None), (key, name)
                assert cell.known or text == Words("en").mark(cell.status)


@pytest.mark.parametrize(("notebook", "code", "year"), CASES)
def test_every_category_is_the_published_one_and_the_whole_comes_last(
    files, publication, notebook, code, year
):
    for name in BREAKDOWNS:
        keys = [key for key, i in INDICATORS.items() if name in [b.name for b in i.breakdowns]]
        _, rows = body(sheets(files[code, year, "fa"])[Words("fa")[f"workbook.breakdown.{name}.tab"]])
        steps = 2 if year == 1397 else 1
        for at, key in enumerate(keys):
            cells = publication.categories(year, code, key, name)
            if name != "district_medicinal_plants":
                cells.append(publication.cell(year, code, key))
            shown = [row[1 + at * steps][1] for row in rows]
            assert shown == [str(cell.value) if cell.known else None for cell in cells]


def test_a_change_is_the_difference_of_the_published_figures_or_their_mark(files, publication):
    head, rows = body(sheets(files["4003", 1397, "en"])["Headline"])
    at = [text for text, _ in head].index("Change")
    seen = set()
    for key, row in zip(INDICATORS, rows, strict=True):
        now, last = (publication.cell(year, "4003", key) for year in (1397, 1396))
        if now.known and last.known:
            assert Decimal(row[at][1]) == now.value - last.value
            seen.add("number")
        else:
            assert row[at] == (Words("en").mark((last if now.known else now).status), None)
            seen.add("mark")
    assert seen == {"number", "mark"}


def test_the_first_year_has_no_column_for_the_year_before(files):
    heads = [text for text, _ in body(sheets(files["40", 1396, "en"])["Headline"])[0]]
    assert heads[:3] == ["Measure", "Unit", "1396 (2017/18)"]
    assert "Change" not in heads and "1395 (2016/17)" not in heads


def test_persian_and_english_have_the_same_numbers_in_the_same_places(files):
    for notebook, code, year in CASES:
        numbers = [
            [
                [number for _, number in row]
                for rows in sheets(files[code, year, lang]).values()
                for row in rows
            ]
            for lang in ("fa", "en")
        ]
        assert numbers[0] == numbers[1], (notebook, code, year)
        assert sum(number is not None for row in numbers[0] for number in row) > 90


def test_a_library_reads_the_numbers_as_numbers(files):
    table = Document(io.BytesIO(files["4002", 1397, "fa"])).body.get_table(name="ارقام اصلی")
    values = [value for row in table.iter_values() for value in row]
    assert sum(isinstance(value, int | float | Decimal) for value in values) > 60


def test_marks_are_explained_where_they_are_used_and_only_there(files):
    used_somewhere, unused_somewhere = set(), set()
    for (_, _, lang), data in files.items():
        words, found = Words(lang), sheets(data)
        marks = {words.mark(name): name for name in ("suppressed", "no_data", "not_defined", "revised")}
        notes = " ".join(row[0][0] for row in found[words["workbook.notes_tab"]])
        used = set()
        for tab, rows in list(found.items())[2:]:
            mine = {text for row in body(rows)[1] for text, _ in row} & set(marks)
            above = " ".join(row[0][0] for row in rows[: len(rows) - len(body(rows)[1]) - 1])
            assert mine == {mark for mark in marks if mark in above}, tab
            used |= mine
        assert used == {mark for mark in marks if mark in notes}
        used_somewhere |= {marks[mark] for mark in used}
        unused_somewhere |= set(marks.values()) - {marks[mark] for mark in used}
    assert used_somewhere == {"suppressed", "no_data", "not_defined"}
    assert "revised" in unused_somewhere


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_partial_sums_are_explained_where_there_are_any_and_only_there(publication, page, lang):
    complete = Publication(publication.frame.assign(note=""), ABOUT)
    for published, partial in ((publication, True), (complete, False)):
        made = {
            sheet.key: sheet for sheet in cover.sheets(page("county_brief", "4002", 1397, lang, published))
        }
        terms = [row[0] for row in made["notes"].rows]
        assert (Words(lang)["workbook.term_name.some"] in terms) == partial
        assert (made["headline"].heads[-1] == Words(lang)["workbook.note"]) == partial


def test_notes_of_figures_are_said_in_words_with_the_column_they_are_about(publication, page):
    frame = publication.frame.copy()
    jobs = (frame["year"] == 1397) & (frame["area"] == "40") & (frame["breakdown"] == "")
    frame.loc[jobs & (frame["indicator"] == "count_jobs"), "note"] = "partial: 2 of 3; revised"
    frame.loc[jobs & (frame["indicator"] == "count_visits"), "note"] = "rounded"
    changed = Publication(frame, ABOUT)
    for lang, note, rounded, term in (
        ("en", "1397 (2018/19): 2 of 3 counties, [r] revised", "rounded", "[r] revised"),
        ("fa", "۱۳۹۷: ۲ از ۳ شهرستان، بازنگری‌شده [ب]", "گردشده", "بازنگری‌شده [ب]"),
    ):
        made = {sheet.key: sheet for sheet in cover.sheets(page("province_brief", "40", 1397, lang, changed))}
        notes = {row[0]: row[-1] for row in made["headline"].rows}
        words = Words(lang)
        assert notes[words["indicator.count_jobs.name"]] == note
        assert rounded in notes[words["indicator.count_visits.name"]]
        assert {term, words["workbook.term_name.some"], rounded} <= {row[0] for row in made["notes"].rows}


@pytest.mark.parametrize(
    ("lang", "base", "amount"), [("en", "multiples of 10", "An amount"), ("fa", "مضربی از ۱۰", "مبلغِ")]
)
def test_the_notes_say_to_what_counts_are_rounded_and_that_only_amounts_are_suppressed(
    office_results, tiny_suite, page, lang, base, amount
):
    table = protect(roll_up(office_results, tiny_suite), tiny_suite, Rule(5, "round", 10)).table
    rounded = Publication(table, About(True, 5, 1, "2019-03-20", {}, "round", 10))
    made = {sheet.key: sheet for sheet in cover.sheets(page("province_brief", "40", 1397, lang, rounded))}
    words, terms = Words(lang), {row[0]: row[1] for row in made["notes"].rows}
    assert base in terms[words["workbook.term_name.rounded"]]
    suppressed = words.say(
        "workbook.mark", mark=words.mark("suppressed"), meaning=words["mark_words.suppressed"]
    )
    assert terms[suppressed].startswith(amount)


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_cover_says_what_whose_how_new_and_how_free(files, lang):
    words = Words(lang)
    rows = sheets(files["4002", 1397, lang])[words["workbook.cover_tab"]]
    said = [row[0][0] for row in rows]
    wanted = {
        "en": [
            "Synthetic sample data",
            "Imam Khomeini Relief Committee",
            "Miandasht county, Nemuneh province (code 4002)",
            "1397 (2018/19), Solar Hijri calendar",
            "Third edition, data to 29 Esfand 1397 (20 March 2019)",
            "Source: Synthetic sample registers",
            "Creative Commons Attribution 4.0 International",
            "Deputy for employment and self-reliance, Nemuneh province",
        ],
        "fa": [
            "دادهٔ نمونهٔ ساختگی",
            "کمیتهٔ امداد امام خمینی",
            "شهرستان میاندشت، استان نمونه (کد ۴۰۰۲)",
            "۱۳۹۷ هجری خورشیدی",
            "ویرایش سوم، داده‌ها تا ۲۹ اسفند ۱۳۹۷",
            "منبع: پرونده‌های نمونهٔ ساختگی",
            "کریتیو کامنز، انتساب ۴٫۰",
            "معاونت اشتغال و خودکفایی استان نمونه",
        ],
    }[lang]
    for text in wanted:
        assert [line for line in said if text in line], text


def test_real_data_are_not_called_synthetic_and_unprotected_ones_not_for_publication(publication, page):
    real = Publication(publication.frame, About(False, 0, 1, "2019-03-20"))
    for lang, made_up, internal in (
        ("en", "ynthetic", "Not for publication"),
        ("fa", "ساختگی", "برای انتشار نیست"),
    ):
        lines = cover.sheets(page("county_brief", "4002", 1397, lang, real))[0].lines
        shown = " ".join(line.text if isinstance(line, Link) else line for line in lines)
        assert made_up not in shown and internal in shown


def test_the_contents_lead_to_every_sheet(files):
    for data in files.values():
        first, *others = xml(data).iter(f"{TABLE}table")
        links = [a.get("{http://www.w3.org/1999/xlink}href") for a in first.iter(f"{TEXT}a")]
        assert links[0].startswith("https://creativecommons.org/")
        assert links[1:] == [f"#'{table.get(f'{TABLE}name')}'.A1" for table in others]


@pytest.mark.parametrize(
    ("lang", "locale", "direction"), [("fa", "fa-IR", "rl-tb"), ("en", "en-GB", "lr-tb")]
)
def test_the_document_says_its_language_title_and_direction(files, lang, locale, direction):
    data = files["4002", 1397, lang]
    meta = Document(io.BytesIO(data)).meta
    assert (meta.title, str(meta.language)) == (
        sheets(data)[Words(lang)["workbook.cover_tab"]][0][0][0],
        locale,
    )
    assert meta.creator == Words(lang)["organisation"]
    assert {"year", "area", "edition", "source", "licence"} <= set(meta.user_defined_metadata)
    assert "generator" not in part(data, "meta.xml").decode()
    content, styles = part(data, "content.xml").decode(), part(data, "styles.xml").decode()
    assert f'style:writing-mode="{direction}"' in content
    language, country = locale.split("-")
    (default,) = ElementTree.fromstring(styles).iter(f"{STYLE}default-style")
    text = default.find(f"{STYLE}text-properties")
    assert (text.get(f"{FO}language"), text.get(f"{STYLE}country-complex")) == (language, country)
    assert ("transliteration-format" in styles) == (lang == "fa")


def test_nothing_of_one_language_is_left_in_the_other(files):
    for (_, _, lang), data in files.items():
        foreign = r"[A-Za-z0-9]" if lang == "fa" else r"[\u0600-\u06ff]"
        shown = " ".join(text for rows in sheets(data).values() for row in rows for text, _ in row)
        assert not re.findall(foreign, shown)


def test_no_colour_means_anything(files):
    styles = part(files["4002", 1397, "en"], "styles.xml").decode()
    assert set(re.findall(r"#[0-9a-fA-F]{6}", styles)) == {"#000000"}
    assert "background" not in styles


def test_only_long_and_wide_tables_keep_their_head_in_sight(files):
    views = {
        entry.get(f"{URN % 'config'}name"): {item.get(f"{URN % 'config'}name"): item.text for item in entry}
        for entry in xml(files["40", 1397, "en"], "settings.xml").iter(
            f"{URN % 'config'}config-item-map-entry"
        )
    }
    top = len(sheets(files["40", 1397, "en"])["Headline"]) - len(INDICATORS)
    assert views["Headline"]["VerticalSplitPosition"] == str(top)
    assert views["Counties"]["HorizontalSplitPosition"] == "1"
    assert views["Sector"] == {}


def test_the_kind_of_the_file_comes_first_and_no_part_has_a_time(files):
    for data in files.values():
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
        assert (members[0].filename, members[0].compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert data[38:84] == b"application/vnd.oasis.opendocument.spreadsheet"
        assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}
        listed = re.findall(r'full-path="([^"]+)"', part(data, "META-INF/manifest.xml").decode())
        assert listed[1:] == [member.filename for member in members[1:-1]]


_MAKE = """
import hashlib, sys
from pathlib import Path
from karnameh import downloads
from karnameh.present.page import Page
from karnameh.publication import Publication
from karnameh.suite import Brief, Project
suite, published = Project(Path(sys.argv[1])).suite, Publication.read(Path(sys.argv[2]))
for lang in ("fa", "en"):
    page = Page(Brief("province_brief", suite.areas["40"], lang, 1397), published, suite)
    print(hashlib.sha256(downloads.workbook(page)).hexdigest())
"""


@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_same_figures_give_the_same_bytes_in_any_process(files, publication, office, tmp_path, seed):
    publication.write(tmp_path / "publication.csv")
    command = [sys.executable, "-c", _MAKE, str(office), str(tmp_path / "publication.csv")]
    said = subprocess.run(
        command, env={"PYTHONHASHSEED": seed, "TZ": "Asia/Tehran"}, capture_output=True, text=True, check=True
    ).stdout.split()
    assert said == [hashlib.sha256(files["40", 1397, lang]).hexdigest() for lang in ("fa", "en")]


@pytest.fixture
def project(office, publication):
    publication.write(Project(office).publication)
    return Project(office)


def everything(project):
    return [
        f"{year}/nemuneh{part}"
        for year in (1396, 1397)
        for part in ("", "/baladast", "/miandasht", "/payindeh")
    ]


def counted(monkeypatch):
    """The areas, years and languages of the spreadsheets that are made from now on."""
    made, make = [], downloads.workbook

    def count(page):
        made.append((page.year, page.area.code, page.words.lang))
        return make(page)

    monkeypatch.setattr(downloads, "workbook", count)
    return made


def test_what_is_as_it_was_is_not_made_again(project, publication, monkeypatch):
    made = counted(monkeypatch)
    first = downloads.gather(project, publication, everything(project))
    assert len(made) == 16
    made.clear()
    assert downloads.gather(project, publication, everything(project)) == first
    assert made == []


def test_a_figure_that_moves_makes_anew_what_shows_it(project, publication, monkeypatch):
    downloads.gather(project, publication, everything(project))
    frame = publication.frame.copy()
    row = (frame["year"] == 1396) & (frame["area"] == "4002") & (frame["indicator"] == "count_visits")
    frame.loc[row & (frame["breakdown"] == ""), "value"] = "77"
    made = counted(monkeypatch)
    downloads.gather(project, Publication(frame, ABOUT), everything(project))
    shown = {(year, code) for year, code, _ in made}
    assert shown == {(1396, "4002"), (1397, "4002"), (1396, "40")}
    assert len(list((project.derived / "spreadsheets").glob("*.ods"))) == 16


def test_data_lie_only_beside_pages(project, publication):
    files = downloads.gather(project, publication, ["1397/nemuneh/miandasht"])
    place = "1397/nemuneh/miandasht/indicators"
    assert set(files) == {
        "publication.csv",
        "publication.csv-metadata.json",
        *(f"{place}.{end}" for end in ("csv", "csv-metadata.json", "fa.ods", "en.ods")),
    }


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA")])
def test_columns_have_the_letters_that_spreadsheets_give_them(number, letters):
    assert column(number) == letters
