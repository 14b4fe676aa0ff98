"""A connection to PostgreSQL: queries give Arrow, and whatever goes wrong is told without a password or a row."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import pyarrow as pa
from adbc_driver_postgresql import dbapi

from karnameh.errors import RegisterError

#: What libpq is told where the address does not say it.
_DEFAULTS = {"connect_timeout": "10", "application_name": "karnameh", "client_encoding": "utf8"}
_UNKNOWN = "whether anything was changed is not known (what is in is unchanged the next time)"
_LOST = """
SELECT current_setting('server_encoding') AS encoding, current_setting('search_path') AS path,
  cardinality(current_schemas(false)) = 0 OR EXISTS (
    SELECT FROM unnest(string_to_array(current_setting('search_path'), ',')) AS named
    WHERE btrim(named) NOT IN ('"$user"', 'public', '') AND to_regnamespace(btrim(named)) IS NULL
  ) AS lost
"""


class Session:
    """
    One connection, in a transaction from one `commit` or `rollback` to the next.

    failing: what is said of the whole where something goes wrong: "not read".
    Raises: RegisterError, from here and from every method.
    """

    def __init__(self, address: str, failing: str):
        self._where, self._failing = shown(address), failing
        try:
            self._connection = dbapi.connect(_with_defaults(address))
        except dbapi.Error as error:
            raise RegisterError(_unreachable(self._where, str(error))) from None
        try:
            self._check()
        except BaseException:
            self.close()
            raise

    def query(self, sql: str, *values) -> pa.Table:
        """What a query gives; `$1` and on stand for the values."""
        with self._told(), self._connection.cursor() as cursor:
            cursor.execute(sql, values or None)
            return cursor.fetch_arrow_table()

    def run(self, sql: str, *values) -> None:
        """A statement that gives nothing."""
        with self._told(), self._connection.cursor() as cursor:
            cursor.execute(sql, values or None)

    def put(self, name: str, rows: pa.Table) -> None:
        """Rows as a temporary table of ours, in place of an earlier one."""
        self.run(f'DROP TABLE IF EXISTS pg_temp."{name}"')
        with self._told(), self._connection.cursor() as cursor:
            cursor.adbc_ingest(name, rows, mode="create", temporary=True)
        self.run(f'ANALYZE pg_temp."{name}"')

    def commit(self) -> None:
        """Keep what was done. Where the connection breaks meanwhile nobody knows whether it was."""
        try:
            self._connection.commit()
        except dbapi.Error as error:
            raise self._error(error, _UNKNOWN if _is_cut(error) else self._failing) from None

    def rollback(self) -> None:
        """Undo what is not committed; a connection that broke has undone it already."""
        with suppress(dbapi.Error):
            self._connection.rollback()

    def close(self) -> None:
        self.rollback()
        with suppress(dbapi.Error):
            self._connection.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except dbapi.Error as error:
            raise self._error(error, self._failing) from None

    def _error(self, error: dbapi.Error, failing: str) -> RegisterError:
        return RegisterError(f"registers, {self._where}: {failing}: {_primary(error)}. {_remedy(error)}")

    def _check(self) -> None:
        """A schema for the tables, text in UTF-8, and days that are written the same way everywhere."""
        self.run("SET datestyle TO ISO")
        found = self.query(_LOST).to_pylist()[0]
        if found["lost"]:
            raise RegisterError(
                f"registers, {self._where}: no such schema, or no right to use it: {found['path']} (search_path). "
                "Name the schema of the tables in the address: ?options=-csearch_path%3DNAME"
            )
        if found["encoding"] != "UTF8":
            raise RegisterError(
                f"registers, {self._where}: the database is in {found['encoding']}; UTF8 is expected. "
                "Restore it into a database in UTF8, or export its tables and take them in."
            )
        self.commit()


def shown(address: str) -> str:
    """An address as messages may show it: no password, no settings; only its kind where it is malformed."""
    try:
        parts = urlsplit(address)
        port, torn = parts.port, "@" in parts.path + parts.query + parts.fragment
    except ValueError:
        torn = True
    if torn:
        return "postgresql://…"
    user = f"{parts.username}@" if parts.username else ""
    return f"postgresql://{user}{parts.hostname or ''}{f':{port}' if port else ''}{parts.path}"


def _with_defaults(address: str) -> str:
    told = "&".join(f"{name}={value}" for name, value in _DEFAULTS.items() if f"{name}=" not in address)
    return f"{address}{'&' if '?' in address else '?'}{told}"


def _unreachable(where: str, says: str) -> str:
    """libpq may quote the address with its password, so only what it heard from the server is passed on."""
    _, failed, heard = says.partition("failed: ")
    if failed:
        heard = _one_line(heard.splitlines()[0])
        todo = "Check user, password and database in the address, and that the server runs."
        return f"registers, {where}: no connection: {heard}. {todo}"
    if "could not translate host name" in says:
        return f"registers, {where}: no connection: there is no such host. Check the address."
    return (
        f"registers, {where}: not the address of a database; postgresql://user:password@host:port/database is "
        "expected. Signs such as @ / : # and spaces in a password are written %40 %2F %3A %23 %20."
    )


def _primary(error: dbapi.Error) -> str:
    """The server's first line, which quotes no row, unless a value does not fit; then it is not passed on."""
    if (error.sqlstate or "").startswith("22"):
        return "a column of the table is too narrow, or of a type that does not hold what belongs there"
    told = dict(error.details or ()).get(b"PG_DIAG_MESSAGE_PRIMARY", b"the connection broke")
    return _one_line(told.decode(errors="replace"))


def _is_cut(error: dbapi.Error) -> bool:
    """Whether it is the connection that failed, not what was asked for."""
    return (error.sqlstate or "")[:2] in ("", "08", "57")


def _remedy(error: dbapi.Error) -> str:
    match (error.sqlstate or "")[:2]:
        case "22" | "23":
            return "Change the table to what docs/registers.md says."
        case "42":
            return "Ask the owner of the database for the right to it."
        case "53":
            return "Make room on the server and try again."
    return "Try again; if it stays so, ask whoever runs the database."


def _one_line(text: str) -> str:
    return "".join(ch for ch in " ".join(text.split()) if ch.isprintable()).rstrip(".")
