"""Managers of the kernels of our own runs: warm, silent, soon ready, and with a limit of memory."""

import asyncio
import subprocess
import sys
import time
from contextlib import suppress
from functools import cache
from multiprocessing import Value
from pathlib import Path
from queue import Empty

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from zmq.asyncio import Context

from karnameh.kernels.provisioner import WarmProvisioner


class Prompt(AsyncKernelClient):
    """
    A client that is ready as soon as it hears the kernel: nothing that a cell shows can be lost then.

    ipykernel greets who listens to it, others speak when they are asked something. Jupyter's own client asks each, and
    waits on in silence. Whether a kernel lives is seen by its process, not by its heartbeat, and no cell asks anybody for
    anything.
    """

    def start_channels(self, **channels: bool) -> None:
        super().start_channels(**channels | {"hb": False, "stdin": False})

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        end = time.monotonic() + (timeout or float("inf"))
        while True:
            with suppress(Empty):
                await self.get_iopub_msg(timeout=1)
                return
            if not await self.is_alive():
                raise RuntimeError("it died before it answered")
            if time.monotonic() > end:
                raise RuntimeError(f"it did not answer within {timeout} s")
            self.kernel_info()


class Manager(AsyncKernelManager):
    """
    Starts a warm kernel whatever the kernelspec says, or says once why it is an ordinary one.

    memory: bytes that a kernel may take beyond what it holds at its start; None for no limit.
    last: the manager of this class that started a kernel last.
    """

    client_factory = Prompt
    memory: int | None = None
    last: "Manager | None" = None

    def _context_default(self) -> Context:
        return _sockets()

    async def start_kernel(self, **settings) -> None:
        type(self).last = self
        self.kernel_id = self.kernel_id or f"{id(self):x}"
        self.provisioner = WarmProvisioner(
            kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
        )
        # As it ends, ipykernel may print an error of its sockets.
        await super().start_kernel(**settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if self.provisioner.cold:
            _say(self.provisioner.cold)
        if self.memory is not None:
            await asyncio.to_thread(_limit, self.provisioner.pid, self.memory)

    @property
    def status(self) -> int | None:
        """How the kernel ended by itself, as `subprocess.Popen.returncode`; None where it did not."""
        return self.provisioner.status if self.provisioner else None


@cache
def _sockets() -> Context:
    """ZeroMQ's threads, which all kernels of a process may share; theirs alone would begin and end with each."""
    return Context()


#: Whether it has been said that kernels are ordinary ones; processes that work for one build share it.
said = Value("b", False)


def _say(reason: str) -> None:
    with said.get_lock():
        if said.value or not sys.__stderr__:
            return
        said.value = True
    print(f"kernels: ordinary ones, which start slowly: {reason}", file=sys.__stderr__, flush=True)


def _limit(process: int, memory: int) -> None:
    """Let a process take so much more memory; where the system has no such limits, there is none."""
    try:
        import resource

        status = Path(f"/proc/{process}/status").read_text()
        held = int(status.split("VmData:")[1].split()[0]) * 1024
        # Of data, not of addresses: Arrow and linear algebra reserve much that they never use.
        resource.prlimit(process, resource.RLIMIT_DATA, (held + memory, held + memory))
    except (ImportError, AttributeError, OSError, IndexError):
        return
