"""What a page is asked, and findings on many pages told shortly: what, on how many pages, and on which first."""

from collections.abc import Iterable
from pathlib import Path

#: The questions, in the language of the page.
LOOK = (Path(__file__).parent / "look.js").read_text(encoding="utf-8")
#: More kinds of finding than these are only counted.
MOST = 60


def told(found: Iterable[tuple[object, str]]) -> str:
    """One line a kind of finding; words in «» and numbers differ from page to page and do not make a kind."""
    kinds: dict[str, list[tuple[str, str]]] = {}
    for where, what in found:
        kinds.setdefault(what.split("«")[0].strip(), []).append((str(where), what))
    lines = [f"{places[0][1]}  ({_named(places)})" for places in kinds.values()]
    more = [f"and {len(lines) - MOST} kinds more"] if len(lines) > MOST else []
    return "\n".join(["", *lines[:MOST], *more])


def _named(places: list[tuple[str, str]]) -> str:
    names = list(dict.fromkeys(where for where, _ in places))
    return "; ".join(names[:3]) + (f" and {len(names) - 3} more" if names[3:] else "")
