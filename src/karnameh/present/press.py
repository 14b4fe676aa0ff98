"""The press note: the year in one page of prose, in the order in which the deputy once told it."""

from karnameh.present.blocks import div, tag
from karnameh.present.page import Page
from karnameh.present.sentences import ranked, with_count
from karnameh.publication import Cell


def press_note(page: Page) -> str:
    """Paragraphs in the order of the source; a figure that cannot be published stands as its mark."""
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
    return div("prose", *(tag("p", " ".join(sentences)) for sentences in paragraphs if sentences))


def _unknown(page: Page, *cells: Cell) -> list[str]:
    """'Jobs created: [c].' for each figure that has no number."""
    return [
        page.words.say("press.unknown", name=page.indicator_name(cell.indicator), mark=page.figure(cell))
        for cell in cells
        if not cell.known
    ]


def _say(page: Page, key: str, needs: list[Cell], **blanks: str) -> list[str]:
    """The sentence when all it needs is published; else the marks of what is not."""
    return (
        [page.words.say(f"press.{key}", **blanks)] if all(c.known for c in needs) else _unknown(page, *needs)
    )


def _way_out(page: Page) -> list[str]:
    exits, rate = page.cell("count_exits_self_reliance"), page.cell("rate_exit")
    intro = page.words.say("press.intro", year=page.words.year(page.year), province=page.name())
    return [intro, *_say(page, "exits", [exits, rate], exits=page.counted(exits), rate=page.figure(rate))]


def _training(page: Page) -> list[str]:
    words = page.words
    trainees, employed = page.cell("count_trainees"), page.cell("share_trainees_employed")
    weavers = [page.cell("count_trainees", "skill", skill) for skill in ("carpet", "kilim")]
    bought, money = page.cell("count_purchases"), page.cell("amount_purchases")
    sentences = _say(
        page,
        "trainees",
        [trainees, employed],
        trainees=page.counted(trainees),
        year=words.year(page.year),
        share=page.figure(employed, bare=True),
    )
    if all(cell.known for cell in weavers):
        page.show(*weavers)
        count = sum(cell.value for cell in weavers)
        sentences += [words.say("press.weavers", weavers=page.derived("sum", count, words.number(count)))]
    return sentences + _say(
        page, "purchases", [bought, money], purchases=page.counted(bought), amount=page.amount(money)
    )


def _medicinal(page: Page) -> list[str]:
    words = page.words
    cells = page.publication.categories(
        page.year, page.area.code, "count_trainees", "district_medicinal_plants"
    )
    taught = [cell for cell in cells if cell.category.isdigit() and (not cell.known or cell.value)]
    places = [
        words.say("press.medicinal_place", district=_district(page, cell), trainees=page.figure(cell))
        for cell in taught
    ]
    return [words.say("press.medicinal", places=words.listed(places))] if places else []


def _district(page: Page, cell: Cell) -> str:
    county = page.areas[cell.category[:4]]
    return page.words.say("press.district_in", district=page.category(cell), county=page.name(county))


def _who(page: Page) -> list[str]:
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
            page.words.say("press.groups", female_head=page.counted(heads), girls=page.counted(girls))
        ]
    return sentences


def _where(page: Page) -> list[str]:
    rural, urban = page.cell("share_jobs_rural_deprived"), page.cell("share_jobs_urban")
    return _say(
        page,
        "rural",
        [rural, urban],
        rural=page.figure(rural, bare=True),
        urban=page.figure(urban, bare=True),
    )


def _need(page: Page) -> list[str]:
    supported, employable = page.cell("count_supported_households"), page.cell("count_employable_households")
    without = page.cell("count_employable_without_plan")
    sentences = _say(
        page,
        "supported",
        [supported, employable],
        year=page.words.year(page.year),
        supported=page.counted(supported),
        employable=page.counted(employable),
    )
    sentences += _say(page, "without_plan", [without], without_plan=page.counted(without))
    return sentences + _targets(page)


def _targets(page: Page) -> list[str]:
    words, sentences = page.words, []
    target, share = page.cell("target_jobs"), page.cell("share_of_jobs_target")
    if target.known and share.known:
        sentences.append(
            words.say(
                "press.target_this",
                year=words.year(page.year),
                target=page.counted(target),
                share=page.figure(share, bare=True),
            )
        )
    upcoming = page.cell("target_jobs", year=page.year + 1)
    if upcoming and upcoming.known:
        sentences.append(
            words.say("press.target_next", next=words.year(page.year + 1), target=page.counted(upcoming))
        )
    return sentences


def _plans(page: Page) -> list[str]:
    active = page.cell("count_active_plans")
    # Supervision lasts three years, so the oldest plan still active began two years before.
    return _say(page, "active", [active], active=page.figure(active), since=page.words.year(page.year - 2))


def _supervision(page: Page) -> list[str]:
    supervisors, rate = page.cell("count_supervisors"), page.cell("rate_plans_per_supervisor")
    visits, share = page.cell("count_visits"), page.cell("share_visits_with_counselling")
    return _say(
        page,
        "supervisors",
        [supervisors, rate, visits, share],
        supervisors=page.counted(supervisors),
        rate=page.figure(rate),
        visits=page.counted(visits),
        share=page.figure(share, bare=True),
    )


def _deviation(page: Page) -> list[str]:
    words, share = page.words, page.cell("share_plans_deviated")
    sentences = _say(page, "deviated", [share], share=page.figure(share, bare=True))
    cells = page.publication.categories(page.year, page.area.code, "count_plans_deviated", "deviation_reason")
    listed = [cell for cell in ranked(cells) if not cell.known or cell.value]
    if not listed:
        return sentences
    key = "reasons" if all(cell.known for cell in cells) else "reasons_unranked"
    return [
        *sentences,
        words.say(f"press.{key}", reasons=words.listed([with_count(page, cell) for cell in listed])),
    ]


def _sectors(page: Page) -> list[str]:
    words = page.words
    cells = page.publication.categories(page.year, page.area.code, "count_jobs", "sector")
    listed = [cell for cell in ranked(cells) if not cell.known or cell.value]
    if not listed:
        return []
    key = "sectors" if all(cell.known for cell in cells) else "sectors_unranked"
    return [words.say(f"press.{key}", sectors=words.listed([with_count(page, cell) for cell in listed]))]
