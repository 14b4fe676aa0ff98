"""The cards: a figure, its context, its course and its change in words."""

from karnameh.present import charts
from karnameh.present.alts import alt
from karnameh.present.blocks import div, tag
from karnameh.present.page import Page, change
from karnameh.publication import Cell

#: Whether more is good, bad or neither; an unfavourable change is shown as what calls for action.
_BETTER = {"count_jobs": 1, "count_exits_self_reliance": 1, "share_plans_deviated": -1}


def cards(page: Page, indicators: tuple[str, ...]) -> str:
    """A card an indicator."""
    return div("cards", *(_card(page, page.cell(indicator)) for indicator in indicators))


def _card(page: Page, cell: Cell) -> str:
    context = [text for text in _contexts(page, cell) if text]
    bullet = _bullet(page) if cell.indicator == "count_jobs" else ""
    shown = [div("context", text) for text in context[: 1 if bullet else 2]]
    return div(
        "card",
        tag("h3", page.words[f"card.{cell.indicator}"]),
        div("spark", _spark(page, cell)),
        div("value", page.figure(cell)),
        *shown,
        div("bullet", bullet) if bullet else "",
        _change(page, cell),
    )


def _spark(page: Page, cell: Cell) -> str:
    """Decorative: the card and the table say its numbers. Every year up to this one."""
    years = [year for year in page.suite.years if year <= page.year]
    cells = [(year, page.cell(cell.indicator, year=year)) for year in years]
    points = [(page.words.year(year), float(at.value) if at and at.known else None) for year, at in cells]
    if len(points) < 2:
        return ""
    return charts.spark(points, page.words.lang)


def _contexts(page: Page, cell: Cell) -> list[str]:
    words = page.words
    match cell.indicator:
        case "count_supported_households":
            return [words["card.at_year_end"], _of_province(page, cell) or _persons(page)]
        case "count_employable_households":
            share = page.cell("share_employable")
            return [words.say("card.of_supported", share=page.figure(share)), _province(page, share)]
        case "count_jobs":
            share = page.cell("share_of_jobs_target")
            if share.status == page.cell("target_jobs").status == "no_data":
                return [words["card.no_target"], ""]
            return [words.say("card.of_target", share=page.figure(share)), ""]
        case "count_active_plans":
            return [words["card.under_supervision"], _of_province(page, cell)]
        case "share_plans_deviated":
            part, whole = page.cell("count_plans_deviated"), page.cell("count_plans_supervised")
            return [
                words.say("card.plans_of", part=page.figure(part), whole=page.figure(whole)),
                _province(page, cell),
            ]
        case "count_exits_self_reliance":
            rate = page.cell("rate_exit")
            return [words.say("card.per_start", rate=page.figure(rate)), _province(page, rate)]
        case _:
            return [_province(page, cell), ""]


def _province(page: Page, cell: Cell) -> str:
    if not page.is_county:
        return ""
    return page.words.say("card.province", value=page.figure(page.of_province(cell)))


def _of_province(page: Page, cell: Cell) -> str:
    province = page.of_province(cell) if page.is_county else None
    if page.share(cell, province) is None:
        return ""
    return page.words.say("card.of_province", share=page.share_figure(cell, province, bare=False))


def _persons(page: Page) -> str:
    persons = page.cell("count_supported_persons")
    return page.words.say("card.persons", persons=page.figure(persons))


def _bullet(page: Page) -> str:
    jobs, target, share = page.cell("count_jobs"), page.cell("target_jobs"), page.cell("share_of_jobs_target")
    if not (jobs.known and target.known and share.known):
        return ""
    last = page.last(jobs)
    reached = page.words.say("card.of_target", share=page.plain(share))
    count = page.words.counted("job", jobs.value)
    text = alt(
        page, "bullet", reached, [page.words.say("card.bullet", jobs=count, target=page.plain(target))]
    )
    return charts.bullet(
        jobs.value,
        target.value,
        last.value if last and last.known else None,
        page.words.say("card.target", target=page.plain(target)),
        page.words.lang,
        text,
    )


def _change(page: Page, cell: Cell) -> str:
    text, difference = change_in_words(page, cell)
    if not difference:
        return div("change flat same", text)
    tone = {0: "flat", 1: "good", -1: "bad"}[_BETTER.get(cell.indicator, 0) * (1 if difference > 0 else -1)]
    return div(f"change {tone} {'up' if difference > 0 else 'down'}", text)


def change_in_words(page: Page, cell: Cell):
    """'98 more than 748 in 1396' and the difference; no sign that could flip."""
    words, last = page.words, page.last(cell)
    if last is None:
        return words["change.first"], None
    year, difference = words.year(cell.year - 1), change(cell, last)
    if difference is None:
        return words.say(_no_change(cell, last), year=year), None
    shares = cell.unit == "percent"
    if not shares and not (cell.value and last.value):
        case = "from_zero" if cell.value else "to_zero" if last.value else "zero_again"
        return words.say(f"change.{case}", year=year, last=page.figure(last)), difference
    if difference == 0:
        return words.say("change.same", year=year), difference
    number = words.number(abs(difference))
    shown = page.derived(
        "change", difference, words.say("points", n=number) if shares else number, cell.key, last.key
    )
    case = "more" if difference > 0 else "less" if shares else "fewer"
    return words.say(f"change.{case}", year=year, last=page.figure(last), change=shown), difference


def _no_change(cell: Cell, last: Cell) -> str:
    """The word that says why there is no change to tell."""
    if not last.known:
        return f"change.last_{last.status}"
    return "change.partial" if cell.partial or last.partial else "change.unknown"
