"""Papers as they look: all within the margins, nothing upon anything, no page begun for a line, no heading alone."""

import pytest
from findings import told
from sheet import Box, Sheet, overlapping, sheets
from tags import Run, Tag, tagged

#: Swashes may hang out of the margins by this much, and strokes rise above the first line, in points.
SIDE, HEIGHT = 1.0, 3.0


@pytest.fixture(scope="session")
def papers(published):
    """Each paper with its pages."""
    assert published.papers
    return [(paper, sheets(paper.file)) for paper in published.papers]


def _each_page(papers):
    return [
        (f"{paper}, page {number}", sheet) for paper, pages in papers for number, sheet in enumerate(pages, 1)
    ]


def _within(room: Box, word: Box) -> bool:
    return Box(room.left - SIDE, room.bottom - HEIGHT, room.right + SIDE, room.top + HEIGHT).holds(word, 0)


def test_no_word_leaves_the_margins(papers):
    found = []
    for place, sheet in _each_page(papers):
        whole = Box(sheet.body.left, 0, sheet.body.right, 10_000)
        for word in sheet.words:
            room = sheet.body if word.mark >= 0 else whole
            found += [] if _within(room, word) else [(place, f"outside: «{word}»")]
    assert not found, told(found)


def test_no_two_words_overlap(papers):
    found = [
        (place, f"overlap: «{one} and {other}»")
        for place, sheet in _each_page(papers)
        for one, other in overlapping(sheet.words)
    ]
    assert not found, told(found)


def test_no_drawing_runs_into_a_word(papers):
    """Boxes of strokes, which are seldom full: a few points do not count. A ground holds its words whole."""
    found = [
        (place, f"a drawing runs into a word: «{drawing} and {word}»")
        for place, sheet in _each_page(papers)
        for word in sheet.words
        for drawing in sheet.drawings
        if min(drawing.over(word)) > 3 and not drawing.holds(word) and not word.holds(drawing)
    ]
    assert not found, told(found)


def _used(sheet: Sheet) -> float:
    """The share of the body's height that is used, from its top to the lowest thing on it."""
    body = sheet.body
    lows = [
        thing.bottom
        for thing in (*sheet.words, *sheet.drawings)
        if thing.bottom >= body.bottom - HEIGHT and thing.top <= body.top + HEIGHT
    ]
    return (body.top - min(lows, default=body.top)) / (body.top - body.bottom)


def test_no_last_page_has_less_than_a_third_of_it_used(papers):
    found = [
        (paper, f"page {len(pages)}: «{_used(pages[-1]):.0%} used»")
        for paper, pages in papers
        if _used(pages[-1]) < 1 / 3
    ]
    assert not found, told(found)


def _places(item: Tag | Run, pages: tuple[Sheet, ...]) -> list[tuple[int, Box]]:
    """Where a piece of the tag tree stands: its page and box; of a figure the box that it gives itself."""
    if isinstance(item, Tag):
        if item.kind == "Figure":
            return [(item.page, Box(*map(float, item.attributes["/BBox"])))]
        return [place for kid in item.kids for place in _places(kid, pages)]
    return [(item.page, word) for word in pages[item.page].words if word.mark == item.number]


def _followers(root: Tag) -> list[tuple[Tag, Tag | Run]]:
    """Each heading with what is read next after it."""
    items = [
        item for item in root.walk() if isinstance(item, Run) or item.kind == "Figure" or item.kind[0] == "H"
    ]
    pairs = []
    for index, item in enumerate(items):
        if isinstance(item, Tag) and item.kind[0] == "H":
            own = set(map(id, item.walk()))
            after = [other for other in items[index + 1 :] if id(other) not in own]
            pairs += [(item, after[0])] if after else [(item, item)]
    return pairs


def test_no_heading_is_the_last_thing_on_a_page_or_in_a_column(papers):
    found = []
    for paper, pages in papers:
        for heading, after in _followers(tagged(paper.file).root):
            [(page, box), *_], below = _places(heading, pages), _places(after, pages)
            if after is heading or all(other != page or place.bottom > box.top for other, place in below):
                found.append((paper, f"{heading.kind} at the end of page {page + 1}: «{heading.text}»"))
    assert not found, told(found)
