"""Registers in a PostgreSQL database as `ingest` changes them: in one transaction or not at all."""

import json
from collections.abc import Iterator, Mapping

import pandas as pd
import pyarrow as pa

from karnameh.areas import Areas
from karnameh.errors import RegisterError
from karnameh.progress import Progress
from karnameh.registers.columns import ARROW, empty_frame, typed
from karnameh.registers.keys import keys_of
from karnameh.registers.schema import TABLES, TOMAN
from karnameh.registers.stores.folder import BELONGS, PROVENANCE
from karnameh.registers.stores.held import Held, by_id, held_in, is_odd, quoted, select
from karnameh.registers.stores.postgres import Session
from karnameh.registers.stores.snapshot import frame_of
from karnameh.registers.table import Column, Table

_JOURNAL = "karnameh_journal"
#: Where calls on a database queue.
_TURN = int.from_bytes(b"karnameh")
#: The types of what we make ourselves; the others are text.
_TYPES = {"int": "bigint", "date": "date", "bool": "boolean"}
_PROVENANCE = {name: "bigint" if kind == pa.int64() else "text" for name, kind in PROVENANCE.items()}
#: What else must be read for a column to be understood.
_NEEDED = {"district": "county", "supervised_until": "started_on"}


class Database:
    """
    The registers of a database; others who would change them wait until it is closed.

    An office's own tables stay as they are: its types, its further columns, its writings in rows that are not
    replaced. Missing tables and columns are made.
    Raises: RegisterError where the database cannot be reached, read or written; it is as it was.
    """

    remarks: tuple[str, ...] = ()

    def __init__(self, address: str, areas: Areas, progress: Progress | None = None):
        self._areas = areas
        self._session = Session(address, "nothing was changed")
        try:
            self._queue(progress or Progress(quiet=True))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Undo what is not committed and let others in."""
        self._session.close()

    def _queue(self, progress: Progress) -> None:
        """One call at a time, from whichever machine; the others wait and say so."""
        if not self._session.query("SELECT pg_try_advisory_lock($1) AS mine", _TURN)["mine"][0].as_py():
            progress.say("ingest: another call is at work on this database; waiting for it")
            self._session.query("SELECT 1 FROM pg_advisory_lock($1)", _TURN)
        self._session.commit()

    def rows(
        self, table: str, column: str, values: pd.Series, names: list[str] | None = None
    ) -> pd.DataFrame:
        """The rows whose column is one of the values, whole (with where they came from) or some columns."""
        found = self._rows(TABLES[table], column, values, names)
        self._session.rollback()
        return found

    def amounts(self, table: str) -> pd.Series:
        """Every amount_rial of a table that has the column; else none."""
        held = self._held(TABLES[table]).get("amount_rial")
        if held is None:
            return pd.Series(dtype="int64")
        rows = frame_of(self._session.query(select(TABLES[table], {"amount_rial": held.read}, ["TRUE"])))
        self._session.rollback()
        return typed(TABLES[table], rows, self._areas).frame["amount_rial"].dropna().astype("int64")

    def journal(self) -> list[dict]:
        """The calls so far, in order."""
        there = self._session.query("SELECT to_regclass($1) IS NOT NULL AS there", _JOURNAL)["there"][0]
        sql = f"SELECT entry::text AS entry FROM {_JOURNAL} ORDER BY call"
        entries = self._session.query(sql)["entry"].to_pylist() if there.as_py() else []
        self._session.rollback()
        return [json.loads(entry) for entry in entries]

    def commit(self, changes: Mapping[str, pd.DataFrame], entry: Mapping) -> None:
        """All changed rows and the journal's line, numbered by its `call`, or nothing."""
        try:
            for table in TABLES.values():
                if len(rows := changes.get(table.name, ())):
                    self._merge(table, rows)
            self._session.run(
                f"CREATE TABLE IF NOT EXISTS {_JOURNAL} (call bigint PRIMARY KEY, entry jsonb NOT NULL)"
            )
            line = json.dumps(entry, ensure_ascii=False)
            self._session.run(f"INSERT INTO {_JOURNAL} VALUES ($1, $2::jsonb)", entry["call"], line)
            self._session.commit()
        except BaseException:
            self._session.rollback()
            raise

    def _held(self, table: Table) -> dict[str, Held]:
        """
        The columns of a table that rows can be put into; none where there is no such table.

        Raises: RegisterError where it is no plain table, or lacks columns that each row needs.
        """
        held = held_in(self._session, table, PROVENANCE)
        if any(column.relation != "r" for column in held.values()):
            raise RegisterError(
                f"registers, {table.name}: a view or the like; a plain table is expected to write to."
            )
        if held and (lacking := [name for name in table.required if name not in held]):
            toman = " (amounts in toman are read, but not written)" if TOMAN in held else ""
            raise RegisterError(
                f"registers, {table.name}: the table lacks {', '.join(lacking)}{toman}. Add what is missing."
            )
        return held

    def _rows(
        self, table: Table, column: str, values: pd.Series, names: list[str] | None = None, **more: str
    ) -> pd.DataFrame:
        """Typed rows whose column is one of the values; with more columns by their SQL."""
        held, wanted = self._held(table), values.dropna().unique()
        names = [*(names or [*(c.name for c in table.columns), *PROVENANCE]), *more]
        if not held or not len(wanted):
            return _no_rows(table).reindex(columns=names)
        self._session.put("karnameh_wanted", pa.table({"value": _array(wanted, table.column(column).kind)}))
        read = {column, *names, *(_NEEDED.get(name) for name in names)}
        columns = {name: mine.read for name, mine in held.items() if name in read} | more
        ways = _among(held[column], table.column(column), "SELECT value FROM pg_temp.karnameh_wanted")
        written = frame_of(self._session.query(select(table, columns, ways)))
        beside = written.reindex(columns=[*PROVENANCE, *more])
        found = typed(table, written, self._areas).frame.join(beside)
        return found.loc[found[column].isin(wanted), names].reset_index(drop=True)

    def _merge(self, table: Table, rows: pd.DataFrame) -> None:
        """Rows in place of those with the same key, which keep what else the office's table holds, or added."""
        held = self._ready(table)
        self._session.run(f"LOCK TABLE {quoted(table.name)} IN SHARE ROW EXCLUSIVE MODE")
        there = self._rows(table, table.key[0], rows[table.key[0]], [*table.key], _place="t.ctid::text")
        numbers = pd.Series(range(len(rows)), index=pd.Index(keys_of(table, rows)))
        there = there.assign(n=numbers.reindex(keys_of(table, there)).to_numpy()).dropna(subset="n")
        places = there[["n", "_place"]].astype({"n": "int64", "_place": "str"})
        self._session.put("karnameh_places", pa.Table.from_pandas(places, preserve_index=False))
        self._session.put("karnameh_rows", _arrow(table, rows))
        new = {held[name]: f"CAST(r.{quoted(name)} AS {held[name].type})" for name in _names(table)}
        self._session.run(
            f"UPDATE {quoted(table.name)} AS t SET {', '.join(f'{h.name} = {value}' for h, value in new.items())} "
            "FROM pg_temp.karnameh_rows AS r JOIN pg_temp.karnameh_places AS p USING (n) WHERE t.ctid = p._place::tid"
        )
        self._session.run(
            f"INSERT INTO {quoted(table.name)} ({', '.join(h.name for h in new)}) "
            f"SELECT {', '.join(new.values())} FROM pg_temp.karnameh_rows AS r "
            "WHERE NOT EXISTS (SELECT FROM pg_temp.karnameh_places AS p WHERE p.n = r.n) ORDER BY r.n"
        )
        self._session.run(f"ANALYZE {quoted(table.name)}")

    def _ready(self, table: Table) -> dict[str, Held]:
        """The columns of a table that has them all: it is made where there is none, and what it lacks is added."""
        held = self._held(table)
        if not held:
            for statement in _creation(table):
                self._session.run(statement)
        types = {column.name: _type(column) for column in table.columns} | _PROVENANCE
        added = [f"ADD COLUMN {quoted(name)} {kind}" for name, kind in types.items() if name not in held]
        if held and added:
            self._session.run(f"ALTER TABLE {quoted(table.name)} {', '.join(added)}")
        return self._held(table)


