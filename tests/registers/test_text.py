"""CSV files of every encoding and separator, whole, faulty and hostile → the grid of what is written in them."""

import csv
import io
import os
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karnameh.areas import Areas
from karnameh.errors import RegisterError
from karnameh.registers.reasons import Reason
from karnameh.registers.sheets import text as module
from karnameh.registers.sheets.text import read_text

WORDS = "شناسه طرح,شهرستان,عنوان\nپ۱,بوئین زهرا,مرغداری\nپ۲,آوج,بافت فرش"
OPEN, STRAY, BROKEN, NULL = (Reason(key) for key in ("quote_open", "quote_stray", "broken", "null"))
HEADINGS = ["plan_id", "county"]
REFERENCE = Path(__file__).parents[2] / "data" / "reference"


@pytest.fixture(scope="session")
def file(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("text") / "plans.csv"


@pytest.fixture
def read(file):
    def written(content: bytes | str, **options):
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_text(file, **options)

    return written


def grid(sheet) -> list[list[str | None]]:
    return [list(row.values()) for row in sheet.cells.to_pylist()]


def whole_faults(sheet) -> dict[int, list[Reason]]:
    assert all(column is None for told in sheet.faults.values() for column, _ in told)
    return {row: [reason for _, reason in told] for row, told in sheet.faults.items()}


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        ("", "utf-8"),
        ("\ufeff", "utf-8"),
        ("\ufeff", "utf-16-le"),
        ("\ufeff", "utf-16-be"),
        ("", "utf-16-le"),
        ("", "utf-16-be"),
    ],
)
def test_an_encoding_is_recognised_with_and_without_its_mark(read, mark, encoding):
    assert grid(read((mark + WORDS).encode(encoding))) == [line.split(",") for line in WORDS.split("\n")]


@pytest.mark.parametrize("word", ["و", "تک", "ژاله", "کمک", "گچ", "بانک پگاه", "چاپ", "می‌روم؟", "«آب»، نان"])
def test_a_few_persian_words_in_windows_1256_are_recognised(read, word):
    written = f"title,county,bank\n{word},آوج,{word}\n".replace("ی", "ي")
    assert grid(read(written.encode("cp1256")))[1] == [word.replace("ی", "ي"), "آوج", word.replace("ی", "ي")]


def test_every_county_is_read_the_same_in_windows_1256(read):
    counties = (area.name("fa") for area in Areas.read(REFERENCE) if area.level == "county")
    names = [name.translate({ord("ی"): "ي", 0x654: None}) for name in counties]
    content = "".join(f"{number},{name}\n" for number, name in enumerate(names))
    assert [row[1] for row in grid(read(content.encode("cp1256")))] == names


def test_the_end_of_a_long_file_decides_too(read):
    head = "plan_id,county\n" + "p1,Avaj\n" * 300_000
    assert grid(read(head.encode() + "p2,آوج\n".encode("cp1256")))[-1] == ["p2", "آوج"]
    assert grid(read((head + "p2,آوج\n").encode()))[-1] == ["p2", "آوج"]


def test_broken_bytes_are_the_fault_of_their_rows_not_of_the_encoding(read):
    rows = [f"پ{number},آوج".encode() for number in range(40)]
    rows[7], rows[9] = "پ,قم".encode("cp1256"), b"p9,\x00,\xff"
    sheet = read(b"\n".join(rows))
    assert whole_faults(sheet) == {7: [BROKEN], 9: [BROKEN, NULL]}
    assert grid(sheet)[8] == ["پ8", "آوج", None]


def test_one_broken_byte_in_plain_text_refuses_its_row(read):
    sheet = read(b"plan_id,county\n" + b"p1,Avaj\n" * 20 + b"p2,Ava\xff\n" + b"p3,Avaj\n" * 20)
    assert whole_faults(sheet) == {21: [BROKEN]}


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
        b"PK\x03\x04" + bytes(range(256)) * 40,
        b"\xff\xfe" + bytes(range(256)) * 40,
        bytes(5000),
        "plan_id,county\np1,Avaj\n".encode("utf-32"),
        "année,région,été\nœuvre,éé,à\n".encode("cp1252") * 9,
        "код,город\n1,Москва\n".encode("cp1251") * 9,
        "编号,城市\n1,北京\n".encode("gbk") * 9,
        "شناسه,شهرستان\n1,قزوين و البرز\n".replace("پ", "ب").encode("iso-8859-6") * 9,
    ],
)
def test_what_is_no_text_or_in_another_encoding_is_refused_whole(read, content):
    with pytest.raises(RegisterError, match="save it as CSV UTF-8") as refused:
        read(content)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("content", ["", "\ufeff", "\n\r\n\r", ",,\n,,\n", '""\n'])
