"""`params/suite.toml`: what is published; the parameters of a brief; every path in a project."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from karnameh import calendar
from karnameh.areas import NATION, Area, Areas
from karnameh.errors import ParameterError, nearest
from karnameh.settings import FORMATS, LANGUAGES, faults_of, read_settings

#: Notebook → the parameter that names its area (none: a whole year is not asked for).
NOTEBOOKS = {
    "county_brief": ("year", "county", "lang"),
    "province_brief": ("year", "province", "lang"),
    "press_note": ("year", "province", "lang"),
    "reconciliation": ("province", "lang"),
}
#: Those, and the one that counts.
ALL_NOTEBOOKS = (*NOTEBOOKS, "indicators")
_STEMS = {"county_brief": "brief", "province_brief": "brief", "press_note": "press-note"}


@dataclass(frozen=True)
class Project:
    """The folder of a clone (or of an office): where everything lies."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> "Project":
        """The nearest folder upward that holds `_quarto.yml` and `params/`."""
        start = (start or Path.cwd()).resolve()
        for folder in (start, *start.parents):
            if (folder / "_quarto.yml").is_file() and (folder / "params").is_dir():
                return cls(folder)
        raise ParameterError(
            f"{start}: not in a Karnameh project (no folder upward holds _quarto.yml and params/). "
            "Go to a clone or name one (karnameh --project, papermill --cwd)."
        )

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def reference(self) -> Path:
        return self.root / "data" / "reference"

    @property
    def published(self) -> Path:
        return self.root / "data" / "published"

    @property
    def registers(self) -> Path:
        return self.root / "data" / "registers"

    @property
    def quarantine(self) -> Path:
        """Where refused rows of exports are kept."""
        return self.root / "data" / "quarantine"

    @property
    def derived(self) -> Path:
        return self.root / "data" / "derived"

    @property
    def publication(self) -> Path:
        return self.derived / "publication.csv"

    @property
    def shapes(self) -> Path:
        """Where charts keep texts that they have shaped."""
        return self.derived / "shapes"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def releases(self) -> Path:
        """Where the published table of every edition is kept."""
        return self.derived / "releases"

    def release(self, edition: int) -> Path:
        """The published table of an edition, as it last went out."""
        return self.releases / str(edition) / "publication.csv"

    def results(self, year: int, county: str) -> Path:
        """Where `indicators.ipynb` leaves the result rows of a year and county."""
        return self.derived / "results" / str(year) / f"{county}.parquet"

    @cached_property
    def areas(self) -> Areas:
        return Areas.read(self.reference)

    @cached_property
    def suite(self) -> "Suite":
        return Suite.read(self.root / "params" / "suite.toml", self.areas)

    @cached_property
    def counted(self) -> "Suite":
        """The suite with all years of earlier editions: what is told now must not give away what those hid."""
        years = set(self.suite.years)
        for path in self.releases.glob("*/publication.json"):
            if path.parent.name.isdigit() and int(path.parent.name) < self.suite.edition:
                years |= set(json.loads(path.read_text(encoding="utf-8")).get("years", ()))
        return replace(self.suite, years=tuple(sorted(years)))


@dataclass(frozen=True)
class Brief:
    """One page to be made: a notebook, its area, year (none for a reconciliation) and language."""

    notebook: str
    area: Area
    lang: str
    year: int | None = None

    @property
    def parameters(self) -> dict[str, object]:
        """What the notebook is given, in the order of its parameters cell."""
        given = {"year": self.year, "county": self.area.slug, "province": self.area.slug, "lang": self.lang}
        return {name: given[name] for name in NOTEBOOKS[self.notebook]}

    def path(self, areas: Areas, suffix: str) -> str:
        """Where it lies under `reports/`, as `1397/qazvin/takestan/brief.fa.html`."""
        if self.year is None:
            return f"{self.notebook}/{self.area.slug}.{self.lang}.{suffix}"
        return f"{area_folder(areas, self.area, self.year)}/{_STEMS[self.notebook]}.{self.lang}.{suffix}"

    def title(self) -> str:
        """'county_brief 1397 takestan fa', as progress and messages name it."""
        return " ".join(
            str(part) for part in (self.notebook, self.year or "", self.area.slug, self.lang) if part
        )


def index_path(lang: str) -> str:
    """Where the list of all briefs lies under `reports/`."""
    return f"index.{lang}.html"


