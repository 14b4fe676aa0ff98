"""A page speaks only of files that were made: dead links, relations and downloads are dropped."""

import json
import re
from collections.abc import Callable

from karnameh.present.metadata import compact

_LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]+)"[^>]*>.*?</a>\s*', re.S)
_LINKS = re.compile(r'<(?P<kind>div|nav) class="links"[^>]*>.*?</(?P=kind)>', re.S)
_RELATION = re.compile(r'<link rel="(?:alternate|prev|next)" href="([^"]+)"[^>]*>\s*')
_DATASET = re.compile(r'(<script type="application/ld\+json">)(.*?)(</script>)', re.S)


def with_live_links(data: bytes, path: str, there: set[str]) -> bytes:
    """The page at a path under `reports/`, without what leads to files that are not there."""

    def leads(href: str) -> bool:
        return resolved(path, href) in there

    text = _LINKS.sub(lambda links: _LINK.sub(_kept(leads), links[0]), data.decode())
    text = _RELATION.sub(_kept(leads), text)
    return _DATASET.sub(
        lambda found: found[1] + _with_live_downloads(found[2], leads) + found[3], text
    ).encode()


def _kept(leads: Callable[[str], bool]) -> Callable[[re.Match], str]:
    """An element as it is where its target is there, else nothing."""
    return lambda element: element[0] if leads(element[1]) else ""


def _with_live_downloads(text: str, leads: Callable[[str], bool]) -> str:
    dataset = json.loads(text)
    files = dataset.get("distribution", [])
    live = [file for file in files if leads(file["contentUrl"])]
    if live == files:
        return text
    return compact(dataset | {"distribution": live}).replace("</", "<\\/")


def resolved(path: str, href: str) -> str:
    """The file under `reports/` that a link of a page means."""
    parts = path.split("/")[:-1]
    for part in href.split("/"):
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)
