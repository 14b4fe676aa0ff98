"""What lies under `reports/`, as tests ask for it: pages, papers, and what each is about."""

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bs4 import BeautifulSoup

from reports.conftest import copy_office, karnameh


def built_office(folder: Path) -> Path:
    """The reports of a whole build of the tiny office."""
    karnameh(copy_office(folder), "build")
    return folder / "reports"


def built_worst(folder: Path) -> dict[str, Path]:
    return {}


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
