"""One notebook run in a kernel of its own."""

import errno
import os

import nbformat
import pytest

from karnameh.errors import NotebookError
from karnameh.execute.run import execute
from karnameh.kernels.manager import Manager
from karnameh.trace import read, traced

#: What ipykernel does when a socket fails as it ends: words to the process's own standard error.
NOISE = "import os\nos.write(2, b'noise of a socket')"


@pytest.fixture
def executed(tmp_path):
    """Runs a notebook of some cells."""

    def run(*codes):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in codes])
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, tmp_path / "one.ipynb")
        return execute(tmp_path / "one.ipynb", {}, tmp_path / "out.ipynb", tmp_path, tmp_path / "kept.ipynb")

    return run


def test_a_kernel_says_nothing_on_the_terminal_of_a_build(executed, tmp_path, capfd):
    executed(NOISE)
    assert (tmp_path / "out.ipynb").is_file()
    assert capfd.readouterr() == ("", "")


def test_where_no_kernel_can_be_started_the_notebook_is_named_with_what_to_do(executed, monkeypatch):
    async def refused(*_, **__):
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(Manager, "start_kernel", refused)
    told = "one.ipynb: no kernel could be started for it: Resource temporarily unavailable.*--workers"
    with pytest.raises(NotebookError, match=told):
        executed("1")


def test_what_a_user_has_every_session_begin_with_is_no_part_of_a_brief(executed, tmp_path, monkeypatch):
    mine = tmp_path / "mine" / "profile_default" / "startup" / "00.py"
    mine.parent.mkdir(parents=True)
    mine.write_text("import builtins; builtins.habit = 1\n")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "mine"))
    monkeypatch.setenv("PYTHONSTARTUP", str(mine))
    (cell,) = executed("'habit' in dir(__builtins__), 'builtins' in globals()").cells
    assert cell.outputs[0].data["text/plain"] == "(False, False)"


#: The number that the kernel gives the cell.
NUMBERED = "get_ipython().execution_count - 1"


def test_cells_are_numbered_as_their_kernel_counts_them(executed):
    cells = executed("a = 1", NUMBERED, "", "  \n", "a", NUMBERED, "a = 2").cells
    assert [cell.execution_count for cell in cells] == [1, 2, None, None, 3, 4, 5]
    shown = [output for cell in cells for output in cell.outputs]
    assert [output.data["text/plain"] for output in shown] == ["2", "1", "4"]
    assert [output.execution_count for output in shown] == [2, 3, 4]


def test_cells_after_the_one_that_failed_have_no_number(executed, tmp_path):
    with pytest.raises(NotebookError, match="ZeroDivisionError"):
        executed("a = 1", "1 / 0", "a")
    kept = nbformat.read(tmp_path / "kept.ipynb", as_version=4).cells
    assert [cell.execution_count for cell in kept if cell.cell_type == "code"] == [1, 2, None]


LOOK = "from karnameh import trace\ntrace.looked('word', 'fa/head.date')\nNone"
IN_A_CHILD = """
from concurrent.futures import ProcessPoolExecutor
from karnameh import trace
with ProcessPoolExecutor(1) as pool:
    pool.submit(trace.looked, "word", "fa/head.date").result()
"""
IN_A_FIGURE = """
import matplotlib.pyplot as plt
from karnameh import trace
plt.figure(figsize=(1, 1)).gca().xaxis.set_major_formatter(
    lambda *_: trace.looked("word", "fa/head.date") or ""
)
"""


@pytest.mark.parametrize("code", [LOOK, IN_A_CHILD, IN_A_FIGURE])
def test_what_a_cell_looked_at_is_written_down_before_it_is_said_to_be_done(executed, tmp_path, code):
    end = "import os\nos.kill(os.getpid(), 9)"
    with traced(tmp_path / "looked"), pytest.raises(NotebookError, match="SIGKILL"):
        executed(code, end)
    assert read(tmp_path / "looked") == {"word fa/head.date"}


def test_what_is_looked_at_after_the_last_cell_is_written_down_too(executed, tmp_path):
    code = """
import time
from karnameh import trace
from threading import Thread
def look():
    time.sleep(0.05)
    trace.looked("word", "fa/head.date")
Thread(target=look).start()
"""
    with traced(tmp_path / "looked"):
        executed(code)
    assert read(tmp_path / "looked") == {"word fa/head.date"}


def test_what_is_large_is_sent_without_a_thread_that_waits_for_it(executed):
    threads = (
        "import threading\nlen([one for one in threading.enumerate() if 'Garbage' in type(one).__name__])"
    )
    *_, last = executed("'x' * 200_000", threads).cells
    assert last.outputs[0].data["text/plain"] == "0"
