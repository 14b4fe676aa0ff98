"""The panels, three abreast: a finding as title, a chart, a note."""

from karnameh.errors import ParameterError, nearest
from karnameh.present import charts, titles
from karnameh.present.alts import alt, of_bars
from karnameh.present.blocks import div, tag
from karnameh.present.data import beside_province, data_table, parts_of_total
from karnameh.present.findings import in_sentence, ranked
from karnameh.present.page import Page
from karnameh.publication import Cell

#: The complement that a split shows beside its share, and the words of both parts.
_SPLITS = {
    "share_jobs_women": ("women", "share_jobs_men", "women", "men"),
    "share_jobs_rural_deprived": ("rural", "share_jobs_urban", "rural", "urban"),
}


def panel(title: str, body: str, note: str = "", data: str = "") -> str:
    """A column of the page: a finding, what shows it, what to know, and the numbers behind a chart."""
    return div("panel", tag("h3", title), tag("div", body + (div("note", note) if note else "") + data))


def figure(svg: str, kind: str = "chart") -> str:
    return tag("figure", svg, class_=kind)


def split(page: Page, indicator: str) -> str:
    """
    How a share has moved over three years, beside the province's.

    Raises: ParameterError for an indicator that is no share of jobs with a panel of its own.
    """
    words = page.words
    if indicator not in _SPLITS:
        raise ParameterError(
            f"split: '{indicator}' is not one of {', '.join(_SPLITS)}.{nearest(indicator, _SPLITS)}"
        )
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
    names, title = (words[f"who.{first}"], words[f"who.{second}"]), titles.split(page, indicator, key)
    parts = [
        words.say(
            "who.split_both",
            label=row.label,
            first=names[0],
            value=row.text,
            second=names[1],
            rest=row.rest_text,
        )
        for row in rows
    ]
    svg = charts.split(rows, names, words.lang, alt(page, "split", title, parts))
    data = _split_data(page, indicator, rest, page.indicator_name(indicator), cells)
    return panel(title, figure(svg), _split_note(page, key), data)


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
    title = titles.sectors(page, cells, total)
    svg = charts.bars(
        bars,
        page.scale("shares", "count_jobs", "sector")[1],
        words.lang,
        alt(page, "bars", title, of_bars(page, bars)),
        reference_label=_reference(page),
    )
    return panel(
        title,
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
    title, stages = titles.visited(page), page.cell("share_plans_all_stages")
    shown = alt(page, "bars", title, of_bars(page, bars))
    svg = charts.bars(bars, 100, words.lang, shown, reference_label=_reference(page))
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
    title = titles.reasons(page, cells, total)
    svg = charts.bars(
        bars,
        page.scale("shares", "count_plans_deviated", "deviation_reason")[1],
        words.lang,
        alt(page, "bars", title, of_bars(page, bars)),
        reference_label=_reference(page),
    )
    data = parts_of_total(page, words["plans.reasons_unknown"], ranked(cells), total)
    return panel(title, figure(svg), data=data)


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
    _, limit = page.scale("from_nothing", cell.indicator)
    title = titles.load(page, cell)
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
    shown = alt(page, "bars", title, of_bars(page, bars))
    return panel(title, figure(charts.bars(bars, limit, words.lang, shown)), note, data)


def _area_year(page: Page, cell: Cell) -> str:
    if page.is_county and cell.area == page.province.code:
        return page.words.say("who.province_year", year=page.words.year(cell.year))
    return page.words.say("who.area_year", area=page.name(), year=page.words.year(cell.year))


def skills(page: Page) -> str:
    """Trainees of each skill by rank, and where medicinal plants were taught."""
    words, total = page.words, page.cell("count_trainees")
    cells = page.publication.categories(page.year, page.area.code, "count_trainees", "skill")
    bars = [_share_bar(page, cell, total, first) for cell, first in _with_first(ranked(cells))]
    title = titles.skills(page, total)
    svg = charts.bars(
        bars,
        page.scale("shares", "count_trainees", "skill")[1],
        words.lang,
        alt(page, "bars", title, of_bars(page, bars)),
        reference_label=_reference(page),
    )
    data = parts_of_total(page, words["skills.unknown"], ranked(cells), total)
    return panel(title, figure(svg), _medicinal(page), data)


def _medicinal(page: Page) -> str:
    words = page.words
    cell = page.cell("count_trainees", "skill", "medicinal_plants")
    if not cell.known:
        return words.say("skills.medicinal", parts=page.figure(cell))
    if cell.value == 0:
        return words["skills.medicinal_none"]
    places = page.publication.categories(
        page.year, page.area.code, "count_trainees", "district_medicinal_plants"
    )
    parts = [
        words.say("skills.part", name=_district(page, at), value=page.figure(at))
        for at in places
        if not at.known or at.value
    ]
    return words.say("skills.medicinal", parts=words["list_comma"].join(parts))


def _district(page: Page, cell: Cell) -> str:
    """A district's name; on a province's page with its county, for many counties have a 'Central'."""
    name = in_sentence(page, page.category(cell)) if not cell.category.isdigit() else page.category(cell)
    if page.is_county or not cell.category.isdigit():
        return name
    return page.words.say(
        "skills.district_of", district=name, county=page.name(page.areas[cell.category[:4]])
    )


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
    title = titles.steps(page, employed)
    shown = alt(page, "bars", title, of_bars(page, bars))
    svg = charts.bars(bars, 100, words.lang, shown, reference_label=_reference(page))
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
