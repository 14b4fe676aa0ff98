"""The answer of a brief, written by the numbers: every case that the data can take has its own sentence."""

from karnameh.present.page import Page, change
from karnameh.publication import Cell
from karnameh.words import strong


def headline(page: Page) -> str:
    """What happened against the target, and to the exits."""
    first = page.words.say(f"answer.{_jobs_case(page)}", **_jobs_blanks(page))
    exits = page.cell("count_exits_self_reliance")
    difference = change(exits, page.last(exits))
    if difference is None:
        return first
    case = "more" if difference > 0 else "fewer" if difference < 0 else "same"
    comma = "" if page.words.rtl else ","
    return f"{first}{comma} {page.words[f'answer.and_exits_{case}']}"


def lead(page: Page) -> str:
    """Two or three sentences: the target, what changed, what stands out."""
    sentences = [
        page.words.say(f"lead.{_jobs_case(page)}", **_jobs_blanks(page)),
        *_jobs_change(page),
        _exits(page),
        *_supported(page),
        *_rank(page),
        _deviated(page),
    ]
    return strong(" ".join(sentences))


def _jobs_case(page: Page) -> str:
    jobs, share = page.cell("count_jobs"), page.cell("share_of_jobs_target")
    if not jobs.known:
        return f"jobs_{jobs.status}"
    if share.known:
        if (share.numerator, share.denominator) != (jobs.value, page.cell("target_jobs").value):
            return "target_partial"
        missed = share.numerator < share.denominator
        return (
            "target_below"
            if missed
            else "target_met"
            if share.numerator == share.denominator
            else "target_over"
        )
    return "no_target" if jobs.value else "jobs_zero"


def _jobs_blanks(page: Page) -> dict[str, str]:
    jobs, share, target = page.cell("count_jobs"), page.cell("share_of_jobs_target"), page.cell("target_jobs")
    case = _jobs_case(page)
    blanks = {"area": page.subject, "year": page.words.year(page.year)}
    if case.startswith("target"):
        blanks |= {"share": page.figure(share, bare=True), "target": page.figure(target)}
    if case.startswith("target") or case == "no_target":
        blanks["jobs"] = page.counted(jobs)
    return blanks


def _jobs_change(page: Page) -> list[str]:
    jobs = page.cell("count_jobs")
    if not jobs.known:
        return []
    last = page.last(jobs)
    if last is None:
        return [page.words["lead.jobs_first"]]
    difference = change(jobs, last)
    if difference is None:
        return []
    if difference == 0:
        return [page.words["lead.jobs_same"]]
    shown = page.derived("change", difference, page.words.number(abs(difference)))
    return [page.words.say("lead.jobs_more" if difference > 0 else "lead.jobs_fewer", change=shown)]


def _exits(page: Page) -> str:
    exits = page.cell("count_exits_self_reliance")
    if not exits.known:
        return page.words[f"lead.exits_{exits.status}"]
    if exits.value == 0:
        return page.words["lead.exits_zero"]
    last = page.last(exits)
    if last is None or not last.known:
        return page.words.say("lead.exits", exits=page.counted(exits))
    return page.words.say("lead.exits_last", exits=page.counted(exits), last=page.figure(last))


def _supported(page: Page) -> list[str]:
    supported = page.cell("count_supported_households")
    return [page.words.say("lead.supported", supported=page.counted(supported))] if supported.known else []


def rank(page: Page, indicator: str, best: str = "high") -> tuple[int, bool] | None:
    """The place of the page's county among its province's, and whether it shares it; only when all are published."""
    cells = [page.cell(indicator, area=county.code) for county in page.counties()]
    if len(cells) < 2 or not all(cell and cell.known for cell in cells):
        return None
    mine = page.cell(indicator).value
    values = [cell.value for cell in cells]
    ahead = sum(value > mine for value in values) if best == "high" else sum(value < mine for value in values)
    return ahead + 1, values.count(mine) > 1


def _rank(page: Page) -> list[str]:
    if not page.is_county:
        return []
    place = rank(page, "share_plans_visited")
    if place is None:
        return []
    number, tied = place
    return [
        page.words.say(
            "lead.rank_visited_tied" if tied else "lead.rank_visited",
            counties=page.words.cardinal(len(page.counties())),
            area=page.name(),
            rank=page.derived("rank", number, page.words.ordinal(number)),
        )
    ]


def _deviated(page: Page) -> str:
    share = page.cell("share_plans_deviated")
    if not share.known:
        return page.words[f"lead.deviated_{share.status}"]
    if share.numerator == 0:
        return page.words["lead.deviated_zero"]
    reasons = top(
        page.publication.categories(page.year, page.area.code, "count_plans_deviated", "deviation_reason")
    )
    if len(reasons) != 1:
        return page.words.say("lead.deviated", share=page.figure(share, bare=True))
    return page.words.say(
        "lead.deviated_reason",
        share=page.figure(share, bare=True),
        reason=in_sentence(page, page.category(reasons[0])),
    )


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


def in_sentence(page: Page, word: str) -> str:
    """A word as it stands within a sentence."""
    return word if page.words.rtl else word[:1].lower() + word[1:]


def with_count(page: Page, cell: Cell) -> str:
    """A category with its count, as a sentence lists it."""
    return f"{in_sentence(page, page.category(cell))} ({page.figure(cell)})"
