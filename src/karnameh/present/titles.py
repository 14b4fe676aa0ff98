"""The title of each picture: the finding that it shows, in a sentence for every case that the data can take."""

from decimal import Decimal

from karnameh.indicators.ratio import ratio
from karnameh.present.findings import COMPARED, opening, said, top, untold
from karnameh.present.page import Page, change
from karnameh.publication import Cell

#: A year in between is a finding when it lies this part of the larger end beyond both ends.
_TURN = Decimal("0.05")


def split(page: Page, indicator: str, key: str) -> str:
    cell = page.cell(indicator)
    if cell.status == "not_defined":
        return page.words["who.sectors_none"]
    if not cell.known:
        return untold(page, page.words[f"who.{key}_unknown"], [cell])
    if cell.numerator == 0:
        return page.words[f"who.{key}_none"]
    difference = change(cell, page.last(cell))
    case = (
        "first" if difference is None else "rose" if difference > 0 else "fell" if difference < 0 else "same"
    )
    return page.words.say(f"who.{key}_{case}", share=page.figure(cell, bare=True))


def sectors(page: Page, cells: list[Cell], total: Cell) -> str:
    return _leaders(page, "who.sectors", "sector", cells, total)


def _leaders(page: Page, key: str, kind: str, cells: list[Cell], total: Cell) -> str:
    """Who leads a breakdown: one, two alike, or so many that none leads."""
    words, first = page.words, top(cells)
    if total.known and total.value == 0:
        return words[f"{key}_none"]
    share = page.share(first[0], total) if first else None
    if share is None:
        return untold(page, words[f"{key}_unknown"], [*cells, total])
    names, shown = [said(page, cell) for cell in first], page.share_figure(first[0], total)
    if len(first) == 1:
        return opening(page, words.say(f"{key}_top", **{kind: names[0]}, share=shown))
    if len(first) == 2:
        return opening(page, words.say(f"{key}_tied", **{f"{kind}s": words.listed(names)}, share=shown))
    return words.say(f"{key}_level", count=page.derived("count", len(first), words.cardinal(len(first))))


def visited(page: Page) -> str:
    words, visited = page.words, page.cell("share_plans_visited")
    if visited.status == "not_defined":
        return words["plans.not_supervised"]
    if not visited.known:
        return untold(page, words["plans.visited_unknown"], [visited])
    if visited.numerator in (0, visited.denominator):
        return words["plans.visited_all" if visited.numerator else "plans.visited_none"]
    return words.say("plans.visited_title", share=page.figure(visited, bare=True))


def reasons(page: Page, cells: list[Cell], total: Cell) -> str:
    return _leaders(page, "plans.reasons", "reason", cells, total)


def load(page: Page, cell: Cell) -> str:
    words = page.words
    if cell.status == "not_defined":
        return words["plans.load_none"]
    if not cell.known:
        return untold(page, words["plans.load_unknown"], [cell])
    if cell.numerator == 0:
        return words["plans.load_no_plans"]
    key = "plans.load_one" if cell.denominator == 1 else "plans.load_title"
    return words.say(key, rate=page.figure(cell, bare=True))


def skills(page: Page, total: Cell) -> str:
    words = page.words
    weavers = [page.cell("count_trainees", "skill", skill) for skill in ("carpet", "kilim")]
    if total.known and total.value == 0:
        return words["skills.none"]
    if not total.known or not all(cell.known for cell in weavers):
        return untold(page, words["skills.unknown"], [total, *weavers])
    count = sum(cell.value for cell in weavers)
    if not count:
        return words["skills.no_weavers"]
    return words.say(
        "skills.weavers",
        weavers=page.derived("sum", count, words.number(count), *(cell.key for cell in weavers)),
        trainees=page.counted(total),
    )


def steps(page: Page, employed: Cell) -> str:
    words = page.words
    if employed.status == "not_defined":
        return words["skills.none"]
    if not employed.known:
        return untold(page, words["skills.employed_unknown"], [employed])
    if employed.numerator == 0:
        return words["skills.employed_none"]
    return words.say("skills.employed_title", share=page.figure(employed, bare=True))


def journey(page: Page, cells: dict[str, Cell]) -> str:
    words, without, employable = page.words, cells["without_plan"], cells["employable"]
    if employable.known and employable.value == 0:
        return words["journey.title_nobody"]
    if page.share(without, employable) is None:
        return words["journey.title_unknown"]
    if without.value in (0, employable.value):
        return words["journey.title_all" if without.value else "journey.title_none"]
    return words.say("journey.title", share=page.share_figure(without, employable))


def purchases(page: Page, total: Cell, money: Cell) -> str:
    words = page.words
    if not total.known:
        return untold(page, words["skills.purchases_unknown"], [total])
    if total.value == 0:
        return words["skills.purchases_none"]
    if not money.known:
        return words.say("skills.purchases_count", purchases=page.counted(total))
    return words.say("skills.purchases_title", purchases=page.counted(total), amount=page.amount(money))


