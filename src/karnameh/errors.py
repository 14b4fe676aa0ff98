"""
What can go wrong, and who can mend it.

KarnamehError            the person running the suite can put it right; shown without a traceback
├── ParameterError  10   the suite or a notebook asks for something that does not exist
├── RegisterError   11   the data that came in breaks a rule
├── DefinitionError 12   an indicator cannot be computed as written
├── DataError       13   a result breaks its promise
├── NotebookError   14   a cell failed (notebook, cell id, source, cause)
├── RenderError     15   Quarto, pandoc or Typst failed (command, last lines)
└── WordError       16   a word or a blank is missing in a language

Anything else is our bug and keeps its traceback.
A message says where, what is wrong, what was expected and what to do.
"""

from difflib import get_close_matches


class KarnamehError(Exception):
    """Base of the errors that are shown without a traceback; `code` is the exit code."""

    code = 1


class ParameterError(KarnamehError):
    code = 10


class RegisterError(KarnamehError):
    code = 11


class DefinitionError(KarnamehError):
    code = 12


class DataError(KarnamehError):
    code = 13


class NotebookError(KarnamehError):
    code = 14


class RenderError(KarnamehError):
    code = 15


class WordError(KarnamehError):
    code = 16


def printable(text: str) -> str:
    """Foreign text as a message may show it: nothing that turns, hides or overwrites; half-spaces stay."""
    return "".join(ch for ch in text if ch.isprintable() or ch == "\u200c")


def nearest_name(wanted: object, known) -> str | None:
    """The known name nearest to the wanted one, if any is near."""
    found = get_close_matches(str(wanted), [str(name) for name in known], n=1, cutoff=0.6)
    return found[0] if found else None


def nearest(wanted: object, known) -> str:
    """' Did you mean 'x'?' for the known name nearest to the wanted one, or nothing."""
    name = nearest_name(wanted, known)
    return f" Did you mean '{name}'?" if name else ""
