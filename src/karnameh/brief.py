"""
What a brief notebook may ask for.

`open_brief` reads the publication table and nothing else of the data. Each method gives a Block, one piece
of the page; a notebook shows one a cell.
"""

from ast import Assign, Name, parse, walk
from collections.abc import Sequence

import pandas as pd

from karnameh.areas import read_tiles
from karnameh.errors import ParameterError, nearest
from karnameh.indicators.catalogue import INDICATORS
from karnameh.present import (
    cards,
    comparison,
    head,
    linked,
    navigation,
    notes,
    panels,
    pictures,
    press,
    sentences,
    tables,
)
from karnameh.present.blocks import Block, div, tag
from karnameh.present.page import Page
from karnameh.present.published import Pair, pairs_for, read_conflicts, read_pairs
from karnameh.publication import Publication
from karnameh.suite import NOTEBOOKS, Project


def open_brief(notebook: str = "county_brief", **parameters: object) -> "OpenBrief":
    """
    The brief of a notebook for its parameters, as `open_brief(year=1397, county="takestan", lang="fa")`.

    Raises: ParameterError for a notebook, parameter, year, area or language that the suite does not have;
        DataError where nothing has been published yet.
    """
    project = Project.find()
    if notebook not in NOTEBOOKS:
        raise ParameterError(
            f"open_brief: there is no notebook '{notebook}'; there are {', '.join(NOTEBOOKS)}.{nearest(notebook, NOTEBOOKS)}"
        )
    brief = project.suite.brief(notebook, {**_injected(NOTEBOOKS[notebook]), **parameters})
    from karnameh.render.fonts import make_fonts  # drawn text needs the brief's own type

    panels.charts.use_fonts(make_fonts(project), kept_in=project.shapes)
    province = project.areas.province(brief.area.code)
    publication = Publication.of_province(project.publication, province.code, project.suite.years)
    return OpenBrief(Page(brief, publication, project.suite), project)


def _injected(expected: tuple[str, ...]) -> dict[str, object]:
    """
    Parameters that were injected under a name which the notebook does not have.

    Papermill only warns of them, so the cell it injected is read again here.
    """
    try:
        from IPython import get_ipython
    except ImportError:
        return {}
    shell = get_ipython()
    cells = shell.user_ns.get("In", []) if shell else []
    sources = [source for source in cells if source.startswith(("# Parameters", "# Injected Parameters"))]
    names = {
        target.id
        for source in sources[-1:]
        for node in walk(parse(source))
        if isinstance(node, Assign)
        for target in node.targets
        if isinstance(target, Name)
    }
    return {name: shell.user_ns.get(name) for name in names - set(expected)}


