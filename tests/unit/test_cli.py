"""The commands: what they refuse, how fast, with which exit code."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from karnameh.cli import commands
from karnameh.errors import NotebookError, ParameterError
from karnameh.outcome import Outcome
from karnameh.progress import Progress

OFFICE = Path(__file__).parents[1] / "office"


def refused(*arguments):
    result = CliRunner().invoke(commands, ["--project", str(OFFICE), *arguments])
    assert isinstance(result.exception, ParameterError)
    return str(result.exception)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ("--year", "1379"),
            "--year: year 1379 is not published; the suite has 1396, 1397. Did you mean '1397'?",
        ),
        (
            ("--area", "miyandasht"),
            "--area: 'miyandasht' is not an area of the suite. Did you mean 'miandasht' (4002)?",
        ),
        (("--lang", "ar"), "--lang: 'ar' is not published; the suite has fa, en."),
        (("--format", "docx"), "--format: 'docx' is not published; the suite has html, pdf."),
    ],
)
def test_what_is_off_the_grid_is_refused_with_the_nearest_valid_name(arguments, says):
    assert says in refused("build", *arguments)


def test_all_faults_are_told_at_once():
    said = refused("build", "--year", "1300", "--area", "nowhere", "--lang", "xx")
    assert all(name in said for name in ("--year", "--area", "--lang"))


def test_a_refusal_takes_less_than_half_a_second_and_exits_10():

    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "karnameh", "--project", str(OFFICE), "build", "--area", "nowhere"],
        capture_output=True,
        text=True,
    )
    assert time.perf_counter() - start < 0.5
    assert done.returncode == 10
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_no_project_is_told_so(tmp_path):
    result = CliRunner().invoke(commands, ["--project", str(tmp_path), "check"])
    assert "not in a Karnameh project" in str(result.exception)


def test_an_unknown_indicator_is_refused_with_the_nearest():
    assert "Did you mean 'count_jobs'?" in refused("explain", "1397", "miandasht", "count_job")


def test_a_usage_mistake_exits_2():
    assert CliRunner().invoke(commands, ["build", "--yaer", "1397"]).exit_code == 2


@pytest.fixture
def failing(monkeypatch):
    """A build in which a brief fails."""
    from karnameh import build as module

    outcome = Outcome(1, 2, [("county_brief 1397 baladast fa", NotebookError("cell 'x': it is wrong"))])
    monkeypatch.setattr(module, "build", lambda *_: outcome)


def test_who_wants_no_word_but_of_errors_hears_of_briefs_that_failed(failing, tmp_path):
    log = tmp_path / "log"
    asked = ["--project", str(OFFICE), "--quiet", "--log-json", str(log), "build", "--year", "1397"]
    result = CliRunner().invoke(commands, asked)
    assert result.exit_code == 20
    assert "failed: county_brief 1397 baladast fa\n  NotebookError: cell 'x': it is wrong" in result.stderr
    (told,) = map(json.loads, log.read_text().splitlines())
    assert (told["made"], told["fresh"]) == (1, 2)
    assert told["failures"] == [
        {"brief": "county_brief 1397 baladast fa", "error": "NotebookError", "text": "cell 'x': it is wrong"}
    ]


def test_what_ends_a_command_is_in_its_log(tmp_path):
    log = tmp_path / "log"
    asked = ["--project", str(OFFICE), "--log-json", str(log), "build", "--year", "1390"]
    assert CliRunner().invoke(commands, asked).exception
    (told,) = map(json.loads, log.read_text().splitlines())
    assert (told["error"], told["code"]) == ("ParameterError", 10) and "1390" in told["text"]


def test_a_log_that_cannot_be_kept_is_refused(tmp_path):
    result = CliRunner().invoke(commands, ["--log-json", str(tmp_path / "none" / "log"), "doctor"])
    assert isinstance(result.exception, ParameterError) and "there is no folder" in str(result.exception)
    assert CliRunner().invoke(commands, ["--log-json", str(tmp_path), "doctor"]).exit_code == 2


def test_without_a_standard_error_there_is_nothing_to_say_it_to(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stderr", None)
    list(Progress().follow("briefs", [1], 1, str))
    assert capsys.readouterr().out == ""
