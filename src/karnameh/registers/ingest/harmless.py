"""
Text as it may stand in a cell of a CSV or XLSX that we write, and back again.

A spreadsheet runs a cell that begins with = + - @ as a formula, and some do so after a tab or a line break or
with the full-width signs: such a cell gets one apostrophe in front. Control characters that a format cannot
hold stand as their pictures (␀ for a null byte, U+2400 to U+2421). `plain` takes both back, so that a row that
nobody corrected is refused again for what it really holds.
"""

import re

import pandas as pd

#: The most UTF-16 units a cell of a workbook holds.
LONGEST = 32767
_RUNS = "=+@\uff1d\uff0b\uff0d\uff20\t\r\n-"
#: Apostrophes of the office's own get one more, or `plain` would take one of theirs.
_BEGINS = re.compile(f"'*[{_RUNS}]")
_MARKED = re.compile(f"'(?='*[{_RUNS}])")
_PICTURES = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A, 0x0D)} | {0x7F: 0x2421}
_BACK = {picture: code for code, picture in _PICTURES.items()}
#: No XML holds these two.
_WORKBOOK = _PICTURES | {0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD}
_CUT = "\u2403"


def in_csv(text: str) -> str:
    """Text for a cell of a CSV: programs cut text at a null byte; the other control characters survive."""
    return _harmless(text).replace("\0", "\u2400")


def in_workbook(text: str) -> str:
    """Text for a cell of a workbook; too long a text is cut and ends with ␃, which no row may hold."""
    text = _harmless(text).replace("\r\n", "\n").replace("\r", "\n").translate(_WORKBOOK)
    return text if len(text) <= LONGEST // 2 else _cut(text)


def plain(text: str) -> str:
    """Text as it was before it was made harmless."""
    return _MARKED.sub("", text.translate(_BACK), count=1) if _MARKED.match(text) else text.translate(_BACK)


def as_written(column: pd.Series) -> pd.Series:
    """`plain` for each cell of a column of text; missing cells stay missing."""
    return column.map(plain, na_action="ignore")


def _harmless(text: str) -> str:
    return f"'{text}" if _BEGINS.match(text) else text


def _cut(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * (LONGEST - 1)].decode("utf-16-le", errors="ignore") + _CUT
