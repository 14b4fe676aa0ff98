"""The ways from a page: to the index, its province, the years before and after, the paper, the data, the other language."""

from dataclasses import replace
from posixpath import relpath

from karnameh.present.blocks import tag
from karnameh.present.page import Page
from karnameh.suite import Brief, index_path, indicators_path


def relative(here: str, path: str) -> str:
    """The way from a page to a file, both under `reports/`."""
    return relpath(path, here.rpartition("/")[0] or ".")


def neighbours(page: Page) -> tuple[Brief | None, Brief | None]:
    """The same brief of the year before and of the year after, where the suite has them."""
    years, brief = page.suite.years, page.brief
    if brief.year is None:
        return None, None
    at = years.index(brief.year)
    before, after = years[:at][-1:], years[at + 1 :][:1]
    return tuple(replace(brief, year=year[0]) if year else None for year in (before, after))


def links(page: Page) -> str:
    """All of them in a line; those to what was not made are dropped when the page is put into its place."""
    words = page.words
    ways = [_link(page, "index", index_path(words.lang)), *_kin(page), _years(page), *_files(page)]
    ways += [_other_language(page, lang) for lang in page.suite.languages if lang != words.lang]
    return tag("div", " ".join(filter(None, ways)), class_="links", aria_label=words["links.label"])


def _link(page: Page, word: str, path: str) -> str:
    return tag("a", page.words[f"links.{word}"], href=relative(page.brief.path(page.areas, "html"), path))


def _kin(page: Page) -> list[str]:
    """The pages of the same province and year; for the comparison of all years, the latest."""
    notebooks = {"province_brief": "province", "press_note": "press_note", "reconciliation": "reconciliation"}
    if page.is_county:
        notebooks = {"province_brief": "province"}
    kin = {
        word: Brief(
            notebook, page.province, page.words.lang, page.year if notebook != "reconciliation" else None
        )
        for notebook, word in notebooks.items()
        if notebook != page.brief.notebook
    }
    return [_link(page, word, brief.path(page.areas, "html")) for word, brief in kin.items()]


def _years(page: Page) -> str:
    """The year before, this one, the year after."""
    words, (before, after) = page.words, neighbours(page)
    if not (before or after):
        return ""
    this = tag("strong", words.year(page.year), aria_current="page")
    steps = [_step(page, "prev", before), this, _step(page, "next", after)]
    return tag(
        "span", " ".join(filter(None, steps)), class_="years", role="group", aria_label=words["links.years"]
    )


def _step(page: Page, relation: str, brief: Brief | None) -> str:
    if brief is None:
        return ""
    href = relative(page.brief.path(page.areas, "html"), brief.path(page.areas, "html"))
    return tag("a", page.words.year(brief.year), href=href, rel=relation)


def _files(page: Page) -> list[str]:
    """The page for printing, and its figures."""
    brief, areas = page.brief, page.areas
    files = {"pdf": brief.path(areas, "pdf")} if "pdf" in page.suite.formats else {}
    if brief.year:
        files["csv"] = indicators_path(areas, page.area, page.year)
        files["ods"] = indicators_path(areas, page.area, page.year, brief.lang)
    return [_link(page, word, path) for word, path in files.items()]


def _other_language(page: Page, lang: str) -> str:
    here = page.brief.path(page.areas, "html")
    other = relative(here, here.replace(f".{page.brief.lang}.", f".{lang}."))
    return tag("a", page.words["links.other_language"], href=other, lang=lang, hreflang=lang)
