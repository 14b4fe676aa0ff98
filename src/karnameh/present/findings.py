"""What the numbers single out: leaders of a breakdown, the largest change, a county's place among the counties."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from karnameh.present.page import Page, change
from karnameh.publication import Cell

#: The figures of the cards.
HEADLINE = (
    "count_supported_households",
    "count_employable_households",
    "count_jobs",
    "count_active_plans",
    "share_plans_deviated",
    "count_exits_self_reliance",
)
#: What the counties are compared by, and whether more is better (1) or less (-1).
COMPARED = {
    "share_of_jobs_target": 1,
    "share_jobs_women": 1,
    "rate_exit": 1,
    "share_plans_visited": 1,
    "share_plans_deviated": -1,
}


def top(cells: list[Cell]) -> list[Cell]:
    """The cells that lead a breakdown (several when tied); none unless every cell is published and one is above 0."""
    if not cells or not all(cell.known for cell in cells):
        return []
    most = max(cell.value for cell in cells)
    return [cell for cell in cells if cell.value == most] if most else []


def ranked(cells: list[Cell]) -> list[Cell]:
    """Cells by value, largest first, those without one last; as given unless all are published."""
    if not all(cell.known for cell in cells):
        return cells
    return sorted(cells, key=lambda cell: -cell.value)


def largest_change(page: Page) -> list[Cell] | None:
    """
    The headline figure that changed most since last year, for its size; an empty list where none changed.

    None where it cannot be told: a figure is not published in both years, or two changed alike.
    """
    moved = []
    for cell in map(page.cell, HEADLINE):
        last = page.last(cell)
        if change(cell, last) is None or not (last.value or cell.value == last.value):
            return None
        moved.append((abs(Fraction(cell.value - last.value)) / Fraction(last.value or 1), cell))
    most = max(size for size, _ in moved)
    found = [cell for size, cell in moved if size == most]
    if not most:
        return []
    return found if len(found) == 1 else None


@dataclass(frozen=True)
class Standing:
    """A county's place among its province's: 1 is the best; tied when it shares the place; last when none is behind."""

    cell: Cell
    province: Cell
    place: int
    tied: bool
    last: bool


def standing(page: Page) -> Standing | None:
    """
    Where a county is furthest ahead of or behind its province, against the spread of the counties.

    Looks only at measures whose every figure is published; None where there is no such measure, or no spread.
    """
    found = [at for key in COMPARED if (at := _distance(page, key))] if page.is_county else []
    return max(found, key=lambda at: at[0])[1] if found else None


def _distance(page: Page, indicator: str) -> tuple[Decimal, Standing] | None:
    cells = [page.cell(indicator, area=county.code) for county in page.counties()]
    mine, province = page.cell(indicator), page.of_province(page.cell(indicator))
    if not all(cell and cell.known and not cell.partial for cell in (*cells, province)):
        return None
    values = [cell.value * COMPARED[indicator] for cell in cells]
    own, spread = mine.value * COMPARED[indicator], max(values) - min(values)
    if not spread:
        return None
    place = 1 + sum(value > own for value in values)
    found = Standing(mine, province, place, values.count(own) > 1, own == min(values))
    return abs(mine.value - province.value) / spread, found


def untold(page: Page, name: str, cells: list[Cell]) -> str:
    """The title where a finding cannot be told: the name and, if it is one thing, what keeps it back."""
    hidden = {cell.status for cell in cells if not cell.known}
    if len(hidden) == 1 and not any(cell.known for cell in cells):
        (status,) = hidden
        if status in ("suppressed", "no_data"):
            return page.words.say(f"untold.{status}", name=name)
    return page.words.say("untold.partly", name=name) if hidden else name


def said(page: Page, cell: Cell) -> str:
    """A reason or a sector as it stands within a sentence."""
    return page.words[f"said.{cell.breakdown}.{cell.category}"]


def in_sentence(page: Page, word: str) -> str:
    """A word as it stands within a sentence."""
    return word if page.words.rtl else word[:1].lower() + word[1:]


def opening(page: Page, text: str) -> str:
    """A text as it stands at the start of a line."""
    return text if page.words.rtl else text[:1].upper() + text[1:]