def test_an_empty_file_is_refused(read, content):
    with pytest.raises(RegisterError, match="the file is empty"):
        read(content)


@pytest.mark.parametrize(
    ("content", "second"),
    [
        ("title of the office\nid;amount;jobs\np1;1,000,000;2\np2;2,500,000;3\n", ["id", "amount", "jobs"]),
        ("id\tname\tjobs\na\tx, y; z\t1\nb\tx, y; z\t1\n", ["a", "x, y; z", "1"]),
        ("sep=;\nid;a,b,c\n1;a,b,c\n", ["id", "a,b,c"]),
        ("sep=|\nid|a,b,c\n1|a,b,c\n", ["id", "a,b,c"]),
        ("sep=؛\nid؛a;b;c\n1؛a;b;c\n", ["id", "a;b;c"]),
        ("شناسه؛مبلغ\np1؛1,000,000\np2؛2,500,000\n", ["p1", "1,000,000"]),
        ('id\n"1"\n', ["1"]),
    ],
)
def test_a_separator_is_found_by_what_it_splits_or_by_its_name(read, content, second):
    assert grid(read(content))[1] == second


def test_known_headings_decide_a_separator_that_nothing_else_does(read):
    content = "plan_id,bank;s\np1,a;b;c;d;e\np2,a;b;c;d;e\n"
    assert grid(read(content))[1] == ["p1,a", "b", "c", "d", "e"]
    assert grid(read(content, known={"plan_id"}.__contains__))[1] == ["p1", "a;b;c;d;e"]


def test_a_long_quoted_text_in_other_marks_does_not_hide_the_separator(read):
    content = "id\ttext\n1\t" + '"' + "a," * 3000 + '"' + "\n"
    assert grid(read(content, known={"id", "text"}.__contains__))[1] == ["1", "a," * 3000]


def test_rows_are_the_lines_on_which_records_begin_and_blank_lines_are_rows(read):
    sheet = read('a,b\r\n\r\n1,"x\r\ny\n"\r2,\r\n \n\n')
    assert grid(sheet) == [["a", "b"], [None] * 2, ["1", "x\r\ny\n"], ["2", None], [" ", None], [None] * 2]
    assert sheet.rows.tolist() == [1, 2, 3, 6, 7, 8]
    assert sheet.fields.tolist() == [2, 0, 2, 2, 1, 0]
    assert (sheet.file, sheet.name, sheet.epoch, sheet.faults) == ("plans.csv", "", None, {})


def test_fields_past_the_width_of_the_first_records_are_kept_beside(read):
    sheet = read("a,b\n" * 100 + 'c,d,e,\nf\n"g","h","i"\n')
    assert grid(sheet)[100:] == [["c", "d"], ["f", None], ["g", "h"]]
    assert sheet.beyond == {100: ("e", ""), 102: ("i",)}
    assert sheet.fields.tolist()[100:] == [4, 1, 3]


@pytest.mark.parametrize(
    ("line", "fields", "fault"),
    [
        ('p1,"pump,2,no', ["p1", '"pump', "2", "no"], OPEN),
        ('"p1","pump,"2","no"', ["p1", 'pump,"2', "no"], STRAY),
        ('"p1","12" pump","2","no"', ["p1", '12" pump', "2", "no"], STRAY),
        ('p1,"a, ""b"""x,2,no', ["p1", '"a', ' ""b"""x', "2", "no"], STRAY),
        ('p1,12" pump,2,no', ["p1", '12" pump', "2", "no"], None),
        ('p1, "a",2,no', ["p1", ' "a"', "2", "no"], None),
    ],
)
def test_a_wrong_quote_is_the_fault_of_its_line_alone(read, line, fields, fault):
    after = ['p2,"good, really",2,no', '"p3","x","3","no"'] + ["p4,plain,4,no"] * 200
    sheet = read("\n".join(["id,title,jobs,employed", line, *after]))
    assert grid(sheet)[1][: len(fields)] == fields
    assert whole_faults(sheet) == ({1: [fault]} if fault else {})
    assert [row[:4] for row in grid(sheet)[2:4]] == [
        ["p2", "good, really", "2", "no"],
        ["p3", "x", "3", "no"],
    ]
    assert len(sheet.rows) == 204


