"""One broken copy of the invented office per rule: said once, with table, column, count and first place, no id."""

import csv
import re

import pandas as pd
import pytest

from karnameh.calendar import parts
from karnameh.errors import RegisterError
from karnameh.registers.read import check_registers, read_registers
from karnameh.registers.schema import TABLES
from karnameh.registers.source import Source

#: An id of any table, in the writing of the invented office.
AN_ID = re.compile(r"\b[hpvtbsz]\d+\b")

#: table, row in the file, what is written there, column of the fault, what the fault says.
BROKEN = [
    ("households", 2, {"household_id": ""}, "household_id", "empty"),
    ("households", 3, {"household_id": "h01"}, "household_id", "given before"),
    ("households", 4, {"county": "", "district": ""}, "county", "empty"),
    ("households", 4, {"county": "Baladest", "district": ""}, "county", "not a county of Iran"),
    ("households", 2, {"district": "400201"}, "district", "not a district of the row’s county"),
    ("households", 2, {"district": "400199"}, "district", "not a district of Iran"),
    ("households", 2, {"district": "دشت سبز"}, "district", "not a district of the row’s county"),
    ("households", 2, {"place": "hamlet"}, "place", "not one of village, deprived_area"),
    ("households", 2, {"head_sex": "f"}, "head_sex", "not one of male, female"),
    ("households", 2, {"size": "0"}, "size", "below 1"),
    ("households", 2, {"size": "31"}, "size", "above 30"),
    ("households", 2, {"size": "3.5"}, "size", "not a whole number"),
    ("households", 2, {"support_reason": "poverty"}, "support_reason", "not one of death_of_head"),
    ("households", 2, {"entered_on": "1397/13/02"}, "entered_on", "not a date"),
    ("households", 2, {"entered_on": ""}, "entered_on", "empty"),
    ("households", 4, {"exited_on": "1395/12/30"}, "exited_on", "before entered_on"),
    ("households", 4, {"exit_reason": ""}, "exit_reason", "must be given exactly when exited_on is"),
    ("households", 2, {"exit_reason": "death"}, "exit_reason", "must be given exactly when exited_on is"),
    ("households", 2, {"employable": ""}, "employable", "must be given exactly when assessed_on is"),
    ("households", 6, {"employable": "no"}, "employable", "must be given exactly when assessed_on is"),
    ("assessments", 2, {"household_id": "z99"}, "household_id", "not in households"),
    (
        "assessments",
        3,
        {"household_id": "h07", "assessed_on": "13950505"},
        "household_id, assessed_on",
        "given before",
    ),
    ("assessments", 2, {"employable": "maybe"}, "employable", "neither yes nor no"),
    ("plans", 3, {"plan_id": "p01"}, "plan_id", "given before"),
    ("plans", 2, {"household_id": "z99"}, "household_id", "not in households"),
    ("plans", 2, {"district": "400302"}, "district", "not a district of the row’s county"),
    ("plans", 2, {"operator_sex": "male"}, "operator_group", "goes with a female operator"),
    ("plans", 9, {"operator_sex": "مرد"}, "operator_group", "goes with a female operator"),
    ("plans", 2, {"sector": "mining"}, "sector", "not one of livestock"),
    ("plans", 2, {"channel": "cash"}, "channel", "not one of bank_loan"),
    ("plans", 2, {"amount_rial": "-1"}, "amount_rial", "below 0"),
    ("plans", 2, {"amount_rial": ""}, "amount_rial", "empty"),
    ("plans", 2, {"jobs": "0"}, "jobs", "below 1"),
    ("plans", 9, {"supervised_until": "1397/09/08"}, "supervised_until", "before started_on"),
    ("plans", 6, {"deviated_on": "1396/06/31"}, "deviated_on", "before started_on"),
    ("plans", 6, {"deviation_reason": ""}, "deviation_reason", "must be given exactly when deviated_on is"),
    (
        "plans",
        2,
        {"deviation_reason": "death"},
        "deviation_reason",
        "must be given exactly when deviated_on is",
    ),
    ("visits", 3, {"visit_id": "v01"}, "visit_id", "given before"),
    ("visits", 2, {"plan_id": "z99"}, "plan_id", "not in plans"),
    ("visits", 2, {"supervisor_id": "z9"}, "supervisor_id", "not in supervisors"),
    ("visits", 2, {"stage": "never"}, "stage", "not one of before, during, after"),
    ("visits", 2, {"visited_on": "1396/02/14"}, "visited_on", "wrong side of the plan’s start"),
    ("visits", 3, {"visited_on": "1396/02/12"}, "visited_on", "wrong side of the plan’s start"),
    ("visits", 8, {"visited_on": "1394/06/14"}, "visited_on", "wrong side of the plan’s start"),
    ("visits", 2, {"finding": "fine"}, "finding", "not one of on_track"),
    ("visits", 2, {"counselling": ""}, "counselling", "empty"),
    ("trainings", 3, {"training_id": "t01"}, "training_id", "given before"),
    ("trainings", 2, {"household_id": "z99"}, "household_id", "not in households"),
    ("trainings", 2, {"district": "مرکز"}, "district", "not a district of the row’s county"),
    ("trainings", 2, {"hours": "0"}, "hours", "below 1"),
    ("trainings", 2, {"hours": "2001"}, "hours", "above 2,000"),
    ("trainings", 2, {"finished_on": "1396/02/31"}, "finished_on", "before started_on"),
    ("trainings", 2, {"employed_on": "1396/02/31"}, "employed_on", "before started_on"),
    ("trainings", 2, {"skill": "welding"}, "skill", "not one of carpet"),
    ("trainings", 2, {"completed": "2"}, "completed", "neither yes nor no"),
    ("purchases", 2, {"amount_rial": "0"}, "amount_rial", "below 1"),
    ("purchases", 2, {"household_id": "z99"}, "household_id", "not in households"),
    ("purchases", 2, {"product": "rug"}, "product", "not one of carpet"),
    ("purchases", 3, {"purchase_id": "b01"}, "purchase_id", "given before"),
    ("targets", 3, {"area": "Baladast"}, "year, area, indicator", "given before"),
    ("targets", 2, {"target": "0"}, "target", "below 1"),
    ("targets", 2, {"indicator": "plans"}, "indicator", "not one of jobs, exits"),
    ("targets", 2, {"area": "4009"}, "area", "not a county of Iran"),
    ("targets", 2, {"year": "1299"}, "year", "below 1,300"),
    ("targets", 2, {"year": "1451"}, "year", "above 1,450"),
    ("supervisors", 2, {"until_on": "1394/12/29"}, "until_on", "before from_on"),
    ("supervisors", 3, {"supervisor_id": "s1"}, "supervisor_id", "given before"),
    ("reporters", 2, {"table": "loans"}, "table", "not one of households"),
    ("reporters", 3, {"table": "خانوارها"}, "year, county, table", "given before"),
]

