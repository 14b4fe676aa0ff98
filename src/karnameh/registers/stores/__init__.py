"""Where registers lie: a folder of Parquet, or a database. Both answer the same questions."""

from collections.abc import Mapping
from typing import Protocol

import pandas as pd


class Store(Protocol):
    """
    Registers as `ingest` sees them. Tables are frames in the columns of the schema, typed, plus provenance
    (`_file`, `_sheet`, `_row`, `_call`). remarks: what a person should know of what was there before.
    """

    remarks: tuple[str, ...]

    def rows(
        self, table: str, column: str, values: pd.Series, names: list[str] | None = None
    ) -> pd.DataFrame:
        """The rows whose column is one of the values, whole or some columns; in no order."""

    def amounts(self, table: str) -> pd.Series:
        """Every amount_rial of a table; none where it has no such column."""

    def journal(self) -> list[dict]:
        """The calls so far, in order."""

    def commit(self, changes: Mapping[str, pd.DataFrame], entry: Mapping) -> None:
        """
        Put rows in place of those with the same key, or beside the others, and add a line to the journal:
        all of it or nothing.
        """
