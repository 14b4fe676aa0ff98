"""
An office's whole template: one workbook with a sheet for each table, straight from the schema.

Each sheet has its headings with a note on what goes in, drop-down lists and one example row; the examples agree
with each other, so the file goes through ingest as it is. No list is long enough to need a sheet of its own.
"""

from datetime import datetime
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import xlsxwriter
import yaml
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from karnameh.areas import Area, Areas
from karnameh.files import write_atomically
from karnameh.registers.schema import ASSESSMENTS, TABLES
from karnameh.registers.table import Column, Table
from karnameh.words import Words

#: Earlier assessments are few offices' and stay out.
SHEETS = tuple(table for table in TABLES.values() if table is not ASSESSMENTS)
#: Lists and formats reach so far down.
ROWS = 1000
_COUNTY = "2602"
_CREATED = datetime(2000, 1, 1)
_MONEY = "amount_rial"
#: What an example row holds where the column's kind does not say: ids are all the first.
_EXAMPLES = {
    "households": {
        "place": "village",
        "head_sex": "female",
        "size": 4,
        "support_reason": "death_of_head",
        "entered_on": "1398/07/15",
        "assessed_on": "1401/12/20",
        "employable": True,
    },
    "plans": {
        "place": "village",
        "operator_sex": "female",
        "operator_group": "female_head",
        "sector": "livestock",
        "channel": "bank_loan",
        "amount_rial": 500_000_000,
        "started_on": "1402/02/13",
        "jobs": 1,
    },
    "visits": {"stage": "during", "visited_on": "1402/08/20", "finding": "on_track", "counselling": True},
    "trainings": {
        "trainee_sex": "female",
        "skill": "livestock",
        "started_on": "1401/10/05",
        "finished_on": "1401/11/10",
        "hours": 120,
        "completed": True,
    },
    "purchases": {"product": "kilim", "amount_rial": 30_000_000, "purchased_on": "1402/09/12"},
    "targets": {"year": 1402, "indicator": "jobs", "target": 10},
    "supervisors": {"from_on": "1400/01/15"},
    "reporters": {"year": 1402, "table": "plans", "delivered_on": "1403/01/20"},
}


def write_template(path: Path, lang: str, areas: Areas) -> None:
    """Write the template of a language as XLSX; the example lies in Takestan, or in the first county there is."""
    words = Words(lang)
    font = {"font_name": "Tahoma", "font_size": 10} if words.rtl else {}
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "default_format_properties": font})
    book.set_properties({"title": words["template.title"], "created": _CREATED})
    county = areas[_COUNTY] if _COUNTY in areas else next(area for area in areas if area.level == "county")
    formats = _formats(book, words)
    for table in SHEETS:
        sheet = book.add_worksheet(words[f"template.sheet.{table.name}"])
        _lay_out(sheet, table, words)
        example = _example(table, words, county, areas)
        for place, column in enumerate(table.columns):
            _column(sheet, place, table, column, example.get(column.name), formats, words)
        sheet.write_comment(1, 0, words["template.example_row"], _box(words["template.example_row"], words))
    book.close()
    write_atomically(path, file.getvalue())


def _lay_out(sheet: Worksheet, table: Table, words: Words) -> None:
    if words.rtl:
        sheet.right_to_left()
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 24)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _formats(book: Workbook, words: Words) -> dict[str, Format]:
    """Headings by whether a row needs them; cells and the example's cells by kind."""
    text = (files("karnameh") / "render" / "templates" / "tokens.yml").read_text(encoding="utf-8")
    token = yaml.safe_load(text)["tokens"]["light"]
    side = {"align": "right" if words.rtl else "left", "indent": 1}
    head = side | {"bold": True, "valign": "vcenter", "border": 1, "border_color": token["paper"]}
    example = {"font_color": token["ink2"], "bg_color": token["wash"]}
    looks = {
        "required": head | {"bg_color": token["main"], "font_color": token["paper"]},
        "optional": head | {"bg_color": token["light"], "font_color": token["ink"]},
    }
    for kind, pattern in {"number": "0", "money": "#,##0", "text": "@"}.items():
        cell = {**side, "num_format": pattern}
        looks |= {kind: cell, f"example_{kind}": cell | example}
    return {name: book.add_format(look) for name, look in looks.items()}


