"""What a notebook runs, and what of the project's folder its cells can import."""

import json

import pytest

from karnameh.errors import NotebookError
from karnameh.execute.cells import beside, cells_of, what_runs

TEXT = """import pandas as pd, helper
  from parts.more import thing
import os.path, other.deep as o
%matplotlib inline
x = 1; import after
try: import \\
    tried
except ImportError: pass
%run -i script.py
"""


@pytest.fixture
def root(tmp_path):
    for name, text in {
        "helper.py": "def f():\n    import second\n",
        "second.py": "import helper\n",
        "parts/__init__.py": "",
        "parts/more.py": "from third import x\n",
        "third.py": "",
        "other/deep.py": "",
        "never.py": "",
        "after.py": "",
        "tried.py": "",
        "script.py": "",
        "matplotlibrc": "font.size: 8\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def notebook(root, *sources):
    cells = [{"cell_type": "code", "id": "a", "metadata": {}, "source": [*source]} for source in sources]
    path = root / "notebooks" / "one.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"cells": cells}))
    return path


def test_what_cells_can_import_is_found_and_what_that_can(root):
    found = beside(root, cells_of(notebook(root, TEXT.splitlines(keepends=True))))
    assert {path.relative_to(root).as_posix() for path in found} == {
        *("helper.py", "second.py", "third.py", "parts/__init__.py", "parts/more.py", "other/deep.py"),
        *("after.py", "tried.py", "script.py"),
        "matplotlibrc",
    }


@pytest.mark.parametrize("name", ["second.py", "parts/more.py", "matplotlibrc"])
def test_a_change_of_it_is_a_change_of_what_runs(root, name):
    path = notebook(root, TEXT)
    before = what_runs(path, root)
    (root / "never.py").write_text("changed = 1\n")
    assert what_runs(path, root) == before
    (root / name).write_text("changed = 1\n")
    assert what_runs(path, root) != before


@pytest.mark.parametrize(
    "text",
    ["<<<<<<< HEAD\n{}", "[]", "{}", '{"cells": 3}', '{"cells": [3]}', '{"cells": [{"metadata": {}}]}'],
)
def test_what_is_no_notebook_is_named_with_what_to_do(root, text):
    path = notebook(root)
    path.write_text(text)
    with pytest.raises(NotebookError, match=r"notebooks/one\.ipynb: it cannot be read .* merge"):
        cells_of(path)
    path.unlink()
    with pytest.raises(NotebookError, match=r"notebooks/one\.ipynb: there is no such notebook"):
        cells_of(path)
