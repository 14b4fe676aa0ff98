"""The press note: the year in one page of prose, in the order in which the deputy once told it."""

from karnameh.present.blocks import div, tag
from karnameh.present.findings import HEADLINE, in_sentence, ranked, said
from karnameh.present.notes import notes
from karnameh.present.page import Page
from karnameh.present.sentences import jobs_blanks, jobs_case
from karnameh.publication import Cell


def title(page: Page) -> str:
    """What the year came to, as an agency would head it."""
    case = jobs_case(page)
    case = "jobs_unknown" if case in ("jobs_suppressed", "jobs_no_data") else case
    return page.words.say(f"press.title_{case}", **jobs_blanks(page) | {"province": page.name()})


def press_note(page: Page) -> str:
    """
    A summary, paragraphs in the order of the source; beside them the key figures and notes to editors.

    A figure that cannot be published stands as its mark.
    """
    story, aside = _story(page), _facts(page) + _editors(page)
    return _summary(page) + div("press-note", tag("div", story), tag("div", aside))


def _summary(page: Page) -> str:
    names = ("count_supported_households", "count_active_plans", "count_exits_self_reliance", "count_jobs")
    cells = [page.cell(name) for name in names]
    if not all(cell.known and cell.value > 1 and not cell.partial for cell in cells):
        return ""
    supported, active, exits, jobs = map(page.counted, cells)
    year = page.words.year(page.year, span=True)
    text = page.words.say(
        "press.summary", year=year, supported=supported, active=active, exits=exits, jobs=jobs
    )
    return div("lead", text)


def _story(page: Page) -> str:
    paragraphs = [
        _way_out(page),
        _training(page),
        _medicinal(page),
        _who(page),
        _where(page),
        _need(page),
        _plans(page),
        _supervision(page),
        _deviation(page),
        _sectors(page),
    ]
    told = [[part for part in parts if isinstance(part, str)] for parts in paragraphs]
    missing = [part for parts in paragraphs for part in parts if not isinstance(part, str)]
    return div(
        "prose",
        *(tag("p", " ".join(sentences)) for sentences in [*told, _missing(page, missing)] if sentences),
    )


def _facts(page: Page) -> str:
    words = page.words
    facts = [(words[f"card.{key}"], page.cell(key)) for key in HEADLINE]
    upcoming = page.cell("target_jobs", year=page.year + 1)
    if upcoming and upcoming.known:
        facts.append((words.say("press.fact_next", year=words.year(page.year + 1)), upcoming))
    items = [
        tag("li", words.say("press.fact", name=name, value=tag("strong", page.figure(cell))))
        for name, cell in facts
    ]
    return tag("section", tag("h2", words["press.facts"]) + tag("ul", "".join(items)), class_="facts")


def _editors(page: Page) -> str:
    heading = tag("h2", page.words["press.editors"])
    return tag("section", heading + notes(page), class_="editors")


def _missing(page: Page, cells: list[Cell]) -> list[str]:
    """'Not available for this note: jobs created [c].'"""
    named = [
        page.words.say(
            "press.named", name=in_sentence(page, page.indicator_name(cell.indicator)), mark=page.figure(cell)
        )
        for cell in cells
    ]
    return [page.words.say("press.unknown", names=page.words.listed(named))] if named else []


def _say(page: Page, key: str, needs: list[Cell], **blanks: str) -> list[str | Cell]:
    """
    The sentence when all it needs is published, another when its first figure is zero.

    Else what can be said of the first figure alone, and the cells that have no number.
    """
    if needs[0].known and needs[0].value == 0 and f"press.{key}_none" in page.words:
        page.show(needs[0])
        return [page.words.say(f"press.{key}_none", **blanks)]
    if all(cell.known for cell in needs):
        return [page.words.say(f"press.{key}", **blanks)]
    short = key.removesuffix("_one") + "_only"
    told = (
        [page.words.say(f"press.{short}", **blanks)]
        if needs[0].known and f"press.{short}" in page.words
        else []
    )
    return [*told, *(cell for cell in needs if not cell.known)]


def _way_out(page: Page) -> list[str | Cell]:
    exits, rate = page.cell("count_exits_self_reliance"), page.cell("rate_exit")
    intro = page.words.say("press.intro", year=page.words.year(page.year), province=page.name())
    return [intro, *_say(page, "exits", [exits, rate], exits=page.counted(exits), rate=page.figure(rate))]


def _training(page: Page) -> list[str | Cell]:
    trainees, employed = page.cell("count_trainees"), page.cell("share_trainees_employed")
    bought, money = page.cell("count_purchases"), page.cell("amount_purchases")
    return [
        *_say(
            page,
            "trainees",
            [trainees, employed],
            trainees=page.counted(trainees),
            share=page.figure(employed, bare=True),
        ),
        *(_weavers(page) if trainees.value != 0 else []),
        *_say(page, "purchases", [bought, money], purchases=page.counted(bought), amount=page.amount(money)),
    ]


def _weavers(page: Page) -> list[str]:
    words = page.words
    cells = [page.cell("count_trainees", "skill", skill) for skill in ("carpet", "kilim")]
    if not all(cell.known for cell in cells):
        return []
    page.show(*cells)
    count = sum(cell.value for cell in cells)
    if not count:
        return [words["press.weavers_none"]]
    return [
        words.say(
            "press.weavers",
            weavers=page.derived("sum", count, words.number(count), *(cell.key for cell in cells)),
        )
    ]


