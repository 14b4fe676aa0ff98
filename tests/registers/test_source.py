"""Where registers lie: a state of theirs, whoever is at work on them, links, mount points, and what a kill leaves."""

import json
import os
import shutil
from pathlib import Path

import pytest

from karnameh import files
from karnameh.cli import commands
from karnameh.errors import KarnamehError, RegisterError
from karnameh.progress import Progress
from karnameh.registers.ingest import ingest
from karnameh.registers.read import check_registers
from karnameh.registers.source import Source
from karnameh.registers.turns import to_oneself
from karnameh.suite import Project

OFFICE = Path(__file__).parents[1] / "office"


def laid_down(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"rows")
    return Source(folder)


@pytest.mark.parametrize("other", ["purchases.old/b.csv", "b.csv", "visits/b.csv"])
def test_where_a_file_lies_is_a_part_of_the_state(tmp_path, other):
    one = laid_down(tmp_path / "one", "purchases/a.csv", "purchases/b.csv")
    two = laid_down(tmp_path / "two", "purchases/a.csv", other)
    same = laid_down(tmp_path / "three", "purchases/a.csv", "purchases/b.csv")
    assert one.fingerprint() == same.fingerprint() != two.fingerprint()
    assert one.state("4001") == same.state("4001") != two.state("4001")


def test_so_it_is_in_a_folder_of_ours(tmp_path):
    one = laid_down(tmp_path / "one", "purchases/4001.parquet", "visits/4002.parquet")
    two = laid_down(tmp_path / "two", "visits/4001.parquet", "visits/4002.parquet")
    for folder in (one.folder, two.folder):
        (folder / "source.json").write_text('{"partitioned_by": "county"}')
    assert one.state("4001") != two.state("4001") and one.state("4002") == two.state("4002")


@pytest.mark.parametrize("text", ["", "{", "3", '["synthetic"]'])
def test_a_damaged_note_on_the_registers_stops_with_what_to_do(tmp_path, text):
    (tmp_path / "source.json").write_text(text)
    with pytest.raises(RegisterError, match=r"source\.json: .* damaged.*put back"):
        Source(tmp_path).synthetic  # noqa: B018


@pytest.fixture
def real(office):
    """The office, of whose registers nothing says that they are made up."""
    (office / "data" / "registers" / "source.json").unlink()
    return office


def test_registers_behind_a_link_are_changed_where_they_are(real):
    office = real
    secure = office.parent / "secure"
    shutil.move(office / "data" / "registers", secure)
    (office / "data" / "registers").symlink_to(secure)
    export = office.parent / "visits.csv"
    shutil.copy(
        next((secure / "visits").glob("*")) if (secure / "visits").is_dir() else secure / "visits.csv", export
    )
    for _ in range(2):
        outcome = ingest([export], Project(office))
        assert outcome.code in (0, 20)
    assert (office / "data" / "registers").is_symlink()
    assert json.loads((secure / "source.json").read_text())["partitioned_by"] == "county"
    assert [path.name for path in (office / "data").iterdir() if path.name.startswith(".registers")] == []


@pytest.fixture
def killed_between(real):
    """A call was killed between the two renames, where the system cannot exchange names."""
    registers = real / "data" / "registers"
    registers.rename(files.aside(registers))
    return real


def test_a_sample_does_not_take_the_place_of_registers_that_stepped_aside(killed_between):
    before = sorted(path.name for path in files.aside(killed_between / "data" / "registers").iterdir())
    commands(["--project", str(killed_between), "--quiet", "sample", "--if-none"], standalone_mode=False)
    assert sorted(path.name for path in (killed_between / "data" / "registers").iterdir()) == before
    with pytest.raises(KarnamehError, match="not synthetic"):
        commands(["--project", str(killed_between), "--quiet", "sample"], standalone_mode=False)


def test_a_folder_that_comes_back_is_not_replaced(tmp_path):
    new, folder = tmp_path / "new", tmp_path / "folder"
    for place in (new, files.aside(folder)):
        place.mkdir()
        (place / place.name).touch()
    with pytest.raises(FileExistsError, match="killed"):
        files.swap_folders(new, folder)
    assert os.listdir(folder) == [files.aside(folder).name] and new.is_dir()


def test_a_mount_point_is_refused_before_anything_is_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(os.path, "ismount", lambda path: path == tmp_path)
    refused = pytest.raises(RegisterError, match=r"mount point.*Mount the folder above it")
    with refused, to_oneself(tmp_path, Progress(quiet=True)):
        pytest.fail("it is not to be changed")
    with pytest.raises(OSError, match="mount point"):
        files.swap_folders(tmp_path / "new", tmp_path)


@pytest.mark.parametrize("cut", [0, 0.5])
def test_a_damaged_file_of_ours_is_named_with_what_to_do(real, cut):
    project = Project(real)
    export = real.parent / "plans.csv"
    shutil.copy(real / "data" / "registers" / "plans.csv", export)
    shutil.rmtree(real / "data" / "registers")
    shutil.copytree(OFFICE / "data" / "registers", real.parent / "exports")
    (real.parent / "exports" / "source.json").unlink()
    assert ingest([real.parent / "exports"], project).code == 0
    (file, *_) = (project.registers / "plans").iterdir()
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * cut)])
    with pytest.raises(RegisterError, match=rf"{file.name}: the file is damaged.*backup"):
        check_registers(Source.of(project), project.areas)
    with pytest.raises(RegisterError, match="damaged; nothing was changed"):
        ingest([export], project)