def test_an_open_quote_in_the_last_line_is_a_fault_of_that_line(read):
    assert whole_faults(read('a,b,c\n1,2,3\n4,"5,6')) == {2: [OPEN]}


def test_a_quote_that_joins_whole_records_is_doubtful_and_their_row_is_refused(read):
    sheet = read('id,title,jobs\np1,"pump,1\np2,hose 5",2\np3,x,3\n')
    assert grid(sheet) == [
        ["id", "title", "jobs"],
        ["p1", "pump,1\np2,hose 5", "2"],
        ["p3", "x", "3"],
    ]
    assert whole_faults(sheet) == {1: [OPEN]}
    assert sheet.rows.tolist() == [1, 2, 4]


@pytest.mark.parametrize(("lines", "faults"), [(100, {}), (101, {1: [OPEN], 101: [OPEN]})])
def test_a_quoted_field_may_run_over_a_hundred_lines_and_no_more(read, lines, faults):
    sheet = read('id,title,jobs\np1,"' + "\n" * (lines - 1) + '",2\np2,x,3\n')
    assert whole_faults(sheet) == faults
    assert grid(sheet)[-1] == ["p2", "x", "3"]


def test_a_thousand_columns_are_read_and_one_more_refuses_the_file(read):
    assert read("a," * 999 + "a\n").cells.num_columns == 1000
    for content in ("a," * 1000 + "a\n", "a,b\n" * 200 + "a," * 1000, '"a",' * 1000 + '"a"\n'):
        with pytest.raises(RegisterError, match="more than 1,000 columns"):
            read(content)


@pytest.mark.parametrize(("limit", "most"), [("_MOST_CELLS", 100_000), ("_MOST_BYTES", 1 << 20)])
def test_more_cells_or_text_than_a_country_has_refuses_the_file(read, monkeypatch, limit, most):
    content = "a,b\n" + "1397/09/05,قزوین\n" * 60_000
    assert read(content).cells.num_rows == 60_001
    monkeypatch.setattr(module, limit, most)
    with pytest.raises(RegisterError, match="too large"):
        read(content)


