"""The metadata of the CSV files, held against the files by a CSVW validator; and each promise broken once."""

import csv
import json
import shutil

import pytest
from csvw import CSVW

from karnameh import downloads
from karnameh.disclosure import Rule, protect
from karnameh.indicators.catalogue import PUBLISHED
from karnameh.indicators.rollup import roll_up
from karnameh.publication import About, Publication
from karnameh.suite import Project
from karnameh.words import Words

ABOUT = About(synthetic=True, threshold=2, edition=3, data_date="2019-03-20")
AREA = "1397/nemuneh/miandasht/indicators.csv"
FILES = ["publication.csv", AREA]


@pytest.fixture(scope="module")
def frame(office_results, tiny_suite):
    return protect(roll_up(office_results, tiny_suite), tiny_suite, Rule(2)).table


def placed(office, folder, frame, about=ABOUT):
    """The data files as they come to lie under `reports/`."""
    files = downloads.gather(Project(office), Publication(frame, about), ["1397/nemuneh/miandasht"])
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@pytest.fixture
def reports(office, tmp_path, frame):
    return placed(office, tmp_path / "reports", frame)


def metadata(folder, path):
    return json.loads((folder / f"{path}-metadata.json").read_text(encoding="utf-8"))


def valid(folder, path):
    return CSVW(str(folder / f"{path}-metadata.json"), validate=True).is_valid


@pytest.mark.parametrize("path", FILES)
def test_a_validator_accepts_metadata_and_file_together(reports, path):
    assert valid(reports, path)


