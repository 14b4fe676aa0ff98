"""Figures that officials published beside the computed ones: how far they agree, and each pair with its source."""

from decimal import Decimal

from karnameh.present.blocks import div, table, tag
from karnameh.present.page import SCALES, Page, scaled
from karnameh.present.published import Pair


def agreement(page: Page, pairs: list[Pair]) -> str:
    """A headline: how many pairs agree; and a lead: what they are, and where they are furthest apart."""
    words = page.words
    intro = words.say("published.intro", area=page.name(), count=words.number(len(pairs)))
    told = [pair for pair in pairs if pair.difference(page) is not None]
    if not told:
        return div("lead", intro)
    apart = [pair for pair in told if pair.difference(page)]
    case = "apart" if len(apart) == len(told) else "some" if apart else "all"
    count, agree = words.number(len(told)), len(told) - len(apart)
    headline = words.say(
        f"published.agree_{case}", count=count, agree=page.derived("count", agree, words.number(agree))
    )
    return div("headline", headline) + div("lead", " ".join([intro, *_widest(page, apart)]))


def _widest(page: Page, apart: list[Pair]) -> list[str]:
    """The pair that is furthest apart for its size; ranks have no size."""
    words = page.words
    sized = [pair for pair in apart if pair.approximate != "rank" and pair.value]
    if not sized:
        return []
    pair = max(sized, key=lambda pair: abs((pair.computed(page) - pair.value) / pair.value))
    return [
        words.say(
            "published.widest",
            name=_name(page, pair),
            year=words.year(pair.year),
            computed=_computed(page, pair),
            published=_said(page, pair),
        )
    ]


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
    return tag("tr", tag("th", _name(page, pair), scope="row") + "".join(cells) + tag("td", source))


def _name(page: Page, pair: Pair) -> str:
    """The indicator, and the category where the figure speaks of one."""
    name = page.indicator_name(pair.indicator)
    if not pair.category:
        return name
    return page.words.say("table.scaled", name=name, unit=_pair_category(page, pair))


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
    words, cells = page.words, pair.cells(page)
    if pair.approximate == "rank":
        place = pair.rank(page)
        if place is None:
            return page.marked("rank", pair.hidden(page))
        return page.derived("rank", place, words.number(place))
    if len(cells) == 1:
        return page.figure(cells[0])
    value = pair.computed(page)
    if value is None:
        return words["list_comma"].join(map(page.figure, cells))
    return page.derived("sum", value, words.number(value), *(cell.key for cell in cells))


def _difference(page: Page, pair: Pair) -> str:
    shown = pair.difference(page)
    if shown is None or pair.approximate == "rank":
        return ""
    if pair.value_high is not None and not shown:
        return page.words["published.within"]
    if shown == int(shown) and pair.indicator not in SCALES and not pair.indicator.startswith("share_"):
        shown = int(shown)
    exact = pair.computed(page) - pair.value
    made_of = [cell.key for cell in pair.cells(page)]
    return page.derived("difference", exact, page.words.number(shown, sign=True), *made_of, pair.figure)
