"""The kernelspec `karnameh`, as the tools of others start it."""

import asyncio
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from jupyter_client.manager import KernelManager
from jupyter_client.multikernelmanager import AsyncMultiKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory

ROOT = Path(__file__).parents[2]
GROUP = "jupyter_client.kernel_provisioners"


@pytest.fixture
def declared(monkeypatch):
    """The kernelspec and the provisioner of pyproject.toml, as if just installed."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    data = ROOT / settings["tool"]["flit"]["external-data"]["directory"]
    monkeypatch.setenv("JUPYTER_PATH", str(data / "share" / "jupyter"))
    [(name, value)] = settings["project"]["entry-points"][GROUP].items()
    monkeypatch.setitem(
        KernelProvisionerFactory.instance().provisioners, name, EntryPoint(name, value, GROUP)
    )


def test_a_tool_that_waits_starts_a_warm_kernel_as_nbval_does(declared):
    manager = KernelManager(kernel_name="karnameh")
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    assert client.execute("1", reply=True, timeout=60)["content"]["status"] == "ok"
    assert (manager.provisioner.cold, manager.transport) == ("", "ipc")
    client.stop_channels()
    manager.shutdown_kernel()
    assert not manager.is_alive()


def test_a_kernel_is_interrupted_restarted_and_revived_as_jupyterlab_does(declared, tmp_path):
    async def work() -> list[str]:
        managers = AsyncMultiKernelManager(connection_dir=str(tmp_path))
        name = await managers.start_kernel(kernel_name="karnameh")
        manager, said = managers.get_kernel(name), []
        client = manager.client()
        client.start_channels()
        await client.wait_for_ready(timeout=60)

        async def ask(cell: str) -> None:
            reply = await client.execute_interactive(cell, output_hook=lambda _: None, timeout=60)
            said.append(reply["content"].get("ename", "ok"))

        sleeping = asyncio.ensure_future(ask("import time; time.sleep(30)"))
        await asyncio.sleep(0.5)
        await managers.interrupt_kernel(name)
        await sleeping
        await ask("kept = 1")
        await managers.restart_kernel(name)
        await client.wait_for_ready(timeout=60)
        await ask("kept")
        await manager.provisioner.kill()
        said.append(f"alive: {await manager.is_alive()}")
        await managers.restart_kernel(name, now=True)
        await client.wait_for_ready(timeout=60)
        await ask("1")
        client.stop_channels()
        await managers.shutdown_kernel(name)
        return said

    assert asyncio.run(work()) == ["KeyboardInterrupt", "ok", "NameError", "alive: False", "ok"]
    assert not list(tmp_path.iterdir())
