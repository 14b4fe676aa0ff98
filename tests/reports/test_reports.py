"""What a build leaves: paths, bytes, numbers and words, as the contract has them."""

import csv
import hashlib
import json
import re

import pytest
from bs4 import BeautifulSoup

from karnameh.suite import Project

from .conftest import copy_office, karnameh

FA_PAGE, EN_PAGE = "1397/nemuneh/miandasht/brief.fa.html", "1397/nemuneh/miandasht/brief.en.html"


def page(project, path):
    return BeautifulSoup((project / "reports" / path).read_text(encoding="utf-8"), "html.parser")


def pages(project):
    return sorted((project / "reports").rglob("*.html"))


def publication(project):
    with open(project / "reports" / "publication.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_key(rows):
    return {
        "/".join(row[name] for name in ("year", "area", "indicator", "breakdown", "category")): row
        for row in rows
    }


def manifest(project):
    return json.loads((project / "reports" / "manifest.json").read_text(encoding="utf-8"))


def test_every_brief_of_the_suite_lies_where_the_contract_says(built):
    expected = {"index.html", "404.html", "index.fa.html", "index.en.html"}
    expected |= {"publication.csv", "publication.csv-metadata.json"}
    for lang in ("fa", "en"):
        expected |= {f"reconciliation/nemuneh.{lang}.{kind}" for kind in ("html", "pdf")}
        for year in (1396, 1397):
            for kind in ("html", "pdf"):
                expected |= {f"{year}/nemuneh/{name}.{lang}.{kind}" for name in ("brief", "press-note")}
                expected |= {
                    f"{year}/nemuneh/{county}/brief.{lang}.{kind}"
                    for county in ("baladast", "miandasht", "payindeh")
                }
    expected |= {
        f"{year}/nemuneh{part}/indicators.{kind}"
        for year in (1396, 1397)
        for part in ("", "/baladast", "/miandasht", "/payindeh")
        for kind in ("csv", "csv-metadata.json", "fa.ods", "en.ods")
    }
    there = {
        str(path.relative_to(built / "reports")) for path in (built / "reports").rglob("*") if path.is_file()
    }
    assert {path for path in there if not path.startswith("assets/")} == expected | {"manifest.json"}
    assert any(path.startswith("assets/") for path in there)


def test_the_manifest_lists_every_file_but_itself_with_its_hash(built):
    listed = manifest(built)["files"]
    there = {
        str(path.relative_to(built / "reports")): path
        for path in (built / "reports").rglob("*")
        if path.is_file()
    }
    assert set(listed) == set(there) - {"manifest.json"}
    for path, facts in listed.items():
        data = there[path].read_bytes()
        assert facts == {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def test_the_manifest_says_of_each_brief_what_it_was_made_from(built):
    briefs = manifest(built)["briefs"]
    assert len(briefs) == 2 * 22
    for brief in briefs:
        assert {"path", "notebook", "parameters", "engine", "inputs"} == set(brief)
        assert {"notebook", "words", "templates", "code", "publication"} <= set(brief["inputs"])
    assert str(built) not in (built / "reports" / "manifest.json").read_text()


def test_the_published_table_has_the_columns_and_the_order_of_the_contract(built):
    rows = publication(built)
    assert list(rows[0]) == [
        "year",
        "area",
        "area_name_en",
        "indicator",
        "breakdown",
        "category",
        "numerator",
        "denominator",
        "value",
        "unit",
        "status",
        "note",
    ]
    keys = [
        tuple(row[name] for name in ("year", "area", "indicator", "breakdown", "category")) for row in rows
    ]
    assert keys == sorted(keys)
    for row in rows:
        if row["status"] != "reported":
            assert (row["numerator"], row["denominator"], row["value"]) == ("", "", "")
    assert {row["status"] for row in rows} == {"reported", "suppressed", "no_data", "not_defined"}
    assert b"\r" not in (built / "reports" / "publication.csv").read_bytes()


def test_the_data_beside_a_brief_are_its_rows_of_the_published_table(built):
    with open(built / "reports/1397/nemuneh/miandasht/indicators.csv", encoding="utf-8", newline="") as file:
        mine = list(csv.DictReader(file))
    assert mine == [row for row in publication(built) if (row["year"], row["area"]) == ("1397", "4002")]


def test_every_number_on_a_page_is_the_published_one(built):
    table, seen = by_key(publication(built)), 0
    for path in pages(built):
        for span in BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select("[data-cell]"):
            row = table[span["data-cell"]]
            if row["status"] == "reported":
                assert span["data-value"] == row["value"]
            else:
                assert span["data-status"] == row["status"] and not span.has_attr("data-value")
            seen += 1
    assert seen > 500


def test_persian_and_english_pages_show_the_same_numbers(built):
    for path in pages(built):
        if ".fa." in path.name and "index" not in path.name:
            other = path.with_name(path.name.replace(".fa.", ".en."))
            cells = [
                [
                    (s.get("data-cell") or s.get("data-derived"), s.get("data-value"))
                    for s in BeautifulSoup(p.read_text(encoding="utf-8"), "html.parser").select(
                        "[data-cell], [data-derived]"
                    )
                ]
                for p in (path, other)
            ]
            assert sorted(map(str, cells[0])) == sorted(map(str, cells[1])), path.name


def test_linked_data_hold_every_row_that_a_page_shows(built):
    table = by_key(publication(built))
    for path in pages(built):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        if path.name == "404.html":
            assert not soup.select("[data-cell], [type='application/ld+json']")
            continue
        (script,) = soup.head.find_all("script", type="application/ld+json")
        data = json.loads(script.string)
        assert data["@type"] == "Dataset"
        if "index" in path.name:
            assert data["distribution"][0]["contentUrl"] == "publication.csv"
        measured = {item["propertyID"]: item for item in data.get("variableMeasured", [])}
        assert {span["data-cell"] for span in soup.select("[data-cell]")} <= set(measured)
        for key, item in measured.items():
            row = table[key]
            assert item["unitText"] == row["unit"]
            assert (
                (float(item["value"]) == float(row["value"]))
                if row["status"] == "reported"
                else "value" not in item
            )


def visible(soup):
    for part in soup.select("script, style, code, [lang]:not(html):not(body), .links, svg, select"):
        part.decompose()
    return soup.get_text(" ")


def test_a_persian_page_has_no_latin_letter_or_digit(built):
    for path in pages(built):
        if ".fa." in path.name:
            text = visible(BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").body)
            assert not re.findall(r"[A-Za-z0-9]+", text), path.name


def test_an_english_page_has_no_persian_letter_or_digit(built):
    for path in pages(built):
        if ".en." in path.name:
            text = visible(BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").body)
            assert not re.findall(r"[\u0600-\u06ff]+", text), path.name


def test_no_page_has_a_hole(built):
    for path in pages(built):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        text = soup.body.get_text(" ")
        for hole in ("nan", "None", "{", "}", "Traceback", "undefined"):
            soup_text = " ".join(s for s in text.split() if hole in s) if hole != "{" else ""
            assert not re.search(rf"\b{re.escape(hole)}\b", soup_text), (path.name, hole)
        assert len(soup.find_all("h1")) == 1
        for section in soup.find_all("section"):
            body = section.get_text(" ").replace(section.find(["h2"]).get_text(), "").strip()
            assert body or section.find("svg"), (path.name, section.get("class"))


def test_every_drawing_has_an_alternative_or_is_decoration(built):
    for path in pages(built):
        for svg in BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").find_all("svg"):
            assert (
                svg.get("aria-label")
                or svg.get("aria-hidden") == "true"
                or svg.find_parent(attrs={"aria-hidden": "true"})
            )


def test_every_link_leads_to_a_file_that_is_there(built):
    for path in pages(built):
        for link in BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select("a[href]"):
            href = link["href"]
            assert href.startswith("#") or (path.parent / href).resolve().is_file(), (path.name, href)


def test_nothing_comes_from_the_network(built):
    for path in pages(built):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        assert not soup.select("script[src], link[href^=http], img[src^=http]")
        assert "@import" not in path.read_text(encoding="utf-8")


def test_synthetic_data_are_called_so_on_every_page(built):
    for path in pages(built):
        word = "دادهٔ نمونهٔ ساختگی" if ".fa." in path.name else "Synthetic sample data"
        assert word in BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").body.get_text()


def test_a_second_build_makes_nothing(built):
    before = (built / "reports" / "manifest.json").read_bytes()
    said = karnameh(built, "build").stderr
    assert "briefs made: 0; fresh already: 22; failed: 0" in said
    assert (built / "reports" / "manifest.json").read_bytes() == before
    assert "briefs to make: 0 of 22" in karnameh(built, "plan").stdout


def test_another_path_and_a_partial_build_give_the_same_bytes_and_live_links(built, tmp_path):
    other = copy_office(tmp_path / "a longer folder")
    karnameh(other, "build", "--year", "1397", "--area", "miandasht", "--lang", "fa", "--workers", "1")
    for name in ("brief.fa.pdf", "indicators.csv"):
        path = f"reports/1397/nemuneh/miandasht/{name}"
        assert (other / path).read_bytes() == (built / path).read_bytes()
    assert (other / "reports/publication.csv").read_bytes() == (
        built / "reports/publication.csv"
    ).read_bytes()
    assert not (other / "reports" / EN_PAGE).exists()
    links = [link["href"] for link in page(other, FA_PAGE).select(".links a")]
    assert links == ["../../../index.fa.html", "brief.fa.pdf", "indicators.csv", "indicators.fa.ods"]
    assert (
        page(other, FA_PAGE).main.get_text().split()[:40] == page(built, FA_PAGE).main.get_text().split()[:40]
    )


def test_one_failing_brief_does_not_stop_the_others(built, tmp_path):
    broken = copy_office(tmp_path / "broken")
    notebook = broken / "notebooks" / "press_note.ipynb"
    cells = json.loads(notebook.read_text(encoding="utf-8"))
    next(cell for cell in cells["cells"] if cell["id"] == "note")["source"] = ["brief.press_not()"]
    notebook.write_text(json.dumps(cells), encoding="utf-8")
    done = karnameh(
        broken, "build", "--year", "1397", "--area", "nemuneh-province", "--lang", "en", check=False
    )
    assert done.returncode == 20
    assert "failed: press_note 1397 nemuneh en" in done.stderr
    assert "press_note.ipynb, cell 'note'" in done.stderr and "press_not" in done.stderr
    assert "Traceback" not in done.stderr
    assert (broken / "reports/1397/nemuneh/brief.en.html").is_file()
    assert not (broken / "reports/1397/nemuneh/press-note.en.html").exists()
    assert list((broken / "data/derived/failed").glob("*press-note.en*"))


def test_a_register_fault_stops_the_build_before_anything_is_written(tmp_path):
    faulty = copy_office(tmp_path / "faulty")
    plans = faulty / "data" / "registers" / "plans.csv"
    plans.write_text(plans.read_text(encoding="utf-8").replace("livestock", "lifestock", 1), encoding="utf-8")
    done = karnameh(faulty, "build", check=False)
    assert done.returncode == 11
    assert "plans" in done.stderr and "sector" in done.stderr
    assert not (faulty / "reports").exists()


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_explain_traces_a_figure(built, lang):
    said = karnameh(built, "explain", "1397", "miandasht", "count_jobs").stdout
    row = by_key(publication(built))["1397/4002/count_jobs//"]
    assert f"value: {row['value']} job" in said
    assert "from plans.csv, row " in said and "Rows counted:" in said
    assert {"fa": "فرصت‌های شغلی", "en": "Jobs created"}[lang] in said


def test_plain_papermill_shows_the_same_brief(built, tmp_path):
    import subprocess
    import sys

    output = tmp_path / "out.ipynb"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "papermill",
            "notebooks/county_brief.ipynb",
            str(output),
            "-p",
            "year",
            "1397",
            "-p",
            "county",
            "miandasht",
            "-p",
            "lang",
            "fa",
        ],
        cwd=built,
        check=True,
        capture_output=True,
    )

    def shown(path):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return [
            "".join(out["data"]["text/html"])
            for cell in cells
            for out in cell.get("outputs", [])
            if "data" in out
        ]

    place = Project(built).derived / "executed" / "1397/nemuneh/miandasht/brief.fa.ipynb"
    assert shown(output) == shown(place)


def test_plain_papermill_refuses_a_misspelt_parameter_in_the_first_cell(built, tmp_path):
    import subprocess
    import sys

    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "papermill",
            "notebooks/county_brief.ipynb",
            str(tmp_path / "o.ipynb"),
            "-p",
            "yaer",
            "1397",
        ],
        cwd=built,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "unknown parameter 'yaer'" in done.stderr + done.stdout
    assert "Did you mean 'year'?" in done.stderr + done.stdout
