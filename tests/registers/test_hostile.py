"""Files that are not what they seem, or mean harm: one clear refusal each, in bounded memory and time."""

import io
import os
import random
import re
import signal
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
import xlwt

from karnameh.errors import RegisterError
from karnameh.registers.sheets import Guard, open_file, package

RELATIONS = "xl/_rels/workbook.xml.rels"
SHEET = "xl/worksheets/sheet1.xml"
NAMES = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
DIRECTORY_ENTRY = 128


def plain_xlsx() -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        book.add_worksheet("S").write_row(0, 0, ["سلام", 1, True])
    return data.getvalue()


def plain_xls() -> bytes:
    data, book = io.BytesIO(), xlwt.Workbook(encoding="utf-8")
    sheet, _ = book.add_sheet("S"), book.add_sheet("T")
    for place in range(40):
        sheet.write(place, 0, f"سلام {place}")
        sheet.write(place, 1, place / 7)
        sheet.write(place, 2, xlwt.Formula("T!B1+1"))
    book.save(data)
    return data.getvalue()


def plain_ods(
    rows: str = '<table:table-row><table:table-cell office:value-type="float" office:value="7"/></table:table-row>',
):
    spaces = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text")
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        target.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="S">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
        target.writestr("META-INF/manifest.xml", "<manifest/>")
    return data.getvalue()


def plain_parquet() -> bytes:
    data = io.BytesIO()
    pq.write_table(pa.table({"a": ["x"] * 1000}), data)
    return data.getvalue()


PLAIN = {"xlsx": plain_xlsx, "xls": plain_xls, "ods": plain_ods, "parquet": plain_parquet}


