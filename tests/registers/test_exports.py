"""Real-looking exports of an office, each labelled with what must happen: counted, read, refused, mended."""

import csv
import filecmp
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pandas as pd
import pytest
from persiantools.jdatetime import JalaliDate

from karnameh.registers.ingest import ingest
from karnameh.registers.schema import TABLES

sys.path.insert(0, str(Path(__file__).parent))

from exports.office import (  # noqa: E402
    ADDED,
    ROOT,
    Held,
    empty_project,
    everything_written,
    left,
    quarantine,
    register,
)

EXPORTS = Path(__file__).parent / "exports"
FILES = EXPORTS / "files"
LABELS = {
    s["name"]: s for s in tomllib.loads((FILES / "labels.toml").read_text(encoding="utf-8"))["scenario"]
}
COUNTS = ("rows", "accepted", "replaced", "unchanged", "refused")

each_scenario = pytest.mark.parametrize("name", LABELS)


@dataclass(frozen=True)
class Told:
    """What a call said, as plain values, and what it left."""

    code: int
    parts: dict[tuple[str, str, str], dict]
    refused_files: dict[str, str]
    tables: dict[str, pd.DataFrame]
    held: list[Held]
    files: dict[str, bytes]


@dataclass(frozen=True)
class Lived:
    """A call as it was rehearsed, made, and made once more; whether the rehearsal left everything alone."""

    label: dict
    rehearsed: Told
    rehearsal_wrote: set[str]
    made: Told
    once_more: Told


def _told(outcome, project) -> Told:
    parts = {}
    for part in outcome.parts:
        assert (part.file, part.sheet, part.table) not in parts, "two parts of one sheet"
        parts[part.file, part.sheet, part.table] = {
            **{count: getattr(part, count) for count in COUNTS},
            "not_data": {kind: list(rows) for kind, rows in part.not_data.items() if rows},
            "left_aside": list(part.left_aside),
            "personal": list(part.personal),
        }
    tables = {table: register(project, table) for table in TABLES}
    return Told(outcome.code, parts, dict(outcome.refused_files), tables, quarantine(project), left(project))


@cache
def _life(name: str) -> tuple[tuple[Lived, ...], Told, str]:
    """Every call of a scenario three times over; then what its mended quarantine became, and all that is written."""
    with TemporaryDirectory() as folder:
        project = empty_project(Path(folder) / "office")
        lived = []
        for number, label in enumerate(LABELS[name]["call"], 1):
            paths = [FILES / name / str(number) / file["name"] for file in label["file"]]
            before = left(project)
            rehearsed = _told(ingest(paths, project, dry_run=True), project)
            wrote = {k for k in {**before, **rehearsed.files} if before.get(k) != rehearsed.files.get(k)}
            made = _told(ingest(paths, project), project)
            lived.append(Lived(label, rehearsed, wrote, made, _told(ingest(paths, project), project)))
        written = everything_written(project)
        fed = _feed(project, _mends(name), as_workbook=list(LABELS).index(name) % 2 == 1)
        return tuple(lived), fed, written + everything_written(project)


def _mends(name: str) -> dict[tuple[str, str, int], dict]:
    """What an office writes in place of each refused cell, by file (no ending), table and row."""
    return {
        (Path(file["name"]).stem, sheet["table"], row["row"]): row["mend"]
        for call in LABELS[name]["call"]
        for file in call["file"]
        for sheet in file.get("sheet", ())
        for row in sheet.get("refused_row", ())
    }


def _feed(project, mends, as_workbook: bool) -> Told:
    held = quarantine(project)
    paths = []
    for one in held:
        stem, table = one.path.stem.rsplit(".", 1)
        for row in one.rows:
            mend = mends.get((stem, table, int(row["row"])), {})
            row |= {column: cell for column, cell in mend.items() if column in row}
        paths.append(_rewritten(one, as_workbook))
    return _told(ingest(paths, project), project)


