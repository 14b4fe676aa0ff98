"""
A pandoc that stays: its start costs as much as a page, so one process writes many documents.

Each document is read with the filter loaded anew and written as by a process of its own; same bytes. The process ends
with ours, and is begun anew when it died of a document, or has held on to the memory of so many.
"""

import subprocess
import tempfile
import weakref
from contextlib import suppress
from pathlib import Path

#: Room for pandoc to work in before it tidies its memory up.
_ROOMY = ("+RTS", "-A32m", "-RTS")
#: Documents of one process: each leaves half a megabyte behind.
_MOST = 100


class Died(Exception):
    """Pandoc ended instead of answering: its exit code, and what it said."""

    def __init__(self, code: int, said: str):
        super().__init__(f"pandoc ended with exit code {code}")
        self.code, self.said = code, said


class Pandoc:
    """Pandoc with a script that answers documents in one format or another; started when first asked."""

    def __init__(self, path: str, script: Path):
        self._command = [path, *_ROOMY, "lua", str(script)]
        self._process: subprocess.Popen | None = None

    def write(self, document: str, writer: str) -> str:
        """
        A document as pandoc's writer writes it.

        Raises: Died where pandoc or the filter found a fault; the next document is asked of a new process.
        """
        process = self._ready()
        self._left -= 1
        asked = document.expandtabs(4).encode()  # as the command line does
        with suppress(BrokenPipeError):  # what it died of is read below
            process.stdin.write(f"{writer} {len(asked)}\n".encode() + asked)
            process.stdin.flush()
        length = process.stdout.readline()
        answer = process.stdout.read(int(length)) if length.endswith(b"\n") else b""
        if not answer or len(answer) < int(length):
            raise self._died(process)
        return answer.decode()

    def _ready(self) -> subprocess.Popen:
        if self._process and not self._left:
            self._end()
            self._process = None
        if not self._process:
            self._said = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process writes into it
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said
            )
            self._end = weakref.finalize(self, _end, self._process, self._said)
            self._left = _MOST
        return self._process

    def _died(self, process: subprocess.Popen) -> Died:
        code = process.wait()
        self._said.seek(0)
        said = self._said.read().decode(errors="replace")
        self._end()
        self._process = None
        return Died(code, said)


def _end(process: subprocess.Popen, said) -> None:
    """Close its input, which ends it, and all that is held of it."""
    with suppress(BrokenPipeError):
        process.stdin.close()
    process.stdout.close()
    process.wait()
    said.close()
