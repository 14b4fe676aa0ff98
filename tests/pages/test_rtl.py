"""The kinds of right-to-left check that need a browser; `tests/rtl/kinds.py` lists them all."""

import pytest

from rtl.office import documents, hard_office
from rtl.on_pages import on_page
from rtl.screen import Screen


@pytest.fixture(scope="module")
def screen(opened, tmp_path_factory):
    """The documents of the office with hard names, in one tab."""
    folder = tmp_path_factory.mktemp("rtl")
    made = documents(hard_office(folder / "office"), folder / "made")
    with opened(width=1200) as tab:
        yield Screen(tab, made)


@pytest.mark.parametrize("kind", on_page)
def test_in_a_browser(kind, screen):
    on_page[kind](screen)
