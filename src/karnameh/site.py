"""Finished pages → `reports/`: pages with links to what is there, data beside them, index, manifest last."""

import html
import json
import re
from collections.abc import Iterable
from pathlib import Path

import nbformat

from karnameh.areas import Area
from karnameh.execute.plan import Task, manifest, rendered
from karnameh.files import sha256, write_atomically
from karnameh.present.blocks import Block, div, tag
from karnameh.present.head import LICENCE, bands, script
from karnameh.publication import Publication, to_csv
from karnameh.render import Job, assets, embedded
from karnameh.suite import Brief, Project, area_folder
from karnameh.words import Words

#: Shows the search box and filters rows; without scripts the whole list stands.
_FILTER = Path(__file__).parent / "render" / "templates" / "filter.js"
_LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]+)"[^>]*>.*?</a>\s*', re.S)
_LINKS = re.compile(r'<(?P<kind>div|nav) class="links"[^>]*>.*?</(?P=kind)>', re.S)


def assemble(
    project: Project, publication: Publication, done: Iterable[Task], engine: str, prune: bool
) -> None:
    """
    Put every finished page into `reports/`, with data, assets, index and manifest.

    prune: drop the pages of briefs that the suite no longer has (after a build of everything).
    """
    entries = _entries(project, done, engine, prune)
    files = {path: (rendered(project) / path).read_bytes() for path in entries}
    files |= _data(project, publication, entries)
    files |= {f"assets/{name}": data for name, data in assets(project).items()}
    index = {f"index.{lang}.html" for lang in project.suite.languages}
    there = set(files) | index
    files |= {
        path: _with_live_links(data, path, there) for path, data in files.items() if path.endswith(".html")
    }
    files |= {
        f"index.{lang}.html": _index(project, publication, lang, there) for lang in project.suite.languages
    }
    _place(project, files, entries)


def _entries(project: Project, done: Iterable[Task], engine: str, prune: bool) -> dict[str, dict]:
    """The manifest's entries by path: those that were there, renewed by those just made."""
    entries = {
        entry["path"]: entry
        for entry in manifest(project)["briefs"]
        if (rendered(project) / entry["path"]).is_file()
    }
    for task in done:
        for path in task.targets.values():
            entries[path] = {
                "path": path,
                "notebook": f"notebooks/{task.brief.notebook}.ipynb",
                "parameters": task.brief.parameters,
                "engine": engine,
                "inputs": dict(task.inputs),
            }
    if prune:
        wanted = {
            brief.path(project.areas, suffix)
            for brief in project.suite.briefs()
            for suffix in project.suite.formats
        }
        entries = {path: entry for path, entry in entries.items() if path in wanted}
    return dict(sorted(entries.items()))


def _data(project: Project, publication: Publication, entries: Iterable[str]) -> dict[str, bytes]:
    """`publication.csv`, and `indicators.csv` beside each area and year that has a page."""
    folders = {path.rpartition("/")[0] for path in entries}
    files = {"publication.csv": to_csv(publication.frame)}
    for year in project.suite.years:
        for area in project.suite.published_areas:
            folder = area_folder(project.areas, area, year)
            if folder in folders:
                files[f"{folder}/indicators.csv"] = to_csv(publication.rows(year, [area.code]))
    return files


def _with_live_links(data: bytes, path: str, there: set[str]) -> bytes:
    """The page without links to what was not made."""

    def alive(link: re.Match) -> str:
        return link[0] if _resolved(path, link[1]) in there else ""

    return _LINKS.sub(lambda links: _LINK.sub(alive, links[0]), data.decode()).encode()


def _resolved(path: str, href: str) -> str:
    parts = path.split("/")[:-1]
    for part in href.split("/"):
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def _place(project: Project, files: dict[str, bytes], entries: dict[str, dict]) -> None:
    """Write what changed, remove what is no longer published, the manifest last."""
    reports = project.reports
    for path, data in files.items():
        target = reports / path
        if not (target.is_file() and target.read_bytes() == data):
            write_atomically(target, data)
    for path in set(manifest(project)["files"]) - set(files):
        (reports / path).unlink(missing_ok=True)
    listed = {path: {"sha256": sha256(data), "bytes": len(data)} for path, data in sorted(files.items())}
    text = json.dumps(
        {"version": 1, "files": listed, "briefs": list(entries.values())}, ensure_ascii=False, indent=1
    )
    write_atomically(reports / "manifest.json", text.encode() + b"\n")


def _index(project: Project, publication: Publication, lang: str, there: set[str]) -> bytes:
    """The index page, through the same template as the briefs."""
    page = _Index(project, publication, Words(lang), there)
    output = nbformat.v4.new_output("display_data", {"text/html": Block(page.html()).html})
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", id="index", outputs=[output])])
    target = project.derived / "rendered" / f"index.{lang}.html"
    for _, error in embedded.Embedded(project).render([Job(notebook, {"html": target})]):
        raise error
    return target.read_bytes()


