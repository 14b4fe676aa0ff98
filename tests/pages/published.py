"""What lies under `reports/`, as tests ask for it: pages, papers, and what each is about."""

import csv
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bs4 import BeautifulSoup

import inprocess
import worst
from karnameh.areas import Areas
from karnameh.execute.plan import Record, rendered
from karnameh.publication import Publication
from karnameh.render import Job, choose
from karnameh.site import assemble
from karnameh.suite import Project
from reports.conftest import copy_office, karnameh

#: Of the worst cases those that press hardest on a page: most letters and digits, most marks, most lines.
WORST = ("largest", "hidden", "long")


def built(folder: Path) -> dict[str, Path]:
    """The reports of the tiny office, by a whole build, and of the worst cases."""
    karnameh(copy_office(folder / "office"), "build", "--engine", "embedded")
    return {"office": folder / "office" / "reports", **_worst_reports(folder / "worst")}


def _worst_reports(folder: Path) -> dict[str, Path]:
    projects = worst.projects(folder)
    cases = worst.cases(Areas.read(worst.ROOT / "data" / "reference"))
    tasks = [(projects[name], *page) for name in WORST for page in cases[name].pages()]
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        list(pool.map(_render, *zip(*tasks, strict=True), chunksize=2))
    for name in WORST:
        assemble(projects[name], Publication.read(projects[name].publication))
    return {name: projects[name].reports for name in WORST}


def _render(project: Project, notebook: str, given: dict[str, object]) -> None:
    """One page and its paper, where a build leaves them."""
    brief = project.suite.brief(notebook, given)
    targets = {
        suffix: rendered(project) / brief.path(project.areas, suffix) for suffix in project.suite.formats
    }
    for _, error in choose("embedded", project)[0].render(
        [Job(inprocess.show(project, notebook, **given), targets)]
    ):
        raise error
    for page in targets.values():
        Record("embedded", {}, (), "", page.stat().st_size).write(page)


@dataclass(frozen=True)
class Leaf:
    """A finished page or paper."""

    name: str
    file: Path

    def __str__(self) -> str:
        return self.name

    @property
    def lang(self) -> str:
        return next((part for part in self.file.name.split(".") if part in ("fa", "en")), "fa")

    @property
    def kind(self) -> str:
        """county, province, press, reconciliation; index, 404 and the like by their own name."""
        stem = self.file.name.split(".")[0]
        if stem == "press-note":
            return "press"
        if self.file.parent.name == "reconciliation":
            return "reconciliation"
        if stem != "brief":
            return stem
        return "province" if self.file.parent.parent.name.isdigit() else "county"

    @property
    def data(self) -> Path:
        return self.file.parent / "indicators.csv"

    @property
    def twin(self) -> "Leaf":
        """The page of a paper, the paper of a page."""
        suffix = ".pdf" if self.file.suffix == ".html" else ".html"
        return Leaf(self.name.rsplit(".", 1)[0] + suffix, self.file.with_suffix(suffix))

    @property
    def soup(self) -> BeautifulSoup:
        """A page as a tree, new each time, to be cut about at will."""
        return BeautifulSoup(self.file.read_text(encoding="utf-8"), "html.parser")

    @cached_property
    def figures(self) -> dict[tuple[str, str, str], dict[str, str]]:
        """Indicator, breakdown, category → the published row."""
        with open(self.data, encoding="utf-8", newline="") as file:
            return {
                (row["indicator"], row["breakdown"], row["category"]): row for row in csv.DictReader(file)
            }


class Published:
    """Finished reports of several projects, by the name of the project."""

    def __init__(self, folders: dict[str, Path]):
        self.folders = folders

    def _leaves(self, suffix: str) -> list[Leaf]:
        return [
            Leaf(str(Path(name) / file.relative_to(folder)), file)
            for name, folder in self.folders.items()
            for file in sorted(folder.rglob(f"*.{suffix}"))
        ]

    @cached_property
    def pages(self) -> list[Leaf]:
        return self._leaves("html")

    @cached_property
    def papers(self) -> list[Leaf]:
        return self._leaves("pdf")
