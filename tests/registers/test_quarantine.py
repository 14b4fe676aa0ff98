"""Rows not taken in: kept whole, shown with reasons, fed in again, never lost."""

import csv
from hashlib import sha256
from io import StringIO
from itertools import count
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from karnameh.registers.headings import ADDED
from karnameh.registers.ingest import shown as shown_rows
from karnameh.registers.ingest.harmless import LONGEST, as_written, in_csv, in_workbook, plain
from karnameh.registers.ingest.quarantine import Quarantine, stem_of
from karnameh.registers.reasons import Both, Reason
from karnameh.registers.schema import TABLES

EMPTY = ("county", Reason("empty"))
LATE = ("started_on", Reason("not_date"))
NEAR = ("county", Reason("near_county", (("name", Both("تاکستان", "Takestan")), ("code", "2602"))))
_calls = count(1)
ORPHAN = ("household_id", Reason("unknown", (("table", "households"),)))


def refused(*rows, file="طرح‌ها.xlsx", sheet="Sheet1", **frames):
    """Rows of plans as ingest hands them over: (row, id, fault, more columns)."""
    return {
        "plans": pd.DataFrame(
            [
                {
                    "plan_id": key or None,
                    "county": None,
                    **more,
                    "_file": file,
                    "_sheet": sheet,
                    "_row": row,
                    "_key": key,
                    "_waiting": faults == (ORPHAN,),
                    "_faults": faults,
                }
                for row, key, faults, more in rows
            ]
        )
    } | frames


def row(number, key="", *faults, **more):
    return number, key, faults or (EMPTY,), more


def shown(folder, name="طرح‌ها.plans"):
    """The CSV and the XLSX as a person opens them, which must say the same."""
    text = (folder / f"{name}.csv").read_bytes().decode("utf-8-sig")
    records = list(csv.reader(StringIO(text, newline=""), strict=True))
    book = openpyxl.load_workbook(folder / f"{name}.xlsx")
    cells = [[cell.value or "" for cell in line] for line in book.worksheets[0].iter_rows()]
    assert cells == records
    return pd.DataFrame(records[1:], columns=records[0])


def numbers(folder, name="طرح‌ها.plans"):
    return [int(number) for number in shown(folder, name)["row"]]


def call(place, now=None, taken=None, fed=None, read=()):
    """A call that ends well: the CSV and XLSX of what it refuses, and its remarks."""
    entry = {"call": next(_calls)}
    paths = place.prepare(now or {}, taken or {}, fed or {}, entry, read)
    return paths, place.finish([entry])


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def files(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_refused_row_stands_whole_with_column_and_reasons_in_both_languages(tmp_path):
    title = "  دامداری ، «بزرگ»\nدو; <b>سه</b>"
    given_row = row(7, "p۷", EMPTY, LATE, title=title, amount_rial="۱٬۰۰۰")
    paths, _ = call(Quarantine(tmp_path), refused(given_row))
    assert [path.name for path in paths] == ["طرح‌ها.plans.csv", "طرح‌ها.plans.xlsx"]
    (line,) = shown(tmp_path).to_dict("records")
    assert (line["plan_id"], line["title"], line["amount_rial"]) == ("p۷", title, "۱٬۰۰۰")
    assert (line["row"], line["column"]) == ("7", "county; started_on")
    for lang in ("fa", "en"):
        assert line[f"reason_{lang}"] == f"{EMPTY[1].text(lang)}; {LATE[1].text(lang)}"


def test_the_columns_are_the_contracts_and_toman_stands_after_rial_where_a_row_has_it(tmp_path):
    place = Quarantine(tmp_path)
    call(place, refused(row(2)))
    names = list(shown(tmp_path))
    assert names == [column.name for column in TABLES["plans"].columns] + list(ADDED)
    call(place, refused(row(3, amount_toman="5")))
    names.insert(names.index("amount_rial") + 1, "amount_toman")
    assert list(shown(tmp_path)) == names


def test_the_workbook_reads_from_the_right_and_keeps_ids_as_text(tmp_path):
    call(Quarantine(tmp_path), refused(row(2, "0012")))
    book = openpyxl.load_workbook(tmp_path / "طرح‌ها.plans.xlsx")
    (sheet,) = book.worksheets
    assert book.properties.created.year == 2000  # no clock
    assert (sheet.title, sheet.sheet_view.rightToLeft, sheet.freeze_panes) == ("plans", True, "A2")
    assert sheet.auto_filter.ref == "A1:U2"
    assert (sheet["A2"].value, sheet["A2"].number_format, sheet["A1"].font.bold) == ("0012", "@", True)
    assert sheet["U2"].alignment.wrap_text


def test_a_sheet_that_is_full_goes_on_in_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(shown_rows, "ROWS_OF_A_SHEET", 2)
    call(Quarantine(tmp_path), refused(*(row(number) for number in range(2, 7))))
    sheets = openpyxl.load_workbook(tmp_path / "طرح‌ها.plans.xlsx").worksheets
    assert [(sheet.title, sheet.max_row) for sheet in sheets] == [
        ("plans", 3),
        ("plans 2", 3),
        ("plans 3", 2),
    ]


TEXT = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("'=+-@\t\r\n\0\x1f\x7f")), max_size=8)
TEXT = TEXT.filter(lambda text: not any("\u2400" <= letter <= "\u2421" for letter in text))


