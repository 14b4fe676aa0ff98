"""
On a worker of a cluster: between the cluster and processes of ours, one for each thread that works for us.

This file goes there as text and needs nothing but Python and Dask: so the scheduler need not have Karnameh, and a
worker that lacks it can say so. A process of its own has its own settings, and takes no worker along when it dies.
"""

import os
import shutil
import struct
import subprocess
import sys
import tempfile
from contextlib import suppress

#: Requests after which a process is replaced: what libraries keep for themselves does not add up.
_REQUESTS = 100
_SIZE = struct.Struct(">Q")


class Hand:
    """A process of ours with a folder of its own; `carries` names the bundle that it has unpacked there."""

    def __init__(self, parent: str):
        self.folder = tempfile.mkdtemp(prefix="karnameh.", dir=parent)
        self.carries, self.served = "", 0
        command = [sys.executable, "-m", "karnameh.execute.hand", os.path.join(self.folder, "project")]
        with open(os.path.join(self.folder, "said"), "wb") as said:
            self.process = subprocess.Popen(
                command,
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                start_new_session=True,
            )

    def ask(self, name: str, bundle: bytes, request: bytes) -> bytes | None:
        """Its answer; None where it ended instead."""
        try:
            send(self.process.stdin, b"" if self.carries == name else bundle)
            send(self.process.stdin, request)
            answer = receive(self.process.stdout)
        except OSError:
            return None
        self.carries, self.served = name, self.served + 1
        return answer

    def said(self) -> str:
        """The end of what it wrote to standard error."""
        try:
            with open(os.path.join(self.folder, "said"), "rb") as said:
                return said.read().decode(errors="replace").strip()[-2000:]
        except OSError:
            return ""

    def end(self) -> None:
        """End it at once, and leave nothing of it."""
        self.process.terminate()
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                pipe.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def relay(run: str, name: str, bundle: bytes, request: bytes) -> tuple[str, bytes | None, str]:
    """
    Give a request to an idle process of ours or a new one.

    Gives the worker's address, the answer (None where the process died over it) and what it said as it died.
    """
    from distributed import get_worker

    worker = get_worker()
    every, idle = _hands(run)
    while True:
        try:
            hand = idle.pop()
        except IndexError:
            hand = Hand(worker.local_directory)
            every.append(hand)
        answer, said = hand.ask(name, bundle, request), ""
        if answer is not None and hand.served < _REQUESTS:
            idle.append(hand)
            return worker.address, answer, said
        gone = answer is None and hand.process.wait() == 0  # it had been idle for long and had left
        said = hand.said()
        hand.end()
        every.remove(hand)
        if not gone:
            return worker.address, answer, said


def dismiss(run: str) -> None:
    """End all processes of a run on this machine's worker, busy or not."""
    every, _ = _hands(run)
    for hand in list(every):
        hand.end()
    vars(sys).pop(run, None)


def _hands(run: str) -> tuple[list[Hand], list[Hand]]:
    """The processes of a run, all and idle; kept with Python itself, for every call brings this text anew."""
    return vars(sys).setdefault(run, ([], []))


def send(pipe, data: bytes) -> None:
    """Bytes, after how many they are."""
    pipe.write(_SIZE.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def receive(pipe) -> bytes | None:
    """What was sent; None where the other side has ended."""
    head = _read(pipe, _SIZE.size)
    return None if head is None else _read(pipe, *_SIZE.unpack(head))


def _read(pipe, size: int) -> bytes | None:
    parts, left = [], size
    while left:
        part = pipe.read(left)
        if not part:
            return None
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
