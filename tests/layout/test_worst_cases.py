"""The widest names under the most extreme figures: everything fits, and weighs what it may."""

import csv

import pikepdf
from drawings import drawings

import worst
from karnameh.areas import Areas
from karnameh.present.charts.lettering import text_width
from karnameh.suite import Project

#: Pages of paper: at least, at the most.
PAGES = {"county_brief": (2, 2), "province_brief": (1, 4), "press_note": (1, 1), "reconciliation": (1, 4)}
KB = 1024
HTML, PDF = 150 * KB, 400 * KB
SPARE = 0.3  # points (a tenth of a millimetre) by which ink may be off: outlines are rounded


def test_a_page_is_made_without_a_word_of_complaint(page):
    assert page.said == ()


def test_paper_has_the_pages_it_may_have(page, key):
    least, most = PAGES[key[1]]
    with pikepdf.open(page.pdf) as paper:
        assert least <= len(paper.pages) <= most


def test_a_page_weighs_no_more_than_it_may(page):
    assert page.html.stat().st_size <= HTML


def test_a_paper_weighs_no_more_than_it_may(page):
    assert page.pdf.stat().st_size <= PDF


def test_no_text_leaves_its_chart(page):
    found = [
        f"{drawing.name}: '{text.words}' by {over:.1f} pt {side}"
        for drawing in drawings(page.notebook)
        for text, side, over in drawing.outside(SPARE)
    ]
    assert found == []


def test_no_text_of_a_chart_stands_on_another(page):
    found = [
        f"{drawing.name}: '{one.words}' on '{other.words}' by {over:.1f} pt"
        for drawing in drawings(page.notebook)
        for one, other, over in drawing.crossings(SPARE)
    ]
    assert found == []


def test_a_chart_has_texts_to_measure(made):
    drawn = drawings(made["largest", "county_brief", "fa"].notebook)
    words = [text.words for drawing in drawn for text in drawing.texts]
    assert len(drawn) > 10 and "۸٬۸۸۸٬۸۸۸" in words


# The cases are what they say.


def rows(made, case: str, area: str) -> dict[tuple[str, ...], dict[str, str]]:
    """Year, indicator, breakdown, category → the row of an area."""
    folder = made[case, "county_brief", "fa"].html.parents[3]
    path = folder.parent / "projects" / case / "data" / "derived" / "publication.csv"
    with open(path, encoding="utf-8", newline="") as file:
        return {
            tuple(row[name] for name in ("year", "indicator", "breakdown", "category")): row
            for row in csv.DictReader(file)
            if row["area"] == area
        }


def test_the_widest_names_are_measured_not_counted():
    areas = Areas.read(worst.ROOT / "data" / "reference")
    for lang in ("fa", "en"):
        widest = worst.widest(areas, lang)
        for area in areas:
            if area.level in ("county", "province"):
                kept = getattr(widest, area.level)
                assert text_width(area.name(lang)) <= text_width(kept.name(lang)), area.name_en


def test_the_largest_province_has_the_most_counties():
    areas = Areas.read(worst.ROOT / "data" / "reference")
    most = len(areas.children(worst.most_counties(areas).code))
    assert all(len(areas.children(area.code)) <= most for area in areas if area.level == "province")


def test_parts_add_up_to_their_total(made):
    case = worst.cases(Project(worst.ROOT).areas)["largest"]
    table = rows(made, "largest", case.county.code)
    for (year, indicator, breakdown, _), row in table.items():
        if breakdown or row["status"] != "reported" or row["denominator"]:
            continue
        for name in {key[2] for key in table if key[:2] == (year, indicator)} - {""}:
            parts = [r for key, r in table.items() if key[:3] == (year, indicator, name)]
            if name != "district_medicinal_plants" and all(part["value"] for part in parts):
                assert sum(int(part["value"]) for part in parts) == int(row["value"]), (indicator, name)


def test_the_largest_case_is_as_large_as_it_says(made):
    case = worst.cases(Project(worst.ROOT).areas)["largest"]
    table = rows(made, "largest", case.county.code)
    jobs, share = table["1398", "count_jobs", "", ""], table["1398", "share_of_jobs_target", "", ""]
    assert (jobs["value"], share["value"]) == ("8888888", "1000.0")
    assert int(table["1398", "amount_loans", "", ""]["value"]) > 8 * 10**14


def test_the_hidden_case_has_every_kind_of_figure_in_both_years_and_the_province(made):
    case = worst.cases(Project(worst.ROOT).areas)["hidden"]
    for area, year in ((case.county, 1398), (case.county, 1397), (case.province, 1398)):
        table = rows(made, "hidden", area.code)
        found = {row["status"] for (of, *_), row in table.items() if of == str(year)}
        assert {"reported", "suppressed"} <= found, (area, year)
    assert "no_data" in {row["status"] for row in rows(made, "hidden", case.county.code).values()}
