"""What is published, the parameters of a brief, and every path."""

import pytest

from karnameh.areas import NATION, Area, Areas
from karnameh.errors import ParameterError
from karnameh.suite import NOTEBOOKS, Project, Suite

GOOD = {"provinces": '["nemuneh"]', "years": "[1397, 1396]"}


@pytest.fixture
def suite_of(tmp_path, reference):
    """A suite file with some lines changed (None: left out)."""

    def read(areas=reference, **lines):
        text = "\n".join(f"{key} = {value}" for key, value in (GOOD | lines).items() if value is not None)
        (tmp_path / "suite.toml").write_text(text, encoding="utf-8")
        return Suite.read(tmp_path / "suite.toml", areas)

    return read


@pytest.fixture(scope="module")
def qazvin(iran, tmp_path_factory):
    path = tmp_path_factory.mktemp("params") / "suite.toml"
    path.write_text('provinces = ["qazvin"]\nyears = [1396, 1397]\n')
    return Suite.read(path, iran)


def refusal(call, *args, **given):
    with pytest.raises(ParameterError) as caught:
        call(*args, **given)
    return str(caught.value)


def test_a_suite_has_years_in_order_and_both_languages_and_formats_by_default(suite_of):
    suite = suite_of()
    assert suite.years == (1396, 1397)
    assert (suite.languages, suite.formats, suite.edition) == (("fa", "en"), ("html", "pdf"), 1)


def test_the_data_speak_of_the_last_day_of_the_last_year_unless_stated(suite_of):
    assert suite_of().data_date == "2019-03-20"
    assert suite_of(data_date='"2019-05-01"').data_date == "2019-05-01"
    assert suite_of(data_date="2019-05-01").data_date == "2019-05-01"


def test_the_address_of_the_site_has_no_slash_at_its_end(suite_of):
    assert suite_of().base_url is None
    assert suite_of(base_url='"https://example.org/k/"').base_url == "https://example.org/k"


@pytest.mark.parametrize("asked", ["nemuneh", "Nemuneh", "40", "نمونه", "استان نمونه", "Nemouneh"])
def test_a_province_may_be_named_by_slug_code_or_name(suite_of, asked):
    suite = suite_of(provinces=f'["{asked}"]')
    assert [area.code for area in suite.provinces] == ["40"]
    assert [area.code for area in suite.published_areas] == ["4001", "4002", "4003", "40"]


@pytest.mark.parametrize("asked", ['"all"', '["all"]'])
def test_all_is_the_nation(suite_of, iran, asked):
    suite = suite_of(provinces=asked)
    assert suite.whole_country
    assert [area.code for area in suite.published_areas] == ["4001", "4002", "4003", "40", NATION]
    assert len(suite_of(iran, provinces=asked).counties) == 429


def test_a_province_or_a_year_named_twice_is_published_once(suite_of):
    suite = suite_of(provinces='["nemuneh", "40"]', years="[1397, 1397]", languages='["fa", "fa"]')
    assert (len(suite.provinces), suite.years) == (1, (1397,))
    assert len({brief.path(suite.areas, "html") for brief in suite.briefs()}) == len(list(suite.briefs()))


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ({"provinces": '["nemune"]'}, "'nemune' is not a province of Iran. Did you mean 'nemuneh' (40)?"),
        ({"provinces": "[]"}, "provinces must be a list"),
        ({"provinces": "40"}, "provinces must be a list"),
        ({"provinces": None}, "provinces must be a list"),
        ({"years": "[]"}, "years must be a list"),
        ({"years": '["1397"]'}, "years must be a list"),
        ({"years": "1397"}, "years must be a list"),
        ({"years": "[true]"}, "years must be a list"),
        ({"years": None}, "years must be a list"),
        ({"years": "[2018]"}, "year 2018 is outside 1300–1450"),
        ({"years": "[97]"}, "year 97 is outside"),
        ({"languages": '["fr"]'}, "languages has 'fr'; known: fa, en"),
        ({"formats": '["docx"]'}, "formats has 'docx'; known: html, pdf"),
        ({"formats": '["htm"]'}, "Did you mean 'html'?"),
        ({"languages": "5"}, "languages must be a list"),
        ({"languages": '"fa"'}, "languages must be a list"),
        ({"languages": "[]"}, "languages must be a list"),
        ({"formats": "[]"}, "formats must be a list"),
        ({"edition": "0"}, "edition must be a whole number from 1"),
        ({"edition": '"first"'}, "edition must be a whole number from 1"),
        ({"data_date": '"soon"'}, "data_date"),
        ({"data_date": "5"}, "data_date"),
        ({"registers": "5"}, "registers"),
        ({"base_url": '"example.org"'}, "base_url 'example.org' is not an address"),
        ({"base_url": "5"}, "base_url '5' is not an address"),
        ({"language": '["fa"]'}, "unknown key 'language'"),
        ({"language": '["fa"]'}, "Did you mean 'languages'?"),
    ],
)
def test_a_fault_of_the_suite_is_said_with_the_file(suite_of, lines, says):
    message = refusal(suite_of, **lines)
    assert message.startswith("params/suite.toml: ")
    assert says in message


