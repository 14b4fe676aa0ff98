"""The data that a build leaves beside the briefs, as whoever downloads it opens it."""

import csv
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from csvw import CSVW
from odfdo import Document

from karnameh.words import Words


def tables(built):
    return sorted((built / "reports").rglob("*.csv"))


def test_a_validator_accepts_every_csv_with_its_metadata(built):
    assert len(tables(built)) == 9
    for path in tables(built):
        assert CSVW(f"{path}-metadata.json", validate=True).is_valid, path


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_spreadsheet_of_a_brief_has_the_figures_of_its_csv(built, lang):
    folder, words = built / "reports/1397/nemuneh/miandasht", Words(lang)
    with open(folder / "indicators.csv", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["breakdown"]]
    expected = {words[f"indicator.{row['indicator']}.name"]: row for row in rows}
    sheet = Document(folder / f"indicators.{lang}.ods").body.get_table(name=words["workbook.headline_tab"])
    shown = {row[0]: row[2] for row in sheet.iter_values() if row[0] in expected}
    assert set(shown) == set(expected)
    for name, value in shown.items():
        row = expected[name]
        if row["status"] == "reported":
            assert Decimal(str(value)) == Decimal(row["value"]), name
        else:
            assert value == words.mark(row["status"])


def test_a_brief_offers_its_spreadsheet_in_its_own_language(built):
    for lang in ("fa", "en"):
        page = built / f"reports/1397/nemuneh/miandasht/brief.{lang}.html"
        links = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select('a[href$=".ods"]')
        assert {link["href"] for link in links} == {f"indicators.{lang}.ods"}
