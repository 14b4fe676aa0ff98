"""One notebook run in a kernel of its own."""

import nbformat

from karnameh.execute.run import execute

#: What ipykernel does when a socket fails as it ends: words to the process's own standard error.
NOISE = "import os\nos.write(2, b'noise of a socket')"


def test_a_kernel_says_nothing_on_the_terminal_of_a_build(tmp_path, capfd):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(NOISE)])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, tmp_path / "noisy.ipynb")
    execute(tmp_path / "noisy.ipynb", {}, tmp_path / "out.ipynb", tmp_path, tmp_path / "kept.ipynb")
    assert (tmp_path / "out.ipynb").is_file()
    assert capfd.readouterr() == ("", "")