@pytest.mark.parametrize(
    ("column", "wrong"),
    [
        ("year", "1397.5"),
        ("year", "2018"),
        ("year", ""),
        ("area", "Takestan"),
        ("indicator", "count_job"),
        ("indicator", ""),
        ("breakdown", "sektor"),
        ("category", "Livestock"),
        ("numerator", "3.5"),
        ("denominator", "many"),
        ("value", "[c]"),
        ("unit", "jobs"),
        ("status", "hidden"),
    ],
)
@pytest.mark.parametrize("path", FILES)
def test_a_wrong_value_in_a_column_is_found(reports, path, column, wrong):
    with open(reports / path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0][column] = wrong
    with open(reports / path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, PUBLISHED, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    assert not valid(reports, path)


def test_a_row_that_stands_twice_is_found(reports):
    lines = (reports / AREA).read_text(encoding="utf-8").splitlines(keepends=True)
    (reports / AREA).write_text("".join([*lines, lines[-1]]), encoding="utf-8")
    with pytest.raises(ValueError, match="duplicate primary key"):
        valid(reports, AREA)


@pytest.mark.parametrize("name", ["region", ""])
def test_a_column_under_another_name_is_found(reports, name):
    text = (reports / AREA).read_text(encoding="utf-8")
    (reports / AREA).write_text(text.replace("year,area,", f"year,{name},", 1), encoding="utf-8")
    with pytest.raises(ValueError, match="missing required columns"):
        valid(reports, AREA)


@pytest.mark.parametrize("path", FILES)
def test_the_metadata_lie_where_a_validator_looks_and_name_their_file(reports, path):
    assert metadata(reports, path)["url"] == path.rpartition("/")[2]


@pytest.mark.parametrize("path", FILES)
def test_every_column_is_described_in_both_languages_under_its_own_name(reports, path):
    columns = metadata(reports, path)["tableSchema"]["columns"]
    assert [column["name"] for column in columns] == PUBLISHED
    for column in columns:
        assert column["name"] == column["titles"]["en"][0]
        assert column["titles"]["fa"]
        assert [text["@language"] for text in column["dc:description"]] == ["fa", "en"]


def said(values):
    return {value["@language"]: value["@value"] for value in values}


@pytest.mark.parametrize("path", FILES)
def test_source_year_edition_and_licence_are_named(reports, path):
    data = metadata(reports, path)
    assert data["dc:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    assert data["schema:version"] == "3"
    assert data["dc:issued"]["@value"] == data["dc:modified"]["@value"] == "2019-03-20"
    assert said(data["dc:creator"])["en"] == "Imam Khomeini Relief Committee"
    assert said(data["dc:source"]) == {
        "fa": "پرونده‌های نمونهٔ ساختگی",
        "en": "Synthetic sample registers",
    }


def test_time_and_place_are_those_of_the_file(reports):
    whole, area = (metadata(reports, path) for path in FILES)
    assert whole["dc:temporal"] == "2017-03-21/2019-03-20"
    assert area["dc:temporal"] == "2018-03-21/2019-03-20"
    assert [place["schema:identifier"] for place in whole["dc:spatial"]] == ["40"]
    assert [place["schema:identifier"] for place in area["dc:spatial"]] == ["4002"]
    assert said(whole["dc:title"])["en"].endswith("1396 (2017/18) to 1397 (2018/19)")
    assert said(area["dc:title"]) == {
        "fa": "ارقام اشتغال و خودکفایی: شهرستان میاندشت، استان نمونه، سال ۱۳۹۷",
        "en": "Employment and self-reliance figures: Miandasht county, Nemuneh province, 1397 (2018/19)",
    }


def test_synthetic_data_are_called_so_and_others_not(office, tmp_path, reports, frame):
    real = placed(office, tmp_path / "real", frame, About(False, 0, 1, "2019-03-20"))
    for path in FILES:
        made_up, other = (
            said(metadata(reports, path)["dc:description"]),
            said(metadata(real, path)["dc:description"]),
        )
        assert "Synthetic" in made_up["en"] and "ساختگی" in made_up["fa"]
        assert "ynthetic" not in other["en"] and "ساختگی" not in other["fa"]
        assert "not for publication" in other["en"] and "not for publication" not in made_up["en"]
        assert valid(real, path)


def test_every_status_of_the_file_is_explained_with_its_mark(reports, frame):
    notes = {note["skos:notation"]: note for note in metadata(reports, "publication.csv")["notes"]}
    assert set(frame["status"]) == set(notes)
    for status, note in notes.items():
        assert set(said(note["skos:definition"])) == {"fa", "en"}
        if status != "reported":
            assert said(note["skos:altLabel"]) == {lang: Words(lang).mark(status) for lang in ("fa", "en")}
    assert "2" in said(notes["suppressed"]["skos:definition"])["en"]


def test_metadata_say_that_counts_are_rounded_where_they_are(
    office, tmp_path, reports, office_results, tiny_suite
):
    table = protect(roll_up(office_results, tiny_suite), tiny_suite, Rule(5, "round", 5)).table
    about = About(True, 5, 1, "2019-03-20", {}, "round", 5)
    rounded = placed(office, tmp_path / "rounded", table, about)
    for path in FILES:
        told, other = (said(metadata(of, path)["dc:description"]) for of in (rounded, reports))
        assert "multiples of 5" in told["en"] and "مضرب‌های ۵" in told["fa"]
        assert "multiples" not in other["en"] and "مضرب" not in other["fa"]
        notes = {note["skos:notation"]: note for note in metadata(rounded, path)["notes"]}
        assert "amount" in said(notes["suppressed"]["skos:definition"])["en"]
        assert valid(rounded, path)


def test_a_suite_of_one_year_names_it_once(office, tmp_path, frame):
    suite = office / "params" / "suite.toml"
    suite.write_text(suite.read_text(encoding="utf-8").replace("[1396, 1397]", "[1397]"), encoding="utf-8")
    shutil.rmtree(tmp_path / "reports", ignore_errors=True)
    one = placed(office, tmp_path / "reports", frame[frame["year"] == 1397])
    assert said(metadata(one, "publication.csv")["dc:title"])["en"].endswith(
        ": all published figures, 1397 (2018/19)"
    )
