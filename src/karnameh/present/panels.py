"""The panels, three abreast: a finding as title, a chart, a note."""

from decimal import Decimal

from karnameh.present import charts
from karnameh.present.blocks import div, tag
from karnameh.present.data import beside_province, data_table, parts_of_total
from karnameh.present.page import Page, change
from karnameh.present.sentences import ranked, top
from karnameh.publication import Cell

#: The complement that a split shows beside its share, and the words of both parts.
_SPLITS = {
    "share_jobs_women": ("women", "share_jobs_men", "women", "men"),
    "share_jobs_rural_deprived": ("rural", "share_jobs_urban", "rural", "urban"),
}


def panel(title: str, body: str, note: str = "", data: str = "") -> str:
    """A column of the page: a finding, what shows it, what to know, and the numbers behind a chart."""
    return div("panel", tag("h3", title), body, div("note", note) if note else "", data)


def figure(svg: str, kind: str = "chart") -> str:
    return tag("figure", svg, class_=kind)


def split(page: Page, indicator: str) -> str:
    """How a share has moved over three years, beside the province's."""
    words = page.words
    key, rest, first, second = _SPLITS[indicator]
    cells = [
        cell for year in range(page.year - 2, page.year + 1) if (cell := page.cell(indicator, year=year))
    ]
    rows = [_split_row(page, cell, rest, words.year(cell.year), now=cell.year == page.year) for cell in cells]
    if page.is_county:
        rows.append(
            _split_row(
                page, page.of_province(page.cell(indicator)), rest, words["who.province"], context=True
            )
        )
    name = page.indicator_name(indicator)
    parts = [words.say("who.split_part", label=row.label, value=row.text) for row in rows]
    svg = charts.split(
        rows,
        (words[f"who.{first}"], words[f"who.{second}"]),
        words.lang,
        words.say("who.split_alt", name=name, parts=words["list_comma"].join(parts)),
    )
    data = _split_data(page, indicator, rest, name, cells)
    return panel(_split_title(page, indicator, key), figure(svg), _split_note(page, key), data)


def _split_data(page: Page, indicator: str, rest: str, name: str, cells: list[Cell]) -> str:
    """Both shares by year, and the province's below a county's."""
    words = page.words
    rows = [(words.year(cell.year), cell) for cell in cells]
    if page.is_county:
        rows.append((words["who.province"], page.of_province(page.cell(indicator))))
    heads = [words["data.year"], page.indicator_name(indicator), page.indicator_name(rest)]
    figures = [
        (label, [page.figure(cell), page.figure(page.cell(rest, year=cell.year, area=cell.area))])
        for label, cell in rows
    ]
    return data_table(page, name, heads, figures)


def _split_row(page: Page, cell: Cell, rest: str, label: str, now: bool = False, context: bool = False):
    other = page.cell(rest, year=cell.year, area=cell.area)
    return charts.SplitRow(
        label, float(cell.value) if cell.known else None, page.plain(cell), page.plain(other), now, context
    )


def _split_title(page: Page, indicator: str, key: str) -> str:
    cell = page.cell(indicator)
    if not cell.known:
        return page.words[f"who.{key}_unknown"]
    difference = change(cell, page.last(cell))
    case = (
        "first" if difference is None else "rose" if difference > 0 else "fell" if difference < 0 else "same"
    )
    return page.words.say(f"who.{key}_{case}", share=page.figure(cell, bare=True))


def _split_note(page: Page, key: str) -> str:
    breakdown, categories = {
        "women": ("operator_group", ("female_head", "girl_left_school")),
        "rural": ("place", ("village", "deprived_area", "small_town", "city")),
    }[key]
    figures = {category: page.figure(page.cell("count_jobs", breakdown, category)) for category in categories}
    return page.words.say("who.groups_note" if key == "women" else "who.places_note", **figures)


def sectors(page: Page) -> str:
    """Jobs in each sector by rank, with the province's share as a line."""
    words, total = page.words, page.cell("count_jobs")
    cells = page.publication.categories(page.year, page.area.code, "count_jobs", "sector")
    bars = [_share_bar(page, cell, total, first) for cell, first in _with_first(ranked(cells))]
    alt = words.say(
        "who.sectors_alt", parts=words["list_comma"].join(f"{bar.label} {bar.text}" for bar in bars)
    )
    svg = charts.bars(
        bars, _largest_share(page, "count_jobs", "sector"), words.lang, alt, reference_label=_reference(page)
    )
    return panel(
        _sectors_title(page, cells, total),
        figure(svg),
        words["who.black_line"] if page.is_county else "",
        parts_of_total(page, words["who.sectors_unknown"], ranked(cells), total),
    )


def _reference(page: Page) -> str:
    return page.words["who.province"] if page.is_county else ""


def _with_first(cells: list[Cell]):
    return [(cell, index == 0) for index, cell in enumerate(cells)]


