"""
Sheets → an OpenDocument spreadsheet. The same sheets give the same bytes.

Written by hand: it is one kind of table with eight styles, and a library's own template brings its clock, its
language and a hundred milliseconds along. The tests read it back with such a library.
"""

import zipfile
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from io import BytesIO
from pathlib import Path
from string import Template

from karnameh.downloads.sheets import Link, Mark, Sheet, Value
from karnameh.words import Words

TEMPLATE = Path(__file__).parents[1] / "render" / "templates" / "workbook.xml"
_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_URN = "urn:oasis:names:tc:opendocument:xmlns"
_NAMESPACES = (
    " ".join(
        f'xmlns:{name}="{_URN}:{urn}:1.0"'
        for name, urn in (
            ("office", "office"),
            ("table", "table"),
            ("text", "text"),
            ("style", "style"),
            ("meta", "meta"),
            ("config", "config"),
        )
    )
    + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    + ' xmlns:ooo="http://openoffice.org/2004/office"'
    + ' office:version="1.3"'
)
#: Widths in centimetres, by what a column holds.
_WIDTHS = {"label": 6.4, "figure": 3.7, "word": 5, "text": 17}
#: Text up to so many letters is a word or two.
_WORD = 24
#: A table longer or wider than this keeps its head, or its first column, in sight.
_SCREEN_ROWS, _SCREEN_COLUMNS = 20, 8
#: What fits on a sheet of paper, and how wide a column is that nothing is said of.
_PAPER, _EMPTY = 27, 2.26
_FONTS = {"fa": "Vazirmatn, 'Noto Sans Arabic', Tahoma, Arial", "en": "Arial, 'Liberation Sans'"}
_PERSIAN_DIGITS = (
    ' number:transliteration-format="۱" number:transliteration-style="short"'
    ' number:transliteration-language="fa" number:transliteration-country="IR"'
)


@dataclass(frozen=True)
class Imprint:
    """What a spreadsheet says of itself to programs and file managers."""

    title: str
    creator: str
    description: str
    date: str
    more: dict[str, str]


def write(sheets: list[Sheet], imprint: Imprint, words: Words) -> bytes:
    """The spreadsheet as a file."""
    parts = {
        "mimetype": _TYPE,
        "content.xml": _content(sheets, words),
        "styles.xml": _styles(words),
        "meta.xml": _meta(imprint, words),
        "settings.xml": _settings(sheets),
        "META-INF/manifest.xml": _manifest(),
    }
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in parts.items():
            archive.writestr(_member(name), text.encode())
    return file.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    """A part with a fixed date; the type comes first and plain, so that a file's kind is seen without unpacking."""
    member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    member.create_system = 3
    member.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
    return member


def _document(kind: str, body: str) -> str:
    root = f"office:document-{kind}"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {_NAMESPACES}>{body}</{root}>\n'


def _content(sheets: list[Sheet], words: Words) -> str:
    columns = "".join(
        f'<style:style style:name="{name}-column" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width}cm"/></style:style>'
        for name, width in _WIDTHS.items()
    )
    row = (
        '<style:style style:name="row" style:family="table-row">'
        '<style:table-row-properties style:use-optimal-row-height="true"/></style:style>'
    )
    sheet = (
        '<style:style style:name="sheet" style:family="table" style:master-page-name="Default">'
        f'<style:table-properties table:display="true" style:writing-mode="{_direction(words)}"/></style:style>'
    )
    tables = "".join(_table(sheet, words) for sheet in sheets)
    ranges = "".join(_range(sheet) for sheet in sheets)
    return _document(
        "content",
        f"<office:automatic-styles>{columns}{row}{sheet}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}"
        f"<table:database-ranges>{ranges}</table:database-ranges></office:spreadsheet></office:body>",
    )


def _direction(words: Words) -> str:
    return "rl-tb" if words.rtl else "lr-tb"


def _table(sheet: Sheet, words: Words) -> str:
    kinds = _kinds(sheet)
    first, *others = (f'<table:table-column table:style-name="{kind}-column"/>' for kind in kinds)
    above = [_row(_text(sheet.title, "title")), *(_row(_text(line, "line")) for line in sheet.lines)]
    head = _row(*(_text(name, _head_style(kind)) for name, kind in zip(sheet.heads, kinds, strict=True)))
    rows = (_row(*(_cell(value, words) for value in row)) for row in sheet.rows)
    return (
        f'<table:table table:name="{escape(sheet.tab)}" table:style-name="sheet"'
        f' table:print-ranges="{_printed(sheet, kinds)}">'
        f"<table:title>{escape(sheet.title)}</table:title>"
        f"<table:table-header-columns>{first}</table:table-header-columns>{''.join(others)}{''.join(above)}"
        f"<table:table-header-rows>{head}</table:table-header-rows>{''.join(rows)}</table:table>"
    )


def _printed(sheet: Sheet, kinds: list[str]) -> str:
    """All of the sheet, and beside a narrow table the empty columns that its title runs over."""
    free = max(0, int((_PAPER - sum(_WIDTHS[kind] for kind in kinds)) / _EMPTY))
    return _address(sheet, 1, column(len(kinds) + free), _top(sheet) + len(sheet.rows))


def _address(sheet: Sheet, top: int, last_column: str, last_row: int) -> str:
    tab = escape(_quoted(sheet.tab))
    return f"{tab}.A{top}:{tab}.{last_column}{last_row}"


