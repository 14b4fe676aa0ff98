"""A file of the corpus → its bytes, the same each time."""

import csv
import io
import re
import zipfile
from datetime import date, datetime, time
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
import xlwt
from exports.written import File, Formula, Row, Sheet, Shown, Wrong

_MADE = datetime(2020, 1, 1)
_ZIPPED = (2020, 1, 1, 0, 0, 0)


def content(file: File) -> bytes:
    """The bytes of a file, by the ending of its name."""
    if file.content is not None:
        return file.content
    made = _WRITERS[file.options.get("really") or file.name.rpartition(".")[2].lower()](file)
    if parts := file.options.get("parts"):
        made = repacked(made, parts)
    return made[: file.options.get("cut")]


def lines(file: File, sheet: Sheet) -> list[int]:
    """The number of each row that a person sees."""
    kind = file.options.get("really") or file.name.rpartition(".")[2].lower()
    if kind == "parquet":
        return [0, *range(1, len(sheet.rows))]
    first = file.options.get("from_row", 1)
    if kind not in ("csv", "tsv", "txt"):
        return [first + n for n in range(len(sheet.rows))]
    found, line = [], 1
    for row in sheet.rows:
        found.append(line)
        line += len(re.findall("\r\n|\r|\n", _record(file, row)))
    return found


def _record(file: File, row: Row) -> str:
    out = io.StringIO()
    broken = any("\r" in cell for cell in row.cells)  # which Python quotes only where lines end so
    quoting = csv.QUOTE_ALL if broken or file.options.get("quoted") else csv.QUOTE_MINIMAL
    if row.cells == [""]:
        return file.end
    csv.writer(out, delimiter=file.mark, lineterminator=file.end, quoting=quoting).writerow(row.cells)
    return out.getvalue()


def _csv(file: File) -> bytes:
    text = file.options.get("prefix", "") + "".join(_record(file, row) for row in file.sheets[0].rows)
    if file.options.get("no_end"):
        text = text.removesuffix(file.end)
    if file.encoding == "cp1256":
        text = text.replace("ی", "ي")
    return text.encode(file.encoding, "surrogateescape")


def _xlsx(file: File) -> bytes:
    if file.options.get("inline"):
        return _inline(file.sheets[0])
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "date_1904": bool(file.options.get("from_1904"))})
    book.set_properties({"created": _MADE})
    day = book.add_format({"num_format": file.options.get("day_format", "yyyy-mm-dd")})
    top, left = file.options.get("from_row", 1) - 1, file.options.get("from_column", 0)
    for sheet in file.sheets:
        page = book.add_worksheet(sheet.name or None)
        if sheet.hidden:
            page.hide()
        for r, row in enumerate(sheet.rows):
            if r in file.options.get("hidden_rows", ()):
                page.set_row(top + r, None, None, {"hidden": True})
            for c, cell in enumerate(row.cells):
                if isinstance(cell, Shown):
                    shown = book.add_format({"num_format": cell.format})
                    page.write_number(top + r, left + c, cell.value, shown)
                else:
                    _xlsx_cell(page, top + r, left + c, cell, day)
        for r1, c1, r2, c2 in sheet.merged:
            page.merge_range(r1, c1, r2, c2, sheet.rows[r1].cells[c1])
    book.close()
    return out.getvalue()


def _xlsx_cell(page, r: int, c: int, cell, day) -> None:
    match cell:
        case None | "":
            pass
        case bool():
            page.write_boolean(r, c, cell)
        case int() | float():
            page.write_number(r, c, cell)
        case date():
            page.write_datetime(r, c, _moment(cell), day)
        case Formula(text, value):
            page.write_formula(r, c, "=" + text, None, value)
        case Wrong(text):
            page.write_formula(r, c, "=1/0", None, text)
        case _:
            page.write_string(r, c, str(cell))