@example("'=1")
@given(TEXT)
def test_text_made_harmless_is_plain_again_after_reading(text):
    assert plain(in_csv(text)) == text
    assert in_csv(text).lstrip("'")[:1] not in {*"=+-@\t\r"} or in_csv(text)[0] == "'"
    if not set(text) & {"\r", "\ufffe", "\uffff"}:
        assert plain(in_workbook(text)) == text


def test_only_one_apostrophe_is_taken_off_and_only_ours():
    written = pd.Series(["'=1", "''=1", "'5", "'", None])
    assert as_written(written).tolist()[:4] == ["=1", "'=1", "'5", "'"]
    assert as_written(written).isna().tolist() == [False] * 4 + [True]


def test_what_a_cell_of_a_workbook_cannot_hold_is_seen_and_refused_again(tmp_path):
    call(
        Quarantine(tmp_path),
        refused(
            row(2, title="=1\0\x0b\x1f"), row(3, title="a" * LONGEST), row(4, title="a" + "🐑" * LONGEST)
        ),
    )
    sheet = openpyxl.load_workbook(tmp_path / "طرح‌ها.plans.xlsx").worksheets[0]
    at = [cell.value for cell in sheet[1]].index("title") + 1
    assert sheet.cell(2, at).value == "'=1␀␋␟"
    assert sheet.cell(3, at).value == "a" * LONGEST
    assert sheet.cell(4, at).value == "a" + "🐑" * (LONGEST // 2 - 1) + "␃"
    assert plain(sheet.cell(4, at).value)[-1] == "\x03"
    assert "🐑" * LONGEST in (tmp_path / "طرح‌ها.plans.csv").read_text("utf-8-sig")


def test_the_csv_is_marked_as_unicode_and_holds_every_line_break(tmp_path):
    title = "=a\rb\0\x1a"
    call(Quarantine(tmp_path), refused(row(2, title=title)))
    data = (tmp_path / "طرح‌ها.plans.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    (line,) = csv.DictReader(StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
    assert plain(line["title"]) == title


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("طرح‌ها.xlsx", "طرح‌ها"),
        ("../../etc/passwd", "passwd"),
        (r"..\..\a:b.csv", "a_b"),
        ("..\x00\n.hidden.xlsx", "__.hidden"),
        ("...", "_"),
        ("", "_"),
        ("آ" * 300 + ".csv", "آ" * 100),
        ("a" * 300 + ".csv", "a" * 120),
    ],
)
def test_a_name_is_made_safe(name, stem, tmp_path):
    assert stem_of(name) == stem
    call(Quarantine(tmp_path / "q"), refused(row(2), file=name))
    assert files(tmp_path) == sorted(f"{stem}.plans.{ending}" for ending in ("csv", "parquet", "xlsx"))
    assert Quarantine.origin(f"{stem}.plans.xlsx", [*ADDED, "plan_id"]) == (stem, "plans")


