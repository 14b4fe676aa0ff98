"""
Mutated exports, held to an oracle: `python tests/registers/fuzz.py N [seed] [input]`.

Each input is a file of the corpus, spoilt: its cells (the written cell is then known, and read a second time by
`exports/reader.py`), the members of its package, or its bytes. Whatever comes in, `ingest` must not fail; every
sheet must add up; no value may differ from what a person reads; no row may be lost; nothing that is data may pass
for a title, a blank row or a total. Prints how many inputs ran, what became of them and what fell out.
"""

import random
import re
import shutil
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))

from exports.make import SCENARIOS  # noqa: E402
from exports.office import empty_project, quarantine, register  # noqa: E402
from exports.reader import NOT_SURE, bare, read, three_years_after, tidy  # noqa: E402
from exports.spoilt import cells, loose_bytes, package  # noqa: E402
from exports.writers import content, lines  # noqa: E402
from exports.written import File, Row, Sheet  # noqa: E402

from karnameh.registers.ingest import ingest  # noqa: E402
from karnameh.registers.schema import TABLES  # noqa: E402

#: An input that takes longer is itself a finding.
SECONDS = 20
_PLACED = ("title", "blank", "header", "totals", "note")
_TOTAL = re.compile(r"(جمع|مجموع|کل|total|sum|subtotal)(?![^\W_])", re.IGNORECASE)


@dataclass
class Tally:
    """What became of the inputs."""

    inputs: Counter = field(default_factory=Counter)
    rows: Counter = field(default_factory=Counter)
    whole: int = 0
    findings: list[str] = field(default_factory=list)


def run(inputs: int, seed: int = 1, only: int | None = None) -> Tally:
    """So many inputs; each depends on the seed and its own number alone."""
    tally = Tally()
    with TemporaryDirectory() as folder:
        for number in range(inputs) if only is None else [only]:
            rng = random.Random(f"{seed}/{number}")
            place = Path(folder) / str(number)
            for finding in _one(rng, place, tally):
                tally.findings.append(f"input {number} of seed {seed}: {finding}")
            shutil.rmtree(place)
    return tally


def _one(rng: random.Random, place: Path, tally: Tally) -> Iterator[str]:
    call = rng.choice([call for scenario in SCENARIOS for call in scenario.calls])
    spoilt = rng.choice(call.files)
    kind, how = rng.choices((("cells", cells), ("bytes", loose_bytes), ("package", package)), (6, 2, 2))[0]
    if kind == "cells" and (spoilt.content is not None or spoilt.refused or len(spoilt.sheets) != 1):
        kind, how = "bytes", loose_bytes
    file, data = how(rng, spoilt)
    tally.inputs[kind] += 1
    project = empty_project(place / "office")
    others = [f for f in call.files if f is not spoilt] if rng.random() < 0.3 else []
    for other in others:
        (place / other.name).write_bytes(content(other))
    (place / file.name).write_bytes(data)
    begun = time.monotonic()
    try:
        outcome = ingest([place / f.name for f in (*others, file)], project)
    except Exception:
        yield f"{file.name} ({kind}): fails: {traceback.format_exc(limit=-4)}"
        return
    if (took := time.monotonic() - begun) > SECONDS:
        yield f"{file.name} ({kind}): took {took:.0f} s"
    refused = dict(outcome.refused_files)
    tally.whole += file.name in refused
    yield from _told(refused)
    parts = [part for part in outcome.parts if part.file in {f.name for f in (*others, file)}]
    for part in parts:
        tally.rows.update({n: getattr(part, n) for n in ("accepted", "replaced", "unchanged", "refused")})
        tally.rows["not data"] += sum(map(len, part.not_data.values()))
        yield from _adds_up(part)
    yield from _is_somewhere(file, [p for p in parts if p.file == file.name], project)
    if kind == "cells" and file.name not in refused:
        yield from _reads(file, [p for p in parts if p.file == file.name], project)


