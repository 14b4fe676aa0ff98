"""The answer of a brief, written by the numbers: every case that the data can take has its own sentence."""

from decimal import Decimal

from karnameh.present.findings import COMPARED, Standing, in_sentence, largest_change, said, standing, top
from karnameh.present.page import Page, change
from karnameh.publication import Cell
from karnameh.words import strong

#: Below this share of the target a sentence says 'only'.
FAR = Decimal(75)
#: What each way of ending says of the year: well, badly, neither.
_TONES = {
    "target_met": 1,
    "target_just_over": 1,
    "target_over": 1,
    "target_below": -1,
    "target_far": -1,
    "target_nearly": -1,
    "target_none": -1,
    "jobs_zero": -1,
}


def headline(page: Page) -> str:
    """What happened against the target, and to the exits."""
    words, case = page.words, jobs_case(page)
    told = "jobs" if case in ("no_target", "target_untold") else case
    first = words.say(f"answer.{told}", **jobs_blanks(page))
    exits, tone = _exits_clause(page)
    if not exits:
        return first
    joint = "but" if _TONES.get(case, 0) * tone < 0 else "and"
    return words.say(f"answer.{joint}", first=first, second=exits)


def _exits_clause(page: Page) -> tuple[str, int]:
    """What became of the households, and whether that is good (1), bad (-1) or neither."""
    exits = page.cell("count_exits_self_reliance")
    if not exits.known or exits.partial:
        return "", 0
    if exits.value == 0:
        return page.words["answer.exits_none"], -1
    difference = change(exits, page.last(exits))
    if difference is None:
        key = "answer.exits_one" if exits.value == 1 else "answer.exits"
        return page.words.say(key, exits=page.counted(exits)), 0
    case = "more" if difference > 0 else "fewer" if difference < 0 else "same"
    return page.words[f"answer.exits_{case}"], (difference > 0) - (difference < 0)


def lead(page: Page) -> str:
    """Three sentences: the target; the households; what changed most, what stands out and why plans fail."""
    most = largest_change(page)
    leader = most[0].indicator if most else ""
    target = [page.words.say(f"lead.{jobs_case(page)}", **jobs_blanks(page))]
    households = [_supported(page), _exits(page, leader == "count_exits_self_reliance")]
    found = [*_no_comparison(page), *_most(page, most), *_standing(page)]
    found += [] if leader == "share_plans_deviated" else [_deviated(page)]
    return strong(" ".join(_joined(page, parts) for parts in (target, households, found) if parts))


def _joined(page: Page, sentences: list[str]) -> str:
    """Sentences as the clauses of one."""
    first, *others = sentences
    clauses = [first, *(in_sentence(page, other) for other in others)]
    ended = clauses.pop()
    return page.words["list_semicolon"].join([*(clause.removesuffix(".") for clause in clauses), ended])


def jobs_case(page: Page) -> str:
    """How the jobs of the year stand against the target, as the sentences name it."""
    jobs, share = page.cell("count_jobs"), page.cell("share_of_jobs_target")
    if not jobs.known:
        return f"jobs_{jobs.status}"
    if share.known:
        return _target_case(page, jobs, share)
    if jobs.value and not share.status == page.cell("target_jobs").status == "no_data":
        return "target_untold"
    if jobs.partial:
        return "jobs_partial"
    return "no_target" if jobs.value else "jobs_zero"


def _target_case(page: Page, jobs: Cell, share: Cell) -> str:
    reached, planned = share.numerator, share.denominator
    whole = (reached, planned) == (jobs.value, page.cell("target_jobs").value)
    if share.partial or jobs.partial or not whole:
        return "target_partial"
    if reached == planned:
        return "target_met"
    if reached == 0:
        return "target_none"
    if share.value == 100:  # as printed; the sentence must not call it met when it was not
        return "target_nearly" if reached < planned else "target_just_over"
    if reached > planned:
        return "target_over"
    return "target_below" if share.value >= FAR else "target_far"


def jobs_blanks(page: Page) -> dict[str, str]:
    """What the sentences about jobs are filled with."""
    jobs, share, target = page.cell("count_jobs"), page.cell("share_of_jobs_target"), page.cell("target_jobs")
    blanks = {"area": page.subject, "year": page.words.year(page.year)}
    if not jobs.known:
        return blanks
    blanks |= {"jobs": page.counted(jobs), "change": _since(page, jobs, "jobs")}
    if jobs.partial:
        blanks |= _reporting(page, jobs)
    if share.known:
        blanks |= {"share": page.figure(share, bare=True), "target": page.figure(target)}
    return blanks


def _reporting(page: Page, cell: Cell) -> dict[str, str]:
    """'five of six' counties."""
    held, expected = cell.partial
    return {"held": page.words.cardinal(held), "expected": page.words.cardinal(expected)}


def _since(page: Page, cell: Cell, name: str) -> str:
    """The change since last year as the end of a sentence; empty in the first year and where it cannot be told."""
    last = page.last(cell)
    year = page.words.year(cell.year - 1)
    if last is None or cell.partial or last.partial or _last_year(page):
        return ""
    if not last.known:
        return page.words.say(f"lead.{name}_last_{last.status}", year=year)
    if not (cell.value and last.value):
        case = "zero_again" if cell.value == last.value else "from_zero" if cell.value else "to_zero"
        return page.words.say(f"lead.{name}_{case}", year=year, last=page.counted(last))
    difference = change(cell, last)
    case = "more" if difference > 0 else "fewer" if difference < 0 else "same"
    number = page.words.number(abs(difference))
    shown = page.derived("change", difference, number, cell.key, last.key) if difference else ""
    return page.words.say(f"lead.{name}_{case}", year=year, change=shown)


