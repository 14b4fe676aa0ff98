"""The notes: definitions used, marks and gaps of this page, where the data are and whom to ask."""

from collections.abc import Iterator
from html import escape

from karnameh.present.blocks import div, tag
from karnameh.present.page import Page
from karnameh.publication import Cell
from karnameh.words import strong

_DEFINITIONS = ("supported", "employable", "exits", "deviated")
#: More sums than this are counted, not named.
MOST_NAMED = 4
_MARKS = ("suppressed", "no_data", "not_defined")


def notes(page: Page) -> str:
    """Three columns of notes. Explains the marks that the page has used, so it comes last."""
    words = page.words
    of_changes = ("point",) if page.brief.notebook.endswith("_brief") else ()
    definitions = [words[f"notes.{name}"] for name in _DEFINITIONS + of_changes]
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
    texts = [_mark(page, status) for status in _MARKS if status in used]
    if any(cell.rounded for cell in page.shown.values()):
        texts.insert(0, words.say("notes.rounded", base=words.number(page.publication.about.base)))
    if any(cell.revised for cell in page.shown.values()):
        texts.append(_revised(page))
    partial = {
        page.indicator_name(cell.indicator): cell.partial
        for cell in page.shown.values()
        if cell.partial and cell.year == page.year and not cell.breakdown
    }
    if partial:
        parts = list(_partial_parts(page, partial))
        texts.append(words.say("notes.partial", parts=words["list_comma"].join(parts)))
    return texts or [words["notes.no_marks"]]


def _revised(page: Page) -> str:
    """What the mark of a revised figure means, what was published before, and why it changed where that is said."""
    meaning = page.words.say("notes.revised", mark=page.words.mark("revised"))
    return " ".join([meaning, *_before(page), *why_revised(page)])


def why_revised(page: Page) -> list[str]:
    """The office's reason as a sentence, where it gives one."""
    reason = page.publication.about.revised_because.get(page.words.lang, "").strip(". ")
    return [page.words.say("notes.revised_because", reason=escape(reason))] if reason else []


def _before(page: Page) -> Iterator[str]:
    """What revised figures were, where it is known: the page's own and its totals first, no more than a few."""
    words = page.words
    revised = sorted(
        (cell for cell in page.shown.values() if cell.was is not None),
        key=lambda cell: (cell.year != page.year, cell.area != page.area.code, cell.breakdown != ""),
    )
    named = [_one_before(page, cell) for cell in revised[:MOST_NAMED]]
    if more := len(revised) - len(named):
        named.append(words.say("notes.revised_more", count=words.number(more)))
    if named:
        yield words.say("notes.revised_was", figures=words["list_semicolon"].join(named))


def _one_before(page: Page, cell: Cell) -> str:
    """'Jobs created, Livestock (1396): 20'; a place or year that is the page's own goes without saying."""
    words, name = page.words, page.indicator_name(cell.indicator)
    if cell.breakdown:
        name = words.say("notes.revised_part", name=name, category=page.category(cell))
    places = [page.name(page.areas[cell.area])] if cell.area != page.area.code else []
    places += [words.year(cell.year)] if cell.year != page.year else []
    if places:
        name = words.say("notes.revised_place", name=name, place=words["list_comma"].join(places))
    return words.say("notes.revised_one", name=name, was=page.earlier(cell, cell.was))


def _mark(page: Page, status: str) -> str:
    """What a mark stands for; where counts are rounded, only amounts are suppressed."""
    words, about = page.words, page.publication.about
    mark = words.mark(status)
    if status != "suppressed":
        return words.say(f"notes.{status}", mark=mark)
    kind = "suppressed_amount" if about.rounds else status
    return words.say(f"notes.{kind}", mark=mark, threshold=words.number(about.threshold))


def _partial_parts(page: Page, partial: dict[str, tuple[int, int]]) -> Iterator[str]:
    """Which sums hold only some counties; where they are many, only how many."""
    words = page.words
    for counts in dict.fromkeys(partial.values()):
        names = [name for name, given in partial.items() if given == counts]
        held, expected = map(words.number, counts)
        if len(names) > MOST_NAMED:
            yield words.say(
                "notes.partial_many", count=words.number(len(names)), held=held, expected=expected
            )
            continue
        for name in names:
            yield words.say("notes.partial_part", name=name, held=held, expected=expected)


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
