"""What a notebook may take, and what is said of one that takes more."""

import os
from multiprocessing import Value
from pathlib import Path

import nbformat
import pytest

from karnameh.errors import NotebookError, ParameterError
from karnameh.execute.run import Limits, execute
from karnameh.kernels import manager

GIVEN = {"year": 1397, "county": "miandasht", "lang": "fa"}
STOPPED = {
    "hangs": ("import time\nwhile True: time.sleep(1)", "more than 2 s", "KARNAMEH_CELL_SECONDS"),
    "hangs without listening": (
        "import signal, time\nsignal.pthread_sigmask(signal.SIG_BLOCK, {2, 15})\nwhile True: time.sleep(1)",
        "more than 2 s",
        "KARNAMEH_CELL_SECONDS",
    ),
    "eats memory": ("held = bytearray(3 * 2**30)", "MemoryError", "KARNAMEH_KERNEL_MEMORY"),
    "eats memory with numpy": (
        "import numpy\nheld = numpy.ones(2**29)",
        "Unable to allocate",
        "KARNAMEH_KERNEL_MEMORY",
    ),
    "ends itself": ("import os\nos._exit(3)", "exit code 3", "Look"),
    "is killed": ("import os\nos.kill(os.getpid(), 9)", "SIGKILL", "KARNAMEH_KERNEL_MEMORY"),
    "crashes": ("import ctypes\nctypes.string_at(1)", "SIGSEGV", "fault in a library"),
}


def write(folder: Path, *sources: str) -> Path:
    cells = [nbformat.v4.new_code_cell(source, id=f"cell{n}") for n, source in enumerate(sources)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "brief.ipynb")
    return folder / "brief.ipynb"


def run(notebook: Path, folder: Path, limits: Limits) -> nbformat.NotebookNode:
    return execute(notebook, GIVEN, folder / "out.ipynb", folder, folder / "failed" / "kept.ipynb", limits)


@pytest.mark.parametrize("name", STOPPED)
def test_a_cell_that_is_stopped_is_named_with_its_notebook_and_parameters(name, tmp_path, capfd):
    source, cause, remedy = STOPPED[name]
    number = f"import os\nopen({str(tmp_path / 'number')!r}, 'w').write(str(os.getpid()))"
    notebook = write(tmp_path, number, source, "never = 1")
    with pytest.raises(NotebookError) as caught:
        run(notebook, tmp_path, Limits(seconds=2, memory=2))
    said = str(caught.value)
    assert said.startswith("brief.ipynb, cell 'cell1' (year=1397, county=miandasht, lang=fa): ")
    assert cause in said and remedy in said and "Traceback" not in said
    kept = nbformat.read(tmp_path / "failed" / "kept.ipynb", as_version=4)
    assert str(tmp_path / "failed" / "kept.ipynb") in said and "cell2" in {cell.id for cell in kept.cells}
    assert not (tmp_path / "out.ipynb").exists()
    assert not Path(f"/proc/{(tmp_path / 'number').read_text()}").exists()
    assert capfd.readouterr() == ("", "")


def test_a_figure_is_shown_with_the_cell_that_draws_it(tmp_path):
    executed = run(write(tmp_path, "import matplotlib.pyplot as plt\nplt.plot([1]);"), tmp_path, Limits())
    assert [sorted(out.data) for out in executed.cells[-1].outputs] == [["image/png", "text/plain"]]


def test_what_a_brief_needs_fits_into_little_memory(tmp_path):
    cell = "import pandas, pyarrow as pa, pyarrow.compute as pc, matplotlib.pyplot as plt\n"
    cell += "f = pandas.DataFrame({'a': range(10**6)}); f.to_parquet('f.parquet'); pandas.read_parquet('f.parquet')\n"
    cell += "plt.plot(f.a[:9]); print(pc.sum(pa.array(f.a)))"
    executed = run(write(tmp_path, cell), tmp_path, Limits(seconds=60, memory=1))
    assert [out.output_type for out in executed.cells[-1].outputs] == ["display_data"]


def test_an_ordinary_kernel_says_once_why_and_makes_the_same_bytes(tmp_path, monkeypatch, capfd):
    notebook = write(
        tmp_path, "import pandas\npandas.DataFrame({'a' * 9: range(30), 'b' * 90: 1, 'c' * 90: 1})"
    )
    run(notebook, tmp_path, Limits())
    warm = (tmp_path / "out.ipynb").read_bytes()
    assert capfd.readouterr() == ("", "")
    monkeypatch.setattr(manager, "said", Value("b", False))
    monkeypatch.setenv("KARNAMEH_KERNELS", "cold")
    run(notebook, tmp_path, Limits())
    run(notebook, tmp_path, Limits())
    assert (tmp_path / "out.ipynb").read_bytes() == warm
    said = capfd.readouterr().err
    assert said == "kernels: ordinary ones, which start slowly: KARNAMEH_KERNELS=cold asks for it\n"


def test_a_limit_that_is_no_number_is_refused():
    assert Limits.of({"KARNAMEH_CELL_SECONDS": "5"}) == Limits(5, 4)
    with pytest.raises(ParameterError, match="KARNAMEH_KERNEL_MEMORY: 'lots' is not a whole number"):
        Limits.of(os.environ | {"KARNAMEH_KERNEL_MEMORY": "lots"})
