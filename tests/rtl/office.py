"""
Documents to read from right to left: the tiny office with names and figures that are hard to set.

Everything but the hard names is what the product prints: the notebooks, words, charts and engine are the real ones.
"""

import csv
import shutil
from pathlib import Path

import nbformat

from inprocess import make
from karnameh.suite import Project

_OFFICE = Path(__file__).parents[1] / "office"
#: A half-space, a kasra, guillemets, a tanwin, brackets and a number in one name.
HARD = "پایین‌دهِ «امام» (سابقاً شهرک ۲)"
#: Longer than the name of any county, in words that cannot be broken.
LONG = "چهارمحال‌وبختیاری‌نشین سفلای کهگیلویه‌وبویراحمد"
#: Quotations within each other, a figure in brackets and Latin words, in a note of the page of published figures.
NOTE = "گفته شد «رقم ‹سالانه› (۲۰) در فایل matches.csv آمده است»؛ ولی در سال ۱۳۹۷ ۱۷ بود."
#: What a cell is counted by, so that thousands show.
_TIMES = 1237
#: stem of the files → notebook and parameters
DOCUMENTS = {
    "county.fa": ("county_brief", {"year": 1397, "county": "miandasht", "lang": "fa"}),
    "county.en": ("county_brief", {"year": 1397, "county": "miandasht", "lang": "en"}),
    "province.fa": ("province_brief", {"year": 1397, "province": "nemuneh", "lang": "fa"}),
    "press.fa": ("press_note", {"year": 1397, "province": "nemuneh", "lang": "fa"}),
    "reconciliation.fa": ("reconciliation", {"province": "nemuneh", "lang": "fa"}),
}
#: What an analyst may add to a notebook.
_LISTS = "- نخست، سهم ۴۵٪\n- دوم\n\n1. گزارش\n2. پیوست\n"


def hard_office(folder: Path) -> Project:
    """A copy of the tiny office with hard names and large figures."""
    left_out = shutil.ignore_patterns(
        "golden", "reports", "fonts", "executed", "rendered", "results", ".quarto"
    )
    shutil.copytree(_OFFICE, folder, ignore=left_out)
    data = folder / "data"
    _rewrite(data / "reference" / "counties.csv", _renamed)
    _rewrite(data / "published" / "conflicts.csv", lambda row: row | {"note_fa": NOTE})
    _rewrite(data / "derived" / "publication.csv", _enlarged)
    _add_lists(folder / "notebooks" / "press_note.ipynb")
    return Project(folder)


def _add_lists(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_markdown_cell(_LISTS, id="lists"))
    nbformat.write(notebook, path)


def _rewrite(path: Path, change) -> None:
    with open(path, encoding="utf-8", newline="") as file:
        rows = [change(row) for row in csv.DictReader(file)]
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _renamed(row: dict[str, str]) -> dict[str, str]:
    names = {"4001": LONG, "4003": HARD}
    return row | {"name_fa": names.get(row["code"], row["name_fa"])}


def _enlarged(row: dict[str, str]) -> dict[str, str]:
    """Every count and amount so many times larger, and what was counted once withheld; shares and rates stay."""
    if "1" in (row["numerator"], row["denominator"]):
        return row | {"numerator": "", "denominator": "", "value": "", "status": "suppressed"}
    larger = {name: str(int(row[name]) * _TIMES) for name in ("numerator", "denominator") if row[name]}
    if row["value"] and "." not in row["value"]:
        larger["value"] = str(int(row["value"]) * _TIMES)
    return row | larger


def documents(project: Project, made: Path) -> Path:
    """The folder with every document as page and as paper."""
    for stem, (notebook, parameters) in DOCUMENTS.items():
        make(project, made, stem, notebook, **parameters)
    return made
