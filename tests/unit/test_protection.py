"""The publication table is worked out again for whatever it is made from, and for nothing else."""

import json
import shutil
from itertools import product

import pandas as pd
import pytest

from karnameh import protection
from karnameh.errors import DataError
from karnameh.indicators.compute import compute
from karnameh.protection import keep, table
from karnameh.publication import to_csv
from karnameh.registers.read import read_registers
from karnameh.registers.source import Source
from karnameh.suite import Project


@pytest.fixture
def project(office):
    """The tiny office, counted and published."""
    return published(office)


@pytest.fixture
def two_provinces(office):
    """The same, but that one of its counties is a province by itself."""
    for path in [
        *(office / "data" / "reference").glob("*.csv"),
        *(office / "data" / "registers").glob("*.csv"),
    ]:
        path.write_text(path.read_text(encoding="utf-8").replace("4003", "4101"), encoding="utf-8")
    counties, provinces = (
        office / "data" / "reference" / f"{name}.csv" for name in ("counties", "provinces")
    )
    counties.write_text(
        counties.read_text(encoding="utf-8").replace("4101,40,", "4101,41,"), encoding="utf-8"
    )
    provinces.write_text(provinces.read_text(encoding="utf-8") + "41,دیگر,Digar,\n", encoding="utf-8")
    suite = office / "params" / "suite.toml"
    suite.write_text(suite.read_text().replace('["nemuneh"]', '["nemuneh", "digar"]'))
    return published(office)


def published(office):
    project = Project(office)
    for year, county in product(project.suite.years, project.suite.counties):
        path = project.results(year, county.code)
        path.parent.mkdir(parents=True, exist_ok=True)
        mine = read_registers(Source.of(project), project.areas, county.code)
        compute(mine, year, county.code).to_parquet(path, index=False)
    keep(project, table(project, Source.of(project)))
    return project


@pytest.fixture
def worked_out(monkeypatch):
    """How often the table was worked out."""
    calls, publishable = [], protection.publishable
    monkeypatch.setattr(protection, "publishable", lambda *given: calls.append(given) or publishable(*given))
    return calls


def again(project):
    """The table of a later build, which reads everything anew."""
    project = Project(project.root)
    return table(project, Source.of(project))


def suite_with(*lines):
    def change(project):
        path = project.root / "params" / "suite.toml"
        path.write_text(path.read_text() + "".join(f"{line}\n" for line in lines))

    return change


def one_year(project):
    path = project.root / "params" / "suite.toml"
    path.write_text(path.read_text().replace("[1396, 1397]", "[1397]"))


def another_rule(project):
    path = project.root / "params" / "disclosure.toml"
    path.write_text("threshold = 3\n")


def a_comment_on_the_rule(project):
    path = project.root / "params" / "disclosure.toml"
    path.write_text(f"# As agreed.\n{path.read_text()}")


def another_result(project, county="4002"):
    path = project.results(1397, county)
    rows = pd.read_parquet(path)
    rows.loc[rows["indicator"] == "count_supported_households", "numerator"] += 700
    rows.to_parquet(path, index=False)


def another_name(project):
    path = project.reference / "counties.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",Baladast,", ",Baladasht,"), encoding="utf-8")


def made_up(project):
    path = project.registers / "source.json"
    path.write_text(json.dumps({"synthetic": not Source.of(project).synthetic}))


def an_earlier_edition(project):
    release = project.release(1)
    release.parent.mkdir(parents=True)
    for suffix in (".csv", ".json"):
        shutil.copy(project.publication.with_suffix(suffix), release.with_suffix(suffix))
    suite_with("edition = 2")(project)


def its_own_edition(project):
    again(project).publication.write(project.release(1))


