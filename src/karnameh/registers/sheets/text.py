"""
A CSV file, in whichever encoding and with whichever separator → a Sheet.

Lines are put together to records here, so that a stray quote never takes the file with it: a line without
quotes is split as it stands, a line with quotes is read strictly, and where a quoted field does not close
within reason, that line alone is at fault.
"""

import csv
import re
from bisect import bisect_right
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TextIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from karnameh.errors import RegisterError
from karnameh.registers.reasons import Reason
from karnameh.registers.sheets.sheet import MOST_COLUMNS, Sheet

#: Characters of a line, and of the lines that one record may run over; more is no table.
MOST_CHARACTERS = 1 << 20
_MOST_LINES = 100
#: Fields past the width of the grid in a whole file: they are kept one by one.
_MOST_BEYOND = 1_000_000
#: No table of a country has more cells or more text.
_MOST_CELLS, _MOST_BYTES = 500_000_000, 1 << 33
#: The grid is as wide as the widest of the first records.
_WIDTH_FROM, _MARK_FROM = 100, 50
_CHUNK_RECORDS, _CHUNK_CHARACTERS = 50_000, 1 << 24
#: A character has four bytes at most, so a block in which no line ends is a line too long.
_BLOCK, _HEAD = 4 * MOST_CHARACTERS, 1 << 16

#: The last is what Excel puts between fields on a Persian Windows.
_MARKS = (",", ";", "\t", "؛")
_NAMED_MARK = re.compile(r'\ufeff?"?sep=([,;\t|؛])"?[\r\n]*', re.IGNORECASE)
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\r"))
_HIGH = bytes(range(128, 256))
#: What is no letter, sign or space of a table in Persian, Arabic or a European language.
_STRANGE = re.compile("[^\t\n\r -~\u00a0-\u024f\u0600-\u06ff\u0750-\u077f\u2000-\u206f\ufb50-\ufeff]")
#: Letters, marks, joiners and quotation marks of Persian in Windows-1256; two beside each other tell a word.
_PERSIAN = bytes(
    number for number in _HIGH if re.match("[\u0600-\u06ff\u200c-\u200f«»]", bytes([number]).decode("cp1256"))
)
_WORD = re.compile(b"[%s]{2}" % _PERSIAN)
_UNKNOWN = "its encoding is not known; UTF-8, UTF-16 or Windows-1256 was expected; save it as CSV UTF-8."
_LONG = (
    f"a line of more than {MOST_CHARACTERS:,} characters; a line for each row was expected; export it again."
)


@dataclass
class _Records:
    """
    Some records: the line each begins on, its text; of those with quotes (by their number here) the fields
    end to end, how many each has, and what is wrong with its quotes.
    """

    lines: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    quoted: list[int] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    faults: dict[int, Reason] = field(default_factory=dict)


def read_text(path: Path, known: Callable[[str], bool] = lambda field: False) -> Sheet:
    """
    The records of a CSV file as they are written; known says whether a field is a heading.

    Each line that is blank is a row too. A row with a broken character, a null or a wrong quote has a fault.

    Raises: RegisterError where the file is empty, binary, in another encoding, or has a line or a row too
        long for a table.
    """
    with path.open("rb") as file:
        encoding = _encoding(file)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = _Lines(_physical(file))
        mark = _mark(lines, known)
        return _sheet(path.name, lines, mark)


# Encoding


def _encoding(file: BinaryIO) -> str:
    """The name of the encoding; the whole file is read, for its head may be plain where its end is not."""
    head = file.read(_HEAD)
    file.seek(0)
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        if not _readable(head, "utf-16"):
            raise RegisterError(_UNKNOWN)
        return "utf-16"
    if b"\0" in head:
        for encoding in ("utf-16-le", "utf-16-be"):
            if _readable(head, encoding):
                return encoding
    size, controls, valid, invalid = _survey(file)
    if controls * 20 > size:
        raise RegisterError(
            "it holds binary data where text was expected; export it again, or save it as CSV UTF-8."
        )
    if not invalid or valid > invalid:
        return "utf-8-sig"
    file.seek(0)
    if _is_persian(file):
        return "cp1256"
    if invalid * 100 < size:  # plain text with a few broken bytes: their rows are refused, not the file
        return "utf-8-sig"
    raise RegisterError(_UNKNOWN)


def _readable(head: bytes, encoding: str) -> bool:
    text = head.decode(encoding, "replace")
    return len(_STRANGE.findall(text)) * 10 <= len(text)


def _survey(file: BinaryIO) -> tuple[int, int, int, int]:
    """Bytes; control bytes; as UTF-8: bytes that carry on a character, and bytes that have no place."""
    decoder = getincrementaldecoder("utf-8")("surrogateescape")
    size = controls = valid = invalid = 0
    for block in _blocks(file):
        text = decoder.decode(block, final=len(block) < _BLOCK)
        size += len(block)
        controls += len(block) - len(block.translate(None, _CONTROLS))
        if not text.isascii():
            whole = text.encode("utf-8", "ignore")
            broken = len(text.encode("utf-8", "surrogateescape")) - len(whole)
            valid += len(whole) - (len(text) - broken)
            invalid += broken
    return size, controls, valid, invalid