def _column(
    sheet: Worksheet,
    place: int,
    table: Table,
    column: Column,
    example: str | int | None,
    formats: dict[str, Format],
    words: Words,
) -> None:
    heading = _heading(column, words)
    kind = ("money" if column.name == _MONEY else "number") if column.kind == "int" else "text"
    width = max(len(heading), len(_shown(example))) * 1.15 + 4
    sheet.set_column(place, place, max(width, 11), formats[kind])
    sheet.write_string(0, place, heading, formats["required" if column.required else "optional"])
    note = _note(table, column, words)
    sheet.write_comment(0, place, note, _box(note, words))
    if validation := _validation(column, words):
        sheet.data_validation(1, place, ROWS, place, validation)
    sheet.write(1, place, example, formats[f"example_{kind}"])


def _heading(column: Column, words: Words) -> str:
    return column.headings[0] if words.lang == "fa" else column.name


def _shown(example: str | int | None) -> str:
    return f"{example:,}" if isinstance(example, int) else example or ""


def _choices(column: Column, words: Words) -> list[str]:
    """What a cell may be chosen from; the first Persian word of a code, or the code."""
    if column.kind == "bool":
        return [words["template.yes"], words["template.no"]]
    return [persian[0] if words.lang == "fa" else code for code, persian in column.codes.items()]


def _example(table: Table, words: Words, county: Area, areas: Areas) -> dict[str, str | int | None]:
    """The cells of the example row that are not empty."""
    told = _EXAMPLES[table.name]
    cells = {}
    for column in table.columns:
        match column.kind, told.get(column.name):
            case "county", _:
                cells[column.name] = county.name(words.lang)
            case "target_area", _:
                cells[column.name] = words.say("template.county", name=county.name(words.lang))
            case "district", _:
                cells[column.name] = next((d.name(words.lang) for d in areas.children(county.code)), None)
            case "text", _ if column.name.endswith("_id"):
                cells[column.name] = words.say("template.example_id", n=words.digits(1))
            case "text", _:
                cells[column.name] = words[f"template.example.{column.name}"]
            case "date", str(day):
                cells[column.name] = words.digits(day)
            case "code", str(code):
                cells[column.name] = _choices(column, words)[list(column.codes).index(code)]
            case "bool", bool(truth):
                cells[column.name] = words["template.yes" if truth else "template.no"]
            case _, value:
                cells[column.name] = value
    return cells


def _note(table: Table, column: Column, words: Words) -> str:
    """What goes into a column, whether it may be empty, and the rules it falls under, a line each."""
    lines = [_goes_in(table, column, words), words[f"template.{'filled' if column.required else 'empty'}"]]
    for rule in table.rules:
        key = f"template.rule.{rule.reason.key}"
        other = _heading(table.column(rule.other), words)
        if key in words and rule.column == column.name:
            lines.append(words.say(key, other=other))
        elif rule.reason.key == "together" and rule.other == column.name:
            lines.append(words.say(key, other=_heading(table.column(rule.column), words)))
    return "\n".join(lines)


def _goes_in(table: Table, column: Column, words: Words) -> str:
    if (column.name,) == table.key:
        return words["template.kind.id"]
    for reference in table.references:
        if reference.column == column.name:
            return words.say("template.kind.reference", table=words[f"template.sheet.{reference.table}"])
    if column.kind == "int":
        unit = f"{words['template.rial']} " if column.name == _MONEY else ""
        return unit + _range(column, words)
    choices = words["list_comma"].join(_choices(column, words))
    return words.say(f"template.kind.{column.kind}", choices=choices)


def _range(column: Column, words: Words) -> str:
    low, high = (
        None if limit is None else _plain(limit, column, words) for limit in (column.low, column.high)
    )
    return words.say(f"template.{'at_least' if high is None else 'between'}", low=low, high=high)


def _plain(limit: int, column: Column, words: Words) -> str:
    return words.digits(limit) if column.name == "year" else words.number(limit)


def _validation(column: Column, words: Words) -> dict | None:
    """
    Lists stop what is not in them; a number out of range only warns, since digits that a spreadsheet takes for
    text, Persian ones among them, are fine for ingest.
    """
    said = {"error_title": words["template.wrong"]}
    if choices := _choices(column, words):
        return said | {"validate": "list", "source": choices, "error_message": words["template.choose"]}
    if column.kind == "int":
        limits = (
            {"criteria": ">=", "value": column.low}
            if column.high is None
            else {"criteria": "between", "minimum": column.low, "maximum": column.high}
        )
        message = _range(column, words)
        return said | limits | {"validate": "integer", "error_type": "warning", "error_message": message}
    return None


def _box(note: str, words: Words) -> dict:
    """A box that the note fits in: about 38 letters a line."""
    lines = sum(1 + len(line) // 38 for line in note.split("\n"))
    font = {"font_name": "Tahoma", "font_size": 9}
    return {"author": words["organisation"], "width": 260, "height": 14 + 18 * lines, **font}