def _inline(sheet: Sheet) -> bytes:
    """A workbook as the generators of reports write it: text within its cells, no places, no styles."""
    rows = "".join(f"<row>{''.join(map(_inline_cell, row.cells))}</row>" for row in sheet.rows)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    documents = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = '<Relationship Id="r1" Type="{}/{}" Target="{}"/>'
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind.format("sheet.main")}"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind.format("worksheet")}"/></Types>',
        "_rels/.rels": relations.format(relation.format(documents, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{documents}"><sheets>'
        f'<sheet name="{escape(sheet.name)}" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations.format(
            relation.format(documents, "worksheet", "worksheets/sheet1.xml")
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
    }
    return zipped({name: text.encode() for name, text in parts.items()})


def _inline_cell(cell: object) -> str:
    if isinstance(cell, (int, float)):
        return f"<c><v>{cell}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(str(cell))}</t></is></c>' if cell else "<c/>"


def _moment(day: date) -> datetime:
    return day if isinstance(day, datetime) else datetime.combine(day, time())


def _xls(file: File) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = bool(file.options.get("from_1904"))
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for n, sheet in enumerate(file.sheets):
        page = book.add_sheet(sheet.name or f"Sheet{n + 1}")
        page.visibility = int(sheet.hidden)
        for r, row in enumerate(sheet.rows):
            for c, cell in enumerate(row.cells):
                match cell:
                    case None | "":
                        pass
                    case Formula(text, _):
                        page.write(r, c, xlwt.Formula(text))
                    case Shown(value, code, _):
                        page.write(r, c, value, xlwt.easyxf(num_format_str=code))
                    case date():
                        page.write(r, c, _moment(cell), day)
                    case _:
                        page.write(r, c, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"'
    + "".join(
        f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
        for n in ("office", "table", "text", "style")
    )
    + ' xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"><office:automatic-styles>'
    '<style:style style:name="gone" style:family="table"><style:table-properties table:display="false"/>'
    "</style:style></office:automatic-styles><office:body><office:spreadsheet>"
)
_ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.2" xmlns:manifest='
    '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry '
    'manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


#: How an office suite writes the rest of a sheet that was given a format.
_ODS_TAIL = (
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
    'table:number-columns-repeated="16000"/></table:table-row>'
)


def _ods(file: File) -> bytes:
    tables = []
    for n, sheet in enumerate(file.sheets):
        style = ' table:style-name="gone"' if sheet.hidden else ""
        rows = "".join(
            f"<table:table-row>{''.join(map(_ods_cell, row.cells))}</table:table-row>" for row in sheet.rows
        )
        rows += _ODS_TAIL * bool(file.options.get("tail"))
        name = escape(sheet.name or f"Sheet{n + 1}")
        tables.append(f'<table:table table:name="{name}"{style}>{rows}</table:table>')
    body = _ODS_HEAD + "".join(tables) + "</office:spreadsheet></office:body></office:document-content>"
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": body.encode(),
            "META-INF/manifest.xml": _ODS_MANIFEST.encode(),
        }
    )


def _ods_cell(cell) -> str:
    match cell:
        case None | "":
            return "<table:table-cell/>"
        case bool():
            kind, said = f'"boolean" office:boolean-value="{str(cell).lower()}"', str(cell).upper()
        case int() | float():
            kind, said = f'"float" office:value="{cell}"', str(cell)
        case date():
            kind, said = f'"date" office:date-value="{cell.isoformat()}"', cell.isoformat()
        case Shown(value, _, seen):
            kind, said = f'"float" office:value="{value}"', seen
        case Formula(text, value):
            kind, said = f'"float" office:value="{value}" table:formula="of:={escape(text)}"', str(value)
        case _:
            kind, said = '"string"', escape(str(cell))
    return f"<table:table-cell office:value-type={kind}><text:p>{said}</text:p></table:table-cell>"


def _parquet(file: File) -> bytes:
    heading, *rows = file.sheets[0].rows
    columns = [
        [None if row.cells[c] == "" else row.cells[c] for row in rows] for c in range(len(heading.cells))
    ]
    out = io.BytesIO()
    pq.write_table(pa.table(columns, names=heading.cells), out)
    return out.getvalue()


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip of fixed dates; its first part is stored."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, _ZIPPED), data, how)
    return out.getvalue()


def repacked(made: bytes, parts: dict[str, bytes]) -> bytes:
    """The same package with some parts added, each made known in `[Content_Types].xml`."""
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        had = {name: archive.read(name) for name in archive.namelist()}
    known = had["[Content_Types].xml"].decode()
    for name, data in parts.items():
        had[name] = data
        kind = _KINDS[re.sub(r"\d", "", name.rpartition("/")[2])]
        known = known.replace("</Types>", f'<Override PartName="/{name}" ContentType="{kind}"/></Types>')
    return zipped({**had, "[Content_Types].xml": known.encode()})


_KINDS = {
    "vbaProject.bin": "application/vnd.ms-office.vbaProject",
    "externalLink.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml",
}
_WRITERS = {
    "csv": _csv,
    "tsv": _csv,
    "txt": _csv,
    "xlsx": _xlsx,
    "xls": _xls,
    "ods": _ods,
    "parquet": _parquet,
}
