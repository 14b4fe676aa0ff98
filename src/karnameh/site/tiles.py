"""The counties of a province as equal tiles that lead to their briefs; west is left in every language."""

from karnameh.areas import Area
from karnameh.present import titles
from karnameh.present.blocks import div, tag
from karnameh.present.scales import level
from karnameh.site.listing import Listing

_MEASURE = "share_of_jobs_target"

Grid = dict[str, tuple[int, int]]


def tiles(listing: Listing, counties: list[Area], year: int, grid: Grid) -> str:
    """Title, tiles with the printed share of the jobs target, and what the colours mean; a list where no grid is."""
    cells = {county.code: listing.cell(_MEASURE, county, year) for county in counties}
    known = [cell for cell in cells.values() if cell]
    shown = [_tile(listing, county, year, grid.get(county.code)) for county in counties]
    direction = "ltr" if grid else None
    title = tag("h3", titles.tiles(listing.page, known))
    board = tag("ol", "".join(shown), class_="map" if grid else "map loose", dir=direction)
    return title + board + _key(listing, {level(cell) for cell in known}, bool(grid))


def _tile(listing: Listing, county: Area, year: int, place: tuple[int, int] | None) -> str:
    cell = listing.cell(_MEASURE, county, year)
    shown = tag("span", listing.name(county)) + " " + tag("b", listing.figure(cell))
    style = f"grid-area:{place[1] + 1}/{place[0] + 1}" if place else None
    kind = level(cell) if cell else None
    link = listing.to_brief(
        county, year, shown, class_=kind or "none", dir=listing.words["direction"] if place else None
    )
    return tag("li", link, style=style)


def _key(listing: Listing, levels: set[str | None], mapped: bool) -> str:
    """What the colours mean, in words; north is up on a map."""
    words = listing.words
    kinds = ["high", "mid", "low", *(["none"] if None in levels else [])]
    items = [tag("li", words[f"index.tiles_{kind}"], class_=kind) for kind in kinds]
    note = div("note", words["among.tiles_key" if mapped else "index.tiles_listed"])
    return tag("ul", "".join(items), class_="key") + note
