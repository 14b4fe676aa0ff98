"""A page as an outsider reads it: every figure that it names, in its text and in what it tells machines."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from html import unescape

_ELEMENT = re.compile(r'<[^<>]*\sdata-cell="([^"]*)"[^<>]*>')
_VALUE = re.compile(r'\sdata-value="([^"]*)"')
_SHOWN = re.compile(r'<span([^<>]*\sdata-(?:cell|derived|published)="([^"]*)"[^<>]*)>(.*?)</span>', re.DOTALL)
_DERIVED = re.compile(r'<span[^<>]*\sdata-derived="([^"]*)"[^<>]*>')
_PUBLISHED = re.compile(r'<span[^<>]*\sdata-published="([^"]*)"[^<>]*>')
_OF = re.compile(r'\sdata-of="([^"]*)"')
_SILENT = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_PICTURE = re.compile(r'<img\s[^<>]*>|<[^<>]*\srole="img"[^<>]*>')
_ALTERNATIVE = re.compile(r'\s(?:aria-label|alt)="([^"]*)"')
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٬٫", "0123456789,.")
_SCALES = (10**6, 10**9)
_PLACES = (Decimal(1), Decimal("0.1"))
_LINKED = re.compile(r"<script[^>]*application/ld\+json[^>]*>(.*?)</script>", re.DOTALL)


def strays(html: str) -> Iterator[str]:
    """
    What a page tells otherwise than it says that it does.

    The name of each figure, and the kind of each number made of figures, whose text is another number than the one
    that goes with it (as it is, or in millions or billions), or any where none does; and once for each picture whose
    alternative text has a number that is no figure and no text of the page.
    """
    body = _SILENT.sub(" ", html)
    for attributes, name, text in _SHOWN.findall(body):
        value, shown = _VALUE.search(attributes), _numbers(_TAG.sub("", text))
        if shown and not (value and any(_says(number, value[1], name) for number in shown)):
            yield name
    seen = _numbers(_TAG.sub(" ", body)) | set(_VALUE.findall(body))
    texts = (text for picture in _PICTURE.findall(body) for text in _ALTERNATIVE.findall(picture))
    yield from ("an alternative text" for text in texts if _numbers(text) - seen)


def _numbers(text: str) -> set[str]:
    """The numbers in a text in any digits, as they are written in English without separators."""
    found = _NUMBER.findall(unescape(text).translate(_DIGITS))
    return {number.replace(",", "") for number in found}


def _says(shown: str, value: str, name: str) -> bool:
    """Whether a number is a value, whatever its sign; what is made of rounded numbers may be one further off."""
    size = abs(Decimal(value))
    if Decimal(shown) == size:
        return True
    off = Decimal(5 if "/" in name else 10).scaleb(Decimal(shown).as_tuple().exponent - 1)
    return any(abs(Decimal(shown) * scale - size) <= off * scale for scale in _SCALES)


def unfounded(html: str, told: Mapping[str, str]) -> Iterator[str]:
    """
    The kind of each number of a page that does not follow from the published figures it says it is made of.

    told: the value of every published figure by its name. Changes, shares, sums and differences from what officials
    published are worked out again; places and counts of areas, and what earlier editions told, are taken as they are.
    """
    known = {}
    for element in _PUBLISHED.finditer(html):
        if value := _VALUE.search(element[0]):
            known[element[1]] = value[1]
    known |= told
    for element in _DERIVED.finditer(html):
        kind, value, made_of = element[1], _VALUE.search(element[0]), _OF.search(element[0])
        if value and kind in _OF_TWO | _OF_SOME:
            names = made_of[1].split() if made_of else []
            numbers = [Decimal(known[name]) for name in names if name in known]
            if not names or len(numbers) < len(names) or not _follows(kind, Decimal(value[1]), numbers):
                yield kind


def _follows(kind: str, value: Decimal, numbers: Sequence[Decimal]) -> bool:
    if kind in _OF_SOME:
        return _OF_SOME[kind](value, numbers)
    return len(numbers) == 2 and _OF_TWO[kind](value, *numbers)


def _is_change(value: Decimal, now: Decimal, before: Decimal) -> bool:
    """The difference, or that of the numbers as they are printed in millions or billions."""
    printed = (
        (now / scale).quantize(place) - (before / scale).quantize(place)
        for scale, place in zip(_SCALES, _PLACES, strict=True)
    )
    return value == now - before or value in printed


def _is_share(value: Decimal, part: Decimal, whole: Decimal) -> bool:
    return whole > 0 and value == _percent(part, whole)


def _is_growth(value: Decimal, now: Decimal, before: Decimal) -> bool:
    return before > 0 and value == _percent(abs(now - before), before)


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    """With one decimal, half to even from the exact ratio."""
    return Decimal(round(Fraction(part) / Fraction(whole) * 1000)) / 10


#: How each kind of number follows from two figures, or from some, in their order.
_OF_TWO = {"change": _is_change, "growth": _is_growth, "share": _is_share}
_OF_SOME = {
    "sum": lambda value, parts: value == sum(parts),
    "difference": lambda value, parts: value == sum(parts[:-1]) - parts[-1],
}


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
