"""
A connection to PostgreSQL, and what the tables there hold: SQL is written here and in `database`.

The SQL is made of our own words and of names that the database quoted itself; values are always bound.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

import pyarrow as pa
from adbc_driver_postgresql import dbapi

from karnameh.errors import RegisterError
from karnameh.registers.headings import heading_key
from karnameh.registers.schema import TABLES, TOMAN, TOMAN_HEADINGS, Table

_INTEGERS = ("smallint", "integer", "bigint")
_DAYS = ("date", "timestamp without time zone", "timestamp with time zone")
#: What libpq is told where the address does not say it.
_DEFAULTS = {"connect_timeout": "10", "application_name": "karnameh", "client_encoding": "utf8"}
#: What `values.clean` does to letters; spaces of any kind become one, invisible marks nothing.
_LETTERS = ("يىك۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "ییک" + "0123456789" * 2)
_SPACES = "\t\n\v\f\r\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_MARKS = "\u00ad\u061c\u0640\u200b\u200d\u200e\u200f\u2060\ufeff" + "".join(
    map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)


@dataclass(frozen=True)
class Held:
    """A column of the contract as a table `t` of the database holds it: its quoted name and its type."""

    name: str
    type: str
    indexed: bool

    @property
    def kind(self) -> str:
        """The kind of the schema that the type is right for."""
        if self.type in _INTEGERS:
            return "int"
        return "date" if self.type in _DAYS else {"boolean": "bool"}.get(self.type, "text")

    @property
    def text(self) -> str:
        """As text."""
        return f"t.{self.name}::text"

    @property
    def value(self) -> str:
        """As it is compared with values of its kind."""
        return f"t.{self.name}::date" if self.kind == "date" else f"t.{self.name}"

    @property
    def read(self) -> str:
        """As it is read: a day within the calendar of Python, a number, yes or no, or text."""
        if self.kind == "date":
            return f"LEAST(GREATEST({self.value}, DATE '0001-01-01'), DATE '9999-12-31')"
        if self.kind == "int":
            return f"{self.value}::bigint"
        if self.type in ("real", "double precision"):
            return f"{self.value}::float8"
        if self.type == "numeric":
            return f"trim_scale({self.value})::text"
        return self.value if self.kind == "bool" else self.text


def quoted(name: str) -> str:
    """One of our own names as SQL has it."""
    return f'"{name}"'


def cleaned(text: str) -> str:
    """The SQL of an id as `values.clean` has it."""
    changed, into = _LETTERS[0] + _SPACES + _MARKS, _LETTERS[1] + " " * len(_SPACES)
    return f"btrim(regexp_replace(translate({text}, {_literal(changed)}, {_literal(into)}), ' +', ' ', 'g'))"


def is_odd(text: str) -> str:
    """The SQL of whether an id is written otherwise than cleaned; an index on it tells that none is."""
    return f"({text} ~ {_literal(f'[{_LETTERS[0]}{_SPACES}{_MARKS}]|^ | $|  ')})"


def _literal(text: str) -> str:
    return "E'" + "".join(ch if " " <= ch <= "~" else f"\\u{ord(ch):04x}" for ch in text) + "'"


def by_id(column: Held, ids: str) -> list[str]:
    """
    The conditions of which a row fulfils one if its id is among those of a query, however it is written.

    One for ids that are clean, which an index can answer; one for the others.
    """
    if column.kind != "text":
        return [f"{column.text} IN ({ids})"]
    odd = is_odd(column.text)
    return [f"{column.text} IN ({ids}) AND NOT {odd}", f"{odd} AND {cleaned(column.text)} IN ({ids})"]


def select(table: Table, columns: Mapping[str, str], ways: list[str], also: str = "TRUE") -> str:
    """Columns (name → SQL) of the rows that one of some conditions holds for, no two of them at once."""
    wanted = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in columns.items())
    return " UNION ALL ".join(
        f"SELECT {wanted} FROM {quoted(table.name)} AS t WHERE {way} AND {also}" for way in ways
    )


class Session:
    """One connection, in a transaction."""

    def __init__(self, connection: dbapi.Connection):
        self._connection = connection
        self.commit, self.rollback = connection.commit, connection.rollback

    def query(self, sql: str, *values) -> pa.Table:
        with self._connection.cursor() as cursor:
            cursor.execute(sql, values or None)
            return cursor.fetch_arrow_table()

    def run(self, sql: str, *values) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(sql, values or None)

    def put(self, name: str, rows: pa.Table) -> None:
        """Rows in a temporary table of our own."""
        self.run(f"DROP TABLE IF EXISTS pg_temp.{quoted(name)}")
        with self._connection.cursor() as cursor:
            cursor.adbc_ingest(name, rows, mode="create", temporary=True)
        self.run(f"ANALYZE pg_temp.{quoted(name)}")

    def held(self, table: Table, more: tuple[str, ...] = ()) -> dict[str, Held]:
        """
        The columns of a table by the contract's names (and some more of ours); none where there is no such table.

        Raises: RegisterError where two columns mean the same.
        """
        found = self.query(_COLUMNS, quoted(table.name)).to_pylist()
        ours, known = {*more, *(column.name for column in table.columns)}, _headings(table.name)
        exact = {row["name"] for row in found} & ours
        names = {row["name"]: known.get(heading_key(row["name"])) for row in found}
        names = {name: None if means in exact else means for name, means in names.items()}
        names |= {name: name for name in exact}
        for means, times in Counter(filter(None, names.values())).items():
            if times > 1:
                both = " and ".join(name for name, other in names.items() if other == means)
                raise RegisterError(
                    f"registers, {table.name}: columns {both} both mean {means}. Keep one of them."
                )
        return {
            means: Held(row["quoted"], row["type"], row["indexed"])
            for row in found
            if (means := names[row["name"]])
        }

    def is_plain(self, table: Table) -> bool:
        """Whether rows can be put into a table: it is no view."""
        kind = self.query(
            "SELECT relkind::text AS kind FROM pg_class WHERE oid = to_regclass($1)", quoted(table.name)
        )
        return kind["kind"].to_pylist() == ["r"]


#: Columns of a table, with the type beneath a domain, and whether an index begins with them.
_COLUMNS = """
SELECT a.attname::text AS name, quote_ident(a.attname) AS quoted,
  format_type(COALESCE(NULLIF(t.typbasetype, 0), t.oid), NULL) AS type,
  EXISTS (
    SELECT FROM pg_index AS i
    WHERE i.indrelid = a.attrelid AND i.indkey[0] = a.attnum AND i.indisvalid AND i.indpred IS NULL
  ) AS indexed
FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
"""
_WHERE_IT_LIES = """
SELECT current_setting('server_encoding') AS encoding, current_setting('search_path') AS path,
  cardinality(current_schemas(false)) = 0 OR EXISTS (
    SELECT FROM unnest(string_to_array(current_setting('search_path'), ',')) AS named
    WHERE btrim(named) NOT IN ('"$user"', 'public', '') AND to_regnamespace(btrim(named)) IS NULL
  ) AS lost
"""


@cache
def _headings(table: str) -> dict[str, str]:
    columns = TABLES[table].columns
    known = {heading_key(word): column.name for column in columns for word in (*column.headings, column.name)}
    if "amount_rial" in known.values():
        known |= {heading_key(word): TOMAN for word in (TOMAN, *TOMAN_HEADINGS)}
    return known


@contextmanager
def session(address: str, failing: str) -> Iterator[Session]:
    """
    A connection to the database of an address, rolled back at the end unless committed.

    failing: what is said first where something goes wrong. Raises: RegisterError, which never shows a password.
    """
    where = shown(address)
    try:
        connection = dbapi.connect(_with_defaults(address))
    except dbapi.Error as error:
        raise RegisterError(_unreachable(where, str(error))) from None
    try:
        opened = Session(connection)
        _check(opened, where)
        yield opened
    except dbapi.Error as error:
        raise RegisterError(f"registers, {where}: {failing}: {_primary(error)}. {_remedy(error)}") from None
    finally:
        with suppress(dbapi.Error):
            connection.close()


def _with_defaults(address: str) -> str:
    told = "&".join(f"{name}={value}" for name, value in _DEFAULTS.items() if f"{name}=" not in address)
    return f"{address}{'&' if '?' in address else '?'}{told}"


def _check(opened: Session, where: str) -> None:
    lies = opened.query(_WHERE_IT_LIES).to_pylist()[0]
    if lies["lost"]:
        raise RegisterError(
            f"registers, {where}: no such schema: {lies['path']} (search_path), or no right to use it. "
            "Name the schema of the tables in the address: ?options=-csearch_path%3DNAME."
        )
    if lies["encoding"] != "UTF8":
        raise RegisterError(
            f"registers, {where}: the database is in {lies['encoding']}; UTF8 is expected. "
            "Export its tables and ingest them, or restore them into a database in UTF8."
        )


def shown(address: str) -> str:
    """An address as messages may show it: without password and settings; only its kind where it is malformed."""
    try:
        parts = urlsplit(address)
        port, hidden = parts.port, "@" in parts.path + parts.query + parts.fragment
    except ValueError:
        hidden = True
    if hidden:
        return "postgresql://…"
    user = f"{parts.username}@" if parts.username else ""
    return f"postgresql://{user}{parts.hostname or ''}{f':{port}' if port else ''}{parts.path}"


def _unreachable(where: str, says: str) -> str:
    """What libpq says may quote the address with its password; only the server's own words are passed on."""
    _, failed, reason = says.partition("failed: ")
    if failed:
        why = _one_line(reason.splitlines()[0])
        return f"registers, {where}: no connection: {why}. Check user, password, database, and that the server runs."
    if "could not translate host name" in says:
        return f"registers, {where}: no connection: the host is not known. Check the address."
    return (
        f"registers, {where}: not an address of a database; postgresql://user:password@host:port/database is "
        "expected, with %-writing for signs such as @ / # and spaces in the password."
    )


def _primary(error: dbapi.Error) -> str:
    """The server's main line, without what it adds of rows; of values that do not fit not even that."""
    if (error.sqlstate or "").startswith("22"):
        return "a column of the database is of a type or length that does not hold what belongs there"
    details = dict(error.details or ())
    return _one_line(details.get("PG_DIAG_MESSAGE_PRIMARY", b"the connection broke").decode(errors="replace"))


def _remedy(error: dbapi.Error) -> str:
    match (error.sqlstate or "")[:2]:
        case "42":
            return "Ask the owner of the database for the rights, or correct the table."
        case "22" | "23":
            return "Correct the table after docs/registers.md."
        case "53":
            return "Make room on the server and try again."
    return "Try again; if it stays, show this to whoever runs the database."


def _one_line(text: str) -> str:
    return "".join(ch for ch in " ".join(text.split()) if ch.isprintable()).rstrip(".")
