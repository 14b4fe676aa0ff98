"""The top of a page: whose, what, where, when; the bands a reader must see; the data attached to its paper."""

from html import escape

from karnameh.present import charts, press
from karnameh.present.blocks import div, tag
from karnameh.present.imprint import bands, edition
from karnameh.present.metadata import metadata, script
from karnameh.present.page import Page


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
    return metadata(page) + top + bands(words, about)


def press_head(page: Page) -> str:
    """Kicker, title and dateline of a press note."""
    words = page.words
    top = tag(
        "header",
        div("org", tag("strong", words["press.kicker"]))
        + tag("h1", press.title(page))
        + div("place", words.say("press.dateline", organisation=words["organisation"], province=page.name()))
        + div(
            "when",
            div("year-label", words["head.year_label"]),
            div("year", words.year(page.year)),
            div("edition", edition(page)),
        ),
        class_="head press",
    )
    return metadata(page) + top + bands(page.words, page.publication.about)


def press_end(page: Page) -> str:
    """'End of note', and once more whose figures these are."""
    note = div("note", page.words["press.synthetic"]) if page.publication.about.synthetic else ""
    return note + div("end", page.words["press.end"])


def reconciliation_head(page: Page) -> str:
    """Title and place of the comparison of published and computed figures."""
    words = page.words
    top = tag(
        "header",
        div("org", f"{words['organisation']} · {tag('strong', words['programme'])}")
        + tag("h1", words["published.title"])
        + div("place", words.say("head.province", area=page.name())),
        class_="head press",
    )
    return metadata(page) + top + bands(page.words, page.publication.about)


def place(page: Page) -> str:
    """'Takestan county, Qazvin province', with the Gregorian span of the year in English."""
    text = page.words.say(
        f"head.{page.area.level}",
        area=page.name(),
        **({"province": page.name(page.province)} if page.is_county else {}),
    )
    return text if page.words.rtl else f"{text} · {page.words.year(page.year, span=True)}"


def attachment(page: Page) -> str:
    """The rows of the page's own area and year, to be attached to the PDF; a province's for its other pages."""
    rows = page.publication.as_csv(page.year if page.brief.year else None, page.area.code)
    return script(
        "text/csv",
        "attachment",
        rows.decode(),
        data_name="indicators.csv",
        data_description=page.words["sections.all"],
    )


def locator_tiles(page: Page, tiles: dict[str, tuple[int, int]]) -> list:
    """The province's counties as equal tiles, this one marked."""
    return [
        charts.Tile(label="", column=column, row=row, text="", level=None, here=code == page.area.code)
        for code, (column, row) in tiles.items()
    ]


def alt_locator(page: Page) -> str:
    return page.words.say("head.locator", area=page.name(), province=page.name(page.province))
