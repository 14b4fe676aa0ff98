"""
Many kernels, two at a time: started, asked for one cell, stopped; then what is left behind.

    .venv/bin/python tests/kernels/endurance.py 10000

A start is a clash where its kernel is not warm, or says the number of another or of an earlier one. Prints one
line in a thousand starts and a verdict; the exit code is 0 where nothing clashed and nothing is left.
"""

import asyncio
import os
import sys
import time
from pathlib import Path

from karnameh.kernels import place
from karnameh.kernels.manager import Manager

AT_ONCE = 2
CELL = "import os; print(os.getpid(), len(os.listdir('/proc/self/fd')))"


async def one() -> tuple[int, int]:
    """Start, run, stop: the number of the kernel as it says itself, and its open files."""
    manager = Manager(kernel_name="python3")
    await manager.start_kernel(
        extra_arguments=["--IPKernelApp.log_level=50", "--HistoryManager.enabled=False"]
    )
    process, cold = manager.provisioner.pid, manager.provisioner.cold
    client = manager.client()
    client.start_channels()
    said = []
    try:
        await client.wait_for_ready(timeout=60)
        await client.execute_interactive(
            CELL, output_hook=lambda m: said.append(m["content"].get("text", "")), timeout=60
        )
    finally:
        client.stop_channels()
        await manager.shutdown_kernel()
    number, files = (int(word) for word in "".join(said).split())
    if cold or number != process or Path(f"/proc/{process}").exists():
        raise RuntimeError(f"a clash: asked {process}, answered {number}, cold: {cold or 'no'}")
    return number, files


def parents() -> dict[int, dict[str, int]]:
    """Of each parent of this environment: its number, the memory that is its own (kB), open files, children."""
    key, found = place.key(os.environ), {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_text().split("\0")
            if "karnameh.kernels.parent" not in words or key not in words:
                continue
            status = (process / "status").read_text()
            own = int(status.split("RssAnon:")[1].split()[0])
            above = int(status.split("PPid:")[1].split()[0])
            files = len(list((process / "fd").iterdir()))
            children = (process / "task" / process.name / "children").read_text().split()
        except (OSError, IndexError):  # it has ended meanwhile, or is a kernel that does
            continue
        found[int(process.name)] = {"above": above, "kB": own, "files": files, "children": len(children)}
    # A kernel goes by the name of the parent it was forked from.
    return {number: about for number, about in found.items() if about["above"] not in found}


async def main(wanted: int) -> int:
    begun, clashes, seconds = time.monotonic(), [], []
    await one()
    first = parents()
    left = iter(range(wanted))

    async def work() -> None:
        for number in left:
            start = time.monotonic()
            try:
                await one()
            except Exception as error:
                clashes.append(f"{type(error).__name__}: {error}")
                print(f"{number + 1}: {clashes[-1]}", flush=True)
            seconds.append(time.monotonic() - start)
            if (number + 1) % max(wanted // 10, 1) == 0:
                print(
                    f"{number + 1}: {parents()}; this process {_own()} kB; clashes {len(clashes)}", flush=True
                )

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    await asyncio.sleep(1)
    folder = place.folder_of(place.key(os.environ))
    leftover = sorted(path.name for path in folder.iterdir() if path.name not in ("lock", "socket"))
    orphans = sum(parent["children"] for parent in parents().values())
    seconds.sort()
    print(
        f"starts: {wanted} in {time.monotonic() - begun:.0f} s, {AT_ONCE} at a time; "
        f"median {seconds[len(seconds) // 2]:.3f} s, slowest {seconds[-1]:.3f} s\n"
        f"clashes: {len(clashes)} {clashes[:3]}\norphans: {orphans}\nleftover: {leftover}\n"
        f"parents at the start {first}, at the end {parents()}"
    )
    return 1 if clashes or orphans or leftover else 0


def _own() -> int:
    return int(Path("/proc/self/status").read_text().split("RssAnon:")[1].split()[0])


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]))))