def test_rows_that_are_wider_throughout_than_the_first_are_refused(read):
    with pytest.raises(RegisterError, match="more fields than its first rows"):
        read("a,b\n" * 100 + ("," * 600 + "\n") * 2000)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_line_without_end_is_refused_in_little_memory(file, encoding):
    head = "a,b\n1,2\n".encode(encoding)
    with file.open("wb") as out:
        out.write(head)
        out.write("x".encode(encoding)[-2 if encoding == "utf-16" else 0 :] * (1 << 21))
        os.truncate(out.fileno(), 4 << 30) if encoding == "utf-8" else None
    tracemalloc.start()
    with pytest.raises(RegisterError, match="a line of more than 1,048,576 characters"):
        read_text(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    file.unlink()
    assert peak < 64 << 20


def test_a_line_of_the_greatest_length_is_read(read):
    long = "x" * ((1 << 20) - 5)
    for content in (f"p1,{long}\n", f'1,"{long[2:]}"\n'):
        assert len(grid(read("a,b\n" + content))[1][1]) == content.count("x")


CELLS = st.text(
    st.one_of(
        st.sampled_from(list(' ",;\t\n\r|=-0aبوئيژ۱\u200c')),
        st.characters(codec="utf-8", exclude_characters="\0\ufffd"),
    ),
    max_size=8,
)
PERSIAN = st.text(st.sampled_from(list(' ",;\t\n\raآبپتجچحخدرزژسشصضطظعغفقکگلمنوه')), max_size=12)


@st.composite
def written(draw) -> tuple[list[list[str]], str, str, str, int, str]:
    encoding, mark = draw(
        st.sampled_from(
            [
                ("utf-8", ""),
                ("utf-8", "\ufeff"),
                ("utf-16-le", "\ufeff"),
                ("utf-16-be", "\ufeff"),
                ("cp1256", ""),
            ]
        )
    )
    cells = PERSIAN if encoding == "cp1256" else CELLS
    rows = draw(st.lists(st.lists(cells, min_size=0, max_size=5), max_size=12))
    return (
        [HEADINGS, *rows],
        encoding,
        mark,
        draw(st.sampled_from(",;\t")),
        draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        draw(st.sampled_from(["\n", "\r\n", "\r"])),
    )


@settings(max_examples=300, deadline=None)
@given(made=written(), chunk=st.sampled_from([2, 50_000]))
def test_what_a_writer_of_csv_wrote_comes_back_cell_by_cell(file, made, chunk):
    rows, encoding, mark, separator, quoting, end = made
    if encoding == "cp1256":  # words enough to be told from other encodings
        rows = [*rows, ["آب و هوا", "سالمند"] * 20]
    if encoding.startswith("utf-16") or encoding == "utf-8":
        # A file is text where most of it is: as much of it as of whatever characters were drawn.
        rows = [*rows, *[["plain text"] * 4] * (10 + sum(len(cell) for row in rows for cell in row))]
    lines, numbers, doubtful = [mark], [], set()
    for number, row in enumerate(rows):
        numbers.append(1 + len("".join(lines).replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1)
        out = io.StringIO()
        csv.writer(out, delimiter=separator, quoting=quoting, lineterminator="\r\n").writerow(row)
        record = out.getvalue().removesuffix("\r\n")
        lines.append(record + end)
        parts = record.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if len(parts) > 1 and len(row) > 2 and all(part.count(separator) + 1 >= len(row) for part in parts):
            doubtful.add(number)
    file.write_bytes("".join(lines).encode(encoding))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_CHUNK_RECORDS", chunk)
        sheet = read_text(file, known=HEADINGS.__contains__)
    width = sheet.cells.num_columns
    found = [
        [*row, *sheet.beyond.get(number, ())][: sheet.fields[number]]
        for number, row in enumerate(grid(sheet))
    ]
    assert [[cell or "" for cell in row] for row in found] == rows
    assert all(cell is None for number, row in enumerate(grid(sheet)) for cell in row[sheet.fields[number] :])
    assert all(cell != "" for row in grid(sheet) for cell in row)
    assert sheet.rows.tolist() == numbers
    assert whole_faults(sheet) == {number: [OPEN] for number in doubtful}
    assert width <= 40


def _consistent(sheet) -> None:
    size = len(sheet.cells)
    assert len(sheet.rows) == len(sheet.fields) == size
    assert (sheet.rows[1:] > sheet.rows[:-1]).all() and sheet.rows[0] == 1
    assert all(0 <= row < size for row in (*sheet.faults, *sheet.beyond))
    assert all(len(rest) == sheet.fields[row] - sheet.cells.num_columns for row, rest in sheet.beyond.items())
    for column in sheet.cells.columns:
        column.validate(full=True)


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text('",;\t\n\r\0ab\ufeff', max_size=60).map(str.encode),
        st.tuples(
            st.sampled_from(["utf-8", "utf-16", "utf-16-be", "cp1256"]),
            st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=3)), max_size=6),
        ).map(
            lambda made: _mutated(
                (WORDS.replace("ی", "ي") + '\n"x, y",2,3').encode(made[0], "ignore"), made[1]
            )
        ),
    )
)
def test_any_bytes_give_a_consistent_grid_or_one_clear_message(file, content):
    file.write_bytes(content)
    try:
        sheet = read_text(file)
    except RegisterError as refused:
        assert "\n" not in str(refused)
    else:
        _consistent(sheet)


def _mutated(content: bytes, changes: list[tuple[int, bytes]]) -> bytes:
    for place, put in changes:
        content = content[:place] + put + content[place + 1 :]
    return content