def _rewritten(held: Held, as_workbook: bool) -> Path:
    """The quarantine file with its cells mended in place, as CSV or as the workbook beside it."""
    if not as_workbook:
        with open(held.path, "w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([held.heading, *(row.values() for row in held.rows)])
        return held.path
    path = held.path.with_suffix(".xlsx")
    book = openpyxl.load_workbook(path)
    page = book.active
    for r, row in enumerate(held.rows, 2):
        for c, column in enumerate(held.heading, 1):
            if (page.cell(r, c).value or "") != row[column]:
                page.cell(r, c).value = row[column] or None
    book.save(path)
    return path


def _sheets(label: dict):
    for file in label["file"]:
        for sheet in file.get("sheet", ()):
            yield file["name"], sheet


def _same_name(one: str, other: str) -> bool:
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()


def test_the_corpus_is_what_its_script_makes(tmp_path):
    subprocess.run([sys.executable, str(EXPORTS / "make.py"), str(tmp_path)], check=True)
    made = {p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file()}
    kept = {p.relative_to(FILES) for p in FILES.rglob("*") if p.is_file()}
    assert made == kept
    _, different, unread = filecmp.cmpfiles(tmp_path, FILES, [str(p) for p in made], shallow=False)
    assert not different and not unread


@each_scenario
def test_every_row_of_a_sheet_is_counted_as_labelled(name):
    wrong = []
    for lived in _life(name)[0]:
        expected = {(file, s["sheet"], s["table"]) for file, s in _sheets(lived.label)}
        assert {
            key for key in lived.made.parts if key[0] in {f["name"] for f in lived.label["file"]}
        } == expected
        for file, sheet in _sheets(lived.label):
            part = lived.made.parts[file, sheet["sheet"], sheet["table"]]
            counts = COUNTS[1:] if sheet.get("loose") else (*COUNTS, "not_data")
            wrong += [
                f"{file}: {count} is {part[count]}, not {sheet[count]}"
                for count in counts
                if part[count] != sheet[count]
            ]
            wrong += [
                f"{file}: {which} is {part[which]}, not {sheet[which]}"
                for which in ("left_aside", "personal")
                if not sheet.get("loose")
                and len(part[which]) != len(sheet[which])
                or not all(any(_same_name(a, b) for b in part[which]) for a in sheet[which])
            ]
        if lived.made.code != lived.label["code"]:
            wrong.append(f"code {lived.made.code}, not {lived.label['code']}")
    assert not wrong, "\n".join(wrong)


@each_scenario
def test_the_counts_of_a_sheet_add_up(name):
    calls, fed, _ = _life(name)
    for told in (*(t for lived in calls for t in (lived.rehearsed, lived.made, lived.once_more)), fed):
        for key, part in told.parts.items():
            not_data = sum(len(rows) for rows in part["not_data"].values())
            assert sum(part[count] for count in COUNTS[1:]) + not_data == part["rows"], key


@each_scenario
def test_a_file_is_refused_whole_with_one_line_that_says_what_is_wrong(name):
    for lived in _life(name)[0]:
        expected = {file["name"]: file["refused"] for file in lived.label["file"] if "refused" in file}
        assert set(lived.made.refused_files) == set(expected)
        for file, message in lived.made.refused_files.items():
            assert (
                "\n" not in message
                and str(ROOT) not in message
                and message.replace("\u200c", "").isprintable()
            )
            assert expected[file] in ("*", "") or expected[file].lower() in message.lower(), message


@each_scenario
def test_an_accepted_row_is_what_a_person_reads(name):
    wrong = []
    for lived in _life(name)[0]:
        for file, sheet in _sheets(lived.label):
            rows = lived.made.tables[sheet["table"]]
            for read in sheet.get("read", ()):
                found = _of(rows, _file=file, _sheet=sheet["sheet"], _row=read["row"])
                wrong += _differences(found, read["values"], f"{file} row {read['row']}")
    assert not wrong, "\n".join(wrong)


def _of(rows: pd.DataFrame, **wanted) -> pd.DataFrame:
    if rows.empty:
        return rows
    keep = pd.Series(True, index=rows.index)
    for column, value in wanted.items():
        keep &= rows[column] == value
    return rows[keep]


def _differences(found: pd.DataFrame, values: dict, where: str) -> list[str]:
    if len(found) != 1:
        return [f"{where}: in the registers {len(found)} times"]
    row = found.iloc[0]
    return [
        f"{where}: {column} is {_shown(row[column])!r}, not {value!r}"
        for column, value in values.items()
        if _shown(row[column]) != value or type(_shown(row[column])) is not type(value)
    ]


def _shown(value: object) -> object:
    """A value of the registers as the labels write it."""
    if pd.isna(value):
        return ""
    if isinstance(value, date):
        return JalaliDate(value).strftime("%Y/%m/%d")
    return value.item() if hasattr(value, "item") else value


@each_scenario
def test_a_refused_row_waits_whole_with_its_reason(name):
    wrong = []
    calls = _life(name)[0]
    for lived in calls:
        for file, sheet in _sheets(lived.label):
            held = [h for h in lived.made.held if h.path.name == f"{Path(file).stem}.{sheet['table']}.csv"]
            rows = {int(row["row"]): row for h in held for row in h.rows}
            for refused in sheet.get("refused_row", ()):
                where, row = f"{file} row {refused['row']}", rows.get(refused["row"])
                if row is None:
                    wrong.append(f"{where}: not in quarantine")
                    continue
                for column, word in refused["faults"].items():
                    if column not in row["column"] or word.lower() not in row["reason_en"].lower():
                        wrong.append(
                            f"{where}: '{row['column']}', '{row['reason_en']}', not {column}: {word}"
                        )
                if not row["reason_fa"]:
                    wrong.append(f"{where}: no reason in Persian")
    assert not wrong, "\n".join(wrong)


@each_scenario
def test_quarantine_has_the_columns_of_the_contract_and_no_cell_a_sheet_would_run(name):
    for lived in _life(name)[0]:
        for held in lived.made.held:
            table = TABLES[held.path.stem.rsplit(".", 1)[1]]
            assert tuple(held.heading[-4:]) == ADDED
            assert [c.name for c in table.columns] == [
                column for column in held.heading[:-4] if column != "amount_toman"
            ]
            assert not [cell for row in held.rows for cell in row.values() if cell[:1] in tuple("=+-@\t\r")]
            assert f"quarantine/{held.path.stem}.xlsx" in lived.made.files


def _is_shown(path: str) -> bool:
    """Registers, and what persons see of the quarantine."""
    return path.endswith(".parquet" if path.startswith("registers/") else (".csv", ".xlsx"))


@each_scenario
def test_the_same_call_twice_changes_nothing(name):
    for lived in _life(name)[0]:
        first, again = lived.made, lived.once_more
        files = [{k: v for k, v in t.files.items() if _is_shown(k)} for t in (first, again)]
        assert files[0] == files[1]
        assert [h.rows for h in first.held] == [h.rows for h in again.held]
        assert first.refused_files == again.refused_files
        for key in {(file, s["sheet"], s["table"]) for file, s in _sheets(lived.label)}:
            one, two = first.parts[key], again.parts[key]
            assert (two["accepted"], two["replaced"], two["refused"]) == (0, 0, one["refused"]), key
            assert two["unchanged"] == one["accepted"] + one["replaced"] + one["unchanged"], key


@each_scenario
def test_a_rehearsal_says_the_same_and_writes_nothing(name):
    for lived in _life(name)[0]:
        assert not lived.rehearsal_wrote
        assert lived.rehearsed.parts == lived.made.parts
        assert lived.rehearsed.refused_files == lived.made.refused_files
        assert lived.rehearsed.code == lived.made.code


@each_scenario
def test_a_mended_quarantine_is_taken_in_and_is_empty_afterwards(name):
    calls, fed, _ = _life(name)
    stays = sum("*" in mend for mend in _mends(name).values())
    waiting = [
        f"{h.path.name} row {r['row']}: {r['column']} {r['reason_en']}" for h in fed.held for r in h.rows
    ]
    assert len(waiting) == stays, "\n".join(waiting)
    assert (fed.code == 0 or stays) and not fed.refused_files
    assert (
        sum(p["accepted"] + p["replaced"] + p["unchanged"] for p in fed.parts.values())
        >= sum(len(h.rows) for h in calls[-1].once_more.held) - stays
    )
    wrong = []
    for lived in calls:
        for file, sheet in _sheets(lived.label):
            key = TABLES[sheet["table"]].key[0]
            for row in sheet.get("refused_row", ()):
                if key in row.get("values", {}):
                    found = _of(fed.tables[sheet["table"]], **{key: row["values"][key]})
                    wrong += _differences(found, row["values"], f"{file} row {row['row']}, mended")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", [name for name, label in LABELS.items() if label.get("empty")])
def test_rows_that_waited_go_in_by_themselves(name):
    last = _life(name)[0][-1].once_more
    assert not last.held
    for table, key in LABELS[name].get("kept", ()):
        assert (last.tables[table][TABLES[table].key[0]] == key).sum() == 1


@pytest.mark.parametrize("name", [name for name, label in LABELS.items() if label.get("secrets")])
def test_nobody_can_be_found_in_what_is_written(name):
    written = _life(name)[2]
    assert not [secret for secret in LABELS[name]["secrets"] if secret in written]


@pytest.mark.parametrize("name", ["persons", "national-ids", "nothing-but-refused"])
def test_the_command_says_it_with_its_exit_code_and_names_nobody(name, tmp_path):
    project = empty_project(tmp_path / "office")
    command = [str(Path(sys.executable).parent / "karnameh"), "--project", str(project.root), "ingest"]
    label = LABELS[name]["call"][0]
    paths = [str(FILES / name / "1" / file["name"]) for file in label["file"]]
    run = subprocess.run([*command, *paths], capture_output=True, text=True)
    assert run.returncode == label["code"], run.stdout + run.stderr
    assert all(file["name"] in run.stdout + run.stderr for file in label["file"])
    assert "Traceback" not in run.stderr
    assert not [s for s in LABELS[name].get("secrets", ()) if s in run.stdout + run.stderr]


def test_two_files_of_one_name_lose_nothing_of_each_other(tmp_path):
    project = empty_project(tmp_path / "office")
    heading = "purchase_id,county,product,amount_rial,purchased_on\n"
    paths = []
    for office, ending in (("1", "csv"), ("2", "csv")):
        (tmp_path / office).mkdir()
        paths.append(tmp_path / office / f"purchases.{ending}")
        paths[-1].write_text(f"{heading}k{office},قزوین,گلیم,0,1397/09/05\n", encoding="utf-8")
    assert ingest(paths, project).code == 11
    held = quarantine(project)
    assert sorted(row["purchase_id"] for one in held for row in one.rows) == ["k1", "k2"]
    for one in held:
        for row in one.rows:
            row["amount_rial"] = "5"
    assert ingest([_rewritten(one, as_workbook=False) for one in held], project).code == 0
    assert not quarantine(project)
    assert sorted(register(project, "purchases")["purchase_id"]) == ["k1", "k2"]