def _medicinal(page: Page) -> list[str]:
    words = page.words
    cells = page.publication.categories(
        page.year, page.area.code, "count_trainees", "district_medicinal_plants"
    )
    # A suppressed figure may be a zero, so its district is not said to have had a course.
    taught = [cell for cell in cells if cell.category.isdigit() and cell.known and cell.value]
    places = [
        words.say("press.medicinal_place", district=_district(page, cell), trainees=page.figure(cell))
        for cell in taught
    ]
    if places:
        return [words.say("press.medicinal", places=words.listed(places))]
    return [words["press.medicinal_none"]] if cells and all(cell.known for cell in cells) else []


def _district(page: Page, cell: Cell) -> str:
    county = page.areas[cell.category[:4]]
    return page.words.say("press.district_in", district=page.category(cell), county=page.name(county))


def _who(page: Page) -> list[str | Cell]:
    if page.cell("count_jobs").value == 0:
        return [page.words["press.jobs_none"]]
    men, women = page.cell("share_jobs_men"), page.cell("share_jobs_women")
    heads, girls = (
        page.cell("count_jobs", "operator_group", group) for group in ("female_head", "girl_left_school")
    )
    sentences = _say(
        page,
        "women",
        [men, women],
        year=page.words.year(page.year),
        men=page.figure(men, bare=True),
        women=page.figure(women, bare=True),
    )
    if heads.known and girls.known:
        sentences += [
            page.words.say("press.groups", female_head=page.figure(heads), girls=page.figure(girls))
        ]
    return sentences


def _where(page: Page) -> list[str | Cell]:
    if page.cell("count_jobs").value == 0:
        return []
    rural, urban = page.cell("share_jobs_rural_deprived"), page.cell("share_jobs_urban")
    return _say(
        page,
        "rural",
        [rural, urban],
        rural=page.figure(rural, bare=True),
        urban=page.figure(urban, bare=True),
    )


def _need(page: Page) -> list[str | Cell]:
    supported, employable = page.cell("count_supported_households"), page.cell("count_employable_households")
    without = page.cell("count_employable_without_plan")
    sentences = _say(
        page,
        "supported",
        [supported, employable],
        year=page.words.year(page.year),
        supported=page.counted(supported),
        employable=page.figure(employable),
    )
    if employable.value != 0:
        sentences += _say(page, "without_plan", [without], without_plan=page.figure(without))
    return sentences + _targets(page)


def _targets(page: Page) -> list[str]:
    words, sentences = page.words, []
    target, share = page.cell("target_jobs"), page.cell("share_of_jobs_target")
    if target.known and share.known and page.cell("count_jobs").known and not share.partial:
        sentences.append(
            words.say(
                "press.target_this",
                year=words.year(page.year),
                target=page.counted(target),
                jobs=page.figure(page.cell("count_jobs")),
                share=page.figure(share, bare=True),
            )
        )
    upcoming = page.cell("target_jobs", year=page.year + 1)
    if upcoming and upcoming.known:
        sentences.append(
            words.say("press.target_next", next=words.year(page.year + 1), target=page.counted(upcoming))
        )
    return sentences


def _plans(page: Page) -> list[str | Cell]:
    active = page.cell("count_active_plans")
    # Supervision lasts three years, so the oldest plan still active began two years before.
    return _say(page, "active", [active], active=page.figure(active), since=page.words.year(page.year - 2))


def _supervision(page: Page) -> list[str | Cell]:
    supervisors, rate = page.cell("count_supervisors"), page.cell("rate_plans_per_supervisor")
    visits, share = page.cell("count_visits"), page.cell("share_visits_with_counselling")
    return _say(
        page,
        "supervisors_one" if supervisors.value == 1 else "supervisors",
        [supervisors, rate, visits, share],
        supervisors=page.counted(supervisors),
        rate=page.figure(rate),
        visits=page.counted(visits),
        share=page.figure(share, bare=True),
    )


def _deviation(page: Page) -> list[str | Cell]:
    share = page.cell("share_plans_deviated")
    cells = page.publication.categories(page.year, page.area.code, "count_plans_deviated", "deviation_reason")
    return _say(page, "deviated", [share], share=page.figure(share, bare=True)) + _in_order(
        page, "reasons", cells
    )


def _sectors(page: Page) -> list[str]:
    cells = page.publication.categories(page.year, page.area.code, "count_jobs", "sector")
    return _in_order(page, "sectors", cells)


def _in_order(page: Page, key: str, cells: list[Cell]) -> list[str]:
    """A breakdown by rank; in no order where a figure that decides it is not published, nothing where all is zero."""
    listed = [cell for cell in ranked(cells) if not cell.known or cell.value]
    if not any(cell.known for cell in listed):
        return []
    whole = all(cell.known for cell in cells)
    case = key if whole and len(listed) > 1 else f"{key}_one" if whole else f"{key}_unranked"
    named = page.words.listed([f"{said(page, cell)} ({page.figure(cell)})" for cell in listed])
    return [page.words.say(f"press.{case}", **{key: named})]
