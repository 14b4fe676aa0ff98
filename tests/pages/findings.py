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
    lines = [
        f"{what}  ({where}{f', and {len(places) - 1} more' if places[1:] else ''})"
        for places in kinds.values()
        for where, what in places[:1]
    ]
    more = [f"and {len(lines) - MOST} kinds more"] if len(lines) > MOST else []
    return "\n".join(["", *lines[:MOST], *more])