def _among(held: Held, column: Column, values: str) -> list[str]:
    """The conditions of which a row fulfils one where its value may be among those of a query."""
    if column.kind == "text":
        return by_id(held, values)
    return [f"{held.value} IN ({values})" if held.kind == column.kind else "TRUE"]


def _creation(table: Table) -> Iterator[str]:
    """A table of ours and its indexes: the county, ids, and ids that are not clean, of which there are none."""
    name, ids = quoted(table.name), {table.key[0], *BELONGS.get(table.name, ())[1:]}
    columns = [f"{quoted(c.name)} {_type(c)}{' NOT NULL' if c.required else ''}" for c in table.columns]
    columns += [f"{quoted(column)} {kind}" for column, kind in _PROVENANCE.items()]
    yield f"CREATE TABLE {name} ({', '.join(columns)}, PRIMARY KEY ({', '.join(map(quoted, table.key))}))"
    for column in table.columns:
        if column.kind == "county" or (column.name in ids and column.name != table.key[0]):
            yield f"CREATE INDEX ON {name} ({quoted(column.name)})"
        if column.kind == "text" and column.name in ids:
            yield f"CREATE INDEX ON {name} ({quoted(column.name)}) WHERE {is_odd(quoted(column.name))}"


def _type(column: Column) -> str:
    return _TYPES.get(column.kind, "text")


def _names(table: Table) -> list[str]:
    return [*(column.name for column in table.columns), *PROVENANCE]


def _array(values, kind: str) -> pa.Array:
    """Values as the database takes them; text may be of either size."""
    array = pa.array(values, from_pandas=True)
    return array if pa.types.is_large_string(array.type) else array.cast(ARROW.get(kind, pa.string()))


def _arrow(table: Table, rows: pd.DataFrame) -> pa.Table:
    """Rows as the database takes them, numbered."""
    columns = {column.name: _array(rows[column.name], column.kind) for column in table.columns}
    source = {
        name: _array(rows[name], "int" if kind == pa.int64() else "text") for name, kind in PROVENANCE.items()
    }
    return pa.table(columns | source | {"n": pa.array(range(len(rows)), pa.int64())})


def _no_rows(table: Table) -> pd.DataFrame:
    kinds = {name: "int64" if kind == pa.int64() else "str" for name, kind in PROVENANCE.items()}
    return empty_frame(table).assign(**{name: pd.Series(dtype=kind) for name, kind in kinds.items()})
