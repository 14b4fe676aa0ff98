"""Executed notebook → HTML and PDF, by one of two engines behind one signature."""

from karnameh.errors import RenderError
from karnameh.render.engine import Engine, Failure, Job
from karnameh.suite import Project

__all__ = ["Engine", "Failure", "Job", "assets", "choose"]


def choose(name: str, project: Project) -> tuple[Engine, str]:
    """
    The engine of a name, and why it: 'auto' takes Quarto where there is one, else the embedded engine.

    Raises: RenderError where Quarto is asked for and there is none, with how to get it.
    """
    from karnameh.render.embedded import Embedded
    from karnameh.render.quarto import Quarto, find

    if name == "embedded":
        return Embedded(project), "asked for"
    found, where = find()
    if name == "quarto":
        if not found:
            raise RenderError(
                f"engine 'quarto': {where}. Install it from quarto.org or with 'pip install quarto-cli', or name it "
                "in QUARTO_PATH; the embedded engine needs nothing: --engine embedded."
            )
        return Quarto(project, found), f"asked for; {where}"
    return (Quarto(project, found), where) if found else (Embedded(project), where)


def assets(project: Project) -> dict[str, bytes]:
    """What all pages share, by file name: the stylesheet and the type."""
    from karnameh.render.fonts import web_fonts
    from karnameh.render.style import stylesheet

    return {"brief.css": stylesheet(), **web_fonts(project)}