def _no_comparison(page: Page) -> list[str]:
    """Why nothing is set against last year: there is none, or none of its figures is published."""
    if page.last(page.cell("count_jobs")) is None:
        return [page.words["lead.first"]]
    status = _last_year(page)
    year = page.words.year(page.year - 1)
    return [page.words.say(f"lead.last_{status}", year=year)] if status else []


def _last_year(page: Page) -> str:
    """What keeps back all of last year's figures in the lead, if it is one thing."""
    names = ("count_jobs", "count_supported_households", "count_exits_self_reliance")
    cells = [page.cell(name) for name in names]
    statuses = {last.status for cell in cells if (last := page.last(cell))}
    alike = len(statuses) == 1 and all(cell.known for cell in cells)
    return statuses.pop() if alike and statuses <= {"suppressed", "no_data"} else ""


def _supported(page: Page) -> str:
    words, cell = page.words, page.cell("count_supported_households")
    if not cell.known:
        return words[f"lead.supported_{cell.status}"]
    if cell.partial:
        return words.say("lead.supported_partial", supported=page.counted(cell), **_reporting(page, cell))
    change_ = _since(page, cell, "supported")
    key = {0: "lead.supported_zero", 1: "lead.supported_one"}.get(cell.value, "lead.supported")
    return words.say(key, supported=page.counted(cell), change=change_)


def _exits(page: Page, most: bool) -> str:
    words, cell = page.words, page.cell("count_exits_self_reliance")
    if not cell.known:
        return words[f"lead.exits_{cell.status}"]
    if cell.partial:
        return words.say("lead.exits_partial", exits=page.counted(cell), **_reporting(page, cell))
    key = {0: "lead.exits_zero", 1: "lead.exits_one"}.get(cell.value, "lead.exits")
    key = "lead.exits_most" if most and cell.value else key
    return words.say(key, exits=page.counted(cell), change=_against(page, cell))


def _against(page: Page, cell: Cell) -> str:
    """Last year's number as the end of a sentence; empty where there is none to set it against."""
    last, year = page.last(cell), page.words.year(cell.year - 1)
    if last is None or last.partial or _last_year(page):
        return ""
    if not last.known:
        return page.words.say(f"lead.exits_last_{last.status}", year=year)
    if cell.value == last.value:
        return page.words.say("lead.exits_same" if cell.value else "lead.exits_zero_again", year=year)
    if not last.value:
        return page.words.say("lead.exits_from_zero", year=year)
    return page.words.say("lead.exits_against", year=year, last=page.figure(last))


def _most(page: Page, most: list[Cell] | None) -> list[str]:
    """What changed most, where a sentence before has not said so."""
    words = page.words
    if most is None:
        return []
    if not most:
        return [words.say("lead.most_none", year=words.year(page.year - 1))]
    cell = most[0]
    told = {"count_jobs": "lead.most_jobs", "count_supported_households": "lead.most_supported"}
    if cell.indicator in told:
        return [words[told[cell.indicator]]]
    if cell.indicator == "count_exits_self_reliance":
        # A fall to none has its own sentence, which does not say that no figure changed more.
        return []
    last = page.last(cell)
    deviated = cell.indicator == "share_plans_deviated"
    direction = "rise" if cell.value > last.value else "fall"
    return [
        words.say(
            f"lead.most_deviated_{direction}" if deviated else f"lead.most_{direction}",
            measure=words[f"measure.{cell.indicator}"],
            last=_worded(page, last),
            now=_worded(page, cell),
            reason=_reason(page) if deviated else "",
        )
    ]


def _worded(page: Page, cell: Cell) -> str:
    """A figure as prose writes it: 'percent' as a word where the language does."""
    if cell.unit == "percent":
        return page.words.say("lead.percent", n=page.figure(cell, bare=True))
    if cell.indicator == "rate_exit":
        return page.words.say("lead.per_100", n=page.figure(cell, bare=True))
    return page.figure(cell)


def _beside(page: Page, cell: Cell) -> str:
    """A figure after another of its kind, which has said what it is out of."""
    return _worded(page, cell) if cell.unit == "percent" else page.figure(cell)


def _standing(page: Page) -> list[str]:
    found = standing(page)
    if not found:
        return []
    words = page.words
    return [
        words.say(
            f"lead.{_standing_case(found)}{'_tied' if found.tied else ''}",
            counties=words.cardinal(len(page.counties())),
            area=page.name(),
            rank=page.derived("rank", found.place, words.ordinal(found.place)),
            measure=words.say(f"measure.{found.cell.indicator}"),
            value=_worded(page, found.cell),
            province=_beside(page, found.province),
        )
    ]


def _standing_case(found: Standing) -> str:
    if COMPARED[found.cell.indicator] > 0:
        return "standing_last" if found.last else "standing"
    return "lowest" if found.place == 1 else "highest" if found.last else "low"


def _deviated(page: Page) -> str:
    share = page.cell("share_plans_deviated")
    if not share.known:
        return page.words[f"lead.deviated_{share.status}"]
    if share.numerator == 0:
        return page.words["lead.deviated_zero"]
    return page.words.say("lead.deviated", share=_worded(page, share), reason=_reason(page))


def _reason(page: Page) -> str:
    """Why plans fail, as the end of a sentence; empty where not all reasons are published."""
    words = page.words
    reasons = top(
        page.publication.categories(page.year, page.area.code, "count_plans_deviated", "deviation_reason")
    )
    if not reasons:
        return ""
    if len(reasons) == 1:
        return words.say("lead.reason", reason=said(page, reasons[0]))
    if len(reasons) > 3:
        return words["lead.reasons_level"]
    return words.say("lead.reasons_tied", reasons=words.listed([said(page, cell) for cell in reasons]))
