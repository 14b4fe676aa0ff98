"""What the parts of the index share: words, printed figures, and links to what was made."""

from html import escape

from karnameh.areas import Area
from karnameh.present.blocks import tag
from karnameh.present.page import Page
from karnameh.publication import Cell, Publication
from karnameh.suite import Brief, Project, indicators_path


class Listing:
    """The index of a language in the making; `there` are the files under `reports/`."""

    def __init__(self, project: Project, publication: Publication, lang: str, there: set[str]):
        self.suite, self.areas, self.there = project.suite, project.areas, there
        anchor = Brief("province_brief", self.suite.provinces[0], lang, self.suite.years[-1])
        self.page = Page(anchor, publication, self.suite)
        self.words = self.page.words

    def years(self) -> list[int]:
        """The years of which there is a page, the latest first."""
        return [
            year
            for year in reversed(self.suite.years)
            if any(self.listed(p, year) for p in self.suite.provinces)
        ]

    def listed(self, province: Area, year: int) -> list[Area]:
        """The province and its counties, largest first, as far as there is a page of them."""
        counties = sorted(self.areas.counties(province.code), key=lambda c: (-(c.population or 0), c.code))
        return [area for area in (province, *counties) if any(self.files(area, year).values())]

    def files(self, area: Area, year: int) -> dict[str, str | None]:
        """Where what was made of an area and year lies, by the word for it."""
        lang = self.words.lang
        level = "county_brief" if area.level == "county" else "province_brief"
        brief = Brief(level, area, lang, year)
        paths = {"brief": brief.path(self.areas, "html"), "pdf": brief.path(self.areas, "pdf")}
        if area.level == "province":
            paths["press_note"] = Brief("press_note", area, lang, year).path(self.areas, "html")
        paths["csv"] = indicators_path(self.areas, area, year)
        paths["ods"] = indicators_path(self.areas, area, year, lang)
        return {word: path if path in self.there else None for word, path in paths.items()}

    def name(self, area: Area) -> str:
        """An area as a row begins with it: a county by its name, all else by what it is."""
        name = escape(self.page.name(area))
        return name if area.level == "county" else self.words.say(f"head.{area.level}", area=name)

    def to_brief(self, area: Area, year: int, content: str, **attributes: object) -> str:
        """Content as a link to an area's brief; without a link where there is none."""
        path = self.files(area, year)["brief"]
        return tag("a" if path else "span", content, href=path, **attributes)

    def cell(self, indicator: str, area: Area, year: int) -> Cell | None:
        return self.page.cell(indicator, area=area.code, year=year)

    def figure(self, cell: Cell | None, bare: bool = False) -> str:
        """A printed figure that names its cell; nothing where the table has no such row."""
        return self.page.figure(cell, bare) if cell else ""