#: What lies just within the rules.
ALLOWED = [
    ("households", 2, {"size": "30"}),
    ("households", 2, {"exited_on": "1390/05/01", "exit_reason": "death"}),
    ("households", 2, {"assessed_on": "1389/01/01"}),
    ("households", 2, {"district": ""}),
    ("plans", 2, {"amount_rial": "0"}),
    ("plans", 2, {"household_id": "ندارد"}),
    ("plans", 9, {"supervised_until": "1397/09/09"}),
    ("plans", 6, {"deviated_on": "1396/07/01"}),
    ("visits", 2, {"visited_on": "1396/02/13"}),
    ("visits", 3, {"visited_on": "1396/02/13"}),
    ("trainings", 2, {"hours": "2000", "finished_on": "1396/03/01"}),
    ("trainings", 2, {"employed_on": "1396/03/01", "completed": "no"}),
    ("supervisors", 2, {"until_on": "1395/01/01"}),
    ("purchases", 2, {"amount_rial": "1"}),
]


def edit(office, table, row, /, **cells):
    """Write other values into a row of a table, by its number in the file."""
    path = office / "data" / "registers" / f"{table}.csv"
    lines = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    for column, value in cells.items():
        lines[row - 1][lines[0].index(column)] = value
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)


def read(office, areas, county=None):
    return read_registers(Source(office / "data" / "registers"), areas, county)


