"""What holds for every page of an edition: which one it is, and the bands that a reader must see."""

from datetime import date

from karnameh.present.blocks import div, tag
from karnameh.present.page import Page
from karnameh.publication import About
from karnameh.words import Words


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
