"""Kernels of a parent of this test session's own, which ends with it."""

import asyncio
import os
import signal
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty

import pytest

from karnameh.kernels.manager import Manager

ROOT = Path(__file__).parents[2]
QUIET = ("--IPKernelApp.log_level=50", "--HistoryManager.hist_file=:memory:")


@pytest.fixture(scope="session", autouse=True)
def private_folder():
    """Where this session's parents meet their askers; short, as paths of sockets must be. Gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="kk-", dir="/tmp") as folder,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("XDG_RUNTIME_DIR", folder)
        patch.setenv("PYTHONPATH", str(ROOT / "src"))
        patch.delenv("KARNAMEH_KERNELS", raising=False)
        yield Path(folder) / "karnameh"
        for process in _parents(Path(folder) / "karnameh"):
            os.kill(process, signal.SIGKILL)


def _parents(folder: Path) -> list[int]:
    """The processes of parents that serve askers in a folder, whatever their key."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            here = Path(os.readlink(process / "cwd")).parent == folder
            if here and "karnameh.kernels.parent" in (process / "cmdline").read_text().split("\0"):
                found.append(int(process.name))
        except OSError:
            continue
    return found


@pytest.fixture
def parents(private_folder):
    """A function that gives the numbers of this session's parents."""
    return lambda: _parents(private_folder)


class Kernel:
    """A kernel to be asked for what a cell prints."""

    def __init__(self, loop: asyncio.AbstractEventLoop, arguments: Sequence[str] = QUIET, **settings):
        self._loop = loop
        self.manager = Manager(kernel_name="python3")
        self._wait(self.manager.start_kernel(extra_arguments=list(arguments), **settings))
        self._client = self.manager.client()
        self._client.start_channels()
        self._wait(self._client.wait_for_ready(60))

    def _wait(self, work):
        return self._loop.run_until_complete(work)

    @property
    def process(self) -> int:
        return self.manager.provisioner.pid

    @property
    def folder(self) -> Path:
        return Path(self.manager.connection_file).parent

    def says(self, cell: str) -> str:
        said = []

        def hear(message: dict) -> None:
            if message["content"].get("name") == "stdout":
                said.append(message["content"]["text"])

        reply = self._wait(self._client.execute_interactive(cell, output_hook=hear, timeout=60))
        assert reply["content"]["status"] == "ok", reply["content"]
        return "".join(said).strip()

    def restart(self) -> None:
        """As JupyterLab does, whose channels stay."""
        self._wait(self.manager.restart_kernel(now=True))
        self._wait(self._heard())

    async def _heard(self) -> None:
        """Wait until what the kernel tells everybody arrives again."""
        while True:
            asked = self._client.kernel_info()
            with suppress(Empty):
                while (await self._client.get_iopub_msg(timeout=1))["parent_header"].get("msg_id") != asked:
                    pass
                return

    def stop(self, now: bool = False) -> None:
        self._client.stop_channels()
        self._wait(self.manager.shutdown_kernel(now=now))


@pytest.fixture
def kernel():
    """A function that starts a kernel; all are stopped after the test."""
    loop, begun = asyncio.new_event_loop(), []

    def start(**settings) -> Kernel:
        begun.append(Kernel(loop, **settings))
        return begun[-1]

    yield start
    for one in begun:
        if one.manager.has_kernel:
            one.stop()
    loop.close()
