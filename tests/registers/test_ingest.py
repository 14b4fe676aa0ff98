"""A call of `karnameh ingest`: killed, out of room, twice at once; and where a counted row came from."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from karnameh.errors import RegisterError
from karnameh.explain import explain
from karnameh.registers import ingest as registers_ingest
from karnameh.registers.ingest import ingest
from karnameh.registers.ingest.staging import Staging
from karnameh.registers.persons import is_national_id
from karnameh.registers.schema import TABLES
from karnameh.registers.template import write_template
from karnameh.suite import Project

OFFICE = Path(__file__).parents[1] / "office"
COMMAND = [sys.executable, "-c", "from karnameh.cli import main; main()"]


@pytest.fixture
def office(tmp_path):
    """The invented office without its registers, which come as exports."""
    root = tmp_path / "office"
    shutil.copytree(OFFICE, root, ignore=shutil.ignore_patterns("golden", "derived", "reports"))
    shutil.move(root / "data" / "registers", root / "inbox")
    (root / "inbox" / "source.json").unlink()
    return Project(root)


def state(project):
    """Every register row by table, without where it came from."""
    found = {}
    for name, table in TABLES.items():
        parts = [pq.read_table(p).to_pandas() for p in sorted((project.registers / name).glob("*.parquet"))]
        keys = [column.name for column in table.columns]
        frame = pd.concat(parts)[keys] if parts else pd.DataFrame(columns=keys)
        found[name] = sorted(map(str, frame.itertuples(index=False)))
    return found


def corrected(project):
    """The exports of the office with every amount changed: each plan is a correction."""
    folder = project.root / "corrected"
    shutil.copytree(project.root / "inbox", folder)
    plans = pd.read_csv(folder / "plans.csv", dtype=str, keep_default_na=False)
    plans.assign(amount_rial="123456789").to_csv(folder / "plans.csv", index=False)
    return folder


def test_what_an_office_exports_becomes_its_registers(office):
    outcome = ingest([office.root / "inbox"], office)
    assert outcome.code == 0
    assert {part.table for part in outcome.parts} == set(TABLES)
    assert not office.quarantine.exists()
    again = ingest([office.root / "inbox"], office)
    assert all(part.unchanged == part.rows for part in again.parts)
    assert len((office.registers / "journal.jsonl").read_text().splitlines()) == 2


@pytest.mark.parametrize("after", [0.05, 0.3, 0.6, 0.8, 1.0, 1.2, 1.5])
def test_a_kill_leaves_the_registers_as_before_or_as_after(office, after):
    ingest([office.root / "inbox"], office)
    before, folder = state(office), corrected(office)
    command = [*COMMAND, "--project", str(office.root), "--quiet", "ingest", str(folder)]
    killed = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    then = state(office)
    assert ingest([folder], office).code == 0
    assert then in (before, state(office))
    assert not list(office.registers.parent.glob(".registers.new"))


@pytest.mark.parametrize("failing", range(1, 40, 3))
def test_a_full_disk_is_an_error_and_no_damage(office, monkeypatch, failing):
    from karnameh.registers.stores import folder as folders

    ingest([office.root / "inbox"], office)
    before, inbox, count = state(office), corrected(office), iter(range(1, 1000))
    write = folders.write_rows

    def full(*given):
        if next(count) == failing:
            raise OSError(28, "No space left on device")
        write(*given)

    monkeypatch.setattr(folders, "write_rows", full)
    try:
        ingest([inbox], office)
    except RegisterError as error:
        assert "No space left on device" in str(error)
        assert state(office) == before
        assert not list(office.registers.parent.glob(".registers.new"))
    else:
        assert next(count) <= failing


def test_two_calls_at_once_queue_up(office):
    command = [*COMMAND, "--project", str(office.root), "ingest", str(office.root / "inbox")]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [call.communicate()[0].count("refused") > 0 for call in both] == [True, True]
    assert [call.returncode for call in both] == [0, 0]
    lines = (office.registers / "journal.jsonl").read_text().splitlines()
    assert [json.loads(line)["call"] for line in lines] == [1, 2]


def test_synthetic_rows_are_never_mixed_with_real_ones(office):
    shutil.copytree(office.root / "inbox", office.registers)
    (office.registers / "source.json").write_text('{"synthetic": true}')
    outcome = ingest([office.root / "inbox" / "supervisors.csv"], office)
    assert any("set aside" in remark for remark in outcome.remarks)
    assert state(office)["households"] == []
    assert len(state(office)["supervisors"]) == 3


def test_files_an_office_laid_down_itself_are_taken_over(office):
    shutil.copytree(office.root / "inbox", office.registers)
    outcome = ingest([office.root / "inbox" / "plans.csv"], office)
    assert [part.unchanged for part in outcome.parts] == [12]
    assert len(state(office)["visits"]) == 14
    assert not list(office.registers.rglob("*.csv"))


def test_a_counted_row_is_traced_to_file_row_call_and_hash(office):
    derived = OFFICE / "data" / "derived"
    shutil.copytree(derived, office.derived)
    ingest([office.root / "inbox"], office)
    digest = json.loads((office.registers / "journal.jsonl").read_text())["inputs"]
    wanted = next(file["sha256"][:12] for file in digest if file["file"] == "plans.csv")
    said = "\n".join(explain(office, 1397, "miandasht", "count_jobs"))
    assert "from plans.csv, row " in said
    assert f"taken in by call 1, SHA-256 {wanted}" in said


def test_a_script_without_a_main_guard_takes_a_workbook_in_and_runs_once(office):
    workbook, script = office.root / "template.xlsx", office.root / "nightly.py"
    write_template(workbook, "fa", office.areas)
    script.write_text(
        "from pathlib import Path\n"
        "from karnameh.registers.ingest import ingest\n"
        "from karnameh.suite import Project\n"
        "print('begun')\n"
        f"print(ingest([Path({str(workbook)!r})], Project(Path({str(office.root)!r}))).refused_files)\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("begun\n()\n", "")


def book(path, **sheets):
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


SUPERVISORS = [("supervisor_id", "county", "from_on"), ("s9", "4001", "1396/01/01")]
PURCHASES = ("purchase_id", "county", "product", "amount_rial", "مبلغ تومان", "purchased_on")


def test_a_dashboard_beside_a_table_is_named_and_not_refused(office):
    path = book(
        office.root / "office.xlsx", ناظران=SUPERVISORS, pivot=[("شهرستان", "تعداد شغل"), ("4001", "7")]
    )
    outcome = ingest([path], office)
    assert outcome.code == 0
    assert any("pivot" in remark for remark in outcome.remarks)


def test_a_fault_of_an_amount_in_toman_is_told_at_its_own_column(office):
    rows = [PURCHASES, *(("e1", "4001", "گلیم", rial, "استان", "1397/09/05") for rial in ("850000", ""))]
    (part,) = ingest([book(office.root / "purchases.xlsx", purchases=rows[:2])], office).parts
    assert [told.column for told in part.faults] == ["amount_toman"]
    (part,) = ingest([book(office.root / "purchases.xlsx", purchases=[rows[0], rows[2]])], office).parts
    assert [told.column for told in part.faults] == ["amount_toman"]


def test_an_amount_in_toman_that_no_rial_can_hold_is_refused_and_not_turned_round(office):
    rows = [PURCHASES, ("e1", "4001", "گلیم", "", "999999999999999999", "1397/09/05")]
    (part,) = ingest([book(office.root / "purchases.xlsx", purchases=rows)], office).parts
    assert (part.accepted, part.refused) == (0, 1)


def test_a_missing_amount_is_never_said_to_be_one_in_another_unit(office):
    rows = [("purchase_id", "county", "product", "مبلغ (میلیون ریال)", "تاریخ خریدن")]
    ((_, message),) = ingest([book(office.root / "purchases.xlsx", purchases=rows)], office).refused_files
    assert "amount_rial (مبلغ ریال)," in message and "میلیون" not in message
    assert "purchased_on (تاریخ خرید), perhaps 'تاریخ خریدن'" in message


def test_what_a_killed_call_left_goes_with_the_next_one(office):
    ingest([office.root / "inbox"], office)
    before, left = state(office), office.registers.with_name(".registers.new")
    shutil.copytree(office.registers, left)
    ingest([office.root / "inbox"], office)
    assert not left.exists()
    assert state(office) == before


def test_a_sheet_among_others_that_lacks_only_its_id_is_refused_and_not_passed_over(office):
    lacking = [("county", "product", "amount_rial", "purchased_on"), ("4001", "گلیم", "5", "1397/09/05")]
    outcome = ingest([book(office.root / "office.xlsx", ناظران=SUPERVISORS, Sheet2=lacking)], office)
    assert outcome.code == 20
    assert "purchase_id" in outcome.refused_files[0][1]


def test_names_from_a_file_reach_a_terminal_without_their_tricks(office):
    rows = [(*SUPERVISORS[0], "\u202eyad\u202c\u200c‌x"), (*SUPERVISORS[1], "1")]
    path = book(office.root / "supervisors\x1b[31m.xlsx", ناظران=rows)
    said = "\n".join(ingest([path], office).lines())
    assert "supervisors[31m.xlsx" in said and "yad" in said
    assert not {"\x1b", "\u202e", "\u202c"} & set(said)


def test_a_file_that_may_not_be_read_does_not_stop_the_others(office, monkeypatch):
    opened = registers_ingest.open_file

    def denied(path, *given):
        if path.name == "plans.csv":
            raise PermissionError(13, "Permission denied")
        return opened(path, *given)

    monkeypatch.setattr(registers_ingest, "open_file", denied)
    outcome = ingest([office.root / "inbox"], office)
    assert outcome.code == 20
    assert (
        "plans.csv",
        "cannot be read: Permission denied; mend its rights or copy it.",
    ) in outcome.refused_files


def bytes_of(project):
    found = (path for path in (project.root / "data").rglob("*") if path.is_file())
    return {
        str(path.relative_to(project.root)): path.read_bytes()
        for path in found
        if not path.name.endswith((".lock", "journal.jsonl"))
    }


def test_the_same_exports_give_the_same_bytes_here_and_there_and_again(office, tmp_path):
    broken = office.root / "inbox" / "supervisors.csv"
    broken.write_text(broken.read_text() + "s9,nowhere,1396/01/01,\n")
    other = Project(shutil.copytree(office.root, tmp_path / "other"))
    assert ingest([office.root / "inbox"], office).code == 20
    ingest([other.root / "inbox"], other)
    first = bytes_of(office)
    assert any("/.kept/" in name for name in first)
    assert bytes_of(other) == first
    ingest([other.root / "inbox"], other)
    assert bytes_of(other) == first


def national_ids(count):
    made = (f"{number:09d}{check}" for number in range(123456700, 123457700) for check in range(10))
    return [text for text in made if is_national_id(text)][:count]


def test_a_key_made_by_a_later_file_goes_for_the_earlier_ones_of_its_call(office):
    ids = national_ids(25)
    households = pd.read_csv(office.root / "inbox" / "households.csv", dtype=str).head(1)
    households = pd.concat([households] * 25).assign(household_id=ids)
    households.to_csv(office.root / "households.csv", index=False)
    early = pd.DataFrame({"household_id": ids[:2], "assessed_on": "1395/01/01", "employable": "yes"})
    early.to_csv(office.root / "assessments.csv", index=False)
    outcome = ingest([office.root / "assessments.csv", office.root / "households.csv"], office)
    assert [part.accepted for part in outcome.parts] == [2, 25]
    assert not [text for text in ids if text in str(state(office))]


@pytest.mark.parametrize("written", ["", "no key\n"])
def test_a_key_that_is_none_stops_the_call_and_stays(office, written):
    key = office.registers.with_name("registers.key")
    key.write_text(written)
    with pytest.raises(RegisterError, match="^registers.key: not a key"):
        ingest([office.root / "inbox"], office)
    assert key.read_text() == written and not office.registers.exists()


def test_a_file_that_changes_while_it_is_read_is_refused(office, monkeypatch):
    opened = registers_ingest.open_file

    def meanwhile(path, *given):
        found = opened(path, *given)
        path.write_text(path.read_text() + "\n")
        return found

    monkeypatch.setattr(registers_ingest, "open_file", meanwhile)
    ((_, says),) = ingest([office.root / "inbox" / "plans.csv"], office).refused_files
    assert says.startswith("was changed while it was read")


def test_a_quarantine_folder_taken_in_whole_is_read_without_what_is_ours_in_it(office):
    broken = office.root / "inbox" / "supervisors.csv"
    broken.write_text(broken.read_text() + "s9,nowhere,1396/01/01,\n")
    ingest([office.root / "inbox"], office)
    outcome = ingest([office.quarantine], office)
    assert {part.file.rsplit(".")[-1] for part in outcome.parts} == {"csv", "xlsx"}


def test_what_a_killed_call_left_to_do_in_quarantine_is_done_by_the_next_whichever_it_is(office, monkeypatch):
    class Killed(BaseException):
        pass

    def killed(self, journal):
        if self.path.exists():
            raise Killed
        return ()

    broken = office.root / "supervisors.csv"
    broken.write_text("supervisor_id,county,from_on\ns8,4001,1396/01/01\ns9,nowhere,1396/01/01\n")
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(Staging, "finish", killed)
        ingest([broken], office)
    assert len(state(office)["supervisors"]) == 1 and not list(office.quarantine.glob("*.csv"))
    ingest([office.root / "inbox" / "households.csv"], office)
    assert "s9" in (office.quarantine / "supervisors.supervisors.csv").read_text("utf-8-sig")


def test_a_file_whose_name_is_no_text_is_refused_and_does_not_stop_the_others(office):
    path = office.root / "inbox" / os.fsdecode(b"plans\xff.csv")
    shutil.copy(office.root / "inbox" / "plans.csv", path)
    outcome = ingest([office.root / "inbox"], office)
    assert outcome.code == 20
    ((name, says),) = outcome.refused_files
    assert (name, says[:11]) == ("plans?.csv", "its name is")
    assert list(outcome.lines())


HOUSEHOLDS = "household_id,county,place,head_sex,size,entered_on\n"
BUYS = "purchase_id,county,product,purchased_on,amount_rial\n"
NO_MONEY = BUYS.replace("amount_rial", "مبلغ")


def taken(project, name, text):
    """A file of an office, taken in."""
    path = project.root / name
    path.write_text(text, encoding="utf-8")
    return ingest([path], project)


def kept(project, stem):
    """The rows of a quarantine file; none where it is gone."""
    path = project.quarantine / f"{stem}.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False) if path.is_file() else pd.DataFrame()


def test_a_refused_correction_stays_when_the_older_export_comes_once_more(office):
    first = HOUSEHOLDS + "1,4001,village,male,4,1390/01/01\n2,4001,village,male,3,1390/01/01\n"
    taken(office, "khordad.csv", first)
    taken(office, "tir.csv", HOUSEHOLDS + "1,4001,village,male,6,1390/21/05\n")
    before = kept(office, "tir.households")
    assert list(before["size"]) == ["6"]
    taken(office, "khordad.csv", first)
    assert kept(office, "tir.households").equals(before)


def test_fields_past_the_heading_are_kept_and_are_no_smaller_number_when_they_come_back(office):
    rows = BUYS + "B-1,4001,carpet,1397/02/05,5000\nB-2,4001,carpet,1397/02/05,1,200,000\n"
    taken(office, "buys.csv", rows + "B-3,4001,carpet,1397/02/05,1,0912 345 6789\n")
    assert list(kept(office, "buys.purchases")["amount_rial"]) == ["1 | 200 | 000", "1 | …"]
    outcome = ingest([office.quarantine / "buys.purchases.csv"], office)
    assert outcome.code == 11 and len(state(office)["purchases"]) == 1
    assert list(kept(office, "buys.purchases")["amount_rial"]) == ["1 | 200 | 000", "1 | …"]


@pytest.mark.parametrize(
    "title",
    [
        "لیست وام‌های پرداختی (تومان)",
        "لیست خریدها - تومان",
        "فهرست خریدها (میلیون ریال)",
        "بر حسب تومان",
        "برحسب میلیون ریال",
        "کلیه مبالغ این فهرست بر حسب تومان می‌باشد",
    ],
)
def test_a_title_that_gives_amounts_in_other_money_refuses_the_file(office, title):
    outcome = taken(office, "buys.csv", f"{title},,,,\n{NO_MONEY}B-1,4001,carpet,1397/02/05,5000\n")
    ((_, says),) = outcome.refused_files
    assert "says that amounts are in" in says and not state(office)["purchases"]


@pytest.mark.parametrize("title", ["خریدهای بالای ۵۰ میلیون تومان", "خریدها (ریال)", "خریدهای سال ۱۳۹۷"])
def test_a_title_that_says_something_else_does_not(office, title):
    assert taken(office, "buys.csv", f"{title},,,,\n{NO_MONEY}B-1,4001,carpet,1397/02/05,5000\n").code == 0


def test_an_address_where_a_code_is_expected_is_not_told(office):
    address = "خیابان رجایی کوچه ۳"
    told = "\n".join(taken(office, "h.csv", HOUSEHOLDS + f"1,4001,{address},male,4,1390/01/01\n").lines())
    assert "place" in told and "رجایی" not in told
    assert list(kept(office, "h.households")["place"]) == [address]
    near = taken(office, "g.csv", HOUSEHOLDS + "2,4001,روستاا,male,4,1390/01/01\n")
    assert "روستاا" in "\n".join(near.lines())


def test_a_number_of_thousands_of_digits_is_refused_like_any_other(office):
    outcome = taken(office, "buys.csv", f"{BUYS}B-1,4001,carpet,1397/02/05,{'9' * 5000}\n")
    assert outcome.code == 11 and f"{2**63 - 1:,}" in "\n".join(outcome.lines())
    back = office.quarantine / "buys.purchases.csv"
    back.write_text(
        back.read_text(encoding="utf-8-sig").replace("\n2,", "\n99999999999999999999,"), "utf-8-sig"
    )
    assert ingest([back], office).code == 11


def test_what_excel_lays_down_beside_an_open_workbook_is_no_file_of_the_office(office):
    (office.root / "~$buys.xlsx").write_bytes(b"Excel")
    (office.root / "empty").mkdir()
    outcome = ingest([office.root / "~$buys.xlsx", office.root / "empty", office.root / "inbox"], office)
    told = "\n".join(outcome.lines())
    assert outcome.code == 0 and "buys.xlsx is open" in told and "empty: there are no tables in it" in told
