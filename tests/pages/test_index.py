"""The index in a reader's hands: search in both scripts, one year at a time, and the way back from nowhere."""

import pytest

from karnameh.suite import Project
from reports.conftest import OFFICE

SHOWN = "[...document.querySelectorAll('tr[data-find]')].filter(row => row.offsetParent).map(row => row.dataset.find)"
YEARS = "[...document.querySelectorAll('.one-year')].filter(year => year.offsetParent).map(year => year.id)"
#: The same name as keyboards, copies and habits write it.
WRITINGS = {
    "4002": ["میاندشت", "مياندشت", "میان‌دشت", "میان دشت", "مِیاندشت", "MIANDASHT", "mian-dasht", "Mian Dasht"],
    "4003": ["پایین‌ده", "پائین ده", "پایینده", "payindeh", "4003", "۴۰۰۳", "٤٠٠٣"],
}


@pytest.fixture(params=["fa", "en"])
def listed(request, opened, published):
    """The index of the tiny office in a tab."""
    page = next(page for page in published.pages if page.file.name == f"index.{request.param}.html")
    with opened() as tab:
        tab.goto(page.file.as_uri())
        yield tab


def search(tab, text: str) -> list[str]:
    tab.fill("#filter", text)
    return tab.evaluate(SHOWN)


def test_an_area_is_found_by_every_writing_of_its_name_and_code(listed):
    areas = Project(OFFICE).areas
    for county in areas.counties("40"):
        words = [
            county.code,
            county.name_fa,
            county.name_en,
            *county.spellings,
            *WRITINGS.get(county.code, []),
        ]
        for word in words:
            assert {row.split()[0] for row in search(listed, word)} == {county.code}, word


@pytest.mark.parametrize("year", ["1396", "۱۳۹۶", "١٣٩٦"])
def test_a_year_narrows_what_a_name_finds(listed, year):
    assert search(listed, f"میاندشت {year}") == search(listed, f"{year} miandasht") == ["4002 1396"]


def test_what_is_found_is_counted_aloud_and_all_comes_back(listed):
    everything = listed.evaluate(SHOWN)
    assert search(listed, "zzz") == []
    assert listed.inner_text("#found").strip()[-1] in "0۰"
    assert search(listed, "") == everything
    assert listed.inner_text("#found") == ""


def test_one_year_is_shown_at_a_time_and_the_switch_shows_another(listed):
    assert listed.evaluate(YEARS) == ["y1397"]
    listed.click("#y1397 .switch a")
    assert listed.evaluate(YEARS) == ["y1396"]
    search(listed, "miandasht")
    assert listed.evaluate(YEARS) == ["y1397", "y1396"]


def test_without_scripts_the_years_switch_and_there_is_no_box_that_does_nothing(opened, published):
    page = next(page for page in published.pages if page.file.name == "index.fa.html")
    with opened(java_script_enabled=False) as tab:
        tab.goto(page.file.as_uri())
        assert not tab.is_visible("#filter")
        assert tab.is_visible("#y1397") and not tab.is_visible("#y1396")
        tab.click("#y1397 .switch a")
        assert tab.is_visible("#y1396") and not tab.is_visible("#y1397")


@pytest.mark.parametrize(
    "asked", ["1397/nemuneh/gone/brief.fa.html", "1396/gone", "reconciliation/x.html", "assets/x"]
)
@pytest.mark.parametrize("base", ["/", "/karnameh/", "/stat/1396/karnameh/"])
def test_404_leads_back_to_the_indexes_from_any_depth_of_any_site(opened, published, base, asked):
    page = next(page for page in published.pages if page.kind == "404")
    with opened() as tab:
        tab.route("**/*", lambda route: route.fulfill(status=404, path=page.file, content_type="text/html"))
        tab.goto(f"http://office.test{base}{asked}")
        links = tab.evaluate("[...document.links].map(link => link.href)")
    assert links == [f"http://office.test{base}index.{lang}.html" for lang in ("fa", "en")]
