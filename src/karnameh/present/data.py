"""The numbers behind a chart, in a table one click below it: every figure names its cell."""

from collections.abc import Iterable

from karnameh.present.blocks import row, table, tag
from karnameh.present.page import Page
from karnameh.publication import Cell

Rows = Iterable[tuple[str, list[str]]]


def data_table(page: Page, name: str, heads: list[str], rows: Rows) -> str:
    """A folded table under a chart: a name and its printed figures a row."""
    shown = table(heads, [row(label, cells) for label, cells in rows], name)
    return tag("details", tag("summary", page.words["data.summary"]) + shown, class_="data")


def beside_province(page: Page, name: str, cells: Iterable[tuple[str, Cell]]) -> str:
    """Measures by name, and a county's beside its province's."""
    heads = [page.words["data.measure"], page.words["data.value"]]
    heads += [page.words["table.province"]] if page.is_county else []
    rows = [
        (label, [page.entry(cell), *([page.entry(page.of_province(cell))] if page.is_county else [])])
        for label, cell in cells
    ]
    return data_table(page, name, heads, rows)


def parts_of_total(page: Page, name: str, cells: Iterable[Cell], total: Cell) -> str:
    """The categories of a breakdown: count, share of the total, and the province's share of its own."""
    words, whole = page.words, page.of_province(total)
    heads = [words["data.category"], words["data.count"], words["data.share"]]
    heads += [words["data.province_share"]] if page.is_county else []
    rows = []
    for cell in cells:
        figures = [page.entry(cell), _share(page, cell, total)]
        figures += [_share(page, page.of_province(cell), whole)] if page.is_county else []
        rows.append((page.category(cell), figures))
    return data_table(page, name, heads, rows)


def _share(page: Page, part: Cell | None, whole: Cell | None) -> str:
    """What percent of the whole, or the mark of what it cannot be told from."""
    if page.share(part, whole) is not None:
        return page.share_figure(part, whole, bare=False)
    hidden = next((cell.status for cell in (part, whole) if cell and not cell.known), "not_defined")
    return page.marked("share", hidden)
