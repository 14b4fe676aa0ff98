"""The commands: what they refuse, how fast, with which exit code."""

import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from karnameh.cli import commands
from karnameh.errors import ParameterError

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
    import subprocess
    import sys

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
