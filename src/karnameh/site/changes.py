"""What this edition publishes otherwise than the one before it, in words."""

from itertools import groupby

from karnameh.present.blocks import tag
from karnameh.present.notes import why_revised
from karnameh.publication import Publication
from karnameh.releases import Changes
from karnameh.site.listing import Listing

#: So many areas and years are listed at once, and so many at most; the rest is counted.
_AT_ONCE, _AT_MOST = 8, 100
#: Figures named of an area and year; those of breakdowns are counted only.
_NAMED = 4


def changed(listing: Listing, edition: int, since: Changes | None) -> str:
    """The section: the first edition, nothing to compare with, nothing changed, or what did."""
    words = listing.words
    if since is None:
        said = tag("p", words["changes.first" if edition == 1 else "changes.none_kept"])
    elif not since.any:
        said = tag("p", words.say("changes.same", edition=_edition(listing, since)))
    else:
        said = "".join(tag("p", text) for text in _told(listing, since)) + _revised(listing, since)
    return tag("section", tag("h2", words["changes.title"]) + said, class_="changes", id="changes")


def _edition(listing: Listing, since: Changes) -> str:
    return listing.words.digits(since.earlier.about.edition)


def _told(listing: Listing, since: Changes) -> list[str]:
    """A sentence a kind of change, as far as there is one."""
    words = listing.words
    told = [_counted(listing, "revised", len(since.revised), edition=_edition(listing, since))]
    for kind in ("newly", "withheld"):
        told.append(_counted(listing, kind, getattr(since, kind)) if getattr(since, kind) else "")
    for kind in ("new", "gone"):
        years = [words.year(year) for year in getattr(since, f"{kind}_years")]
        told.append(words.say(f"changes.{kind}_years", years=words.listed(years)) if years else "")
        areas = [listing.name(listing.areas[code]) for code in getattr(since, f"{kind}_areas")]
        told.append(words.say(f"changes.{kind}_areas", areas=words.listed(areas)) if areas else "")
    told += why_revised(listing.page) if since.revised else []
    return [text for text in told if text]


def _counted(listing: Listing, kind: str, count: int, **filled: str) -> str:
    number = {0: "none", 1: "one"}.get(count, "many")
    shown = listing.page.derived("count", count, listing.words.number(count))
    return listing.words.say(f"changes.{kind}_{number}", count=shown, **filled)


def _revised(listing: Listing, since: Changes) -> str:
    """The areas and years with revised figures; a long list is folded, a very long one cut."""
    words = listing.words
    groups = [(where, list(keys)) for where, keys in groupby(since.revised, key=lambda key: key[:2])]
    items = [_item(listing, since.earlier, *where, keys) for where, keys in groups[:_AT_MOST]]
    shown = tag("ul", "".join(items)) if items else ""
    if len(groups) > _AT_ONCE:
        shown = tag("details", tag("summary", words["changes.summary"]) + shown)
    if len(groups) > _AT_MOST:
        shown += tag("p", words.say("changes.others", count=words.number(len(groups) - _AT_MOST)))
    return shown


def _item(listing: Listing, before: Publication, year: int, code: str, keys: list[tuple]) -> str:
    """'Takestan, 1397 (3 figures): Jobs created 846, was 840; …'"""
    words, area = listing.words, listing.areas[code]
    where = words.say("changes.place", area=listing.name(area), year=words.year(year))
    link = listing.to_brief(area, year, where)
    totals = [key for key in keys if not key[3]][:_NAMED]
    named = [_figure(listing, before, key) for key in totals]
    if rest := len(keys) - len(totals):
        named.append(words.say("changes.more" if totals else "changes.some", count=words.number(rest)))
    return tag("li", words.say("changes.item", place=link, figures=words["list_semicolon"].join(named)))


def _figure(listing: Listing, before: Publication, key: tuple) -> str:
    page = listing.page
    cell, was = page.publication.cell(*key), before.cell(*key)
    name, told = page.indicator_name(cell.indicator), page.earlier(cell, was.value)
    return listing.words.say("changes.figure", name=name, now=page.figure(cell), was=told)
