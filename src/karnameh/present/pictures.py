"""The wide pictures: the journey, the counties side by side, the map, the course of the years."""

from html import escape

from karnameh.present import charts, titles
from karnameh.present.alts import alt, named
from karnameh.present.blocks import div, tag
from karnameh.present.data import data_table
from karnameh.present.page import Page
from karnameh.present.panels import figure, panel
from karnameh.present.scales import level
from karnameh.publication import Cell

#: Rows of the dot strips; a larger province shows its largest counties, the table has all.
MOST_STRIPS = 8


def journey(page: Page) -> str:
    """From supported to self-reliant, as clusters of dots at one scale."""
    words = page.words
    cells = {
        "supported": page.cell("count_supported_households"),
        "employable": page.cell("count_employable_households"),
        "without_plan": page.cell("count_employable_without_plan"),
        "jobs": page.cell("count_jobs"),
        "exits": page.cell("count_exits_self_reliance"),
    }
    groups = [
        charts.Group(key, cell.value if cell.known else None, page.plain(cell), words[f"journey.{key}"])
        for key, cell in cells.items()
    ]
    title = titles.journey(page, cells)
    shown = alt(page, "dots", title, [f"{group.label} {group.text}" for group in groups])
    unit = charts.dot_unit(max((group.value for group in groups if group.value), default=1))
    pictures = [
        figure(charts.journey(groups, words.lang, shown, narrow=narrow), f"chart {kind}")
        for narrow, kind in ((False, "paper"), (True, "screen"))
    ]
    key = words["journey.key_one"] if unit == 1 else words.say("journey.key", unit=words.number(unit))
    data = data_table(
        page,
        words["journey.title_unknown"],
        [words["data.measure"], words["data.value"]],
        [(words[f"journey.{name}"], [page.figure(cell)]) for name, cell in cells.items()],
    )
    return tag("h3", title) + "".join(pictures) + div("note", key) + data


def strips(page: Page, indicators: tuple[str, ...]) -> str:
    """The counties side by side, one dot strip a measure, with the province as a line."""
    words, counties = page.words, page.some_counties(MOST_STRIPS)
    rows = [charts.StripRow(page.name(county), county == page.area) for county in counties]
    measures = [_strip(page, indicator, counties) for indicator in indicators]
    title = titles.strips(page, indicators)
    parts = [_strip_in_words(page, rows, measure) for measure in measures]
    shown = alt(page, "strips", title, [words["list_semicolon"].join(parts)])
    pictures = [
        figure(charts.strips(rows, measures, words.lang, shown, narrow=narrow), f"chart {kind}")
        for narrow, kind in ((False, "paper"), (True, "screen"))
    ]
    return tag("h3", title) + "".join(pictures) + _strips_data(page, indicators)


def _strip_in_words(page: Page, rows: list[charts.StripRow], measure: charts.Strip) -> str:
    values = (
        page.words.say("skills.part", name=row.label, value=text)
        for row, text in zip(rows, measure.texts, strict=True)
    )
    listed = page.words["list_comma"].join([*values, measure.reference_text])
    return page.words.say("among.strip_part", title=measure.title, values=listed)


def _strips_data(page: Page, indicators: tuple[str, ...]) -> str:
    """The measures of the counties drawn, the province's last."""
    words, areas = page.words, [*page.some_counties(MOST_STRIPS), page.province]
    names = [*(page.name(area) for area in areas[:-1]), words["table.province"]]
    rows = [
        (escape(name), [page.figure(page.cell(key, area=area.code)) for key in indicators])
        for name, area in zip(names, areas, strict=True)
    ]
    heads = [words["index.area"], *(words[f"among.{key}"] for key in indicators)]
    return data_table(page, words["sections.among"], heads, rows)


def _strip(page: Page, indicator: str, counties: list):
    words = page.words
    cells = [page.cell(indicator, area=county.code) for county in counties]
    province = page.cell(indicator, area=page.province.code)
    return charts.Strip(
        words[f"among.{indicator}"],
        page.scale("between", indicator),
        [float(cell.value) if cell.known else None for cell in cells],
        [page.plain(cell) for cell in cells],
        float(province.value) if province.known else None,
        words.say("among.province_value", value=page.plain(province)),
    )


def tiles(page: Page, grid: dict[str, tuple[int, int]]) -> str:
    """The counties as equal tiles in rough geographic order, by the share of the jobs target."""
    words = page.words
    cells = [page.cell("share_of_jobs_target", area=code) for code in grid]
    drawn = [
        charts.Tile(
            page.name(page.areas[code]), column, row, page.plain(cell), level(cell), code == page.area.code
        )
        for (code, (column, row)), cell in zip(grid.items(), cells, strict=True)
    ]
    title = titles.tiles(page, cells)
    shown = alt(page, "tiles", title, [f"{tile.label} {tile.text}" for tile in drawn])
    svg = charts.tiles(drawn, words.lang, shown)
    data = _tiles_data(page, cells) if page.is_county and len(cells) > MOST_STRIPS else ""
    return tag("h3", title) + figure(svg) + div("note", words["among.tiles_key"]) + data


def _tiles_data(page: Page, cells: list[Cell]) -> str:
    """What each tile shows; of few counties the strips' own table says it, on a province's page the table below."""
    heads = [page.words["index.area"], page.words["data.value"]]
    rows = [(escape(page.name(page.areas[cell.area])), [page.figure(cell)]) for cell in cells]
    return data_table(page, page.words["among.share_of_jobs_target"], heads, rows)


def _course_name(page: Page, indicator: str) -> str:
    """The measure as the cards and strips call it, else as the table does."""
    for section in ("card", "among"):
        if f"{section}.{indicator}" in page.words:
            return page.words[f"{section}.{indicator}"]
    return page.indicator_name(indicator)


def course(page: Page, indicator: str) -> str:
    """The course of an indicator over every year of the suite."""
    words, name = page.words, _course_name(page, indicator)
    cells = [page.cell(indicator, year=year) for year in page.suite.years]
    points = [
        (words.year(cell.year), float(cell.value) if cell.known else None, page.plain(cell)) for cell in cells
    ]
    title = titles.course(page, name, cells)
    shown = alt(page, "course", title, [named(year, text) for year, _, text in points])
    svg = charts.course([charts.Course(name, points, points[-1][2])], words.lang, shown)
    data = data_table(
        page,
        name,
        [words["data.year"], words["data.value"]],
        [(words.year(cell.year), [page.figure(cell)]) for cell in cells],
    )
    return panel(title, figure(svg), data=data)
