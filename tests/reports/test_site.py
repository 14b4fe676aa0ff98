"""The site around the briefs: index, links, what machines are told, editions compared, door and 404."""

import json
import re
import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from karnameh.areas import fold
from karnameh.publication import About, Publication
from karnameh.releases import changes, compare, keep
from karnameh.site.entrance import entrances
from karnameh.site.index import indexes
from karnameh.site.links import with_live_links
from karnameh.suite import Project, index_path

from .conftest import OFFICE
from .test_reports import FA_PAGE, by_key, page, pages, publication

LANGUAGES = ("fa", "en")
REAL = Path(__file__).parents[2]


def soup(data: bytes) -> BeautifulSoup:
    return BeautifulSoup(data.decode(), "html.parser")


def dataset(tree: BeautifulSoup) -> dict:
    return json.loads(tree.head.find("script", type="application/ld+json").string)


def everything(project: Project) -> set[str]:
    """The files of a suite of which everything was made."""
    briefs = project.suite.briefs()
    return {brief.path(project.areas, suffix) for brief in briefs for suffix in ("html", "pdf")}


def remade(project: Project, published: Publication, lang: str = "en") -> BeautifulSoup:
    """The index of a project for a publication, without its briefs being made."""
    since = changes(project, published)
    return soup(indexes(project, published, everything(project), since)[index_path(lang)])


@pytest.fixture
def office(built, tmp_path):
    """A project with the figures of the built one, to be changed at will."""
    for part in ("data/reference", "params"):
        shutil.copytree(OFFICE / part, tmp_path / part)
    shutil.copytree(built / "data" / "derived" / "fonts", tmp_path / "data" / "derived" / "fonts")
    (tmp_path / "_quarto.yml").touch()
    return Project(tmp_path)


@pytest.fixture
def first(built):
    """The publication of the built project, as its first edition."""
    return Publication.read(Project(built).publication)


def edition(published: Publication, number: int, **changed) -> Publication:
    """A later edition in which some cells have another value: {'1397/4002/count_jobs//': '12'}."""
    frame = published.frame.copy()
    for key, value in changed.get("values", {}).items():
        year, area, indicator, breakdown, category = key.split("/")
        mine = (frame["year"] == int(year)) & (frame["area"] == area) & (frame["indicator"] == indicator)
        mine &= (frame["breakdown"] == breakdown) & (frame["category"] == category)
        assert mine.sum() == 1
        frame.loc[mine, "value"] = value
    about = published.about
    return Publication(frame, About(about.synthetic, about.threshold, number, about.data_date))


# ---- the index


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_index_leads_to_every_page_paper_and_table_of_its_language(built, lang):
    links = {link["href"] for link in page(built, index_path(lang)).select("a[href]")}
    expected = {"publication.csv", f"reconciliation/nemuneh.{lang}.html"}
    for year in (1396, 1397):
        expected |= {f"{year}/nemuneh/press-note.{lang}.html"}
        for folder in ("nemuneh", *(f"nemuneh/{name}" for name in ("baladast", "miandasht", "payindeh"))):
            expected |= {f"{year}/{folder}/brief.{lang}.{kind}" for kind in ("html", "pdf")}
            expected |= {f"{year}/{folder}/indicators.csv"}
    assert expected <= links


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_row_of_the_index_has_the_published_figures_of_its_area_and_year(built, lang):
    row = page(built, index_path(lang)).select_one('tr[data-find="4002 1397"]')
    printed = {span["data-cell"]: span for span in row.select("[data-cell]")}
    kinds = (
        "count_supported_households",
        "count_jobs",
        "target_jobs",
        "share_of_jobs_target",
        "share_plans_deviated",
    )
    assert list(printed) == [f"1397/4002/{kind}//" for kind in kinds]
    table = by_key(publication(built))
    assert all(printed[key].get("data-value", "") == table[key]["value"] for key in printed)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_latest_year_comes_first_and_each_year_leads_to_the_others(built, lang):
    years = page(built, index_path(lang)).select("section.one-year")
    assert [section["id"] for section in years] == ["y1397", "y1396"]
    for section in years:
        targets = [link["href"] for link in section.select(".switch a")]
        assert targets == [f"#{other['id']}" for other in years if other is not section]
        assert len(section.select(".switch strong[aria-current]")) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_tile_names_its_county_and_figure_and_leads_to_the_brief(built, lang):
    tiles = page(built, index_path(lang)).select("#y1397 .map a")
    assert len(tiles) == 3
    for tile in tiles:
        cell = tile.select_one("[data-cell]")
        assert tile["href"].startswith("1397/nemuneh/") and tile["href"].endswith(f"/brief.{lang}.html")
        assert tile.select_one("span").get_text() and cell.get_text()
        assert cell["data-cell"].split("/")[2] == "share_of_jobs_target"


