"""A real PostgreSQL for the tests that need one: on loopback, in a temporary folder, gone with the tests."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from adbc_driver_postgresql import dbapi

USER, PASSWORD = "office", "s3cr3t xyzzy 774411"
#: Debian keeps what starts a server out of the path; the newest version is taken.
_DEBIAN = "/usr/lib/postgresql"
_PATIENCE = 60
#: The disk need not hold what a test writes.
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a server, `postgresql://…`; without one the tests skip, in CI they fail."""
    if lacking := [name for name in ("initdb", "postgres", "setpriv") if not _program(name)]:
        says = f"a PostgreSQL server cannot be started here: no {', '.join(lacking)} (Debian: postgresql)"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(says)
    with _running() as address:
        yield address


@contextmanager
def _running() -> Iterator[str]:
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="karnameh-postgres-"))
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    try:
        _prepare(folder, owner)
        port = _free_port()
        settings = (
            f"port={port}",
            "listen_addresses=127.0.0.1",
            f"unix_socket_directories={folder}",
            *_QUICK,
        )
        options = [word for setting in settings for word in ("-c", setting)]
        command = [*_as(owner), _program("postgres"), "-D", str(folder / "data"), *options]
        with open(folder / "log", "wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
            try:
                address = f"postgresql://{USER}:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{port}/postgres"
                _wait_for(address, process, folder / "log")
                yield address
            finally:
                process.send_signal(signal.SIGINT)  # open connections are cut
                try:
                    process.wait(_PATIENCE)
                except subprocess.TimeoutExpired:
                    process.kill()
    finally:
        shutil.rmtree(folder)


def _owner() -> pwd.struct_passwd:
    """Who the server runs as: us, or where we are root, which it does not accept, another."""
    if os.geteuid():
        return pwd.getpwuid(os.geteuid())
    with suppress(KeyError):
        return pwd.getpwnam("postgres")
    return pwd.getpwnam("nobody")


def _as(owner: pwd.struct_passwd) -> list[str]:
    """The beginning of a command that runs as the owner and ends when we do, however that happens."""
    user = [f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
    return [_program("setpriv"), *([] if os.geteuid() else user), "--pdeathsig=INT", "--"]


def _program(name: str) -> str | None:
    versions = sorted(Path(_DEBIAN).glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    return shutil.which(name, path=os.pathsep.join(map(str, versions))) or shutil.which(name)


def _prepare(folder: Path, owner: pwd.struct_passwd) -> None:
    secret = folder / "secret"
    secret.write_text(PASSWORD)
    os.chown(secret, owner.pw_uid, owner.pw_gid)
    options = ["--username", USER, "--pwfile", str(secret), "--auth", "scram-sha-256"]
    places = ["--pgdata", str(folder / "data"), "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
    done = subprocess.run(
        [*_as(owner), _program("initdb"), *options, *places], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait_for(address: str, process: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            dbapi.connect(address).close()
            return
        except dbapi.Error as error:
            if process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"the server did not start: {log.read_text()}") from error
        time.sleep(0.05)
