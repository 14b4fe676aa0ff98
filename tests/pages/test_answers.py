"""
What a reader finds within a minute: how many households, was the jobs target met, why plans fail.

On the first screen of a desk and of a phone, and on the first page of the paper.
"""

import re
from dataclasses import dataclass

import pytest
from findings import told
from published import Leaf
from tags import plain, tagged

from karnameh.words import Words

SCREENS = {"desk": (1280, 900), "phone": (360, 740)}
REASONS = "deviation_reason"
#: More reasons than these in first place are not named: then it is said that none is in front.
MANY = 3


@pytest.fixture(scope="session")
def briefs(published) -> list[Leaf]:
    found = [page for page in published.pages if page.kind in ("county", "province")]
    assert found
    return found


@dataclass(frozen=True)
class Question:
    """What is asked; the cells that answer it, any of which will do; the words that answer where there is no number."""

    name: str
    cells: list[str]
    words: list[str]


def _questions(brief: Leaf) -> list[Question]:
    row, words = next(iter(brief.figures.values())), Words(brief.lang)
    prefix = f"{row['year']}/{row['area']}"
    return [
        Question(
            name,
            [f"{prefix}/{indicator}//" for indicator in indicators],
            _without(brief, words, stem, indicators),
        )
        for name, stem, indicators in (
            ("households supported", "supported", ["count_supported_households"]),
            ("jobs target met", "jobs", ["count_jobs", "share_of_jobs_target"]),
            ("plans deviated", "deviated", ["share_plans_deviated"]),
        )
    ]


def _without(brief: Leaf, words: Words, stem: str, indicators: list[str]) -> list[str]:
    """What the first paragraph says where a figure is none or not published: the longest part without a blank."""
    row = brief.figures[indicators[0], "", ""]
    case = row["status"] if row["status"] != "reported" else "zero" if not float(row["value"]) else ""
    key = f"lead.{stem}_{case}"
    return [max(re.split(r"\{\w+\}", words[key]), key=len).strip()] if key in words else []


def _reasons(brief: Leaf) -> list[str]:
    """The words, any of which will do, for the most frequent reason or reasons; none where they are not published."""
    counts = {
        category: row
        for (indicator, breakdown, category), row in brief.figures.items()
        if (indicator, breakdown) == ("count_plans_deviated", REASONS)
    }
    known = {code: int(row["value"]) for code, row in counts.items() if row["status"] == "reported"}
    most = max(known.values(), default=0)
    if len(known) < len(counts) or not most:
        return []
    words, top = Words(brief.lang), [code for code, count in known.items() if count == most]
    if len(top) > MANY:
        return [words["lead.reasons_level"].strip("،, ")]
    keys = [f"{kind}.{REASONS}.{code}" for code in top for kind in ("category", "said")]
    return [words[key] for key in keys if key in words]


def _unseen(brief: Leaf, tab, height: int) -> list[str]:
    """The questions that the screen does not answer."""
    seen, found = set(tab.evaluate("look.cellsInView()")), []
    for question in _questions(brief):
        said = any(tab.evaluate("look.wordInView", word) for word in question.words)
        if not said and not seen & set(question.cells):
            at = tab.evaluate("look.highest", question.cells)
            found.append(f"{question.name}: ends at «{at} of {height} px»")
    reasons = _reasons(brief)
    if reasons and not any(tab.evaluate("look.wordInView", word) for word in reasons):
        found.append(f"why plans deviated: «{reasons}» is not in view")
    return found


@pytest.mark.parametrize("screen", SCREENS)
def test_the_first_screen_answers_the_three_questions(each_page, screen):
    width, height = SCREENS[screen]
    found = [
        (page, line)
        for page, tab in each_page(width=width, height=height)
        if page.kind in ("county", "province")
        for line in _unseen(page, tab, height)
    ]
    assert not found, told(found)


def _blocks(brief: Leaf, cells: list[str]) -> list[str]:
    """The sentences, cards and headings of a page that say one of the cells."""
    spans = brief.soup.select(", ".join(f'main [data-cell="{cell}"]' for cell in cells))
    blocks = [
        span.find_parent(["p", "div", "h2", "h3", "dd", "li"])
        for span in spans
        if not span.find_parent("table")
    ]
    return [_bare(block.get_text()) for block in blocks if block]


def _bare(text: str) -> str:
    """Letters and signs only, however they are written."""
    return "".join(plain(text).split()).casefold()


def test_the_first_page_of_the_paper_answers_the_three_questions(briefs):
    found = []
    for brief in briefs:
        first = _bare("".join(run.text for run in tagged(brief.twin.file).root.runs() if run.page == 0))
        for question in _questions(brief):
            if not any(
                block in first for block in [*_blocks(brief, question.cells), *map(_bare, question.words)]
            ):
                found.append((brief.twin, f"{question.name}: not on page 1"))
        reasons = _reasons(brief)
        if reasons and not any(_bare(word) in first for word in reasons):
            found.append((brief.twin, f"why plans deviated: «{reasons}» is not on page 1"))
    assert not found, told(found)


def test_briefs_with_a_known_reason_are_among_those_looked_at(briefs):
    """Else the question why is asked of nobody."""
    assert any(map(_reasons, briefs))
