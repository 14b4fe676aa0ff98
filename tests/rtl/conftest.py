"""The hard office, its documents and charts, made once."""

from types import SimpleNamespace

import pytest

from inprocess import show
from karnameh.render.fonts import make_fonts

from .drawing import recorded
from .office import DOCUMENTS, documents, hard_office


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """The tiny office with hard names and large figures."""
    return hard_office(tmp_path_factory.mktemp("rtl") / "office")


@pytest.fixture(scope="session")
def made(project):
    """The folder of its documents."""
    return documents(project, project.root.parent / "made")


@pytest.fixture(scope="session")
def charts(project):
    """The charts of its briefs in both languages, and the type they are drawn in."""
    fonts = tuple(make_fonts(project))
    drawn = {}
    for lang in ("fa", "en"):
        with recorded(fonts) as drawn[lang]:
            for name, given in DOCUMENTS.values():
                if name in ("county_brief", "province_brief") and given["lang"] == "fa":
                    show(project, name, **given | {"lang": lang})
    return SimpleNamespace(fonts=fonts, **drawn)
