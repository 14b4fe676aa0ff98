"""Managers of the kernels of our own runs: warm, silent, soon ready, and with a limit of memory."""

import asyncio
import subprocess
import sys
import time
from contextlib import suppress
from multiprocessing import Value
from pathlib import Path
from queue import Empty

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager

from karnameh.kernels.provisioner import WarmProvisioner


class Prompt(AsyncKernelClient):
    """A client that is ready once the kernel has answered on both channels; Jupyter's own waits on in silence."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        end = time.monotonic() + (timeout or float("inf"))
        while True:
            self.kernel_info()
            with suppress(Empty):
                reply = await self.get_shell_msg(timeout=1)
                await self.get_iopub_msg(timeout=0.2)
                if reply["msg_type"] == "kernel_info_reply":
                    self._handle_kernel_info_reply(reply)
                    return
            if not await self.is_alive():
                raise RuntimeError("it died before it answered")
            if time.monotonic() > end:
                raise RuntimeError(f"it did not answer within {timeout} s")


class Manager(AsyncKernelManager):
    """
    Starts a warm kernel whatever the kernelspec says, or says once why it is an ordinary one.

    memory: bytes that a kernel may take beyond what it holds at its start; None for no limit.
    last: the manager of this class that started a kernel last.
    """

    client_factory = Prompt
    memory: int | None = None
    last: "Manager | None" = None

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
