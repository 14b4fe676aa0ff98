"""
Pages and papers look as they did. `make pictures` makes the pictures anew; look at each before you commit it.

The tolerances stand in `likeness.py`; `pictures/made.toml` says what the pictures were made with: under the same Chromium
screens must be the same to the pixel, under another one only so far as its letters allow. Papers always must.
"""

import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from likeness import OTHER, SAME, difference, side_by_side
from PIL import Image
from shots import SHOTS, office, png, render, take

from karnameh.files import write_atomically

PICTURES = Path(__file__).parent / "pictures"
MADE = PICTURES / "made.toml"
MOST, MOST_IN_ALL = 60 * 1024, 1024 * 1024


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The documents that are pictured."""
    place = tmp_path_factory.mktemp("pictured")
    return render(office(place / "office"), place / "made")


@pytest.fixture(scope="module")
def faults(tmp_path_factory):
    """Where new pictures and differences are left for a person to look at."""
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="module")
def tools(browser):
    """What pictures are made with."""
    return {"chromium": browser.version, "pypdfium2": version("pypdfium2"), "pillow": version("pillow")}


@pytest.fixture(scope="module")
def renewing(request, tools):
    """Whether pictures are to be made anew; then it is also written what they are made with."""
    if not request.config.getoption("--renew-pictures"):
        return False
    for old in {path.stem for path in PICTURES.glob("*.png")} - {str(shot) for shot in SHOTS}:
        (PICTURES / f"{old}.png").unlink()
    text = "# What the pictures beside this file were made with.\n"
    write_atomically(MADE, (text + "".join(f'{name} = "{said}"\n' for name, said in tools.items())).encode())
    return True


@pytest.mark.parametrize("shot", SHOTS, ids=str)
def test_it_looks_as_it_did(shot, folder, opened, faults, tools, renewing):
    stored, new = PICTURES / f"{shot}.png", take(shot, folder, opened)
    if renewing:
        write_atomically(stored, png(new))
    for path in (stored, MADE):
        assert path.is_file(), (
            f"{path.name} is missing: run 'make pictures', look at what it makes, and commit it"
        )
    tolerance = SAME if shot.paper or _made_with()["chromium"] == tools["chromium"] else OTHER
    kept = Image.open(stored)
    apart = difference(kept, new, tolerance)
    if not apart.within(tolerance):
        new.save(faults / stored.name)
        side_by_side(kept, new).save(faults / f"{shot}-difference.png")
        pytest.fail(
            f"{stored.name}: {apart}. Kept, new and difference lie in {faults}. If it is meant to look like this, "
            f"run 'make pictures' and look at each. {_others(tools)}"
        )


def _made_with() -> dict[str, str]:
    """What the kept pictures were made with."""
    return tomllib.loads(MADE.read_text(encoding="utf-8"))


def _others(tools: dict[str, str]) -> str:
    """A sentence where the pictures were made with other versions."""
    then = _made_with()
    other = [f"{name} {then[name]}, now {now}" for name, now in tools.items() if then[name] != now]
    return f"They were made with {'; '.join(other)}." if other else ""


_WIDE = next(shot for shot in SHOTS if str(shot) == "county-wide.fa")
_CHANGES = {
    "a colour": "document.documentElement.style.setProperty('--main', '#00664e')",
    "the tint of the cards": "document.documentElement.style.setProperty('--wash', '#fdf6ee')",
    "a panel moved": "document.querySelector('.panel').style.cssText = 'position: relative; inset-inline-start: 6px'",
    "a digit in a card": "document.querySelector('.value span').textContent = '۸'",
    "a digit in a table": "document.querySelector('.tables td span').textContent = '۸'",
}


def test_the_same_page_makes_the_same_picture(folder, opened):
    first, again = (take(_WIDE, folder, opened) for _ in range(2))
    assert difference(first, again, SAME).within(SAME)


@pytest.mark.parametrize("change", _CHANGES)
def test_a_change_is_caught(change, folder, opened):
    first, changed = take(_WIDE, folder, opened), take(_WIDE, folder, opened, _CHANGES[change])
    assert not difference(first, changed, SAME).within(SAME)


def test_what_has_moved_is_caught_in_another_browser_too(folder, opened):
    first, moved = take(_WIDE, folder, opened), take(_WIDE, folder, opened, _CHANGES["a panel moved"])
    assert not difference(first, moved, OTHER).within(OTHER)


def test_letters_drawn_a_hair_further_are_no_change_in_another_browser(folder, opened):
    nudge = "document.querySelector('main').style.transform = 'translate(.25px, .25px)'"
    first, nudged = take(_WIDE, folder, opened), take(_WIDE, folder, opened, nudge)
    assert difference(first, nudged, OTHER).within(OTHER)
    assert not difference(first, nudged, SAME).within(SAME)


def test_no_picture_is_kept_that_is_not_looked_at():
    assert {path.stem for path in PICTURES.glob("*.png")} <= {str(shot) for shot in SHOTS}
    assert len({str(shot) for shot in SHOTS}) == len(SHOTS)


def test_the_pictures_are_light():
    sizes = {path.name: path.stat().st_size for path in PICTURES.glob("*.png")}
    assert not {name: size for name, size in sizes.items() if size > MOST}
    assert sum(sizes.values()) <= MOST_IN_ALL
