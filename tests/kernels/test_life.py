"""Parents and kernels: begun once, found again, gone with those who asked for them."""

import asyncio
import errno
import json
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from queue import Empty

import pytest

from karnameh.execute import running
from karnameh.kernels import line, parent, place
from karnameh.kernels.manager import Prompt
from karnameh.kernels.place import NoWarmKernel

ASKER = """
import asyncio, sys
from karnameh.kernels.manager import Manager
async def main():
    manager = Manager(kernel_name="python3")
    await manager.start_kernel()
    print(manager.provisioner.pid, manager.connection_file, manager.provisioner.cold, flush=True)
    await asyncio.sleep(600)
asyncio.run(main())
"""


def is_there(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


def soon(is_so, seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        time.sleep(0.02)
    return is_so()


def test_two_who_call_at_once_begin_one_parent(monkeypatch, parents):
    monkeypatch.setenv("PANDAS_ANOTHER", "environment")
    before = set(parents())
    with ThreadPoolExecutor(4) as pool:
        lines = [called for called, _ in pool.map(line.call, [os.environ] * 4)]
    assert soon(lambda: len(set(parents()) - before) == 1)
    for called in lines:
        called.close()


def test_kernels_go_with_their_parent_and_the_next_asker_begins_another(kernel, parents):
    first = kernel()
    own = int(Path(f"/proc/{first.process}/stat").read_text().rsplit(")", 1)[1].split()[1])
    assert own in parents()
    os.kill(own, signal.SIGKILL)
    assert soon(lambda: not is_there(first.process))
    second = kernel()
    assert second.says("print(6 * 7)") == "42" and second.manager.provisioner.cold == ""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_an_asker_that_is_killed_leaves_no_kernel_and_no_folder(how):
    asker = subprocess.Popen([sys.executable, "-c", ASKER], stdout=subprocess.PIPE, text=True)
    process, file, *cold = asker.stdout.readline().split()
    assert is_there(int(process)) and Path(file).is_file() and not cold
    asker.send_signal(how)
    asker.wait()
    asker.stdout.close()
    assert soon(lambda: not is_there(int(process)) and not Path(file).parent.exists())


def test_processes_that_a_kernel_began_go_with_it(kernel):
    one = kernel()
    other = int(one.says("import subprocess; print(subprocess.Popen(['sleep', '600']).pid)"))
    one.stop(now=True)
    assert soon(lambda: not is_there(other))


def test_sockets_lie_in_a_private_folder_that_is_gone_afterwards(kernel):
    one = kernel()
    modes = [path.stat().st_mode & 0o777 for path in (one.folder, *list(one.folder.parents)[:2])]
    assert modes == [0o700] * 3 and one.manager.transport == "ipc"
    assert len([path for path in one.folder.iterdir() if path.is_socket()]) == 5
    held = one.says(
        "import os; print([os.readlink(f'/proc/self/fd/{n}') for n in map(int, os.listdir('/proc/self/fd'))"
        " if os.path.lexists(f'/proc/self/fd/{n}')])"
    )
    listening = [
        row.split()[9] for row in Path("/proc/net/tcp").read_text().splitlines()[1:] if " 0A " in row
    ]
    # One is ipykernel's own, for what processes of the kernel print.
    assert len([inode for inode in listening if f"socket:[{inode}]" in held]) <= 1
    one.stop()
    assert not one.folder.exists() and not is_there(one.process)


def test_an_edit_of_our_code_or_words_or_another_environment_is_another_key(tmp_path, monkeypatch):
    copy = Path(shutil.copytree(place.PACKAGE, tmp_path / "karnameh"))
    monkeypatch.setattr(place, "PACKAGE", copy)
    keys = [place.key(os.environ), place.key(os.environ)]
    (copy / "brief.py").write_text((copy / "brief.py").read_text() + "\n")
    keys.append(place.key(os.environ))
    words = (copy / "languages" / "fa.toml").read_text(encoding="utf-8")
    (copy / "languages" / "fa.toml").write_text(words.replace("شغل", "کار"), encoding="utf-8")
    keys += [place.key(os.environ), place.key({**os.environ, "LC_ALL": "fa_IR"})]
    keys += [place.key({**os.environ, "LC_ALL": "fa_IR", "KARNAMEH_REGISTERS": "given with each kernel"})]
    assert keys[0] == keys[1] and len(set(keys)) == 4 and keys[4] == keys[5]


@pytest.mark.parametrize(
    ("variable", "name"),
    [
        ("MATPLOTLIBRC", "matplotlibrc"),
        ("MPLCONFIGDIR", "matplotlibrc"),
        ("XDG_CONFIG_HOME", "matplotlib/matplotlibrc"),
        ("HOME", ".config/matplotlib/matplotlibrc"),
    ],
)
def test_so_are_other_settings_of_matplotlib(tmp_path, variable, name):
    mine = {"HOME": "/", variable: str(tmp_path)}
    before = place.key(mine)
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("font.size: 20\n")
    after = place.key(mine)
    (tmp_path / name).write_text("font.size: 21\n")
    assert len({before, after, place.key(mine)}) == 3


def test_a_parent_whose_key_is_out_of_date_ends_and_one_that_is_used_does_not(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)) as listener:
        listener.bind("socket")
        listener.listen()
        assert parent.Parent(listener, "of yesterday", os.environ.copy())._is_done()
        assert not parent.Parent(listener, place.key(os.environ), os.environ.copy())._is_done()
        monkeypatch.setattr(parent, "IDLE_SECONDS", 0)
        assert parent.Parent(listener, place.key(os.environ), os.environ.copy())._is_done()


def test_an_import_that_fails_is_the_reason_and_an_ordinary_kernel_starts(kernel, monkeypatch, tmp_path):
    (tmp_path / "seaborn.py").write_text("raise ImportError('of no use today')")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.environ['PYTHONPATH']}")
    one = kernel()
    assert one.manager.provisioner.cold == "ImportError: of no use today"
    assert one.says("print(6 * 7)") == "42"


