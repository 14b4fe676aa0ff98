"""What a page is said to be made from was there before it was made."""

import json
import shutil

import pandas as pd
import pytest

from karnameh.execute import inputs as module
from karnameh.execute.inputs import Inputs
from karnameh.indicators.catalogue import PUBLISHED
from karnameh.publication import About, Publication
from karnameh.suite import Project

LOOKED = ("word fa/head.date",)


@pytest.fixture
def project(office, tmp_path, monkeypatch):
    """The tiny office, with templates of its own."""
    monkeypatch.setattr(module, "TEMPLATES", shutil.copytree(module.TEMPLATES, tmp_path / "templates"))
    return Project(office)


def inputs_of(project):
    return Inputs(project, Publication(pd.DataFrame(columns=PUBLISHED), About(True, 5, 1, "")), "engine 1")


def a_cell(project):
    path = project.notebooks / "county_brief.ipynb"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["cells"][2]["source"] = ["# another"]
    path.unlink()  # of the office it is a link
    path.write_text(json.dumps(told), encoding="utf-8")


def a_template(project):
    with open(module.TEMPLATES / "brief.lua", "a") as file:
        file.write("-- more\n")


def a_name(project):
    path = project.reference / "counties.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Baladast", "Baladasht"), encoding="utf-8")


@pytest.mark.parametrize("change", [a_cell, a_template, a_name])
def test_what_changes_while_briefs_are_made_is_not_what_they_were_made_from(project, change):
    brief = next(brief for brief in project.suite.briefs() if brief.notebook == "county_brief")
    fresh, ours = inputs_of(project), inputs_of(project)
    ours.take([brief])
    before = fresh.of(brief, LOOKED, "html")
    change(project)
    assert ours.of(brief, LOOKED, "html") == before
    assert inputs_of(project).of(brief, LOOKED, "html") != before


def test_words_are_read_before_briefs_are_made(project, monkeypatch):
    read = []
    monkeypatch.setattr(module, "load", read.append)
    inputs_of(project).take(project.suite.briefs())
    assert {*read} == {*project.suite.languages}
