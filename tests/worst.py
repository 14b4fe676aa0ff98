"""
The worst that a brief can meet: the widest names of the country under the most extreme figures.

    .venv/bin/python tests/worst.py FOLDER [case ...]

writes every page and paper of every case into FOLDER, for looking (`make worst`). Tests ask for `projects`, which
have a publication table and no registers, or for `render`, which makes all pages of all of them.
"""

import csv
import multiprocessing
import shutil
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from zlib import crc32

import nbformat

import inprocess
from karnameh.areas import Area, Areas
from karnameh.files import write_atomically
from karnameh.present.charts.lettering import text_width, use_fonts
from karnameh.publication import About, Publication, to_csv
from karnameh.render import Job, assets, choose
from karnameh.render.fonts import make_fonts
from karnameh.suite import LANGUAGES, NOTEBOOKS, Project, area_folder
from worst_figures import ORDINARY, WEIGHTS, Figures, Numbers, one_in, scaled

ROOT = Path(__file__).parents[1]
YEARS, YEAR = (1395, 1396, 1397, 1398, 1399), 1398
_TILE_COLUMNS = 6
Key = tuple[str, str, str]
#: Every number as large as a nation could give, every share 100, targets passed tenfold. Not all can be at once:
#: were every plan deviated, none would be active. The widths are what is wanted.
LARGEST = dict.fromkeys(ORDINARY, 9_999_999) | {
    "supported_persons": 99_999_999,
    "jobs_target": 999_999,
    "exits_target": 999_999,
    "loans": 10**15,
    "purchases_amount": 10**15,
}
#: One number for all: 2, 4, 5 and 7 equal parts of it are whole, so every rank is tied.
TIED = 8_888_880
_EVEN = {name: (1,) * len(parts) for name, parts in WEIGHTS.items()}


@dataclass(frozen=True)
class Widest:
    """The areas whose names are widest in the brief's own type; `word` has the widest word that cannot break."""

    county: Area
    province: Area
    word: Area


@dataclass(frozen=True)
class Case:
    """A county, a province (the county's or another), and the figures of both."""

    county: Area
    province: Area
    figures: Figures
    years: tuple[int, ...] = YEARS
    year: int = YEAR
    edition: int = 1
    tiles: bool = False
    districts: int = 0

    def pages(self) -> Iterator[tuple[str, dict[str, object]]]:
        """Each notebook and language with its parameters."""
        given = {"year": self.year, "county": self.county.code, "province": self.province.code}
        for notebook, lang in product(NOTEBOOKS, LANGUAGES):
            yield notebook, {name: given.get(name, lang) for name in NOTEBOOKS[notebook]}


@dataclass(frozen=True)
class Made:
    """A page and its paper, the notebook behind both, and what was said meanwhile; nothing, where all is well."""

    notebook: Path
    html: Path
    pdf: Path
    said: tuple[str, ...]


def widest(areas: Areas, lang: str) -> Widest:
    """The widest names of a language, measured in its letters and not counted; needs `use_fonts`."""

    def width(area: Area) -> float:
        return text_width(area.name(lang))

    def longest_word(area: Area) -> float:
        return max(map(text_width, area.name(lang).split()))

    counties, provinces = ([a for a in areas if a.level == level] for level in ("county", "province"))
    return Widest(max(counties, key=width), max(provinces, key=width), max(counties, key=longest_word))


def most_counties(areas: Areas) -> Area:
    """The province with most counties."""
    return max((a for a in areas if a.level == "province"), key=lambda a: len(areas.children(a.code)))


def cases(areas: Areas) -> dict[str, Case]:
    """Every case by name."""
    fa, en, many = widest(areas, "fa"), widest(areas, "en"), most_counties(areas)
    return {
        "largest": Case(fa.county, en.province, _largest(areas, fa.county, en.province), edition=12),
        "hidden": Case(fa.word, many, Figures(_ordinary, missing=one_in(9), hidden=one_in(3)), tiles=True),
        "undelivered": Case(en.county, fa.province, Figures(_ordinary, missing=_this_year)),
        "first-year": Case(fa.word, fa.province, Figures(_ordinary), years=(1397,), year=1397),
        "zero": Case(en.word, en.province, Figures(_zero)),
        "long": Case(en.county, fa.province, _long(areas, en.county, fa.province), tiles=True, districts=6),
        "ordinary": Case(fa.county, many, Figures(_ordinary), tiles=True, districts=3),
        "internal": Case(en.word, en.province, Figures(_small, threshold=0), tiles=True, districts=2),
    }