class _Index:
    """The list of all pages by year and area; a filter is added for those who have scripts."""

    def __init__(self, project: Project, publication: Publication, words: Words, there: set[str]):
        self.project, self.publication, self.words, self.there = project, publication, words, there

    def html(self) -> str:
        words = self.words
        years = sorted(self.project.suite.years, reverse=True)
        body = tag(
            "header", div("org", words["organisation"]) + tag("h1", words["index.title"]), class_="head"
        )
        body += (
            bands(words, self.publication.about)
            + div("lead", words["index.intro"])
            + self._links()
            + self._filter()
        )
        body += "".join(self._year(year) for year in years) + self._reconciliations()
        return self._metadata() + body + tag("script", _FILTER.read_text(encoding="utf-8"))

    def _metadata(self) -> str:
        words, about = self.words, self.publication.about
        given = {
            "lang": words.lang,
            "dir": words["direction"],
            "title": words["index.title"],
            "description": words["index.intro"],
            "author": words["organisation"],
            "date": about.data_date,
            "home": ".",
            "footer": [words["organisation"], words["head.synthetic_mark"] if about.synthetic else ""],
            "page": words["head.page"],
            "of": words["head.of"],
            "skip": words["index.skip"],
        }
        dataset = {
            "@context": "https://schema.org",
            "@type": "Dataset",
            "name": words["index.title"],
            "description": words["index.intro"],
            "inLanguage": words.lang,
            "license": LICENCE,
            "version": str(about.edition),
            "dateModified": about.data_date,
            "creator": {"@type": "Organization", "name": words["organisation"]},
            "distribution": [
                {"@type": "DataDownload", "encodingFormat": "text/csv", "contentUrl": "publication.csv"}
            ],
        }
        return script("application/json", "brief", json.dumps(given, ensure_ascii=False)) + script(
            "application/ld+json", None, json.dumps(dataset, ensure_ascii=False)
        )

    def _links(self) -> str:
        others = [lang for lang in self.project.suite.languages if lang != self.words.lang]
        links = [
            tag("a", self.words["links.other_language"], href=f"index.{lang}.html", lang=lang, hreflang=lang)
            for lang in others
        ]
        return div(
            "links", " ".join([*links, tag("a", self.words["index.publication"], href="publication.csv")])
        )

    def _filter(self) -> str:
        words = self.words
        box = (
            tag("label", words["index.filter"], for_="filter")
            + '<input id="filter" type="search" autocomplete="off">'
        )
        return tag(
            "div",
            box + tag("span", "", id="found", role="status", data_says=words["index.filtered"]),
            class_="filter",
            hidden="hidden",
        )

    def _year(self, year: int) -> str:
        words = self.words
        rows = [
            row
            for province in self.project.suite.provinces
            for area in (province, *self.project.areas.counties(province.code))
            if (row := self._row(area, year))
        ]
        if not rows:
            return ""
        heads = [
            words["index.area"],
            words["index.brief"],
            words["index.pdf"],
            words["index.press_note"],
            words["index.csv"],
        ]
        head = tag("thead", tag("tr", "".join(tag("th", name, scope="col") for name in heads)))
        label = words.say("head.year_long", year=words.year(year, span=True))
        table = tag("table", head + tag("tbody", "".join(rows)), class_="figures index", aria_label=label)
        return tag("section", tag("h2", label) + table, class_="year")

    def _row(self, area: Area, year: int) -> str:
        level = "province_brief" if area.level == "province" else "county_brief"
        cells = [
            self._links_to(level, area, year, "html", "index.brief"),
            self._links_to(level, area, year, "pdf", "index.pdf"),
            self._links_to("press_note", area, year, "html", "index.press_note")
            if area.level == "province"
            else "",
            self._link(
                f"{area_folder(self.project.areas, area, year)}/indicators.csv", "index.csv", area, year
            ),
        ]
        if not any(cells):
            return ""
        words = self.words
        known = " ".join(
            dict.fromkeys(
                [area.name_fa, area.name_en, *area.spellings, area.code, str(year), words.year(year)]
            )
        )
        name = (
            words.say("head.province", area=area.name(words.lang))
            if area.level == "province"
            else area.name(words.lang)
        )
        return tag(
            "tr",
            tag("th", html.escape(name), scope="row") + "".join(tag("td", cell) for cell in cells),
            data_find=known,
        )

    def _links_to(self, notebook: str, area: Area, year: int | None, suffix: str, word: str) -> str:
        path = Brief(notebook, area, self.words.lang, year).path(self.project.areas, suffix)
        return self._link(path, word, area, year)

    def _link(self, path: str, word: str, area: Area, year: int | None) -> str:
        if path not in self.there:
            return ""
        words = self.words
        label = (
            words.say("index.of_area", what=words[word], area=area.name(words.lang), year=words.year(year))
            if year
            else None
        )
        return tag("a", words[word], href=path, aria_label=label)

    def _reconciliations(self) -> str:
        words = self.words
        links = [
            self._links_to("reconciliation", province, None, "html", "index.reconciliation")
            for province in self.project.suite.provinces
        ]
        items = [
            tag("li", f"{link} – {html.escape(province.name(words.lang))}")
            for link, province in zip(links, self.project.suite.provinces, strict=True)
            if link
        ]
        return (
            tag(
                "section", tag("h2", words["index.reconciliation"]) + tag("ul", "".join(items)), class_="more"
            )
            if items
            else ""
        )