def indicators_path(areas: Areas, area: Area, year: int, lang: str | None = None) -> str:
    """Where an area's figures of a year lie: the CSV, or with a language its spreadsheet."""
    return f"{area_folder(areas, area, year)}/indicators.{f'{lang}.ods' if lang else 'csv'}"


def area_folder(areas: Areas, area: Area, year: int) -> str:
    """The folder of an area and year under `reports/`."""
    if area.level != "county":
        return f"{year}/{area.slug}"
    return f"{year}/{areas.province(area.code).slug}/{area.slug}"


def metadata_path(path: str) -> str:
    """Where CSVW looks for the metadata of a CSV file."""
    return f"{path}-metadata.json"


@dataclass(frozen=True)
class Suite:
    """
    What is published.

    provinces: the provinces, by code; `whole_country` when all were asked for.
    years: Solar Hijri years, ascending. data_date: ISO day the data speak of. base_url: where `reports/`
    is served, without a slash at its end; only needed for what must be named in full. revised_because: by
    language, why this edition revises figures of the one before.
    """

    areas: Areas
    provinces: tuple[Area, ...]
    years: tuple[int, ...]
    languages: tuple[str, ...]
    formats: tuple[str, ...]
    edition: int
    data_date: str
    registers: str | None
    whole_country: bool
    base_url: str | None = None
    typeface: str = "auto"
    revised_because: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path, areas: Areas) -> "Suite":
        """The suite file, checked. Raises ParameterError with all faults at once."""
        where = f"params/{path.name}"
        raw = read_settings(path, "provinces, years, languages and formats")
        faults = list(faults_of(raw, where))
        provinces, unknown = _provinces(raw.get("provinces"), areas, where)
        if faults + unknown:
            raise ParameterError("\n".join(faults + unknown))
        years = tuple(sorted(set(raw["years"])))
        return cls(
            areas,
            provinces,
            years,
            tuple(dict.fromkeys(raw.get("languages", LANGUAGES))),
            tuple(dict.fromkeys(raw.get("formats", FORMATS))),
            raw.get("edition", 1),
            str(raw.get("data_date", calendar.last_day(years[-1]))),
            raw.get("registers"),
            raw["provinces"] in ("all", ["all"]),
            raw.get("base_url", "").rstrip("/") or None,
            raw.get("typeface", "auto"),
            raw.get("revised_because", {}),
        )

    @cached_property
    def counties(self) -> tuple[Area, ...]:
        """Every county of the provinces, by code."""
        return tuple(c for province in self.provinces for c in self.areas.counties(province.code))

    @cached_property
    def _own(self) -> Areas:
        """Counties and provinces by themselves: a name is not looked for in all of the country."""
        return Areas([*self.counties, *self.provinces])

    @property
    def published_areas(self) -> tuple[Area, ...]:
        """Counties, provinces and, for the whole country, the nation."""
        nation = (self.areas[NATION],) if self.whole_country else ()
        return (*self.counties, *self.provinces, *nation)

    def briefs(self) -> Iterator[Brief]:
        """Every brief of the suite: by year and province, then the reconciliations."""
        for year in self.years:
            for province in self.provinces:
                for lang in self.languages:
                    yield Brief("province_brief", province, lang, year)
                    yield Brief("press_note", province, lang, year)
                for county in self.areas.counties(province.code):
                    for lang in self.languages:
                        yield Brief("county_brief", county, lang, year)
        for province in self.provinces:
            for lang in self.languages:
                yield Brief("reconciliation", province, lang)

    def brief(self, notebook: str, given: dict[str, object]) -> Brief:
        """
        The brief that a notebook's parameters name.

        Raises: ParameterError for a missing or unknown name, a wrong type, and an area, year or
            language outside the suite; all faults at once.
        """
        names, where = NOTEBOOKS[notebook], f"{notebook}.ipynb"
        faults = [
            f"{where}: unknown parameter '{name}'; it takes {', '.join(names)}.{nearest(name, names)}"
            for name in given
            if name not in names
        ]
        faults += [f"{where}: the parameter '{name}' is missing." for name in names if name not in given]
        year, lang = given.get("year"), given.get("lang")
        if "year" in names and "year" in given:
            faults += self.year_faults(year, where)
        if "lang" in given and lang not in self.languages:
            faults.append(
                f"{where}: lang {lang!r} is not published; the suite has {', '.join(self.languages)}."
            )
        area = None
        for level in {"county", "province"} & set(names) & set(given):
            try:
                area = self.area(given[level], level, where)
            except ParameterError as error:
                faults.append(str(error))
        if faults:
            raise ParameterError("\n".join(faults))
        return Brief(notebook, area, lang, year if "year" in names else None)

    def indicators(self, year: object, county: object) -> Area:
        """The county that `indicators.ipynb` is to count; the same checks as for a brief."""
        where, faults, area = "indicators.ipynb", [], None
        faults += self.year_faults(year, where)
        try:
            area = self.area(county, "county", where)
        except ParameterError as error:
            faults.append(str(error))
        if faults:
            raise ParameterError("\n".join(faults))
        return area

    def year_faults(self, year: object, where: str) -> list[str]:
        """What is wrong with a year, if anything."""
        if not isinstance(year, int) or isinstance(year, bool):
            return [
                f"{where}: year {year!r} is not a whole number; a Solar Hijri year such as {self.years[-1]} is expected."
            ]
        if year not in self.years:
            return [
                f"{where}: year {year} is not published; the suite has {_years(self.years)}. "
                f"Did you mean '{_nearest_year(year, self.years)}'?"
            ]
        return []

    def area(self, text: object, level: str, where: str) -> Area:
        """A county or province of the suite by code, slug or spelling; 'qazvin/takestan' for a county."""
        if not isinstance(text, str):
            raise ParameterError(
                f"{where}: {level} {text!r} is not text; a name or code in quotes is expected "
                f"(papermill: -r {level} {text})."
            )
        pool = self.counties if level == "county" else self.provinces
        province, _, name = text.rpartition("/")
        parents = {p.code for p in (self._own.matches(province, "province") if province else self.provinces)}
        found = [a for a in self._own.matches(name, level) if level == "province" or a.parent in parents]
        if len(found) == 1:
            return found[0]
        if found:
            candidates = ", ".join(f"{self.areas.province(a.code).slug}/{a.slug}" for a in found)
            raise ParameterError(f"{where}: '{text}' is more than one county of the suite: {candidates}.")
        places = self.provinces[0].name_en if len(self.provinces) == 1 else "the suite"
        what = "an area of " + places if level == "county" else "a province of the suite"
        raise ParameterError(
            f"{where}: {level} '{text}' is not {what}.{self.areas.suggestion(name, list(pool))}"
        )

    def any_area(self, text: str, where: str) -> Area:
        """A county or province as a command names it; an ambiguous name is refused with the candidates."""
        if text == NATION and self.whole_country:
            return self.areas[NATION]
        if text.endswith("-province"):
            return self.area(text.removesuffix("-province"), "province", where)
        if "/" in text:
            return self.area(text, "county", where)
        found = [a for level in ("county", "province") for a in self._own.matches(text, level)]
        if len(found) == 1:
            return found[0]
        if found:
            candidates = ", ".join(sorted(self._command_name(a) for a in found))
            raise ParameterError(f"{where}: '{text}' is more than one area: {candidates}. Give one of these.")
        pool = [*self.counties, *self.provinces]
        raise ParameterError(
            f"{where}: '{text}' is not an area of the suite.{self.areas.suggestion(text, pool)}"
        )

    def _command_name(self, area: Area) -> str:
        if area.level == "province":
            return f"{area.slug}-province"
        return f"{self.areas.province(area.code).slug}/{area.slug}"


def _years(years: tuple[int, ...]) -> str:
    return ", ".join(map(str, years))


def _nearest_year(wanted: int, years: tuple[int, ...]) -> int:
    """One with its digits in another order, else the nearest in time."""
    return min(years, key=lambda year: (sorted(str(year)) != sorted(str(wanted)), abs(year - wanted)))


def _provinces(asked: object, areas: Areas, where: str) -> tuple[tuple[Area, ...], list[str]]:
    if asked in ("all", ["all"]):
        return tuple(areas.children(NATION)), []
    if not (isinstance(asked, list) and asked):
        return (), [f'{where}: provinces must be a list of names or codes, or "all".']
    found, faults = set(), []
    for text in asked:
        try:
            found.add(areas.find(str(text), "province", where))
        except ParameterError as error:
            faults.append(str(error))
    return tuple(sorted(found, key=lambda area: area.code)), faults
