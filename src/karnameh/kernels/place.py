"""Where parents and their kernels meet: a private folder, and the key of an environment."""

import hashlib
import json
import os
import site
import stat
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
#: Variables that an interpreter, a library of C or one of the imports reads as it starts.
_NAMES = {
    *(
        "ANDROID_DATA",
        "HOME",
        "IN_SPHINX_RUN",
        "LANG",
        "LANGUAGE",
        "LOGNAME",
        "DISPLAY",
        "TERM",
        "TZ",
        "USER",
    ),
    *("JUPYTER_ALLOW_INSECURE_WRITES", "JUPYTER_PLATFORM_DIRS", "JUPYTER_USE_PROGRAMDATA"),
    *("MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"),
}
_PREFIXES = (
    *("_PYTHON", "PYTHON", "LC_", "LD_", "GLIBC_", "MALLOC_", "MIMALLOC_", "JE_ARROW_", "ARROW_", "OMP_"),
    *("OPENBLAS_", "MKL_", "BLIS_", "NUMEXPR_", "NPY_", "NUMPY_", "PANDAS_", "MATPLOTLIB", "PILLOW_", "SSL_"),
    *("IPYTHON", "PYPARSING", "PYZMQ_", "TORNADO_", "TRAITLETS_", "DEBUGPY_", "DEBUG_PYDEVD_", "PYDEV"),
    *("GEVENT_", "MSGPACK_", "PATHS_FROM_ECLIPSE", "PYCHARM_"),
)
#: The parent must be single-threaded as it forks; and the order of a set of texts is the same in each kernel.
_GIVEN = {"JE_ARROW_MALLOC_CONF": "background_thread:false", "PYTHONHASHSEED": "0"}
#: The longest path of a Unix socket, less its ending zero.
LONGEST = 107


class NoWarmKernel(Exception):
    """Why a kernel cannot be forked; an ordinary one is started instead."""


def started_with(environment: Mapping[str, str]) -> dict[str, str]:
    """The part of an environment that a parent starts with and is keyed by: what is read only once."""
    kept = {
        name: value for name, value in environment.items() if name in _NAMES or name.startswith(_PREFIXES)
    }
    return _GIVEN | kept


def key(environment: Mapping[str, str]) -> str:
    """One name for everything that a process takes over as it starts and that no fork can change."""
    import resource

    kinds = sorted(name for name in dir(resource) if name.startswith("RLIMIT_"))
    told = {
        "python": [sys.executable, sys.version],
        "environment": started_with(environment),
        "installed": [_installed(Path(folder)) for folder in _site_folders()],
        "ours": _sources(PACKAGE),
        "looks": [_text(path) for path in _looks(environment)],
        "user": [os.getresuid(), os.getresgid(), os.getgroups()],
        "limits": [resource.getrlimit(getattr(resource, kind)) for kind in kinds],
        "share": [os.getpriority(os.PRIO_PROCESS, 0), sorted(os.sched_getaffinity(0))],
        "group": _text(Path("/proc/self/cgroup")),
        "spaces": [os.readlink(f"/proc/self/ns/{name}") for name in sorted(os.listdir("/proc/self/ns"))],
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def _site_folders() -> list[str]:
    return [*site.getsitepackages(), *([site.getusersitepackages()] if site.ENABLE_USER_SITE else [])]


def _installed(folder: Path) -> list[tuple[str, int]]:
    """The distributions of a folder and when each was put there."""
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        chosen = [entry for entry in entries if entry.name.endswith((".dist-info", ".egg-info", ".pth"))]
    return sorted((entry.name, entry.stat().st_mtime_ns) for entry in chosen)


def _sources(folder: str | Path) -> list[tuple[str, int, int, int]]:
    """The state of each of this package's own files, which the parent has imported or read: an edit never runs stale."""
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    found += _sources(entry.path)
                continue
            about = entry.stat()
            found.append((entry.path, about.st_ino, about.st_size, about.st_ctime_ns))
    return sorted(found)


def _looks(environment: Mapping[str, str]) -> list[Path]:
    """Where matplotlib looks for a user's own settings, which it reads once."""
    home = Path(environment.get("XDG_CONFIG_HOME") or Path(environment.get("HOME", "")) / ".config")
    named = [Path(name)] if (name := environment.get("MATPLOTLIBRC")) else []
    folders = [*named, Path(environment.get("MPLCONFIGDIR") or home / "matplotlib")]
    return [*named, *(folder / "matplotlibrc" for folder in folders)]


def _text(path: Path) -> str:
    """What a file says; nothing where there is none, or none that we may read."""
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def folder_of(name: str) -> Path:
    """
    The private folder of a key: its parent's socket, its lock and a folder a kernel.

    Raises: NoWarmKernel where it is not ours alone, or its path is too long for a socket.
    """
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    base = Path(runtime) / "karnameh" if runtime else Path(tempfile.gettempdir()) / f"karnameh-{os.getuid()}"
    folder = base / name
    if len(os.fsencode(folder / "k-12345678" / "c-5")) > LONGEST:
        raise NoWarmKernel(f"the path of {folder} is too long for a socket; set TMPDIR to a shorter one")
    try:
        base.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise NoWarmKernel(f"no folder for sockets: {error}") from None
    for made in (base, folder):
        about = made.lstat()
        if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.getuid() or about.st_mode & 0o077:
            raise NoWarmKernel(f"{made} is not a folder of this user alone; remove it")
    return folder