def _told(refused: dict[str, str]) -> Iterator[str]:
    for name, message in refused.items():
        if not message.replace("\u200c", "").isprintable() or len(message) > 600 or not message.strip():
            yield f"{name}: its refusal is no plain line: {message!r}"


def _adds_up(part) -> Iterator[str]:
    not_data = sum(len(rows) for rows in part.not_data.values())
    if part.accepted + part.replaced + part.unchanged + part.refused + not_data != part.rows:
        yield f"{part.file} {part.table}: does not add up: {part}"


def _is_somewhere(file: File, parts: list, project) -> Iterator[str]:
    """As many rows as were counted stand in the registers and in quarantine; spoilt sheets may share a name."""
    taken = Counter()
    for part in parts:
        taken[part.table, part.file, part.sheet] += part.accepted + part.replaced
    for (table, name, sheet), told in taken.items():
        rows = register(project, table)
        mine = rows[(rows["_file"] == name) & (rows["_sheet"] == sheet)] if len(rows) else rows
        if len(mine) != told:
            yield f"{file.name} {table}: {told} accepted, {len(mine)} in the registers"
    for table in {part.table for part in parts}:
        held = sum(len(h.rows) for h in _held(project, file, table))
        told = sum(part.refused for part in parts if part.table == table)
        if held < told:
            yield f"{file.name} {table}: {told} refused, {held} in quarantine"


def _held(project, file: File, table: str) -> list:
    name = f"{Path(file.name).stem}.{table}.csv"
    return [held for held in quarantine(project) if held.path.name == name]


def _reads(file: File, parts: list, project) -> Iterator[str]:
    """Each row of the sheet is where it belongs, with the values that a person reads."""
    sheet = file.sheets[0]
    numbered = dict(zip(lines(file, sheet), sheet.rows, strict=True))
    heading = next((row for row in sheet.rows if row.kind == "heading"), None)
    if heading is None or heading.fate == "spoilt" or not parts:
        return
    part, table = parts[0], TABLES[sheet.table]
    if part.table != sheet.table:
        yield f"{file.name}: taken for {part.table}, it is {sheet.table}"
        return
    for kind, numbers in part.not_data.items():
        for number in numbers:
            if number not in numbered:
                yield f"{file.name}: row {number}, said to be {kind}, does not exist"
            elif not _may_be(kind, numbered[number], sheet, list(numbered).index(number)):
                yield f"{file.name}: row {number} passed for {kind}: {numbered[number].cells}"
    stored = register(project, sheet.table)
    stored = stored[stored["_file"] == file.name] if len(stored) else stored
    epoch, said = _epoch(file), dict(zip(sheet.columns, heading.cells, strict=False))
    for _, row in stored.iterrows():
        if row["_row"] not in numbered:
            yield f"{file.name}: accepted row {row['_row']} does not exist"
            continue
        written = dict(zip(sheet.columns, numbered[row["_row"]].cells, strict=False))
        for column in table.columns:
            meant = _meant(column, written, epoch, row.get("county"), said)
            value = None if pd.isna(row[column.name]) else row[column.name]
            if column.name == "supervised_until" and meant is None:
                meant = three_years_after(row["started_on"])
            if not _same(value, meant, column):
                yield f"{file.name} row {row['_row']}: {column.name} is {value!r}, written {written.get(column.name)!r}"
    known = set(stored["_row"]) if len(stored) else set()
    held = {int(r["row"]) for h in _held(project, file, sheet.table) for r in h.rows}
    counted = {n for numbers in part.not_data.values() for n in numbers}
    lies = [
        n for n, row in numbered.items() if any(tidy(str(cell)) for cell in row.cells if cell is not None)
    ]
    within = range(min(lies), max(lies) + 1)  # blank rows around a sheet's table are not in its file
    rest = [
        n
        for n, row in numbered.items()
        if row.kind != "heading" and n not in known | held | counted and (n in within or epoch is None)
    ]
    if len(rest) != part.unchanged:
        yield f"{file.name}: rows {rest[:5]} are nowhere; {part.unchanged} unchanged"
    yield from _over_refused(file, sheet, numbered, project, epoch, said)


