"""Parquet files, whole and damaged → what a person would see in the cells of a sheet."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karnameh.errors import RegisterError
from karnameh.registers.sheets import columnar as module
from karnameh.registers.sheets.columnar import read_parquet


@pytest.fixture(scope="session")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("columnar") / "plans.parquet"


@pytest.fixture
def read(file):
    def written(columns: dict | pa.Table, **options):
        table = columns if isinstance(columns, pa.Table) else pa.table(columns)
        pq.write_table(table, file, **options)
        return read_parquet(file)

    return written


def columns(sheet) -> dict[str, list[str | None]]:
    """Heading → the cells below it."""
    return {heading: cells for heading, *cells in (column.to_pylist() for column in sheet.cells.columns)}


def test_the_names_of_columns_are_row_0_and_rows_count_from_1(read):
    sheet = read({"plan_id": ["p1", "p2"], "شهرستان": ["آوج", None]})
    assert sheet.cells.to_pylist() == [
        {"0": "plan_id", "1": "شهرستان"},
        {"0": "p1", "1": "آوج"},
        {"0": "p2", "1": None},
    ]
    assert (sheet.rows.tolist(), sheet.file, sheet.name) == ([0, 1, 2], "plans.parquet", "")
    assert (sheet.fields, sheet.epoch, dict(sheet.faults)) == (None, None, {})


def test_our_own_provenance_is_left_out_and_what_stands_twice_is_not(read):
    table = pa.Table.from_arrays(
        [pa.array([n]) for n in range(5)], ["_file", "plan_id", "_row", "jobs", "jobs"]
    )
    assert [column.to_pylist() for column in read(table).cells.columns] == [
        ["plan_id", "1"],
        ["jobs", "3"],
        ["jobs", "4"],
    ]


MOMENT = datetime(2018, 5, 2, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "cells"),
    [
        (pa.array(["", " x ", "a\nb", None]), [None, " x ", "a\nb", None]),
        (pa.array(["x", "", None]).dictionary_encode(), ["x", None, None]),
        (pa.array(["x"], pa.large_string()), ["x"]),
        (pa.array(["x", "", None], pa.string_view()), ["x", None, None]),
        (pa.array([7, None]).dictionary_encode(), ["7", None]),
        (pa.array([2**64 - 1], pa.uint64()), ["18446744073709551615"]),
        (pa.array([1001.0, 0.5, -0.0, 9e15, None]), ["1001", "0.5", "0", "9000000000000000", None]),
        (pa.array([1e16, 1e300]), ["1e+16", "1e+300"]),
        (pa.array([float("nan"), float("inf")], from_pandas=False), [None, "inf"]),
        (pa.array([0.1, 16777216.0], pa.float32()), ["0.1", "16777216"]),
        (pa.array(np.array([2.5, 3], np.float16)), ["2.5", "3"]),
        (
            pa.array(map(Decimal, ["1001.00", "100", "0", "-1.50", "10.05"]), pa.decimal128(38, 18)),
            ["1001", "100", "0", "-1.5", "10.05"],
        ),
        (pa.array([date(2018, 5, 3), None]), ["2018-05-03", None]),
        (pa.array([date(2018, 5, 3)], pa.date64()), ["2018-05-03"]),
        (
            pa.array([datetime(1960, 1, 1, 23), datetime(2018, 5, 3)], pa.timestamp("ms")),
            ["1960-01-01", "2018-05-03"],
        ),
        (pa.array([MOMENT], pa.timestamp("us", "Asia/Tehran")), ["2018-05-03"]),
        (pa.array([MOMENT], pa.timestamp("us", "UTC")), ["2018-05-02"]),
        (pa.array([True, False, None]), ["true", "false", None]),
        (pa.nulls(2), [None, None]),
    ],
)
def test_values_are_written_as_cells_hold_them(read, values, cells):
    assert columns(read({"x": values})) == {"x": cells}


@pytest.mark.parametrize(
    ("values", "held"),
    [
        ([[1]], "nested values"),
        ([{"a": 1}], "nested values"),
        ([b"x"], "values of type binary"),
        ([time(1)], "values of type time64"),
    ],
)
def test_a_column_that_holds_no_cells_is_named_and_refused(read, values, held):
    with pytest.raises(RegisterError, match=f"column 'عنوان' holds {held}"):
        read({"plan_id": ["p1"], "عنوان\n": values})


def test_a_column_of_ours_may_hold_anything(read):
    assert columns(read({"plan_id": ["p1"], "_notes": [[1]]})) == {"plan_id": ["p1"]}


def test_a_file_without_rows_has_its_heading_and_one_without_columns_is_refused(read):
    assert columns(read({"plan_id": pa.array([], pa.string())})) == {"plan_id": []}
    with pytest.raises(RegisterError, match="it has no columns"):
        read({"_row": [1]})


def test_what_no_table_has_is_too_large(read, monkeypatch):
    assert read({f"c{number}": [1] for number in range(1000)}).cells.num_columns == 1000
    with pytest.raises(RegisterError, match="more than 1,000 columns"):
        read({f"c{number}": [1] for number in range(1001)})
    with pytest.raises(RegisterError, match="too large"):
        read({f"c{number}": pa.nulls(10_000_000) for number in range(60)})
    monkeypatch.setattr(module, "_MOST_BYTES", 1 << 20)
    with pytest.raises(RegisterError, match="too large"):
        read({"title": ["x" * 100] * 20_000})


def test_text_that_is_no_text_refuses_the_file(read):
    wrong = pa.StringArray.from_buffers(
        1, pa.array([0, 2], pa.int32()).buffers()[1], pa.py_buffer(b"\xff\xfe")
    )
    with pytest.raises(RegisterError, match="damaged"):
        read({"plan_id": wrong})


def test_batches_follow_each_other(read):
    sheet = read({"n": np.arange(200_000)}, row_group_size=70_000)
    assert columns(sheet) == {"n": [str(number) for number in range(200_000)]}
    assert sheet.rows[-1] == 200_000


@settings(max_examples=200, deadline=None)
@given(cut=st.floats(0, 1), changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=6))
def test_a_damaged_file_is_read_whole_or_refused(file, cut, changes):
    pq.write_table(
        pa.table({"plan_id": ["p1", "p2"], "jobs": [1, None], "day": [date(2018, 5, 3)] * 2}), file
    )
    content = bytearray(file.read_bytes())
    for place, put in changes:
        content[int(place * (len(content) - 1))] = put
    file.write_bytes(content[: len(content) if changes else int(cut * (len(content) - 1))])
    try:
        sheet = read_parquet(file)
    except RegisterError as refused:
        assert "\n" not in str(refused)
    else:
        assert changes and len(sheet.rows) == len(sheet.cells)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(max_size=5), st.integers(-(2**63), 2**63 - 1), st.floats(), st.dates()), min_size=1
    )
)
def test_what_was_written_is_what_the_cells_say(file, rows):
    texts, wholes, floats, days = map(list, zip(*rows, strict=True))
    pq.write_table(pa.table({"text": texts, "whole": wholes, "float": floats, "day": days}), file)
    found = columns(read_parquet(file))
    assert [cell or "" for cell in found["text"]] == texts
    assert list(map(int, found["whole"])) == wholes
    assert np.array_equal([float(cell or "nan") for cell in found["float"]], floats, equal_nan=True)
    assert list(map(date.fromisoformat, found["day"])) == days
