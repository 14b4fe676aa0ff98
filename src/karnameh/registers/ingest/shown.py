"""Refused rows as a person sees them: a CSV and a workbook of the same cells, each row with its reasons."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from karnameh.registers.headings import ADDED
from karnameh.registers.ingest.harmless import in_csv, in_workbook
from karnameh.registers.reasons import Both, Reason
from karnameh.registers.schema import TABLES, TOMAN

_JOIN = "; "
#: A sheet holds 1,048,576 rows.
ROWS_OF_A_SHEET = 1_000_000
_WIDEST, _REASON_WIDTH = 40, 60
_CREATED = datetime(2000, 1, 1)


def columns_of(table: str) -> list[str]:
    """The columns of a table that an export may have, toman after rial."""
    names = [column.name for column in TABLES[table].columns]
    if "amount_rial" in names:
        names.insert(names.index("amount_rial") + 1, TOMAN)
    return names


def json_of(faults: Iterable[tuple[str, Reason]]) -> str:
    """The faults of a row as text."""
    return json.dumps([(column, reason.key, reason.blanks) for column, reason in faults], ensure_ascii=False)


def reasons_of(text: str) -> tuple[tuple[str, Reason], ...]:
    """The faults of a row, column and reason, from what `json_of` made of them."""
    return tuple(
        (
            column,
            Reason(
                key,
                tuple((name, Both(*value) if isinstance(value, list) else value) for name, value in blanks),
            ),
        )
        for column, key, blanks in json.loads(text)
    )


def shown_of(entries: pd.DataFrame, table: str) -> pd.DataFrame:
    """What a person sees of the entries: values as written, then row, column and reasons; text throughout."""
    names = [name for name in columns_of(table) if name != TOMAN or entries[name].notna().any()]
    told = {text: _told(reasons_of(text)) for text in entries["_faults"].unique()}
    faults = pd.DataFrame([told[text] for text in entries["_faults"]], columns=ADDED[1:], index=entries.index)
    return entries[names].fillna("").assign(row=entries["_row"].astype("str")).join(faults)


def _told(faults: tuple[tuple[str, Reason], ...]) -> tuple[str, str, str]:
    columns = (column for column, _ in faults)
    reasons = (tuple(reason.text(lang) for _, reason in faults) for lang in ("fa", "en"))
    return tuple(_JOIN.join(texts) for texts in (columns, *reasons))


def _lines(shown: pd.DataFrame, harmless: Callable[[str], str]) -> Iterator[tuple[str, ...]]:
    """The rows, each distinct text made harmless once."""
    columns = [shown[name].tolist() for name in shown]
    safe = {text: harmless(text) for column in columns for text in set(column)}
    return zip(*([safe[text] for text in column] for column in columns), strict=True)


def csv_of(shown: pd.DataFrame) -> bytes:
    """Excel knows UTF-8 by the mark in front; with CRLF a bare CR or LF within a cell is quoted too."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(shown.columns)
    writer.writerows(_lines(shown, in_csv))
    return text.getvalue().encode("utf-8-sig")


def workbook_of(shown: pd.DataFrame, table: str, folder: Path) -> bytes:
    """Right to left, all cells text so that an id keeps its zeros; a sheet per million rows, made in the folder."""
    file = BytesIO()
    with TemporaryDirectory(dir=folder, prefix=".") as aside:  # persons' rows go nowhere else on the disk
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": aside})
        book.set_properties({"created": _CREATED})
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "bold": True})
        wrapped = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        formats = [wrapped if name.startswith("reason_") else text for name in shown]
        for number, start in enumerate(range(0, len(shown), ROWS_OF_A_SHEET), 1):
            sheet = book.add_worksheet(table if number == 1 else f"{table} {number}")
            _fill(sheet, shown.iloc[start : start + ROWS_OF_A_SHEET], formats, bold)
        try:
            book.close()
        except FileCreateError as error:
            raise error.args[0] from None
    return file.getvalue()


def _fill(sheet: Worksheet, shown: pd.DataFrame, formats: list[Format], bold: Format) -> None:
    sheet.right_to_left()
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(shown), len(shown.columns) - 1)
    for place, name in enumerate(shown):
        sheet.set_column(place, place, _width(shown[name], name), formats[place])
        sheet.write_string(0, place, name, bold)
    for line, row in enumerate(_lines(shown, in_workbook), 1):
        for place, cell in enumerate(row):
            if cell:
                sheet.write_string(line, place, cell, formats[place])


def _width(cells: pd.Series, name: str) -> int:
    if name.startswith("reason_"):
        return _REASON_WIDTH
    return min(_WIDEST, max(len(name), int(cells.str.len().max())) + 3)
