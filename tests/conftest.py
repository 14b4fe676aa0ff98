"""The invented office, and registers made of the few columns that matter to a test."""

import shutil
import signal
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import pandas as pd
import pytest

from karnameh.areas import Areas
from karnameh.disclosure import Rule, protect
from karnameh.indicators import compute as computing
from karnameh.indicators.catalogue import INDICATORS
from karnameh.registers.read import Registers, read_registers
from karnameh.registers.schema import TABLES
from karnameh.registers.source import Source
from karnameh.suite import Project, Suite

TESTS = Path(__file__).parent
OFFICE = TESTS / "office"
COUNTY = "4001"
# A shell that runs us in the background has Ctrl-C ignored, and so would all that tests begin.
signal.signal(signal.SIGINT, signal.default_int_handler)
#: Folders whose tests share a project that is long in the building.
TOGETHER = {"incremental", "kernels", "layout", "remote", "reports"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Tests of a file, and of some folders, run in one process, where what they share is made once."""
    for item in items:
        folder, *file = item.path.relative_to(TESTS).parts
        item.add_marker(pytest.mark.xdist_group(folder if folder in TOGETHER else "/".join([folder, *file])))


#: What a column holds where a test says nothing; `#` is the number of the row.
DEFAULTS = {
    "households": {
        "household_id": "h#",
        "county": COUNTY,
        "place": "village",
        "head_sex": "male",
        "size": "1",
        "entered_on": "1390/01/01",
    },
    "assessments": {"household_id": "h1", "assessed_on": "1390/01/01", "employable": "yes"},
    "plans": {
        "plan_id": "p#",
        "county": COUNTY,
        "place": "village",
        "operator_sex": "male",
        "sector": "services",
        "channel": "bank_loan",
        "amount_rial": "1000",
        "started_on": "1397/01/01",
        "jobs": "1",
    },
    "visits": {
        "visit_id": "v#",
        "plan_id": "p1",
        "supervisor_id": "s1",
        "stage": "during",
        "visited_on": "1397/06/01",
        "finding": "on_track",
        "counselling": "no",
    },
    "trainings": {
        "training_id": "t#",
        "county": COUNTY,
        "trainee_sex": "male",
        "skill": "sewing",
        "started_on": "1397/01/01",
        "hours": "10",
        "completed": "no",
    },
    "purchases": {
        "purchase_id": "b#",
        "county": COUNTY,
        "product": "carpet",
        "amount_rial": "1000",
        "purchased_on": "1397/01/01",
    },
    "targets": {"year": "1397", "area": COUNTY, "indicator": "jobs", "target": "10"},
    "supervisors": {"supervisor_id": "s#", "county": COUNTY, "from_on": "1390/01/01"},
    "reporters": {"year": "1397", "county": COUNTY, "table": "plans", "delivered_on": "1398/02/01"},
}


def rows_of(table: str, text: str) -> list[dict[str, str]]:
    """Rows of a table drawn in text: the first line names columns, `.` is empty, the rest is by default."""
    header, *lines = [line.split() for line in text.strip().splitlines()]
    unknown = set(header) - {column.name for column in TABLES[table].columns}
    assert not unknown, f"{table} has no column {unknown}"
    rows = []
    for number, cells in enumerate(lines, 1):
        given = {name: "" if cell == "." else cell for name, cell in zip(header, cells, strict=True)}
        default = {name: value.replace("#", str(number)) for name, value in DEFAULTS[table].items()}
        rows.append(default | given)
    return rows


def write_registers(folder: Path, **tables: str) -> Path:
    """CSV files of the tables; one that is not given has only a header (reporters: is not there)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in TABLES.items():
        if table.optional and name not in tables:
            continue
        rows = rows_of(name, tables[name]) if name in tables else []
        columns = [column.name for column in table.columns]
        pd.DataFrame(rows, columns=columns).to_csv(folder / f"{name}.csv", index=False)
    return folder


@dataclass(frozen=True)
class Figure:
    """An indicator of a county and year, as counted and, with no figure suppressed, as published."""

    counted: pd.DataFrame
    published: pd.DataFrame

    @property
    def numerator(self) -> int | None:
        return _number(self.counted.iloc[0]["numerator"])

    @property
    def denominator(self) -> int | None:
        return _number(self.counted.iloc[0]["denominator"])

    @property
    def value(self) -> str:
        """As the table prints it: '3', '66.7', or nothing."""
        return self.published.iloc[0]["value"]

    @property
    def status(self) -> str:
        return self.published.iloc[0]["status"]

    def by(self, breakdown: str) -> dict[str, str]:
        """Category → value, or the status where there is no value; every category of the breakdown."""
        rows = self.published[self.published["breakdown"] == breakdown]
        return {row.category: row.value or row.status for row in rows.itertuples()}

    def some(self, breakdown: str) -> dict[str, str]:
        """The categories that are not zero."""
        return {category: value for category, value in self.by(breakdown).items() if value != "0"}


def _number(cell) -> int | None:
    return None if pd.isna(cell) else int(cell)


@pytest.fixture(scope="session")
def reference() -> Areas:
    """The areas of the invented office."""
    return Areas.read(OFFICE / "data" / "reference")


@pytest.fixture(scope="session")
def iran() -> Areas:
    """The areas of the country."""
    return Areas.read(TESTS.parent / "data" / "reference")


@pytest.fixture
def office(tmp_path) -> Path:
    """A copy of the invented office, to be changed at will."""
    leave_out = shutil.ignore_patterns("derived", "golden", "reports", ".quarto")
    return Path(shutil.copytree(OFFICE, tmp_path / "office", ignore=leave_out))


@pytest.fixture(scope="session")
def tiny_suite() -> Suite:
    """The suite of the invented office."""
    return Project(OFFICE).suite


@pytest.fixture(scope="session")
def office_registers(reference) -> Registers:
    """All its registers."""
    return read_registers(Source(OFFICE / "data" / "registers"), reference)


@pytest.fixture(scope="session")
def office_results(tiny_suite, reference) -> pd.DataFrame:
    """What its notebook counts: every year and county."""
    folder = OFFICE / "data" / "registers"
    parts = [
        computing.compute(read_registers(Source(folder), reference, county.code), year, county.code)
        for county, year in product(tiny_suite.counties, tiny_suite.years)
    ]
    return pd.concat(parts, ignore_index=True)


@pytest.fixture
def build_registers(tmp_path, reference):
    """Registers of a county, from tables drawn in text."""
    made = iter(range(100))

    def build(county: str | None = COUNTY, **tables: str) -> Registers:
        return read_registers(
            Source(write_registers(tmp_path / f"drawn{next(made)}", **tables)), reference, county
        )

    return build


@pytest.fixture
def figure(build_registers, tiny_suite, monkeypatch):
    """An indicator, counted from tables drawn in text."""

    def count(indicator: str, year: int = 1397, county: str = COUNTY, **tables: str) -> Figure:
        registers = build_registers(county, **tables)
        monkeypatch.setattr(computing, "INDICATORS", {indicator: INDICATORS[indicator]})
        counted = computing.compute(registers, year, county)
        counted = counted[counted["area"] == county]
        rolled = counted.assign(delivered=(counted["status"] == "reported").astype("int64"), expected=1)
        return Figure(counted, protect(rolled, replace(tiny_suite, years=(year,)), Rule(0)).table)

    return count
