"""What an engine is: it is given jobs and gives back those that failed. It never knows what a brief says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import nbformat

from karnameh.errors import RenderError

TEMPLATES = Path(__file__).parent / "templates"
#: What a PDF is made to keep to, where the engine can.
STANDARDS = ("ua-1", "a-3a")


@dataclass(frozen=True, eq=False)
class Job:
    """An executed notebook and where each format of it is to be written: {'html': …, 'pdf': …}."""

    notebook: Path | nbformat.NotebookNode
    targets: Mapping[str, Path]

    def read(self) -> nbformat.NotebookNode:
        """
        The notebook itself.

        Raises: RenderError where the file is not a notebook.
        """
        if not isinstance(self.notebook, Path):
            return self.notebook
        try:
            return nbformat.read(self.notebook, as_version=4)
        except (OSError, nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
            raise RenderError(
                f"{self.notebook.name}: not readable as an executed notebook: {error}"
            ) from None

    @property
    def name(self) -> str:
        """The file the job makes, as messages name it."""
        return next((path.name for path in self.targets.values()), "a brief")


class Failure(NamedTuple):
    """A job that made nothing, and why; the others were made."""

    job: Job
    error: RenderError


class Engine(Protocol):
    """Makes pages of executed notebooks."""

    name: str
    version: str

    def get_ready(self) -> None:
        """Begin what stays from one page to the next."""
        ...

    def render(self, jobs: Sequence[Job]) -> list[Failure]:
        """Make every target of every job, each written whole or not at all; gives the jobs that failed."""
        ...


def last_lines(text: str, count: int = 8) -> str:
    """The end of what a tool said, indented for a message."""
    lines = [line.rstrip() for line in text.strip().splitlines() if line.strip()]
    return "\n".join(f"  {line}" for line in lines[-count:]) or "  (it said nothing)"
