"""One notebook and its parameters → a normalised executed notebook."""

import io
import logging
import os
import warnings
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

from karnameh.errors import NotebookError, ParameterError
from karnameh.files import write_atomically

if TYPE_CHECKING:
    from karnameh.execute.running import Stopped

KERNEL = "python3"
_TAG = "injected-parameters"
#: Settings of the limits, in the environment.
SECONDS, MEMORY = "KARNAMEH_CELL_SECONDS", "KARNAMEH_KERNEL_MEMORY"


@dataclass(frozen=True)
class Limits:
    """What a notebook may take: whole seconds a cell, and gigabytes beyond what its kernel holds at the start."""

    seconds: int = 600
    memory: int = 4

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Limits":
        """The limits that KARNAMEH_CELL_SECONDS and KARNAMEH_KERNEL_MEMORY set, else the usual ones."""
        return cls(_whole(environment, SECONDS, cls.seconds), _whole(environment, MEMORY, cls.memory))


def _whole(environment: Mapping[str, str], name: str, usual: int) -> int:
    text = environment.get(name, str(usual))
    if not text.isdecimal() or int(text) < 1:
        raise ParameterError(f"{name}: '{text}' is not a whole number from 1, such as {usual}.")
    return int(text)


def execute(
    notebook: Path,
    parameters: dict[str, object],
    output: Path,
    cwd: Path,
    kept: Path,
    limits: Limits | None = None,
    also: Callable[[nbformat.NotebookNode], None] | None = None,
) -> nbformat.NotebookNode:
    """
    Run a notebook in a kernel of its own and write the executed copy, without traces of the run.

    output: where the executed notebook is written. kept: where it is written instead when a cell fails. also: what
    is done to the executed one before.
    Raises: NotebookError naming the notebook, the cell, its parameters and the cause.
    """
    from karnameh.execute.running import Stopped, run

    limits = limits or Limits.of(os.environ)
    try:
        with warnings.catch_warnings(), redirect_stderr(io.StringIO()), redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            logging.getLogger("papermill").setLevel(logging.ERROR)
            executed = run(notebook, parameters, cwd, KERNEL, limits.seconds, limits.memory)
    except Stopped as stopped:
        raise NotebookError(_told(notebook, parameters, stopped, kept)) from None
    normalised = normalise(executed)
    if also:
        also(normalised)
    write_atomically(output, nbformat.writes(normalised).encode())
    return normalised


def _told(notebook: Path, parameters: dict[str, object], stopped: "Stopped", kept: Path) -> str:
    """Where and why, and where to look: the notebook is kept as far as it came."""
    given = ", ".join(f"{name}={value}" for name, value in parameters.items())
    cell = f", cell '{stopped.cell}'" if stopped.cell else ""
    told = f"{notebook.name}{cell}{given and f' ({given})'}: {stopped}"
    if stopped.notebook is None:
        return told
    write_atomically(kept, nbformat.writes(stopped.notebook).encode())
    return f"{told}\n  the failed notebook is kept: {kept}"


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
