"""The page for machines: a schema.org Dataset with the rows of the publication that the page shows."""

from karnameh import calendar
from karnameh.areas import Area
from karnameh.indicators.catalogue import INDICATORS
from karnameh.present.metadata import compact, description, script, title
from karnameh.present.navigation import relative
from karnameh.present.page import Page
from karnameh.publication import About, Cell
from karnameh.suite import indicators_path
from karnameh.words import Words

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
CSV, PDF, ODS = "text/csv", "application/pdf", "application/vnd.oasis.opendocument.spreadsheet"


def linked_data(page: Page) -> str:
    """The Dataset of a brief: every row it shows, charts included."""
    years = (page.year, page.year) if page.brief.year else (page.suite.years[0], page.suite.years[-1])
    return dataset(
        page.words,
        page.publication.about,
        title(page),
        description(page),
        temporalCoverage=covered(*years),
        spatialCoverage=place(page, page.area),
        distribution=_files(page),
        variableMeasured=variables(page),
    )


def dataset(words: Words, about: About, name: str, said: str, **more: object) -> str:
    """A Dataset as an element of the page: what is common to all, and what this one adds."""
    source = words["index.source_synthetic" if about.synthetic else "index.source"]
    common = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": name,
        "description": said,
        "inLanguage": words.lang,
        "license": LICENCE,
        "version": str(about.edition),
        "dateModified": about.data_date,
        "creator": {"@type": "Organization", "name": words["organisation"]},
        "isBasedOn": {"@type": "CreativeWork", "name": source},
    }
    return script("application/ld+json", None, compact(common | more))


def covered(first: int, last: int) -> str:
    """The days of some Solar Hijri years, as an ISO interval."""
    return f"{calendar.first_day(first).isoformat()}/{calendar.last_day(last).isoformat()}"


def place(page: Page, area: Area) -> dict:
    """An area within its province and country."""
    found = {"@type": "AdministrativeArea", "name": page.name(area), "identifier": area.code}
    return found | ({"containedInPlace": place(page, page.areas[area.parent])} if area.parent else {})


def download(kind: str, href: str) -> dict:
    """A file that holds the figures."""
    return {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": href}


def _files(page: Page) -> list[dict]:
    brief, areas = page.brief, page.areas
    files = [(CSV, "publication.csv")]
    if brief.year:
        files = [
            (CSV, indicators_path(areas, page.area, page.year)),
            (ODS, indicators_path(areas, page.area, page.year, brief.lang)),
        ]
    files += [(PDF, brief.path(areas, "pdf"))] if "pdf" in page.suite.formats else []
    here = brief.path(areas, "html")
    return [download(kind, relative(here, path)) for kind, path in files]


def variables(page: Page) -> list[dict]:
    """The rows that the page has shown, by their keys."""
    return [_variable(page.words, cell) for _, cell in sorted(page.shown.items())]


def _variable(words: Words, cell: Cell) -> dict:
    measured = {"@type": "PropertyValue", "propertyID": cell.key, "unitText": cell.unit}
    if cell.known:
        value = cell.value if INDICATORS[cell.indicator].decimals == 0 else float(cell.value)
        return measured | {"value": value}
    return measured | {"description": words[f"mark_words.{cell.status}"]}
