"""
Executed notebook → one Markdown text, as Quarto would see it.

What a cell shows comes in the order of the notebook, HTML before Markdown before pictures; no code, no streams, no
parameters, no cell ids: nothing of the machine that ran it.
"""

import json
import re
import struct
from base64 import b64decode
from collections.abc import Iterator
from html import escape

from nbformat import NotebookNode

from karnameh.errors import RenderError

_ABOUT = re.compile(r'<script type="application/json" class="brief">(.*?)</script>', re.S)
_ALT = re.compile(r"^#\|\s*fig-alt:\s*(.+?)\s*$", re.M)
_HIDDEN = {"parameters", "injected-parameters", "remove-cell"}
_FENCE = re.compile(r"^`{3,}", re.M)
_MM_AT_300_DPI = 25.4 / 300


def assemble(notebook: NotebookNode) -> str:
    """
    The notebook as pandoc's Markdown, with HTML in raw fences.

    Raises: RenderError where the notebook has no output at all, which is one that was not executed, and for a picture
    of another kind than PNG.
    """
    parts = [part for cell in notebook.cells for part in _cell(cell)]
    if not any(cell.get("outputs") for cell in notebook.cells):
        raise RenderError(
            "the notebook has no outputs; an executed one is expected. Run it with papermill or karnameh build."
        )
    return "\n\n".join(parts) + "\n"


def about(notebook: NotebookNode) -> dict:
    """What the brief says of itself (language, title, date, …); empty for a notebook that is no brief."""
    for data in _shown(notebook):
        if match := _ABOUT.search(_text(data.get("text/html", ""))):
            return json.loads(match[1])
    return {}


def for_quarto(notebook: NotebookNode) -> NotebookNode:
    """
    A copy that Quarto shows in the same way in both formats: of each output what `assemble` takes, and nothing else.

    Quarto's PDF drops HTML unless it also comes as Markdown; its page shows streams and plain text, leaves pictures
    beside it, acts on options of cells, and takes a title from the first heading unless the notebook opens with one.
    """
    cells = [NotebookNode(cell_type="raw", metadata={}, source="---\ntitle: brief\n---", id="front-matter")]
    for cell in notebook.cells:
        if _is_shown(cell):
            kept = NotebookNode(cell, metadata={})
            if cell.cell_type == "code":
                kept |= {"source": "", "outputs": list(_for_quarto(cell)), "execution_count": None}
            cells.append(NotebookNode(kept))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return NotebookNode(nbformat=4, nbformat_minor=5, metadata={"kernelspec": kernel}, cells=cells)


def add_markdown(notebook: NotebookNode) -> None:
    """Give each output that is HTML a copy in Markdown, where it lacks one, so that Quarto by hand has it on paper."""
    for data in _shown(notebook):
        if "text/html" in data and "text/markdown" not in data:
            data["text/markdown"] = _fenced(_text(data["text/html"]))


def _for_quarto(cell: NotebookNode) -> Iterator[NotebookNode]:
    for html, markdown in _chosen(cell):
        data = {"text/html": html, "text/markdown": _fenced(html)} if html else {"text/markdown": markdown}
        yield NotebookNode(output_type="display_data", metadata={}, data=data)


def _shown(notebook: NotebookNode) -> Iterator[dict]:
    """Each output, by kind of content."""
    return (output.data for cell in notebook.cells for output in _outputs(cell))


def _is_shown(cell: NotebookNode) -> bool:
    return not _HIDDEN & set(cell.metadata.get("tags", [])) and cell.cell_type in ("markdown", "code")


def _outputs(cell: NotebookNode) -> list[NotebookNode]:
    return [
        output
        for output in cell.get("outputs", [])
        if output.output_type in ("display_data", "execute_result")
    ]


def _cell(cell: NotebookNode) -> Iterator[str]:
    if not _is_shown(cell):
        return
    if cell.cell_type == "markdown":
        yield _text(cell.source)
        return
    for html, markdown in _chosen(cell):
        yield _fenced(html) if html else markdown


def _chosen(cell: NotebookNode) -> Iterator[tuple[str, str]]:
    """Of each output what is shown of it, as HTML or else as Markdown."""
    for output in _outputs(cell):
        if "text/html" in output.data:
            yield _text(output.data["text/html"]), ""
        elif "text/markdown" in output.data:
            yield "", _text(output.data["text/markdown"])
        elif "image/png" in output.data:
            yield _picture(output.data["image/png"], _ALT.search(_text(cell.source))), ""
        elif other := next((kind for kind in output.data if kind.startswith("image/")), ""):
            raise RenderError(
                f"cell '{cell.get('id', '')}': a picture as {other}; pages take image/png. Leave "
                "InlineBackend.figure_formats as it is."
            )


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)


def _fenced(html: str) -> str:
    """HTML in a fence that is longer than any in it."""
    runs = _FENCE.findall(html) if "```" in html else []
    fence = "`" * max(3, 1 + max(map(len, runs), default=0))
    return f"{fence}{{=html}}\n{html}\n{fence}"


def _picture(png: str, alt: re.Match | None) -> str:
    """A PNG as a drawing, so that both formats take it; its size as drawn at 300 dpi."""
    width, height = struct.unpack(">II", b64decode(png)[16:24])
    said = f'role="img" aria-label="{escape(alt[1].strip(chr(34) + chr(39)))}"' if alt else 'role="img"'
    data = "".join(png.split())
    return (
        f'<figure class="chart"><svg xmlns="http://www.w3.org/2000/svg" {said} viewBox="0 0 {width} {height}" '
        f'width="{min(width * _MM_AT_300_DPI, 182):.4g}mm"><image width="{width}" height="{height}" '
        f'href="data:image/png;base64,{data}"/></svg></figure>'
    )
