"""The published table: the only thing a brief may open. Its cells, and reading and writing it."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from karnameh.errors import DataError
from karnameh.files import write_atomically
from karnameh.indicators.catalogue import INDICATORS, KEY, PUBLISHED
from karnameh.indicators.ratio import ratio
from karnameh.trace import looked


def cell_key(*parts: object) -> str:
    """The parts of a key, in their order, in one text."""
    return "/".join(map(str, parts))


class Cell(NamedTuple):
    """
    One published cell.

    value: a whole number for counts and amounts, a Decimal with one place for shares and rates; None
    unless the status is reported. was: the value of the edition before, where it was another one.
    """

    year: int
    area: str
    indicator: str
    breakdown: str
    category: str
    status: str
    numerator: int | None
    denominator: int | None
    value: int | Decimal | None
    unit: str
    note: str
    was: int | Decimal | None = None

    @property
    def key(self) -> str:
        """'1397/2602/count_jobs/sector/livestock', as `data-cell` and JSON-LD name it."""
        return cell_key(self.year, self.area, self.indicator, self.breakdown, self.category)

    @property
    def known(self) -> bool:
        """Whether there is a number."""
        return self.status == "reported"

    @property
    def revised(self) -> bool:
        """Whether an earlier edition published another value."""
        return "revised" in self.note.split("; ")

    @property
    def partial(self) -> tuple[int, int] | None:
        """How many counties the sum holds, out of how many, where some did not deliver."""
        if not self.note.startswith("partial"):
            return None
        held, _, expected = self.note.removeprefix("partial: ").split(";")[0].partition(" of ")
        return int(held), int(expected)

    @property
    def rounded(self) -> bool:
        """Whether its numbers are rounded ones."""
        return "rounded" in self.note.split("; ")


@dataclass(frozen=True)
class About:
    """
    What holds for the whole publication: made-up data or real, the rule, its edition and date.

    revised_because: by language, why figures of the edition before were revised, where that is said.
    was: of each revised figure, by its key as `Cell.key` has it, the value that the edition before published.
    years: those it publishes.
    """

    synthetic: bool
    threshold: int
    edition: int
    data_date: str
    revised_because: Mapping[str, str] = field(default_factory=dict)
    profile: str = "suppress"
    base: int = 5
    was: Mapping[str, str] = field(default_factory=dict)
    years: Sequence[int] = field(default_factory=list)

    @property
    def rounds(self) -> bool:
        """Whether counts are published as multiples of the base."""
        return self.threshold > 0 and self.profile == "round"


#: A row as it is written: year and area, and what else names it; the name of the area stands between them.
_ROW = r"^((\d+,{province}\d*),(?:[^\",\n]*|\"(?:[^\"]|\"\")*\"),([^,\n]*,[^,\n]*,[^,\n]*),.*)$"
#: Of a row: what names it, and what a cell is made of.
_KEY = itemgetter(*map(PUBLISHED.index, KEY))
_STATUS, _VALUE = map(PUBLISHED.index, ("status", "value"))
_CONTENT = itemgetter(*map(PUBLISHED.index, ("status", "numerator", "denominator", "value", "unit", "note")))


class Publication:
    """The cells by their key."""

    def __init__(self, frame: pd.DataFrame, about: About):
        self.frame, self.about = frame, about
        self._cells: dict[tuple, Cell | None] = {}
        self._rows = {_KEY(row): row for row in frame[PUBLISHED].itertuples(index=False, name=None)}

    def _row(self, *key: object) -> Sequence[str] | None:
        """A row in the order of PUBLISHED."""
        return self._rows.get(key)

    def _every(self) -> Iterable[Sequence[str]]:
        """All rows."""
        return self._rows.values()

    def _found(self, *named: object) -> list[str]:
        """The categories that there are of a breakdown."""
        return self._categories.get(named, [])

    @cached_property
    def _categories(self) -> dict[tuple, list[str]]:
        found: dict[tuple, list[str]] = {}
        for *named, category in self._rows:
            found.setdefault(tuple(named), []).append(category)
        return found

    def cell(
        self, year: int, area: str, indicator: str, breakdown: str = "", category: str = ""
    ) -> Cell | None:
        """The cell, or None where the table has no such row (a year before the first)."""
        looked("rows", f"{year}/{area}/{indicator}/{breakdown}")
        key = year, area, indicator, breakdown, category
        if key not in self._cells:
            self._cells[key] = self._cell(*key)
        return self._cells[key]

    def _cell(self, year: int, area: str, indicator: str, breakdown: str, category: str) -> Cell | None:
        row = self._row(year, area, indicator, breakdown, category)
        if row is None:
            return None
        status, numerator, denominator, value, unit, note = _CONTENT(row)
        exact = _exact(indicator)
        told = self.about.was
        was = told and told.get(cell_key(year, area, indicator, breakdown, category))
        return Cell(
            year,
            area,
            indicator,
            breakdown,
            category,
            status,
            _int(numerator),
            _int(denominator),
            exact(value) if value else None,
            unit,
            note,
            exact(was) if was else None,
        )

    def value(self, *key: object) -> int | Decimal | None:
        """The number of a cell alone, of which nobody says that it was looked at; None where none is published."""
        row = self._row(*key)
        if row is None or row[_STATUS] != "reported":
            return None
        return _exact(str(key[2]))(row[_VALUE])

    def told(self) -> dict[str, str]:
        """The value of every published figure as it is written, by its name: '1397/2602/count_jobs/sector/livestock'."""
        return {cell_key(*_KEY(row)): row[_VALUE] for row in self._every() if row[_STATUS] == "reported"}

    def categories(self, year: int, area: str, indicator: str, breakdown: str) -> list[Cell]:
        """The cells of a breakdown, in the order of the catalogue (districts by code)."""
        looked("rows", f"{year}/{area}/{indicator}/{breakdown}")
        order = self.category_names(year, area, indicator, breakdown)
        return [cell for category in order if (cell := self.cell(year, area, indicator, breakdown, category))]

    def category_names(self, year: int, area: str, indicator: str, breakdown: str) -> Sequence[str]:
        """The categories that a breakdown may have, in the order of the catalogue; districts that are there, by code."""
        order = next(b for b in INDICATORS[indicator].breakdowns if b.name == breakdown).categories
        if order:
            return order
        found = self._found(year, area, indicator, breakdown)
        return sorted(found, key=lambda category: (not category.isdigit(), category))

    def rows(self, year: int | None = None, areas: Iterable[str] | None = None) -> pd.DataFrame:
        """The rows of a year and of some areas, as published."""
        chosen = None if areas is None else list(areas)
        _looked_at(year, chosen)
        frame = self.frame
        if year is not None:
            frame = frame[frame["year"] == year]
        return frame if chosen is None else frame[frame["area"].isin(chosen)]

    def as_csv(self, year: int | None, area: str) -> bytes:
        """The rows of an area and a year, or all years, as `to_csv` writes them."""
        return to_csv(self.rows(year, [area]))

    @classmethod
    def of_province(cls, path: Path, province: str, years: Iterable[int]) -> "Publication":
        """
        What a brief may show of the table a build left: the rows of a province and its counties.

        years: those of the table, ascending.
        Raises: DataError where there is none.
        """
        about = cls._about(path)
        of_it = re.compile(_ROW.format(province=re.escape(province)), re.M)
        pieces = _of_years(path.read_text(encoding="utf-8"), province, years)
        return _Slice([row for piece in pieces for row in of_it.findall(piece)], about)

    @classmethod
    def read(cls, path: Path) -> "Publication":
        """The table a build left. Raises DataError where there is none."""
        about = cls._about(path)
        return cls(from_csv(path.read_bytes()), about)

    @staticmethod
    def _about(path: Path) -> About:
        if not path.is_file():
            raise DataError(
                f"{path}: there is no publication table yet. Run `make briefs` or `karnameh build` first."
            )
        return About(**json.loads(path.with_suffix(".json").read_text(encoding="utf-8")))

    def write(self, path: Path) -> None:
        """Write the table and what holds for it, each whole or not at all."""
        about = json.dumps(vars(self.about), indent=1).encode() + b"\n"
        write_atomically(path.with_suffix(".json"), about, lasting=True)
        write_atomically(path, to_csv(self.frame), lasting=True)


def share_of(part: Cell | None, whole: Cell | None) -> Decimal | None:
    """What percent one published count is of another, with one decimal; None unless both are published."""
    if not (part and whole and part.known and whole.known and whole.value):
        return None
    return Decimal(ratio(part.value, whole.value, 100))


class _Slice(Publication):
    """Some rows as they are written: a line is taken apart, and a frame made of them, only for who asks."""

    def __init__(self, rows: Iterable[tuple[str, str, str]], about: About):
        """rows: each whole, then what names it in two parts, as _ROW finds them."""
        self.about, self._cells = about, {}
        self._lines = {f"{place},{what}": line for line, place, what in rows}

    def _row(self, *key: object) -> Sequence[str] | None:
        line = self._lines.get(_written(*key))
        return None if line is None else _parts(line)

    def _every(self) -> Iterable[Sequence[str]]:
        return map(_parts, self._lines.values())

    def _found(self, *named: object) -> list[str]:
        begin = _written(*named, "")
        return [key.removeprefix(begin) for key in self._lines if key.startswith(begin)]

    @cached_property
    def frame(self) -> pd.DataFrame:
        return _typed(pd.DataFrame(self._every(), columns=PUBLISHED))

    def as_csv(self, year: int | None, area: str) -> bytes:
        _looked_at(year, [area])
        of_it = re.compile(_written(year or r"\d+", area, ""))
        wanted = [line for key, line in self._lines.items() if of_it.match(key)]
        return "".join(f"{line}\n" for line in (",".join(PUBLISHED), *wanted)).encode()


def _of_years(table: str, province: str, years: Iterable[int]) -> Iterator[str]:
    """What there is of a province in a written table: in each year its rows follow each other, for it is sorted."""
    end = 0
    for year in years:
        begin = table.find(f"\n{year},{province}", end)
        if begin >= 0:
            end = re.compile(rf"(?:\n{year},{province}.*)+").match(table, begin).end()
            yield table[begin:end]


def _parts(line: str) -> Sequence[str]:
    """The fields of a row."""
    return next(csv.reader([line])) if '"' in line else line.split(",")


def _written(*key: object) -> str:
    """What names a row, or the beginning of that, as it is written."""
    return ",".join(map(str, key))


def _looked_at(year: int | None, areas: Sequence[str] | None) -> None:
    for area in [""] if areas is None else areas:
        looked("rows", f"{year or ''}/{area}")


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """All columns text but the year."""
    return frame.astype(dict.fromkeys(PUBLISHED, "str") | {"year": "int64"})


def _exact(indicator: str) -> type[int] | type[Decimal]:
    """What the values of an indicator are."""
    return Decimal if INDICATORS[indicator].decimals else int


def _int(text: object) -> int | None:
    return int(text) if text != "" else None


def from_csv(table: bytes) -> pd.DataFrame:
    """Rows as `to_csv` writes them: all columns text but the year."""
    return _typed(pd.read_csv(io.BytesIO(table), dtype=str, keep_default_na=False))


def to_csv(frame: pd.DataFrame) -> bytes:
    """Rows as the contract wants them: UTF-8, comma, LF, header, sorted by the key."""
    assert list(frame.columns) == PUBLISHED
    return frame.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_MINIMAL).encode()