def _is_persian(file: BinaryIO) -> bool:
    """Whether there are words, and nine of ten bytes past ASCII belong to Persian, as Windows-1256."""
    high = persian = 0
    words = False
    for block in _blocks(file):
        high += len(block) - len(block.translate(None, _HIGH))
        persian += len(block) - len(block.translate(None, _PERSIAN))
        words = words or bool(_WORD.search(block))
    return words and persian * 10 >= high * 9


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        if len(block) == _BLOCK and b"\n" not in block and b"\r" not in block:
            raise RegisterError(_LONG)
        yield block


# Lines


class _Lines:
    """Physical lines with their ends, one after the other; lines handed back come again."""

    def __init__(self, lines: Iterable[str]):
        self._lines = iter(lines)
        self._waiting: list[str] = []
        self.number = 0
        self.characters = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._waiting.pop() if self._waiting else next(self._lines)
        self.number += 1
        self.characters += len(line)
        return line

    def back(self, lines: list[str]) -> None:
        self._waiting += reversed(lines)
        self.number -= len(lines)


def _physical(file: TextIO) -> Iterator[str]:
    while line := file.readline(MOST_CHARACTERS + 1):
        if len(line) > MOST_CHARACTERS:
            raise RegisterError(_LONG)
        yield line


# Records


def _mark(lines: _Lines, known: Callable[[str], bool]) -> str:
    """
    The separator that a first line `sep=;` names; else the one that gives a record most known headings;
    else the one that splits the first records most evenly into most fields.
    """
    head = list(islice(lines, _MARK_FROM + _MOST_LINES))
    lines.back(head)
    if head and (named := _NAMED_MARK.fullmatch(head[0])):
        return named[1]

    def worth(mark: str) -> tuple[int, float]:
        fields = _split(_records(_Lines(head), mark, _MARK_FROM), mark)
        counts = Counter(fields.counts[fields.counts > 0].tolist())
        headings = (sum(map(known, fields.of(row))) for row in range(len(fields.counts)))
        evenly = ((width - 1) * (many / counts.total()) ** 2 for width, many in counts.items())
        return max(headings, default=0), max(evenly, default=0)

    return max(_MARKS, key=worth)


def _records(lines: _Lines, mark: str, most: int) -> _Records:
    """The next records, no more of them than memory holds with ease."""
    csv.field_size_limit(2 * MOST_CHARACTERS)
    strict = csv.reader((), delimiter=mark, strict=True).dialect
    found = _Records()
    end = lines.characters + _CHUNK_CHARACTERS
    for line in lines:
        found.lines.append(lines.number)
        if '"' in line:
            text, fields, fault = _quoted(line, lines, mark, strict)
            found.quoted.append(len(found.texts))
            found.fields += fields
            found.held.append(len(fields))
            if fault:
                found.faults[len(found.texts)] = fault
            found.texts.append(text)
        else:
            found.texts.append(line)
        if len(found.texts) == most or lines.characters > end:
            break
    return found


def _quoted(line: str, lines: _Lines, mark: str, strict) -> tuple[str, list[str], Reason | None]:
    """The record that begins with a line that holds a quote: its text, its fields, what is wrong with it."""
    try:
        return line, next(csv.reader((line,), strict)), None
    except csv.Error:
        return _joined(line, _More(line, lines), mark, strict)


def _joined(line: str, more: "_More", mark: str, strict) -> tuple[str, list[str], Reason | None]:
    """A line whose quoted field is open, with the lines on which it closes; or the line alone, with a fault."""
    try:
        fields = next(csv.reader(more, strict))
    except csv.Error:
        more.lines.back(more.taken)
        return (
            line,
            _lenient(line.rstrip("\r\n"), mark),
            Reason("quote_open" if more.asked else "quote_stray"),
        )
    written = [line, *more.taken]
    # Where each line has the fields of a record, a quote too many may have joined records.
    doubtful = len(fields) > 2 and all(part.count(mark) + 1 >= len(fields) for part in written)
    return "".join(written), fields, Reason("quote_open") if doubtful else None


class _More:
    """A line, then those after it, as many as a record may have."""

    def __init__(self, line: str, lines: _Lines):
        self._line, self.lines = line, lines
        self.taken: list[str] = []
        self.asked = False

    def __iter__(self) -> Iterator[str]:
        yield self._line
        self.asked = True
        size = len(self._line)
        for line in islice(self.lines, _MOST_LINES - 1):
            self.taken.append(line)
            size += len(line)
            if size > MOST_CHARACTERS:
                return
            yield line


