"""
Someone from outside who has all that is published and the definitions, and works out what is not told.

Shares nothing with what protects the table: a mistake there is not repeated here.
"""

from collections.abc import Collection, Sequence

import pandas as pd

from karnameh.attack.facts import read
from karnameh.attack.intervals import Solution, solve
from karnameh.attack.system import Secret, system

COLUMNS = [
    "release",
    "year",
    "area",
    "indicator",
    "breakdown",
    "category",
    "low",
    "high",
    "relations",
    "exposed",
    "figure",
]


def attack(
    published: pd.DataFrame,
    threshold: int,
    earlier: Sequence[pd.DataFrame] = (),
    base: int | None = None,
    *,
    exact: bool = False,
    doubted: Collection[str] = (),
    revised: Collection[str] = (),
) -> pd.DataFrame:
    """
    What each suppressed cell can be, and each rounded one that can be too little else.

    earlier: tables of earlier releases. base: of rounded figures; each lies less than that from what is
    told. exact: low and high are the least and the most that is possible; else they are only as far apart
    as was seen, at least as far as is needed where that is possible. doubted: areas within which nothing is
    used that is only nearly always true; elsewhere it is, while nothing published contradicts it. revised: areas of
    which nothing is taken to be as it was in another release; elsewhere all is that was not seen to be otherwise.

    Rows: one per suppressed cell, and per rounded cell that is exposed, sorted by release and key.
    Columns: release (0 the published one, 1.. the earlier ones in their order), the key, low and high (of
        the numerator), relations (what narrows a cell that is exposed), exposed (narrower than needed),
        figure (what of the cell is too well known: numerator, rest (denominator − numerator), ratio or,
        where it is rounded, denominator).
    Missing: high where nothing bounds it.
    Raises: ParameterError where a figure is rounded and no base is given.
    """
    found = system([read(table) for table in (published, *earlier)], base, revised)
    solution = solve(found, threshold, exact, doubted)
    secrets = sorted(found.secrets, key=lambda secret: (secret.release, secret.row[:5]))
    lines = [_of_rounded(solution, s) if s.row.rounded else _line(solution, s) for s in secrets]
    frame = pd.DataFrame(filter(None, lines), columns=COLUMNS)
    whole = dict.fromkeys(("release", "year"), "int64") | dict.fromkeys(("low", "high"), "Int64")
    texts = dict.fromkeys(("area", "indicator", "breakdown", "category", "relations", "figure"), "str")
    return frame.astype(whole | texts | {"exposed": "bool"})


def misbelieved(table: pd.DataFrame) -> list[str]:
    """The areas in which a table that tells everything contradicts what `attack` takes for nearly always true."""
    found = system([read(table)], None, ())
    figures = (figure for constraint in found.untrue for figure in constraint.figures)
    return sorted(frozenset[str]().union(*(found.counties[figure] for figure in figures)))


def _line(solution: Solution, secret: Secret) -> tuple:
    interval = solution.interval(secret.figure, secret.release)
    kinds, figure = interval.kinds, "" if interval.wide else "numerator"
    if not figure and secret.rest is not None:
        rest = solution.interval(secret.rest, secret.release)
        kinds, figure = rest.kinds, "" if rest.wide else "rest"
    if not figure and secret.whole is not None and solution.pinned(secret.figure, secret.whole):
        figure = "ratio"
    high = pd.NA if interval.high == float("inf") else interval.high
    relations = "; ".join(sorted(kinds)) if figure else ""
    return (secret.release, *secret.row[:5], interval.low, high, relations, bool(figure), figure)


def _of_rounded(solution: Solution, secret: Secret) -> tuple | None:
    """The line of a rounded cell of which something is too well known, though it is not told."""
    for name, figure in (("numerator", secret.figure), ("rest", secret.rest), ("denominator", secret.whole)):
        if figure is None or solution.system.known(figure):
            continue
        interval = solution.interval(figure, secret.release)
        if not interval.wide:
            high = pd.NA if interval.high == float("inf") else interval.high
            kinds = "; ".join(sorted(interval.kinds))
            return (secret.release, *secret.row[:5], interval.low, high, kinds, True, name)
    return None
