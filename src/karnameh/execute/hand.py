"""
A process of ours on another machine: `relay` gives it requests, it works in a scratch project and sends back files.

It ends with the worker that started it, when told to, and after a time without work, and leaves nothing then.
"""

import os
import pickle
import queue
import shutil
import signal
import sys
import traceback
import zlib
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread

from karnameh.errors import KarnamehError, RenderError
from karnameh.execute.parcel import collect, identity, known_engine, unpack
from karnameh.execute.relay import receive, send
from karnameh.startup import surroundings

#: Seconds without a request after which it leaves: whoever asked is gone.
_IDLE = 300


#: What became of a request, in plain types as far as another version of us may have to read it: 'done', 'refused'
#: (what differs) or 'broken' (the trace of a fault of ours); the outcome or that text; files by path in the project.
Answer = tuple[str, object, dict[str, bytes]]


def requested(
    need: dict[str, str], settings: dict[str, str], names: dict[str, str], job: object = None
) -> bytes:
    """
    A request. What is needed comes first, in plain types: another version of us can read it, and refuse.

    job: (work, task, files to lay down for it), or None to ask only whether there is what is needed.
    """
    inner = pickle.dumps(job) if job else b""
    return zlib.compress(pickle.dumps((need, settings, names, inner)), 1)


class Desk:
    """The scratch project and what it holds."""

    def __init__(self, root: Path):
        self._root, self._bundle = root, {}

    def take(self, bundle: bytes) -> None:
        """Begin anew with another bundle."""
        shutil.rmtree(self._root, ignore_errors=True)
        self._bundle = pickle.loads(bundle)
        self._root.mkdir(parents=True)
        unpack(self._bundle, self._root)

    def answer(self, request: bytes) -> Answer:
        need, settings, names, inner = pickle.loads(zlib.decompress(request))
        if differing := self._differing(need):
            return "refused", differing, {}
        if not inner:
            return "done", None, {}
        for name in [name for name in os.environ if name.startswith("KARNAMEH_")]:
            del os.environ[name]
        os.environ.update(settings | surroundings())
        work, task, files = pickle.loads(inner)
        unpack(files, self._root)
        try:
            outcome = work(replace(task, root=self._root))
        except KarnamehError as error:
            outcome = error
        except Exception:
            return "broken", traceback.format_exc(), collect(self._root, self._bundle)
        parts = outcome if isinstance(outcome, list) else [outcome]
        told = [self._told(part, names) for part in parts]
        return "done", told if isinstance(outcome, list) else told[0], collect(self._root, self._bundle)

    def _differing(self, need: dict[str, str]) -> str:
        """What is needed and is otherwise here: 'pandas 3.0.1, here 3.1.1'; 'here' is who reads it."""
        mine = dict(identity())
        if engine := need.get("engine"):
            with suppress(RenderError):
                mine["engine"] = known_engine(engine.split()[0], self._root)
        return "; ".join(
            f"{name} {mine.get(name, 'is missing')}, here {wanted}"
            for name, wanted in need.items()
            if mine.get(name) != wanted
        )

    def _told(self, part: object, names: dict[str, str]) -> object:
        """An outcome; an error names the folders of whoever asked."""
        if not isinstance(part, KarnamehError):
            return part
        text = str(part)
        for inside, outside in names.items():
            text = text.replace(str(self._root / inside), outside)
        return type(part)(text)


def main(root: Path) -> None:
    """Answer requests from standard input until nobody asks any more."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print is no answer
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    requests: queue.SimpleQueue = queue.SimpleQueue()
    Thread(target=_listen, args=(requests,), daemon=True).start()
    desk = Desk(root)
    try:
        while True:
            bundle, request = requests.get(timeout=_IDLE)
            if bundle:
                desk.take(bundle)
            send(answers, pickle.dumps(desk.answer(request)))
    except queue.Empty:
        pass
    finally:
        shutil.rmtree(root.parent, ignore_errors=True)


def _listen(requests: queue.SimpleQueue) -> None:
    """Pass requests on; the end of the worker is the end of this process, whatever it is at."""
    pipe = open(0, "rb", buffering=0)  # noqa: SIM115  a buffer's lock would be held as the process ends
    while (bundle := receive(pipe)) is not None and (request := receive(pipe)) is not None:
        requests.put((bundle, request))
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
