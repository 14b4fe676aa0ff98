"""A notebook is a page, not a program."""

import ast
import json
import re
from pathlib import Path

import pytest

from karnameh.suite import NOTEBOOKS

FOLDER = Path(__file__).parents[2] / "notebooks"
ALL = sorted(path.stem for path in FOLDER.glob("*.ipynb"))
FORBIDDEN = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try, ast.With, ast.Lambda, ast.If)


def cells(name):
    return json.loads((FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]


def code(name):
    return [cell for cell in cells(name) if cell["cell_type"] == "code"]


def test_the_notebooks_are_those_of_the_contract():
    assert set(ALL) == {*NOTEBOOKS, "indicators"}


@pytest.mark.parametrize("name", ALL)
def test_a_notebook_is_committed_without_outputs(name):
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code(name))


@pytest.mark.parametrize("name", ALL)
def test_a_notebook_has_few_short_cells_that_define_nothing(name):
    shown = code(name)
    assert len(shown) <= 14
    for cell in shown:
        source = "".join(cell["source"])
        assert len(source.splitlines()) <= 20, cell["id"]
        assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, FORBIDDEN)], cell["id"]


@pytest.mark.parametrize("name", ALL)
def test_the_cells_of_a_notebook_have_names(name):
    ids = [cell["id"] for cell in cells(name)]
    assert len(set(ids)) == len(ids)
    assert all(
        re.fullmatch(r"[a-z_-]+", cell_id) and not re.fullmatch(r"[0-9a-f]{8}", cell_id) for cell_id in ids
    )


@pytest.mark.parametrize("name", ALL)
def test_a_notebook_imports_only_from_the_package(name):
    sources = "\n".join("".join(cell["source"]) for cell in code(name))
    modules = {node.module for node in ast.walk(ast.parse(sources)) if isinstance(node, ast.ImportFrom)}
    assert modules == {"karnameh"}
    assert not [node for node in ast.walk(ast.parse(sources)) if isinstance(node, ast.Import)]


@pytest.mark.parametrize("name", ALL)
def test_the_parameters_are_annotated_and_explained(name):
    first = cells(name)[0]
    assert first["metadata"]["tags"] == ["parameters"]
    statements = ast.parse("".join(first["source"])).body
    expected = NOTEBOOKS.get(name, ("year", "county"))
    assert tuple(statement.target.id for statement in statements) == expected
    assert all("  # " in line for line in first["source"])


@pytest.mark.parametrize("name", sorted(NOTEBOOKS))
def test_a_brief_notebook_opens_a_brief_and_no_registers(name):
    sources = "\n".join("".join(cell["source"]) for cell in code(name))
    assert "open_brief" in sources
    assert "open_registers" not in sources
