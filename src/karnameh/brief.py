"""
What a brief notebook may ask for.

`open_brief` reads the publication table and nothing else of the data. Each method gives a Block, one piece
of the page; a notebook shows one a cell.
"""

import csv
from ast import Assign, Name, parse, walk
from pathlib import Path

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

    Raises: ParameterError for a parameter, year, area or language that the suite does not have;
        DataError where nothing has been published yet.
    """
    project = Project.find()
    brief = project.suite.brief(notebook, {**_injected(NOTEBOOKS[notebook]), **parameters})
    from karnameh.render.fonts import make_fonts  # drawn text needs the brief's own type

    panels.charts.use_fonts(make_fonts(project), kept_in=project.shapes)
    province = project.areas.province(brief.area.code)
    publication = Publication.of_province(project.publication, province.code)
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


def read_tiles(folder: Path, counties: set[str]) -> dict[str, tuple[int, int]]:
    """Column and row of each county on the tile map; empty unless every county has a place."""
    with open(folder / "tiles.csv", encoding="utf-8", newline="") as file:
        tiles = {
            row["county"]: (int(row["column"]), int(row["row"]))
            for row in csv.DictReader(file)
            if row["county"] in counties
        }
    return tiles if set(tiles) == counties else {}


class OpenBrief:
    """A page in the making. Methods are in the order in which a page uses them."""

    def __init__(self, page: Page, project: Project):
        self._page, self._project = page, project
        self._tiles = read_tiles(project.reference, {county.code for county in page.counties()})

    @property
    def figures(self):
        """The published rows of the page's area, all years, as a pandas frame to look around in."""
        return self._page.publication.rows(areas=[self._page.area.code])

    def head(self) -> Block:
        """Name, place, year, edition and the bands a reader must see."""
        return Block(head.head(self._page, self._tiles))

    def answer(self) -> Block:
        """What happened, in a headline and a few sentences."""
        return Block(
            div("headline", sentences.headline(self._page)) + div("lead", sentences.lead(self._page))
        )

    def section(self, name: str, *parts: str) -> Block:
        """A section under its heading; panels that follow each other stand side by side."""
        return Block(
            tag(
                "section", tag("h2", self._page.words[f"sections.{name}"]) + _side_by_side(parts), class_=name
            )
        )

    def cards(self, *indicators: str) -> str:
        """A card an indicator: figure, context, course, change."""
        return cards.cards(self._page, indicators)

    def journey(self) -> str:
        """From support to self-reliance, as one picture."""
        return pictures.journey(self._page)

    def split(self, indicator: str) -> str:
        """How a share of the jobs has moved."""
        return panels.split(self._page, indicator)

    def sectors(self) -> str:
        """Jobs in each sector by rank."""
        return panels.sectors(self._page)

    def supervision(self) -> str:
        """Plans visited, with counselling, in all stages."""
        return panels.supervision(self._page)

    def reasons(self) -> str:
        """Why plans deviated."""
        return panels.reasons(self._page)

    def load(self) -> str:
        """Active plans per supervisor."""
        return panels.load(self._page)

    def skills(self) -> str:
        """Trainees of each skill."""
        return panels.skills(self._page)

    def steps(self) -> str:
        """From training to work."""
        return panels.steps(self._page)

    def purchases(self) -> str:
        """What was bought from weavers."""
        return tables.purchases(self._page)

    def counties(self, *indicators: str) -> str:
        """The counties side by side: dot strips, and a tile map where the reference has one."""
        strips = pictures.strips(self._page, indicators)
        if not self._tiles:
            return strips
        return div("beside", tag("div", strips), tag("div", pictures.tiles(self._page, self._tiles)))

    def county_table(self, *indicators: str) -> str:
        """The counties of a province side by side, as a table."""
        return tables.counties(self._page, indicators)

    def course(self, *indicators: str) -> str:
        """The course of indicators over every year of the suite."""
        return _side_by_side([pictures.course(self._page, indicator) for indicator in indicators])

    def published(self) -> str:
        """What officials published for this year beside what was computed."""
        return self._published(self._page.year, with_year=False)

    def all_published(self) -> str:
        """The same for every year."""
        return self._published(None, with_year=True)

    def _published(self, year: int | None, with_year: bool) -> str:
        words = self._page.words
        pairs = self._pairs(year)
        notes = [words["published.note"]]
        if self._page.publication.about.synthetic:
            notes.append(words["published.synthetic_note"])
        return comparison.published(self._page, pairs, with_year) + div("note", " ".join(notes))

    def _pairs(self, year: int | None) -> list[Pair]:
        return pairs_for(self._page, read_pairs(self._project.published), year)

    def conflicts(self) -> str:
        """What the sources disagree on, where it bears on a pair of the page."""
        words = self._page.words
        known = read_conflicts(self._project.published)
        used = sorted({pair.conflict for pair in self._pairs(None)} & set(known))
        if not used:
            return tag("p", words["published.no_conflicts"])
        return div(
            "prose",
            *(
                tag(
                    "p",
                    tag("strong", words.say("published.conflict_name", id=words.digits(name[1:])))
                    + " "
                    + known[name][words.lang],
                )
                for name in used
            ),
        )

    def table(self) -> str:
        """All figures."""
        return tables.all_figures(self._page)

    def notes(self) -> str:
        """Definitions, marks, data; and, for machines, the rows shown and the file attached."""
        page = self._page
        return notes.notes(page) + navigation.links(page) + linked.linked_data(page) + head.attachment(page)

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


def _side_by_side(parts) -> str:
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
