"""A kernel of our own runs: Jupyter's, which does not wait where there is nothing to wait for."""

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import zmq
from ipykernel import iostream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from traitlets.config.loader import Config, DeferredConfigString

from karnameh import trace

_OURS = "--IPKernelApp.kernel_class=karnameh.kernels.quiet.Kernel"
_PLAIN = re.compile(r"--(\w+)\.(\w+)=(.*)")


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


class App(IPKernelApp):
    """
    What makes a kernel: one of ours without its heartbeat, for its asker sees the process, and without the thread for
    subshells, through which each request would go on its way.
    """

    def parse_command_line(self, argv: Sequence[str]) -> None:
        """As Jupyter's, which lists all settings that there are: what our own runs ask for is plain."""
        plain = [_PLAIN.fullmatch(option) for option in argv[2:]]
        if not (argv[:1] == ["-f"] and _OURS in argv and all(plain)):
            super().parse_command_line(argv)
            return
        config = Config({"IPKernelApp": {"connection_file": argv[1]}})
        for name, trait, value in (option.groups() for option in plain):
            config[name][trait] = DeferredConfigString(value)
        self.cli_config = config
        self.update_config(config)

    @property
    def _quiet(self) -> bool:
        return issubclass(self.kernel_class, Kernel)

    def init_control(self, context: zmq.Context) -> None:
        super().init_control(context)
        if self._quiet:
            self.shell_channel_thread.io_loop.close()
            self.shell_channel_thread = None

    def init_heartbeat(self) -> None:
        if not self._quiet:
            super().init_heartbeat()
