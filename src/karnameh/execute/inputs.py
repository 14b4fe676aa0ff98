"""What briefs are made from, as it is now: a hash of each input, of words and rows only those that were looked at."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from importlib.metadata import requires, version
from itertools import groupby
from pathlib import Path

from karnameh.execute.cells import what_runs
from karnameh.execute.reach import RUNNING, code_hash
from karnameh.files import sha256, sha256_of
from karnameh.indicators.catalogue import KEY
from karnameh.present.scales import scale
from karnameh.publication import Publication, cell_key, to_csv
from karnameh.render import fonts
from karnameh.render.engine import TEMPLATES
from karnameh.suite import Brief, Project
from karnameh.words import load

#: Input → why a page is made again when it changed, in the order in which a person would ask.
REASONS = {
    "publication": "data changed",
    "notebook": "notebook changed",
    "words": "words changed",
    "templates": "templates changed",
    "code": "code changed",
    "reference": "reference data changed",
    "suite": "suite changed",
    "engine": "engine changed",
    "type": "type changed",
    "libraries": "libraries changed",
    "renderer": "code changed",
}
#: Of these, what the cells of a notebook never see.
RENDERING = ("renderer", "engine", "type", "templates", "libraries")
#: The code that makes an executed notebook, and the code that makes pages of it.
_EXECUTION, _RENDERING = ("brief", *RUNNING), ("render",)
#: Templates that no page is made with: what all pages link to, and what the site and the downloads are made with.
_ELSEWHERE = {"brief.css", "type.css", "index.css", "alone.css", "alone.html", "filter.js", "homing.js"}
_ELSEWHERE |= {"workbook.xml"}
#: Format → the template of the other one.
_OTHERS = {"html": "brief.typ", "pdf": "brief.html"}


class Inputs:
    """The inputs at one moment; each is hashed once, however many briefs share it."""

    def __init__(self, project: Project, publication: Publication, engine: str):
        self._project, self._publication, self.engine = project, publication, engine
        self._notebooks: dict[str, str] = {}
        self._scale = cache(self._scale_of)  # most briefs of a province look at the same
        self._common = lru_cache(maxsize=1)(self._of_all_formats)  # asked for format after format

    def take(self, briefs: Iterable[Brief]) -> None:
        """Look at everything now: what runs from here on may be made from something newer, and never counts as it."""
        _ = self._shared, self._templates
        for brief in briefs:
            self._notebook(brief.notebook)
            load(brief.lang)

    def of(self, brief: Brief, looked: Iterable[str], suffix: str) -> dict[str, str]:
        """
        The hash of each thing a brief is made from in a format.

        looked: what it looked at, as `trace` tells it ('word fa/head.date', 'rows 1397/2602/count_jobs/',
        'scale shares/26/count_jobs/sector').
        """
        return self._common(brief, tuple(looked)) | {"templates": self._templates[suffix]}

    def _of_all_formats(self, brief: Brief, looked: tuple[str, ...]) -> dict[str, str]:
        lines = sorted(looked)
        rows = [line.removeprefix("rows ") for line in lines if line.startswith("rows ")]
        scales = [line.removeprefix("scale ") for line in lines if line.startswith("scale ")]
        words = [line.removeprefix("word ") for line in lines if line.startswith("word ")]
        return self._shared | {
            "notebook": self._notebook(brief.notebook),
            "words": words_hash(words),
            "publication": self._published(rows, scales),
            "suite": sha256(repr((self._shape, self._neighbours(brief))).encode()),
        }

    @cached_property
    def _shared(self) -> dict[str, str]:
        project = self._project
        reference = [_folder_hash(project.reference, "*.csv"), _folder_hash(project.published, "*.csv")]
        return {
            "code": code_hash(*_EXECUTION),
            "renderer": code_hash(*_RENDERING),
            "reference": sha256("".join(reference).encode()),
            "engine": sha256(self.engine.encode()),
            "type": fonts.recipe(project),
            "libraries": sha256("\n".join(libraries()).encode()),
        }

    @cached_property
    def _about(self) -> str:
        """What holds for the whole publication; earlier values go with the rows that they are of."""
        about = vars(self._publication.about)
        return json.dumps({name: about[name] for name in about if name != "was"}, sort_keys=True)

    @cached_property
    def _shape(self) -> tuple:
        suite = self._project.suite
        return suite.years, suite.languages, suite.formats, suite.base_url

    def _neighbours(self, brief: Brief) -> list[str]:
        areas = self._project.areas
        return [area.code for area in areas.counties(areas.province(brief.area.code).code)]

    @cached_property
    def _templates(self) -> Mapping[str, str]:
        """Of each format the hash of the templates that its pages are made with."""
        there = {path for path in TEMPLATES.iterdir() if path.name not in _ELSEWHERE}
        return {
            suffix: sha256_of(path for path in there if path.name != other)
            for suffix, other in _OTHERS.items()
        }

    def _notebook(self, name: str) -> str:
        if name not in self._notebooks:
            self._notebooks[name] = what_runs(self._project.notebooks / f"{name}.ipynb", self._project.root)
        return self._notebooks[name]

    def _published(self, rows: list[str], scales: list[str]) -> str:
        pairs = [(key, self._groups.get(key, "none")) for key in rows]
        return _digest(pairs + [(key, self._scale(key)) for key in scales], self._about)

    def _scale_of(self, key: str) -> str:
        return repr(scale(self._publication, self._project.suite, key))

    @cached_property
    def _groups(self) -> Mapping[str, str]:
        """The hash of every group of rows by its key: a breakdown of an indicator, an area in a year or in all."""
        frame = self._publication.frame
        names = ["year", "area", "indicator", "breakdown"]
        keyed = zip(self._lines, *(frame[name] for name in names), strict=True)
        found: dict[str, str] = {}
        larger: dict[str, list[str]] = {}
        for (year, area, *rest), rows in groupby(keyed, lambda row: row[1:]):
            digest = sha256(b"\n".join(line for line, *_ in rows))
            found["/".join([f"{year}/{area}", *rest])] = digest
            for key in (f"{year}/{area}", f"/{area}", f"{year}/", "/"):
                larger.setdefault(key, []).append(digest)
        return found | {key: sha256("".join(digests).encode()) for key, digests in larger.items()}

    @property
    def _lines(self) -> list[bytes]:
        """Each row as it is written, with the value of the edition before where it was another one."""
        frame, was = self._publication.frame, self._publication.about.was
        lines = to_csv(frame).splitlines()[1:]
        if not was:
            return lines
        keys = map(cell_key, *(frame[name] for name in KEY))
        return [line + was.get(key, "").encode() for line, key in zip(lines, keys, strict=True)]


@cache
def libraries() -> Sequence[str]:
    """The versions of all that we need of others."""
    named = (re.match(r"[\w.-]+", line)[0] for line in requires("karnameh") if "extra ==" not in line)
    return [f"{name} {version(name)}" for name in sorted(named)]


def words_hash(keys: Iterable[str]) -> str:
    """One hash over words ('fa/head.date') as they are now."""
    return _digest((key, _word(key)) for key in keys)


def _word(key: str) -> str:
    lang, _, name = key.partition("/")
    return repr(load(lang).get(name))


def _digest(pairs: Iterable[tuple[str, str]], *more: str) -> str:
    return sha256("\n".join([f"{key}\t{value}" for key, value in pairs] + list(more)).encode())


def _folder_hash(folder: Path, pattern: str = "*") -> str:
    return sha256_of(path for path in folder.glob(pattern) if path.is_file())
