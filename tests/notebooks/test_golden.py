"""The golden notebooks are the real ones, and the golden figures are what the registers give."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from golden import GOLDEN, OFFICE, runs  # noqa: E402

from karnameh.build import publish  # noqa: E402
from karnameh.execute.workers import Local  # noqa: E402
from karnameh.progress import Progress  # noqa: E402
from karnameh.suite import Project  # noqa: E402

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def sources(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [(cell["id"], "".join(cell["source"])) for cell in cells if cell["id"] != "injected-parameters"]


@pytest.mark.parametrize("name", runs())
def test_a_golden_notebook_is_the_real_one(name):
    assert sources(GOLDEN / f"{name}.ipynb") == sources(NOTEBOOKS / f"{runs()[name][0]}.ipynb")


def test_there_is_a_golden_notebook_for_each_notebook_and_language():
    assert {path.stem for path in GOLDEN.glob("*.ipynb")} == set(runs())


def test_the_golden_publication_is_what_the_registers_give(office):
    golden = (OFFICE / "data" / "derived" / "publication.csv").read_bytes()
    with Local() as crew:
        publish(Project(office), Progress(quiet=True), crew)
    assert (office / "data" / "derived" / "publication.csv").read_bytes() == golden
