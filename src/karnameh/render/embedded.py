"""The engine that needs nothing installed: pandoc from its wheel, Typst in this process."""

import calendar
import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from importlib.metadata import version

from karnameh.errors import RenderError
from karnameh.files import write_atomically
from karnameh.render.document import about, assemble
from karnameh.render.engine import STANDARDS, TEMPLATES, Failure, Job, last_lines
from karnameh.render.fonts import make_fonts
from karnameh.render.pandoc import Died, Pandoc
from karnameh.suite import Project

#: Typst holds on to what it has worked out until that was of no use for so many documents.
_HELD_ON = 10
_WRITERS = {"html": "html", "pdf": "typst"}
_FROM_FILTER = re.compile(r"karnameh: (.*)")
_AT_LINE = re.compile(r"typ:(\d+):\d+")
_FIGURE, _HEADING = (
    re.compile(r"// figure: (.+)"),
    re.compile(r"^=+ (.+)|heading\(level: \d(?:, |\))\[(.+?)\]|\[=+ (.+?)\s*$"),
)


class Embedded:
    """Renders in this process and in pandoc's; same notebook, same bytes."""

    name = "embedded"

    def __init__(self, project: Project):
        self._project = project

    @cached_property
    def version(self) -> str:
        import pypandoc

        return f"pandoc {pypandoc.get_pandoc_version()}, typst {version('typst')}"

    def get_ready(self) -> None:
        for writer in _WRITERS.values():
            self._pandoc_that_stays.write("", writer)
        self._let_go()

    def render(self, jobs: Sequence[Job]) -> list[Failure]:
        """Make every target of every job; gives the jobs that failed."""
        failures = []
        for job in jobs:
            try:
                self._make(job)
            except RenderError as error:
                failures.append(Failure(job, error))
        return failures

    def _make(self, job: Job) -> None:
        notebook = job.read()
        document, made = assemble(notebook), {}
        for suffix, target in job.targets.items():
            text = self._pandoc(document, suffix, target.name)
            made[target] = (
                text.encode()
                if suffix == "html"
                else self._typst(text, about(notebook).get("date"), target.name)
            )
        for target, data in made.items():
            write_atomically(target, data)

    def _pandoc(self, document: str, suffix: str, name: str) -> str:
        """
        The document as HTML, or as Typst's source.

        Raises: RenderError with the filter's own words where it found the fault.
        """
        try:
            return self._pandoc_that_stays.write(document, _WRITERS[suffix])
        except Died as died:
            if fault := _FROM_FILTER.search(died.said):
                raise RenderError(f"{name}: {fault[1]}") from None
            raise RenderError(
                f"{name}: pandoc failed with exit code {died.code} as it wrote {_WRITERS[suffix]}\n{last_lines(died.said)}"
            ) from None

    @cached_property
    def _pandoc_that_stays(self) -> Pandoc:
        import pypandoc

        return Pandoc(pypandoc.get_pandoc_path(), TEMPLATES / "serve.lua")

    @cached_property
    def _fonts(self):
        import typst

        return typst.Fonts(
            include_system_fonts=False, font_paths=[str(make_fonts(self._project).regular.parent)]
        )

    def _typst(self, source: str, day: str | None, name: str) -> bytes:
        """
        The PDF of a source, dated with the brief's own day.

        Raises: RenderError for an error or a warning: a page with another font than ours is not the page.
        """
        import typst

        from karnameh.render.rowheads import with_row_heads

        timestamp = calendar.timegm(date.fromisoformat(day or "2000-01-01").timetuple())
        try:
            pdf, warnings = typst.compile_with_warnings(
                source.encode(),
                font_paths=self._fonts,
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=list(STANDARDS),
                timestamp=timestamp,
            )
        except typst.TypstError as error:
            raise RenderError(_told(name, source, error.message, error.diagnostic)) from None
        finally:
            self._let_go()
        if warnings:
            raise RenderError(_told(name, source, warnings[0].message, warnings[0].diagnostic))
        return with_row_heads(pdf)

    def _let_go(self) -> None:
        """
        Make Typst let go of a document, by as many that hold nothing.

        Briefs share next to nothing, and to look through what ten of them left takes longer than to work it out.
        """
        for _ in range(_HELD_ON):
            self._blank.compile(b"", format="svg")

    @cached_property
    def _blank(self):
        import typst

        return typst.Compiler(font_paths=self._fonts, ignore_system_fonts=True)


def _told(name: str, source: str, message: str, diagnostic: str) -> str:
    """What Typst found, and in which figure or under which heading."""
    at = _AT_LINE.search(diagnostic or "")
    lines = source.splitlines()
    where = _place(lines, int(at[1])) if at else ""
    return f"{name}: typst {where}: {message}\n{last_lines(diagnostic or message, 6)}"


def _place(lines: list[str], number: int) -> str:
    """The figure that a line of the source draws, else the heading above it."""
    near = "\n".join(lines[max(0, number - 2) : number])
    if figure := _FIGURE.search(near):
        return f"in the figure '{figure[1]}'"
    for line in reversed(lines[:number]):
        if heading := _HEADING.search(line):
            return f"under '{next(part for part in heading.groups() if part)}'"
    return f"at line {number}"
