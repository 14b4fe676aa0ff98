"""What the attacker finds stops a build before anything of it is to be seen."""

import json
import shutil

import pandas as pd
import pytest

from karnameh import audit, build
from karnameh.attack import COLUMNS
from karnameh.build import Wish
from karnameh.errors import DataError
from karnameh.execute.workers import Local
from karnameh.files import sha256_of
from karnameh.progress import Progress
from karnameh.suite import Project

CELL = {
    "release": 0,
    "year": 1397,
    "area": "4001",
    "indicator": "count_jobs",
    "breakdown": "",
    "category": "",
}
FOUND = CELL | {"low": 0, "high": 99, "relations": "parts of a total", "exposed": True, "figure": "numerator"}


@pytest.fixture
def project(built, tmp_path):
    """A finished project of which a word of the rule has changed, so that there is something to build."""
    shutil.copytree(built, tmp_path / "office")
    (tmp_path / "office" / "params" / "disclosure.toml").write_text("threshold = 3\n")
    return Project(tmp_path / "office")


def left(project):
    """A hash of all that is published, and of the table that it is made of."""
    return sha256_of(path for path in [project.publication, *project.reports.rglob("*")] if path.is_file())


def test_a_cell_that_is_given_away_stops_the_build_and_what_was_published_stays(project, monkeypatch):
    before = left(project)
    monkeypatch.setattr(audit, "attack", lambda *_, **__: pd.DataFrame([FOUND], columns=COLUMNS))
    wish = Wish(list(project.suite.briefs()), ["html"])
    with (
        pytest.raises(DataError, match="publication: cells that others give away: 1") as stopped,
        Local(1) as crew,
    ):
        build.build(project.root, lambda _: wish, Progress(quiet=True), crew)
    assert "1397/4001/count_jobs//: numerator, by: parts of a total" in str(stopped.value)
    assert left(project) == before


@pytest.mark.parametrize("suffix", ["html", "pdf"])
def test_a_page_that_tells_more_is_a_failure_and_is_not_put_in_place(project, suffix):
    """Whatever its format; the page of before stays."""
    notebook = project.notebooks / "county_brief.ipynb"
    told = json.loads(notebook.read_text(encoding="utf-8"))
    more = '<p><span data-cell="1397/4001/count_jobs//" data-value="777">777</span></p>'
    told["cells"][-1]["source"] = [
        f"from IPython.display import HTML\nHTML({more!r} if year == 1397 else '')"
    ]
    notebook.unlink()
    notebook.write_text(json.dumps(told), encoding="utf-8")
    county = [brief for brief in project.suite.briefs() if brief.notebook == "county_brief"]
    briefs = [brief for brief in county if brief.area.code == "4001" and brief.lang == "fa"]
    pages = {brief.title(): project.reports / brief.path(project.areas, suffix) for brief in briefs}
    before = {name: page.read_bytes() for name, page in pages.items()}
    with Local(1) as crew:
        outcome = build.build(project.root, lambda _: Wish(briefs, [suffix]), Progress(quiet=True), crew)
    ((failed, error),) = outcome.failures
    assert failed == "county_brief 1397 baladast fa" and isinstance(error, DataError)
    assert "figures that the publication does not have so: 1; 1397/4001/count_jobs//" in str(error)
    same = {name for name, page in pages.items() if page.read_bytes() == before[name]}
    assert outcome.made == len(briefs) - 1 and same == {failed}