def strips(page: Page, indicators: tuple[str, ...]) -> str:
    """A county against its province on five measures; for a province, how far its counties lie apart."""
    words = page.words
    if len(page.counties()) == 1:
        return words.say("among.only", area=page.name(page.counties()[0]))
    if not page.is_county:
        return _spread(page, indicators[0])
    pairs = [(page.cell(key), page.cell(key, area=page.province.code)) for key in indicators]
    if len(pairs) != 5 or not all(cell.known and not cell.partial for pair in pairs for cell in pair):
        return words["among.unknown"]
    ahead = sum((mine.value - province.value) * COMPARED[mine.indicator] > 0 for mine, province in pairs)
    if ahead in (0, 5):
        return words.say("among.better_all" if ahead else "among.better_none", area=page.name())
    return words.say(
        "among.better", area=page.name(), count=page.derived("count", ahead, words.cardinal(ahead))
    )


def _spread(page: Page, indicator: str) -> str:
    cells = [page.cell(indicator, area=county.code) for county in page.counties()]
    if not all(cell.known for cell in cells):
        return page.words["among.unknown"]
    low, high = (end(cells, key=lambda cell: cell.value) for end in (min, max))
    if low.value == high.value:
        return page.words["among.level"]
    return page.words.say(
        "among.spread",
        measure=page.words[f"among.{indicator}"],
        low=page.figure(low),
        lowest=page.name(page.areas[low.area]),
        high=page.figure(high),
        highest=page.name(page.areas[high.area]),
    )


def tiles(page: Page, cells: list[Cell]) -> str:
    words = page.words
    if not cells or not all(cell.known for cell in cells):
        return untold(page, words["among.tiles_unknown"], cells)
    met = sum(cell.numerator >= cell.denominator for cell in cells)
    if met in (0, len(cells)):
        return words["among.tiles_all" if met else "among.tiles_none"]
    return words.say(
        "among.tiles_title",
        met=page.derived("count", met, words.cardinal(met)),
        counties=words.cardinal(len(cells)),
    )


def counties(page: Page) -> str:
    """Where most of the supported households are."""
    words, key = page.words, "count_supported_households"
    first = top([page.cell(key, area=county.code) for county in page.counties()])
    total = page.cell(key)
    share = page.share(first[0], total) if len(first) == 1 and not total.partial else None
    if share is None or len(page.counties()) == 1:
        return words["among.table_unknown"]
    area = page.name(page.areas[first[0].area])
    return words.say("among.largest", area=area, share=page.share_figure(first[0], total))


def course(page: Page, name: str, cells: list[Cell]) -> str:
    """The peak or the low point within the years, else how far the last year lies from the first."""
    known = [cell for cell in cells if cell.known and not cell.partial]
    if len(known) < 2:
        return _one_year(page, name, cells, known)
    turn = _turn(known) if len(known) == len(cells) else None
    if turn:
        case = "peak" if turn.value > known[0].value else "trough"
        year = page.words.year(turn.year)
        return page.words.say(f"course.{case}", name=name, year=year, value=page.figure(turn))
    return _first_to_last(page, name, known[0], known[-1])


def _one_year(page: Page, name: str, cells: list[Cell], known: list[Cell]) -> str:
    if not known:
        return untold(page, page.words.say("course.unknown", name=name), cells)
    year = page.words.year(known[0].year)
    return page.words.say("course.one", name=name, year=year, value=page.figure(known[0]))


def _turn(cells: list[Cell]) -> Cell | None:
    """The one year between the ends that lies above both, or below both; of two, the one further away."""
    ends, inner = (cells[0].value, cells[-1].value), cells[1:-1]
    found = []
    for extreme in (max, min):
        value = extreme(cell.value for cell in cells)
        far = min(abs(value - end) for end in ends) >= _TURN * abs(max(ends))
        if value not in ends and far and [cell.value for cell in inner].count(value) == 1:
            found.append(next(cell for cell in inner if cell.value == value))
    return max(found, key=lambda cell: abs(2 * cell.value - sum(ends)), default=None)


def _first_to_last(page: Page, name: str, first: Cell, last: Cell) -> str:
    words, difference = page.words, change(last, first)
    years = {"first": words.year(first.year), "last": words.year(last.year)}
    if not difference:
        return words.say("course.same", name=name, **years)
    case = "rose" if difference > 0 else "fell"
    if first.unit in ("percent", "per_100"):
        shown = page.derived("change", difference, words.number(abs(difference)), last.key, first.key)
        return words.say(f"course.points_{case}", name=name, change=shown, **years)
    if not (first.value and last.value):
        value, case = (last, "from_zero") if last.value else (first, "to_zero")
        return words.say(f"course.{case}", name=name, value=page.figure(value), **years)
    percent = Decimal(ratio(abs(last.value - first.value), first.value, 100))
    shown = page.derived("growth", percent, words.number(percent), last.key, first.key)
    return words.say(f"course.{case}", name=name, change=shown, **years)
