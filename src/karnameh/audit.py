"""The last gate before anything is published: what the attacker finds stops a build."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from karnameh.areas import NATION
from karnameh.attack import COLUMNS, attack, misbelieved
from karnameh.attack.pages import figures, strays, unfounded
from karnameh.disclosure import Rule, is_rounded, lacking
from karnameh.errors import DataError
from karnameh.indicators.catalogue import KEY

#: So many cells are named in an error; the rest is counted.
_NAMED = 10
#: Outlines and the places where they stand: two thirds of a page, which tell nothing.
_DRAWN = re.compile(r"<(?:path|use)\s[^<>]*>")


def audit(
    table: pd.DataFrame,
    rule: Rule,
    earlier: Sequence[pd.DataFrame] = (),
    truth: pd.DataFrame | None = None,
) -> None:
    """Raises: DataError naming the cells that are `given_away` and by what, suppressed ones and rounded ones."""
    stop_for(given_away(table, rule, earlier, truth))


def given_away(
    table: pd.DataFrame,
    rule: Rule,
    earlier: Sequence[pd.DataFrame] = (),
    truth: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    What an attacker finds out of a publication table together with those of earlier releases: rows as of `attack`.

    truth: the cells with their numerators, suppressed or not. An attacker takes for granted what registers keep
        nearly always, and that what was not revised is as it was; where that is not so, it is not granted.
    What earlier releases have given away by themselves is past helping, and left out.
    """
    found = _exposed(table, rule, earlier) if rule.threshold else pd.DataFrame(columns=COLUMNS)
    if truth is not None and len(found):
        found = _not_misled(found, truth, lambda *doubts: _exposed(table, rule, earlier, *doubts))
    if len(found) and len(earlier):
        found = found[~_known_before(found, table, rule, earlier, truth)]
    return found


def stop_for(found: pd.DataFrame) -> None:
    """Raises: DataError where there are cells that are given away."""
    if len(found):
        raise DataError(_message(found))


def _not_misled(found: pd.DataFrame, truth: pd.DataFrame, again: Callable[..., pd.DataFrame]) -> pd.DataFrame:
    """
    What is exposed to an attacker who takes nothing for granted that is not so.

    again: what is found by who doubts what is nearly always true in some areas, and in some others that all is as
    in another release. It is not in the areas that mislead, then not in their provinces, in the end nowhere.
    """
    if doubted := misbelieved(_told(truth)):
        found = again(doubted, [])
    revised: dict[str, None] = {}
    for within in (str, lambda area: area[:2], lambda _: NATION):
        misled = _misled(found, truth)
        if not misled.any():
            break
        revised |= dict.fromkeys(map(within, found.loc[misled, "area"]))
        found = again(doubted, list(revised))
    return found[~_misled(found, truth)]


def _told(truth: pd.DataFrame) -> pd.DataFrame:
    """Cells with their numbers as a publication would tell them that hides nothing."""
    numbers = truth[["numerator", "denominator"]].astype("object").where(truth.notna(), "").astype("str")
    return truth.assign(value="", note=lacking(truth), **numbers)


def _known_before(
    found: pd.DataFrame,
    table: pd.DataFrame,
    rule: Rule,
    earlier: Sequence[pd.DataFrame],
    truth: pd.DataFrame | None,
) -> np.ndarray:
    """
    Which of some cells earlier releases have given away by themselves: those of the new table as they are now.

    They have what can be worked out of them beside a new table that tells nothing.
    """
    past = _exposed(_untold(table), rule, earlier)
    if truth is not None:
        past = past[~_misled(past, truth)]
    now = _among(found, [past[past["release"] == 0], *(_told_so(before, truth) for before in earlier)])
    then = _among(found, [past[past["release"] > 0], *(one[_tells(one)] for one in (table, *earlier))])
    return np.where(found["release"] == 0, now, then)


def _untold(table: pd.DataFrame) -> pd.DataFrame:
    """A publication table of the same rows that tells no number."""
    told = table["status"].isin(["reported", "not_defined"])
    numbers = table[["numerator", "denominator", "value"]].mask(told, "")
    return table.assign(status=table["status"].mask(told, "suppressed"), **numbers)