def test_all_faults_of_the_suite_are_said_at_once(suite_of):
    message = refusal(
        suite_of, provinces='["nowhere", "nemune"]', years="[1299, 1397]", formats='["doc"]', edition="-1"
    )
    assert len(message.splitlines()) == 5


@pytest.mark.parametrize(
    ("content", "says"), [(None, "not found"), (b"years = [", "not readable"), (b"\xff", "not readable")]
)
def test_a_suite_file_that_is_not_there_or_not_toml_is_refused(tmp_path, reference, content, says):
    if content is not None:
        (tmp_path / "suite.toml").write_bytes(content)
    assert says in refusal(Suite.read, tmp_path / "suite.toml", reference)


def test_a_project_is_the_nearest_folder_upward_that_holds_it(office, tmp_path, monkeypatch):
    assert Project.find(office / "data" / "reference").root == office
    monkeypatch.chdir(office / "params")
    assert Project.find().root == office
    assert "--project" in refusal(Project.find, tmp_path)


def test_every_brief_of_the_suite_has_its_path(tiny_suite):
    paths = {brief.path(tiny_suite.areas, "html") for brief in tiny_suite.briefs()}
    expected = {f"reconciliation/nemuneh.{lang}.html" for lang in ("fa", "en")}
    for year in (1396, 1397):
        for lang in ("fa", "en"):
            expected |= {f"{year}/nemuneh/{stem}.{lang}.html" for stem in ("brief", "press-note")}
            expected |= {
                f"{year}/nemuneh/{county}/brief.{lang}.html"
                for county in ("baladast", "miandasht", "payindeh")
            }
    assert paths == expected
    assert len(list(tiny_suite.briefs())) == len(expected)


def test_the_paths_of_qazvin_are_those_of_the_contract(qazvin):
    def path(notebook, suffix, **given):
        return qazvin.brief(notebook, given).path(qazvin.areas, suffix)

    takestan = {"year": 1397, "county": "takestan", "lang": "fa"}
    assert path("county_brief", "pdf", **takestan) == "1397/qazvin/takestan/brief.fa.pdf"
    qazvin_1397 = {"year": 1397, "province": "qazvin", "lang": "en"}
    assert path("province_brief", "html", **qazvin_1397) == "1397/qazvin/brief.en.html"
    assert path("press_note", "html", **qazvin_1397) == "1397/qazvin/press-note.en.html"
    assert path("reconciliation", "html", province="qazvin", lang="fa") == "reconciliation/qazvin.fa.html"


@pytest.mark.parametrize(
    "county", ["takestan", "2602", "تاکستان", "qazvin/takestan", "26/2602", "قزوین/تاکستان"]
)
def test_the_parameters_of_a_brief_name_its_area_in_every_writing(qazvin, county):
    brief = qazvin.brief("county_brief", {"year": 1397, "county": county, "lang": "fa"})
    assert brief.parameters == {"year": 1397, "county": "takestan", "lang": "fa"}
    assert list(brief.parameters) == list(NOTEBOOKS["county_brief"])
    assert brief.title() == "county_brief 1397 takestan fa"


