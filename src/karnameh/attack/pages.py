"""A page as an outsider reads it: every figure that it names, in its text and in what it tells machines."""

import json
import re
from collections.abc import Iterator

_ELEMENT = re.compile(r'<[^<>]*\sdata-cell="([^"]*)"[^<>]*>')
_VALUE = re.compile(r'\sdata-value="([^"]*)"')
_LINKED = re.compile(r"<script[^>]*application/ld\+json[^>]*>(.*?)</script>", re.DOTALL)


def figures(html: str) -> Iterator[tuple[str, str]]:
    """Each figure's name ('1397/2602/count_jobs/sector/livestock') and its number as the page tells it."""
    for element in _ELEMENT.finditer(html):
        if value := _VALUE.search(element[0]):
            yield element[1], value[1]
    for script in _LINKED.findall(html):
        yield from _named(json.loads(script, parse_float=str, parse_int=str))


def _named(thing: object) -> Iterator[tuple[str, str]]:
    """The property values of linked data, however deep they lie."""
    if isinstance(thing, list):
        for part in thing:
            yield from _named(part)
    if isinstance(thing, dict):
        if "propertyID" in thing and "value" in thing:
            yield thing["propertyID"], thing["value"]
        yield from _named(list(thing.values()))
