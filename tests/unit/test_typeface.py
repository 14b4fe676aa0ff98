"""Whose letters the type is made of: what is found where, what the suite may say, and what follows from it."""

from pathlib import Path

import pytest

from karnameh.errors import ParameterError, RenderError
from karnameh.execute.inputs import REASONS, Inputs
from karnameh.publication import Publication
from karnameh.render import fonts, typeface
from karnameh.suite import Project

OFFICE = Path(__file__).parents[1] / "office"
STATIC = ("Vazirmatn-Regular.ttf", "Vazirmatn-Bold.ttf")


@pytest.fixture(autouse=True)
def machine(tmp_path, monkeypatch) -> Path:
    """A machine without fonts: its folder of all users; `home` beside it."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("WINDIR", str(tmp_path / "none"))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "usr" / "share"))
    return tmp_path / "usr" / "share"


def saying(office: Path, typeface: str | None) -> Project:
    """The tiny office with another typeface in its suite."""
    path = office / "params" / "suite.toml"
    lines = [line for line in path.read_text().splitlines() if not line.startswith("typeface")]
    path.write_text("\n".join([*lines, f'typeface = "{typeface}"' if typeface else ""]))
    return Project(office)


def install(folder: Path, *names: str) -> Path:
    """Files that bear the names of fonts."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_bytes(name.encode())
    return folder


def places(found: typeface.Typeface) -> list[str]:
    return [Path(str(file)).name for file in found.files.values()]


def test_a_machine_without_vazirmatn_has_noto(office):
    assert typeface.typeface(saying(office, None)).name == "noto"
    assert typeface.typeface(Project(office / "no project at all")).name == "noto"


@pytest.mark.parametrize(
    "folder",
    [
        "office/node_modules/vazirmatn/fonts/ttf",
        "home/.local/share/fonts",
        "home/.fonts/persian",
        "home/Library/Fonts",
        "usr/share/fonts/truetype/vazirmatn",
    ],
)
def test_vazirmatn_is_found_where_fonts_are_installed(office, tmp_path, folder):
    install(tmp_path / folder, *STATIC)
    found = typeface.typeface(saying(office, "auto"))
    assert (found.name, places(found)) == ("vazirmatn", list(STATIC))


def test_the_data_folder_of_a_person_may_lie_elsewhere(office, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "elsewhere"))
    install(tmp_path / "elsewhere" / "fonts", *STATIC)
    assert typeface.typeface(saying(office, "auto")).name == "vazirmatn"


def test_the_projects_own_package_comes_before_the_machines(office, machine):
    install(machine / "fonts", *STATIC)
    own = install(office / "node_modules" / "vazirmatn" / "fonts", *STATIC)
    assert typeface.typeface(saying(office, "auto")).place == str(own)


def test_one_file_of_all_weights_will_do_but_two_of_one_weight_each_are_taken_first(office, machine):
    install(machine / "fonts", "Vazirmatn[wght].ttf", STATIC[0])
    project = saying(office, "auto")
    assert places(typeface.typeface(project)) == ["Vazirmatn[wght].ttf"] * 2
    install(machine / "fonts", *STATIC)
    assert places(typeface.typeface(project)) == list(STATIC)


@pytest.mark.parametrize(
    "names", [STATIC[:1], ("Vazirmatn-UI-Regular.ttf", "Vazirmatn-RD[wght].ttf"), ("Vazir.ttf",)]
)
def test_half_of_it_or_a_sibling_is_not_it(office, machine, names):
    install(machine / "fonts", *names)
    assert typeface.typeface(saying(office, "auto")).name == "noto"


def test_a_suite_that_says_noto_gets_noto(office, machine):
    install(machine / "fonts", *STATIC)
    assert typeface.typeface(saying(office, "noto")).name == "noto"


def test_vazirmatn_that_is_asked_for_and_missing_is_an_error_that_says_how_to_get_it(office):
    with pytest.raises(
        ParameterError, match="(?s)'vazirmatn' is not installed.*npm install --no-save vazirmatn.*\"auto\""
    ):
        typeface.typeface(saying(office, "vazirmatn"))


def test_another_typeface_is_refused_with_those_there_are(office):
    with pytest.raises(
        ParameterError, match="typeface has 'vazir'; known: auto, noto, vazirmatn. Did you mean 'vazirmatn'"
    ):
        _ = saying(office, "vazir").suite


def test_the_doctor_says_which_is_used_and_how_to_get_the_better_one(office, machine):
    told = typeface.told(saying(office, "auto"))
    assert told.startswith("Noto Sans Arabic 2.") and "npm install --no-save vazirmatn" in told
    assert "Vazirmatn" not in typeface.told(saying(office, "noto"))


def test_a_file_that_is_no_font_is_named(office, machine):
    install(machine / "fonts", *STATIC)
    with pytest.raises(
        RenderError, match=r"Vazirmatn-Regular.ttf: not readable as a font.*typeface = \"noto\""
    ):
        typeface.told(saying(office, "auto"))


def test_pages_are_made_again_once_vazirmatn_is_installed(office, machine):
    project = saying(office, "auto")
    brief, publication = next(project.suite.briefs()), Publication.read(Project(OFFICE).publication)
    before = Inputs(project, publication, "an engine").of(brief, (), "html")
    install(machine / "fonts", *STATIC)
    after = Inputs(project, publication, "an engine").of(brief, (), "html")
    assert {name for name in after if before[name] != after[name]} == {"type"}
    assert REASONS["type"] == "type changed"


def test_the_place_of_a_font_does_not_matter_only_what_it_is(office, tmp_path, machine):
    project = saying(office, "auto")
    install(machine / "fonts", *STATIC)
    there = fonts.recipe(project)
    install(tmp_path / "home" / ".fonts", *STATIC)
    assert fonts.recipe(project) == there
    (tmp_path / "home" / ".fonts" / STATIC[0]).write_bytes(b"another version")
    assert fonts.recipe(project) != there
