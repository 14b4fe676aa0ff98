"""Many tasks on the cores there are, one at a time in a process of its own; results as they come."""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from karnameh.errors import KarnamehError, NotebookError


def run_all(work: Callable, tasks: Iterable, workers: int | None = None) -> Iterator[tuple[object, object]]:
    """
    (task, what its work gave), in the order in which they finish; a task that failed gives its KarnamehError.
    """
    tasks = list(tasks)
    if not tasks:
        return
    # Spawned, not forked: a child inherits no threads and no half-held locks.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(workers or os.cpu_count() or 1, len(tasks)), mp_context=context)
    try:
        futures = {pool.submit(work, task): task for task in tasks}
        for future in as_completed(futures):
            yield futures[future], _outcome(future)
    finally:
        # Also when the caller stops early or is interrupted: what has not begun is not begun.
        pool.shutdown(wait=True, cancel_futures=True)


def _outcome(future: Future) -> object:
    try:
        return future.result()
    except KarnamehError as error:
        return error
    except BrokenProcessPool:
        return NotebookError("a worker process died; run the build again with --workers 1 to see on what.")
