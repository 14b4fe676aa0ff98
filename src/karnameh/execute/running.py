"""Papermill's run of one notebook, in a warm kernel and within limits; what stopped it, in words."""

import errno
import signal
from pathlib import Path

import nbformat
from nbclient.exceptions import CellTimeoutError
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import prepare_notebook_metadata, raise_for_execution_errors, remove_error_markers
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook
from papermill.utils import chdir

from karnameh.errors import KarnamehError
from karnameh.kernels.manager import Manager
from karnameh.suite import Project

_ENGINE = "karnameh"
#: What a cell has shown arrives within this time after it is done, on the busiest machine.
_OUTPUT_SECONDS = 60
#: A build's lines are for its user; and what its kernels ran is nobody's history.
QUIET = [
    "--IPKernelApp.log_level=50",
    "--HistoryManager.enabled=False",
    "--InteractiveShellApp.exec_PYTHONSTARTUP=False",
    "--IPKernelApp.kernel_class=karnameh.kernels.quiet.Kernel",
    "--IPKernelApp.outstream_class=karnameh.kernels.quiet.OutStream",
    # Without a copy of what is large, a thread and a socket more wait until it has gone.
    "--Session.copy_threshold=1000000000",
]


#: What the system says where processes, open files or memory are limited.
_LIMITS = {errno.EAGAIN, errno.EMFILE, errno.ENFILE, errno.ENOMEM}


class Stopped(Exception):
    """A run that a cell stopped. notebook: as far as it came; cell: its id, empty where none had begun."""

    def __init__(self, cause: str, notebook: nbformat.NotebookNode | None):
        super().__init__(cause)
        self.notebook = notebook
        cells = notebook.cells if notebook else []
        self.cell = next((cell.id for cell in reversed(cells) if _has_begun(cell)), "")


def _has_begun(cell: nbformat.NotebookNode) -> bool:
    return bool(cell.metadata.get("papermill", {}).get("start_time"))


def _number(notebook: nbformat.NotebookNode) -> None:
    """Number the cells that ran, as their kernel did; it says so only of those that show something."""
    ran = [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.source.strip() and _has_begun(cell)
    ]
    for number, cell in enumerate(ran, 1):
        cell.execution_count = number


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
            try:
                return super().execute_managed_notebook(nb_man, kernel_name, **settings)
            finally:
                _number(nb_man.nb)

    class Limited(Manager):
        pass

    Limited.memory = memory * 2**30
    papermill_engines.register(_ENGINE, Engine)
    ready = _with_parameters(notebook, parameters, kernel)
    try:
        with chdir(cwd):
            executed = papermill_engines.execute_notebook_with_engine(
                _ENGINE,
                ready,
                kernel_name=kernel,
                input_path=str(notebook),
                progress_bar=False,
                execution_timeout=seconds,
                iopub_timeout=_OUTPUT_SECONDS,
                record_timing=False,
                kernel_manager_class=Limited,
                extra_arguments=[*QUIET, f"--BaseIPythonApplication.ipython_dir={_home_of(cwd)}"],
            )
        raise_for_execution_errors(executed, None)
        return executed
    except PapermillExecutionError as error:
        cause = _told(error, memory)
    except CellTimeoutError:
        cause = (
            f"it was stopped because it took more than {seconds} s. "
            "Look what it waits for, or allow more with KARNAMEH_CELL_SECONDS."
        )
    except OSError as error:
        if error.errno not in _LIMITS:
            raise
        cause = (
            f"no kernel could be started for it: {error.strerror or error}. Where processes or open files are limited, "
            "allow more of them, or let fewer notebooks run at once with --workers."
        )
    except RuntimeError as error:  # nbclient: the kernel died or never came up
        cause = _how(Limited.last, error, memory)
    raise Stopped(cause, Engine.held)


def _home_of(cwd: Path) -> Path:
    """A folder for IPython that is nobody's: what a user has every session begin with is no part of a brief."""
    folder = Project(cwd).derived / "ipython"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _with_parameters(notebook: Path, parameters: dict[str, object], kernel: str) -> nbformat.NotebookNode:
    """As `papermill.execute_notebook` makes it ready, which would write the executed one out once more than we do."""
    loaded = load_notebook_node(str(notebook))
    if parameters:
        loaded = parameterize_notebook(loaded, parameters, kernel_name=kernel, engine_name=_ENGINE)
    return remove_error_markers(prepare_notebook_metadata(loaded, str(notebook), None))


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
