"""
What tells who a person is: headings and values of names, national ids, telephones, cards, addresses.

Such columns are dropped before anything is written; household ids that are national ids become pseudonyms
(HMAC-SHA-256 under a key of the office, so that joins across files still hold).
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from karnameh.areas import fold
from karnameh.registers.reasons import Refused
from karnameh.registers.values import clean

_HEADINGS = (
    "نام", "نام خانوادگی", "نام و نام خانوادگی", "نام ونام خانوادگی", "نام کامل", "نام پدر", "نام مادر",
    "نام سرپرست", "نام و نام خانوادگی سرپرست", "نام خانوادگی سرپرست", "نام سرپرست خانوار", "نام مجری",
    "نام و نام خانوادگی مجری", "نام خانوادگی مجری", "نام کارآموز", "نام مهارت‌آموز", "نام ناظر",
    "نام و نام خانوادگی ناظر", "نام مددجو", "نام متقاضی", "نام همسر", "نام فروشنده", "نام بافنده",
    "کد ملی", "کدملی", "شماره ملی", "شناسه ملی", "کد ملی سرپرست", "کد ملی مجری", "کد ملی ناظر",
    "کد ملی مددجو", "کد ملی مهارت‌آموز", "شماره شناسنامه", "شناسنامه", "سریال شناسنامه", "تاریخ تولد",
    "تلفن", "شماره تلفن", "تلفن ثابت", "تلفن همراه", "شماره تلفن همراه", "موبایل", "شماره موبایل",
    "همراه", "شماره همراه", "شماره تماس", "تماس", "تلفن تماس", "تلفن منزل",
    "شماره کارت", "شماره کارت بانکی", "کارت بانکی", "شماره حساب", "شماره حساب بانکی", "حساب", "شبا",
    "شماره شبا", "آدرس", "نشانی", "نشانی منزل", "آدرس منزل", "نشانی محل سکونت", "کد پستی", "ایمیل", "پست الکترونیک",
    "name", "first name", "last name", "family name", "surname", "full name", "father name", "father's name",
    "head name", "operator name", "trainee name", "supervisor name", "household head", "national id",
    "national code", "national no", "national number", "nid", "id card", "birth date", "date of birth", "birthday",
    "phone", "phone number", "telephone", "tel", "mobile", "mobile number", "mobile no", "cell", "cell phone",
    "contact", "contact number", "card", "card number", "bank card", "account", "account number", "bank account",
    "iban", "sheba", "address", "home address", "postal code", "postcode", "zip", "zip code", "email", "e-mail",
)  # fmt: skip
_SIGNS = re.compile(
    r"کدملی|شمارهملی|نامخانوادگی|شناسنامه|شمارهکارت|شبا$|تلفن|موبایل|شمارههمراه|شمارهتماس|نشانیمنزل|ادرس|کدپستی|"
    r"nationalid|nationalcode|firstname|lastname|fullname|surname|mobile|phone|cardnumber|iban|postalcode"
)
_MOBILE = re.compile(r"(?:\+98|0098|98|0)?9\d{9}")
_IBAN = re.compile(r"(?:IR)?\d{24}", re.IGNORECASE)
_NATIONAL = re.compile(r"\d{8,10}")
_MAY_BE_NATIONAL = r"^\D{0,6}[0-9۰-۹٠-٩]{8,10}\D{0,6}$"
#: A column is of national ids when nine of ten of at least twenty are.
_ENOUGH, _SHARE = 20, 0.9
#: So many values of a column are looked at to see what it holds.
_LOOKED_AT = 2000
#: Weights of the check digit of a national id; a card's is Luhn's.
_WEIGHTS = range(10, 1, -1)


@cache
def _personal_keys() -> frozenset[str]:
    return frozenset(re.sub(r"['’]", "", fold(word)) for word in _HEADINGS)


def is_personal_heading(key: str) -> bool:
    """Whether a heading, folded, names what tells who a person is."""
    return key in _personal_keys() or bool(_SIGNS.search(key))


def is_national_id(text: str) -> bool:
    """Ten digits (fewer where a sheet took the leading zeros) with the right check digit."""
    if not _NATIONAL.fullmatch(text):
        return False
    digits = [int(digit) for digit in text.zfill(10)]
    if len(set(digits)) == 1:
        return False
    rest = sum(digit * weight for digit, weight in zip(digits, _WEIGHTS, strict=False)) % 11
    return digits[9] == (rest if rest < 2 else 11 - rest)


def is_card(text: str) -> bool:
    """Sixteen digits with the right check digit (Luhn)."""
    if not re.fullmatch(r"\d{16}", text):
        return False
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(text)]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def is_personal_value(text: str) -> bool:
    """A national id of ten digits, a mobile or card number, an IBAN."""
    bare = re.sub(r"[\s\-()]", "", text)
    if _MOBILE.fullmatch(bare) or is_card(bare) or _IBAN.fullmatch(bare):
        return True
    return len(bare) == 10 and is_national_id(bare)


def holds_persons(cells: pa.ChunkedArray) -> bool:
    """Whether most of the filled cells of a column look like numbers that belong to a person."""
    filled = _cleaned(pc.drop_null(cells).slice(0, _LOOKED_AT))
    return bool(filled) and sum(map(is_personal_value, filled)) >= _SHARE * len(filled)


def _cleaned(cells: pa.ChunkedArray) -> list[str]:
    found = []
    for text in cells.to_pylist():
        try:
            found.append(clean(text))
        except Refused:
            continue
    return [text for text in found if text]


@dataclass(frozen=True)
class Pseudonyms:
    """The office's key, beside the registers; None before the first column of national ids was met."""

    path: Path
    key: bytes | None

    @classmethod
    def read(cls, registers: Path) -> "Pseudonyms":
        """The key that lies beside a registers folder, as `registers.key`."""
        path = registers.with_name(f"{registers.name}.key")
        return cls(path, bytes.fromhex(path.read_text().strip()) if path.is_file() else None)

    def with_key(self) -> "Pseudonyms":
        """The same with a key, a new one where there is none yet; not written."""
        return self if self.key else Pseudonyms(self.path, secrets.token_bytes(32))

    def of(self, text: str) -> str:
        """The pseudonym of an id; leading zeros that a sheet took do not matter."""
        digits = text.zfill(10) if _NATIONAL.fullmatch(text) else text
        return "n" + hmac.new(self.key, digits.encode(), hashlib.sha256).hexdigest()[:20]