def _meant(column, written: dict, epoch, county, heading: dict) -> object:
    name = _toman(heading) if column.name == "amount_rial" else None
    if name is None or (name != column.name and column.name in written):
        return read(column, written.get(column.name, ""), epoch, county)
    number = read(column, re.sub("تومان|tomans?", "", tidy(str(written.get(name, "")))))
    return number * 10 if isinstance(number, int) else number


def _toman(heading: dict) -> str | None:
    """The column whose heading says toman."""
    return next((name for name, said in heading.items() if re.search("toman|تومان", str(said))), None)


def _same(value: object, meant: object, column) -> bool:
    if meant is NOT_SURE:
        return False
    if isinstance(value, pd.Timestamp):
        value = value.date()
    if column.name == "household_id" and re.fullmatch("n[0-9a-f]{20}", str(value)):
        return True  # a pseudonym of a national id
    return value == meant and isinstance(value, bool) == isinstance(meant, bool)


def _over_refused(file: File, sheet: Sheet, numbered: dict, project, epoch, heading) -> Iterator[str]:
    """A cell that a person reads without a doubt is not refused as unreadable."""
    faults = (
        "not a date",
        "not a whole number",
        "neither yes",
        "not one of",
        "not a county",
        "not a district of Iran",
    )
    for held in _held(project, file, sheet.table):
        for row in held.rows:
            if int(row["row"]) not in numbered:
                yield f"{file.name}: refused row {row['row']} does not exist"
                continue
            written = dict(zip(sheet.columns, numbered[int(row["row"])].cells, strict=False))
            columns, reasons = row["column"].split("; "), row["reason_en"].split("; ")
            for column, reason in zip(columns, reasons, strict=False):
                toman = column == "amount_rial" and _toman(heading)
                if toman or column not in written or not reason.startswith(faults):
                    continue
                county = (
                    read(TABLES[sheet.table].column("county"), written.get("county", ""))
                    if column == "district"
                    else None
                )
                meant = read(TABLES[sheet.table].column(column), written[column], epoch, county)
                if meant is not NOT_SURE and meant is not None:
                    yield f"{file.name} row {row['row']}: {column} {written[column]!r} reads {meant!r}, but: {reason}"


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", bare(text))


def _epoch(file: File) -> date | None:
    if file.name.endswith(("csv", "tsv", "parquet")):
        return None
    return date(1904, 1, 1) if file.options.get("from_1904") else date(1899, 12, 30)


def _may_be(kind: str, row: Row, sheet: Sheet, place: int) -> bool:
    texts = [tidy(str(cell)) if cell is not None else "" for cell in row.cells]
    filled = [text for text in texts if text]
    heading = next(n for n, r in enumerate(sheet.rows) if r.kind == "heading")
    match kind:
        case "blank":
            return not filled
        case "title":
            return place < heading
        case "header":
            said = [_letters(str(cell)) for cell in sheet.rows[heading].cells]
            return [_letters(text) for text in texts][: len(said)] == said
        case "note":
            return len(filled) == 1 and place > heading
    keys = [t for c, t in zip(sheet.columns, texts, strict=False) if c in TABLES[sheet.table].key]
    return any(_TOTAL.match(t.replace("\u200c", " ")) for t in (keys if any(keys) else texts))


def main() -> None:
    inputs, seed, only = (*map(int, sys.argv[1:]), *(None, 1, None)[len(sys.argv) - 1 :])
    tally = run(inputs or 200, seed, only)
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(tally.inputs.items()))
    print(f"inputs: {sum(tally.inputs.values())} ({kinds}); files refused whole: {tally.whole}")
    print("rows: " + ", ".join(f"{count} {name}" for name, count in tally.rows.items()))
    print(*tally.findings, f"findings: {len(tally.findings)}", sep="\n")
    sys.exit(bool(tally.findings))


if __name__ == "__main__":
    main()
