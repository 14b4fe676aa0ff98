"""Papermill's run of one notebook, in a warm kernel and within limits; what stopped it, in words."""

import signal
from pathlib import Path

import nbformat
from nbclient.exceptions import CellTimeoutError
from papermill import execute_notebook
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError

from karnameh.errors import KarnamehError
from karnameh.kernels.manager import Manager

_ENGINE = "karnameh"
#: What a cell has shown arrives within this time after it is done, on the busiest machine.
_OUTPUT_SECONDS = 60


class Stopped(Exception):
    """A run that a cell stopped. notebook: as far as it came; cell: its id, empty where none had begun."""

    def __init__(self, cause: str, notebook: nbformat.NotebookNode | None):
        super().__init__(cause)
        self.notebook = notebook
        cells = notebook.cells if notebook else []
        self.cell = next((cell.id for cell in reversed(cells) if _has_begun(cell)), "")


def _has_begun(cell: nbformat.NotebookNode) -> bool:
    return bool(cell.metadata.get("papermill", {}).get("start_time"))


def run(
    notebook: Path, parameters: dict[str, object], cwd: Path, kernel: str, seconds: int, memory: int
) -> nbformat.NotebookNode:
    """
    The notebook after a run. seconds: the most a cell may take; memory: the gigabytes its kernel may take.

    Raises: Stopped with the cell and the cause.
    """

    class Engine(NBClientEngine):
        """Papermill's own, which keeps hold of the notebook: it is written once, not with every cell."""

        held = None

        @classmethod
        def execute_managed_notebook(cls, nb_man, kernel_name, **settings):
            cls.held = nb_man.nb
            return super().execute_managed_notebook(nb_man, kernel_name, **settings)

    class Limited(Manager):
        pass

    Limited.memory = memory * 2**30
    papermill_engines.register(_ENGINE, Engine)
    try:
        return execute_notebook(
            notebook,
            None,
            parameters,
            engine_name=_ENGINE,
            kernel_name=kernel,
            cwd=cwd,
            progress_bar=False,
            execution_timeout=seconds,
            iopub_timeout=_OUTPUT_SECONDS,
            kernel_manager_class=Limited,
            extra_arguments=["--IPKernelApp.log_level=50"],  # silent: a build's lines are for its user
        )
    except PapermillExecutionError as error:
        cause = _told(error, memory)
    except CellTimeoutError:
        cause = (
            f"it was stopped because it took more than {seconds} s. "
            "Look what it waits for, or allow more with KARNAMEH_CELL_SECONDS."
        )
    except RuntimeError as error:  # nbclient: the kernel died or never came up
        cause = _how(Limited.last, error, memory)
    raise Stopped(cause, Engine.held)


def _told(error: PapermillExecutionError, memory: int) -> str:
    """The cause in the words of whoever raised it."""
    if error.ename in {kind.__name__ for kind in _kinds(KarnamehError)}:
        return error.evalue
    advice = _too_much(memory) if error.ename.endswith("MemoryError") else ""
    return f"{error.ename}: {error.evalue}{advice}"


def _kinds(kind: type) -> list[type]:
    return [kind, *(below for child in kind.__subclasses__() for below in _kinds(child))]


def _too_much(memory: int) -> str:
    return (
        f"\n  its kernel may take {memory} GB: let the cell hold less at a time, "
        "or allow more with KARNAMEH_KERNEL_MEMORY."
    )


def _how(manager: Manager | None, error: RuntimeError, memory: int) -> str:
    status = manager.status if manager else None
    if status is None:
        return f"the kernel stopped: {str(error).splitlines()[-1]}"
    if status >= 0:
        return (
            f"the kernel ended itself with exit code {status}. Look for what ends the process in this cell."
        )
    name = signal.Signals(-status).name
    advice = _too_much(memory) if -status in (signal.SIGKILL, signal.SIGABRT) else ""
    return f"the kernel was killed by {name}.{advice or ' Look for a fault in a library this cell calls.'}"
