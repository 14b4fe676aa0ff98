"""
A call of `karnameh ingest` disturbed at each of its writes: killed there, or told that the disk is full.

Every step of a rich call that changes the disk is numbered: opening for writing, fsync, rename, link, unlink,
mkdir, rmdir, Parquet. A kill is what the disk holds at that moment, with the file that is being written torn; the
call is then done again and must end as if nothing had happened.
"""

import errno
import json
import os
import pickle
import shutil
import sys
import traceback
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from fcntl import F_GETFL, fcntl
from hashlib import sha256
from itertools import cycle
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from adbc_driver_postgresql import dbapi

from karnameh import files
from karnameh.errors import RegisterError
from karnameh.registers import persons
from karnameh.registers.ingest import ingest
from karnameh.registers.ingest.quarantine import Quarantine
from karnameh.registers.stores.database import Database
from karnameh.registers.stores.postgres import Session
from karnameh.registers.stores.snapshot import fingerprint
from karnameh.suite import Project

sys.path.insert(0, str(Path(__file__).parent))
from postgres import server  # noqa: E402, F401

OFFICE = Path(__file__).parents[1] / "office"
#: What changes the disk, as Python tells it.
EVENTS = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.chmod", "os.truncate"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


def national_ids(count: int) -> list[str]:
    found = (f"{number:09d}" for number in range(123456700, 123460000))
    made = (digits + str(check) for digits in found for check in range(10))
    return [text for text in made if persons.is_national_id(text)][:count]


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """An office with registers, rows that wait, rows to mend, and a person's work in quarantine."""
    return begun(tmp_path_factory.mktemp("faults") / "office")


def begun(root: Path) -> Project:
    shutil.copytree(OFFICE, root, ignore=shutil.ignore_patterns("golden", "derived", "reports", "registers"))
    tables = {
        name: pd.read_csv(OFFICE / "data" / "registers" / f"{name}.csv", dtype=str, keep_default_na=False)
        for name in ("plans", "supervisors", "visits")
    }
    first, then = root / "first", root / "then"
    first.mkdir()
    then.mkdir()
    plans = tables["plans"][tables["plans"]["county"] == "4001"].assign(household_id="")
    visits = tables["visits"][tables["visits"]["plan_id"].isin(plans["plan_id"])]
    later = plans["plan_id"] == visits["plan_id"].iloc[0]
    broken = plans.tail(3).assign(started_on=["?", "??", "???"], plan_id=["x1", "x2", "x3"])
    other = plans.tail(1).assign(county="nowhere", plan_id="y1")
    pd.concat([plans[~later], broken]).to_csv(first / "plans.csv", index=False)
    visits.to_csv(first / "visits.csv", index=False)
    tables["supervisors"].to_csv(first / "supervisors.csv", index=False)
    other.to_csv(first / "edited.csv", index=False)
    project = Project(root)
    assert ingest([first], project).code == 20

    mended = project.quarantine / "plans.plans.csv"
    mended.write_text(mended.read_text("utf-8-sig").replace(",?,", ",1397/01/05,").replace(",??,", ",!,"))
    edited = project.quarantine / "edited.plans.csv"
    edited.write_bytes(edited.read_bytes().replace(b"nowhere", b"4001"))
    plans[later].to_csv(then / "one.csv", index=False)
    plans[~later].head(2).assign(amount_rial="123456789").to_csv(then / "corrected.csv", index=False)
    other.assign(plan_id="y2").to_csv(then / "edited.csv", index=False)
    trainings = pd.DataFrame({"training_id": national_ids(24), "county": "4001", "trainee_sex": "male"})
    trainings = trainings.assign(skill="sewing", started_on="1397/01/01", hours="10", completed="no")
    trainings.to_csv(then / "trainings.csv", index=False)
    return project


def again(project: Project):
    """The call that is disturbed; its key is not left to chance, and the disk need not have it all."""
    if os.fsync.__module__ == "posix":
        os.fsync = lambda handle: None
    persons.secrets.token_bytes = lambda count: b"k" * count
    fed = project.quarantine / "plans.plans.csv"
    return ingest([project.root / "then", *([fed] if fed.exists() else [])], project)


@dataclass
class Steps:
    """Counts the steps of what follows in this process, and does something at each."""

    root: Path
    act: Callable[[int, str, Path | None], None]
    count: int = 0
    names: list[str] = field(default_factory=list)
    deaf: bool = False

    def watch(self) -> None:
        write, exchange = pq.write_table, files._exchange
        sys.addaudithook(self._hear)

        def synced(handle):
            name = Path(os.readlink(f"/proc/self/fd/{handle}"))
            writes = fcntl(handle, F_GETFL) & os.O_ACCMODE != os.O_RDONLY
            self.step("fsync", name if writes else None)

        def written(table, path, **more):
            write(table, path, **more)
            if isinstance(path, Path):
                self.step("parquet", path)

        def exchanged(one, other):
            try:
                self.step("exchange")
            except OSError:
                return False
            return exchange(one, other)

        os.fsync, pq.write_table, files._exchange = synced, written, exchanged

    def _hear(self, event: str, given: tuple) -> None:
        opens = event == "open" and isinstance(given[0], (str, bytes)) and given[2] & WRITING
        if (opens and os.fsdecode(given[0]).startswith(str(self.root))) or event in EVENTS:
            self.step(f"{event} {given[0]}")

    def step(self, name: str, torn: Path | None = None) -> None:
        if self.deaf or ".lock" in name:
            return
        self.count += 1
        self.names.append(name)
        self.deaf = True
        try:
            self.act(self.count, name, torn)
        finally:
            self.deaf = False


