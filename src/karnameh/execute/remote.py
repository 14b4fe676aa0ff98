"""
Many tasks on an existing Dask cluster; finished files come back and are put in place here, so no disk is shared.

Each task goes with what it needs to whichever worker is free; what all share goes to each worker once. `relay`
receives it there, `hand` does it. A worker that is not as we are refuses, and gets no more.
"""

import logging
import pickle
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic, sleep
from uuid import uuid4

from karnameh.errors import KarnamehError, NotebookError
from karnameh.execute import relay
from karnameh.execute.hand import requested
from karnameh.execute.parcel import (
    bundle_for,
    identity,
    names_of,
    need_of,
    put_in_place,
    settings_for,
    slice_for,
)
from karnameh.execute.workers import named
from karnameh.files import sha256
from karnameh.progress import Progress
from karnameh.suite import Project

#: Seconds until a scheduler that does not answer is none; until a worker has said who it is; without any worker.
_CONNECT, _GREET, _PATIENCE = 10, 60, 60
#: So often may a task be lost with its process, its worker or the data it needs.
_LOSSES = 2
#: How a worker calls a function of `relay`: Python's own `eval` on the text of it, so that none of us need be there.
_CALL = "(exec(text, names := {'__name__': 'karnameh.relay'}), names[name](*arguments))[1]"


@dataclass(frozen=True)
class _Again:
    """A task that has to go to a worker again, and why; lost: whether that may have been its own fault."""

    why: str
    lost: bool