def with_members(data: bytes, members: dict[str, bytes | str], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with some members put in or replaced."""
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name not in members:
                target.writestr(name, source.read(name))
        for name, text in members.items():
            target.writestr(name, text, packed)
    return changed.getvalue()


def with_rows(rows: str) -> bytes:
    return with_members(
        plain_xlsx(), {SHEET: f"<worksheet {NAMES}><sheetData>{rows}</sheetData></worksheet>"}
    )


def elsewhere() -> bytes:
    """An XLSX whose sheet lies where no other program puts it."""
    with zipfile.ZipFile(io.BytesIO(plain_xlsx())) as source:
        relations, sheet = source.read(RELATIONS), source.read(SHEET)
    changed = {RELATIONS: relations.replace(b"worksheets/", b"/other/"), "other/sheet1.xml": sheet}
    return with_members(plain_xlsx(), changed)


def with_strings(head: str, text: str, encoding: str = "utf-8") -> bytes:
    strings = f'<?xml version="1.0"?>{head}<sst {NAMES}><si><t>{text}</t></si></sst>'
    return with_members(plain_xlsx(), {"xl/sharedStrings.xml": strings.encode(encoding)})


def with_stream_named(name: str) -> bytes:
    """The XLS with its stream of records under another name."""
    data = bytearray(plain_xls())
    entry = data.index("Workbook".encode("utf-16-le"))
    data[entry : entry + 64] = name.encode("utf-16-le").ljust(64, b"\0")
    data[entry + 64 : entry + 66] = struct.pack("<H", 2 * len(name) + 2)
    return bytes(data)


def with_storage_named(name: str) -> bytes:
    """The XLS with a storage beside its stream of records."""
    data = bytearray(plain_xls())
    workbook = data.index("Workbook".encode("utf-16-le"))
    root = data.index("Root Entry".encode("utf-16-le"))
    storage = workbook + DIRECTORY_ENTRY
    data[storage : storage + 67] = name.encode("utf-16-le").ljust(64, b"\0") + struct.pack(
        "<HB", 2 * len(name) + 2, 1
    )
    data[workbook + 72 : workbook + 76] = struct.pack("<L", (storage - root) // DIRECTORY_ENTRY)
    return bytes(data)


def with_record(old: bytes, new: bytes) -> bytes:
    data = plain_xls()
    assert data.count(old) >= 1
    return data.replace(old, new, 1)


def lying(size: int) -> bytes:
    """An XLSX whose sheet unpacks to very much more than both its headers say."""
    zeros = b"<!-- " + b" " * (64 * 2**20) + b"-->"
    data = bytearray(with_members(plain_xlsx(), {SHEET: zeros}))
    for place in (
        match.start() for match in re.finditer(re.escape(struct.pack("<L", len(zeros))), bytes(data))
    ):
        data[place : place + 4] = struct.pack("<L", size)
    checksum = struct.pack("<L", zlib.crc32(zeros))
    return bytes(data).replace(checksum, struct.pack("<L", zlib.crc32(zeros[:size])))


def many_members(count: int) -> bytes:
    return with_members(plain_xlsx(), {f"xl/media/{place}": b"" for place in range(count)})


def twice() -> bytes:
    data = io.BytesIO(plain_xlsx())
    with zipfile.ZipFile(data, "a") as target, pytest.warns(UserWarning, match="Duplicate"):
        target.writestr(SHEET, "<worksheet/>")
    return data.getvalue()


LAUGHS = "<!DOCTYPE a [" + '<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
) + "]>"  # fmt: skip
OUTSIDE = '<!DOCTYPE a [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>'
PAGE = "<!-- report -->\r\n<html><table><tr><td>1</td></tr></table></html>"
OPEN_ROW = "<sheetData><row><c><v>1</v></c>"
ANOTHER = '<?xml version="1.0" encoding="windows-1256"?>'
LIBRARY = {"Basic/Standard/script-lb.xml": "<library/>", "Basic/script-lc.xml": "<libraries/>"}

#: name, what is in it, what the refusal says.
REFUSED = [
    ("a.xls", lambda: PAGE.encode(), "a web page"),
    ("a.csv", lambda: PAGE.encode("utf-16"), "a web page"),
    ("a.xlsx", lambda: b"\xef\xbb\xbf<!DOCTYPE html><p>", "a web page"),
    ("a.xls", lambda: b"MIME-Version: 1.0\r\nX: y", "a web page"),
    ("a.xls", lambda: b'<?xml version="1.0"?><W xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "Spreadsheet 2003"),
    ("a.xml", lambda: b'<?xml version="1.0"?><rows/>', "an XML file"),
    ("a.xls", lambda: b"id,county\n1,2601\n", "plain text, though its name ends in .xls"),
    ("a.dat", lambda: b"id,county\n1,2601\n", "plain text, though its name does not tell"),
    ("a.xls", plain_xlsx, "an XLSX workbook, though its name ends in .xls"),
    ("a.csv", plain_xlsx, "an XLSX workbook, though"),
    ("a.xlsx", plain_xls, "an XLS workbook, though"),
    ("a.xlsx", plain_ods, "an ODS workbook, though"),
    ("a.csv", plain_parquet, "a Parquet file, though"),
    ("a.xlsx", lambda: b"\x89PNG\r\n\x1a\n\0", "a picture"),
    ("a.xlsx", lambda: b"%PDF-1.7", "a PDF"),
    ("a.csv", lambda: b"\x1f\x8b\x08", "a packed file"),
    ("a.xlsx", lambda: b"", "an empty file"),
    ("a.xlsx", lambda: bytes(range(256)), "damaged"),
    ("a.bin", lambda: bytes(range(256)), "of no kind that can be read"),
    ("a.zip", lambda: with_members(plain_ods(), {"mimetype": "application/zip"}), "no spreadsheet"),
    ("a.xlsx", lambda: with_members(plain_xlsx(), {"word/document.xml": "<a/>"}), "a Word document"),
    ("a.xlsx", lambda: with_members(plain_xlsx(), {"xl/workbook.bin": "x"}), "a binary workbook"),
    ("a.xlsx", lambda: with_members(plain_xlsx(), {"xl/vbaProject.bin": "x"}), "holds macros"),
    ("a.xlsx", lambda: with_members(plain_xlsx(), {"[Content_Types].xml": "<a b='macroEnabled'/>"}), "holds macros"),
    ("a.ods", lambda: with_members(plain_ods(), LIBRARY | {"Basic/Standard/Module1.xml": "<m/>"}), "holds macros"),
    ("a.ods", lambda: with_members(plain_ods(), {"Scripts/python/a.py": "x"}), "holds macros"),
    ("a.xls", lambda: with_storage_named("_VBA_PROJECT_CUR"), "holds macros"),
    ("a.xlsx", lambda: with_members(plain_xlsx(), {"xl/externalLinks/externalLink1.xml": "<a/>"}), "links to other files"),
    ("a.ods", lambda: plain_ods('<table:table-source table:table-name="x"/>'), "links to other files"),
    ("a.xls", lambda: with_record(b"\xae\1\4\0\2\0\1\4", b"\xae\1\4\0\2\0\1\0"), "links to other files"),
    ("a.xlsx", lambda: with_stream_named("EncryptedPackage"), "protected with a password"),
    ("a.xls", lambda: with_record(b"\x42\0\2\0", b"\x2f\0\2\0"), "protected with a password"),
    ("a.ods", lambda: with_members(plain_ods(), {"META-INF/manifest.xml": "<a><encryption-data/></a>"}), "a password"),
    ("a.doc", lambda: with_stream_named("WordDocument"), "a Word document"),
    ("a.xls", lambda: with_stream_named("Something"), "no workbook"),
    ("a.xlsx", lambda: with_members(plain_xlsx(), {SHEET: b"\0" * 2**30}), "a zip bomb"),
    ("a.xlsx", lambda: lying(1000), "damaged"),
    ("a.xlsx", lambda: many_members(10_001), "more than 10,000 parts"),
    ("a.xlsx", twice, "a part twice"),
    ("a.xlsx", lambda: with_strings(LAUGHS, "&a9;"), "declarations of its own"),
    ("a.xlsx", lambda: with_strings(OUTSIDE, "&a9;"), "declarations of its own"),
    ("a.xlsx", lambda: with_strings(LAUGHS, "&a9;", "utf-16"), "not in UTF-8"),
    ("a.xlsx", lambda: with_members(plain_xlsx(), {SHEET: f"<worksheet {NAMES}>{OPEN_ROW}"}), "damaged"),
    ("a.xlsx", lambda: with_members(plain_xlsx(), {SHEET: f"{ANOTHER}<worksheet/>"}), "not in UTF-8"),
    ("a.xlsx", elsewhere, "damaged"),
    ("a.xlsx", lambda: with_members(plain_xlsx(), {"xl/a.xml": "<a/>"}, zipfile.ZIP_BZIP2), "packed in a way"),
    ("a.xlsx", lambda: re.sub(rb"(?s)(PK\x01\x02....)\0", b"\\1\1", plain_xlsx()), "protected with a password"),
    ("a.xls", lambda: re.sub(rb"(?s)(\x85\0.\0....\0)\0(\x01.S)", b"\\1\1\\2", plain_xls()), "holds macros"),
    ("a.xlsx", lambda: with_rows('<row><c><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'), "past the 1,000th column"),
    ("a.xlsx", lambda: with_rows('<row><c r="A1"><v>1</v></c><c r="ZZ1048576"><v>1</v></c></row>'), "too large"),
    ("a.xlsx", lambda: with_rows('<row><c t="e"><v>#SPILL!</v></c></row>'), "an error such as #SPILL!"),
    ("a.ods", lambda: plain_ods(
        '<table:table-row table:number-rows-repeated="1000000000">'
        '<table:table-cell table:number-columns-repeated="900" office:value-type="float" office:value="7"/>'
        "</table:table-row>"), "so far apart"),
    ("a.ods", lambda: plain_ods(
        '<table:table-row><table:table-cell table:number-columns-repeated="2000000000" '
        'office:value-type="float" office:value="7"/></table:table-row>'), "past the 1,000th column"),
    ("a.ods", lambda: plain_ods(
        '<table:table-row><table:table-cell><text:p><text:s text:c="9000000000"/></text:p></table:table-cell>'
        "</table:table-row>"), "spaces"),
    ("a.parquet", lambda: plain_parquet()[:-20], "damaged"),
]  # fmt: skip


@pytest.fixture(scope="module")
def guard():
    with Guard() as guard:
        yield guard


def refusal(path: Path, guard: Guard) -> str:
    with pytest.raises(RegisterError) as error:
        open_file(path, guard)
    says = str(error.value)
    assert says.isprintable() and str(path.parent) not in says
    return says


@pytest.mark.parametrize(("name", "data", "says"), REFUSED, ids=[f"{n}-{says}" for n, _, says in REFUSED])
def test_each_kind_of_wrong_file_is_refused_in_one_line_and_soon(tmp_path, guard, name, data, says):
    (tmp_path / name).write_bytes(data())
    began = time.monotonic()
    assert says in refusal(tmp_path / name, guard)
    assert time.monotonic() - began < 10


def test_what_is_no_file_is_refused(tmp_path, guard):
    os.mkfifo(tmp_path / "pipe.xlsx")
    for path in (tmp_path, tmp_path / "pipe.xlsx", Path("/dev/zero")):
        assert "not a file" in refusal(path, guard)
    assert "it cannot be read" in refusal(tmp_path / "nowhere.xlsx", guard)


@pytest.mark.parametrize("kind", PLAIN)
def test_a_good_file_is_what_its_name_says_and_macro_libraries_without_macros_do_no_harm(
    tmp_path, guard, kind
):
    path = tmp_path / f"a.{kind}"
    data = PLAIN[kind]()
    path.write_bytes(with_members(data, LIBRARY) if kind == "ods" else data)
    assert package.kind(path) == kind
    assert len(open_file(path, guard).sheets) == 1


@pytest.mark.parametrize("name", ["size", "checksum", "byte"])
def test_a_zip_that_lies_is_refused_before_a_reader_opens_it(tmp_path, name):
    stored = with_members(plain_xlsx(), {"xl/a.xml": "<a>here</a>"}, zipfile.ZIP_STORED)
    data = {
        "size": lambda: lying(1000),
        "checksum": lambda: stored.replace(struct.pack("<L", zlib.crc32(b"<a>here</a>")), b"\0\1\2\3"),
        "byte": lambda: stored.replace(b"here", b"her3"),
    }[name]()
    (tmp_path / "a.xlsx").write_bytes(data)
    with pytest.raises(RegisterError, match="damaged"):
        package.kind(tmp_path / "a.xlsx")


def cells(path: Path, guard: Guard) -> list | None:
    """What a file holds, or None where it is refused; anything else is the test's to see."""
    try:
        return [sheet.cells.to_pylist() for sheet in open_file(path, guard).sheets]
    except RegisterError:
        return None


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_file_cut_short_is_refused_or_whole_in_what_it_says(tmp_path, guard, kind):
    data, path = PLAIN[kind](), tmp_path / f"a.{kind}"
    path.write_bytes(data)
    whole = cells(path, guard)
    for length in range(0, len(data), 61):
        path.write_bytes(data[:length])
        assert cells(path, guard) in (None, whole)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_flipped_bytes_give_a_refusal_or_a_sheet_and_in_a_zip_never_another_sheet(tmp_path, guard, kind):
    chance, data, path = random.Random(4), PLAIN[kind](), tmp_path / f"a.{kind}"
    path.write_bytes(data)
    whole = cells(path, guard)
    for _ in range(300):
        flipped = bytearray(data)
        for _ in range(chance.choice([1, 2, 16])):
            flipped[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(flipped)
        found = cells(path, guard)
        assert kind == "xls" or found in (None, whole)


def gone(pid):
    """Whether there is no such process any more."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_after_a_death_the_next_file_is_read_and_no_process_is_left(tmp_path):
    # A long string that many cells share: each cell gets its own.
    strings = f"<sst {NAMES}><si><t>{'ab' * 2**20}</t></si></sst>"
    rows = "".join(f'<row><c t="s"><v>0</v></c><c><v>{n}</v></c></row>' for n in range(20_000))
    shared = with_members(with_rows(rows), {"xl/sharedStrings.xml": strings})
    bomb, good = tmp_path / "bomb.xlsx", tmp_path / "good.xlsx"
    bomb.write_bytes(shared)
    good.write_bytes(plain_xlsx())
    with Guard(memory=2**31) as guard:
        assert "too large" in refusal(bomb, guard)
        assert cells(good, guard) == [[{"0": "سلام", "1": "1", "2": "true"}]]
        first = guard._process.pid
        cells(good, guard)
        assert guard._process.pid == first
        os.kill(first, signal.SIGKILL)
        guard._process.wait()
        assert cells(good, guard) is not None
        last = guard._process.pid
    assert gone(last)


def test_a_file_that_takes_too_long_is_given_up(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(plain_xlsx())
    with Guard(seconds=0.001) as guard:
        assert "too large" in refusal(path, guard)
        guard.seconds = 60
        path.write_bytes(with_rows("<row><c><v>2</v></c></row>"))
        assert cells(path, guard) == [[{"0": "2"}]]
        last = guard._process.pid
    assert gone(last)
