"""
Zip files, looked through before anything opens them.

Nothing is ever unpacked to disk, so the names of members do no harm. Each member is inflated once, by the
bytes that are there and not by what its header claims: what comes out must have the size and the checksum
that the list of members gives.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO
from xml.parsers import expat

from karnameh.errors import RegisterError
from karnameh.registers.sheets.refusal import SPLIT, UNLOCK, damaged, refusal

MOST_MEMBERS = 10_000
#: Together, unpacked.
MOST_BYTES = 2 * 2**30
#: From this size on, more than so many times the packed size is a bomb.
_SUSPECT_BYTES, _MOST_TIMES = 50 * 2**20, 200
_PIECE = 2**18
_LOCAL = struct.Struct("<4s22xHH")
_ENCRYPTED = 1
#: All that the standard library raises on a broken zip, as found by breaking thousands.
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError, ValueError, OSError)


@contextmanager
def members(file: BinaryIO) -> Iterator[dict[str, zipfile.ZipInfo]]:
    """
    The members of a zip by name in lower case, as long as they are read.

    Raises: RegisterError where the zip is damaged, locked, a bomb, or says a thing twice.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            found = archive.infolist()
            _sane(found)
            by_name = {_name(member): member for member in found}
            if len(by_name) < len(found):
                raise refusal("it holds a part twice, so that it could be read in two ways")
            yield by_name
    except (*_BROKEN, expat.ExpatError):
        raise damaged() from None


def _name(member: zipfile.ZipInfo) -> str:
    return member.filename.replace("\\", "/").lower()


def _sane(found: list[zipfile.ZipInfo]) -> None:
    if len(found) > MOST_MEMBERS:
        raise refusal(f"it is a zip of more than {MOST_MEMBERS:,} parts, as no workbook is")
    if any(member.flag_bits & _ENCRYPTED for member in found):
        raise refusal("it is protected with a password", UNLOCK)
    if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in found):
        raise refusal("it is packed in a way that workbooks are not")
    size, packed = (sum(getattr(m, field) for m in found) for field in ("file_size", "compress_size"))
    if size > MOST_BYTES or (size > _SUSPECT_BYTES and size > _MOST_TIMES * packed):
        raise refusal(f"it is a zip bomb, or too large: it unpacks to {size // 2**20:,} MiB", SPLIT)


def pieces(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """
    What a member holds, piece by piece, in bounded memory.

    Raises: RegisterError where it is not of the size and checksum that the list of members gives.
    """
    file.seek(member.header_offset)
    head = file.read(_LOCAL.size)
    if len(head) < _LOCAL.size:
        raise damaged()
    mark, name, extra = _LOCAL.unpack(head)
    if mark != b"PK\3\4":
        raise damaged()
    file.seek(name + extra, 1)
    size, crc = 0, 0
    for piece in _inflated(file, member):
        size += len(piece)
        if size > member.file_size:
            raise damaged()
        crc = zlib.crc32(piece, crc)
        yield piece
    if size != member.file_size or crc != member.CRC:
        raise damaged()


def _inflated(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    left, inflate = member.compress_size, zlib.decompressobj(-zlib.MAX_WBITS)
    while left > 0:
        packed = file.read(min(left, _PIECE))
        if not packed:
            raise damaged()
        left -= len(packed)
        if member.compress_type == zipfile.ZIP_STORED:
            yield packed
            continue
        while packed:
            yield inflate.decompress(packed, _PIECE)
            packed = inflate.unconsumed_tail
        if inflate.eof and (left or inflate.unused_data):
            raise damaged()
    if member.compress_type == zipfile.ZIP_DEFLATED:
        yield inflate.flush()
        if not inflate.eof:
            raise damaged()


def overlapping(parts: Iterable[bytes], by: int = 256) -> Iterator[bytes]:
    """The pieces, each after the end of the one before it, so that a short mark is never cut in two."""
    end = b""
    for part in parts:
        part = end + part
        yield part
        end = part[-by:]


def plain_xml(parts: Iterable[bytes]) -> Iterator[bytes]:
    """
    Pieces of XML passed on, if they are UTF-8, well-formed and declare nothing of their own.

    Raises: RegisterError for a DOCTYPE (an XML bomb, a way to other files), or another encoding, in which it
    could hide; ExpatError where the XML is broken.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _doctype
    parser.XmlDeclHandler = _declaration
    for part in parts:
        if b"\0" in part:
            raise _other_encoding()
        parser.Parse(part)
        yield part
    parser.Parse(b"", True)


def _doctype(*_: object) -> None:
    raise refusal("it holds declarations of its own in its XML (an XML bomb, or a way to other files)")


def _declaration(version: str, encoding: str | None, standalone: int) -> None:
    if encoding and encoding.lower() not in ("utf-8", "utf8", "us-ascii", "ascii"):
        raise _other_encoding()


def _other_encoding() -> RegisterError:
    return refusal("it holds XML that is not in UTF-8, as no office program writes it")