def refusal(office, areas):
    """What is said of registers with faults: the same by whoever reads them and by the check before a build."""
    with pytest.raises(RegisterError) as caught:
        read(office, areas)
    with pytest.raises(RegisterError) as checked:
        check_registers(Source(office / "data" / "registers"), areas)
    assert str(checked.value) == str(caught.value)
    return str(caught.value)


def faults(message):
    """(table, column, says, rows, place) of each line."""
    found, table = [], None
    for line in message.splitlines():
        if head := re.fullmatch(r"registers, (\w+): faults: [\d,]+ in rows read: [\d,]+", line):
            table = head[1]
        elif fault := re.fullmatch(r"  (.+?)\s{2,}(.+?)\s{2,}([\d,]+)\s+first at (.+)", line):
            found.append((table, *fault.groups()))
    return found


@pytest.mark.parametrize(("table", "row", "cells", "column", "says"), BROKEN, ids=lambda value: str(value))
def test_a_broken_rule_is_said_with_table_column_count_and_place_and_no_id(
    office, reference, table, row, cells, column, says
):
    edit(office, table, row, **cells)
    message = refusal(office, reference)
    mine = [fault for fault in faults(message) if fault[1] == column and says in fault[2]]
    assert len(mine) == 1, message
    assert mine[0][0] == table
    assert mine[0][3] == "1"
    assert mine[0][4].startswith(f"{table}.csv row {row}")
    assert not AN_ID.search(message)


@pytest.mark.parametrize(("table", "row", "cells"), ALLOWED, ids=lambda value: str(value))
def test_what_lies_just_within_a_rule_is_taken(office, reference, table, row, cells):
    edit(office, table, row, **cells)
    read(office, reference)


@pytest.mark.parametrize("table", TABLES)
def test_every_rule_key_and_reference_of_a_table_has_a_broken_copy(table):
    broken = {(column, says) for name, _, _, column, says in BROKEN if name == table}
    schema = TABLES[table]
    wanted = {(", ".join(schema.key), "given before")} | {
        (reference.column, f"not in {reference.table}") for reference in schema.references
    }
    for column, says in wanted:
        assert (column, says) in broken
    for rule in schema.rules:
        assert any(rule.column == column and says in str(rule.reason) for column, says in broken), rule


def test_all_faults_of_all_tables_are_said_at_once(office, reference):
    edit(office, "households", 2, size="0")
    edit(office, "households", 5, size="99", place="hamlet")
    edit(office, "visits", 4, plan_id="z99")
    edit(office, "targets", 4, target="-5")
    message = refusal(office, reference)
    assert "registers, households: faults: 3 in rows read: 14" in message
    assert {(fault[0], fault[1]) for fault in faults(message)} == {
        ("households", "size"),
        ("households", "place"),
        ("visits", "plan_id"),
        ("targets", "target"),
    }
    assert message.splitlines()[-1].startswith("Correct these")


def test_one_fault_in_many_rows_is_said_once_with_their_number_and_the_first(office, reference):
    for row in (12, 5, 9):
        edit(office, "plans", row, jobs="0")
    (fault,) = faults(refusal(office, reference))
    assert fault[3] == "3"
    assert fault[4].startswith("plans.csv row 5")


def test_a_value_that_names_nobody_is_shown_and_an_unknown_id_is_not(office, reference):
    edit(office, "plans", 2, sector="mining", household_id="z99")
    message = refusal(office, reference)
    assert "'mining'" in message
    assert "z99" not in message


def test_one_wrong_cell_is_one_fault(office, reference):
    edit(office, "households", 2, county="Nowhere")
    assert len(faults(refusal(office, reference))) == 1