def _share_bar(page: Page, cell: Cell, total: Cell | None, strong: bool, accent: bool = False):
    """A bar as long as the share of a total; the text says the count and the share."""
    share = page.share(cell, total)
    text = page.plain(cell)
    if share:
        text = f"{text} · {page.words.percent(share)}"
    reference = (
        page.share(page.of_province(cell), page.cell(cell.indicator, year=cell.year, area=page.province.code))
        if page.is_county
        else None
    )
    tone = ("accent" if accent else "main") if strong else ("ctx" if accent else "mid")
    length = float(share) if share is not None else (0.0 if cell.known else None)
    return charts.Bar(
        page.category(cell), length, text, float(reference) if reference is not None else None, tone, strong
    )


def _largest_share(page: Page, indicator: str, breakdown: str) -> float:
    """The scale that all counties and years of the province share: their largest published share, to the next ten."""
    shares = [
        share
        for year in page.suite.years
        for county in (*page.counties(), page.province)
        for cell in page.publication.categories(year, county.code, indicator, breakdown)
        if (share := page.share(cell, page.publication.cell(year, county.code, indicator))) is not None
    ]
    return float(max(10, -(-max(shares, default=Decimal(100)) // 10) * 10))


def _sectors_title(page: Page, cells: list[Cell], total: Cell) -> str:
    words, first = page.words, top(cells)
    if total.known and total.value == 0:
        return words["who.sectors_none"]
    share = page.share(first[0], total) if first else None
    if share is None:
        return words["who.sectors_unknown"]
    names = [page.category(cell) for cell in first]
    shown = page.share_figure(share)
    if len(first) == 1:
        return words.say("who.sectors_top", sector=names[0], share=shown)
    return words.say("who.sectors_tied", sectors=words.listed(names), share=shown)


def supervision(page: Page) -> str:
    """Plans visited, visits with counselling, plans visited in all stages."""
    words = page.words
    rows = [
        ("visited", "share_plans_visited"),
        ("counselling", "share_visits_with_counselling"),
        ("all_stages", "share_plans_all_stages"),
    ]
    bars = [
        _percent_bar(page, words[f"plans.{word}"], page.cell(indicator), first=word == "visited")
        for word, indicator in rows
    ]
    alt = words.say(
        "plans.visited_alt", parts=words["list_comma"].join(f"{bar.label} {bar.text}" for bar in bars)
    )
    svg = charts.bars(bars, 100, words.lang, alt, reference_label=_reference(page))
    visited, stages = page.cell("share_plans_visited"), page.cell("share_plans_all_stages")
    title = (
        words.say("plans.visited_title", share=page.figure(visited, bare=True))
        if visited.known
        else words["plans.visited_unknown"]
    )
    notes = [words["who.black_line"]] if page.is_county else []
    notes += [words["plans.not_ended"]] if stages.status == "not_defined" else []
    data = beside_province(
        page,
        words["plans.visited_unknown"],
        [(words[f"plans.{word}"], page.cell(indicator)) for word, indicator in rows],
    )
    return panel(title, figure(svg), " ".join(notes), data)


def _percent_bar(page: Page, label: str, cell: Cell, first: bool):
    province = page.of_province(cell) if page.is_county else None
    return charts.Bar(
        label,
        float(cell.value) if cell.known else None,
        page.plain(cell),
        float(province.value) if province and province.known else None,
        "main" if first else "mid",
        first,
    )


def reasons(page: Page) -> str:
    """Why plans deviated, by rank."""
    words, total = page.words, page.cell("count_plans_deviated")
    cells = page.publication.categories(page.year, page.area.code, "count_plans_deviated", "deviation_reason")
    bars = [_share_bar(page, cell, total, first, accent=True) for cell, first in _with_first(ranked(cells))]
    alt = words.say(
        "plans.reasons_alt", parts=words["list_comma"].join(f"{bar.label} {bar.text}" for bar in bars)
    )
    svg = charts.bars(
        bars,
        _largest_share(page, "count_plans_deviated", "deviation_reason"),
        words.lang,
        alt,
        reference_label=_reference(page),
    )
    data = parts_of_total(page, words["plans.reasons_unknown"], ranked(cells), total)
    return panel(_reasons_title(page, cells, total), figure(svg), data=data)


def _reasons_title(page: Page, cells: list[Cell], total: Cell) -> str:
    words, first = page.words, top(cells)
    if total.known and total.value == 0:
        return words["plans.reasons_none"]
    share = page.share(first[0], total) if len(first) == 1 else None
    if share is None:
        return words["plans.reasons_unknown"]
    return words.say("plans.reasons_top", reason=page.category(first[0]), share=page.share_figure(share))


def load(page: Page) -> str:
    """Active plans per supervisor: this year, last year, the province."""
    words, cell = page.words, page.cell("rate_plans_per_supervisor")
    rows = [(cell, "main")] + [(last, "mid") for last in [page.last(cell)] if last]
    rows += [(page.of_province(cell), "ctx")] if page.is_county else []
    bars = [
        charts.Bar(
            _area_year(page, at),
            float(at.value) if at.known else None,
            page.plain(at),
            None,
            tone,
            tone == "main",
        )
        for at, tone in rows
    ]
    published = [
        page.publication.cell(year, area.code, cell.indicator)
        for year in page.suite.years
        for area in (*page.counties(), page.province)
    ]
    limit = max((float(at.value) for at in published if at and at.known), default=1.0) or 1.0
    alt = words.say(
        "plans.load_alt", parts=words["list_comma"].join(f"{bar.label} {bar.text}" for bar in bars)
    )
    title = (
        words.say("plans.load_title", rate=page.figure(cell, bare=True))
        if cell.known
        else words["plans.load_unknown"]
    )
    note = words.say(
        "plans.load_note",
        supervisors=page.figure(page.cell("count_supervisors")),
        plans=page.figure(page.cell("count_active_plans")),
    )
    data = data_table(
        page,
        words["plans.load_unknown"],
        [words["index.area"], words["data.value"]],
        [(_area_year(page, at), [page.figure(at)]) for at, _ in rows],
    )
    return panel(title, figure(charts.bars(bars, limit, words.lang, alt)), note, data)


def _area_year(page: Page, cell: Cell) -> str:
    if page.is_county and cell.area == page.province.code:
        return page.words.say("who.province_year", year=page.words.year(cell.year))
    return page.words.say("who.area_year", area=page.name(), year=page.words.year(cell.year))


def skills(page: Page) -> str:
    """Trainees of each skill by rank, and where medicinal plants were taught."""
    words, total = page.words, page.cell("count_trainees")
    cells = page.publication.categories(page.year, page.area.code, "count_trainees", "skill")
    bars = [_share_bar(page, cell, total, first) for cell, first in _with_first(ranked(cells))]
    alt = words.say(
        "skills.skills_alt", parts=words["list_comma"].join(f"{bar.label} {bar.text}" for bar in bars)
    )
    svg = charts.bars(
        bars,
        _largest_share(page, "count_trainees", "skill"),
        words.lang,
        alt,
        reference_label=_reference(page),
    )
    data = parts_of_total(page, words["skills.unknown"], ranked(cells), total)
    return panel(_skills_title(page, total), figure(svg), _medicinal(page), data)


def _skills_title(page: Page, total: Cell) -> str:
    words = page.words
    weavers = [page.cell("count_trainees", "skill", skill) for skill in ("carpet", "kilim")]
    if total.known and total.value == 0:
        return words["skills.none"]
    if not total.known or not all(cell.known for cell in weavers):
        return words["skills.unknown"]
    count = sum(cell.value for cell in weavers)
    return words.say(
        "skills.weavers",
        weavers=page.derived("sum", count, words.number(count)),
        trainees=page.counted(total),
    )


def _medicinal(page: Page) -> str:
    words = page.words
    cell = page.cell("count_trainees", "skill", "medicinal_plants")
    if not cell.known:
        return words.say("skills.medicinal_unknown", mark=page.figure(cell))
    if cell.value == 0:
        return words["skills.medicinal_none"]
    places = page.publication.categories(
        page.year, page.area.code, "count_trainees", "district_medicinal_plants"
    )
    parts = [f"{page.category(at)} {page.figure(at)}" for at in places if not at.known or at.value]
    return words.say("skills.medicinal", parts=words["list_comma"].join(parts))


def steps(page: Page) -> str:
    """From training to work: started, completed, employed within a year."""
    words, started = page.words, page.cell("count_trainees")
    employed = page.cell("share_trainees_employed")
    whole = 100.0 if started.known and started.value else (0.0 if started.known else None)
    bars = [charts.Bar(words["skills.started"], whole, page.plain(started), None, "mid", False)]
    bars += [
        _percent_bar(page, words[f"skills.{word}"], page.cell(indicator), first=word == "employed")
        for word, indicator in (
            ("completed", "share_trainees_completed"),
            ("employed", "share_trainees_employed"),
        )
    ]
    alt = words.say(
        "skills.steps_alt", parts=words["list_comma"].join(f"{bar.label} {bar.text}" for bar in bars)
    )
    title = (
        words.say("skills.employed_title", share=page.figure(employed, bare=True))
        if employed.known
        else words["skills.employed_unknown"]
    )
    svg = charts.bars(bars, 100, words.lang, alt, reference_label=_reference(page))
    data = beside_province(
        page,
        words["skills.employed_unknown"],
        [
            (words["skills.started"], started),
            (words["skills.completed"], page.cell("share_trainees_completed")),
            (words["skills.employed"], employed),
        ],
    )
    return panel(title, figure(svg), words["who.black_line"] if page.is_county else "", data)
