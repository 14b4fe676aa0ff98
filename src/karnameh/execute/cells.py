"""What a notebook runs: its cells, and what lies in the project's folder for them to import."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from karnameh.errors import NotebookError
from karnameh.files import sha256, sha256_of

#: Wherever a statement may begin; and what a cell has IPython run.
_IMPORT = re.compile(
    r"(?:^|[;:])[ \t]*(?:from\s+(\w+)[\w.]*\s+import\b|import\s+(\w[\w.,\t ]*)|%run\s+(?:-\w+\s+)*(\w+)\.py\b)",
    re.M,
)
_OURS = "karnameh"
#: How charts of analysts look, where a project has such a file.
_LOOKS = "matplotlibrc"


def what_runs(notebook: Path, root: Path) -> str:
    """
    A hash of what runs; who ran a notebook in JupyterLab and saved what came out has changed nothing.

    Raises: NotebookError for a file that is no notebook.
    """
    cells = cells_of(notebook)
    told = [
        (cell["cell_type"], cell.get("id"), cell["metadata"].get("tags"), "".join(cell["source"]))
        for cell in cells
    ]
    return sha256((repr(told) + sha256_of(beside(root, cells), root)).encode())


def cells_of(notebook: Path) -> list[dict]:
    """
    The cells as they are in the file.

    Raises: NotebookError where there is no such file, or it is no notebook.
    """
    where = f"{notebook.parent.name}/{notebook.name}"
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        if all(
            isinstance(cell["metadata"], dict) and "cell_type" in cell and "source" in cell for cell in cells
        ):
            return cells
        says = "a cell lacks its type or source"
    except FileNotFoundError:
        raise NotebookError(f"{where}: there is no such notebook. Put it back, as with git.") from None
    except (ValueError, KeyError, TypeError) as error:
        says = f"{type(error).__name__}: {error}"
    raise NotebookError(
        f"{where}: it cannot be read as a notebook ({says}). Look for marks that a merge has left in it, or put back "
        "an earlier one, as with git."
    )


def beside(root: Path, cells: Sequence[dict]) -> list[Path]:
    """Files in the project's folder, which kernels of a build run in, that cells can import, and what those can."""
    found = {path for path in [root / _LOOKS] if path.is_file()}
    waiting = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    while waiting:
        for name in _imported(waiting.pop()):
            new = set(_modules(root, name)) - found
            found |= new
            waiting += [path.read_text(encoding="utf-8", errors="replace") for path in new]
    return sorted(found)


def _imported(text: str) -> Iterator[str]:
    """The first parts of the names that a text imports, wherever in it."""
    for source, names, run in _IMPORT.findall(text.replace("\\\n", " ")):
        yield from filter(None, (source, run))
        yield from (re.match(r"\s*(\w*)", name)[1] for name in names.split(","))


def _modules(root: Path, name: str) -> list[Path]:
    if not name or name == _OURS:
        return []
    module, package = root / f"{name}.py", root / name
    return [module] if module.is_file() else [path for path in package.rglob("*.py") if path.is_file()]