def projects(folder: Path) -> dict[str, Project]:
    """
    A project a case, by name: areas, suite, notebooks and a publication table, ready to be opened.

    Each has the county and province of its case in `cases`.
    """
    ready = Project(ROOT)
    fonts = make_fonts(Project(folder)).regular.parent
    use_fonts(make_fonts(Project(folder)))
    return {name: _project(folder / name, case, fonts) for name, case in cases(ready.areas).items()}


def everything(case: str, notebook: str) -> bool:
    """Wants every page."""
    return True


def render(
    folder: Path, wanted: Callable[[str, str], bool] = everything, workers: int = 2
) -> dict[Key, Made]:
    """
    The pages of the cases and notebooks that are wanted: (case, notebook, language) → what was made of it.

    `folder/<case>` looks like `reports/` after a build, without index.
    """
    made = projects(folder / "projects")
    tasks = [
        (made[name], folder / name, notebook, given)
        for name, case in cases(Project(ROOT).areas).items()
        for notebook, given in case.pages()
        if wanted(name, notebook)
    ]
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        done = list(pool.map(_render, *zip(*tasks, strict=True), chunksize=2))
    for name in dict.fromkeys(into.name for _, into, _, _ in tasks):
        _beside(made[name], folder / name)
    keys = [(into.name, notebook, given["lang"]) for _, into, notebook, given in tasks]
    return dict(zip(keys, done, strict=True))


def _render(project: Project, folder: Path, notebook: str, given: dict[str, object]) -> Made:
    where = folder / project.suite.brief(notebook, given).path(project.areas, "ipynb")
    made, said = [where.with_suffix(f".{suffix}") for suffix in ("ipynb", "html", "pdf")], []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            executed = inprocess.show(project, notebook, **given)
            write_atomically(made[0], nbformat.writes(executed).encode())
            job = Job(executed, {"html": made[1], "pdf": made[2]})
            said += [str(error) for _, error in choose("embedded", project)[0].render([job])]
        except Exception as error:  # a page that fails is the finding; the others are still wanted
            said.append(f"{type(error).__name__}: {error}")
    said += [f"{warning.category.__name__}: {warning.message}" for warning in caught]
    return Made(*made, tuple(said))


def _beside(project: Project, folder: Path) -> None:
    """What pages take from beside them: assets, and the data of each area."""
    for name, data in assets(project).items():
        write_atomically(folder / "assets" / name, data)
    published = Publication.read(project.publication)
    for year, area in product(project.suite.years, project.suite.published_areas):
        path = folder / area_folder(project.areas, area, year) / "indicators.csv"
        if path.parent.is_dir():
            write_atomically(path, to_csv(published.rows(year, [area.code])))


# What the cases say.


def _share_of_size(county: str) -> int:
    """Per cent of the ordinary county's size, from 40 to 129, and always the same."""
    return 40 + crc32(county.encode()) % 90


def _ordinary(year: int, county: str) -> Numbers:
    """The sample's own figures, growing by seven per cent of the first year; counties differ in size."""
    here = scaled(ORDINARY, _share_of_size(county) * (100 + 7 * (year - YEARS[0])), 10_000)
    return here | {"supervisors": 2}


def _small(year: int, county: str) -> Numbers:
    """So few that the rule would suppress most of it."""
    return scaled(_ordinary(year, county), 1, 30) | {"supervisors": 1}


def _zero(year: int, county: str) -> Numbers:
    """Nothing happened; targets are above zero by contract."""
    return dict.fromkeys(ORDINARY, 0) | {"jobs_target": 10, "exits_target": 10}


def _this_year(key: str) -> bool:
    return key.startswith(f"{YEAR}/")


