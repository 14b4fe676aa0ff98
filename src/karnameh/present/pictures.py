"""The wide pictures: the journey, the counties side by side, the map, the course of the years."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from html import escape

from karnameh.present import charts
from karnameh.present.blocks import div, tag
from karnameh.present.data import data_table
from karnameh.present.page import Page
from karnameh.present.panels import figure, panel
from karnameh.publication import Cell

#: Rows of the dot strips; a larger province shows its largest counties, the table has all.
MOST_STRIPS = 12
#: Measures that are better when lower.
_LOWER_IS_BETTER = {"share_plans_deviated"}


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
    alt = words.say(
        "journey.alt", parts=words["list_comma"].join(f"{group.label} {group.text}" for group in groups)
    )
    unit = charts.dot_unit(max((group.value for group in groups if group.value), default=1))
    pictures = [
        figure(charts.journey(groups, words.lang, alt, narrow=narrow), f"chart {kind}")
        for narrow, kind in ((False, "paper"), (True, "screen"))
    ]
    key = words.say("journey.key", unit=words.number(unit))
    data = data_table(
        page,
        words["journey.title_unknown"],
        [words["data.measure"], words["data.value"]],
        [(words[f"journey.{name}"], [page.figure(cell)]) for name, cell in cells.items()],
    )
    return tag("h3", _journey_title(page, cells)) + "".join(pictures) + div("note", key) + data


def _journey_title(page: Page, cells: dict[str, Cell]) -> str:
    share = page.share(cells["without_plan"], cells["employable"])
    if share is None:
        return page.words["journey.title_unknown"]
    if cells["without_plan"].value == 0:
        return page.words["journey.title_none"]
    return page.words.say("journey.title", share=page.share_figure(share))


def strips(page: Page, indicators: tuple[str, ...]) -> str:
    """The counties side by side, one dot strip a measure, with the province as a line."""
    words, counties = page.words, page.some_counties(MOST_STRIPS)
    rows = [charts.StripRow(page.name(county), county == page.area) for county in counties]
    measures = [_strip(page, indicator, counties) for indicator in indicators]
    parts = [
        words.say(
            "among.strip_part",
            title=measure.title,
            values=words["list_comma"].join(
                f"{row.label} {text}" for row, text in zip(rows, measure.texts, strict=True)
            ),
        )
        for measure in measures
    ]
    alt = words.say("among.strips_alt", parts=words["list_semicolon"].join(parts))
    pictures = [
        figure(charts.strips(rows, measures, words.lang, alt, narrow=narrow), f"chart {kind}")
        for narrow, kind in ((False, "paper"), (True, "screen"))
    ]
    return tag("h3", _strips_title(page, indicators)) + "".join(pictures) + _strips_data(page, indicators)


def _strips_data(page: Page, indicators: tuple[str, ...]) -> str:
    """Every county's measures, the province's last."""
    words, areas = page.words, [*page.counties(), page.province]
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
        _limits(page, indicator),
        [float(cell.value) if cell.known else None for cell in cells],
        [page.plain(cell) for cell in cells],
        float(province.value) if province.known else None,
        words.say("among.province_value", value=page.plain(province)),
    )


def _limits(page: Page, indicator: str) -> tuple[float, float]:
    """The scale that all counties and years of the province share."""
    cells = [
        page.publication.cell(year, county.code, indicator)
        for year in page.suite.years
        for county in page.counties()
    ]
    values = [cell.value for cell in cells if cell and cell.known]
    if not values:
        return 0.0, 100.0
    step = Decimal(1) if max(values) - min(values) < 20 else Decimal(5)
    low = (min(values) / step).quantize(Decimal(1), ROUND_FLOOR) * step
    high = (max(values) / step).quantize(Decimal(1), ROUND_CEILING) * step
    return float(low), float(high if high > low else low + step)


def _strips_title(page: Page, indicators: tuple[str, ...]) -> str:
    words = page.words
    pairs = [(page.cell(key), page.cell(key, area=page.province.code)) for key in indicators]
    if (
        not page.is_county
        or not all(mine.known and province.known for mine, province in pairs)
        or len(pairs) != 5
    ):
        return words["among.unknown"]
    ahead = sum(
        (mine.value < province.value) if mine.indicator in _LOWER_IS_BETTER else (mine.value > province.value)
        for mine, province in pairs
    )
    if ahead in (0, len(pairs)):
        return words.say("among.better_all" if ahead else "among.better_none", area=page.name())
    return words.say(
        "among.better", area=page.name(), count=page.derived("count", ahead, words.cardinal(ahead))
    )


def tiles(page: Page, grid: dict[str, tuple[int, int]]) -> str:
    """The counties as equal tiles in rough geographic order, by the share of the jobs target."""
    words = page.words
    cells = [page.cell("share_of_jobs_target", area=code) for code in grid]
    drawn = [
        charts.Tile(
            page.name(page.areas[code]), column, row, page.plain(cell), _level(cell), code == page.area.code
        )
        for (code, (column, row)), cell in zip(grid.items(), cells, strict=True)
    ]
    alt = words.say(
        "among.tiles_alt", parts=words["list_comma"].join(f"{tile.label} {tile.text}" for tile in drawn)
    )
    svg = charts.tiles(drawn, words.lang, alt)
    return tag("h3", _tiles_title(page, cells)) + figure(svg) + div("note", words["among.tiles_key"])


def _level(cell: Cell) -> str | None:
    if not cell.known:
        return None
    return "high" if cell.value >= 100 else "mid" if cell.value >= 90 else "low"


def _tiles_title(page: Page, cells: list[Cell]) -> str:
    if not cells or not all(cell.known for cell in cells):
        return page.words["among.tiles_unknown"]
    met = sum(cell.value >= 100 for cell in cells)
    if met in (0, len(cells)):
        return page.words["among.tiles_all" if met else "among.tiles_none"]
    return page.words.say(
        "among.tiles_title",
        met=page.derived("count", met, page.words.number(met)),
        counties=page.words.number(len(cells)),
    )


def course(page: Page, indicator: str) -> str:
    """The course of an indicator over every year of the suite."""
    words, name = page.words, page.indicator_name(indicator)
    cells = [page.cell(indicator, year=year) for year in page.suite.years]
    points = [
        (words.year(cell.year), float(cell.value) if cell.known else None, page.plain(cell)) for cell in cells
    ]
    alt = words.say(
        "course.alt", name=name, parts=words["list_comma"].join(f"{year} {text}" for year, _, text in points)
    )
    svg = charts.course([charts.Course(name, points, points[-1][2])], words.lang, alt)
    data = data_table(
        page,
        name,
        [words["data.year"], words["data.value"]],
        [(words.year(cell.year), [page.figure(cell)]) for cell in cells],
    )
    return panel(name, figure(svg), data=data)