def _told_so(table: pd.DataFrame, truth: pd.DataFrame | None) -> pd.DataFrame:
    """The rows that tell their figures as they truly are now."""
    rows = table[_tells(table)]
    if truth is None:
        return rows
    true = rows[KEY].merge(truth[[*KEY, "numerator", "denominator"]], on=KEY, how="left")
    told = pd.to_numeric(rows["numerator"].replace("", pd.NA)).astype("Float64").to_numpy()
    same = (true["numerator"].astype("Float64") == told).fillna(False)
    same |= (rows["status"] == "not_defined").to_numpy() & (true["denominator"] == 0).fillna(False)
    return rows[same.to_numpy(dtype=bool)]


def _among(found: pd.DataFrame, tables: Sequence[pd.DataFrame]) -> np.ndarray:
    """Which of some cells are rows of one of the tables."""
    keys = pd.concat([table[KEY] for table in tables]).drop_duplicates()
    return (found[KEY].merge(keys, on=KEY, how="left", indicator=True)["_merge"] == "both").to_numpy()


def _misled(found: pd.DataFrame, truth: pd.DataFrame) -> np.ndarray:
    """Of which cells of the new table the attacker believes what is not so."""
    true = found[KEY].merge(truth[[*KEY, "numerator"]], on=KEY, how="left")["numerator"].astype("Float64")
    low, high = (found[side].astype("Float64").reset_index(drop=True) for side in ("low", "high"))
    past = ((true < low) | (true > high)).fillna(False).to_numpy(dtype=bool)
    return past & ((found["release"] == 0) & (found["figure"] == "numerator")).to_numpy()


def audit_page(html: str, told: Mapping[str, str]) -> None:
    """
    Hold a page to the publication: it names no figure otherwise, shows it as it names it, what it makes of figures
    follows from them, and its alternative texts have no number that the page does not show.

    told: the value of every published figure by its name, as `Publication.told` gives it. Raises: DataError.
    """
    html = _DRAWN.sub("", html)
    otherwise = dict.fromkeys(name for name, value in figures(html) if told.get(name) != value)
    if otherwise:
        first = ", ".join(list(otherwise)[:_NAMED])
        raise DataError(f"page: figures that the publication does not have so: {len(otherwise):,}; {first}.")
    if found := dict.fromkeys(strays(html)):
        first = ", ".join(list(found)[:_NAMED])
        raise DataError(
            f"page: numbers shown otherwise than named, or in alternative texts alone: {len(found):,}; {first}. "
            "A number in an alternative text has to stand on the page too: show it there, or leave it out."
        )
    if found := Counter(unfounded(html, told)):
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in found.items())
        raise DataError(
            f"page: numbers that do not follow from the published figures they are made of: {kinds}."
        )


def _exposed(
    table: pd.DataFrame,
    rule: Rule,
    earlier: Sequence[pd.DataFrame],
    doubted: Collection[str] = (),
    revised: Collection[str] = (),
) -> pd.DataFrame:
    found = attack(table, rule.threshold, earlier, rule.base, doubted=doubted, revised=revised)
    return found[found["exposed"]]


def _tells(table: pd.DataFrame) -> pd.Series:
    """The rows that tell their figures as they are; what is not defined is out of nothing."""
    return table["status"].isin(["reported", "not_defined"]) & ~is_rounded(table)


def _message(found: pd.DataFrame) -> str:
    """Cells and relations; never a number that could be worked out."""
    lines = [f"publication: cells that others give away: {len(found):,}; nothing is published."]
    for cell in found.head(_NAMED).itertuples():
        key = "/".join(map(str, (cell.year, cell.area, cell.indicator, cell.breakdown, cell.category)))
        where = f" (release {cell.release} back)" if cell.release else ""
        lines.append(f"  {key}{where}: {cell.figure}, by: {cell.relations or 'what is left to it'}")
    lines.append(
        "  What was published last stays. Report this with the file params/disclosure.toml: it is a fault of ours."
    )
    return "\n".join(lines)
