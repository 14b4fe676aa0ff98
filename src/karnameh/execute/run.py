"""One notebook and its parameters → a normalised executed notebook."""

import io
import logging
import subprocess
import warnings
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import nbformat

from karnameh.errors import KarnamehError, NotebookError
from karnameh.files import write_atomically

KERNEL = "python3"
_TAG = "injected-parameters"


def execute(
    notebook: Path, parameters: dict[str, object], output: Path, cwd: Path, kept: Path
) -> nbformat.NotebookNode:
    """
    Run a notebook in a kernel of its own and write the executed copy, without traces of the run.

    output: where the executed notebook is written. kept: where it is written instead when a cell fails.
    Raises: NotebookError naming the notebook, the cell and the cause.
    """
    from papermill.exceptions import PapermillExecutionError

    kept.parent.mkdir(parents=True, exist_ok=True)
    try:
        with warnings.catch_warnings(), redirect_stderr(io.StringIO()), redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            executed = _papermill(notebook, parameters, kept, cwd)
    except PapermillExecutionError as error:
        raise NotebookError(_told(notebook, error, kept)) from None
    except RuntimeError as error:  # nbclient: the kernel died or never came up
        raise NotebookError(f"{notebook.name}: the kernel stopped: {str(error).splitlines()[-1]}") from None
    kept.unlink()
    normalised = normalise(executed)
    write_atomically(output, nbformat.writes(normalised).encode())
    return normalised


def _papermill(
    notebook: Path, parameters: dict[str, object], output: Path, cwd: Path
) -> nbformat.NotebookNode:
    import papermill
    from jupyter_client.manager import AsyncKernelManager

    class Quiet(AsyncKernelManager):
        """A kernel whose own process says nothing: as it ends, ipykernel may print an error of its sockets."""

        async def start_kernel(self, **settings):
            return await super().start_kernel(
                **settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )

    logging.getLogger("papermill").setLevel(logging.ERROR)
    return papermill.execute_notebook(
        notebook,
        output,
        parameters,
        kernel_name=KERNEL,
        cwd=cwd,
        progress_bar=False,
        kernel_manager_class=Quiet,
        extra_arguments=["--IPKernelApp.log_level=50"],  # silent: a build's lines are for its user
    )


def _told(notebook: Path, error, kept: Path) -> str:
    """The cell and the cause, in the words of whoever raised it; a mistake of the user's shows no traceback."""
    cell = next(
        (
            c.id
            for c in nbformat.read(kept, as_version=4).cells
            if any(out.get("output_type") == "error" for out in c.get("outputs", []))
        ),
        "?",
    )
    ours = error.ename in {kind.__name__ for kind in _kinds(KarnamehError)}
    cause = error.evalue if ours else f"{error.ename}: {error.evalue}"
    return f"{notebook.name}, cell '{cell}': {cause}\n  the failed notebook is kept: {kept}"


def _kinds(kind: type) -> list[type]:
    return [kind, *(below for child in kind.__subclasses__() for below in _kinds(child))]


def normalise(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The same notebook without clock, machine or run: same inputs, same bytes."""
    plain = nbformat.v4.new_notebook(
        metadata={"kernelspec": notebook.metadata.kernelspec, "language_info": {"name": "python"}}
    )
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = nbformat.NotebookNode({"tags": tags} if tags else {})
        if _TAG in tags:
            cell.id = _TAG
        if cell.cell_type == "code":
            cell.outputs = [out for out in cell.outputs if out.output_type != "stream"]
        plain.cells.append(cell)
    return plain