def a_damaged_table(project):
    data = project.publication.read_bytes()
    project.publication.write_bytes(data[: len(data) // 2])


def other_surroundings(project):
    project.publication.with_suffix(".json").unlink()


def another_library(project):
    protection.libraries = lambda: ["highspy 0"]


def other_code(project):
    protection.code_hash = lambda *_: "other"


def other_code_here(project):
    protection.__file__ = __file__


CHANGES = [
    suite_with("edition = 2"),
    suite_with('data_date = "2019-01-01"'),
    suite_with("[revised_because]", 'fa = "دلیل"', 'en = "A reason"'),
    one_year,
    another_rule,
    another_result,
    another_name,
    made_up,
    an_earlier_edition,
    a_damaged_table,
    other_surroundings,
    another_library,
    other_code,
    other_code_here,
]
NO_CHANGES = [suite_with('base_url = "https://example.org"'), a_comment_on_the_rule, its_own_edition]


@pytest.fixture(autouse=True)
def as_it_is(monkeypatch):
    """What a change puts in place of ours does not stay."""
    for name in ("libraries", "code_hash", "__file__"):
        monkeypatch.setattr(protection, name, getattr(protection, name))


def test_what_is_kept_is_what_was_worked_out(project, worked_out):
    kept = again(project)
    assert not worked_out
    project.publication.with_suffix(".key").unlink()
    made = again(project)
    assert len(worked_out) == 1
    assert to_csv(kept.publication.frame) == to_csv(made.publication.frame)
    assert (kept.publication.about, kept.told, kept.key) == (made.publication.about, made.told, made.key)


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_it_is_made_from_has_it_worked_out_again(project, worked_out, change):
    change(project)
    made = again(project)
    assert len(worked_out) == 1
    keep(Project(project.root), made)
    assert again(project).told == made.told
    assert len(worked_out) == 1


@pytest.mark.parametrize("change", NO_CHANGES)
def test_nothing_else_does(project, worked_out, change):
    change(project)
    again(project)
    assert not worked_out


def what_it_told(project):
    path = project.release(1)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("reported,\n", "reported,revised\n", 1), encoding="utf-8")


@pytest.mark.parametrize("change", [one_year, what_it_told])
def test_so_does_what_an_earlier_edition_told(project, worked_out, change):
    an_earlier_edition(project)
    keep(Project(project.root), again(project))
    worked_out.clear()
    change(project)
    again(project)
    assert len(worked_out) == 1


def test_a_seal_that_cannot_be_read_seals_nothing(project, worked_out):
    seal = project.publication.with_suffix(".key")
    for spoilt in ("[]", "{}", seal.read_text().replace('"told"', '"gold"'), seal.read_text()[:-9]):
        seal.write_text(spoilt)
        again(project)
    assert len(worked_out) == 4


def test_what_stands_there_already_is_not_written_again(project):
    before = [path.stat().st_mtime_ns for path in sorted(project.derived.glob("publication.*"))]
    keep(project, again(project))
    assert [path.stat().st_mtime_ns for path in sorted(project.derived.glob("publication.*"))] == before


def from_nothing(project):
    """The table as it is where nothing is kept."""
    shutil.rmtree(project.derived / "protected")
    project.publication.with_suffix(".key").unlink()
    return again(project)


def rounding(project):
    path = project.root / "params" / "disclosure.toml"
    path.write_text('threshold = 3\nprofile = "round"\nbase = 3\n')
    keep(Project(project.root), again(project))


@pytest.mark.parametrize("county, province", [("4002", "40"), ("4101", "41")])
@pytest.mark.parametrize("profile", [lambda _: None, rounding], ids=["hidden", "rounded"])
def test_of_several_provinces_only_what_changed_is_worked_out_again(
    two_provinces, worked_out, county, province, profile
):
    profile(two_provinces)
    worked_out.clear()
    another_result(two_provinces, county)
    made = again(two_provinces)
    assert [set(rows["area"].str[:2]) for rows, *_ in worked_out] == [{province}]
    keep(Project(two_provinces.root), made)
    anew = from_nothing(two_provinces)
    assert len(worked_out) == 3
    assert to_csv(made.publication.frame) == to_csv(anew.publication.frame)
    assert (made.told, made.key) == (anew.told, anew.key)


@pytest.mark.parametrize(
    "change",
    [one_year, another_rule, an_earlier_edition, another_library, other_code, other_code_here],
)
def test_what_all_of_them_are_made_from_has_all_worked_out_again(two_provinces, worked_out, change):
    change(two_provinces)
    again(two_provinces)
    assert len(worked_out) == 2


def test_an_area_s_name_is_that_of_its_province_alone(two_provinces, worked_out):
    another_name(two_provinces)
    named = set(again(two_provinces).publication.frame["area_name_en"])
    assert [set(rows["area"].str[:2]) for rows, *_ in worked_out] == [{"40"}]
    assert "Baladasht" in named and "Baladast" not in named


def test_a_year_that_goes_goes_from_all_of_them(two_provinces, worked_out):
    """An earlier edition told it, so it is protected with the others all the same."""
    an_earlier_edition(two_provinces)
    keep(Project(two_provinces.root), again(two_provinces))
    worked_out.clear()
    one_year(two_provinces)
    assert set(again(two_provinces).publication.frame["year"]) == {1397}
    assert len(worked_out) == 2


@pytest.mark.parametrize("name", ["roll_up", "earlier"])
@pytest.mark.parametrize("change", [another_rule, another_name])
def test_what_changes_meanwhile_is_not_what_a_part_was_made_from(two_provinces, monkeypatch, name, change):
    shutil.rmtree(two_provinces.derived / "protected")
    for path in two_provinces.derived.glob("publication.*"):
        path.unlink()
    was, project = getattr(protection, name), Project(two_provinces.root)
    assert project.suite.published_areas
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(protection, name, lambda *given: change(project) or was(*given))
        keep(project, table(project, Source.of(project)))
    later = again(two_provinces)
    anew = from_nothing(two_provinces)
    assert to_csv(later.publication.frame) == to_csv(anew.publication.frame)
    assert later.told == anew.told


@pytest.mark.parametrize("change", [suite_with('data_date = "2019-01-01"'), a_damaged_table])
def test_what_none_is_made_from_has_none_worked_out_again(two_provinces, worked_out, change):
    made, told = (two_provinces.publication.read_bytes(), again(two_provinces).told)
    change(two_provinces)
    kept = again(two_provinces)
    assert not worked_out
    assert (to_csv(kept.publication.frame), kept.told) == (made, told)


def test_a_damaged_part_is_worked_out_again(two_provinces, worked_out):
    two_provinces.publication.with_suffix(".key").unlink()
    path = two_provinces.derived / "protected" / "41.part"
    whole = path.read_bytes()
    for spoilt in (b"", whole[:-9], whole.replace(b"reported", b"deported", 1), b"\xff" + whole):
        path.write_bytes(spoilt)
        again(two_provinces)
    assert len(worked_out) == 4


def test_the_faults_of_all_provinces_are_told_at_once(two_provinces, monkeypatch):
    def refuse(rows, *_):
        raise DataError(f"province {rows['area'].iloc[0][:2]}")

    monkeypatch.setattr(protection, "publishable", refuse)
    with pytest.raises(DataError) as caught:
        from_nothing(two_provinces)
    assert str(caught.value) == "province 40\nprovince 41"


def test_parts_are_kept_with_the_table_and_only_of_several(two_provinces):
    shutil.rmtree(two_provinces.derived / "protected")
    two_provinces.publication.with_suffix(".key").unlink()
    made = again(two_provinces)
    assert not (two_provinces.derived / "protected").exists()
    keep(two_provinces, made)
    assert sorted(path.name for path in (two_provinces.derived / "protected").iterdir()) == [
        "40.part",
        "41.part",
    ]


def test_of_one_province_no_part_is_kept(project):
    assert not (project.derived / "protected").exists()