class Remote:
    """The workers of a cluster; those take part that are as we are."""

    def __init__(self, address: str, progress: Progress):
        self._address, self._progress = address, progress
        self._run = f"karnameh-{uuid4().hex[:12]}"
        self._greetings: dict[str, tuple[object, float]] = {}
        self._accepted: set[str] = set()
        self._refused: dict[str, str] = {}
        self._at_work: dict[str, int] = {}
        self._seen = monotonic()
        self._requests = 0

    def __enter__(self) -> "Remote":
        return self

    def __exit__(self, *_) -> None:
        """Leave nothing of ours at work or lying about there."""
        if "_client" not in vars(self):
            return
        with suppress(Exception):  # the cluster may be what failed
            self._client.run(eval, _CALL, _call("dismiss", self._run), on_error="ignore")
        with suppress(Exception):
            self._client.close(timeout=5)

    @property
    def size(self) -> int:
        """Tasks at once: one for each thread of a worker. Waits until the workers have said who they are."""
        while not (workers := self._workers()) or self._greetings:
            sleep(0.1)
        return sum(workers.values())

    def prepare(self, work: Callable, *given) -> None:
        """What a worker began for one brief stays there for the next, of other builds too."""

    def run(self, work: Callable, tasks: Sequence) -> Generator[tuple[object, object]]:
        """
        (task, what its work gave), as they finish; what it wrote is in place then.

        Raises: KarnamehError where no worker is left, or the scheduler is gone.
        """
        if not tasks:
            return
        errand = _Errand(work, Project(tasks[0].root))
        waiting, running, finished = deque((task, 0) for task in tasks), {}, SimpleQueue()
        try:
            while waiting or running:
                workers = self._workers()
                while waiting and len(running) < sum(workers.values()):
                    if not self._spread(errand, workers):
                        break
                    task, losses = waiting.popleft()
                    future = self._send(errand.name, errand.bundle, errand.request(task), list(workers))
                    running[future] = task, losses, set(workers)
                    future.add_done_callback(finished.put)
                for future, (_, _, theirs) in running.items():
                    if workers and not theirs & set(workers):
                        future.cancel()  # all who may do it are gone, others have come
                with suppress(Empty):
                    future = finished.get(timeout=1)
                    task, losses, _ = running.pop(future)
                    outcome = self._outcome(future, errand, task)
                    if not isinstance(outcome, _Again):
                        yield task, outcome
                    elif losses + outcome.lost > _LOSSES:
                        yield task, NotebookError(f"{named(task)}: lost {losses + 1} times: {outcome.why}")
                    else:
                        waiting.appendleft((task, losses + outcome.lost))
        finally:
            # Also when the caller stops early or is interrupted: what has not begun is not begun.
            for future in running:
                with suppress(Exception):
                    future.cancel()

    @cached_property
    def _client(self):
        """The connection, made when it is first needed."""
        try:
            import dask
            from distributed import Client
        except ImportError:
            raise KarnamehError(
                "--dask: the package 'distributed' is not installed here. Install it: pip install 'karnameh[dask]'"
            ) from None
        # A build's lines are for its user.
        for name in ("distributed", "distributed.client", "distributed.core", "distributed.batched"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TB"})
        try:
            return Client(self._address, timeout=_CONNECT, set_as_default=False, name=self._run)
        except (OSError, ValueError) as error:
            why = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise KarnamehError(
                f"--dask: no scheduler answers at {self._address}: {why}\n  Start one with `dask scheduler`, look at "
                "the address it prints, or build without --dask."
            ) from None

    def _workers(self) -> dict[str, int]:
        """
        The threads of each worker that takes part. Who is new is asked first, and gets nothing before it has answered.

        Raises: KarnamehError where all have refused, where none has come for a while, or the scheduler is gone.
        """
        try:
            there = self._client.nthreads()
        except (OSError, RuntimeError, CancelledError):
            raise self._gone() from None
        for address in there.keys() - self._accepted - self._refused.keys() - self._greetings.keys():
            self._greetings[address] = self._greet(address), monotonic()
        for address, (greeting, since) in list(self._greetings.items()):
            if address not in there:
                del self._greetings[address]
            elif greeting.done() or monotonic() - since > _GREET:
                del self._greetings[address]
                self._welcome(address, greeting)
        workers = {address: threads for address, threads in there.items() if address in self._accepted}
        if workers or self._greetings:
            self._seen = monotonic()
        elif there or monotonic() - self._seen > _PATIENCE:
            raise KarnamehError(self._nobody())
        self._tell(workers)
        return workers

    def _greet(self, address: str):
        request = requested(identity(), {}, {})
        return self._send("", b"", request, [address])

    def _welcome(self, address: str, greeting) -> None:
        """Take in a worker that is as we are; the others are told of once."""
        try:
            _, answer, said = greeting.result(timeout=1)
        except Exception as error:
            self._refuse(address, f"it does not answer as a worker should: {type(error).__name__}: {error}")
            return
        if answer is None:
            missing = "No module named" in said and "karnameh" in said
            self._refuse(address, _lacking() if missing else f"our process ended there: {_last(said)}")
            return
        kind, told, _ = pickle.loads(answer)
        if kind == "refused":
            self._refuse(address, told)
        else:
            self._accepted.add(address)

    def _refuse(self, address: str, why: str) -> None:
        self._accepted.discard(address)
        self._refused[address] = why
        self._progress.say(f"worker {address}: refused: {why}")

    def _tell(self, workers: dict[str, int]) -> None:
        """Who is at work, when that has changed."""
        if self._greetings or workers == self._at_work:
            return
        for address in self._at_work.keys() - workers.keys() - self._refused.keys():
            self._progress.say(f"worker {address}: gone")
        self._at_work = workers
        self._progress.say(
            f"dask {self._address}: workers: {len(workers)}, tasks at once: {sum(workers.values())}"
        )

    def _nobody(self) -> str:
        if not self._refused:
            return (
                f"--dask: the scheduler at {self._address} has had no worker for {_PATIENCE} seconds. Start some: "
                f"`dask worker {self._address}`."
            )
        lines = [f"  {address}: {why}" for address, why in sorted(self._refused.items())]
        advice = "Install there what is here ('here' is the machine that asks), or build without --dask."
        return "\n".join(
            [f"--dask: no worker at {self._address} is left that is as we are:", *lines, f"  {advice}"]
        )

    def _gone(self) -> KarnamehError:
        return KarnamehError(
            f"--dask: the scheduler at {self._address} is gone. What came back is kept: build again."
        )

    def _spread(self, errand: "_Errand", workers: dict[str, int]) -> bool:
        """Bring what tasks share to every worker, once; False where one of them went meanwhile."""
        if errand.bundle is None:
            try:
                errand.bundle = self._client.scatter(
                    errand.packed, workers=list(workers), broadcast=True, hash=False
                )
            except (OSError, KeyError):
                return False
        return True

    def _send(self, name: str, bundle: object, request: bytes, workers: list[str]):
        self._requests += 1
        return self._client.submit(
            eval,
            _CALL,
            _call("relay", self._run, name, bundle, request),
            key=f"{self._run}-{self._requests}",
            workers=workers,
            pure=False,
        )

    def _outcome(self, future, errand: "_Errand", task: object) -> object:
        """What became of a task; its files are in place then."""
        from distributed import KilledWorker

        try:
            address, answer, said = future.result(timeout=_PATIENCE)
        except KilledWorker as error:
            count = error.allowed_failures + 1
            return NotebookError(f"{named(task)}: workers that died while they were at it: {count}.")
        except Exception as error:
            if self._client.status != "running":
                raise self._gone() from None
            errand.bundle = None  # it may be what was lost
            return _Again(f"{type(error).__name__}: {error}", lost=True)
        if answer is None:
            return _Again(f"the process that worked on it died on {address}: {_last(said)}", lost=True)
        kind, told, files = pickle.loads(answer)
        if kind == "refused":
            self._refuse(address, told)
            return _Again(told, lost=False)
        put_in_place(files, errand.project)
        if kind == "broken":
            raise RuntimeError(f"{named(task)}, on {address}:\n{told}")
        return told


class _Errand:
    """What the tasks of a run share; `bundle` is where the cluster keeps it, None while it has none."""

    def __init__(self, work: Callable, project: Project):
        self.project, self._work = project, work
        self.packed = pickle.dumps(bundle_for(work, project))
        self.name, self.bundle = sha256(self.packed), None

    def request(self, task: object) -> bytes:
        project = self.project
        job = self._work, task, slice_for(project, task)
        return requested(need_of(project, task), settings_for(project, task), names_of(project), job)


def _call(name: str, *arguments: object) -> dict[str, object]:
    """The names that `_CALL` needs."""
    return {
        "text": Path(relay.__file__).read_text(encoding="utf-8"),
        "name": name,
        "arguments": list(arguments),
    }


def _lacking() -> str:
    return f"karnameh is not installed, here karnameh {identity()['karnameh']}"


def _last(said: str) -> str:
    return said.splitlines()[-1] if said else "it said nothing"
