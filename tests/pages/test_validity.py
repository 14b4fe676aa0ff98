"""The Nu HTML checker on every page: no error, no warning."""

import json
import subprocess
from pathlib import Path

CHECKER = Path(__file__).parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def _messages(files: list[Path]) -> list[dict]:
    """What the checker says; of what it calls information only the warnings, for the rest is no judgement."""
    command = [
        "java",
        "-Xss4m",
        "-jar",
        str(CHECKER),
        "--stdout",
        "--format",
        "json",
        "--also-check-css",
        *map(str, files),
    ]
    said = json.loads(subprocess.run(command, capture_output=True, text=True).stdout)["messages"]
    return [message for message in said if message["type"] != "info" or message.get("subType") == "warning"]


def _line(message: dict) -> str:
    place = f"{message.get('url', '')}:{message.get('lastLine', '')}"
    return f"{place}: {message['message']} «{message.get('extract', '').strip()[:100]}»"


def test_every_page_and_stylesheet_is_valid(published):
    files = [page.file for page in published.pages]
    files += [file for folder in published.folders.values() for file in sorted(folder.rglob("*.css"))]
    found = sorted({_line(message) for message in _messages(files)})
    assert not found, "\n".join(found)


def test_the_checker_finds_a_planted_fault(tmp_path):
    page = tmp_path / "planted.html"
    page.write_text("<!DOCTYPE html><html lang=en><title>x</title><p id=a><p id=a>", encoding="utf-8")
    assert "Duplicate ID" in "".join(message["message"] for message in _messages([page]))
