"""The notes: definitions used, marks and gaps of this page, where the data are and whom to ask."""

from karnameh.present.blocks import div, tag
from karnameh.present.page import Page
from karnameh.words import strong

_DEFINITIONS = ("supported", "employable", "exits", "deviated", "point")
_MARKS = ("suppressed", "no_data", "not_defined")


def notes(page: Page, used: tuple[str, ...] = _DEFINITIONS) -> str:
    """Three columns of notes. Explains the marks that the page has used, so it comes last."""
    words = page.words
    definitions = [words[f"notes.{name}"] for name in used]
    columns = [("definitions", definitions), ("gaps", _gaps(page)), ("data", _data(page))]
    return div(
        "columns",
        *(
            div("column", tag("h3", words[f"notes.{name}"]), *(tag("p", strong(text)) for text in texts))
            for name, texts in columns
        ),
    )


def _gaps(page: Page) -> list[str]:
    words, used = page.words, {cell.status for cell in page.shown.values()}
    texts = [
        words.say(
            f"notes.{status}",
            mark=words.mark(status),
            **(
                {"threshold": words.number(page.publication.about.threshold)}
                if status == "suppressed"
                else {}
            ),
        )
        for status in _MARKS
        if status in used
    ]
    partial = {
        page.indicator_name(cell.indicator): cell.partial
        for cell in page.shown.values()
        if cell.partial and cell.year == page.year and not cell.breakdown
    }
    if partial:
        parts = [
            words.say(
                "notes.partial_part", name=name, held=words.number(held), expected=words.number(expected)
            )
            for name, (held, expected) in partial.items()
        ]
        texts.append(words.say("notes.partial", parts=words["list_comma"].join(parts)))
    return texts or [words["notes.no_marks"]]


def _data(page: Page) -> list[str]:
    words = page.words
    source = "source_synthetic" if page.publication.about.synthetic else "source"
    return [
        words[f"notes.{source}"],
        words["notes.download"],
        words.say("notes.check", year=page.year, area=_command_name(page)),
        words.say("notes.ask", province=page.name(page.province)),
    ]


def _command_name(page: Page) -> str:
    """The area as the command takes it without doubt."""
    if page.is_county:
        return f"{page.province.slug}/{page.area.slug}"
    return f"{page.area.slug}-province"