def test_a_quarantine_file_is_known_by_its_name_and_its_columns():
    headings = ["plan_id", "Row ", "column", "reason_fa", "reason_en"]
    assert Quarantine.origin("a.b.plans.csv", headings) == ("a.b", "plans")
    for name, columns in [("a.csv", headings), ("a.plans.csv", headings[:4]), (".plans.csv", headings)]:
        assert Quarantine.origin(name, columns) is None


def test_the_same_row_again_is_replaced_and_every_other_stays(tmp_path):
    place = Quarantine(tmp_path)
    call(place, refused(row(9, "p9"), row(2, "p2")))
    call(place, refused(row(9, "p9", LATE), row(2, "other")))
    assert numbers(tmp_path) == [2, 2, 9]
    call(place, refused(row(9, "p9", LATE), row(2, "other")))
    assert shown(tmp_path)[["row", "plan_id", "column"]].to_numpy().tolist() == [
        ["2", "p2", "county"],
        ["2", "other", "county"],
        ["9", "p9", "started_on"],
    ]


def test_the_same_rows_give_the_same_bytes(tmp_path):
    rows = [row(number, f"p{number}", title="=x") for number in range(2, 30)]
    for name, given_rows in (("a", rows), ("b", rows[::-1])):
        place = Quarantine(tmp_path / name)
        call(place, refused(*given_rows))
        before = contents(tmp_path / name)
        call(place, refused(*given_rows))
        assert contents(tmp_path / name) == before
    assert before == contents(tmp_path / "a")


def test_rows_whose_key_was_taken_leave_and_an_empty_file_is_removed(tmp_path):
    place = Quarantine(tmp_path)
    call(place, refused(row(2, "p2"), row(3, "p3"), row(4)))
    call(place, {}, {"plans": {"p2", ""}, "visits": {"p3"}})
    assert numbers(tmp_path) == [3, 4]
    call(place, {}, {"plans": {"p3"}}, {("طرح‌ها", "plans"): [4]})
    assert files(tmp_path) == []


def test_a_row_just_refused_stays_though_its_key_was_taken(tmp_path):
    place = Quarantine(tmp_path)
    now = refused(row(2, "p2"))
    call(place, now)
    call(place, now, {"plans": {"p2"}}, {("طرح‌ها", "plans"): [2]})
    assert numbers(tmp_path) == [2]


def test_a_corrected_file_goes_back_to_where_it_came_from(tmp_path):
    place = Quarantine(tmp_path)
    call(place, refused(row(2), row(3), row(4, "p4")))
    again = refused(row(2, county="قزوین"), file="طرح‌ها.plans.csv", sheet="")
    again["plans"]["_stem"] = "طرح‌ها"
    call(place, again, {}, {("طرح‌ها", "plans"): [2, 3]})
    assert shown(tmp_path)[["row", "county"]].to_numpy().tolist() == [["2", "قزوین"], ["4", ""]]


def test_where_rows_of_two_sheets_share_a_number_none_is_lost(tmp_path):
    place = Quarantine(tmp_path)
    call(place, refused(row(2, title="a"), sheet="a"))
    call(place, refused(row(2, title="b"), sheet="b"))
    again = refused(row(2, title="b"), sheet="b")
    call(place, again, {}, {("طرح‌ها", "plans"): [2]})
    assert set(shown(tmp_path)["title"]) == {"a", "b"}
    call(place, {}, {}, {("طرح‌ها", "plans"): [2, 2]})
    assert files(tmp_path) == []


def test_waiting_rows_come_back_as_they_were(tmp_path):
    place = Quarantine(tmp_path)
    now = refused(row(2, "p2", ORPHAN, title="=x\0"), row(3, "p3", NEAR))
    call(place, now)
    call(place, refused(row(4)))
    call(place, refused(row(5, "p5", ORPHAN), file="other.csv", sheet=""))
    waiting = place.waiting("plans")
    assert waiting[["_stem", "_row", "_key"]].to_numpy().tolist() == [["other", 5, "p5"], ["طرح‌ها", 2, "p2"]]
    line = waiting.set_index("_key").loc["p2"]
    assert (line["title"], line["_faults"]) == ("=x\0", (ORPHAN,))
    assert pd.isna(line["county"])
    assert len(place.waiting("visits")) == 0
    call(place, {"plans": waiting})
    assert numbers(tmp_path) == [2, 3, 4]
    assert shown(tmp_path)["reason_fa"][1] == NEAR[1].text("fa")


