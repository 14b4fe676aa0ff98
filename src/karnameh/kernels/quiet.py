"""The streams of a kernel of our own runs, which wait for the thread that sends only when there is something to send."""

from ipykernel import iostream


class OutStream(iostream.OutStream):
    """Jupyter's own; a kernel flushes it six times a cell, and each time two threads would have to meet."""

    _written = False

    def write(self, string: str) -> int | None:
        self._written = True
        return super().write(string)

    def flush(self) -> None:
        if self._written:
            self._written = False
            super().flush()
