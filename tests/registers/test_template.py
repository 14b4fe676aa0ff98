"""The template an office fills in: what a person finds in it, and that it can be taken in as it is."""

import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from karnameh.areas import Areas
from karnameh.registers.headings import heading_key, table_of_name
from karnameh.registers.schema import TABLES
from karnameh.registers.template import ROWS, write_template
from karnameh.registers.values import parse
from karnameh.words import Words

ROOT = Path(__file__).parents[2]
REFERENCE = "data/reference"

EIGHT = ["households", "plans", "visits", "trainings", "purchases", "targets", "supervisors", "reporters"]
EMPTY = {"fa": "می‌تواند خالی بماند.", "en": "May be empty."}


@pytest.fixture(scope="module", params=["fa", "en"])
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def country():
    return Areas.read(ROOT / REFERENCE)


@pytest.fixture(scope="module")
def book(lang, country, tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "template.xlsx"
    write_template(path, lang, country)
    return openpyxl.load_workbook(path)


def sheets(book):
    return [(TABLES[name], sheet) for name, sheet in zip(EIGHT, book.worksheets, strict=True)]


def cell(sheet, table, name):
    return sheet.cell(2, [column.name for column in table.columns].index(name) + 1)


def lists(sheet):
    """Column of the sheet → the choices of its drop-down list."""
    return {
        str(each.sqref): each.formula1.strip('"').split(",")
        for each in sheet.data_validations.dataValidation
        if each.type == "list"
    }


def test_each_of_eight_sheets_is_known_by_its_name_and_its_headings(book, lang):
    assert [table_of_name(sheet.title) for sheet in book.worksheets] == EIGHT
    assert all(sheet.sheet_state == "visible" for sheet in book.worksheets)
    for table, sheet in sheets(book):
        for column, heading in zip(table.columns, sheet[1], strict=True):
            assert heading.value == (column.headings[0] if lang == "fa" else column.name)
            assert heading_key(heading.value)
            assert heading.font.bold
        assert (bool(sheet.sheet_view.rightToLeft), sheet.freeze_panes) == (lang == "fa", "A2")


def test_a_column_that_each_row_needs_is_marked_and_every_heading_has_a_note(book, lang):
    for table, sheet in sheets(book):
        fills = {}
        for column, heading in zip(table.columns, sheet[1], strict=True):
            fills.setdefault(column.required, set()).add(heading.fill.fgColor.rgb)
            assert (EMPTY[lang] in heading.comment.text) is not column.required
            for code, persian in column.codes.items():
                assert (persian[0] if lang == "fa" else code) in heading.comment.text
        assert all(len(colours) == 1 for colours in fills.values())
        assert len(set.union(*fills.values())) == len(fills)


def test_a_note_says_the_range_and_the_rules(book, lang):
    notes = {
        (table.name, column.name): heading.comment.text
        for table, sheet in sheets(book)
        for column, heading in zip(table.columns, sheet[1], strict=True)
    }
    number = Words(lang).number
    assert number(30) in notes["households", "size"]
    assert number(2000) in notes["trainings", "hours"]
    assert {"fa": "۱۴۵۰", "en": "1450"}[lang] in notes["targets", "year"]
    assert {"fa": "نه تومان", "en": "not toman"}[lang] in notes["plans", "amount_rial"]
    named = {"fa": ("علت خروج", "تاریخ خروج"), "en": ("exit_reason", "exited_on")}[lang]
    assert named[0] in notes["households", "exited_on"]
    assert named[1] in notes["households", "exit_reason"]
    assert {"fa": "طرح‌ها", "en": "plans"}[lang] in notes["visits", "plan_id"]


def test_every_choice_of_a_list_means_its_code(book, country):
    for table, sheet in sheets(book):
        found = lists(sheet)
        for number, column in enumerate(table.columns, 1):
            letter = openpyxl.utils.get_column_letter(number)
            choices = found.pop(f"{letter}2:{letter}{ROWS + 1}", [])
            meant = {"code": list(column.codes), "bool": [True, False]}.get(column.kind, [])
            assert [parse(column, choice, country) for choice in choices] == meant
            assert len(",".join(choices)) <= 255
        assert not found


def test_whole_numbers_are_held_to_their_range_with_a_warning_only(book):
    for table, sheet in sheets(book):
        numbers = [each for each in sheet.data_validations.dataValidation if each.type == "whole"]
        limits = [(str(each.formula1), each.formula2) for each in numbers]
        wanted = [column for column in table.columns if column.kind == "int"]
        assert limits == [(str(c.low), str(c.high) if c.high else None) for c in wanted]
        assert all(each.errorStyle == "warning" for each in numbers)


def test_ids_codes_areas_and_dates_are_cells_of_text_in_every_row(book):
    for table, sheet in sheets(book):
        patterns = {
            number: group.number_format
            for group in sheet.column_dimensions.values()
            for number in range(group.min, group.max + 1)
        }
        for number, column in enumerate(table.columns, 1):
            pattern = patterns[number]
            assert (pattern == "@") is (column.kind != "int")
            assert sheet.cell(2, number).number_format == pattern


def test_the_example_rows_can_be_taken_in_and_agree_with_each_other(book, country):
    rows = {}
    for table, sheet in sheets(book):
        assert sheet.max_row == 2
        county, values = None, {}
        for column, written in zip(table.columns, sheet[2], strict=True):
            values[column.name] = parse(
                column, "" if written.value is None else written.value, country, county
            )
            county = values.get("county")
            assert values[column.name] is not None or not column.required
        rows[table.name] = values
    assert rows["households"]["district"][:4] == rows["households"]["county"] == "2602"
    assert isinstance(rows["plans"]["started_on"], datetime.date)
    rows["visits"]["plan_started_on"] = rows["plans"]["started_on"]
    for name, values in rows.items():
        frame = pd.DataFrame([values])
        for rule in TABLES[name].rules:
            given = frame[[rule.column]].notna().all(axis=None)
            assert not given or not rule.broken(frame).fillna(False).any(), rule
        for reference in TABLES[name].references:
            assert values[reference.column] == rows[reference.table][reference.column]
    assert rows["reporters"]["year"] == rows["targets"]["year"]


def test_an_example_is_plainly_one(book, lang):
    for table, sheet in sheets(book):
        assert sheet["A2"].comment.text
        for column in table.columns:
            if column.name.endswith("_id"):
                assert cell(sheet, table, column.name).value == {"fa": "نمونه-۱", "en": "example-1"}[lang]


def test_the_template_is_the_same_bytes_each_time_and_for_an_office_without_takestan(lang, tmp_path):
    areas = Areas.read(ROOT / "tests" / "office" / REFERENCE)
    for name in ("a.xlsx", "b.xlsx"):
        write_template(tmp_path / name, lang, areas)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.properties.created.year == 2000  # no clock
    assert book.worksheets[0]["B2"].value == next(a for a in areas if a.level == "county").name(lang)