def are_national_ids(cells: pa.ChunkedArray) -> bool:
    """Whether a column of ids is one of national ids: nine of ten of at least twenty rows."""
    filled = pc.drop_null(cells)
    if not _mostly(_cleaned(filled.slice(0, _LOOKED_AT)), _SHARE / 2):
        return False
    found = _cleaned(filled)
    return len(found) >= _ENOUGH and _mostly(found, _SHARE)


def _mostly(texts: list[str], share: float) -> bool:
    return bool(texts) and sum(map(is_national_id, texts)) >= share * len(texts)


def with_pseudonyms(cells: pa.ChunkedArray, pseudonyms: Pseudonyms, every: bool) -> pa.ChunkedArray:
    """Ids with pseudonyms in place of every one, or of those that are national ids; cells of nothing stay."""
    distinct = cells.combine_chunks().dictionary_encode()
    writings = distinct.dictionary
    if not every:
        # Most ids are none: only what may be one is looked at closely.
        chosen = pc.match_substring_regex(writings, _MAY_BE_NATIONAL).to_numpy(zero_copy_only=False)
        if not chosen.any():
            return cells
        rest = [_replaced(text, pseudonyms, every) for text in writings.filter(pa.array(chosen)).to_pylist()]
        writings = pc.replace_with_mask(writings, pa.array(chosen), pa.array(rest, pa.string()))
    else:
        writings = pa.array(
            [_replaced(text, pseudonyms, every) for text in writings.to_pylist()], pa.string()
        )
    return pa.chunked_array([writings.take(distinct.indices)])


def _replaced(written: str, pseudonyms: Pseudonyms, every: bool) -> str:
    try:
        text = clean(written)
    except Refused:
        return written
    if text and (is_national_id(text) or (every and any(ch.isdigit() for ch in text) and not _is_ours(text))):
        return pseudonyms.of(text)
    return written


def _is_ours(text: str) -> bool:
    """A pseudonym that comes back in a quarantine file."""
    return bool(re.fullmatch(r"n[0-9a-f]{20}", text))
