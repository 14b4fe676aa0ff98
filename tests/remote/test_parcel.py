"""What goes to another machine, and what is done with it there, without one."""

import os
import pickle
from pathlib import Path

import pytest

from karnameh.errors import KarnamehError, NotebookError
from karnameh.execute.hand import Desk, requested
from karnameh.execute.parcel import (
    bundle_for,
    collect,
    identity,
    names_of,
    need_of,
    put_in_place,
    settings_for,
    slice_for,
    unpack,
)
from karnameh.execute.work import Count, Make, count
from karnameh.render.typeface import typeface
from karnameh.suite import Project

from .conftest import OFFICE, copy_office


@pytest.fixture
def project(tmp_path) -> Project:
    return Project(copy_office(tmp_path / "office"))


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Desk:
    """Where a worker works, in this process; its environment is put back."""
    monkeypatch.setattr(os, "environ", os.environ | {"KARNAMEH_REGISTERS": "nowhere"})
    return Desk(tmp_path / "scratch")


def counting(project: Project) -> Count:
    return Count(project.root, 1397, "4001", "key", "state")


def partition(project: Project) -> Path:
    """A folder of registers a file a county, elsewhere."""
    folder = project.root.parent / "elsewhere"
    for name in ("plans/4001", "plans/4002", "targets/targets"):
        path = folder / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    (folder / "source.json").write_text('{"partitioned_by": "county"}')
    return folder


def test_with_a_county_go_its_own_registers_and_no_others(project, monkeypatch):
    monkeypatch.setenv("KARNAMEH_REGISTERS", str(partition(project)))
    assert set(slice_for(project, counting(project))) == {
        "data/registers/plans/4001.parquet",
        "data/registers/targets/targets.parquet",
        "data/registers/source.json",
    }
    assert not [name for name in bundle_for(count, project) if name.startswith("data/registers")]


def test_registers_of_an_offices_own_go_to_a_worker_once(project):
    there = {f"data/registers/{path.name}" for path in (OFFICE / "data" / "registers").iterdir()}
    assert there <= bundle_for(count, project).keys()
    assert not slice_for(project, counting(project))


def test_only_who_counts_learns_where_a_database_is(project, monkeypatch):
    address = "postgresql://office:secret@host/registers"
    monkeypatch.setenv("KARNAMEH_REGISTERS", address)
    assert settings_for(project, counting(project))["KARNAMEH_REGISTERS"] == address
    assert "KARNAMEH_REGISTERS" not in settings_for(project, Make(project.root, (), "embedded"))
    assert not slice_for(project, counting(project))


@pytest.mark.parametrize("said", ["", 'typeface = "auto"  # either\n'])
def test_the_type_is_the_one_of_who_asks_whatever_a_worker_has(project, tmp_path, said, monkeypatch):
    suite = project.root / "params" / "suite.toml"
    suite.write_text(said + "\n".join(suite.read_text().splitlines()[:-1]))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "none"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    bundle = bundle_for(count, project)
    (tmp_path / "home" / ".fonts").mkdir(parents=True)
    for weight in ("Regular", "Bold"):
        (tmp_path / "home" / ".fonts" / f"Vazirmatn-{weight}.ttf").write_bytes(b"")
    there = Desk(tmp_path / "there")
    there.take(pickle.dumps(bundle))
    assert typeface(project).name == "vazirmatn"
    assert typeface(Project(tmp_path / "there")).name == "noto"


def test_an_engine_that_a_worker_lacks_is_a_reason_to_refuse(project, desk):
    desk.take(pickle.dumps(bundle_for(count, project)))
    need = identity() | {"engine": "quarto 1.10.0"}
    assert desk.answer(requested(need, {}, {})) == (
        "refused",
        "engine is missing, here quarto 1.10.0",
        {},
    )
    assert desk.answer(requested(need_of(project, Make(project.root, (), "embedded")), {}, {}))[0] == "done"


def test_an_error_names_the_folders_of_who_asked_and_brings_the_failed_notebook(project, desk):
    (project.registers / "plans.csv").write_text("nonsense\n")
    task = counting(project)
    desk.take(pickle.dumps(bundle_for(count, project)))
    job = count, task, slice_for(project, task)
    request = requested(identity(), settings_for(project, task), names_of(project), job)
    kind, told, files = desk.answer(request)
    kept = "data/derived/failed/indicators.1397.4001.ipynb"
    assert kind == "done" and isinstance(told, NotebookError)
    assert str(project.root / kept) in str(told) and "scratch" not in str(told)
    assert set(files) == {kept}


def test_seals_come_after_what_they_speak_of(project, monkeypatch):
    written = []
    monkeypatch.setattr(
        "karnameh.execute.parcel.write_atomically", lambda path, data: written.append(path.name)
    )
    names = ("results/a.key", "results/b.parquet", "rendered/.a.html.made", "rendered/b.html")
    put_in_place({f"data/derived/{name}": b"" for name in names}, project)
    assert sorted(written[2:]) == [".a.html.made", "a.key"]


def test_a_file_for_elsewhere_is_not_written(project):
    with pytest.raises(KarnamehError, match="not for"):
        put_in_place({"data/derived/../../reports/index.html": b""}, project)
    assert not project.reports.exists()


def test_what_belongs_to_a_place_stays_there(project, desk):
    """Shapes of charts, a file in use, do not come along, are not taken away and not taken in."""
    shapes, made = "data/derived/shapes/1.sqlite", "data/derived/rendered/1397/brief.fa.html"
    unpack({shapes: b"kept", made: b"made"}, desk._root)
    assert collect(desk._root, ()) == {made: b"made"}
    assert (desk._root / shapes).read_bytes() == b"kept" and not (desk._root / made).exists()
    with pytest.raises(KarnamehError, match="not for"):
        put_in_place({shapes: b"another"}, project)
