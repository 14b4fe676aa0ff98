"""A kernel of our own runs: Jupyter's, which does not wait where there is nothing to wait for."""

from contextlib import suppress
from pathlib import Path

from ipykernel import iostream
from ipykernel.ipkernel import IPythonKernel

from karnameh import trace


class OutStream(iostream.OutStream):
    """It is flushed six times a cell, and each time two threads have to meet: here only when something was written."""

    _written = False

    def write(self, string: str) -> int | None:
        self._written = True
        return super().write(string)

    def flush(self) -> None:
        if self._written:
            self._written = False
            super().flush()


class Kernel(IPythonKernel):
    """
    What was looked at is written down with every cell, before the cell is said to be done. That it is busy, and what it
    was asked to run, it does not say: nobody of ours listens, and whoever asks can count.

    As it ends, a kernel looks through all processes of the machine for its children: here only where it has some.
    """

    def __init__(self, **settings):
        super().__init__(**settings)
        trace.by_cell()
        self.shell.events.register("post_run_cell", lambda _: trace.flush())  # when its figures are drawn too

    def _publish_status(self, status: str, *given, **named) -> None:
        if status != "busy":
            super()._publish_status(status, *given, **named)

    def _publish_execute_input(self, *_: object) -> None:
        """Said for those who look on."""

    def _process_children(self) -> list:
        return super()._process_children() if _has_children() else []


def _has_children() -> bool:
    """Whether this process has begun others; True where the system does not say."""
    with suppress(OSError):
        # Linux keeps a list for each thread.
        return any((task / "children").read_text().strip() for task in Path("/proc/self/task").iterdir())
    return True