def test_a_folder_that_others_may_enter_is_refused(private_folder, monkeypatch):
    around = private_folder.parent / "open"  # a path that is short enough for a socket
    (around / "karnameh").mkdir(parents=True, mode=0o755)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(around))
    with pytest.raises(NoWarmKernel, match="not a folder of this user alone"):
        place.folder_of("0" * 16)


def test_a_path_too_long_for_a_socket_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / ("x" * 80)))
    with pytest.raises(NoWarmKernel, match="too long"):
        place.folder_of("0" * 16)


def test_a_parent_can_be_begun_before_there_is_anything_to_ask(parents, monkeypatch):
    monkeypatch.setenv("PANDAS_OF", "a crew that has no work yet")
    others = set(parents())

    def begun(seconds=30):  # it forks once as it begins, and a look may fall between the two
        end = time.monotonic() + seconds
        while len(set(parents()) - others) != 1 and time.monotonic() < end:
            time.sleep(0.05)
        return set(parents()) - others

    line.begin_ahead(os.environ)
    assert len(begun()) == 1
    line.call(os.environ)[0].close()
    time.sleep(0.5)
    assert len(begun()) == 1
    monkeypatch.setenv("KARNAMEH_KERNELS", "cold")
    line.begin_ahead(os.environ)  # silent


def test_what_a_cell_of_a_build_prints_is_heard_before_it_is_done(kernel):
    one = kernel(arguments=running.QUIET)
    assert "quiet" in one.says("import sys; print(type(sys.stdout).__module__)")
    assert [one.says(f"print({number})") for number in range(20)] == [str(number) for number in range(20)]
    assert one.says("print('a', end='', flush=True); print('b', end=''); _ = sys.stderr.write('c')") == "ab"
    assert (
        one.says("from threading import Thread; t = Thread(target=print, args='d'); t.start(); t.join()")
        == "d"
    )
    assert one.says("pass") == ""


def test_a_kernel_of_a_build_knows_the_processes_that_its_cells_began(kernel):
    one = kernel(arguments=running.QUIET)
    known = "print([child.pid for child in get_ipython().kernel._process_children()])"
    assert one.says(known) == "[]"
    begin = "import subprocess; print(subprocess.Popen(['sleep', '600']).pid)"
    thread = f"from threading import Thread; t = Thread(target=exec, args=[{begin!r}]); t.start(); t.join()"
    own, other = int(one.says(begin)), int(one.says(thread))
    assert one.says(known) == f"[{own}, {other}]"
    one.stop()
    assert soon(lambda: not is_there(own) and not is_there(other))


THREADS = "import threading; print(sorted(one.name for one in threading.enumerate()))"


