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
    "pandas",
    "typst",
):
    import_module(_name)
gc.freeze()  # to look through what all share is to copy it
