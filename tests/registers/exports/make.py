"""
Make the corpus: `python tests/registers/exports/make.py [FOLDER]` writes every file of every scenario into
FOLDER/<scenario>/<call>/ and what must happen into FOLDER/labels.toml. The same bytes each time.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from exports import cells, formats, headed, joined, odd, whole  # noqa: E402
from exports.writers import content, lines  # noqa: E402
from exports.written import File, Scenario, Sheet  # noqa: E402

SCENARIOS: list[Scenario] = [
    make() for module in (formats, headed, odd, cells, joined, whole) for make in module.SCENARIOS
]


def make(folder: Path) -> None:
    """Write all files and their labels."""
    for scenario in SCENARIOS:
        for number, call in enumerate(scenario.calls, 1):
            inside = folder / scenario.name / str(number)
            inside.mkdir(parents=True, exist_ok=True)
            for file in call.files:
                (inside / file.name).write_bytes(content(file))
    (folder / "labels.toml").write_text("\n".join(_labels()) + "\n", encoding="utf-8")


def _labels() -> Iterator[str]:
    yield "# What must happen to each file; made by make.py from what stands beside each row there."
    for scenario in SCENARIOS:
        yield f"\n[[scenario]]\nname = {_toml(scenario.name)}"
        if scenario.secrets:
            yield f"secrets = {_toml(list(scenario.secrets))}"
        if scenario.empty:
            yield "empty = true"
        if scenario.kept:
            yield f"kept = {_toml([list(pair) for pair in scenario.kept])}"
        for call in scenario.calls:
            yield f"\n[[scenario.call]]\ncode = {call.code}"
            for file in call.files:
                yield from _file(file)


def _file(file: File) -> Iterator[str]:
    yield f"\n[[scenario.call.file]]\nname = {_toml(file.name)}"
    if file.refused:
        yield f"refused = {_toml(file.refused)}"
        return
    for sheet in file.sheets:
        if not sheet.hidden and sheet.rows[-1].kind != "title":
            yield from _sheet(file, sheet)


def _sheet(file: File, sheet: Sheet) -> Iterator[str]:
    numbered = list(zip(lines(file, sheet), sheet.rows, strict=True))
    named = file.name.lower().rpartition(".")[2] in ("xlsx", "xls", "ods")
    yield "\n[[scenario.call.file.sheet]]"
    yield f"sheet = {_toml((sheet.name or 'Sheet1') if named else '')}\ntable = {_toml(sheet.table)}"
    if sheet.loose:  # how many rows belong to the heading is for the reader to say
        yield "loose = true"
    yield f"rows = {sum(row.kind != 'heading' for row in sheet.rows)}"
    for fate in ("accepted", "replaced", "unchanged", "refused"):
        yield f"{fate} = {sum(row.fate == fate for row in sheet.rows)}"
    kinds = {
        k: [n for n, row in numbered if row.kind == k] for k in ("title", "blank", "header", "totals", "note")
    }
    yield f"not_data = {_toml({k: found for k, found in kinds.items() if found})}"
    yield f"left_aside = {_toml(list(sheet.left_aside))}\npersonal = {_toml(list(sheet.personal))}"
    for number, row in numbered:
        if row.fate == "refused":
            yield f"\n[[scenario.call.file.sheet.refused_row]]\nrow = {number}\nfaults = {_toml(row.faults)}"
            yield f"mend = {_toml(row.mend)}"
            if row.values:  # what is read once the row is mended
                yield f"values = {_toml(row.values)}"
        elif row.values and row.fate != "unchanged":
            yield f"\n[[scenario.call.file.sheet.read]]\nrow = {number}\nvalues = {_toml(row.values)}"


def _toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case list():
            return f"[{', '.join(map(_toml, value))}]"
        case dict():
            return "{ " + ", ".join(f"{_toml(str(k))} = {_toml(v)}" for k, v in value.items()) + " }"
        case _:
            return '"' + "".join(map(_letter, str(value))) + '"'


def _letter(letter: str) -> str:
    if letter in '"\\':
        return "\\" + letter
    return letter if letter.isprintable() else f"\\u{ord(letter):04x}"


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "files")