def _lenient(line: str, mark: str) -> list[str]:
    """The fields of a line with a wrong quote: a field is quoted where a quote before a separator ends it."""
    line += mark
    closing = [found.start() for found in re.finditer(f'"{re.escape(mark)}', line)]
    fields, start = [], 0
    while start < len(line):
        end = line.index(mark, start)
        closes = bisect_right(closing, start)
        if line[start] == '"' and closes < len(closing):
            end = closing[closes] + 1
            fields.append(line[start + 1 : end - 1].replace('""', '"'))
        else:
            fields.append(line[start:end])
        start = end + 1
    return fields


# Columns


@dataclass(frozen=True)
class _Fields:
    """The fields of some records, end to end: where those of each record start, and how many they are."""

    written: pa.StringArray
    starts: np.ndarray
    counts: np.ndarray

    def table(self, width: int) -> pa.Table:
        """So many columns, null where a field is empty or there is none."""
        empty = pc.equal(pc.binary_length(self.written), 0).to_numpy(zero_copy_only=False)
        columns = {}
        for number in range(width):
            missing = self.counts <= number
            at = np.where(missing, 0, self.starts + number)
            columns[str(number)] = self.written.take(pa.array(at, mask=missing | empty[at]))
        return pa.table(columns)

    def of(self, record: int, since: int = 0) -> tuple[str, ...]:
        """The fields of a record from a column on."""
        start = self.starts[record]
        return tuple(self.written[start + since : start + self.counts[record]].to_pylist())


def _sheet(name: str, lines: _Lines, mark: str) -> Sheet:
    tables, rows, counts, beyond, faults = [], [], [], {}, {}
    width = above = more = size = 0
    while (records := _records(lines, mark, _CHUNK_RECORDS)).texts:
        fields = _split(records, mark)
        if fields.counts.max() > MOST_COLUMNS:
            raise RegisterError(f"more than {MOST_COLUMNS:,} columns; export only those of the table.")
        width = width or max(fields.counts[fields.counts > 0][:_WIDTH_FROM], default=1)
        tables.append(fields.table(width))
        rows.append(records.lines)
        counts.append(fields.counts)
        longer = fields.counts > width
        more += int((fields.counts[longer] - width).sum())
        if more > _MOST_BEYOND:
            raise RegisterError(
                "its rows have more fields than its first rows; as many were expected; export it again."
            )
        beyond |= {above + row: fields.of(row, width) for row in np.flatnonzero(longer).tolist()}
        faults |= {above + row: told for row, told in _faults(records)}
        above += len(records.texts)
        size += tables[-1].nbytes
        if above * width > _MOST_CELLS or size > _MOST_BYTES:
            raise RegisterError(
                "it is too large for a table of registers; a table of an office was expected; export it in parts."
            )
    if not beyond and all(
        table.num_rows == column.null_count for table in tables for column in table.columns
    ):
        raise RegisterError("the file is empty; a heading and rows were expected; export it again.")
    return Sheet(
        name,
        "",
        pa.concat_tables(tables),
        np.concatenate(rows),
        np.concatenate(counts).astype(np.int32),
        beyond,
        faults=faults,
    )


def _split(records: _Records, mark: str) -> _Fields:
    """The fields of records: those without quotes are split all at once, behind them come the others'."""
    quoted = np.zeros(len(records.texts), bool)
    quoted[records.quoted] = True
    plain = pc.ascii_rtrim(pa.array(records.texts, pa.string()).filter(pa.array(~quoted)), "\r\n")
    split = pc.split_pattern(plain, mark)
    held = np.concatenate([pc.list_value_length(split), np.array(records.held, np.int64)])
    order = np.concatenate([np.flatnonzero(~quoted), records.quoted]).astype(int)
    starts, counts = np.empty(len(held), int), np.empty(len(held), int)
    starts[order] = np.cumsum(held) - held
    counts[order] = held
    blank = pc.equal(pc.binary_length(plain), 0).to_numpy(zero_copy_only=False)
    counts[order[: len(plain)][blank]] = 0
    return _Fields(pa.concat_arrays([split.flatten(), pa.array(records.fields, pa.string())]), starts, counts)


def _faults(records: _Records) -> Iterator[tuple[int, tuple[tuple[None, Reason], ...]]]:
    """Record → what is wrong with the whole of it."""
    texts = pa.array(records.texts, pa.string())
    broken, null = (
        set(pc.indices_nonzero(pc.match_substring(texts, char)).to_pylist()) for char in ("\ufffd", "\0")
    )
    for row in sorted(broken | null | records.faults.keys()):
        reasons = [records.faults[row]] if row in records.faults else []
        reasons += [Reason("broken")] if row in broken else []
        reasons += [Reason("null")] if row in null else []
        yield row, tuple((None, reason) for reason in reasons)
