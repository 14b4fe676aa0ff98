"""Workbooks: every cell as a person reads it, in XLSX, XLS and ODS alike."""

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import odfdo
import openpyxl
import pytest
import xlsxwriter
import xlwt

from karnameh.errors import RegisterError
from karnameh.registers.sheets import package
from karnameh.registers.sheets.cells import number
from karnameh.registers.sheets.workbook import read_workbook

NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
    for prefix in ("office", "table", "text", "style", "drawing")
).replace("xmlns:drawing=", "xmlns:draw=")
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def opened(path: Path):
    return read_workbook(path, package.kind(path))


def grid(sheet) -> list[list[str | None]]:
    return [list(row.values()) for row in sheet.cells.to_pylist()]


def only(path: Path):
    (sheet,) = opened(path).sheets
    return sheet


def reasons(sheet) -> dict[int, list[tuple[int, str]]]:
    return {row: [(column, reason.key) for column, reason in found] for row, found in sheet.faults.items()}


def xlsx(path: Path, fill, **options) -> Path:
    with xlsxwriter.Workbook(path, options) as book:
        fill(book)
    return path


def sheet_xml(path: Path, rows: str, after: str = "") -> Path:
    """An XLSX whose first sheet has these rows."""
    plain = io.BytesIO()
    xlsx(plain, lambda book: book.add_worksheet("S").write(0, 0, "x"))
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                data = re.sub("<sheetData>.*</sheetData>", f"<sheetData>{rows}</sheetData>{after}", data)
            target.writestr(name, data)
    return path


