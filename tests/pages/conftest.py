"""One browser, and every page and paper that a build leaves; `--reports FOLDER` looks at one that is there already."""

import shutil
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(Path(__file__).parent)]

from findings import LOOK  # noqa: E402
from published import Published, built  # noqa: E402

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_addoption(parser):
    parser.addoption(
        "--reports",
        type=Path,
        help="a folder of finished reports to look at, in place of building the office",
    )
    parser.addoption("--renew-pictures", action="store_true", help="make the pictures anew, compare nothing")


@pytest.fixture(scope="session")
def published(request, tmp_path_factory) -> Published:
    """Every page and paper: of the tiny office and of the worst cases, or of the folder that is asked for."""
    asked = request.config.getoption("--reports")
    if asked:
        return Published({"": asked.resolve()})
    return Published(built(tmp_path_factory.mktemp("published")))


@pytest.fixture(scope="session")
def browser():
    found = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def opened(browser):
    """A tab of a window of its own; what it is asked are the questions of look.js."""

    @contextmanager
    def open_tab(width: int = 1280, height: int = 900, **how):
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True, **how)
        context.set_default_timeout(20_000)
        yield context.new_page()
        context.close()

    return open_tab


@pytest.fixture(scope="session")
def each_page(opened, published):
    """Every page in turn, freshly opened in one tab and ready to be asked."""

    def visit(width: int = 1280, height: int = 900, **how):
        with opened(width, height, **how) as tab:
            for page in published.pages:
                tab.emulate_media(color_scheme="light", forced_colors="none", media="screen")
                tab.set_viewport_size({"width": width, "height": height})
                tab.goto(page.file.as_uri())
                tab.evaluate(LOOK)
                yield page, tab

    return visit
