"""
Registers read from a PostgreSQL database, a table and a slice at a time.

Tables have the contract's names and lie wherever the connection's search_path says. Their columns may have any
type and hold what an office writes: a county by its name, an id with Persian digits. Which rows concern a
county is found in the database, by what the writings mean.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from hashlib import sha256

import pandas as pd
import pyarrow as pa

from karnameh import calendar
from karnameh.areas import Areas
from karnameh.registers.reasons import Refused
from karnameh.registers.schema import TABLES
from karnameh.registers.stores.folder import BELONGS, PROVENANCE
from karnameh.registers.stores.held import Held, by_id, cleaned, held_in, quoted, select
from karnameh.registers.stores.postgres import Session
from karnameh.registers.table import Column, Table
from karnameh.registers.values import parse

#: Visits of any year are counted; who is not among the reporters did not deliver.
_OF_ANY_YEAR, _OF_ANY_COUNTY = ("visits", "reporters"), ("reporters",)
_DTYPES = {pa.bool_(): pd.BooleanDtype(), pa.int64(): pd.Int64Dtype()}


@contextmanager
def snapshot(address: str, areas: Areas) -> Iterator["Snapshot"]:
    """
    The registers of a database as they are at one moment, whoever writes meanwhile.

    Raises: RegisterError where the database cannot be reached or read.
    """
    with closing(Session(address, "not read")) as session:
        session.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield Snapshot(session, areas)


def fingerprint(address: str) -> str:
    """
    A hash of all rows that there are, in whichever order: another state of the registers has another.

    Raises: RegisterError where the database cannot be reached or read.
    """
    found = []
    with closing(Session(address, "not read")) as session:
        session.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for table in TABLES.values():
            if held := held_in(session, table):
                row = ", ".join(held[name].text for name in sorted(held))
                rows = session.query(
                    f"SELECT count(*) AS rows, sum(hashtextextended(ROW({row})::text, 0))::text AS hash "
                    f"FROM {quoted(table.name)} AS t"
                )
                found.append((table.name, sorted(held), rows.to_pylist()))
    return sha256(json.dumps(found).encode()).hexdigest()


class Snapshot:
    """The registers of a database at one moment."""

    def __init__(self, session: Session, areas: Areas):
        self._session, self._areas = session, areas

    def written(
        self, table: Table, county: str | None = None, year: int | None = None
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """
        The rows of a table in the order of their key, and their `_file`, `_sheet`, `_row`.

        The rows have the contract's columns (and amount_toman) that the table has; no column at all where there
        is no such table. county: only what concerns it, with the targets of its province; rows whose
        county is not understood are always among them, so that they are told. year: only rows dated up to
        its last day, where the database holds dates as dates; visits of any year.
        """
        held = held_in(self._session, table, PROVENANCE)
        values: list = []
        before, ways, also = "", ["TRUE"], "TRUE"
        if county is not None and table.name not in _OF_ANY_COUNTY:
            before, ways = self._concerning(table, held, county, values)
        if year is not None and table.name not in _OF_ANY_YEAR:
            also = _up_to(table, held, year, values)
        if not held:
            return pd.DataFrame(), _provenance(table, pd.DataFrame())
        found = select(table, {name: column.read for name, column in held.items()}, ways, also)
        key = ", ".join(f'{quoted(name)}::text COLLATE "C"' for name in table.key if name in held)
        order = f"ORDER BY {key}" if key else ""
        rows = frame_of(self._session.query(f"{before} SELECT * FROM ({found}) AS found {order}", *values))
        return rows.drop(columns=list(PROVENANCE), errors="ignore"), _provenance(table, rows)

    def _concerning(
        self, table: Table, held: Mapping[str, Held], county: str, values: list
    ) -> tuple[str, list[str]]:
        """What goes before the query, and the conditions of which a row of the county fulfils one."""
        if table.name not in BELONGS:
            return "", [self._in_area(table, held, county, values)]
        parent, column = BELONGS[table.name]
        theirs = held_in(self._session, TABLES[parent])
        if column not in held or column not in theirs:
            return "", ["FALSE"]
        where = self._in_area(TABLES[parent], theirs, county, values)
        ids = select(TABLES[parent], {"id": cleaned(theirs[column].text)}, [where])
        return f"WITH mine AS MATERIALIZED ({ids})", by_id(held[column], "SELECT id FROM mine")

    def _in_area(self, table: Table, held: Mapping[str, Held], county: str, values: list) -> str:
        """The condition of the rows of a county, or of the targets of it and its province, however spelt."""
        column = next(c for c in table.columns if c.kind in ("county", "target_area"))
        if column.name not in held:
            return "TRUE"
        mine, codes = held[column.name], (None, county, county[:2])
        spelt = [text for text in self._spellings(table, mine) if self._meaning(column, text) in codes]
        values.append(_array(spelt))
        one, kind = (mine.value, "bigint") if mine.kind == "int" else (mine.text, "text")
        return f"({one} = ANY (${len(values)}::{kind}[]) OR {mine.value} IS NULL)"

    def _meaning(self, column: Column, text: str) -> str | None:
        try:
            return parse(column, text, self._areas, hints=False)
        except Refused:
            return None

    def _spellings(self, table: Table, column: Held) -> list[str]:
        """Each distinct writing once; from one to the next along an index where there is one."""
        one, rows = column.name, quoted(table.name)
        distinct = f"SELECT DISTINCT {one} AS one FROM {rows}"
        if column.indexed:
            following = f"SELECT min({one}) FROM {rows} WHERE {one} > before.one"
            distinct = (
                f"WITH RECURSIVE before AS (SELECT min({one}) AS one FROM {rows} UNION ALL "
                f"SELECT ({following}) FROM before WHERE before.one IS NOT NULL) SELECT one FROM before"
            )
        found = f"SELECT one::text AS one FROM ({distinct}) AS found WHERE one IS NOT NULL"
        return self._session.query(found)["one"].to_pylist()


def _array(texts: list[str]) -> str:
    """Texts as one value; the database estimates from it how many rows there are and takes an index or not."""
    return "{" + ",".join('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' for text in texts) + "}"


def _up_to(table: Table, held: Mapping[str, Held], year: int, values: list) -> str:
    """The condition of the rows dated up to the last day of a year; of all, where dates are not held as such."""
    column = held.get(table.dated_by)
    if column is None or column.kind != table.column(table.dated_by).kind:
        return "TRUE"
    values.append(year if column.kind == "int" else calendar.last_day(year))
    return f"({column.value} <= ${len(values)} OR {column.value} IS NULL)"


def frame_of(rows: pa.Table) -> pd.DataFrame:
    """Rows as pandas has them: days, not objects, and whole numbers that stay so where some are missing."""
    return rows.to_pandas(date_as_object=False, types_mapper=_DTYPES.get)


def _provenance(table: Table, rows: pd.DataFrame) -> pd.DataFrame:
    """Where rows came from; for those that nobody ingested, the table and their number in the order of the key."""
    known = rows.reindex(columns=list(PROVENANCE))
    numbers = pd.Series(range(1, len(rows) + 1), index=rows.index, dtype="Int64")
    return pd.DataFrame(
        {
            "_file": known["_file"].astype("str").fillna(f"postgresql: {table.name}"),
            "_sheet": known["_sheet"].astype("str").fillna(""),
            "_row": pd.to_numeric(known["_row"], errors="coerce")
            .astype("Int64")
            .fillna(numbers)
            .astype("int64"),
        }
    )
