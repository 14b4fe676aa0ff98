"""Where registers lie: a folder of Parquet, or a database. Both answer the same questions."""

from collections.abc import Mapping
from typing import Protocol

import pandas as pd


class Store(Protocol):
    """
    Registers as `ingest` sees them. Tables are frames in the columns of the schema, typed, plus provenance
    (`_file`, `_sheet`, `_row`, `_call`).
    """

    def columns(self, table: str, names: list[str]) -> pd.DataFrame:
        """Some columns of every row of a table, in no order; no rows where there is no such table."""

    def rows(self, table: str, column: str, values: pd.Series) -> pd.DataFrame:
        """The whole rows whose column is one of the values."""

    def commit(self, changes: Mapping[str, pd.DataFrame], entry: Mapping) -> None:
        """
        Put rows in place of those with the same key, or beside the others, and add a line to the journal:
        all of it or nothing.
        """
