"""The asker's side: a line to the parent, which is begun where there is none, and a kernel at its other end."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Thread

from karnameh.files import umask
from karnameh.kernels import place
from karnameh.kernels.place import NoWarmKernel

#: `cold` asks for ordinary kernels.
CHOICE = "KARNAMEH_KERNELS"
#: A parent that has not answered by then is not waited for; its imports may come from a slow disk.
_PATIENCE = 60.0
#: Seconds that a parent may take to see a kernel off.
_FAREWELL = 1.0
_STANDARD = ("stdin", "stdout", "stderr")


def cold_because(environment: Mapping[str, str]) -> str:
    """Why kernels are ordinary here, in words; empty where they can be forked."""
    if environment.get(CHOICE) == "cold":
        return f"{CHOICE}=cold asks for it"
    if sys.platform != "linux":
        return f"{sys.platform} cannot fork them safely"
    if not hasattr(os, "pidfd_open"):
        return "this Python cannot watch processes of others"
    return ""


def call(environment: Mapping[str, str]) -> tuple[socket.socket, Path]:
    """
    A line to the parent of an environment, and the parent's folder.

    Raises: NoWarmKernel with the reason where there can be none.
    """
    if reason := cold_because(environment):
        raise NoWarmKernel(reason)
    name = place.key(environment)
    for last in (False, True):
        try:
            folder = place.folder_of(name)
            return _connect(folder) or _begin(folder, environment), folder
        except FileNotFoundError:  # the last parent took its folder along
            if last:
                raise NoWarmKernel("the folder of its parent was removed again and again") from None
        except OSError as error:
            raise NoWarmKernel(str(error)) from None
    raise AssertionError


def begin_ahead(environment: Mapping[str, str]) -> None:
    """Have a parent begun, where there can be one, and do not wait for it: its imports take as long as ours."""

    def begin() -> None:
        with suppress(NoWarmKernel):
            call(environment)[0].close()

    Thread(target=begin, daemon=True).start()


def _connect(folder: Path) -> socket.socket | None:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    line.settimeout(_PATIENCE)
    try:
        line.connect(str(folder / "socket"))
    except (FileNotFoundError, ConnectionRefusedError):
        line.close()
        return None
    return line


def _begin(folder: Path, environment: Mapping[str, str]) -> socket.socket:
    """
    Start a parent, unless another asker has just done so, and call it.

    The socket is bound here and handed over, so a call waits in its queue while the parent imports.
    """
    import fcntl

    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if line := _connect(folder):
            return line
        (folder / "socket").unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
            listener.bind(str(folder / "socket"))
            listener.listen(128)
            subprocess.run(
                [sys.executable, "-m", "karnameh.kernels.parent", str(listener.fileno()), folder.name],
                env=place.started_with(environment),
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[listener.fileno()],
                start_new_session=True,
            )  # returns at once: the parent is nobody's child, for it outlives whoever began it
        if line := _connect(folder):
            return line
    raise NoWarmKernel("the parent of warm kernels ended as it began")


class Kernel:
    """A forked kernel, to be handled like a `subprocess.Popen`."""

    def __init__(self, line: socket.socket, pid: int, pipes: Mapping[str, object]):
        self.pid, self.returncode, self._line = pid, None, line
        self.stdin, self.stdout, self.stderr = (pipes.get(name) for name in _STANDARD)
        line.setblocking(False)

    def poll(self) -> int | None:
        if self.returncode is None:
            try:
                told = self._line.recv(4096)
            except BlockingIOError:
                return None
            except ConnectionError:
                told = b""
            # A parent that is gone has taken its kernels with it.
            self.returncode = json.loads(told)["status"] if told else -signal.SIGKILL
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        end = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired("kernel", timeout)
            time.sleep(0.005)
        self.hang_up()
        return self.returncode

    def hang_up(self) -> None:
        """
        Be done with the kernel: the parent kills what is left of it and of processes it began.

        Only then is it reaped: until here nobody else can have been given its number. Returns when it is gone.
        """
        with self._line, suppress(OSError):
            self._line.shutdown(socket.SHUT_WR)
            self._line.settimeout(_FAREWELL)
            while self._line.recv(4096):
                pass

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


def ask(line: socket.socket, arguments: list[str], settings: Mapping[str, object]) -> Kernel:
    """
    A kernel with the arguments of `ipykernel_launcher`; settings are those of `subprocess.Popen`.

    It is up when this returns. Raises: NoWarmKernel where it is not.
    """
    told = {"arguments": arguments, "environment": settings["env"], **_inherited()}
    handles, pipes, ours = _streams(settings)
    request = os.memfd_create("request")
    folder = -1
    try:
        folder = os.open(settings.get("cwd") or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        os.write(request, json.dumps(told).encode())
        with suppress(BrokenPipeError):  # a parent that refuses has said why, which is read next
            socket.send_fds(line, [b"kernel"], [request, folder, *handles])
        answer = json.loads(line.recv(4096) or b"{}")
    except OSError as error:
        line.close()
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            raise
        raise NoWarmKernel(f"the parent of warm kernels did not answer: {error}") from None
    finally:
        for handle in (request, folder, *ours):
            if handle >= 0:
                os.close(handle)
    if "pid" not in answer:
        line.close()
        raise NoWarmKernel(answer.get("reason") or "the parent of warm kernels ended, or its kernel did")
    return Kernel(line, answer["pid"], pipes)


def _inherited() -> dict[str, object]:
    """What a process begun here would have of this one: its umask, and the signals it ignores, as under `nohup`."""
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    ignored = int(told["SigIgn"], 16)
    return {
        "umask": umask(),
        "ignored": [number for number in signal.valid_signals() if ignored >> number - 1 & 1],
    }


def _streams(settings: Mapping[str, object]) -> tuple[list[int], dict[str, object], list[int]]:
    """Handles for the kernel's streams, the asker's ends of pipes, and the handles to be closed here after."""
    handles, pipes, ours = [], {}, []
    for number, name in enumerate(_STANDARD):
        wanted = settings.get(name)
        if name == "stdin" and wanted is None or wanted == subprocess.DEVNULL:
            handles.append(os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC))
            ours.append(handles[-1])
        elif wanted == subprocess.PIPE:
            reading, writing = os.pipe()
            given, kept = (reading, writing) if name == "stdin" else (writing, reading)
            pipes[name] = os.fdopen(kept, "wb" if name == "stdin" else "rb")
            handles.append(given)
            ours.append(given)
        elif wanted == subprocess.STDOUT:
            handles.append(handles[1])
        elif wanted is None:
            handles.append(number)
        else:
            handles.append(wanted if isinstance(wanted, int) else wanted.fileno())
    return handles, pipes, ours
