"""Run the real notebooks on the tiny office and keep what they show: `make golden`. Look at the diff."""

import re
import sys
from pathlib import Path

import nbformat

from karnameh.build import publish
from karnameh.execute.run import execute
from karnameh.execute.workers import Local
from karnameh.files import write_atomically
from karnameh.progress import Progress
from karnameh.suite import Project

OFFICE = Path(__file__).parents[1] / "office"
GOLDEN = OFFICE / "golden"
#: Pictures are passed over, here and (in `sanitize.cfg`) by nbval; their alt texts hold their data and are compared.
SVG = re.compile(r"(?s)(<svg [^>]*)>.*?</svg>")
YEAR, COUNTY, PROVINCE = 1397, "miandasht", "nemuneh"
RUNS = {
    "county_brief": {"year": YEAR, "county": COUNTY},
    "province_brief": {"year": YEAR, "province": PROVINCE},
    "press_note": {"year": YEAR, "province": PROVINCE},
    "reconciliation": {"province": PROVINCE},
}


def runs() -> dict[str, tuple[str, dict[str, object]]]:
    """Name of the golden notebook → the notebook and its parameters."""
    found = {
        f"{name}.{lang}": (name, given | {"lang": lang})
        for name, given in RUNS.items()
        for lang in ("fa", "en")
    }
    return found | {"indicators": ("indicators", {"year": YEAR, "county": COUNTY})}


def without_pictures(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook with each drawing cut out, its alt text kept."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output["data"] = {kind: SVG.sub(r"\1>", text) for kind, text in output.get("data", {}).items()}
    return notebook


def main() -> None:
    project = Project(OFFICE)
    with Local() as crew:
        publish(project, Progress(), crew)
    for name, (notebook, parameters) in runs().items():
        print(name, file=sys.stderr)
        executed = execute(
            project.notebooks / f"{notebook}.ipynb",
            parameters,
            project.derived / "golden.ipynb",
            GOLDEN,
            project.derived / "failed" / f"{name}.ipynb",
        )
        write_atomically(GOLDEN / f"{name}.ipynb", nbformat.writes(without_pictures(executed)).encode())


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    main()
