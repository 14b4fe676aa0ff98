"""How an export of the corpus is written down: each row beside what a person reads in it and what must happen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

#: A row of each table with nothing wrong in it; `#` is the number of the row in its sheet.
ORDINARY = {
    "households": {
        "household_id": "H#",
        "county": "تاکستان",
        "district": "",
        "place": "روستا",
        "head_sex": "زن",
        "size": "4",
        "support_reason": "فوت سرپرست",
        "entered_on": "1390/04/15",
        "exited_on": "",
        "exit_reason": "",
        "assessed_on": "",
        "employable": "",
    },
    "assessments": {"household_id": "H1", "assessed_on": "1395/05/#", "employable": "بله"},
    "plans": {
        "plan_id": "P#",
        "household_id": "",
        "county": "تاکستان",
        "district": "",
        "place": "روستا",
        "operator_sex": "زن",
        "operator_group": "",
        "sector": "دامداری",
        "title": "پرورش گوسفند",
        "channel": "تسهیلات بانکی",
        "bank": "",
        "amount_rial": "120000000",
        "started_on": "1397/02/13",
        "jobs": "2",
        "supervised_until": "",
        "deviated_on": "",
        "deviation_reason": "",
    },
    "visits": {
        "visit_id": "V#",
        "plan_id": "P1",
        "supervisor_id": "S1",
        "stage": "حین اجرا",
        "visited_on": "1397/06/20",
        "finding": "مطلوب",
        "counselling": "خیر",
    },
    "trainings": {
        "training_id": "T#",
        "household_id": "",
        "county": "آبیک",
        "district": "",
        "trainee_sex": "زن",
        "skill": "خیاطی",
        "started_on": "1397/03/01",
        "finished_on": "",
        "hours": "120",
        "completed": "بله",
        "employed_on": "",
    },
    "purchases": {
        "purchase_id": "K#",
        "county": "قزوین",
        "household_id": "",
        "product": "گلیم",
        "amount_rial": "8500000",
        "purchased_on": "1397/09/05",
    },
    "targets": {"year": "1397", "area": "260#", "indicator": "اشتغال", "target": "240"},
    "supervisors": {"supervisor_id": "S#", "county": "تاکستان", "from_on": "1395/01/01", "until_on": ""},
    "reporters": {"year": "1397", "county": "260#", "table": "طرح‌ها", "delivered_on": "1398/01/20"},
}


class W(NamedTuple):
    """A cell as written, and the value a person reads in it (a date as `1397/02/13`, an empty cell as '')."""

    cell: object
    read: object


class Formula(NamedTuple):
    text: str
    value: float


class Shown(NamedTuple):
    """A number with the format in which a sheet shows it, and what is seen."""

    value: float
    format: str
    seen: str

    def __str__(self) -> str:
        return self.seen


class Wrong(NamedTuple):
    """An error value of a sheet."""

    text: str


@dataclass
class Row:
    """
    cells: as written. kind: heading, title, blank, header, totals, note or data. fate: of data, what must
    become of it. faults: column → a word of the reason. mend: column → what an office writes instead.
    """

    cells: list
    kind: str = "data"
    fate: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    mend: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)


class Sheet:
    """
    A sheet under construction. columns: names of the contract or any other heading, in the order written;
    headings: how the office heads a column of the contract.
    """

    def __init__(
        self, table: str, columns: str | Sequence[str] = "", name: str = "", headings=None, head=True
    ):
        self.table, self.name, self.rows = table, name, []
        self.columns = columns.split() if isinstance(columns, str) else list(columns)
        self.columns = self.columns or list(ORDINARY[table])
        self.headings = headings or {}
        self.merged: list[tuple[int, int, int, int]] = []
        self.hidden, self.loose, self.count = False, False, 0
        self.left_aside: tuple[str, ...] = ()
        self.personal: tuple[str, ...] = ()
        self.waiting = head  # the heading is written before the first row that is not a title

    def _head(self) -> list:
        return [self.headings.get(c, c) for c in self.columns]

    def title(self, *cells) -> "Sheet":
        self.rows.append(Row(_wide(cells, len(self.columns)), "title" if any(cells) else "blank"))
        return self

    def head(self, *cells, kind: str = "heading") -> "Sheet":
        self.rows.append(Row(list(cells) or self._head(), kind))
        self.waiting = False
        return self

    def _data(self, fate: str, cells: Mapping, faults=None, mend=None) -> "Sheet":
        if self.waiting:
            self.head()
        self.count += 1
        ordinary = {k: v.replace("#", str(self.count)) for k, v in ORDINARY[self.table].items()}
        given = {**ordinary, **cells}
        row = [given.get(c, "") for c in self.columns]
        values = {c: v.read for c, v in given.items() if isinstance(v, W)}
        self.rows.append(
            Row(
                [v.cell if isinstance(v, W) else v for v in row],
                "data",
                fate,
                faults or {},
                mend or {},
                values,
            )
        )
        return self

    def ok(self, **cells) -> "Sheet":
        return self._data("accepted", cells)

    def new(self, **cells) -> "Sheet":
        """A later version of a row that is in the registers."""
        return self._data("replaced", cells)

    def again(self, **cells) -> "Sheet":
        return self._data("unchanged", cells)

    def bad(self, column: str, word: str, mend: Mapping | None = None, **cells) -> "Sheet":
        return self._data("refused", cells, {column: word}, mend)

    def bads(self, faults: Mapping, mend: Mapping | None = None, **cells) -> "Sheet":
        return self._data("refused", cells, faults, mend)

    def record(self, *cells, word: str = "", mend: Mapping | None = None, kind: str = "data") -> "Sheet":
        """A record with its own number of fields."""
        fate = "refused" if kind == "data" else ""
        if self.waiting and kind != "title":
            self.head()
        self.rows.append(Row(list(cells), kind, fate, {"": word} if word else {}, mend or {}))
        return self

    def blank(self) -> "Sheet":
        self.rows.append(Row([""] * len(self.columns), "blank"))
        return self

    def totals(self, word: str, **cells) -> "Sheet":
        row = [cells.get(c, "") for c in self.columns]
        if word:
            row[0] = word
        self.rows.append(Row(row, "totals"))
        return self

    def note(self, text: str) -> "Sheet":
        self.rows.append(Row(_wide([text], len(self.columns)), "note"))
        return self


def _wide(cells: Sequence, width: int) -> list:
    return [*cells, *[""] * (width - len(cells))]


@dataclass
class File:
    """A file to be made: its sheets and how they are written; or plain bytes that must be refused whole."""

    name: str
    sheets: tuple[Sheet, ...] = ()
    encoding: str = "utf-8"
    mark: str = ","
    end: str = "\r\n"
    options: Mapping = field(default_factory=dict)
    content: bytes | None = None
    refused: str = ""  # a word of the message with which the whole file is refused


@dataclass
class Call:
    files: tuple[File, ...]
    code: int = 0


@dataclass
class Scenario:
    """
    Calls in a row, in a project that is empty before the first.

    secrets: what must stand nowhere. kept: (table, id) that must be in the registers at the end, though
    its call refused it. empty: the quarantine is empty at the end, with nothing fed in.
    """

    name: str
    calls: tuple[Call, ...]
    secrets: tuple[str, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    empty: bool = False
