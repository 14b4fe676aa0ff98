"""What the documents say is there."""

import json
import re
from pathlib import Path

import pytest

from karnameh.cli import commands
from karnameh.indicators.catalogue import INDICATORS
from karnameh.registers.schema import TABLES

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    ROOT / name
    for name in (
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "data/README.md",
        "docs/data.md",
        "docs/indicators.md",
        "docs/publishing.md",
        "docs/registers.md",
        "docs/type.md",
        "docs/words.md",
    )
]
TEXTS = {
    path.name if path.parent == ROOT else str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in DOCUMENTS
}


@pytest.mark.parametrize("name", TEXTS)
def test_every_command_that_a_document_names_exists(name):
    named = set(re.findall(r"`(?:\.venv/bin/)?karnameh ([a-z]+)", TEXTS[name]))
    assert named <= set(commands.commands)


@pytest.mark.parametrize("name", TEXTS)
def test_every_make_target_that_a_document_names_exists(name):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", TEXTS[name], re.M)) <= targets


@pytest.mark.parametrize("name", TEXTS)
def test_every_path_that_a_document_names_exists(name):
    made = ("reports/", "data/registers", "data/derived", "data/quarantine", ".venv")
    named = re.findall(
        r"`((?:src|tests|notebooks|params|data|docs|benchmarks|languages|tools)/[\w./-]*|[\w-]+\.(?:md|toml|yml))`",
        TEXTS[name],
    )
    missing = [
        path
        for path in named
        if not path.startswith(made) and not list(ROOT.glob(path)) and not list(ROOT.rglob(path))
    ]
    assert not missing


@pytest.mark.parametrize("name", TEXTS)
def test_every_picture_that_a_document_shows_exists(name):
    assert all((ROOT / path).is_file() for path in re.findall(r"!\[[^]]*\]\(([^)]+)\)", TEXTS[name]))


def test_every_command_is_documented():
    assert set(commands.commands) <= set(re.findall(r"karnameh ([a-z]+)", TEXTS["README.md"]))


def test_every_indicator_and_breakdown_is_defined_in_the_docs():
    text = TEXTS["docs/indicators.md"]
    names = {*INDICATORS, *(b.name for i in INDICATORS.values() for b in i.breakdowns)}
    assert not [name for name in names if f"`{name}`" not in text]


def test_the_docs_of_the_registers_are_the_schema():
    text = TEXTS["docs/registers.md"]
    for table in TABLES.values():
        part = text.split(f"## {table.name}")[1].split("\n## ")[0]
        assert re.findall(r"^\| `(\w+)` \|", part, re.M) == [column.name for column in table.columns]
        assert all(f"`{code}`" in part for column in table.columns for code in column.codes)
        assert all(heading in part for column in table.columns for heading in column.headings)


def test_the_architecture_names_every_module():
    text = TEXTS["ARCHITECTURE.md"]
    package = ROOT / "src" / "karnameh"
    names = {path.stem for path in package.glob("*.py")} | {
        path.name for path in package.iterdir() if (path / "__init__.py").is_file()
    }
    assert not [name for name in names - {"__init__", "__main__"} if f"`{name}" not in text]


def test_locked_files_name_no_address():
    for path in ROOT.glob("requirements*.lock"):
        assert "://" not in path.read_text()
        assert "--hash=sha256:" in path.read_text()


def test_every_data_file_has_its_birth_certificate():
    import hashlib
    import tomllib

    for path in [*ROOT.glob("data/reference/*.csv"), *ROOT.glob("data/published/*.csv")]:
        sidecar = tomllib.loads(path.with_suffix("").with_suffix(".source.toml").read_text(encoding="utf-8"))
        assert {"title", "source", "licence", "accessed", "sha256"} <= set(sidecar)
        assert sidecar["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_notebooks_open_on_the_kernel_that_make_lab_brings():
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        assert json.loads(path.read_text())["metadata"]["kernelspec"]["name"] == "python3"
