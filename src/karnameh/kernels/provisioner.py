"""What Jupyter asks for a kernel: `karnameh-warm` in a kernelspec, and the managers of our own runs."""

import asyncio
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

from jupyter_client.provisioning import LocalProvisioner

from karnameh.kernels import line
from karnameh.kernels.nest import Nest
from karnameh.kernels.place import NoWarmKernel

_MAJOR, _MINOR = sys.version_info[:2]
_PYTHONS = {"python", f"python{_MAJOR}", f"python{_MAJOR}.{_MINOR}", sys.executable}
#: How often a kernel that should end is looked at, and how long it is given here.
_GLANCE, _SECONDS = 0.005, 1.0


class WarmProvisioner(LocalProvisioner):
    """
    A kernel forked from a warm parent, over sockets in a private folder.

    cold: why it is an ordinary kernel after all, in words; empty for a warm one.
    status: how it ended, as `subprocess.Popen.returncode`; None while it runs, or where it was made to end.
    """

    cold = ""
    status: int | None = None
    _line: socket.socket | None = None
    _nest: Nest | None = None

    async def pre_launch(self, **kwargs) -> dict:
        self.cold = ""
        if self._nest:  # it is a restart, to whose sockets clients are bound
            self._nest.restore()
        environment = {**kwargs.get("env", os.environ), **self.kernel_spec.env}
        try:
            self._check(kwargs)
            self._line, home = await asyncio.to_thread(line.call, environment)
            self._choose_sockets(home)
        except NoWarmKernel as reason:
            self._go_cold(reason)
        return await super().pre_launch(**kwargs)

    def _check(self, kwargs: dict) -> None:
        argv = self.kernel_spec.argv
        if not (argv and argv[0] in _PYTHONS and argv[1:3] == ["-m", "ipykernel_launcher"]):
            raise NoWarmKernel(f"its command is not that of this Python's ipykernel: {' '.join(argv)}")
        if kwargs.get("independent"):
            raise NoWarmKernel("it is to outlive whoever asks for it")

    def _go_cold(self, reason: NoWarmKernel) -> None:
        self.cold = str(reason)
        self._hang_up()
        self.log.warning("an ordinary kernel is started, which takes seconds longer: %s", reason)

    def _hang_up(self) -> None:
        if self._line:
            self._line.close()
        self._line = None

    def _choose_sockets(self, home: Path) -> None:
        """Sockets and connection file in a folder of their own, unless the manager has been told other ones."""
        manager = self.parent
        if manager is None or self._nest or manager.transport != "tcp" or any(manager.ports):
            return
        self._nest = Nest(home)
        manager.transport, manager.cache_ports = "ipc", False
        manager.ip = str(self._nest.folder / "c")
        if not manager.connection_file:
            manager.connection_file = str(self._nest.folder / "kernel.json")

    async def launch_kernel(self, cmd: list[str], **kwargs):
        if self._line:
            try:
                settings = self._scrub_kwargs(kwargs)
                self.process = await asyncio.to_thread(line.ask, self._line, cmd[3:], settings)
            except NoWarmKernel as reason:
                self._go_cold(reason)
        if not self._line:
            return await super().launch_kernel(cmd, **kwargs)
        self._line = None  # the kernel's from here on
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs.get("cwd", Path.cwd())
        return self.connection_info

    async def _let_it_end(self, seconds: float) -> None:
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._ended(), seconds)

    async def _ended(self) -> None:
        while await self.poll() is None:
            await asyncio.sleep(_GLANCE)

    async def wait(self) -> int | None:
        await self._ended()
        return await super().wait()

    async def shutdown_requested(self, restart: bool = False) -> None:
        await self._let_it_end(_SECONDS)

    async def kill(self, restart: bool = False) -> None:
        await super().kill(restart)
        await self._let_it_end(_SECONDS)

    async def cleanup(self, restart: bool = False) -> None:
        await super().cleanup(restart)
        self._hang_up()
        if self.process:  # it died, or would not end
            self.status = self.process.poll()
            if isinstance(self.process, line.Kernel):
                self.process.hang_up()
        if self._nest and not restart:
            self._nest.leave()
            self._nest = None
