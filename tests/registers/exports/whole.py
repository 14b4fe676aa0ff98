"""Files that are refused whole, each beside one that is taken in."""

import io
import zipfile

from exports.writers import content, zipped
from exports.written import Call, File, Scenario, Sheet

_BUY = "purchase_id county product amount_rial purchased_on"


def _good(n: str) -> File:
    return File(f"purchases-{n}.csv", (Sheet("purchases", _BUY).ok(purchase_id=f"ok-{n}"),))


def _bytes(name: str, data: bytes, word: str = "") -> File:
    return File(name, content=data, refused=word or "*")


def _as(name: str, sheet: Sheet, word: str = "*", **options) -> File:
    return File(name, (sheet,), refused=word, options=options)


def headings_that_refuse() -> Scenario:
    missing = Sheet("plans", "plan_id county place operator_sex sector channel amount_rial jobs").ok()
    other = Sheet("purchases", _BUY).ok()
    again = Sheet("purchases", _BUY + " county").ok()
    again_fa = Sheet(
        "purchases", ["purchase_id", "county", "شهرستان", "product", "amount_rial", "purchased_on"]
    ).ok()
    nothing = Sheet("purchases", ["الف", "ب", "ج"]).ok()
    no_head = Sheet("purchases", _BUY, head=False)
    no_head.waiting = False
    no_head.ok().ok()
    wide = Sheet("purchases", [*_BUY.split(), *(f"c{n}" for n in range(1200))]).ok()
    files = (
        _as("plans-short.csv", missing, "started_on"),
        _as("visits-1397.csv", other),
        _as("purchases-county.csv", again, "county"),
        _as("purchases-county-2.csv", again_fa),
        _as("purchases-strange.csv", nothing),
        _as("purchases-headless.csv", no_head),
        _as("purchases-wide.csv", wide),
        _good("headings"),
    )
    return Scenario("headings-that-refuse", (Call(files, 20),))


def not_what_they_say() -> Scenario:
    page = "<html><head><meta charset='utf-8'></head><body><table><tr><td>plan_id</td></tr></table></body></html>"
    sheet = Sheet("purchases", _BUY).ok()
    text = content(File("x.csv", (sheet,), mark="\t"))
    book = content(File("x.xlsx", (sheet,)))
    noise = bytes((n * 197 + n // 7 * 31) % 256 for n in range(4000))
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheets = [name for name in parts if name.startswith("xl/worksheets/sheet")]
    broken = zipped({**parts, sheets[0]: parts[sheets[0]][:-200]})
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    bomb = zipped(
        {
            **parts,
            sheets[0]: entity + parts[sheets[0]].split(b"?>", 1)[1].replace(b"<v>0</v>", b"<v>&b;</v>", 1),
        }
    )
    files = (
        _bytes("purchases-page.xls", page.encode(), "web page"),
        _bytes("purchases-text.xls", text),
        _bytes("purchases-noise.csv", noise),
        _bytes("purchases-noise.xlsx", noise),
        _bytes("purchases-empty.csv", b""),
        _bytes("purchases-empty.xlsx", b""),
        _bytes("purchases-half.xlsx", book[: len(book) // 2]),
        _bytes("purchases-xml.xlsx", broken),
        _bytes("purchases-entities.xlsx", bomb),
        _bytes("purchases-picture.csv", b"\x89PNG\r\n\x1a\n" + noise[:900]),
        _bytes("purchases-zip.xlsx", zipped({"readme.txt": b"nothing here"})),
        _bytes("purchases.docx", zipped({"word/document.xml": b"<w/>"})),
        _as("purchases-macro.xlsx", sheet, "macro", parts={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0macro"}),
        _as(
            "purchases-links.xlsx",
            sheet,
            "link",
            parts={"xl/externalLinks/externalLink1.xml": b"<externalLink/>"},
        ),
        _good("kinds"),
    )
    return Scenario("not-what-they-say", (Call(files, 20),))


def nothing_but_refused() -> Scenario:
    files = (_bytes("visits.parquet", b"PAR1 and then nothing PAR1"), _bytes("blank.csv", b"\r\n\r\n"))
    return Scenario("nothing-but-refused", (Call(files, 11),))


SCENARIOS = [headings_that_refuse, not_what_they_say, nothing_but_refused]
