"""The worst cases as pages and papers, made once."""

import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(Path(__file__).parent)]

import worst  # noqa: E402

#: A county's pages in every case, the rest where it adds something: `make test` is to stay quick. `make test-pages`
#: makes them all.
ONLY = {
    "province_brief": {"largest", "hidden", "long", "ordinary"},
    "reconciliation": {"largest", "hidden"},
}


def wanted(case: str, notebook: str) -> bool:
    return case in ONLY.get(notebook, {case})


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> dict[worst.Key, worst.Made]:
    """(case, notebook, language) → what was made of it."""
    return worst.render(tmp_path_factory.mktemp("worst"), wanted)


def pytest_generate_tests(metafunc):
    """A test that asks for `page` is asked of every page by its own name; of `twins`, of every page and its twin."""
    from karnameh.suite import LANGUAGES, NOTEBOOKS, Project

    names = worst.cases(Project(worst.ROOT).areas)
    both = [(case, notebook) for case in names for notebook in NOTEBOOKS if wanted(case, notebook)]
    if "key" in metafunc.fixturenames:
        keys = [(*pair, lang) for pair in both for lang in LANGUAGES]
        metafunc.parametrize("key", keys, ids=" ".join)
    if "pair" in metafunc.fixturenames:
        metafunc.parametrize("pair", both, ids=" ".join)


@pytest.fixture
def page(made, key) -> worst.Made:
    return made[key]


@pytest.fixture
def twins(made, pair) -> tuple[worst.Made, worst.Made]:
    return made[(*pair, "fa")], made[(*pair, "en")]
