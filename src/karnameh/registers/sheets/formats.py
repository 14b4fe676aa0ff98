"""What the format of a number adds to it on the sheet: the unit of money that a person reads beside it."""

import re

from karnameh.areas import fold
from karnameh.registers.reasons import Reason

#: In a format: words in quotation marks, a sign of a currency, a letter as it stands; and its end.
_PART = re.compile(r'"([^"]*)"|\[\$([^\]-]*)(?:-[^\]]*)?\]|\\(.)|(;)|\[[^\]]*\]|_.|\*.|.', re.DOTALL)
#: Each comma behind the last digit shows a thousandth.
_SCALED = re.compile(r"[0#?](,+)(?![0#?,])")
_UNIT = re.compile("(هزار|میلیون|میلیارد|thousand|million|billion)?s?(تومان|toman|ریال|rial)?")
_COMMAS = {"هزار": 1, "thousand": 1, "میلیون": 2, "million": 2, "میلیارد": 3, "billion": 3}


def unit_of_format(code: str) -> Reason | None:
    """The unit of money that a format shows, as the reason for which an amount in another unit is not taken."""
    words, digits = "", ""
    for part in _PART.finditer(code):
        if part[4]:  # what follows is for numbers below zero
            break
        words += part[1] or part[2] or part[3] or ""
        digits += part[0] if part[0] in "0#?,." else ""
    scaled = _SCALED.search(digits)
    return _unit(words, len(scaled[1]) if scaled else 0)


def unit_of_text(text: str) -> Reason | None:
    """The same, of a number as it is shown."""
    return _unit(text, 0)


def _unit(words: str, commas: int) -> Reason | None:
    for found in _UNIT.finditer(fold(words)):
        scale, money = found.groups()
        told = (scale or "") * (_COMMAS.get(scale, 0) != commas) + (money or "")
        if told:
            return Reason("unit", (("shown", told),))
    return None
