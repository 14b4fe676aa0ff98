"""What a module can reach: every import that stands anywhere in its text, and none that only names types."""

import ast

from karnameh.execute.reach import PACKAGE, imports_in, reach

EVERYWHERE = """
import karnameh.a
from karnameh.b import c
if TYPE_CHECKING:
    from karnameh.types import T
try:
    import karnameh.d
except ImportError:
    import karnameh.e
else:
    import karnameh.f
finally:
    import karnameh.g
with x:
    for y in z:
        while y:
            import karnameh.h
        else:
            import karnameh.i
match y:
    case 1:
        import karnameh.j
class K:
    async def k(self):
        if y:
            import os
        elif z:
            import karnameh.k
from karnameh.l import (  # why, and (so) on
    m,  # what for, n)
    o as p,
)
"""


def test_imports_are_found_wherever_a_statement_may_stand():
    wanted = {f"karnameh.{letter}" for letter in "abdefghijkl"} | {
        "karnameh.b.c",
        "karnameh.l.m",
        "karnameh.l.o",
    }
    assert set(imports_in(EVERYWHERE.encode())) == wanted


def test_none_is_missed_in_any_module_of_ours():
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        ours = {name for name in imported(ast.parse(text)) if name.split(".")[0] == PACKAGE.name}
        assert ours == set(imports_in(text.encode())), path


def imported(tree: ast.Module) -> set[str]:
    """What a module imports, but for what only names types."""
    nodes = [node for top in tree.body if not only_types(top) for node in ast.walk(top)]
    found = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def only_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def test_a_brief_reaches_its_charts_and_no_stage_before_it():
    found = {path.relative_to(PACKAGE).as_posix() for path in reach("brief")}
    assert {"brief.py", "present/charts/bars.py", "publication.py"} <= found
    assert not {"build.py", "cli.py", "disclosure/suppression.py"} & found
