"""The commands: arguments, progress, exit codes."""

import errno
import signal
import sys
from pathlib import Path

import click

from karnameh import startup
from karnameh.errors import KarnamehError, ParameterError

SOME_FAILED, INTERRUPTED = 20, 130
_ROOM, _RIGHTS = "make room and run it again", "make the folder writable, or go to another, and run it again"
#: What a disk may refuse, and what to do then.
_OF_THE_DISK = {errno.ENOSPC: _ROOM, errno.EDQUOT: _ROOM, errno.EFBIG: _ROOM}
_OF_THE_DISK |= {errno.EROFS: _RIGHTS, errno.EACCES: _RIGHTS, errno.EPERM: _RIGHTS}
_OF_THE_DISK |= {errno.EIO: "look after the disk, it cannot be read or written"}
_OF_THE_DISK |= {
    errno.EBUSY: "mount the folder above it instead, or make it a link to a folder inside the mount"
}


class _Context:
    """The project and the progress of one call; heavy modules are imported by the commands that need them."""

    def __init__(self, project: Path | None, quiet: bool, log: Path | None):
        self._start, self._quiet, self._log = project, quiet, log

    @property
    def project(self):
        from karnameh.suite import Project

        return Project.find(self._start)

    @property
    def progress(self):
        from karnameh.progress import Progress

        return Progress(self._quiet, self._log)


class _Commands(click.Group):
    """A group whose log, where one is kept, also has what ends a command."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except (Exception, KeyboardInterrupt) as error:
            if context.obj:
                code = INTERRUPTED if isinstance(error, KeyboardInterrupt) else getattr(error, "code", 1)
                # A fault of ours may tell a value of a register: of it the kind alone.
                text = str(error) if isinstance(error, KarnamehError | OSError) else ""
                context.obj.progress.note(error=type(error).__name__, code=code, text=text)
            raise


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--project", type=click.Path(path_type=Path), help="The project's folder (default: the nearest upward)."
)
@click.option("--quiet", is_flag=True, help="Say nothing but errors.")
@click.option(
    "--log-json",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write what happens to FILE, a JSON object a line.",
)
@click.version_option(package_name="karnameh")
@click.pass_context
def commands(context: click.Context, project: Path | None, quiet: bool, log_json: Path | None) -> None:
    """Karnameh: an office's registers in, published briefs out."""
    if log_json and not log_json.absolute().parent.is_dir():
        raise ParameterError(
            f"--log-json: there is no folder {log_json.parent}; make it, or name another file."
        )
    context.obj = _Context(project, quiet, log_json)


