"""Many tasks on the cores there are, each in a process beside this one; results as they come."""

import multiprocessing
import os
import signal
import socket
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import Synchronized
from threading import Thread
from typing import Protocol

from karnameh.errors import KarnamehError, NotebookError
from karnameh.kernels.line import begin_ahead
from karnameh.startup import surroundings

#: Workers are replaced after so many tasks each: what libraries keep for themselves does not add up.
_TASKS = 100
#: Seconds that one which is asked to end may take.
_FAREWELL = 3
#: The module that the process imports from which workers are forked.
_PRELOADED = ["karnameh.execute.shared"]


class Crew(Protocol):
    """Who does the work: processes here, or elsewhere."""

    size: int

    def run(self, work: Callable, tasks: Sequence) -> Generator[tuple[object, object]]:
        """
        (task, what its work gave), in the order in which they finish; a task that failed gives its KarnamehError.
        """
        ...

    def prepare(self, work: Callable, *given) -> None:
        """Have every worker do what it will need done, beside what is done here; whatever comes of it."""
        ...


class Local:
    """
    Processes on this machine: three for two cores, for one that has a kernel at work waits; or as many as are asked for.

    What they will need begins its imports at once, beside whatever is done until there is work. They stay from one
    run to the next, as long as a `with` lasts.
    """

    def __init__(self, size: int | None = None, quiet: bool = False):
        """quiet: that kernels are ordinary ones, which is no fault, is not said; else one process says it."""
        self.size = size or -(-3 * (os.cpu_count() or 1) // 2)
        self._context = _context()
        self._said = self._context.Value("b", quiet)
        self._pool: ProcessPoolExecutor | None = None
        self._done = 0
        begin_ahead(os.environ | surroundings())

    def __enter__(self) -> "Local":
        return self

    def __exit__(self, *_) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def prepare(self, work: Callable, *given) -> None:
        pool = self._members()
        with suppress(BrokenProcessPool), _none_left(pool):
            for _ in range(self.size):
                pool.submit(work, *given)

    def run(self, work: Callable, tasks: Sequence) -> Generator[tuple[object, object]]:
        waiting = iter(tasks)
        while some := list(islice(waiting, _TASKS * self.size)):
            lost = yield from _round(self._members(), work, some)
            self._done += len(some)
            for task in lost:  # one at a time: who dies again is the one at fault
                with self._begun(1) as alone:
                    for _ in (yield from _round(alone, work, [task])):
                        yield task, NotebookError(f"the process that worked on it died twice: {named(task)}.")

    def _members(self) -> ProcessPoolExecutor:
        """The processes that are there; others where these have done enough, or one of them is gone."""
        if self._pool and (self._done >= _TASKS * self.size or not _is_whole(self._pool)):
            self._pool.shutdown()
            self._pool = None
        if not self._pool:
            self._pool, self._done = self._begun(self.size), 0
        return self._pool

    def _begun(self, size: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            size, mp_context=self._context, initializer=_begin_work, initargs=(self.size > 1, self._said)
        )


def _is_whole(pool: ProcessPoolExecutor) -> bool:
    """Whether a pool takes tasks: it does not where a process of it died, or it was shut down."""
    try:
        with _none_left(pool):
            pool.submit(os.getpid).result()
    except RuntimeError:
        return False
    return True


def _round(
    pool: ProcessPoolExecutor, work: Callable, tasks: list
) -> Generator[tuple[object, object], None, list]:
    """Some tasks in a pool; gives back those that nothing is known of because a process died."""
    lost = []
    with _none_left(pool):
        futures = {}
        for task in tasks:
            try:
                futures[pool.submit(work, task)] = task
            except BrokenProcessPool:  # a process may die before all are asked for
                lost.append(task)
        for future in as_completed(futures):
            try:
                yield futures[future], _outcome(future)
            except BrokenProcessPool:
                lost.append(futures[future])
    return lost


@contextmanager
def _none_left(pool: ProcessPoolExecutor) -> Iterator[None]:
    """Where the caller stops early or is interrupted, what has not begun is not begun, and what has is waited for."""
    try:
        yield
    except BaseException as stopped:
        if isinstance(stopped, KeyboardInterrupt):
            # It may have come while the pool was beginning processes, of which it then knows nothing and waits forever.
            _stop(multiprocessing.active_children())
        pool.shutdown(cancel_futures=True)
        raise


def _stop(processes: Sequence[BaseProcess]) -> None:
    """Ask processes to end, and end those that do not."""
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(_FAREWELL)
        process.kill()


def _context() -> multiprocessing.context.BaseContext:
    """New processes inherit no threads and no half-held locks; where they can, they find imports done."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    forkserver.ensure_running()
    return context


def _begin_work(among_others: bool, said: Synchronized) -> None:
    from karnameh.kernels import manager

    _follow_parent()
    manager.said = said
    os.environ.update(surroundings())
    if among_others:
        _take_one_core()


def _take_one_core() -> None:
    """Typst begins a thread for each core with its first document; beside other workers they only wait."""
    name = "RAYON_NUM_THREADS"
    if name in os.environ:
        return
    import typst

    os.environ[name] = "1"
    typst.compile(b"")
    del os.environ[name]  # kernels are begun with this environment


def _follow_parent() -> None:
    """
    Leave it to the one that asked for this process to stop it, and end when that one is gone.

    Nothing is then written behind the back of the next.
    """
    from karnameh.render.quarto import end_running

    def leave_after(wait: Callable) -> None:
        wait()
        end_running()
        os._exit(1)

    # Who handles a signal in Python is the main thread, which may have begun just then to wait for its next task, and
    # would for ever: so the signal itself wakes another one.
    told, telling = socket.socketpair()
    telling.setblocking(False)
    signal.set_wakeup_fd(telling.detach())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all at once
    signal.signal(signal.SIGTERM, lambda *_: None)
    for wait in (multiprocessing.parent_process().join, partial(told.recv, 1)):
        Thread(target=leave_after, args=(wait,), daemon=True).start()


def _outcome(future: Future) -> object:
    try:
        return future.result()
    except KarnamehError as error:
        return error


def named(task: object) -> str:
    briefs = [part.brief.title() for part in getattr(task, "tasks", ())]
    return ", ".join(briefs) or f"{task.year} {task.county}"