def _top(sheet: Sheet) -> int:
    """The row of the table's head."""
    return 2 + len(sheet.lines)


def _kinds(sheet: Sheet) -> list[str]:
    """What each column holds: the label of its row, figures, words or text."""
    label, *columns = zip(*sheet.rows, strict=True)
    return ["label", *map(_kind, columns)]


def _kind(column: tuple[Value, ...]) -> str:
    if all(isinstance(value, int | Decimal | Mark) for value in column):
        return "figure"
    return "word" if max(map(len, column)) <= _WORD else "text"


def _head_style(kind: str) -> str:
    return "figure-head" if kind == "figure" else "head"


def _row(*cells: str) -> str:
    return f'<table:table-row table:style-name="row">{"".join(cells)}</table:table-row>'


def _cell(value: Value, words: Words) -> str:
    """A number as a number, whatever the reader's program shows it in; all else as text."""
    if isinstance(value, Mark):
        return _text(value, "figure")
    if not isinstance(value, int | Decimal):
        return _text(value, "text")
    style = "figure-tenths" if isinstance(value, Decimal) else "figure"
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="float" office:value="{value}">'
        f"<text:p>{words.number(value)}</text:p></table:table-cell>"
    )


def _text(value: str | Link, style: str) -> str:
    if value == "":
        return f'<table:table-cell table:style-name="{style}"/>'
    shown = escape(value.text if isinstance(value, Link) else value)
    if isinstance(value, Link):
        shown = (
            f'<text:a xlink:type="simple" xlink:href="{escape(_reference(value.target))}">{shown}</text:a>'
        )
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string">'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


def _reference(target: str) -> str:
    return f"#{_quoted(target[1:])}.A1" if target.startswith("#") else target


def _quoted(tab: str) -> str:
    return f"'{tab}'"


def _range(sheet: Sheet) -> str:
    """The table's name, the same in every language; its first row is its head."""
    address = _address(sheet, _top(sheet), column(len(sheet.heads)), _top(sheet) + len(sheet.rows))
    return (
        f'<table:database-range table:name="{sheet.key}" table:contains-header="true"'
        f' table:target-range-address="{address}"/>'
    )


def column(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _styles(words: Words) -> str:
    language, country = words["workbook.locale"].split("-")
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        font=_FONTS[words.lang],
        direction=_direction(words),
        language=language,
        country=country,
        digits=_PERSIAN_DIGITS if words.rtl else "",
    )


def _meta(imprint: Imprint, words: Words) -> str:
    more = "".join(
        f'<meta:user-defined meta:name="{escape(name)}">{escape(text)}</meta:user-defined>'
        for name, text in imprint.more.items()
    )
    day = f"{imprint.date}T00:00:00"
    return _document(
        "meta",
        f"<office:meta><dc:title>{escape(imprint.title)}</dc:title>"
        f"<dc:description>{escape(imprint.description)}</dc:description>"
        f"<meta:initial-creator>{escape(imprint.creator)}</meta:initial-creator>"
        f"<dc:creator>{escape(imprint.creator)}</dc:creator>"
        f"<meta:creation-date>{day}</meta:creation-date><dc:date>{day}</dc:date>"
        f"<dc:language>{words['workbook.locale']}</dc:language>{more}</office:meta>",
    )


def _settings(sheets: list[Sheet]) -> str:
    """The cover comes up first; long and wide tables keep head or labels in sight."""
    views = "".join(
        f'<config:config-item-map-entry config:name="{escape(sheet.tab)}">{_frozen(sheet)}'
        "</config:config-item-map-entry>"
        for sheet in sheets
    )
    return _document(
        "settings",
        '<office:settings><config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        '<config:config-item config:name="ViewId" config:type="string">view1</config:config-item>'
        f'<config:config-item-map-named config:name="Tables">{views}</config:config-item-map-named>'
        f'<config:config-item config:name="ActiveTable" config:type="string">{escape(sheets[0].tab)}'
        "</config:config-item></config:config-item-map-entry></config:config-item-map-indexed>"
        "</config:config-item-set></office:settings>",
    )


def _frozen(sheet: Sheet) -> str:
    """Small tables stay loose: a head that is always in sight would hide them from those who magnify."""
    top = _top(sheet) if len(sheet.rows) > _SCREEN_ROWS else 0
    side = 1 if len(sheet.heads) > _SCREEN_COLUMNS else 0
    items = {}
    if side:
        items |= {"HorizontalSplitMode": 2, "HorizontalSplitPosition": side, "PositionRight": side}
    if top:
        items |= {"VerticalSplitMode": 2, "VerticalSplitPosition": top, "PositionBottom": top}
    if items:
        items["ActiveSplitRange"] = 3 if side and top else 1 if side else 2
    return "".join(
        f'<config:config-item config:name="{name}" '
        f'config:type="{"short" if name.endswith(("Mode", "Range")) else "int"}">{value}</config:config-item>'
        for name, value in items.items()
    )


def _manifest() -> str:
    entries = [("/", _TYPE), *((part, "text/xml") for part in ("content.xml", "styles.xml", "meta.xml"))]
    entries.append(("settings.xml", "text/xml"))
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest:manifest xmlns:manifest="{_URN}:manifest:1.0" manifest:version="1.3">{listed}</manifest:manifest>\n'
    )