def _selection(command):
    """The options that choose briefs, shared by build and plan."""
    options = [
        click.option(
            "--year", type=int, multiple=True, help="A Solar Hijri year of the suite; may be repeated."
        ),
        click.option(
            "--area", multiple=True, help="2602, takestan, تاکستان, qazvin/takestan or qazvin-province."
        ),
        click.option("--lang", multiple=True, help="fa or en."),
        click.option("--format", "formats", multiple=True, help="html or pdf."),
        click.option(
            "--engine", type=click.Choice(["auto", "quarto", "embedded"]), default="auto", show_default=True
        ),
        click.option(
            "--workers", type=click.IntRange(1), help="Processes at once (default: three for two cores)."
        ),
        click.option(
            "--stop-early/--keep-going",
            default=False,
            help="Stop at the first failing brief (default: go on).",
        ),
        click.option("--force", is_flag=True, help="Make what is fresh, too."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@commands.command()
@click.option("--scale", type=click.Choice(["qazvin", "iran"]), default="qazvin", show_default=True)
@click.option("--into", type=click.Path(path_type=Path), help="Another folder than data/registers.")
@click.option("--if-none", is_flag=True, help="Only where there are no registers yet.")
@click.pass_obj
def sample(context: _Context, scale: str, into: Path | None, if_none: bool) -> None:
    """Write the synthetic sample registers."""
    from karnameh.registers.sample import write_sample
    from karnameh.registers.source import Source
    from karnameh.registers.turns import to_oneself

    project, progress = context.project, context.progress
    folder = into.resolve() if into else Source.of(project).folder
    if if_none and (folder is None or _holds_something(folder)):
        return
    if folder is None:
        raise ParameterError("sample: the registers are in a database; name a folder with --into.")
    with to_oneself(folder, progress):
        if if_none and _holds_something(folder):
            return
        progress.say(f"sample: writing synthetic registers to {folder}")
        rows = write_sample(folder, project.areas, scale)
    progress.say("sample: " + ", ".join(f"{name} {count:,}" for name, count in rows.items()))


def _holds_something(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


@commands.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing.")
@click.pass_obj
def ingest(context: _Context, paths: tuple[Path, ...], dry_run: bool) -> None:
    """Take an office's exports (files and folders) into the registers; keep what is refused, with the reason."""
    from karnameh.registers.ingest import ingest as take

    outcome = take(paths, context.project, dry_run, context.progress)
    for line in outcome.lines():
        click.echo(line)
    sys.exit(outcome.code)


@commands.command()
@click.option("--lang", type=click.Choice(["fa", "en"]), default="fa", show_default=True)
@click.option("--into", type=click.Path(path_type=Path), help="Another file than template.<lang>.xlsx.")
@click.pass_obj
def template(context: _Context, lang: str, into: Path | None) -> None:
    """Write an Excel workbook with a sheet for each table: headings, lists to choose from, notes, an example."""
    from karnameh.registers.template import write_template

    path = into or Path(f"template.{lang}.xlsx")
    write_template(path, lang, context.project.areas)
    click.echo(f"template: {path}")


@commands.command()
@click.pass_obj
def check(context: _Context) -> None:
    """Find everything that can be found wrong before a build: suite, words, notebooks, registers."""
    from karnameh.check import check_project

    for line in check_project(context.project):
        click.echo(line)


@commands.command()
@_selection
@click.pass_obj
def plan(context: _Context, **options) -> None:
    """Say what a build would make, and why; make nothing."""
    from karnameh.check import describe_plan

    for line in describe_plan(
        context.project, _chosen(context.project, options), options["engine"], options["force"]
    ):
        click.echo(line)


@commands.command()
@_selection
@click.option("--profile", is_flag=True, help="Say at the end where the time went.")
@click.option("--dask", metavar="ADDRESS", help="Work on a Dask cluster: its scheduler, as tcp://host:8786.")
@click.pass_obj
def build(context: _Context, dask: str | None, **options) -> None:
    """Make the briefs: registers, indicators, publication, pages, site."""
    project, progress = context.project, context.progress
    briefs, _ = _chosen(project, options)
    from karnameh import unchanged
    from karnameh.outcome import Outcome, facts, profile, summary

    whole = not any(options[name] for name in ("year", "area", "lang", "formats"))
    if whole and not options["force"] and unchanged.holds(project, options["engine"]):
        outcome = Outcome(fresh=len(briefs))
        progress.say(summary(outcome), **facts(outcome))
        return
    with _crew(dask, options["workers"], progress) as crew:  # its imports take as long as ours
        from karnameh.build import Wish
        from karnameh.build import build as built

        def wished(project) -> Wish:
            chosen = _chosen(project, options)
            return Wish(*chosen, options["engine"], options["force"], options["stop_early"], whole)

        outcome = built(project.root, wished, progress, crew)
    progress.say(summary(outcome), wrong=bool(outcome.failures), **facts(outcome))
    if options["profile"]:
        click.echo(profile(progress.seconds))
    if outcome.failures:
        made = outcome.made or outcome.fresh
        sys.exit(SOME_FAILED if made else outcome.failures[0][1].code)


def _crew(dask: str | None, workers: int | None, progress):
    """Who does the work, for as long as a `with` lasts."""
    from karnameh.execute.workers import Local

    if not dask:
        return Local(workers, progress.quiet)
    if workers:
        raise ParameterError("--dask, --workers: a cluster has the workers it has; leave out one of the two.")
    from karnameh.execute.remote import Remote

    return Remote(dask, progress)


@commands.command()
@click.argument("year", type=int)
@click.argument("area")
@click.argument("indicator")
@click.pass_obj
def explain(context: _Context, year: int, area: str, indicator: str) -> None:
    """Say what an indicator means and what it counted: definition, numbers, rows and the files they came from."""
    from karnameh.explain import explain as told

    for line in told(context.project, year, area, indicator):
        click.echo(line)


@commands.command()
@click.pass_obj
def changes(context: _Context) -> None:
    """Say what this edition publishes otherwise than the one before it, as a changelog lists it."""
    from karnameh.releases import figures

    for line in figures(context.project):
        click.echo(line)


@commands.command()
@click.pass_obj
def doctor(context: _Context) -> None:
    """Say which versions, engines and fonts there are, what is missing and how to get it."""
    from karnameh.check import diagnose

    for line in diagnose(context.project):
        click.echo(line)


def _chosen(project, options: dict) -> tuple[list, list[str]]:
    """The briefs and formats that the options ask for; all faults at once."""
    from karnameh.errors import nearest

    suite, faults, areas = project.suite, [], []
    for year in options["year"]:
        faults += suite.year_faults(year, "--year")
    for name, asked, known in (
        ("--lang", options["lang"], suite.languages),
        ("--format", options["formats"], suite.formats),
    ):
        faults += [
            f"{name}: '{value}' is not published; the suite has {', '.join(known)}.{nearest(value, known)}"
            for value in asked
            if value not in known
        ]
    for text in options["area"]:
        try:
            areas.append(suite.any_area(text, "--area"))
        except ParameterError as error:
            faults.append(str(error))
    if faults:
        raise ParameterError("\n".join(faults))
    briefs = [
        brief
        for brief in suite.briefs()
        if (not options["year"] or brief.year in options["year"])
        and (not areas or brief.area in areas)
        and (not options["lang"] or brief.lang in options["lang"])
    ]
    return briefs, list(options["formats"] or suite.formats)


def _interrupted(signum, frame):
    raise KeyboardInterrupt


def main() -> None:
    """Run a command. A person's mistake is told without a traceback, with its exit code."""
    signal.signal(signal.SIGTERM, _interrupted)
    startup.begin()
    try:
        commands(standalone_mode=False)
    except click.exceptions.Abort:
        _leave("interrupted; all that is on disk is whole", INTERRUPTED)
    except KeyboardInterrupt:
        _leave("interrupted; all that is on disk is whole", INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except KarnamehError as error:
        _leave(f"{type(error).__name__}: {error}", error.code)
    except OSError as error:
        if error.errno not in _OF_THE_DISK:
            raise
        where = f"{error.filename}: " if error.filename else ""
        advice = _OF_THE_DISK[error.errno]
        _leave(
            f"KarnamehError: {where}{error.strerror}. All that is on disk is whole; {advice}.",
            KarnamehError.code,
        )


def _leave(text: str, code: int) -> None:
    if sys.stderr:
        print(text, file=sys.stderr)
    sys.exit(code)