def test_the_map_keeps_its_west_on_the_left_in_both_languages(built):
    maps = [page(built, index_path(lang)).select_one("#y1397 .map") for lang in LANGUAGES]
    places = [{tile.a["href"].split("/")[2]: tile["style"] for tile in found.select("li")} for found in maps]
    assert maps[0]["dir"] == maps[1]["dir"] == "ltr"
    assert places[0] == places[1] and len(set(places[0].values())) == 3


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_writing_of_an_area_is_there_for_the_search_box(built, lang):
    names = json.loads(page(built, index_path(lang)).select_one("script.names").string)
    areas = Project(built).areas
    assert set(names) == {"40", *(county.code for county in areas.counties("40"))}
    for code, known in names.items():
        area = areas[code]
        assert all(fold(word) in known for word in (area.code, area.name_fa, area.name_en, *area.spellings))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_index_tells_machines_where_the_figures_are_and_which_it_shows(built, lang):
    tree = page(built, index_path(lang))
    found = dataset(tree)
    assert found["distribution"][0]["contentUrl"] == "publication.csv"
    shown = {span["data-cell"] for span in tree.select("[data-cell]")}
    assert shown == {item["propertyID"] for item in found["variableMeasured"]}


def test_the_index_of_five_years_and_six_counties_weighs_less_than_150_kb(built):
    rows = len(page(built, "index.fa.html").select("tr[data-find]"))
    bare = (built / "reports" / "index.fa.html").stat().st_size
    assert bare / rows * 35 < 150 * 1024


def test_many_provinces_are_folded_and_every_county_of_the_country_is_listed(first, tmp_path):
    for part in ("data/reference", "params"):
        shutil.copytree(REAL / part, tmp_path / part)
    (tmp_path / "params" / "suite.toml").write_text('provinces = "all"\nyears = [1397]\n')
    project = Project(tmp_path)
    one = first.frame[(first.frame["area"] == "4002") & (first.frame["year"] == 1397)]
    areas = [*project.suite.counties, *project.suite.provinces, project.areas["IR"]]
    whole = Publication(pd.concat([one.assign(area=area.code) for area in areas]), first.about)
    tree = remade(project, whole)
    assert len(tree.select("details.province")) == 31
    assert len(tree.select("tr[data-find]")) == 429 + 31
    assert not tree.select("details.province[open]")
    assert len(tree.select("details.province summary [data-cell]")) == 31
    qazvin, gilan = (
        tree.find(string=re.compile(name)).find_parent("details") for name in ("Qazvin prov", "Gilan prov")
    )
    assert qazvin.select(".map:not(.loose)") and gilan.select(".map.loose")


# ---- from page to page


def test_a_brief_leads_to_its_neighbours_and_never_to_itself(built):
    nav = page(built, FA_PAGE).select_one("nav.links")
    assert nav["aria-label"]
    assert [link["href"] for link in nav.select("a")] == [
        "../../../index.fa.html",
        "../brief.fa.html",
        "../../../1396/nemuneh/miandasht/brief.fa.html",
        "brief.fa.pdf",
        "indicators.csv",
        "indicators.fa.ods",
        "brief.en.html",
    ]
    assert nav.select_one("[aria-current=page]").get_text() == "۱۳۹۷"


def test_pages_of_a_province_lead_to_each_other(built):
    ways = {
        "brief": {"press-note.en.html", "../../reconciliation/nemuneh.en.html"},
        "press-note": {"brief.en.html", "../../reconciliation/nemuneh.en.html"},
    }
    for stem, expected in ways.items():
        links = {link["href"] for link in page(built, f"1396/nemuneh/{stem}.en.html").select("nav.links a")}
        assert expected | {f"../../1397/nemuneh/{stem}.en.html"} <= links


