"""The store that a call of `ingest` works on."""

import contextlib
from collections.abc import Iterator

from karnameh.areas import Areas
from karnameh.progress import Progress
from karnameh.registers.read import read_registers
from karnameh.registers.source import Source
from karnameh.registers.stores import Store
from karnameh.registers.stores.folder import Empty, Folder, Loose, has_tables

_SET_ASIDE = "the synthetic sample is set aside: real rows are never mixed with made-up ones."


@contextlib.contextmanager
def open_store(source: Source, areas: Areas, progress: Progress) -> Iterator[Store]:
    """
    The registers as they are now.

    Synthetic ones do not count: the first rows of an office take their place. Files that an office laid down
    itself are read, checked and taken over.
    Raises: RegisterError where these have faults, or a database cannot be reached.
    """
    if source.database:
        from karnameh.registers.stores.database import Database

        with contextlib.closing(Database(source.database, areas, progress)) as database:
            yield database
    elif source.synthetic:
        yield Empty(source.folder, (f"{source.folder.name}: {_SET_ASIDE}",))
    elif source.partitioned or not has_tables(source.folder):
        yield Folder(source.folder)
    else:
        yield Loose(source.folder, read_registers(source, areas).tables)
