"""A section a year: the year's figures, then every area with its figures and files, by province."""

from karnameh.areas import NATION, Area
from karnameh.present.blocks import div, tag
from karnameh.site.listing import Listing
from karnameh.site.tiles import Grid, tiles

COLUMNS = (
    "count_supported_households",
    "count_jobs",
    "target_jobs",
    "share_of_jobs_target",
    "share_plans_deviated",
)
_CARDS = ("count_supported_households", "count_jobs", "count_exits_self_reliance", "share_plans_deviated")
#: Above so many provinces what there is of each is folded, for the page to stay in sight.
FEW = 4


def years(listing: Listing, grids: dict[str, Grid]) -> str:
    """Every year, the latest first; one is on the screen at a time, and the years in its corner lead to the others."""
    found = listing.years()
    return tag(
        "div", "".join(_year(listing, year, found, grids) for year in found), class_="all-years", id="years"
    )


def _year(listing: Listing, year: int, found: list[int], grids: dict[str, Grid]) -> str:
    words = listing.words
    label = words.say("head.year_long", year=words.year(year, span=True))
    provinces = [province for province in listing.suite.provinces if listing.listed(province, year)]
    content = tag("h2", label) + _switch(listing, year, found) + _cards(listing, year)
    parts = [_province(listing, province, year, grids[province.code]) for province in provinces]
    if len(listing.suite.provinces) > 1:
        is_open = year == found[0] and len(provinces) <= FEW
        parts = [
            _folded(listing, province, year, part, is_open)
            for province, part in zip(provinces, parts, strict=True)
        ]
    return tag("section", content + "".join(parts), class_="one-year", id=f"y{year}")


def _switch(listing: Listing, year: int, found: list[int]) -> str:
    """The years in order of time; the one that is shown is no link."""
    words = listing.words
    if len(found) < 2:
        return ""
    items = [
        tag("strong", words.year(other), aria_current="true")
        if other == year
        else tag("a", words.year(other), href=f"#y{other}")
        for other in sorted(found)
    ]
    label = words.say("index.switch", year=words.year(year))
    return tag("ul", "".join(tag("li", item) for item in items), class_="switch", aria_label=label)


def _cards(listing: Listing, year: int) -> str:
    """The year at a glance, of the country or of the one province."""
    suite = listing.suite
    if len(suite.provinces) > 1 and not suite.whole_country:
        return ""
    area = listing.areas[NATION] if suite.whole_country else suite.provinces[0]
    shown = [_card(listing, indicator, area, year) for indicator in _CARDS]
    return div("cards glance", *shown) if all(shown) else ""


def _card(listing: Listing, indicator: str, area: Area, year: int) -> str:
    words, cell = listing.words, listing.cell(indicator, area, year)
    if cell is None:
        return ""

    def figure(key: str) -> str:
        return listing.figure(listing.cell(key, area, year))

    context = {
        "count_supported_households": lambda: words["card.at_year_end"],
        "count_jobs": lambda: words.say(
            "index.of_target", share=figure("share_of_jobs_target"), target=figure("target_jobs")
        ),
        "count_exits_self_reliance": lambda: words.say("card.per_start", rate=figure("rate_exit")),
        "share_plans_deviated": lambda: words.say(
            "card.plans_of", part=figure("count_plans_deviated"), whole=figure("count_plans_supervised")
        ),
    }[indicator]()
    name = tag("h3", words[f"card.{indicator}"])
    return div("card", name, div("value", listing.figure(cell)), div("context", context))


def _province(listing: Listing, province: Area, year: int, grid: Grid) -> str:
    """The table of a province, and the map of its counties beside it."""
    listed = listing.listed(province, year)
    counties = [area for area in listed if area.level == "county"]
    table = tag("div", _table(listing, listed, year, province), class_="rows")
    if len(counties) < 2:
        return table
    board = tag("div", tiles(listing, counties, year, grid), class_="tiles")
    return div("beside", table, board)


def _folded(listing: Listing, province: Area, year: int, content: str, is_open: bool) -> str:
    """The province under its name, to be opened; what it holds and how it stands in a few words."""
    words = listing.words
    counties = [area for area in listing.listed(province, year) if area.level == "county"]
    told = words.say(
        "index.province_told",
        counties=words.counted("county", len(counties)),
        share=listing.figure(listing.cell("share_of_jobs_target", province, year)),
    )
    summary = tag("summary", tag("h3", listing.name(province)) + tag("span", told, class_="note"))
    return tag("details", summary + content, class_="province", open="open" if is_open else None)


def _table(listing: Listing, listed: list[Area], year: int, province: Area) -> str:
    words = listing.words
    heads = [tag("th", words["index.area"], scope="col")]
    heads += [tag("th", words[f"index.{indicator}"], scope="col", class_="num") for indicator in COLUMNS]
    heads += [tag("th", words["index.files"], scope="col", class_="files")]
    rows = "".join(_row(listing, area, year) for area in listed)
    label = words.say(
        "index.of_area", what=words["index.areas"], area=listing.page.name(province), year=words.year(year)
    )
    return tag(
        "table",
        tag("thead", tag("tr", "".join(heads))) + tag("tbody", rows),
        class_="figures stacks",
        aria_label=label,
    )


def _row(listing: Listing, area: Area, year: int) -> str:
    figures = [
        tag("td", listing.figure(listing.cell(indicator, area, year)), class_="num") for indicator in COLUMNS
    ]
    return tag(
        "tr",
        tag("th", listing.to_brief(area, year, listing.name(area)), scope="row")
        + "".join(figures)
        + tag("td", _files(listing, area, year), class_="text files"),
        class_="hl" if area.level == "province" else None,
        data_find=f"{area.code} {year}",
    )


def _files(listing: Listing, area: Area, year: int) -> str:
    """Links to all but the brief, which the name of the area leads to."""
    words = listing.words
    links = []
    for word, path in listing.files(area, year).items():
        if path and word != "brief":
            what = words[f"index.{word}"]
            label = words.say("index.of_area", what=what, area=listing.page.name(area), year=words.year(year))
            links.append(tag("a", what, href=path, aria_label=label))
    return " ".join(links)