def test_browsers_are_told_of_the_other_language_the_years_and_the_paper(built):
    def related(path):
        links = page(built, path).head.select("link[rel]:not([rel=stylesheet])")
        return {(link["rel"][0], link["href"]) for link in links}

    assert related(FA_PAGE) == {
        ("alternate", "brief.fa.html"),
        ("alternate", "brief.en.html"),
        ("alternate", "brief.fa.pdf"),
        ("prev", "../../../1396/nemuneh/miandasht/brief.fa.html"),
    }
    assert ("next", "../../1397/nemuneh/brief.en.html") in related("1396/nemuneh/brief.en.html")
    assert ("alternate", "index.en.html") in related("index.fa.html")


def test_a_shared_link_has_title_text_language_and_site(built):
    for path in pages(built):
        if path.name == "404.html":
            continue
        tree = soup(path.read_bytes())
        told = {meta["property"]: meta["content"] for meta in tree.head.select("meta[property]")}
        assert {
            "og:title",
            "og:description",
            "og:type",
            "og:site_name",
            "og:locale",
            "og:locale:alternate",
        } == set(told)
        assert all(told.values()) and told["og:locale"] != told["og:locale:alternate"]
        assert tree.head.select_one("meta[name=description]")["content"] == told["og:description"]


def test_a_dataset_says_of_when_where_from_whom_and_under_which_licence(built):
    found = dataset(page(built, FA_PAGE))
    start, end = map(date.fromisoformat, found["temporalCoverage"].split("/"))
    assert (start, (end - start).days) == (date(2018, 3, 21), 364)
    assert found["spatialCoverage"]["identifier"] == "4002"
    assert found["spatialCoverage"]["containedInPlace"]["identifier"] == "40"
    assert found["license"].startswith("https://") and found["creator"]["name"] and found["isBasedOn"]["name"]
    kinds = {file["encodingFormat"]: file["contentUrl"] for file in found["distribution"]}
    assert kinds["text/csv"] == "indicators.csv" and kinds["application/pdf"] == "brief.fa.pdf"
    assert dataset(page(built, "reconciliation/nemuneh.en.html"))["temporalCoverage"].startswith(
        "2017-03-21/"
    )


def test_datasets_are_compact_and_name_only_files_that_are_there(built):
    for path in pages(built):
        for script in soup(path.read_bytes()).head.find_all("script", type="application/ld+json"):
            found = json.loads(script.string)
            assert json.dumps(found, ensure_ascii=False, separators=(",", ":")) == script.string.replace(
                "<\\/", "</"
            )
            assert all((path.parent / file["contentUrl"]).is_file() for file in found["distribution"])


def test_what_was_not_made_is_neither_linked_nor_told_of():
    page = (
        '<link rel="prev" href="../1396/brief.fa.html">\n<link rel="stylesheet" href="x.css">'
        '<script type="application/ld+json">{"distribution":[{"contentUrl":"a.csv"},{"contentUrl":"a.ods"}]}</script>'
        '<nav class="links"><a href="a.csv">1</a> <a href="a.ods">2</a></nav><a href="a.ods">3</a>'
    )
    left = with_live_links(page.encode(), "1397/brief.fa.html", {"1397/a.csv"}).decode()
    assert left == (
        '<link rel="stylesheet" href="x.css">'
        '<script type="application/ld+json">{"distribution":[{"contentUrl":"a.csv"}]}</script>'
        '<nav class="links"><a href="a.csv">1</a> </nav><a href="a.ods">3</a>'
    )


# ---- editions


def test_a_whole_build_keeps_its_table_under_its_edition(built):
    kept = Project(built).release(1)
    assert kept.read_bytes() == (built / "reports" / "publication.csv").read_bytes()
    assert Publication.read(kept).about.edition == 1


def test_the_first_edition_says_that_it_is_the_first(built):
    assert "نخستین ویرایش" in page(built, "index.fa.html").select_one("#changes").get_text()
    assert "first edition" in page(built, "index.en.html").select_one("#changes").get_text()


def test_a_later_edition_without_an_earlier_one_says_so(office, first):
    said = remade(office, edition(first, 2)).select_one("#changes").get_text()
    assert "No earlier edition is kept" in said