def _largest(areas: Areas, *leading: Area) -> Figures:
    """The county has eight ninths of its province; the year before there was an eighth as much."""
    stars = _stars(areas, *leading)

    def numbers(year: int, county: str) -> Numbers:
        many = len(areas.children(county[:2])) - 1
        part, whole = (8 * many, 9 * many) if county in stars else (1, 9 * many)
        return scaled(LARGEST, part, whole if year == YEAR else whole * 8) | {"supervisors": 1}

    one = {name: (0,) * (len(parts) - 1) + (1,) for name, parts in WEIGHTS.items()}
    return Figures(numbers, one)


def _long(areas: Areas, *leading: Area) -> Figures:
    """Every category counts, and all the same; one county of each province delivered nothing."""
    stars = _stars(areas, *leading)
    silent = {area.code for star in stars for area in areas.children(star[:2])[-1:]} - stars

    def numbers(year: int, county: str) -> Numbers:
        all_alike = dict.fromkeys(ORDINARY, TIED) | {"loans": TIED * 10**7, "purchases_amount": TIED * 10**7}
        return scaled(all_alike, 1, 1 if county in stars else 40) | {"supervisors": 1}

    return Figures(numbers, _EVEN, missing=lambda key: key.split("/")[1] in silent and "targets" not in key)


def _stars(areas: Areas, *leading: Area) -> frozenset[str]:
    """The counties that lead: those given, and the first of a province given."""
    return frozenset(
        area.code if area.level == "county" else areas.children(area.code)[0].code for area in leading
    )


# The project of a case.


def _project(root: Path, case: Case, fonts: Path) -> Project:
    (root / "params").mkdir(parents=True, exist_ok=True)
    (root / "_quarto.yml").write_text("project:\n  type: default\n", encoding="utf-8")
    (root / "params" / "suite.toml").write_text(_suite(case), encoding="utf-8")
    shutil.copytree(ROOT / "notebooks", root / "notebooks", dirs_exist_ok=True)
    shutil.copytree(fonts, root / "data" / "derived" / "fonts", dirs_exist_ok=True)
    _write_reference(root / "data" / "reference", case)
    _write_published(root / "data" / "published", case)
    project = Project(root)
    about = About(True, case.figures.threshold, case.edition, project.suite.data_date)
    Publication(case.figures.publication(project.suite), about).write(project.publication)
    return project


def _suite(case: Case) -> str:
    provinces = sorted({case.county.code[:2], case.province.code})
    return f"provinces = {provinces}\nyears = {list(case.years)}\nedition = {case.edition}\n"


def _write_reference(folder: Path, case: Case) -> None:
    """The country's areas; districts with wide names, and a place on the tile map, where the case has them."""
    shutil.copytree(ROOT / "data" / "reference", folder, dirs_exist_ok=True)
    areas = Areas.read(folder)
    counties = [
        county for code in (case.county.code[:2], case.province.code) for county in areas.children(code)
    ]
    names = sorted((a for a in areas if a.level == "county"), key=lambda a: -text_width(a.name_fa))
    _append(
        folder / "districts.csv",
        (
            (f"{county.code}{number:02}", county.code, name.name_fa, name.name_en, "")
            for county in dict.fromkeys([case.county, *areas.children(case.province.code)[:3]])
            for number, name in enumerate(names[: case.districts], 50)
        ),
    )
    if case.tiles:
        places = (divmod(index, _TILE_COLUMNS) for index in range(len(counties)))
        _append(
            folder / "tiles.csv",
            (
                (county.code, column, row)
                for county, (row, column) in zip(dict.fromkeys(counties), places, strict=False)
            ),
        )


def _append(path: Path, rows: Iterable[tuple]) -> None:
    with open(path, "a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _write_published(folder: Path, case: Case) -> None:
    """What officials published, as if they had said it of the province of the case."""
    shutil.copytree(ROOT / "data" / "published", folder, dirs_exist_ok=True)
    matches = folder / "matches.csv"
    with open(matches, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with open(matches, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row | {"area": case.province.code} for row in rows)


def main(folder: str, *only: str) -> None:
    made = render(Path(folder), lambda case, notebook: not only or case in only)
    for page in made.values():
        print(page.html, *page.said, sep="\n  ")


if __name__ == "__main__":
    main(*sys.argv[1:])
