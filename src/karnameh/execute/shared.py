"""Imported in the process that workers are forked from: what they need of us and of libraries, once for all of them."""

import gc
from importlib import import_module

from karnameh import startup

startup.begin()
for _name in (
    "karnameh.execute.work",
    "karnameh.render.embedded",
    "karnameh.render.rowheads",
    "karnameh.execute.running",
    *("IPython.paths", "ipykernel.kernelspec", "lxml.etree", "pandas", "pypandoc", "typst"),
):
    import_module(_name)
# Each notebook is held to the schema, which is compiled for the first.
import_module("nbformat.validator").get_validator()
gc.freeze()  # to look through what all share is to copy it
