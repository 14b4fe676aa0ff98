"""
Kinds of edits: each changes one thing in a world and says what may be done again for it.

What may be done is said from what the edit is, not from the keys of a build, so that each holds the other to account.
"""

import json
import random
import re
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from world import World, apart

Pair = tuple[int, str]
#: The title of a brief and what it looked at when it was last made → whether it may be made again.
Which = Callable[[str, frozenset[str]], bool]
PROVINCES = {"40": "nemuneh", "41": "digar"}
COUNTIES = {"4001": "40", "4002": "40", "4101": "41"}


def none(*_) -> bool:
    return False


def every(*_) -> bool:
    return True


@dataclass(frozen=True)
class Edit:
    """
    What was done, and what may be done again for it.

    counts: years and counties. briefs: those, besides the ones whose published rows have changed.
    everywhere: so much is made anew that nothing stale from before could be seen after it.
    """

    kind: str
    said: str
    counts: Callable[[Pair], bool] = none
    briefs: Which = none

    @property
    def everywhere(self) -> bool:
        return self.briefs is every


class Editor:
    """Edits of a world in a row, by chance from a seed."""

    def __init__(self, world: World, seed: int):
        self.world, self._chance, self._number = world, random.Random(seed), 0

    def pick(self) -> str:
        """The name of the next kind."""
        names = [name for name, weight in KINDS.items() for _ in range(weight)]
        return self._chance.choice(names)

    def make(self, name: str) -> Edit:
        """Change the world."""
        self._number += 1
        return getattr(self, f"_{name}")()

    # Registers

    def _row_changed(self) -> Edit:
        county, table = self._county(), self._table()
        step = self._chance.randrange(1, 4)
        said, year = apart(
            self.world, _change_row, self._file(table, county), table, self._chance.random(), step
        )
        return Edit("row", f"{table} {county}: {said}", _of(county, year if table != "visits" else 0))

    def _row_added(self) -> Edit:
        county, table = self._county(), self._table()
        said, year = apart(
            self.world,
            _add_row,
            self._file(table, county),
            table,
            self._chance.random(),
            f"new{self._number}",
        )
        return Edit("row", f"{table} {county}: {said}", _of(county, year if table != "visits" else 0))

    def _row_removed(self) -> Edit:
        county, table = self._county(), self._chance.choice(["visits", "trainings", "purchases"])
        said, year = apart(self.world, _remove_row, self._file(table, county), table, self._chance.random())
        return Edit("row", f"{table} {county}: {said}", _of(county, year if table != "visits" else 0))

    def _row_of_another_year(self) -> Edit:
        county = self._county()
        apart(self.world, _add_late_row, self._file("purchases", county), f"late{self._number}")
        return Edit("row outside the suite", f"purchases {county}: a row of 1399")

    def _plan_moved(self) -> Edit:
        here, there = self._chance.sample(sorted(COUNTIES), 2)
        said, year = apart(self.world, _move_plan, self.world.registers, here, there, self._chance.random())
        return Edit("plan moved", f"{said}: {here} to {there}", lambda pair: pair[1] in (here, there))

    def _rows_in_another_order(self) -> Edit:
        county = self._county()
        apart(self.world, _turn_round, self._file("plans", county))
        return Edit("rows reordered", f"plans {county}")

    def _target_changed(self) -> Edit:
        area = apart(self.world, _change_target, self._file("targets", "targets"), self._chance.random())
        return Edit("row", f"target of {area}", lambda pair: pair[1].startswith(area))

    def _source(self) -> Edit:
        path = self.world.registers / "source.json"
        told = json.loads(path.read_text())
        told["synthetic"] = not told["synthetic"]
        path.write_text(json.dumps(told))
        return Edit("source", f"synthetic: {told['synthetic']}", briefs=every)

    # Words, notebooks, templates, code

    def _word(self) -> Edit:
        used = {line.removeprefix("word fa/") for looked in records(self.world).values() for line in looked}
        return self._word_of(used, "word")

    def _word_unused(self) -> Edit:
        used = {line.removeprefix("word fa/") for looked in records(self.world).values() for line in looked}
        path = self.world.code / "languages" / "fa.toml"
        return self._word_of({key for key, _ in _sentences(path)} - used, "word that no brief uses")

    def _word_of(self, wanted: set[str], kind: str) -> Edit:
        path = self.world.code / "languages" / "fa.toml"
        key, at = self._chance.choice([(key, at) for key, at in _sentences(path) if key in wanted])
        lines = path.read_text(encoding="utf-8").split("\n")
        lines[at] = re.sub(r'"$', f' {"آ" * self._chance.randrange(1, 4)}"', lines[at])
        path.write_text("\n".join(lines), encoding="utf-8")
        return Edit(kind, key, briefs=lambda _, looked: f"word fa/{key}" in looked)

    def _notebook(self) -> Edit:
        name = self._chance.choice(NOTEBOOKS)
        path = self._notebook_path(name)
        told = json.loads(path.read_text(encoding="utf-8"))
        cell = self._chance.choice(told["cells"][1:])
        cell["source"] = (
            [*cell["source"], f"\n# {self._number}"] if self._chance.random() < 0.7 else cell["source"]
        )
        if not cell["source"][-1].endswith(f"# {self._number}"):
            said = {
                "cell_type": "markdown",
                "id": f"said-{self._number}",
                "metadata": {},
                "source": ["Said."],
            }
            told["cells"].insert(2, said)
        path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        if name == "indicators":
            return Edit("notebook", name, counts=every)
        return Edit("notebook", name, briefs=lambda title, _: title.startswith(name))

    def _notebook_saved(self) -> Edit:
        name = self._chance.choice(NOTEBOOKS)
        path = self._notebook_path(name)
        told = json.loads(path.read_text(encoding="utf-8"))
        for number, cell in enumerate(told["cells"]):
            if cell["cell_type"] == "code":
                text = {"output_type": "stream", "name": "stdout", "text": [f"{self._number}\n"]}
                cell |= {"outputs": [text], "execution_count": number}
                cell["metadata"]["execution"] = {"iopub.execute_input": f"{self._number}"}
        path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        return Edit("notebook saved with outputs", name)

    def _notebook_path(self, name: str) -> Path:
        return self.world.project / "notebooks" / f"{name}.ipynb"

    def _template_of_pages(self) -> Edit:
        name = self._chance.choice(["brief.html", "brief.lua", "paper.lua", "tokens.yml"])
        self._append(self.world.code / "render" / "templates" / name)
        return Edit("template of pages", name, briefs=every)

    def _template_of_papers(self) -> Edit:
        self._append(self.world.code / "render" / "templates" / "brief.typ")
        return Edit(
            "template of papers", "brief.typ", briefs=every if "pdf" in self.suite("formats") else none
        )

    def _template_elsewhere(self) -> Edit:
        name = self._chance.choice(
            ["brief.css", "index.css", "alone.css", "type.css", "alone.html", "filter.js", "homing.js"]
            + ["workbook.xml"]
        )
        self._append(self.world.code / "render" / "templates" / name)
        return Edit("template of the site", name)

    def _code_of_briefs(self) -> Edit:
        name = self._chance.choice(["brief", "present/cards", "publication", "words", "render/document"])
        self._append(self.world.code / f"{name}.py")
        return Edit("code of briefs", name, counts=every if name == "words" else none, briefs=every)

    def _code_of_counts(self) -> Edit:
        name = self._chance.choice(["indicators/compute", "registers/read", "office"])
        self._append(self.world.code / f"{name}.py")
        return Edit("code of counts", name, counts=every)

    def _code_elsewhere(self) -> Edit:
        names = [
            "site/index",
            "site/years",
            "downloads/cover",
            "downloads/csvw",
            "check",
            "cli",
            "build",
            "progress",
        ]
        name = self._chance.choice([*names, "registers/ingest/outcome", "indicators/rollup"])
        self._append(self.world.code / f"{name}.py")
        return Edit("code that briefs do not reach", name)

    def _append(self, path: Path) -> None:
        sign = {
            ".py": "# {}",
            ".lua": "-- {}",
            ".yml": "# {}",
            ".typ": "// {}",
            ".js": "// {}",
            ".css": "/* {} */",
        }
        more = sign.get(path.suffix, "<!-- {} -->").format(self._number)
        before = path.read_text(encoding="utf-8") if path.is_file() else ""
        path.write_text(before + more + "\n", encoding="utf-8")

    # The suite, the rule, reference data

    def suite(self, name: str) -> object:
        return tomllib.loads(self.world.suite.read_text())[name]

    def _set(self, name: str, value: object) -> None:
        told = tomllib.loads(self.world.suite.read_text()) | {name: value}
        lines = [f"{key} = {json.dumps(value)}\n" for key, value in told.items() if value is not None]
        self.world.suite.write_text("".join(lines))

    def _rule(self) -> Edit:
        path = self.world.project / "params" / "disclosure.toml"
        before = tomllib.loads(path.read_text())["threshold"]
        after = self._chance.choice([number for number in (2, 3, 4, 5) if number != before])
        path.write_text(f"threshold = {after}\n")
        return Edit("rule", f"threshold {after}", briefs=every)

    def _grid_years(self) -> Edit:
        before = self.suite("years")
        after = self._chance.choice([y for y in ([1396, 1397], [1397], [1395, 1396, 1397]) if y != before])
        self._set("years", after)
        return Edit("grid: years", str(after), lambda pair: pair[0] not in before, every)

    def _grid_provinces(self) -> Edit:
        before = self.suite("provinces")
        after = self._chance.choice(
            [p for p in (["nemuneh", "digar"], ["nemuneh"], ["digar"]) if p != before]
        )
        self._set("provinces", after)
        new = lambda pair: PROVINCES[COUNTIES[pair[1]]] not in before  # noqa: E731
        fresh = lambda title, _: any(PROVINCES[p] not in before for p in _provinces_of(title))  # noqa: E731
        return Edit("grid: provinces", str(after), new, fresh)

    def _grid_languages(self) -> Edit:
        after = ["fa"] if "en" in self.suite("languages") else ["fa", "en"]
        self._set("languages", after)
        return Edit("grid: languages", str(after), briefs=every)

    def _grid_formats(self) -> Edit:
        after = ["html"] if "pdf" in self.suite("formats") else ["html", "pdf"]
        self._set("formats", after)
        return Edit("grid: formats", str(after), briefs=every)

    def _edition(self) -> Edit:
        after = self.suite("edition") + 1
        self._set("edition", after)
        return Edit("edition", str(after), briefs=every)

    def _address(self) -> Edit:
        self._set("base_url", f"https://example.org/{self._number}")
        return Edit("address", str(self._number), briefs=every)

    def _reference(self) -> Edit:
        path = self.world.project / "data" / "reference" / "counties.csv"
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r",(\d+)\n$", lambda m: f",{int(m[1]) + 1}\n", text), encoding="utf-8")
        return Edit("reference", "households of 4101", every, every)

    def _tiles(self) -> Edit:
        path = self.world.project / "data" / "reference" / "tiles.csv"
        path.write_text(f"{path.read_text(encoding='utf-8')}9{self._number:03},1,1\n", encoding="utf-8")
        return Edit("reference", "a tile of another county", briefs=every)

    def _module_of_an_analyst(self) -> Edit:
        """A module that no notebook imports, or one that a notebook does."""
        if self._chance.random() < 0.4:
            self._append(self.world.project / "unused.py")
            return Edit("module", "that nothing imports")
        self._append(self.world.project / "helper.py")
        path = self._notebook_path("press_note")
        told = json.loads(path.read_text(encoding="utf-8"))
        last = told["cells"][-1]
        if "import helper\n" not in last["source"]:
            last["source"] = ["import helper\n", *last["source"]]
            path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return Edit("module", "of the press note", briefs=lambda title, _: title.startswith("press_note"))

    def _published(self) -> Edit:
        path = self.world.project / "data" / "published" / "matches.csv"
        text = path.read_text(encoding="utf-8")
        path.write_text(
            re.sub(r"(count_jobs,,,)(\d+)", lambda m: f"{m[1]}{int(m[2]) + 1}", text, count=1),
            encoding="utf-8",
        )
        return Edit("published", "a figure of officials", briefs=every)

    # What a build left

    def _page_damaged(self) -> Edit:
        page = self._chance.choice(sorted((self.world.derived / "rendered").rglob("*.html")))
        how = self._harm(page)
        there = page.relative_to(self.world.derived / "rendered")
        return Edit(
            "finished page " + how, there.as_posix(), briefs=lambda title, _: _path_of(title) == _stem(there)
        )

    def _record_removed(self) -> Edit:
        record = self._chance.choice(sorted((self.world.derived / "rendered").rglob(".*.html.made")))
        record.unlink()
        there = record.relative_to(self.world.derived / "rendered")
        there = there.with_name(there.name[1:].removesuffix(".made"))
        return Edit(
            "record removed", there.as_posix(), briefs=lambda title, _: _path_of(title) == _stem(there)
        )

    def _result_damaged(self) -> Edit:
        result = self._chance.choice(sorted((self.world.derived / "results").rglob("*.parquet")))
        how = self._harm(result)
        pair = (int(result.parent.name), result.stem)
        return Edit("result " + how, str(pair), counts=lambda other: other == pair)

    def _leftover_damaged(self) -> Edit:
        derived = self.world.derived
        names = [
            "publication.csv",
            "publication.json",
            "publication.key",
            "slices.json",
            "registers.checked",
            "build.seal",
        ]
        some = [derived / name for name in names]
        some += [*derived.rglob("*.ods"), *derived.rglob("*.words"), *(derived / "executed").rglob("*.ipynb")]
        path = self._chance.choice(sorted(path for path in some if path.is_file()))
        return Edit("derived file " + self._harm(path), path.relative_to(derived).as_posix())

    def _reports_damaged(self) -> Edit:
        path = self._chance.choice(sorted(path for path in self.world.reports.rglob("*") if path.is_file()))
        return Edit("reports: file " + self._harm(path), path.relative_to(self.world.reports).as_posix())

    def _reports_removed(self) -> Edit:
        shutil.rmtree(self.world.reports)
        return Edit("reports removed", "all")

    def _harm(self, path: Path) -> str:
        """A file removed, cut short, or with another byte in its middle."""
        how, data = self._chance.choice(["removed", "truncated", "changed"]), path.read_bytes()
        path.unlink()  # it may be linked elsewhere
        if how == "truncated":
            path.write_bytes(data[: len(data) // 2])
        elif how == "changed":
            middle = len(data) // 2
            path.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
        return how

    def _nothing(self) -> Edit:
        return Edit("nothing", "")

    def _county(self) -> str:
        return self._chance.choice(sorted(COUNTIES))

    def _table(self) -> str:
        return self._chance.choice(["plans", "plans", "households", "trainings", "purchases", "visits"])

    def _file(self, table: str, county: str) -> Path:
        return self.world.registers / table / f"{county}.parquet"


#: Kind → how often, beside the others.
KINDS = {
    "row_changed": 14,
    "row_added": 6,
    "row_removed": 4,
    "row_of_another_year": 3,
    "plan_moved": 4,
    "rows_in_another_order": 2,
    "target_changed": 3,
    "source": 1,
    "word": 8,
    "word_unused": 5,
    "notebook": 5,
    "notebook_saved": 3,
    "template_of_pages": 2,
    "template_of_papers": 2,
    "template_elsewhere": 4,
    "code_of_briefs": 2,
    "code_of_counts": 2,
    "code_elsewhere": 4,
    "rule": 2,
    "grid_years": 2,
    "grid_provinces": 3,
    "grid_languages": 2,
    "grid_formats": 2,
    "edition": 2,
    "address": 1,
    "reference": 1,
    "published": 1,
    "tiles": 1,
    "module_of_an_analyst": 2,
    "page_damaged": 4,
    "record_removed": 2,
    "result_damaged": 3,
    "leftover_damaged": 5,
    "reports_damaged": 5,
    "reports_removed": 1,
    "nothing": 2,
}
NOTEBOOKS = ("county_brief", "province_brief", "press_note", "reconciliation", "indicators")
_SLUGS = {"baladast": "40", "miandasht": "40", "payindeh": "41", "nemuneh": "40", "digar": "41"}
#: A sentence of a language on a line of its own, which may grow without harm.
_SENTENCE = re.compile(r'([a-z_0-9]+) *= *"[^"\\]*"')
_SECTIONS = ("sections", "published", "links", "notes", "index", "changes", "workbook", "press", "cards")


def _of(county: str, year: int) -> Callable[[Pair], bool]:
    return lambda pair: pair[1] == county and pair[0] >= year


def _sentences(path: Path) -> list[tuple[str, int]]:
    """The key of each sentence and its line."""
    section, found = "", []
    for at, line in enumerate(path.read_text(encoding="utf-8").split("\n")):
        if line.startswith("["):
            section = line.strip("[] ")
        elif (match := _SENTENCE.fullmatch(line)) and section.split(".")[0] in _SECTIONS and " " in line[20:]:
            found.append((f"{section}.{match[1]}", at))
    return found


def _provinces_of(title: str) -> list[str]:
    return [_SLUGS[part] for part in title.split() if part in _SLUGS]


def _path_of(title: str) -> str:
    """'county_brief 1397 baladast fa' → '1397/nemuneh/baladast/brief.fa'"""
    notebook, *year, slug, lang = title.split()
    if not year:
        return f"{notebook}/{slug}.{lang}"
    stem = "press-note" if notebook == "press_note" else "brief"
    folder = f"{PROVINCES[_SLUGS[slug]]}/{slug}" if notebook == "county_brief" else slug
    return f"{year[0]}/{folder}/{stem}.{lang}"


def _stem(page: Path) -> str:
    return page.with_suffix("").as_posix()


def records(world: World) -> dict[str, frozenset[str]]:
    """What each finished page looked at when it was made, by its path without the format."""
    found: dict[str, frozenset[str]] = {}
    for path in (world.derived / "rendered").rglob(".*.made"):
        page = path.relative_to(world.derived / "rendered").with_name(path.name[1:].removesuffix(".made"))
        told = frozenset(json.loads(path.read_bytes())["looked"])
        found[_stem(page)] = found.get(_stem(page), frozenset()) | told
    return found


def looked_at(world_records: dict[str, frozenset[str]], title: str) -> frozenset[str]:
    return world_records.get(_path_of(title), frozenset())


# Rows of Parquet files, changed in a process that may import our writer.


def _read(path: Path, table: str):
    import pyarrow.parquet as pq

    from karnameh.registers.schema import TABLES
    from karnameh.registers.stores.folder import frame_of

    return frame_of(pq.read_table(path), TABLES[table])


def _write(path: Path, table: str, frame) -> None:
    from karnameh.registers.schema import TABLES
    from karnameh.registers.stores.folder import write_rows

    write_rows(path, TABLES[table], frame.reset_index(drop=True))


#: A number or code of each table that may change.
_CHANGING = {
    "plans": "jobs",
    "households": "size",
    "trainings": "hours",
    "purchases": "amount_rial",
    "visits": "counselling",
}


def _year(frame, table: str, at: int) -> int:
    from karnameh import calendar
    from karnameh.registers.schema import TABLES

    return calendar.parts(frame.loc[at, TABLES[table].dated_by].date())[0]


def _change_row(path: Path, table: str, chance: float, step: int) -> tuple[str, int]:
    if not path.is_file():
        return "no such file", 9999
    frame, column = _read(path, table), _CHANGING[table]
    at = int(chance * len(frame))
    value = frame.loc[at, column]
    frame.loc[at, column] = (not value) if table == "visits" else value + step
    _write(path, table, frame)
    return f"{column} of row {at}", _year(frame, table, at)


def _add_row(path: Path, table: str, chance: float, name: str) -> tuple[str, int]:
    if not path.is_file():
        return "no such file", 9999
    import pandas as pd

    from karnameh.registers.schema import TABLES

    frame = _read(path, table)
    at = int(chance * len(frame))
    row = frame.iloc[[at]].copy()
    row[TABLES[table].key[0]] = name
    _write(path, table, pd.concat([frame, row], ignore_index=True))
    return f"one like row {at}", _year(frame, table, at)


def _remove_row(path: Path, table: str, chance: float) -> tuple[str, int]:
    if not path.is_file():
        return "no such file", 9999
    frame = _read(path, table)
    if len(frame) < 2:
        return "one row only", 9999
    at = int(chance * len(frame))
    year = _year(frame, table, at)
    _write(path, table, frame.drop(index=at))
    return f"without row {at}", year


def _add_late_row(path: Path, name: str) -> None:
    import pandas as pd

    from karnameh import calendar

    if path.is_file():
        frame = _read(path, "purchases")
        row = frame.iloc[[0]].assign(purchase_id=name)
        row["purchased_on"] = pd.Series([calendar.first_day(1399)], dtype="datetime64[s]").to_numpy()
        _write(path, "purchases", pd.concat([frame, row], ignore_index=True))


def _move_plan(registers: Path, here: str, there: str, chance: float) -> tuple[str, int]:
    import pandas as pd

    plans = _read(registers / "plans" / f"{here}.parquet", "plans")
    if len(plans) < 2:
        return "one plan only", 9999
    at = int(chance * len(plans))
    year, plan = _year(plans, "plans", at), plans.loc[at, "plan_id"]
    moved = plans.loc[[at]].assign(county=there, district=None)
    moved["district"] = moved["district"].astype(plans["district"].dtype)
    _put(registers / "plans" / f"{here}.parquet", "plans", plans.drop(index=at))
    other = registers / "plans" / f"{there}.parquet"
    _put(other, "plans", pd.concat([_read(other, "plans"), moved], ignore_index=True))
    theirs, others = (registers / "visits" / f"{county}.parquet" for county in (here, there))
    if theirs.is_file():
        visits = _read(theirs, "visits")
        mine = visits["plan_id"] == plan
        before = [_read(others, "visits")] if others.is_file() else []
        _put(others, "visits", pd.concat([*before, visits[mine]], ignore_index=True))
        _put(theirs, "visits", visits[~mine])
    return f"plan {plan}", year


def _put(path: Path, table: str, frame) -> None:
    """The rows of a file; no file where there is none."""
    if len(frame):
        _write(path, table, frame)
    else:
        path.unlink(missing_ok=True)


def _turn_round(path: Path) -> None:
    _write(path, "plans", _read(path, "plans").iloc[::-1])


def _change_target(path: Path, chance: float) -> str:
    frame = _read(path, "targets")
    at = int(chance * len(frame))
    frame.loc[at, "target"] += 1
    _write(path, "targets", frame)
    return frame.loc[at, "area"]
