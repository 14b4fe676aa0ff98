"""The top of a page, and what machines find in it: metadata, JSON-LD, the attached data."""

import json
from datetime import date
from html import escape

from karnameh.indicators.catalogue import INDICATORS
from karnameh.present import charts
from karnameh.present.blocks import div, tag
from karnameh.present.page import Page
from karnameh.publication import About, to_csv
from karnameh.suite import area_folder
from karnameh.words import Words

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def head(page: Page, tiles: dict[str, tuple[int, int]]) -> str:
    """Metadata, organisation, name, place, year, edition, and the bands that a reader must see."""
    words, about = page.words, page.publication.about
    org = f"{words['organisation']} · {tag('strong', words['programme'])}"
    when = div(
        "when",
        div("year-label", words["head.year_label"]),
        div("year", words.year(page.year)),
        div("edition", edition(page)),
    )
    locator = (
        charts.locator(locator_tiles(page, tiles), alt_locator(page)) if page.is_county and tiles else ""
    )
    title = tag("h1", escape(page.name()))
    top = tag(
        "header",
        div("org", org) + title + div("place", place(page)) + when + div("locator", locator),
        class_="head",
    )
    return (
        metadata(
            page,
            words.say(
                "head.title", area=page.name(), year=words.year(page.year), programme=words["programme"]
            ),
            words.say("head.description", area=page.name(), year=words.year(page.year)),
        )
        + top
        + bands(page.words, about)
    )


def press_head(page: Page) -> str:
    """Kicker, title and dateline of a press note."""
    words = page.words
    title = words.say(
        "head.title_press", area=page.name(), year=words.year(page.year), programme=words["programme"]
    )
    description = words.say("head.description", area=page.name(), year=words.year(page.year))
    top = tag(
        "header",
        div("org", tag("strong", words["press.kicker"]))
        + tag("h1", words.say("press.title", province=page.name()))
        + div("place", words.say("press.dateline", organisation=words["organisation"], province=page.name()))
        + div(
            "when",
            div("year-label", words["head.year_label"]),
            div("year", words.year(page.year)),
            div("edition", edition(page)),
        ),
        class_="head press",
    )
    return metadata(page, title, description) + top + bands(page.words, page.publication.about)


def press_end(page: Page) -> str:
    """'End of note', and once more whose figures these are."""
    note = div("note", page.words["press.synthetic"]) if page.publication.about.synthetic else ""
    return note + div("end", page.words["press.end"])


def reconciliation_head(page: Page, intro: str) -> str:
    """Title and purpose of the comparison of published and computed figures."""
    words = page.words
    title = words.say("head.title_reconciliation", area=page.name(), programme=words["programme"])
    top = tag(
        "header",
        div("org", f"{words['organisation']} · {tag('strong', words['programme'])}")
        + tag("h1", words["published.title"])
        + div("place", words.say("head.province", area=page.name())),
        class_="head",
    )
    return (
        metadata(page, title, words.say("head.description_reconciliation", area=page.name()))
        + top
        + bands(page.words, page.publication.about)
        + div("lead", intro)
    )


def bands(words: Words, about: About) -> str:
    """'Synthetic sample data' and 'not for publication', where they hold."""
    shown = []
    if about.synthetic:
        shown.append(
            div(
                "synthetic",
                f"{tag('strong', words['head.synthetic_mark'])} — {words['head.synthetic']}",
            )
        )
    if about.threshold == 0:
        shown.append(
            div(
                "not-for-publication",
                f"{tag('strong', words['head.internal_mark'])} — {words['head.internal']}",
            )
        )
    return "".join(shown)


def edition(page: Page) -> str:
    """'First edition, data to 29 Esfand 1397'."""
    about = page.publication.about
    number = page.words.ordinal(about.edition, "ordinal_feminine")
    return page.words.say(
        "head.edition", edition=number, date=page.words.date(date.fromisoformat(about.data_date))
    )


def place(page: Page) -> str:
    """'Takestan county, Qazvin province', with the Gregorian span of the year in English."""
    text = page.words.say(
        f"head.{page.area.level}",
        area=page.name(),
        **({"province": page.name(page.province)} if page.is_county else {}),
    )
    return text if page.words.rtl else f"{text} · {page.words.year(page.year, span=True)}"