def test_what_a_person_threw_away_stays_away(tmp_path):
    place = Quarantine(tmp_path)
    call(place, refused(row(2, "p2", ORPHAN), row(3)))
    (tmp_path / "طرح‌ها.plans.csv").unlink()
    assert len(place.waiting("plans")) == 1
    (tmp_path / "طرح‌ها.plans.xlsx").unlink()
    assert len(place.waiting("plans")) == 0
    call(place, refused(row(9)))
    assert numbers(tmp_path) == [9]
    for name in ("csv", "xlsx"):
        (tmp_path / f"طرح‌ها.plans.{name}").unlink()
    call(place)
    assert files(tmp_path) == []


def edit(path):
    """A person's work on a CSV."""
    path.write_bytes(path.read_bytes().replace(b"p2", b"mine"))
    return path.read_bytes()


CSV, ASIDE = "طرح‌ها.plans.csv", "طرح‌ها.plans.edited.csv"


def test_what_a_person_edited_and_nobody_took_in_is_put_aside_and_said(tmp_path):
    place = Quarantine(tmp_path)
    call(place, refused(row(2, "p2"), row(3, "p3")))
    first = edit(tmp_path / CSV)
    _, (said,) = call(place, refused(row(4, "p4")))
    assert (tmp_path / ASIDE).read_bytes() == first
    assert CSV in said and ASIDE in said
    assert numbers(tmp_path) == [2, 3, 4]
    assert Quarantine.origin(ASIDE, [*ADDED, "plan_id"]) == ("طرح‌ها", "plans")
    second = edit(tmp_path / CSV)
    _, (said,) = call(place, {}, {"plans": {"p2", "p3", "p4"}})
    assert files(tmp_path) == ["طرح‌ها.plans.edited-2.csv", ASIDE]
    assert (tmp_path / "طرح‌ها.plans.edited-2.csv").read_bytes() == second
    assert Quarantine.origin("طرح‌ها.plans.edited-2.csv", ADDED) == ("طرح‌ها", "plans")


def test_an_edited_file_that_was_taken_in_by_the_call_is_not_put_aside(tmp_path):
    place = Quarantine(tmp_path)
    call(place, refused(row(2, "p2"), row(3, "p3")))
    digest = sha256(edit(tmp_path / CSV)).hexdigest()
    _, said = call(place, {}, {}, {("طرح‌ها", "plans"): [2]}, {digest})
    assert said == () and numbers(tmp_path) == [3]


def test_an_edited_file_stays_where_it_is_while_nothing_would_change(tmp_path):
    place = Quarantine(tmp_path)
    call(place, refused(row(2, "p2")))
    edited = edit(tmp_path / CSV)
    assert call(place, refused(row(2, "p2")))[1] == ()
    assert (tmp_path / CSV).read_bytes() == edited


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"PAR1")])
def test_files_of_which_nobody_knows_any_more_are_put_aside(tmp_path, damage):
    place = Quarantine(tmp_path)
    call(place, refused(row(2, "p2")))
    before = contents(tmp_path)
    damage(tmp_path / ".kept" / "طرح‌ها.plans.parquet")
    assert len(call(place, refused(row(4, "p4")))[1]) == 2
    assert numbers(tmp_path) == [4]
    for ending in ("csv", "xlsx"):
        path = tmp_path / f"طرح‌ها.plans.edited.{ending}"
        assert path.read_bytes() == before[Path(f"طرح‌ها.plans.{ending}")]


def test_what_is_made_ready_takes_its_place_when_the_journal_has_its_entry_and_else_goes(tmp_path):
    place = Quarantine(tmp_path)
    place.prepare(refused(row(2, "p2")), {}, {}, {"call": 1})
    place.finish([{"call": 2}])
    assert files(tmp_path) == []
    place.prepare(refused(row(2, "p2")), {}, {}, {"call": 3})
    place.finish([{"call": 2}, {"call": 3}])
    assert numbers(tmp_path) == [2]