def test_a_kernel_of_a_build_has_no_threads_for_what_nobody_of_ours_asks(kernel):
    ours, others = kernel(arguments=running.QUIET).says(THREADS), kernel().says(THREADS)
    assert "Control" in ours and "IOPub" in ours
    for name in ("Heartbeat", "Shell channel"):
        assert name in others and name not in ours


def test_a_kernel_of_a_build_is_set_up_as_it_was_asked_to(kernel, tmp_path):
    asked = [*running.QUIET, f"--BaseIPythonApplication.ipython_dir={tmp_path}"]
    shown = """
app = get_ipython().kernel.parent
print(app.log_level, app.exec_PYTHONSTARTUP, app.outstream_class, app.session.copy_threshold, app.ipython_dir,
    get_ipython().history_manager.enabled, app.connection_file)
"""
    one = kernel(arguments=asked)
    told = (
        f"50 False karnameh.kernels.quiet.OutStream 1000000000 {tmp_path} False {one.manager.connection_file}"
    )
    assert one.says(shown) == told
    # With a setting that is not a plain one, Jupyter reads them all.
    assert kernel(arguments=["--debug", *asked]).says(shown).split()[1:-1] == told.split()[1:-1]


def test_kernels_leave_no_open_files_with_who_asked_for_them(kernel):
    def held() -> int:
        kernel(arguments=running.QUIET).stop()
        return len(os.listdir("/proc/self/fd"))

    first = held()
    assert {held() for _ in range(5)} == {first}


class Hushed(Prompt):
    """A client of a kernel that speaks after it was asked so often, and lives."""

    def __init__(self, speaks_after: int, lives: bool = True):
        super().__init__()
        self.asked, self.speaks_after, self.lives = 0, speaks_after, lives

    def kernel_info(self) -> str:
        self.asked += 1
        return ""

    async def get_iopub_msg(self, timeout: float) -> dict:
        await asyncio.sleep(0.01)
        if self.asked < self.speaks_after:
            raise Empty
        return {}

    async def is_alive(self) -> bool:
        return self.lives


@pytest.mark.parametrize("times", [0, 1, 3])
def test_a_kernel_that_does_not_greet_is_asked_until_it_is_heard(times):
    client = Hushed(times)
    asyncio.run(client.wait_for_ready(60))
    assert client.asked == times


@pytest.mark.parametrize(("lives", "said"), [(True, "did not answer within 0.05 s"), (False, "died before")])
def test_one_that_is_never_heard_is_not_waited_for(lives, said):
    with pytest.raises(RuntimeError, match=said):
        asyncio.run(Hushed(10**9, lives).wait_for_ready(0.05))


@pytest.mark.parametrize("failing", ["fork", "pidfd_open"])
def test_where_the_system_begins_no_process_the_asker_is_told_and_the_others_go_on(
    monkeypatch, tmp_path, failing
):
    def refused(*_):
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    begun, fork = [], os.fork
    monkeypatch.setattr(parent, "become", lambda *_: os._exit(0))
    monkeypatch.setattr(os, "fork", lambda: begun.append(fork()) or begun[-1])
    monkeypatch.setattr(os, failing, refused)
    asking, answering = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener, asking:
        listener.bind(str(tmp_path / "socket"))
        one = parent.Parent(listener, "key", {})
        one._watched.register(answering, selectors.EVENT_READ, one._asked)
        with open(tmp_path / "request", "w") as request:
            socket.send_fds(asking, [b"kernel"], [request.fileno()])
        before = len(os.listdir("/proc/self/fd"))
        one._asked(answering)
        assert "Resource temporarily unavailable" in json.loads(asking.recv(4096))["reason"]
        assert asking.recv(4096) == b"" and len(os.listdir("/proc/self/fd")) == before - 1
        assert [key.fileobj for key in one._watched.get_map().values()] == [listener]
    assert len(begun) == (failing == "pidfd_open")
    for pid in begun:
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


def test_a_kernel_whose_folder_was_tidied_away_can_be_restarted(kernel, private_folder):
    one, other = kernel(), kernel()
    folder = one.folder
    shutil.rmtree(private_folder)
    one.restart()
    assert one.folder == folder and one.says("print('here')") == "here"
    assert other.says("print('there')") == "there"
    assert private_folder.stat().st_mode & 0o077 == 0
