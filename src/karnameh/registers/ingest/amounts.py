"""Amounts that look ten times too small against the registers: told, never changed."""

from collections.abc import Iterator

import pandas as pd

#: Fewer amounts than this tell nothing; ten times is told from half of it to twice as much.
_ENOUGH, _LOW, _HIGH = 20, 5, 20


def remarks_of(rows: pd.DataFrame, before: pd.Series) -> Iterator[str]:
    """A remark where amounts, against those in the registers before, may be in toman without saying so."""
    amounts = rows["amount_rial"].dropna() if "amount_rial" in rows else before[:0]
    if len(amounts) < _ENOUGH or len(before) < _ENOUGH:
        return
    now, then = amounts.median(), before.median()
    if now and _LOW <= then / now <= _HIGH:
        yield (
            f"amount_rial looks ten times too small: its median is {now:,.0f}, that of the registers {then:,.0f}. "
            "Nothing was changed; if the amounts are in toman, head the column amount_toman and take the file in again."
        )
