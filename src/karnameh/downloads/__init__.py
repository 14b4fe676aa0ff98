"""What lies beside the briefs for those who calculate: CSV with its metadata, and spreadsheets."""

import json
from collections.abc import Iterable
from pathlib import Path

from karnameh.areas import Area
from karnameh.downloads import cover, csvw, spreadsheet
from karnameh.downloads.sheets import source
from karnameh.execute.inputs import words_hash
from karnameh.execute.reach import code_hash
from karnameh.files import sha256, sha256_of, write_atomically
from karnameh.present.linked import LICENCE
from karnameh.present.page import Page
from karnameh.publication import Publication, to_csv
from karnameh.suite import Brief, Project, area_folder, indicators_path, metadata_path
from karnameh.trace import recording


def gather(project: Project, publication: Publication, folders: Iterable[str]) -> dict[str, bytes]:
    """
    Files by their path under `reports/`: the whole table, and in each folder the figures of its area and year.

    Spreadsheets that are as they were are not written anew.
    """
    suite, about, folders = project.suite, publication.about, set(folders)
    whole = to_csv(publication.frame)
    rows = _by_year_and_area(publication, whole)
    shelf = _Shelf(project, publication, rows)
    files = {"publication.csv": whole}
    files[metadata_path("publication.csv")] = csvw.of_publication(suite, about)
    for year in suite.years:
        for area in suite.published_areas:
            if area_folder(project.areas, area, year) in folders:
                path = indicators_path(project.areas, area, year)
                files[path] = rows[year, area.code]
                files[metadata_path(path)] = csvw.of_area(suite, about, area, year)
                files |= shelf.spreadsheets(area, year)
    shelf.clear()
    return files


def _by_year_and_area(publication: Publication, whole: bytes) -> dict[tuple[int, str], bytes]:
    """The whole table cut into the files of its years and areas, each with the head."""
    head, *lines = whole.splitlines(keepends=True)
    found: dict[tuple[int, str], list[bytes]] = {}
    frame = publication.frame
    for year, area, line in zip(frame["year"], frame["area"], lines, strict=True):
        found.setdefault((year, area), [head]).append(line)
    return {key: b"".join(lines) for key, lines in found.items()}


class _Shelf:
    """
    Finished spreadsheets in `data/derived/`, each under the hash of what it was made from but its words.

    The words it used stand on a slip beside it, under a hash of them and of the spreadsheet.
    """

    def __init__(self, project: Project, publication: Publication, rows: dict[tuple[int, str], bytes]):
        self.project, self.publication = project, publication
        self._folder = project.derived / "spreadsheets"
        self._rows = {key: sha256(data) for key, data in rows.items()}
        about = json.dumps(vars(publication.about), sort_keys=True)
        looks = sha256_of([*project.reference.glob("*.csv"), spreadsheet.TEMPLATE])
        self._shared = "\n".join([about, looks, code_hash("downloads")])
        self._used: set[Path] = set()

    def spreadsheets(self, area: Area, year: int) -> dict[str, bytes]:
        """The spreadsheet of an area and year in each language of the suite, by its path."""
        project = self.project
        return {
            indicators_path(project.areas, area, year, lang): self._kept(area, year, lang)
            for lang in project.suite.languages
        }

    def clear(self) -> None:
        """Throw away what no longer belongs to any page."""
        for path in set(self._folder.glob("*")) - self._used:
            path.unlink()

    def _kept(self, area: Area, year: int, lang: str) -> bytes:
        path = self._folder / f"{self._key(area, year, lang)}.ods"
        slip = path.with_suffix(".words")
        self._used |= {path, slip}
        if path.is_file() and slip.is_file():
            data, (said, *words) = path.read_bytes(), slip.read_text(encoding="utf-8").splitlines()
            if said == _said(words, data):
                return data
        notebook = "county_brief" if area.level == "county" else "province_brief"
        page = Page(Brief(notebook, area, lang, year), self.publication, self.project.suite)
        with recording() as looked:
            data = workbook(page)
        words = sorted(line.removeprefix("word ") for line in looked if line.startswith("word "))
        write_atomically(path, data)
        write_atomically(slip, "\n".join([_said(words, data), *words]).encode())
        return data

    def _key(self, area: Area, year: int, lang: str) -> str:
        """One hash over the language, the figures that the spreadsheet shows, the names of areas and the code."""
        areas = self.project.areas
        shown = [(year, area.code), (year - 1, area.code), (year, areas.province(area.code).code)]
        shown += [(year, county.code) for county in areas.counties(area.code)]
        figures = "".join(self._rows.get(key, "-") for key in shown)
        return sha256("\n".join([lang, self._shared, figures, repr(shown)]).encode())


def _said(words: Iterable[str], data: bytes) -> str:
    return sha256(f"{words_hash(words)} {sha256(data)}".encode())


def workbook(page: Page) -> bytes:
    """The spreadsheet of a page's area and year in its language."""
    words, about = page.words, page.publication.about
    imprint = spreadsheet.Imprint(
        title=cover.title(page),
        creator=words["organisation"],
        description=" ".join(cover.bands(page)) or words["workbook.cover"],
        date=about.data_date,
        more={
            "year": str(page.year),
            "area": page.area.code,
            "edition": str(about.edition),
            "source": source(words, about),
            "licence": LICENCE,
        },
    )
    return spreadsheet.write(cover.sheets(page), imprint, words)
