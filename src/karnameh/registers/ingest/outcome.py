"""What became of a call of `ingest`: per sheet, per file, in numbers and in words."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from karnameh.errors import RegisterError, printable
from karnameh.registers.reasons import Reason

SOME_REFUSED = 20
#: Row numbers that are listed before "…".
_LISTED = 12


@dataclass(frozen=True)
class Told:
    """One reason in one column: how many rows, the first of them and what is written there, where it may be shown."""

    column: str
    reason: Reason
    rows: int
    first: int
    written: str = ""


@dataclass(frozen=True)
class Part:
    """
    One sheet that was read. accepted + replaced + unchanged + refused + rows of not_data = rows.

    rows: all but the heading. not_data: kind → numbers of the rows.
    """

    file: str
    sheet: str
    table: str
    rows: int
    accepted: int
    replaced: int
    unchanged: int
    refused: int
    not_data: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    left_aside: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    pseudonymised: tuple[str, ...] = ()
    faults: tuple[Told, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.file}, sheet {self.sheet}" if self.sheet else self.file


@dataclass(frozen=True)
class Outcome:
    """
    What a call did.

    refused_files: (file, what is wrong and what to do). remarks: what else is worth saying. returned: table →
    rows that waited in quarantine and went in. kept: names of the quarantine files of this call.
    """

    parts: tuple[Part, ...]
    refused_files: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()
    returned: Mapping[str, int] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    dry_run: bool = False

    @property
    def code(self) -> int:
        """0: nothing refused; 20: something refused, something in; 11: everything refused."""
        if not self.refused_files and not any(part.refused for part in self.parts):
            return 0
        taken = any(part.accepted + part.replaced + part.unchanged for part in self.parts)
        return SOME_REFUSED if taken else RegisterError.code

    def lines(self) -> Iterator[str]:
        """The summary that a person reads; names of files, sheets and columns cannot harm a terminal."""
        yield from map(printable, self._lines())

    def _lines(self) -> Iterator[str]:
        if self.parts:
            yield from _table(self.parts)
        for part in self.parts:
            yield from _details(part)
        yield from (f"{file}: refused: {message}" for file, message in self.refused_files)
        yield from self.remarks
        for table, rows in self.returned.items():
            yield f"{table}: rows that waited in quarantine and went in: {rows:,}"
        if self.kept:
            yield f"refused rows are kept in {', '.join(self.kept)}; correct them there and take the file in again."
        if self.dry_run:
            yield "dry run: nothing was written."


def _table(parts: tuple[Part, ...]) -> Iterator[str]:
    heads = ("file", "table", "rows", "accepted", "replaced", "unchanged", "refused", "not data")
    rows = [
        (
            p.name,
            p.table,
            p.rows,
            p.accepted,
            p.replaced,
            p.unchanged,
            p.refused,
            sum(map(len, p.not_data.values())),
        )
        for p in parts
    ]
    if len(rows) > 1:
        rows.append(("in all", "", *(sum(column) for column in zip(*(row[2:] for row in rows), strict=True))))
    texts = [heads, *([cell if isinstance(cell, str) else f"{cell:,}" for cell in row] for row in rows)]
    widths = [max(len(row[number]) for row in texts) for number in range(len(heads))]
    for row in texts:
        left = [cell.ljust(width) for cell, width in zip(row[:2], widths[:2], strict=True)]
        right = [cell.rjust(width) for cell, width in zip(row[2:], widths[2:], strict=True)]
        yield "  ".join((*left, *right)).rstrip()


def _details(part: Part) -> Iterator[str]:
    if part.refused:
        yield f"{part.name}: rows refused: {part.refused:,} of {part.rows:,}"
        for told in part.faults:
            written = f": '{told.written}'" if told.written else ""
            yield f"  {told.column or 'row':<16}  {told.reason}  {told.rows:,}   first at row {told.first}{written}"
    for kind, numbers in part.not_data.items():
        listed = ", ".join(map(str, numbers[:_LISTED])) + (", …" if len(numbers) > _LISTED else "")
        yield f"{part.name}: not data ({kind}): row {listed}"
    for names, what in (
        (part.left_aside, "columns left aside, not part of the table"),
        (part.personal, "columns dropped because they tell who a person is"),
        (part.pseudonymised, "national ids replaced by pseudonyms in"),
    ):
        if names:
            yield f"{part.name}: {what}: {', '.join(names)}"
    yield from (f"{part.name}: {remark}" for remark in part.remarks)


def told_of(faults: list[tuple[int, str, Reason, str]]) -> tuple[Told, ...]:
    """Faults of many rows (row, column, reason, what is written) by column and reason, the most frequent first."""
    counts = Counter((column, reason.key) for _, column, reason, _ in faults)
    first: dict[tuple, tuple] = {}
    for row, column, reason, written in faults:
        first.setdefault((column, reason.key), (reason, row, written))
    return tuple(
        Told(column, first[column, key][0], count, first[column, key][1], first[column, key][2])
        for (column, key), count in counts.most_common()
    )
