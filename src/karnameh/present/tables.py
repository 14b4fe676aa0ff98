"""The tables: all figures, purchases, counties side by side, published beside computed."""

from decimal import Decimal
from html import escape

from karnameh.present import titles
from karnameh.present.blocks import div, row, table, tag
from karnameh.present.page import SCALES, Page, change, printed, scaled
from karnameh.present.panels import panel
from karnameh.present.published import Pair
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
    cells = [page.figure(cell), page.figure(last) if last else "", _change(page, cell, last)]
    cells += [page.figure(page.of_province(cell))] if page.is_county else []
    return row(page.indicator_name(cell.indicator), cells)


def _change(page: Page, cell: Cell, last: Cell | None) -> str:
    difference = change(cell, last)
    if difference is None:
        return ""
    exact = cell.value - last.value
    return page.derived("change", exact, page.words.number(difference, sign=True))


def purchases(page: Page) -> str:
    """What was bought from weavers: number and money by product."""
    words = page.words
    counts = page.publication.categories(page.year, page.area.code, "count_purchases", "product")
    amounts = page.publication.categories(page.year, page.area.code, "amount_purchases", "product")
    total, money = page.cell("count_purchases"), page.cell("amount_purchases")
    rows = [
        row(page.category(count), [page.figure(count), page.figure(amount)])
        for count, amount in zip(counts, amounts, strict=True)
    ]
    rows.append(row(words["skills.all"], [page.figure(total), page.figure(money)]))
    heads = [words["skills.product"], words["skills.purchases"], words["skills.million_rial"]]
    return panel(titles.purchases(page, total, money), table(heads, rows, words["skills.purchases_unknown"]))


def counties(page: Page, indicators: tuple[str, ...]) -> str:
    """The counties of a province side by side, and the province below."""
    words = page.words
    heads = [
        words["index.area"],
        *(words[f"card.{key}"] if f"card.{key}" in words else page.indicator_name(key) for key in indicators),
    ]
    rows = [
        row(escape(page.name(area)), [page.figure(page.cell(key, area=area.code)) for key in indicators])
        for area in page.counties()
    ]
    rows.append(row(words["table.province"], [page.figure(page.cell(key)) for key in indicators]))
    return tag("h3", titles.counties(page)) + table(heads, rows, words["among.table_unknown"])


def published(page: Page, pairs: list[Pair], with_year: bool) -> str:
    """Published figures beside the computed ones, with source; the two are never mixed."""
    words = page.words
    if not pairs:
        return tag("p", words["published.none"])
    names = ["indicator", *(["year"] if with_year else []), "published", "computed", "difference", "source"]
    heads = [words[f"published.{name}"] for name in names]
    return table(heads, [_pair(page, pair, with_year) for pair in pairs], words["published.caption"])


def _pair(page: Page, pair: Pair, with_year: bool) -> str:
    words = page.words
    name = page.indicator_name(pair.indicator)
    if pair.category:
        name = words.say("table.scaled", name=name, unit=_pair_category(page, pair))
    cells = [tag("td", words.year(pair.year), class_="num")] if with_year else []
    worded = "num words" if pair.approximate or pair.value_high is not None else "num"
    in_range = "num words" if pair.value_high is not None else "num"
    cells += [
        tag("td", _said(page, pair), class_=worded),
        tag("td", _computed(page, pair), class_="num"),
        tag("td", _difference(page, pair), class_=in_range),
    ]
    source = pair.source(words.lang)
    if pair.conflict and with_year:  # the page of all years explains the conflicts
        source += f" ({words.say('published.conflict', id=_conflict(page, pair.conflict))})"
    return tag("tr", tag("th", name, scope="row") + "".join(cells) + tag("td", source))


def _conflict(page: Page, identifier: str) -> str:
    return page.words.digits(identifier[1:])


def _pair_category(page: Page, pair: Pair) -> str:
    if "+" in pair.category:
        return page.words["published.skill_pair"]
    return page.category(pair.cells(page)[0])


def _said(page: Page, pair: Pair) -> str:
    """The published figure as it was said, with its caveat."""
    words = page.words
    if pair.approximate == "rank":
        return words.say("published.rank", value=_published(pair, words.number(pair.value)))
    text = _published(pair, _in_scale(page, pair, pair.value))
    if pair.value_high is not None:
        text = words.say("published.range", low=text, high=_in_scale(page, pair, pair.value_high))
    return words.say(f"published.{pair.approximate}", value=text) if pair.approximate else text


def _published(pair: Pair, text: str) -> str:
    return tag("span", text, data_published=pair.figure, data_value=pair.value)


def _in_scale(page: Page, pair: Pair, value: Decimal) -> str:
    if pair.indicator in SCALES:
        _, power, decimals = SCALES[pair.indicator]
        return page.words.number(scaled(int(value), power, decimals))
    if pair.indicator.startswith("share_"):
        return page.words.percent(value)
    return page.words.number(int(value) if value == value.to_integral_value() else value)


def _computed(page: Page, pair: Pair) -> str:
    cells = pair.cells(page)
    if pair.approximate == "rank":
        place = pair.rank(page)
        return (
            page.words.mark("suppressed")
            if place is None
            else page.derived("rank", place, page.words.number(place))
        )
    if len(cells) == 1:
        return page.figure(cells[0])
    value = pair.computed(page)
    if value is None:
        return "، ".join(page.figure(cell) for cell in cells)
    return page.derived("sum", value, page.words.number(value))


def _difference(page: Page, pair: Pair) -> str:
    value = pair.computed(page)
    if value is None or pair.approximate == "rank":
        return ""
    if pair.value_high is not None and pair.value <= value <= pair.value_high:
        return page.words["published.within"]
    if pair.indicator in SCALES:
        _, power, decimals = SCALES[pair.indicator]
        shown = printed(pair.cells(page)[0]) - scaled(int(pair.value), power, decimals)
    else:
        shown = value - pair.value
        shown = int(shown) if shown == int(shown) and not pair.indicator.startswith("share_") else shown
    return page.derived("difference", value - pair.value, page.words.number(shown, sign=True))