def metadata(page: Page, title: str, description: str) -> str:
    """What the templates need to know; taken out of the body when the page is rendered."""
    words, about = page.words, page.publication.about
    middle = (
        words["head.synthetic_mark"]
        if about.synthetic
        else words["head.internal_mark"]
        if about.threshold == 0
        else ""
    )
    depth = page.brief.path(page.areas, "html").count("/")
    return script(
        "application/json",
        "brief",
        json.dumps(
            {
                "lang": words.lang,
                "dir": words["direction"],
                "title": title,
                "description": description,
                "author": words["organisation"],
                "date": about.data_date,
                "home": "/".join([".."] * depth),
                "footer": [f"{words['organisation']} · {words['programme']}", middle],
                "page": words["head.page"],
                "of": words["head.of"],
                "skip": words["index.skip"],
            },
            ensure_ascii=False,
        ),
    )


def script(kind: str, name: str | None, content: str, **more: str) -> str:
    """Data for machines, which no reader sees; content cannot close the element."""
    return tag("script", content.replace("</", "<\\/"), type=kind, class_=name, **more)


def linked_data(page: Page) -> str:
    """The rows of the publication that the page shows, as JSON-LD."""
    about = page.publication.about
    return script(
        "application/ld+json",
        None,
        json.dumps(
            {
                "@context": "https://schema.org",
                "@type": "Dataset",
                "name": page.words.say(
                    "head.title",
                    area=page.name(),
                    year=page.words.year(page.year),
                    programme=page.words["programme"],
                ),
                "description": page.words.say(
                    "head.description", area=page.name(), year=page.words.year(page.year)
                ),
                "inLanguage": page.words.lang,
                "license": LICENCE,
                "version": str(about.edition),
                "dateModified": about.data_date,
                "creator": {"@type": "Organization", "name": page.words["organisation"]},
                "variableMeasured": [_variable(page, cell) for _, cell in sorted(page.shown.items())],
            },
            indent=0,
            ensure_ascii=False,
        ),
    )


def _variable(page: Page, cell) -> dict:
    measured = {"@type": "PropertyValue", "propertyID": cell.key, "unitText": cell.unit}
    if cell.known:
        value = cell.value if INDICATORS[cell.indicator].decimals == 0 else float(cell.value)
        return measured | {"value": value}
    return measured | {"description": page.words[f"mark_words.{cell.status}"]}


def attachment(page: Page) -> str:
    """The rows of the page's own area and year, to be attached to the PDF; a province's for its other pages."""
    rows = page.publication.rows(page.year if page.brief.year else None, [page.area.code])
    return script(
        "text/csv",
        "attachment",
        to_csv(rows).decode(),
        data_name="indicators.csv",
        data_description=page.words["sections.all"],
    )


def links(page: Page) -> str:
    """To the other language, the PDF, the data, the province and the index; where the suite makes them."""
    brief, areas = page.brief, page.areas
    here = brief.path(areas, "html")
    home = "../" * here.count("/")
    found = []
    other = next((lang for lang in page.suite.languages if lang != brief.lang), None)
    if other:
        path = here.replace(f".{brief.lang}.", f".{other}.")
        found.append(
            tag(
                "a",
                page.words["links.other_language"],
                href=path.rpartition("/")[2],
                lang=other,
                hreflang=other,
            )
        )
    if "pdf" in page.suite.formats:
        found.append(tag("a", page.words["links.pdf"], href=brief.path(areas, "pdf").rpartition("/")[2]))
    if brief.year:
        folder = area_folder(areas, page.area, page.year)
        found.append(tag("a", page.words["links.csv"], href=f"{home}{folder}/indicators.csv"))
    if page.is_county:
        folder = area_folder(areas, page.province, page.year)
        found.append(tag("a", page.words["links.province"], href=f"{home}{folder}/brief.{brief.lang}.html"))
    found.append(tag("a", page.words["links.index"], href=f"{home}index.{brief.lang}.html"))
    return div("links", " ".join(found))


def locator_tiles(page: Page, tiles: dict[str, tuple[int, int]]) -> list:
    """The province's counties as equal tiles, this one marked."""
    return [
        charts.Tile(label="", column=column, row=row, text="", level=None, here=code == page.area.code)
        for code, (column, row) in tiles.items()
    ]


def alt_locator(page: Page) -> str:
    return page.words.say("head.locator", area=page.name(), province=page.name(page.province))
