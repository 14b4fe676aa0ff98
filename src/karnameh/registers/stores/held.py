"""
What the tables of a database hold, and the SQL that asks them.

The SQL is made of our own words and of names that the database quoted itself; values are always bound.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from karnameh.errors import RegisterError
from karnameh.registers.headings import heading_key
from karnameh.registers.schema import TABLES, TOMAN, TOMAN_HEADINGS
from karnameh.registers.stores.postgres import Session
from karnameh.registers.table import Table

_KINDS = {
    "smallint": "int",
    "integer": "int",
    "bigint": "int",
    "date": "date",
    "timestamp without time zone": "date",
    "timestamp with time zone": "date",
    "boolean": "bool",
}
#: What `values.clean` does, character by character; then spaces become one, and none at the ends.
_LETTERS = {
    **dict(zip("يىك", "ییک", strict=True)),
    **dict(zip("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "0123456789" * 2, strict=True)),
}
_SPACES = [
    *range(0x09, 0x0E),
    0x85,
    0xA0,
    0x1680,
    *range(0x2000, 0x200B),
    0x2028,
    0x2029,
    0x202F,
    0x205F,
    0x3000,
]
_MARKS = [
    0xAD,
    0x61C,
    0x640,
    0x200B,
    *range(0x200D, 0x2010),
    *range(0x202A, 0x202F),
    0x2060,
    *range(0x2066, 0x206A),
    0xFEFF,
]
_CHANGED = "".join(map(chr, (*map(ord, _LETTERS), *_SPACES, *_MARKS)))
_INTO = "".join(_LETTERS.values()) + " " * len(_SPACES)
#: Columns of a table, with the type beneath a domain, and whether an index begins with them.
_COLUMNS = """
SELECT a.attname::text AS name, quote_ident(a.attname) AS quoted, c.relkind::text AS relation,
  format_type(COALESCE(NULLIF(t.typbasetype, 0), t.oid), NULL) AS type,
  EXISTS (
    SELECT FROM pg_index AS i
    WHERE i.indrelid = c.oid AND i.indkey[0] = a.attnum AND i.indisvalid AND i.indpred IS NULL
  ) AS indexed
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid JOIN pg_type AS t ON t.oid = a.atttypid
WHERE c.oid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
"""


@dataclass(frozen=True)
class Held:
    """
    A column of the contract as a table `t` of the database holds it.

    name: quoted. relation: r for a table, v for a view. indexed: whether an index begins with it.
    """

    name: str
    type: str
    relation: str
    indexed: bool

    @property
    def kind(self) -> str:
        """The kind of the schema that its type is right for."""
        return _KINDS.get(self.type, "text")

    @property
    def text(self) -> str:
        """As text."""
        return f"t.{self.name}::text"

    @property
    def value(self) -> str:
        """As values of its kind are compared with it."""
        return f"t.{self.name}::date" if self.kind == "date" else f"t.{self.name}"

    @property
    def read(self) -> str:
        """As it is read: a day that Python knows too, a number, yes or no, or text."""
        if self.kind == "date":
            day, first, last = self.value, "DATE '0001-01-01'", "DATE '9999-12-31'"
            return f"CASE WHEN {day} < {first} THEN {first} WHEN {day} > {last} THEN {last} ELSE {day} END"
        if self.kind == "int":
            return f"{self.value}::bigint"
        if self.type in ("real", "double precision"):
            return f"{self.value}::float8"
        if self.type == "numeric":
            return f"trim_scale({self.value})::text"
        return self.value if self.kind == "bool" else self.text


def held_in(session: Session, table: Table, more: Iterable[str] = ()) -> dict[str, Held]:
    """
    The columns of a table by the contract's names (and some more of ours); none where there is no such table.

    A column may bear a heading of the contract instead of the name.
    Raises: RegisterError where two columns mean the same.
    """
    found = {row.pop("name"): row for row in session.query(_COLUMNS, quoted(table.name)).to_pylist()}
    exact = found.keys() & {*more, *(column.name for column in table.columns)}
    means = {name: name if name in exact else _headings(table.name).get(heading_key(name)) for name in found}
    means = {
        name: column for name, column in means.items() if column and (name in exact or column not in exact)
    }
    for column, times in Counter(means.values()).items():
        if times > 1:
            both = " and ".join(name for name in means if means[name] == column)
            raise RegisterError(
                f"registers, {table.name}: columns {both} both mean {column}. Keep one of them."
            )
    return {
        column: Held(row["quoted"], row["type"], row["relation"], row["indexed"])
        for name, row in found.items()
        if (column := means.get(name))
    }


@cache
def _headings(table: str) -> dict[str, str]:
    words = {column.name: (*column.headings, column.name) for column in TABLES[table].columns}
    if "amount_rial" in words:
        words[TOMAN] = (TOMAN, *TOMAN_HEADINGS)
    return {heading_key(word): name for name, known in words.items() for word in known}


def quoted(name: str) -> str:
    """One of our own names, as SQL has it."""
    return f'"{name}"'


def select(table: Table, columns: Mapping[str, str], ways: Iterable[str], also: str = "TRUE") -> str:
    """Columns (name → SQL) of the rows for which one of some conditions holds, no two of them at once."""
    wanted = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in columns.items())
    return " UNION ALL ".join(
        f"SELECT {wanted} FROM {quoted(table.name)} AS t WHERE {way} AND {also}" for way in ways
    )


def by_id(column: Held, ids: str) -> list[str]:
    """
    The conditions of which a row fulfils one where its id, however written, is among the clean ids of a query.

    One is for ids that are clean, which an index can find, the other for the rest.
    """
    if column.kind != "text":
        return [f"{column.text} IN ({ids})"]
    odd = is_odd(column.text)
    return [f"{column.text} IN ({ids}) AND NOT {odd}", f"{odd} AND {cleaned(column.text)} IN ({ids})"]


def cleaned(text: str) -> str:
    """The SQL of text as `values.clean` has it."""
    return (
        f"btrim(regexp_replace(translate({text}, {_literal(_CHANGED)}, {_literal(_INTO)}), ' +', ' ', 'g'))"
    )


def is_odd(text: str) -> str:
    """The SQL of whether text is not clean; an index with this condition knows those rows."""
    return f"({text} ~ {_literal(f'[{_CHANGED}]|^ | $|  ')})"


def _literal(text: str) -> str:
    return "E'" + "".join(sign if " " <= sign <= "~" else f"\\u{ord(sign):04x}" for sign in text) + "'"