class OpenBrief:
    """A page in the making. Methods are in the order in which a page uses them."""

    def __init__(self, page: Page, project: Project):
        self._page, self._project = page, project
        self._tiles = read_tiles(project.reference, {county.code for county in page.counties()})

    @property
    def figures(self):
        """
        The published rows of the page's area, all years, as a pandas frame to look around in.

        numerator, denominator, value: numbers, missing unless the status is reported; the unit is beside them.
        """
        rows = self._page.publication.rows(areas=[self._page.area.code])
        numbers = {name: pd.to_numeric(rows[name]) for name in ("numerator", "denominator", "value")}
        return rows.assign(**numbers)

    def head(self) -> Block:
        """Name, place, year, edition and the bands a reader must see."""
        return Block(head.head(self._page, self._tiles))

    def answer(self) -> Block:
        """What happened, in a headline and a few sentences."""
        return Block(
            div("headline", sentences.headline(self._page)) + div("lead", sentences.lead(self._page))
        )

    def section(self, name: str, *parts: Block) -> Block:
        """A section under its heading; panels that follow each other stand side by side."""
        content = _side_by_side([part.html for part in parts])
        return Block(tag("section", tag("h2", self._page.words[f"sections.{name}"]) + content, class_=name))

    def cards(self, *indicators: str) -> Block:
        """A card an indicator: figure, context, course, change."""
        return Block(cards.cards(self._page, _known(indicators)))

    def journey(self) -> Block:
        """From support to self-reliance, as one picture."""
        return Block(pictures.journey(self._page))

    def split(self, indicator: str) -> Block:
        """How a share of the jobs has moved."""
        return Block(panels.split(self._page, indicator))

    def sectors(self) -> Block:
        """Jobs in each sector by rank."""
        return Block(panels.sectors(self._page))

    def supervision(self) -> Block:
        """Plans visited, with counselling, in all stages."""
        return Block(panels.supervision(self._page))

    def reasons(self) -> Block:
        """Why plans deviated."""
        return Block(panels.reasons(self._page))

    def load(self) -> Block:
        """Active plans per supervisor."""
        return Block(panels.load(self._page))

    def skills(self) -> Block:
        """Trainees of each skill."""
        return Block(panels.skills(self._page))

    def steps(self) -> Block:
        """From training to work."""
        return Block(panels.steps(self._page))

    def purchases(self) -> Block:
        """What was bought from weavers."""
        return Block(tables.purchases(self._page))

    def counties(self, *indicators: str) -> Block:
        """The counties side by side: dot strips, and a tile map where the reference has one."""
        strips = pictures.strips(self._page, _known(indicators))
        if not self._tiles:
            return Block(strips)
        return Block(div("beside", tag("div", strips), tag("div", pictures.tiles(self._page, self._tiles))))

    def county_table(self, *indicators: str) -> Block:
        """The counties of a province side by side, as a table."""
        return Block(tables.counties(self._page, _known(indicators)))

    def course(self, *indicators: str) -> Block:
        """The course of indicators over every year of the suite."""
        return Block(
            _side_by_side([pictures.course(self._page, indicator) for indicator in _known(indicators)])
        )

    def published(self) -> Block:
        """What officials published for this year beside what was computed."""
        return self._published(self._page.year, with_year=False)

    def all_published(self) -> Block:
        """The same for every year."""
        return self._published(None, with_year=True)

    def _published(self, year: int | None, with_year: bool) -> Block:
        words = self._page.words
        pairs = self._pairs(year)
        notes = [words["published.note"]]
        if self._page.publication.about.synthetic:
            notes.append(words["published.synthetic_note"])
        return Block(comparison.published(self._page, pairs, with_year) + div("note", " ".join(notes)))

    def _pairs(self, year: int | None) -> list[Pair]:
        return pairs_for(self._page, read_pairs(self._project.published), year)

    def conflicts(self) -> Block:
        """What the sources disagree on, where it bears on a pair of the page."""
        words = self._page.words
        known = read_conflicts(self._project.published)
        used = sorted({pair.conflict for pair in self._pairs(None)} & set(known))
        if not used:
            return Block(tag("p", words["published.no_conflicts"]))
        names = {name: words.say("published.conflict_name", id=words.digits(name[1:])) for name in used}
        said = (tag("p", f"{tag('strong', names[name])} {known[name][words.lang]}") for name in used)
        return Block(div("prose", *said))

    def table(self) -> Block:
        """All figures."""
        return Block(tables.all_figures(self._page))

    def notes(self) -> Block:
        """Definitions, marks, data; and, for machines, the rows shown and the file attached."""
        page = self._page
        return Block(
            notes.notes(page) + navigation.links(page) + linked.linked_data(page) + head.attachment(page)
        )

    def press_head(self) -> Block:
        """The head of a press note."""
        return Block(head.press_head(self._page))

    def press_note(self) -> Block:
        """The year as one page of prose."""
        return Block(press.press_note(self._page))

    def press_end(self) -> Block:
        """The close of a press note, and what machines find in it."""
        page = self._page
        return Block(
            head.press_end(page) + navigation.links(page) + linked.linked_data(page) + head.attachment(page)
        )

    def reconciliation_head(self) -> Block:
        """The head of the page that compares published and computed figures."""
        page = self._page
        return Block(head.reconciliation_head(page) + comparison.agreement(page, self._pairs(None)))


def _known(indicators: Sequence[str]) -> Sequence[str]:
    """The same. Raises: ParameterError naming all that there are not."""
    if faults := [
        f"there is no indicator '{name}'.{nearest(name, INDICATORS)}"
        for name in indicators
        if name not in INDICATORS
    ]:
        raise ParameterError("\n".join(faults))
    return indicators


def _side_by_side(parts: Sequence[str]) -> str:
    """Panels in a row share a grid; all else stands as it is."""
    content, row = [], []
    for part in [*parts, ""]:
        if part.startswith('<div class="panel">'):
            row.append(part)
            continue
        if row:
            content.append(div("panels", *row))
            row = []
        content.append(part)
    return "".join(content)
