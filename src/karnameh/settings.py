"""Reading the files of `params/`: what `suite.toml` may hold, and what is wrong with one that holds something else."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from karnameh import calendar
from karnameh.errors import ParameterError, nearest

LANGUAGES = ("fa", "en")
FORMATS = ("html", "pdf")
#: Whose letters: Vazirmatn where it is installed, or always the same.
TYPEFACES = ("auto", "noto", "vazirmatn")
_ADDRESS = re.compile(r"https?://[^\s\"'<>?#]+")
_KEYS = {
    "provinces",
    "years",
    "languages",
    "formats",
    "edition",
    "data_date",
    "registers",
    "base_url",
    "revised_because",
    "typeface",
}


def read_settings(path: Path, holds: str) -> dict:
    """A file of `params/` as it stands. holds: what it is for, to whom it lacks. Raises: ParameterError."""
    where = f"params/{path.name}"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ParameterError(f"{where}: not found. It names {holds}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ParameterError(f"{where}: not readable as TOML: {error}.") from None


def faults_of(raw: dict, where: str) -> Iterator[str]:
    """Every fault of the settings but those of provinces, in words."""
    for key in raw:
        if key not in _KEYS:
            yield f"{where}: unknown key '{key}'; it takes {', '.join(sorted(_KEYS))}.{nearest(key, _KEYS)}"
    years = raw.get("years")
    if not (isinstance(years, list) and years and all(type(year) is int for year in years)):
        yield f"{where}: years must be a list of Solar Hijri years, such as [1396, 1397]."
    else:
        for year in years:
            if not calendar.FIRST_YEAR <= year <= calendar.LAST_YEAR:
                yield f"{where}: year {year} is outside {calendar.FIRST_YEAR}–{calendar.LAST_YEAR} (Solar Hijri)."
    for key, known in (("languages", LANGUAGES), ("formats", FORMATS)):
        values = raw.get(key, list(known))
        if not (isinstance(values, list) and values):
            yield f"{where}: {key} must be a list of {', '.join(known)}."
            continue
        for value in values:
            if value not in known:
                yield f"{where}: {key} has '{value}'; known: {', '.join(known)}.{nearest(value, known)}"
    if type(raw.get("edition", 1)) is not int or raw.get("edition", 1) < 1:
        yield f"{where}: edition must be a whole number from 1."
    try:
        date.fromisoformat(str(raw.get("data_date", calendar.first_day(calendar.FIRST_YEAR))))
    except ValueError:
        yield f"{where}: data_date '{raw['data_date']}' is not a day such as 2021-03-20."
    if not _ADDRESS.fullmatch(str(raw.get("base_url", "https://known"))):
        yield f"{where}: base_url '{raw['base_url']}' is not an address such as https://example.org/karnameh."
    if raw.get("typeface", "auto") not in TYPEFACES:
        known = ", ".join(TYPEFACES)
        yield f"{where}: typeface has '{raw['typeface']}'; known: {known}.{nearest(str(raw['typeface']), TYPEFACES)}"
    yield from _reason_faults(raw.get("revised_because", {}), raw.get("languages", LANGUAGES), where)
    if not isinstance(raw.get("registers", ""), str):
        yield f"{where}: registers must be the path of a folder or a postgresql:// address, in quotes."


def _reason_faults(reasons: object, languages: Iterable[str], where: str) -> Iterator[str]:
    """A reason is told in every language of the suite, or not at all."""
    told = isinstance(reasons, dict) and all(
        isinstance(text, str) and text.strip() for text in reasons.values()
    )
    if not told or (reasons and set(reasons) != set(languages)):
        yield (
            f"{where}: revised_because must say in every language why figures were revised, "
            'such as { fa = "…", en = "late reports of two counties" }.'
        )
