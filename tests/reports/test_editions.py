"""The next edition of a suite whose years have moved on."""

import json
import shutil

import pandas as pd
import pytest

from karnameh.publication import Publication
from karnameh.site import assemble
from karnameh.suite import Project

from .conftest import karnameh

ONE = ("--year", "1397", "--area", "4001", "--lang", "fa", "--format", "html")


@pytest.fixture(scope="module")
def second(built, tmp_path_factory):
    """The built project as its second edition, of its last year only; what was counted of the others is gone."""
    root = tmp_path_factory.mktemp("second") / "office"
    shutil.copytree(built, root)
    suite = root / "params" / "suite.toml"
    suite.write_text(suite.read_text().replace("[1396, 1397]", "[1397]") + "edition = 2\n")
    shutil.rmtree(root / "data" / "derived" / "results" / "1396")
    return Project(root), karnameh(root, "build", *ONE).stderr


def test_what_the_first_edition_told_of_another_year_is_counted_again(second):
    project, said = second
    assert said.count("1396 ") == 3 and project.counted.years == (1396, 1397)
    assert {path.parent.name for path in project.derived.glob("results/*/*.parquet")} == {"1396", "1397"}


def test_and_not_published(second):
    project, _ = second
    assert set(pd.read_csv(project.publication)["year"]) == {1397}
    assert json.loads(project.publication.with_suffix(".json").read_text())["years"] == [1397]


def test_its_table_is_kept_whichever_briefs_were_made(second):
    project, _ = second
    assert project.release(2).read_bytes() == (project.reports / "publication.csv").read_bytes()


def test_a_table_is_kept_before_it_goes_out(second, monkeypatch):
    project, _ = second
    shutil.rmtree(project.release(2).parent)
    monkeypatch.setattr("karnameh.site.reports.swap_folders", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        assemble(project, Publication.read(project.publication))
    assert project.release(2).read_bytes() == project.publication.read_bytes()


def test_a_year_that_no_edition_has_is_not_counted(second):
    project, _ = second
    shutil.rmtree(project.release(1).parent)
    assert Project(project.root).counted.years == (1397,)


def test_an_edition_is_not_earlier_than_itself(built):
    project = Project(built)
    assert project.release(1).is_file() and project.counted == project.suite
