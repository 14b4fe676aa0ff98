"""
Row heads in a finished PDF: the first cell of a table's row names the row, and says so to who hears it.

Typst tags the heads of columns only. Here the first cell of each row becomes a head (TH, scope row) and every other
cell of the row names it beside its column's. Nothing that is seen changes; same PDF, same bytes.
"""

import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, Pdf, String

#: Each time that one of these is written out, pikepdf makes it anew.
_A, _HEADERS, _K, _O, _S = Name.A, Name.Headers, Name.K, Name.O, Name.S
_TABLE, _TBODY, _TD, _TH, _TR = Name.Table, Name.TBody, Name.TD, Name.TH, Name.TR


def with_row_heads(paper: bytes) -> bytes:
    """The PDF with heads of rows; one without tags stays as it is."""
    with Pdf.open(io.BytesIO(paper)) as pdf:
        root = pdf.Root.get(Name.StructTreeRoot)
        if root is None:
            return paper
        heads = {}
        for number, row in enumerate(_body_rows(root)):
            heads |= _name_row(row, f"row{number:04}")
        if not heads:
            return paper
        if Name.IDTree not in root:
            root.IDTree = NameTree.new(pdf).obj
        NameTree(root.IDTree).update(heads)
        made = io.BytesIO()
        pdf.save(made, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return made.getvalue()


def _body_rows(element: Dictionary, inside: bool = False) -> Iterator[Dictionary]:
    """The rows of the bodies of all tables, in reading order."""
    kind = element.get(_S)
    if kind == _TR and inside:
        yield element
        return
    for child in _children(element):
        yield from _body_rows(child, inside or kind == _TBODY)


def _children(element: Dictionary) -> list[Dictionary]:
    below = element.get(_K, [])
    below = list(below) if isinstance(below, Array) else [below]
    return [child for child in below if isinstance(child, Dictionary) and _S in child]


def _name_row(row: Dictionary, identifier: str) -> dict[str, Dictionary]:
    """Make the first cell of a row its head; gives the head by its identifier."""
    first, *others = [cell for cell in _children(row) if cell.S in (_TD, _TH)]
    first.S, first.ID = _TH, String(identifier)
    _table_attributes(first).Scope = Name.Row
    for cell in others:
        about = _table_attributes(cell)
        about.Headers = Array([*about.get(_HEADERS, []), String(identifier)])
    return {identifier: first}


def _table_attributes(cell: Dictionary) -> Dictionary:
    """What a cell says of its place in the table; made where it says nothing yet."""
    if _A not in cell:
        cell.A = Dictionary(O=_TABLE)
    about = cell.A if isinstance(cell.A, Array) else [cell.A]
    return next(one for one in about if one.get(_O) == _TABLE)