def test_an_edition_that_changes_nothing_says_so(office, first):
    keep(office, first)
    assert (
        "No published figure differs from edition 1"
        in remade(office, edition(first, 2)).select_one("#changes").get_text()
    )


def test_a_revised_figure_is_named_with_both_values_and_a_link(office, first):
    keep(office, first)
    was = first.cell(1397, "4002", "count_supported_households").value
    second = edition(first, 2, values={"1397/4002/count_supported_households//": str(was + 3)})
    part = remade(office, second).select_one("#changes")
    assert "1 figure published in edition 1 was revised" in part.get_text()
    item = part.select_one("li")
    assert item.a["href"] == "1397/nemuneh/miandasht/brief.en.html"
    assert item.select_one("[data-cell]")["data-value"] == str(was + 3)
    assert item.select_one("[data-derived=earlier]")["data-value"] == str(was)


def test_the_newest_earlier_edition_is_compared_not_a_later_one(office, first):
    for number in (1, 2, 10, 11):
        keep(office, edition(first, number))
    assert changes(office, edition(first, 11)).earlier.about.edition == 10
    assert changes(office, edition(first, 1)) is None


def test_new_and_withdrawn_years_and_areas_are_told(first):
    frame = first.frame
    less = Publication(frame[(frame["year"] == 1397) & (frame["area"] != "4001")], first.about)
    more = compare(less, first)
    assert (more.new_years, more.new_areas, more.revised) == ((1396,), ("4001",), ())
    fewer = compare(first, less)
    assert (fewer.gone_years, fewer.gone_areas) == ((1396,), ("4001",))


def test_a_figure_that_one_edition_withholds_is_counted_and_never_shown(office, first):
    frame = first.frame.copy()
    known = frame[
        (frame["status"] == "reported") & (frame["area"] == "4002") & (frame["value"].str.len() > 1)
    ].iloc[0]
    frame.loc[known.name, ["status", "numerator", "denominator", "value"]] = ["suppressed", "", "", ""]
    hidden = Publication(frame, first.about)
    assert compare(hidden, first).newly == compare(first, hidden).withheld == 1
    assert compare(hidden, first).revised == ()
    keep(office, first)
    part = remade(office, Publication(frame, edition(first, 2).about)).select_one("#changes")
    assert "1 figure published before is no longer published" in part.get_text()
    assert not part.select("[data-value]:not([data-derived=count])") and not part.select("li")


# ---- the door, and what was not found


@pytest.mark.parametrize("name", ["index.html", "404.html"])
def test_door_and_404_speak_both_languages_and_lead_to_both_indexes(built, name):
    tree = page(built, name)
    assert [part["lang"] for part in tree.select(".part")] == ["fa", "en"]
    assert [part["dir"] for part in tree.select(".part")] == ["rtl", "ltr"]
    assert [link["href"] for link in tree.select("a")] == ["index.fa.html", "index.en.html"]
    assert not tree.select("meta[http-equiv], meta[name=robots]")


def test_every_page_describes_itself(built):
    for path in pages(built):
        assert soup(path.read_bytes()).head.select_one("meta[name=description]")["content"], path.name


def test_404_needs_no_other_file(built):
    text = (built / "reports" / "404.html").read_text(encoding="utf-8")
    assert not re.search(r"url\(|src=|<link|@import", text)
    assert len(text.encode()) < 8 * 1024


def test_404_finds_the_top_of_the_site_by_its_years_and_folders(built):
    script = page(built, "404.html").script.string
    assert "1396|1397|reconciliation|assets" in script


def test_where_the_address_is_known_pages_name_themselves_in_full(office, first):
    settings = office.root / "params" / "suite.toml"
    settings.write_text(settings.read_text() + '\nbase_url = "https://example.org/k/"\n')
    project = Project(office.root)
    tree = remade(project, first)
    assert tree.head.select_one("link[rel=canonical]")["href"] == "https://example.org/k/index.en.html"
    assert tree.head.select_one("meta[property='og:url']")["content"] == "https://example.org/k/index.en.html"
    lost = soup(entrances(project.suite, first.about)["404.html"])
    assert [link["href"] for link in lost.select("a")] == [
        f"https://example.org/k/index.{lang}.html" for lang in LANGUAGES
    ]
    assert not lost.select("script")