def apart(work: Callable[[], object]):
    """What work gives, done in a process of its own that is as warm as this one; None where it is killed."""
    reading, writing = os.pipe()
    if not (child := os.fork()):
        try:
            os.close(reading)
            try:
                result = (True, work())
            except BaseException:
                result = (False, traceback.format_exc())
            with os.fdopen(writing, "wb") as pipe:
                pickle.dump(result, pipe)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    if not told:
        return None
    good, result = pickle.loads(told)
    assert good, result
    return result


def contents(folder: Path) -> dict[str, bytes]:
    """All there is, but for when a call was."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in sorted(folder.rglob("*"))
        if not path.name.endswith((".lock", "journal.jsonl"))
    }


def registers(folder: Path) -> tuple:
    """The tables, and how many calls the journal knows."""
    lines = (folder / "registers" / "journal.jsonl").read_text().splitlines()
    return contents(folder / "registers"), len(lines)


class Trial:
    """The call of an office in a folder of its own, undisturbed or not."""

    def __init__(self, office: Project, root: Path):
        self.project = Project(root)
        shutil.copytree(office.root, root)
        self.data, self.start = root / "data", root / "start"
        shutil.copytree(self.data, self.start)
        self.before = registers(self.data)
        self.outcome = apart(lambda: again(self.project))
        self.after, self.end = registers(self.data), contents(self.data)
        self._known: set[str] = set()

    def put(self, folder: Path) -> None:
        """The data as they were in a folder."""
        shutil.rmtree(self.data)
        shutil.copytree(folder, self.data)

    def mends(self, what: object) -> None:
        """The call, done again on what there is, ends as if nothing had happened."""
        if self._is_known():
            return
        left = self.start.with_name("left")
        shutil.copytree(self.data, left)
        self.settle()
        if not self._is_known():  # else the call would see nothing else than it did then
            self.put(left)
            apart(lambda: again(self.project).code)
            found = contents(self.data)
            assert set(found) == set(self.end), what
            assert [name for name in found if found[name] != self.end[name]] == [], what
        shutil.rmtree(left)

    def _is_known(self) -> bool:
        """Whether this state was met before; from now on it was."""
        state = sha256(repr(sorted(contents(self.data).items())).encode()).hexdigest()
        met = state in self._known
        self._known.add(state)
        return met

    def settle(self) -> None:
        """What a call does first."""
        files.recall_folder(self.project.registers)
        journal = (self.project.registers / "journal.jsonl").read_text().splitlines()
        Quarantine(self.project.quarantine).finish([json.loads(line) for line in journal])


@pytest.fixture(scope="module")
def trial(office, tmp_path_factory):
    return Trial(office, tmp_path_factory.mktemp("trial") / "office")


def test_the_call_that_is_disturbed_does_all_that_a_call_can(trial):
    assert trial.outcome.code == 20 and trial.before != trial.after
    assert "registers.key" in trial.end
    assert "quarantine/edited.plans.edited.csv" in trial.end
    assert trial.outcome.returned == {"visits": 3} and len(trial.outcome.remarks) == 1
    fates = {fate for part in trial.outcome.parts for fate in vars(part) if vars(part)[fate]}
    assert {"accepted", "replaced", "refused", "pseudonymised"} <= fates


@pytest.mark.parametrize("exchanges", [True, False])
def test_a_kill_at_any_step_leaves_the_registers_as_before_or_as_after_and_loses_nothing(
    trial, tmp_path, exchanges
):
    def keep(number, name, torn):
        shutil.copytree(trial.data, tmp_path / f"{number}")
        if torn:
            copy = tmp_path / f"{number}" / torn.relative_to(trial.data)
            os.truncate(copy, copy.stat().st_size // 2)

    def killed():
        if not exchanges:
            files._exchange = lambda one, other: False
        steps = Steps(trial.data, keep)
        steps.watch()
        again(trial.project)
        return steps.names

    trial.put(trial.start)
    names = apart(killed)
    assert len(names) > 100
    for number, name in enumerate(names, 1):
        trial.put(tmp_path / f"{number}")
        files.recall_folder(trial.project.registers)
        assert registers(trial.data) in (trial.before, trial.after), (number, name)
        trial.put(tmp_path / f"{number}")
        trial.mends((number, name))


class Branches:
    """From the first write of a call on, a process for each step, which fails there."""

    def __init__(self, trial: Trial, codes: dict[int, bool]):
        self.trial, self.codes = trial, codes
        self.failing, self.code, self.pipe = 0, 0, None
        self.told: list[tuple] = []

    def act(self, number, name, torn):
        if not self.failing and name.endswith(".key.new"):
            self._branch(number)
        if self.failing == number or (self.failing and number > self.failing and self.codes[self.code]):
            raise OSError(self.code, os.strerror(self.code), "/srv/office/file")

    def _branch(self, first):
        for number, code in zip(range(first, 1000), cycle(self.codes), strict=False):
            reading, writing = os.pipe()
            if not os.fork():
                self.failing, self.code, self.pipe = number, code, writing
                return
            os.close(writing)
            with os.fdopen(reading, "rb") as pipe:
                steps, says = pickle.loads(pipe.read())
            os.wait()
            if len(steps) < number:
                break
            self.judge(number, steps[number - 1], os.strerror(code), says)
            self.trial.put(self.trial.start)
        self.failing = 1001

    def judge(self, number, name, why, says):
        what, trial = (number, name, why, says), self.trial
        now = registers(trial.data)
        assert now in (trial.before, trial.after), what
        if says:
            assert why in says and "\n" not in says and "/srv" not in says, what
            assert ("as they were" in says) == (now == trial.before), what
            if now == trial.before and why != os.strerror(errno.EROFS):
                assert not (trial.project.quarantine / ".kept" / ".next").exists(), what
        else:
            assert now == trial.after, what
        self.told.append(what)
        trial.mends(what)


def test_a_step_that_fails_is_one_clear_line_and_no_damage(trial):
    """In turn: no room for one file, no rights for one, a disk that takes nothing from then on."""

    def disturbed():
        branches = Branches(trial, {errno.ENOSPC: False, errno.EACCES: False, errno.EROFS: True})
        steps = Steps(trial.data, branches.act)
        steps.watch()
        says = ""
        try:
            again(trial.project)
        except RegisterError as error:
            says = str(error)
        if branches.pipe:
            with os.fdopen(branches.pipe, "wb") as pipe:
                pickle.dump((steps.names, says), pipe)
            os._exit(0)
        return branches.told

    trial.put(trial.start)
    told = apart(disturbed)
    assert len(told) > 100 and sum(bool(says) for *_, says in told) > 50


def run(address: str, *statements: str) -> None:
    with closing(dbapi.connect(address, autocommit=True)) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'karnameh'"


def disturb(address: str, number: int, killed: bool) -> list:
    """
    In this process, kill it at a step of its change of a database, or break its connection there.

    Gives the steps so far.
    """
    steps = []

    def step():
        steps.append(None)
        if len(steps) == number:
            if killed:
                os._exit(9)
            run(address, CUT)

    def stepping(method, after=False):
        def stepped(self, *given):
            if self.changing:
                step()
            found = method(self, *given)
            if self.changing and after and (step() or len(steps) == number):
                raise RegisterError("whether anything was changed is not known")
            return found

        return stepped

    def changing(self, *given, commit=Database.commit):
        self._session.changing = True
        try:
            commit(self, *given)
        finally:
            self._session.changing = False

    Session.changing, Database.commit = False, changing
    Session.run, Session.query, Session.put = map(stepping, (Session.run, Session.query, Session.put))
    Session.commit = stepping(Session.commit, after=True)
    return steps


@pytest.mark.parametrize("killed", [True, False])
def test_a_client_killed_or_cut_off_in_its_change_of_a_database_leaves_it_as_before_or_as_after(
    server,  # noqa: F811
    tmp_path,
    monkeypatch,
    killed,
):
    address = f"{server}?options=-csearch_path%3Dfaults"
    monkeypatch.setenv("KARNAMEH_REGISTERS", address)
    fresh = ("DROP SCHEMA IF EXISTS faults CASCADE", "CREATE SCHEMA faults")
    run(server, *fresh)
    trial = Trial.__new__(Trial)
    trial.project = project = begun(tmp_path / "office")
    trial.data, trial.start = project.root / "data", tmp_path / "start"
    shutil.copytree(trial.data, trial.start)

    def disturbed(number):
        disturb(server, number, killed)
        try:
            again(project)
        except RegisterError as error:
            return str(error)
        return ""

    def restart():
        run(server, *fresh)
        apart(lambda: ingest([project.root / "first"], project).code)
        trial.put(trial.start)

    def undisturbed():
        steps = disturb(server, 0, killed)
        assert again(project).code == 20
        return len(steps)

    before, count = fingerprint(address), apart(undisturbed)
    after, end, known = fingerprint(address), contents(trial.data), {}
    restart()
    assert fingerprint(address) == before != after
    for number in (*range(1, count - 4, 6), *range(count - 4, count + 1)):
        says = apart(lambda at=number: disturbed(at))
        now, left = fingerprint(address), contents(trial.data)
        assert now in (before, after), number
        assert killed or ("\n" not in says and ("nothing was changed" in says or "not known" in says))
        assert killed or (now == before and number < count - 1) or "not known" in says
        if known.setdefault(now, left) is left:
            apart(lambda: again(project).code)
            assert fingerprint(address) == after and contents(trial.data) == end
            restart()
        assert known[now].keys() == left.keys()
        trial.put(trial.start)
    assert count > 20 and set(known) == {before, after}
