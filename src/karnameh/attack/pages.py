"""A page as an outsider reads it: every figure that it names, in its text and in what it tells machines."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape

_ELEMENT = re.compile(r'<[^<>]*\sdata-cell="([^"]*)"[^<>]*>')
_VALUE = re.compile(r'\sdata-value="([^"]*)"')
_SHOWN = re.compile(r'<span([^<>]*\sdata-cell="([^"]*)"[^<>]*)>(.*?)</span>', re.DOTALL)
_SILENT = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_PICTURE = re.compile(r'<img\s[^<>]*>|<[^<>]*\srole="img"[^<>]*>')
_ALTERNATIVE = re.compile(r'\s(?:aria-label|alt)="([^"]*)"')
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٬٫", "0123456789,.")
_SCALES = (10**6, 10**9)
_LINKED = re.compile(r"<script[^>]*application/ld\+json[^>]*>(.*?)</script>", re.DOTALL)


def strays(html: str) -> Iterator[str]:
    """
    What a page tells otherwise than it says that it does.

    The name of each figure whose text is another number than the one that goes with it (as it is, or in millions
    or billions), or any where none does; and once for each picture whose alternative text has a number that is no
    figure and no text of the page.
    """
    body = _SILENT.sub(" ", html)
    for attributes, name, text in _SHOWN.findall(body):
        value, shown = _VALUE.search(attributes), _numbers(_TAG.sub("", text))
        if shown and not (value and any(_says(number, value[1]) for number in shown)):
            yield name
    seen = _numbers(_TAG.sub(" ", body)) | set(_VALUE.findall(body))
    texts = (text for picture in _PICTURE.findall(body) for text in _ALTERNATIVE.findall(picture))
    yield from ("an alternative text" for text in texts if _numbers(text) - seen)


def _numbers(text: str) -> set[str]:
    """The numbers in a text in any digits, as they are written in English without separators."""
    found = _NUMBER.findall(unescape(text).translate(_DIGITS))
    return {number.replace(",", "") for number in found}


def _says(shown: str, value: str) -> bool:
    if shown == value:
        return True
    half = Decimal(5).scaleb(Decimal(shown).as_tuple().exponent - 1)
    return any(abs(Decimal(shown) * scale - Decimal(value)) <= half * scale for scale in _SCALES)


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