def test_a_near_county_is_offered_and_not_taken(office, reference):
    edit(office, "households", 2, county="بالادشت", district="")
    assert "Did you mean ‘بالادست’ (4001)?" in refusal(office, reference)


@pytest.mark.parametrize("table", [name for name, table in TABLES.items() if not table.optional])
def test_a_table_that_is_not_there_is_a_fault(office, reference, table):
    (office / "data" / "registers" / f"{table}.csv").unlink()
    assert f"there is no {table}.csv" in refusal(office, reference)


@pytest.mark.parametrize("table", ["assessments", "reporters"])
def test_an_optional_table_may_be_absent(office, reference, table):
    (office / "data" / "registers" / f"{table}.csv").unlink()
    assert read(office, reference).tables[table].empty


@pytest.mark.parametrize("table", TABLES)
def test_a_file_of_only_a_header_is_an_empty_table(build_registers, table):
    assert build_registers(None).tables[table].empty


def test_a_folder_that_is_not_there_says_how_to_get_registers(tmp_path, reference):
    with pytest.raises(RegisterError, match="karnameh sample"):
        read_registers(Source(tmp_path / "nothing"), reference)


def test_a_required_column_that_is_missing_is_named(office, reference):
    path = office / "data" / "registers" / "purchases.csv"
    pd.read_csv(path, dtype=str).drop(columns=["product", "household_id"]).to_csv(path, index=False)
    message = refusal(office, reference)
    assert "required columns are missing: product (محصول)" in message
    assert "household_id" not in message


def test_a_heading_given_twice_is_refused(office, reference):
    path = office / "data" / "registers" / "purchases.csv"
    text = path.read_text(encoding="utf-8").replace("purchase_id,county,", "purchase_id,county,شهرستان,", 1)
    path.write_text(re.sub(r"(?m)^(b\d+,)(\w+),", r"\1\2,4003,", text), encoding="utf-8")
    assert "county" in refusal(office, reference)


def test_columns_may_have_persian_headings_in_any_order(office, reference):
    before = read(office, reference).purchases
    path = office / "data" / "registers" / "purchases.csv"
    persian = {column.name: column.headings[0] for column in TABLES["purchases"].columns}
    table = pd.read_csv(path, dtype=str).rename(columns=persian)
    table[list(table.columns)[::-1]].to_csv(path, index=False)
    pd.testing.assert_frame_equal(read(office, reference).purchases, before)


def test_a_file_that_is_no_text_says_what_to_do(office, reference):
    (office / "data" / "registers" / "plans.csv").write_bytes(bytes(range(256)) * 20)
    assert "plans.csv" in refusal(office, reference)


def test_a_file_in_another_encoding_gives_the_same_table(office, reference):
    before = read(office, reference).plans
    path = office / "data" / "registers" / "plans.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
    pd.testing.assert_frame_equal(read(office, reference).plans, before)


def without_place(tables):
    return {name: table.drop(columns=["_file", "_row"]) for name, table in tables.items()}


def test_csv_and_parquet_give_the_same_tables(office, reference, tmp_path):
    written = read(office, reference).tables
    for name, table in written.items():
        columns = [column.name for column in TABLES[name].columns]
        days = {
            column.name: table[column.name].dt.date
            for column in TABLES[name].columns
            if column.kind == "date"
        }
        (tmp_path / "parquet" / name).mkdir(parents=True)
        table[[*columns, "_file", "_row"]].assign(**days).to_parquet(
            tmp_path / "parquet" / name / "all.parquet"
        )
    again = read_registers(Source(tmp_path / "parquet"), reference).tables
    for name, table in written.items():
        pd.testing.assert_frame_equal(again[name], table, obj=name)
    for county in ("4001", "4002", "4003"):
        one, other = (
            read(office, reference, county),
            read_registers(Source(tmp_path / "parquet"), reference, county),
        )
        for name in TABLES:
            pd.testing.assert_frame_equal(other.tables[name], one.tables[name], obj=name)


