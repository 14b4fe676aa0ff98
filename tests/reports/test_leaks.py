"""Marked values planted in the registers: no byte that a build leaves for others holds one."""

import io
import re
import zipfile

import pandas as pd
import pikepdf
import pytest

from karnameh.words import Words

from .conftest import copy_office, karnameh

#: Columns of people's names and numbers, with what is planted in them.
IDS = {"household_id", "plan_id", "visit_id", "training_id", "purchase_id", "supervisor_id"}
TEXTS = {"title": "leakedtitle", "bank": "leakedbank"}
AMOUNTS = {"plans": 7_310_000_000, "purchases": 431_000_000}


def planted(folder):
    """Mark every id, every text and every amount of the registers; gives the marks."""
    marks = ["leaked", *TEXTS.values()]
    for path in sorted(folder.glob("*.csv")):
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        for column in IDS & set(table.columns):
            table[column] = table[column].where(table[column] == "", "leaked" + table[column])
        for column in TEXTS.keys() & set(table.columns):
            table[column] = TEXTS[column]
        if path.stem in AMOUNTS:
            amounts = [AMOUNTS[path.stem] + 10_007 * (number + 1) for number in range(len(table))]
            table["amount_rial"] = list(map(str, amounts))
            marks += [written for amount in amounts for written in forms(amount)]
        table.to_csv(path, index=False)
    return [mark.encode() for mark in dict.fromkeys(marks)]


def forms(amount):
    """An amount as it could be written: bare, grouped, in Persian digits."""
    persian = Words("fa")
    return [str(amount), f"{amount:,}", persian.digits(str(amount)), persian.number(amount)]


def contents(path):
    """The bytes of a file, and of what is packed in it."""
    data = path.read_bytes()
    yield data
    if path.suffix == ".ods":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            yield from (packed.read(name) for name in packed.namelist())
    if path.suffix == ".pdf":
        with pikepdf.open(path) as paper:
            for thing in paper.objects:
                yield thing.read_bytes() if isinstance(thing, pikepdf.Stream) else str(thing).encode()


@pytest.fixture(scope="module")
def left(tmp_path_factory):
    """A build over planted registers with the usual threshold: its marks, its files, what it said."""
    project = copy_office(tmp_path_factory.mktemp("planted") / "one")
    marks = planted(project / "data" / "registers")
    (project / "params" / "disclosure.toml").write_text("threshold = 5\n")
    log = project / "log.jsonl"
    done = karnameh(project, "--log-json", str(log), "build")
    said = [done.stdout.encode(), done.stderr.encode(), log.read_bytes()]
    files = [path for path in sorted((project / "reports").rglob("*")) if path.is_file()]
    return marks, {path: list(contents(path)) for path in files}, said


def test_nothing_planted_is_published(left):
    marks, files, _ = left
    wanted = re.compile(b"|".join(map(re.escape, marks)))
    found = {
        path.name: hit.group()
        for path, parts in files.items()
        for part in parts
        if (hit := wanted.search(part))
    }
    assert not found


def test_nothing_planted_is_told_while_building(left):
    marks, _, said = left
    assert all(len(text) for text in said[1:])
    assert not [mark for mark in marks for text in said if mark in text]


def test_the_search_looks_inside_of_what_is_packed(left):
    _, files, _ = left
    for suffix, word in (
        (".pdf", b"1397,40,Nemuneh,count_jobs"),
        (".ods", b"Nemuneh"),
        (".html", b"1397/40/count_jobs"),
    ):
        parts = [part for path, found in files.items() if path.suffix == suffix for part in found]
        assert any(word in part for part in parts), suffix
