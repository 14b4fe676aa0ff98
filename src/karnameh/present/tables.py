"""The tables: all figures, purchases, counties side by side."""

from html import escape

from karnameh.present import titles
from karnameh.present.blocks import div, row, table, tag
from karnameh.present.page import Page, change
from karnameh.present.panels import panel
from karnameh.publication import Cell

#: The two halves of the table of all figures.
_HALVES = (("support", "jobs"), ("plans", "skills"))


def all_figures(page: Page) -> str:
    """Every indicator: value, last year, change and, for a county, the province; in two tables."""
    return div("tables", *(_half(page, groups, number) for number, groups in enumerate(_HALVES, start=1)))


def _half(page: Page, groups: tuple[str, ...], number: int) -> str:
    words = page.words
    heads = [words["table.measure"], words.year(page.year), words.year(page.year - 1), words["table.change"]]
    heads += [words["table.province"]] if page.is_county else []
    rows = []
    for group in groups:
        rows.append(
            tag(
                "tr",
                tag("th", words[f"groups.{group}"], scope="rowgroup", colspan=len(heads)),
                class_="group",
            )
        )
        rows += [_row(page, page.cell(key)) for key in page.indicators(group)]
    caption = words.say("table.caption", part=words.number(number))
    return table(heads, rows, caption)


def _row(page: Page, cell: Cell) -> str:
    last = page.last(cell)
    cells = [page.entry(cell), page.entry(last) if last else "", _change(page, cell, last)]
    cells += [page.entry(page.of_province(cell))] if page.is_county else []
    return row(page.indicator_name(cell.indicator), cells)


def _change(page: Page, cell: Cell, last: Cell | None) -> str:
    difference = change(cell, last)
    if difference is None:
        return ""
    exact = cell.value - last.value
    return page.derived("change", exact, page.words.number(difference, sign=True), cell.key, last.key)


def purchases(page: Page) -> str:
    """What was bought from weavers: number and money by product."""
    words = page.words
    counts = page.publication.categories(page.year, page.area.code, "count_purchases", "product")
    amounts = page.publication.categories(page.year, page.area.code, "amount_purchases", "product")
    total, money = page.cell("count_purchases"), page.cell("amount_purchases")
    rows = [
        row(page.category(count), [page.entry(count), page.entry(amount)])
        for count, amount in zip(counts, amounts, strict=True)
    ]
    rows.append(row(words["skills.all"], [page.entry(total), page.entry(money)]))
    heads = [words["skills.product"], words["skills.purchases"], words["skills.million_rial"]]
    return panel(titles.purchases(page, total, money), table(heads, rows, words["skills.purchases_unknown"]))


#: A table of more counties than this keeps to these measures: the page stays light, the data file has them all.
MANY_COUNTIES = 12
MEASURES_OF_MANY = ("count_supported_households", "count_jobs", "share_of_jobs_target")


def counties(page: Page, indicators: tuple[str, ...]) -> str:
    """The counties of a province side by side, and the province below; of many counties a few measures only."""
    words = page.words
    if len(page.counties()) > MANY_COUNTIES:
        indicators = MEASURES_OF_MANY
    heads = [
        words["index.area"],
        *(words[f"card.{key}"] if f"card.{key}" in words else page.indicator_name(key) for key in indicators),
    ]
    rows = [
        row(escape(page.name(area)), [page.entry(page.cell(key, area=area.code)) for key in indicators])
        for area in page.counties()
    ]
    rows.append(row(words["table.province"], [page.entry(page.cell(key)) for key in indicators]))
    return div("below", tag("h3", titles.counties(page)), table(heads, rows, words["among.table_unknown"]))
