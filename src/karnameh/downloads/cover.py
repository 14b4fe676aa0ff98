"""The first two sheets of a spreadsheet: what it is, whose and how good; and the terms that it uses."""

from karnameh.downloads.sheets import (
    Link,
    Sheet,
    explained,
    heading,
    marked,
    marks,
    place,
    remarks,
    source,
    tables,
    year,
)
from karnameh.indicators.catalogue import INDICATORS
from karnameh.present.imprint import edition
from karnameh.present.linked import LICENCE
from karnameh.present.page import Page


def sheets(page: Page) -> list[Sheet]:
    """All sheets in order: cover, notes, figures."""
    figures = tables(page)
    notes = _notes(page)
    return [_cover(page, [notes, *figures]), notes, *figures]


def title(page: Page) -> str:
    """'Takestan, 1397 (2018/19) – figures of the employment and self-reliance brief'."""
    return page.words.say("workbook.title", area=page.name(), year=year(page))


def _cover(page: Page, listed: list[Sheet]) -> Sheet:
    """What the spreadsheet is, and a link to each of its sheets."""
    words = page.words
    return Sheet(
        "contents",
        words["workbook.cover_tab"],
        words["workbook.cover"],
        title(page),
        (*bands(page), *_facts(page), words["workbook.cover_table"]),
        (words["workbook.contents"], words["workbook.contents_holds"]),
        tuple((Link(sheet.tab, f"#{sheet.tab}"), sheet.subject) for sheet in listed),
    )


def bands(page: Page) -> list[str]:
    """'Synthetic sample data' and 'not for publication', where they hold."""
    words, about = page.words, page.publication.about
    shown = [("synthetic", about.synthetic), ("internal", about.threshold == 0)]
    return [f"{words[f'head.{name}_mark']}: {words[f'head.{name}']}" for name, holds in shown if holds]


def _facts(page: Page) -> list[str | Link]:
    words = page.words
    return [
        words.say("workbook.organisation", organisation=words["organisation"]),
        words.say(
            "workbook.area", place=place(page.areas, page.area, words), code=words.digits(page.area.code)
        ),
        words.say("workbook.year", year=year(page)),
        words.say("workbook.edition", edition=edition(page)),
        words.say("workbook.source", source=source(words, page.publication.about)),
        Link(words["workbook.licence"], LICENCE),
        words.say("workbook.contact", province=page.name(page.province)),
        words["workbook.programs"],
    ]


def _notes(page: Page) -> Sheet:
    """Marks and notes that the figures use, how they are rounded, and what each measure means."""
    words, cells = page.words, page.shown.values()
    about = page.publication.about
    rows = [(marked(page, mark), explained(words, about, mark)) for mark in marks(cells)]
    used = {kind for cell in cells for kind in remarks(cell)}
    terms = [("some", "partial")] if "partial" in used else []
    terms += [("rounded", "rounded")] if "rounded" in used else []
    terms += [("shares", "shares"), ("change", "change"), ("amounts", "amounts")]
    rows += [(words[f"workbook.term_name.{name}"], explained(words, about, text)) for name, text in terms]
    rows += [(words[f"indicator.{key}.name"], words[f"indicator.{key}.definition"]) for key in INDICATORS]
    return Sheet(
        "notes",
        words["workbook.notes_tab"],
        words["workbook.notes"],
        heading(page, words["workbook.notes"]),
        (),
        (words["workbook.term"], words["workbook.meaning"]),
        tuple(rows),
    )