def test_parquet_as_an_office_writes_it_gives_the_same_tables_as_its_csv(office, reference, tmp_path):
    (tmp_path / "parquet").mkdir()
    for name in TABLES:
        raw = pd.read_csv(office / "data" / "registers" / f"{name}.csv", dtype=str, keep_default_na=False)
        raw.to_parquet(tmp_path / "parquet" / f"{name}.parquet")
    for county in (None, "4001", "4002", "4003"):
        one = without_place(read(office, reference, county).tables)
        other = without_place(read_registers(Source(tmp_path / "parquet"), reference, county).tables)
        for name in TABLES:
            pd.testing.assert_frame_equal(other[name], one[name], obj=f"{name} of {county}")


def test_a_time_of_day_is_dropped_in_every_format(office, reference):
    folder = office / "data" / "registers"
    raw = pd.read_csv(folder / "trainings.csv", dtype=str, keep_default_na=False)
    days = read(office, reference).trainings["started_on"]
    raw.assign(started_on=days + pd.Timedelta(hours=13)).to_parquet(folder / "trainings.parquet")
    (folder / "trainings.csv").unlink()
    pd.testing.assert_series_equal(read(office, reference).trainings["started_on"], days)


def test_what_a_county_reads_adds_up_to_the_whole(office_registers, office, reference):
    parts = [read(office, reference, county) for county in ("4001", "4002", "4003")]
    for name in ("households", "plans", "visits", "trainings", "purchases", "supervisors"):
        key = TABLES[name].key[0]
        assert sorted(row for part in parts for row in part.tables[name][key]) == sorted(
            office_registers.tables[name][key]
        )


def test_the_default_of_supervised_until_is_filled_in_to_the_end_of_the_calendar(build_registers):
    plans = build_registers(
        plans="""
        started_on  supervised_until
        1396/02/13  .
        1395/12/30  .
        1396/02/13  1397/01/01
        1450/12/29  .
    """
    ).plans
    assert [parts(day.date()) for day in plans["supervised_until"]] == [
        (1399, 2, 13),
        (1398, 12, 29),
        (1397, 1, 1),
        (1453, 12, 29),
    ]


@pytest.mark.parametrize(
    ("marker", "synthetic"),
    [('{"synthetic": true}', True), ('{"synthetic": false}', False), ("{}", False), (None, False)],
)
def test_registers_are_synthetic_only_where_they_say_so(office, marker, synthetic):
    folder = office / "data" / "registers"
    (folder / "source.json").unlink()
    if marker:
        (folder / "source.json").write_text(marker)
    assert Source(folder).synthetic is synthetic


def test_an_id_that_cannot_be_read_is_not_shown(office, reference):
    edit(office, "plans", 2, plan_id="p\x0701", title="زنبور\x07داری")
    message = refusal(office, reference)
    assert [fault[1:4] for fault in faults(message)[:2]] == [
        ("plan_id", "has a control character", "1"),
        ("title", "has a control character", "1"),
    ]
    assert "زنبور" not in message
    assert "\x07" not in message


def test_every_record_is_read_whole_or_refused(office, reference):
    path = office / "data" / "registers" / "supervisors.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, *(f"{row},more" for row in rows)]), encoding="utf-8")
    with pytest.raises(RegisterError):
        read(office, reference)


def test_a_record_with_fewer_fields_than_the_header_is_refused(office, reference):
    path = office / "data" / "registers" / "supervisors.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("s2,4002,1394/01/01,", "s2,4002,1394/01/01"))
    with pytest.raises(RegisterError):
        read(office, reference)


def test_the_place_of_a_fault_is_the_line_a_person_sees(office, reference):
    edit(office, "plans", 6, jobs="0")
    path = office / "data" / "registers" / "plans.csv"
    head, first, *rest = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, first, "", *rest]), encoding="utf-8")
    assert "plans.csv row 7" in refusal(office, reference)