def test_the_county_of_a_notebook_is_always_a_county(qazvin):
    for county in ("qazvin", "قزوین", "البرز"):
        assert (
            qazvin.brief("county_brief", {"year": 1397, "county": county, "lang": "fa"}).area.level
            == "county"
        )
    province = qazvin.brief("province_brief", {"year": 1397, "province": "qazvin", "lang": "fa"})
    assert province.area.code == "26"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"county": "takistan"},
            "county 'takistan' is not an area of Qazvin. Did you mean 'takestan' (2602)?",
        ),
        ({"county": "tehran"}, "county 'tehran' is not an area of Qazvin."),
        ({"county": "0001"}, "county '0001' is not an area of Qazvin."),
        ({"county": 2602}, "county 2602 is not text"),
        ({"county": None}, "county None is not text"),
        ({"county": ""}, "county '' is not an area of Qazvin."),
        ({"county": "gilan/takestan"}, "is not an area of Qazvin."),
        ({"year": 1379}, "year 1379 is not published; the suite has 1396, 1397. Did you mean '1397'?"),
        ({"year": 1390}, "year 1390 is not published; the suite has 1396, 1397. Did you mean '1396'?"),
        ({"year": 1398}, "year 1398 is not published; the suite has 1396, 1397. Did you mean '1397'?"),
        ({"year": "1397"}, "year '1397' is not a whole number"),
        ({"year": 1397.0}, "year 1397.0 is not a whole number"),
        ({"year": True}, "year True is not a whole number"),
        ({"lang": "fr"}, "lang 'fr' is not published; the suite has fa, en."),
        ({"lang": None}, "lang None is not published"),
        (
            {"language": "fa"},
            "unknown parameter 'language'; it takes year, county, lang. Did you mean 'lang'?",
        ),
    ],
)
def test_a_fault_of_a_parameter_is_said_with_the_notebook(qazvin, change, says):
    message = refusal(
        qazvin.brief, "county_brief", {"year": 1397, "county": "takestan", "lang": "fa"} | change
    )
    assert message.startswith("county_brief.ipynb: ")
    assert says in message


def test_all_faults_of_the_parameters_are_said_at_once(qazvin):
    message = refusal(qazvin.brief, "county_brief", {"year": "x", "county": "nowhere", "language": "en"})
    assert len(message.splitlines()) == 4  # the year, the county, one unknown, one missing
    assert "the parameter 'lang' is missing" in message


def test_indicators_are_counted_for_a_year_and_county_of_the_suite(qazvin):
    assert qazvin.indicators(1397, "takestan").code == "2602"
    assert len(refusal(qazvin.indicators, 1300, "nowhere").splitlines()) == 2


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("2602", "2602"),
        ("takestan", "2602"),
        ("تاکستان", "2602"),
        ("qazvin/takestan", "2602"),
        ("qazvin-province", "26"),
        ("26", "26"),
        ("qazvin/qazvin", "2603"),
        ("alborz", "2605"),
        ("استان قزوین", "26"),
        ("شهرستان قزوین", "2603"),
    ],
)
def test_a_command_names_an_area_so(qazvin, asked, code):
    assert qazvin.any_area(asked, "--area").code == code


@pytest.mark.parametrize("asked", ["qazvin", "قزوین", "Ghazvin"])
def test_an_ambiguous_name_is_refused_with_the_candidates(qazvin, asked):
    message = refusal(qazvin.any_area, asked, "--area")
    assert "qazvin/qazvin" in message
    assert "qazvin-province" in message


@pytest.mark.parametrize("asked", ["nowhere", "tehran", "IR", "gilan/takestan", "tehran-province", ""])
def test_an_area_off_the_suite_is_refused(qazvin, asked):
    assert refusal(qazvin.any_area, asked, "--area").startswith("--area: ")


def test_a_name_of_two_counties_of_the_suite_is_refused_with_both(suite_of):
    areas = Areas(
        [
            Area(NATION, "ایران", "Iran"),
            Area("01", "یک", "One", NATION),
            Area("02", "دو", "Two", NATION),
            Area("0101", "ده", "Deh", "01"),
            Area("0201", "ده", "Deh", "02"),
        ]
    )
    suite = suite_of(areas, provinces='"all"')
    message = refusal(suite.area, "ده", "county", "here")
    assert message == "here: 'ده' is more than one county of the suite: one/deh, two/deh."
    assert [suite.area(name, "county", "here").code for name in ("one/deh", "two/deh")] == ["0101", "0201"]


def test_the_nation_is_an_area_of_a_suite_of_all(suite_of, iran):
    assert suite_of(iran, provinces='"all"').any_area("IR", "--area").code == NATION