def ods(path: Path, rows: str, before: str = "", style: str = "") -> Path:
    """An ODS whose only sheet has these rows."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMES} {CALC}>'
        f"<office:automatic-styles>{style}</office:automatic-styles><office:body><office:spreadsheet>{before}"
        f'<table:table table:name="S" table:style-name="t">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        target.writestr("content.xml", content)
    return path


def cell(inner: str, attributes: str = 'office:value-type="string"') -> str:
    return f"<table:table-cell {attributes}>{inner}</table:table-cell>"


def row(*cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


VALUES = ["  سلام ", "00123", "l1\nl2", 1001, 0.5, 1e-7, date(2018, 5, 3), datetime(2018, 5, 3, 23, 59), True]
WRITTEN = ["  سلام ", "00123", "l1\nl2", "1001", "0.5", "0.0000001", "2018-05-03", "2018-05-03", "true"]


def by_xlsxwriter(path):
    def fill(book):
        sheet, day = book.add_worksheet("یک"), book.add_format({"num_format": "yyyy-mm-dd"})
        for column, value in enumerate(VALUES):
            sheet.write(2, column + 1, value, day if isinstance(value, date) else None)
        sheet.merge_range(3, 1, 4, 2, "merged")

    return xlsx(path.with_suffix(".xlsx"), fill)


def by_openpyxl(path):
    book = openpyxl.Workbook()
    book.active.title = "یک"
    for column, value in enumerate(VALUES):
        book.active.cell(3, column + 2, value)
    book.active["B4"] = "merged"
    book.active.merge_cells("B4:C5")
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


def by_xlwt(path):
    book, day = xlwt.Workbook(encoding="utf-8"), xlwt.easyxf(num_format_str="yyyy-mm-dd")
    sheet = book.add_sheet("یک")
    for column, value in enumerate(VALUES):
        sheet.write(2, column + 1, value, *([day] if isinstance(value, date) else []))
    sheet.write_merge(3, 4, 1, 2, "merged")
    book.save(str(path.with_suffix(".xls")))
    return path.with_suffix(".xls")


def by_odfdo(path):
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    table = odfdo.Table("یک")
    for column, value in enumerate(VALUES):
        table.set_value((column + 1, 2), value)
    table.set_value((1, 3), "merged")
    table.set_span((1, 3, 2, 4))
    document.body.append(table)
    document.save(path.with_suffix(".ods"))
    return path.with_suffix(".ods")


@pytest.mark.parametrize("write", [by_xlsxwriter, by_openpyxl, by_xlwt, by_odfdo])
def test_every_format_gives_the_cells_as_a_person_reads_them(tmp_path, write):
    sheet = only(write(tmp_path / "a"))
    assert grid(sheet)[0] == [None, *WRITTEN]
    assert grid(sheet)[1] == [None, "merged", *[None] * 8]
    assert sheet.cells.column_names == [str(place) for place in range(10)]
    assert (sheet.file[:2], sheet.name, sheet.alone, sheet.faults) == ("a.", "یک", True, {})
    assert sheet.rows.tolist()[:2] == [3, 4] and sheet.rows.dtype == np.int64
    assert sheet.epoch == date(1899, 12, 30)


def test_a_number_has_its_shortest_writing_and_an_exponent_where_digits_may_be_missing():
    writings = {1001.0: "1001", 0.1: "0.1", -0.0: "0", 12345.678: "12345.678", 1.5e-9: "0.0000000015"}
    large = {999999999999999.0: "999999999999999", 1e15: "1e+15", 6037991234567890.0: "6.03799123456789e+15"}
    more = {1.2345678901234568e16: "1.2345678901234568e+16", float("nan"): "#NUM!"}
    for value, text in (writings | large | more).items():
        assert number(value) == text


def test_a_workbook_that_counts_from_1904_says_so_and_its_day_cells_are_right(tmp_path):
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_datetime(0, 0, datetime(2018, 5, 3), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_number(0, 1, 41761)

    new = only(xlsx(tmp_path / "a.xlsx", fill, date_1904=True))
    book = xlwt.Workbook()
    book.dates_1904 = True
    book.add_sheet("S").write(0, 0, date(2018, 5, 3), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    book.save(str(tmp_path / "a.xls"))
    old = only(tmp_path / "a.xls")
    assert new.epoch == old.epoch == date(1904, 1, 1)
    assert grid(new) == [["2018-05-03", "41761"]] and grid(old) == [["2018-05-03"]]


def test_a_day_in_a_persian_number_format_is_a_day(tmp_path):
    def fill(book):
        for column, form in enumerate(("[$-fa-IR,16]yyyy/mm/dd;@", "[$-960429]yyyy/mm/dd;@", "0", "@")):
            sheet = book.get_worksheet_by_name("S") or book.add_worksheet("S")
            sheet.write_number(0, column, 43223, book.add_format({"num_format": form}))

    assert grid(only(xlsx(tmp_path / "a.xlsx", fill))) == [["2018-05-03", "2018-05-03", "43223", "43223"]]


def test_a_time_or_a_span_alone_is_its_text(tmp_path):
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_datetime(0, 0, time(12, 30), book.add_format({"num_format": "hh:mm"}))
        sheet.write_datetime(0, 1, timedelta(hours=36), book.add_format({"num_format": "[h]:mm:ss"}))

    spans = row(
        *(cell("", f'office:value-type="time" office:time-value="PT{t}M00S"') for t in ("12H30", "36H00"))
    )
    assert grid(only(xlsx(tmp_path / "a.xlsx", fill))) == [["12:30:00", "36:00:00"]]
    assert grid(only(ods(tmp_path / "a.ods", spans))) == [["12:30:00", "36:00:00"]]


def formulas_in_xlsx(path):
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", 1])
        sheet.write_formula(1, 1, "=B1+1", None, 2)
        sheet.write_formula(1, 2, '="x"', None, "")
        sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
        sheet.write_boolean(1, 4, True)

    return xlsx(path.with_suffix(".xlsx"), fill)


def formulas_in_xls(path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    sheet.write(0, 0, "a")
    for column, formula in enumerate(("B1+1", '"x"', "1/0"), 1):
        sheet.write(1, column, xlwt.Formula(formula))
    sheet.write(1, 4, True)
    book.save(str(path.with_suffix(".xls")))
    return path.with_suffix(".xls")


def formulas_in_ods(path):
    said = 'office:value-type="string" calcext:value-type="error" office:string-value=""'
    return ods(
        path.with_suffix(".ods"),
        row(cell("<text:p>a</text:p>"))
        + row(
            "<table:table-cell/>",
            cell("", 'table:formula="of:=[.B1]+1" office:value-type="float" office:value="2"'),
            cell("", 'table:formula="of:=&quot;x&quot;" office:value-type="string" office:string-value=""'),
            cell("<text:p>#DIV/0!</text:p>", f'table:formula="of:=1/0" {said}'),
            cell("", 'table:formula="of:=TRUE()" office:value-type="float" office:value="1"'),
        ),
    )


@pytest.mark.parametrize("write", [formulas_in_xlsx, formulas_in_xls, formulas_in_ods])
def test_a_formula_is_a_fault_of_its_cell_whatever_it_gives(tmp_path, write):
    sheet = only(write(tmp_path / "a"))
    assert reasons(sheet) == {1: [(1, "formula"), (2, "formula"), (3, "formula")]}
    assert grid(sheet)[1][4] == "true"


def test_an_error_is_a_fault_and_not_an_empty_cell(tmp_path):
    new = sheet_xml(tmp_path / "a.xlsx", '<row r="2"><c r="B2" t="e"><v>#N/A</v></c><c><v>1</v></c></row>')
    book = xlwt.Workbook()
    book.add_sheet("S").row(1).set_cell_error(1, "#REF!")
    book.save(str(tmp_path / "a.xls"))
    said = 'office:value-type="string" calcext:value-type="error"'
    open_one = ods(
        tmp_path / "a.ods",
        row(repeated=1) + row("<table:table-cell/>", cell("<text:p>Err:502</text:p>", said)),
    )
    for path in (new, tmp_path / "a.xls", open_one):
        sheet = only(path)
        assert reasons(sheet) == {0: [(1, "sheet_error")]} and sheet.rows.tolist() == [2]


def test_formulas_are_found_however_their_cells_are_placed(tmp_path):
    rows = (
        "<row><c><f>1+1</f></c></row>"
        '<row><c><v>1</v></c><c><f t="shared" ref="B2:B3" si="0">A2</f><v>1</v></c></row>'
        '<row r="5"><c r="D5"><f t="array" ref="D5:D6">A1:A2</f><v>7</v></c><c><v>8</v></c></row>'
        '<row><c r="D6"><v>9</v></c></row><row><c><f>A2</f><v>1</v></c></row>'
        '<row r="9"><c r="H9"><f>1+1</f></c></row><row><c><v>1</v></c></row>'
    )
    sheet = only(sheet_xml(tmp_path / "a.xlsx", rows, "<extLst><ext><f>A1</f></ext></extLst>"))
    found = {int(sheet.rows[place]): columns for place, columns in reasons(sheet).items()}
    places = ((1, 0), (2, 1), (5, 3), (6, 3), (7, 0), (9, 7))
    assert found == {place: [(column, "formula")] for place, column in places}
    assert grid(sheet)[4] == [None, None, None, "7", "8", None, None, None]


def test_cells_that_a_formula_of_ods_fills_beside_its_own_are_formulas_too(tmp_path):
    spans = 'table:number-matrix-columns-spanned="1" table:number-matrix-rows-spanned="2"'
    seven = 'office:value-type="float" office:value="7"'
    rows = row(cell("", f'table:formula="of:=[.B1:.B2]" {spans} {seven}')) + row(cell("", seven), repeated=2)
    assert reasons(only(ods(tmp_path / "a.ods", rows))) == {0: [(0, "formula")], 1: [(0, "formula")]}


def test_ods_says_which_day_its_numbers_count_from(tmp_path):
    before = '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>'
    assert only(ods(tmp_path / "a.ods", row(cell("<text:p>x</text:p>")), before)).epoch == date(1904, 1, 1)


def test_a_truth_cell_that_libreoffice_keeps_as_a_formula_is_a_value(tmp_path):
    rows = '<row r="1"><c r="A1" t="b"><f aca="false">TRUE()</f><v>1</v></c><c r="B1"><f>TRUE()+1</f><v>2</v></c></row>'
    sheet = only(sheet_xml(tmp_path / "a.xlsx", rows))
    assert grid(sheet) == [["true", "2"]] and reasons(sheet) == {0: [(1, "formula")]}
    book = xlwt.Workbook()
    for column, formula in enumerate(("TRUE", "1=1")):
        (book.get_sheet(0) if column else book.add_sheet("S")).write(0, column, xlwt.Formula(formula))
    book.save(str(tmp_path / "a.xls"))
    assert reasons(only(tmp_path / "a.xls")) == {0: [(1, "formula")]}


def test_text_in_a_cell_is_what_stands_there_and_nothing_beside_it(tmp_path):
    rich = '<is><r><t xml:space="preserve">a </t></r><r><t>b</t></r><rPh sb="0" eb="1"><t>PH</t></rPh></is>'
    new = sheet_xml(
        tmp_path / "a.xlsx",
        f'<row><c t="inlineStr">{rich}</c><c t="inlineStr"><is><t>c_x000D_d_x005F_x000D_</t></is></c></row>',
    )
    aside = "<office:annotation><text:p>NOTE</text:p></office:annotation>"
    box = "<draw:frame><draw:text-box><text:p>BOX</text:p></draw:text-box></draw:frame>"
    marks = (
        '<text:p>a<text:s text:c="2"/>b<text:tab/><text:span>c</text:span><text:line-break/>d\n  d</text:p>'
    )
    box += "<table:table><table:table-row><table:table-cell/></table:table-row></table:table>"
    open_one = ods(tmp_path / "a.ods", row(cell(aside + marks + "<text:p>e</text:p>" + box), cell(aside, "")))
    assert grid(only(new)) == [["a b", "c\rd_x000D_"]]
    assert grid(only(open_one)) == [["a  b\tc\nd d\ne"]]


def test_repeated_cells_and_rows_of_ods_are_as_many_as_a_person_sees(tmp_path):
    seven = 'table:number-columns-repeated="2" office:value-type="float" office:value="7"'
    wide = '<table:table-cell table:number-columns-repeated="16000"/>'
    sheet = only(
        ods(
            tmp_path / "a.ods",
            row(wide, repeated=3) + row(cell("", seven), wide, repeated=2) + row(wide, repeated=2)
            + row(wide.replace("16000", "2"), cell("<text:p>x</text:p>")) + row(wide, repeated=1_048_000),
        )
    )  # fmt: skip
    blank = [None, None, None]
    assert grid(sheet) == [["7", "7", None], ["7", "7", None], blank, blank, [None, None, "x"]]
    assert sheet.rows.tolist() == [4, 5, 6, 7, 8]


def test_hidden_sheets_are_named_and_not_read_and_empty_ones_are_left_out(tmp_path):
    def fill(book):
        for name in ("seen", "empty", "hidden", "very", "also seen"):
            book.add_worksheet(name)
        for name in ("seen", "hidden", "very", "also seen"):
            book.get_worksheet_by_name(name).write(0, 0, name)
        book.get_worksheet_by_name("hidden").hide()
        book.get_worksheet_by_name("very").very_hidden()
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=seen!$A$1:$A$2"})
        sheet_of_chart = book.add_chartsheet("chart")
        sheet_of_chart.set_chart(chart)
        sheet_of_chart.hide()
        book.get_worksheet_by_name("seen").set_row(0, None, None, {"hidden": True})

    found = opened(xlsx(tmp_path / "a.xlsx", fill))
    assert [(sheet.name, sheet.alone) for sheet in found.sheets] == [("seen", False), ("also seen", False)]
    assert found.hidden == ("hidden", "very")
    book = xlwt.Workbook()
    book.add_sheet("seen").write(0, 0, 1)
    hidden = book.add_sheet("hidden")
    hidden.visibility = 1
    hidden.write(0, 0, 1)
    book.save(str(tmp_path / "a.xls"))
    assert only(tmp_path / "a.xls").name == "seen" and opened(tmp_path / "a.xls").hidden == ("hidden",)


def test_a_workbook_with_nothing_to_see_is_refused(tmp_path):
    unseen = '<style:style style:name="t"><style:table-properties table:display="false"/></style:style>'
    paths = [
        xlsx(tmp_path / "a.xlsx", lambda book: book.add_worksheet()),
        ods(tmp_path / "a.ods", row(cell("<text:p>x</text:p>")), style=unseen),
    ]
    for path in paths:
        with pytest.raises(RegisterError, match="there is no filled cell"):
            opened(path)


def test_a_sheet_of_many_rows_keeps_each_in_its_place(tmp_path):
    def fill(book):
        sheet = book.add_worksheet()
        for place in range(25_000):
            sheet.write_row(place, 0, [f"id{place}", place])

    sheet = only(xlsx(tmp_path / "a.xlsx", fill))
    assert sheet.cells["0"].to_pylist() == [f"id{place}" for place in range(25_000)]
    assert sheet.cells["1"].to_pylist() == [str(place) for place in range(25_000)]
    assert sheet.rows.tolist() == list(range(1, 25_001))
