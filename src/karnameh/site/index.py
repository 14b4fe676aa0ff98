"""The list of all briefs, in a language: by year and area, with their figures, a map and a search box."""

from nbformat import NotebookNode

from karnameh.areas import fold, read_tiles
from karnameh.execute.plan import rendered
from karnameh.present.blocks import Block, div, tag
from karnameh.present.imprint import bands, edition
from karnameh.present.linked import CSV, covered, dataset, download, place, variables
from karnameh.present.metadata import compact, described, open_graph, related, script
from karnameh.publication import Publication
from karnameh.releases import Changes
from karnameh.render import Job, embedded
from karnameh.render.engine import TEMPLATES
from karnameh.site.changes import changed
from karnameh.site.listing import Listing
from karnameh.site.years import FEW, years
from karnameh.suite import LANGUAGES, Brief, Project, index_path, metadata_path
from karnameh.words import Words

#: Shows the search box and filters rows; without scripts the whole list stands.
_FILTER = TEMPLATES / "filter.js"


def indexes(
    project: Project, publication: Publication, there: set[str], since: Changes | None
) -> dict[str, bytes]:
    """The page of each language by its path, through the same template as the briefs."""
    targets = {path: rendered(project) / path for path in map(index_path, project.suite.languages)}
    jobs = []
    for lang, target in zip(project.suite.languages, targets.values(), strict=True):
        html = _content(Listing(project, publication, lang, there), project, publication, since)
        jobs.append(Job(_notebook(Block(html)), {"html": target}))
    for _, error in embedded.Embedded(project).render(jobs):
        raise error
    return {path: target.read_bytes() for path, target in targets.items()}


def _notebook(shown: Block) -> NotebookNode:
    output = NotebookNode(output_type="display_data", metadata={}, data={"text/html": shown.html})
    cell = NotebookNode(cell_type="code", id="index", metadata={}, source="", outputs=[output])
    return NotebookNode(cells=[cell])


def _content(listing: Listing, project: Project, publication: Publication, since: Changes | None) -> str:
    """All of the page; what machines are told comes last, when it is known which figures it shows."""
    words, about = listing.words, publication.about
    body = (
        _head(listing)
        + bands(words, about)
        + _links(listing)
        + div("lead", words["index.intro"])
        + _search(listing)
        + years(listing, _grids(project))
        + div("after", changed(listing, about.edition, since), _more(listing))
    )
    code = tag("script", _FILTER.read_text(encoding="utf-8"))
    return (
        _metadata(listing, publication) + body + _names(listing) + _linked_data(listing, publication) + code
    )


def _grids(project: Project) -> dict[str, dict[str, tuple[int, int]]]:
    """The tile map of each province; empty where it has none."""
    areas = project.areas
    return {
        province.code: read_tiles(
            project.reference, {county.code for county in areas.counties(province.code)}
        )
        for province in project.suite.provinces
    }


def _head(listing: Listing) -> str:
    words, page = listing.words, listing.page
    when = div(
        "when",
        div("year-label", words["index.latest"]),
        div("year", words.year(page.year)),
        div("edition", edition(page)),
    )
    return tag(
        "header",
        div("org", words["organisation"])
        + tag("h1", words["index.title"])
        + div("place", _scope(listing))
        + when,
        class_="head list",
    )


def _scope(listing: Listing) -> str:
    """'Qazvin province, 1395 to 1399'."""
    words, suite = listing.words, listing.suite
    if suite.whole_country:
        where = words.say("head.nation", area=words["nation"])
    else:
        where = words.listed([listing.name(province) for province in suite.provinces])
    first, last = words.year(suite.years[0]), words.year(suite.years[-1])
    return words.say(
        "index.scope" if first != last else "index.scope_year", where=where, first=first, last=last
    )


def _links(listing: Listing) -> str:
    words = listing.words
    found = [tag("a", words["changes.title"], href="#changes"), tag("a", words["index.more"], href="#more")]
    found += [
        tag("a", words["links.other_language"], href=index_path(lang), lang=lang, hreflang=lang)
        for lang in listing.suite.languages
        if lang != words.lang
    ]
    return tag("div", " ".join(found), class_="links", aria_label=words["links.label"])


def _search(listing: Listing) -> str:
    """Hidden until a script shows it: without one it could do nothing."""
    words = listing.words
    box = tag("label", words["index.filter"], for_="filter") + (
        '<input id="filter" type="search" autocomplete="off" spellcheck="false" aria-describedby="filter-hint">'
    )
    hint = tag("span", words["index.filter_hint"], id="filter-hint", class_="note")
    found = tag("span", "", id="found", role="status", data_says=words["index.filtered"])
    return tag("div", box + found + hint, class_="filter", role="search", hidden="hidden")


def _names(listing: Listing) -> str:
    """Every folded writing of each area by its code, for the search box."""
    known = {}
    for province in listing.suite.provinces:
        for area in (province, *listing.areas.counties(province.code)):
            kinds = {fold(Words(lang)[f"index.{area.level}"]) for lang in LANGUAGES}
            known[area.code] = " ".join(sorted(area.keys | kinds))
    return script("application/json", "names", compact(known))


def _more(listing: Listing) -> str:
    """The whole table, and the comparisons with published figures; those of many provinces are folded."""
    words = listing.words
    data = {
        "publication.csv": words["index.publication"],
        metadata_path("publication.csv"): words["index.columns"],
    }
    compared = {
        Brief("reconciliation", province, words.lang).path(listing.areas, "html"): (
            f"{words['index.reconciliation']}: {listing.name(province)}"
        )
        for province in listing.suite.provinces
    }
    if len(compared) <= FEW:
        shown = _list(listing, data | compared)
    else:
        folded = tag("summary", words["index.reconciliation"]) + _list(listing, compared)
        shown = _list(listing, data) + tag("details", folded)
    return tag("section", tag("h2", words["index.more"]) + shown, class_="more", id="more")


def _list(listing: Listing, links: dict[str, str]) -> str:
    items = [tag("li", tag("a", text, href=path)) for path, text in links.items() if path in listing.there]
    return tag("ul", "".join(items)) if items else ""


def _metadata(listing: Listing, publication: Publication) -> str:
    words, about, suite = listing.words, publication.about, listing.suite
    title, said, here = words["index.title"], words["index.intro"], index_path(words.lang)
    address = f"{suite.base_url}/{here}" if suite.base_url else None
    head = open_graph(words, title, said, "website", suite.languages, address)
    head += "".join(related("alternate", index_path(lang), hreflang=lang) for lang in suite.languages)
    mark = words["head.synthetic_mark"] if about.synthetic else ""
    return described(
        words, about, title=title, description=said, home=".", footer=[words["organisation"], mark], head=head
    )


def _linked_data(listing: Listing, publication: Publication) -> str:
    page, suite = listing.page, listing.suite
    return dataset(
        listing.words,
        publication.about,
        listing.words["index.title"],
        listing.words["index.intro"],
        temporalCoverage=covered(suite.years[0], suite.years[-1]),
        spatialCoverage=[place(page, province) for province in suite.provinces],
        distribution=[download(CSV, "publication.csv")],
        variableMeasured=variables(page),
    )
