"""How far a run is: a bar on a terminal, plain lines elsewhere, nothing when quiet; a log for machines if asked."""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

#: Seconds until whoever waits says so.
_PATIENCE = 0.5


class Progress:
    """
    Tells stages and steps on standard error; `log` gets one JSON object a line.

    seconds: of each stage that was timed.
    """

    def __init__(self, quiet: bool = False, log: Path | None = None):
        self.quiet = quiet
        self._log = log
        self.seconds: Counter[str] = Counter()

    def say(self, text: str, wrong: bool = False, **facts: object) -> None:
        """A line for the person watching; where something is wrong, also for who wants to hear of nothing else."""
        if sys.stderr and (wrong or not self.quiet):
            print(text, file=sys.stderr, flush=True)
        self.note(text=text, **facts)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Count the time that a stage takes."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] += time.perf_counter() - begun

    def follow(self, stage: str, steps: Iterable, total: int, name) -> Iterator:
        """Pass the steps on while showing the stage, how far it is and the name of the last one."""
        if total and not self.quiet and sys.stderr and sys.stderr.isatty():
            yield from self._bar(stage, steps, total, name)
            return
        for number, step in enumerate(steps, start=1):
            self.say(f"{stage} {number}/{total}  {name(step)}", stage=stage, number=number, total=total)
            yield step

    def _bar(self, stage: str, steps: Iterable, total: int, name) -> Iterator:
        from tqdm import tqdm

        with tqdm(
            total=total, desc=stage, unit="", bar_format="{desc} {bar} {n}/{total}  {postfix}", leave=True
        ) as bar:
            for number, step in enumerate(steps, start=1):
                bar.set_postfix_str(name(step), refresh=False)
                bar.update()
                self.note(stage=stage, number=number, total=total, text=name(step))
                yield step

    def note(self, **facts: object) -> None:
        """A line of the log alone."""
        if self._log:
            with open(self._log, "a", encoding="utf-8") as log:
                log.write(json.dumps(facts, ensure_ascii=False) + "\n")


@contextmanager
def turn(lock: Path, said: str, progress: Progress) -> Iterator[None]:
    """One at a time: whoever comes while another is at work says so and waits."""
    from filelock import FileLock, Timeout

    lock.parent.mkdir(parents=True, exist_ok=True)
    held = FileLock(lock)
    try:
        held.acquire(timeout=_PATIENCE)
    except Timeout:
        progress.say(said)
        held.acquire()
    try:
        yield
    finally:
        held.release()
