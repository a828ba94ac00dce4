"""Answers for what a file is by its first bytes, and for the stream of bytes inside a packed one."""

import gzip
import io
import zipfile
from pathlib import Path
from typing import IO, cast

from afterword.imports.reading.table import UnreadableFile

MOST_UNPACKED = 8 * 1024**3
#: No table shrinks by more than this; some bombs shrink a thousandfold.
MOST_RATIO, RATIO_FLOOR = 200, 8 * 1024 * 1024
_TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".tab", ".psv")


def kind_of_file(path: Path) -> tuple[str, str]:
    """(format, packed) as in Reading; raises UnreadableFile for archives that hold no table."""
    with path.open("rb") as stream:
        head = stream.read(8)
    if not head:
        raise UnreadableFile("This file is empty.")
    if head.startswith(b"\x1f\x8b"):
        return "csv", "gz"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _kind_of_compound(path), ""
    if head.startswith((b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")) and head[2:4] in (
        b"\x08\x00",
        b"\x10\x00",
        b"\x06\x00",
        b"\x04\x00",
    ):
        return "xls", ""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _kind_of_archive(path)
    return "csv", ""


def _kind_of_compound(path: Path) -> str:
    with path.open("rb") as stream:
        content = stream.read(64 * 1024 * 1024)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UnreadableFile("This workbook is protected by a password; save a copy without one.")
    if "WordDocument".encode("utf-16-le") in content or "PowerPoint".encode("utf-16-le") in content:
        raise UnreadableFile("This is not a table; choose a CSV or XLSX file.")
    return "xls"


def _kind_of_archive(path: Path) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {info.filename for info in archive.infolist()[:2_000]}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        raise UnreadableFile("This file is damaged; get it again from where it came.") from None
    lowered = {name.lower().replace("\\", "/") for name in names}
    if "content.xml" in lowered:
        return "ods", ""
    if any(name.startswith(("xl/", "/xl/")) for name in lowered) or "[content_types].xml" in lowered:
        return "xlsx", ""
    tables = [name for name in names if name.lower().endswith(_TEXT_ENDINGS) and not name.startswith("__MACOSX/")]
    if len(tables) == 1:
        return "csv", "zip"
    raise UnreadableFile("This archive does not hold exactly one table; unpack it and choose one CSV or XLSX file.")


class Unpacked(io.RawIOBase):
    """The bytes inside a file, counted, so that a bomb is noticed while it unpacks."""

    def __init__(self, outer: IO[bytes], inner: IO[bytes]) -> None:
        self._outer, self._inner, self._given = outer, inner, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        assert isinstance(buffer, memoryview)
        piece = self._inner.read(len(buffer))
        buffer[: len(piece)] = piece
        self._given += len(piece)
        if self._given > MOST_UNPACKED or (
            self._given > RATIO_FLOOR and self._given > MOST_RATIO * max(1, self._outer.tell())
        ):
            raise UnreadableFile("This file unpacks to far more than a table needs; unpack it yourself and look at it.")
        return len(piece)

    def position(self) -> int:
        """Bytes of the packed file dealt with so far."""
        return self._outer.tell()

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
            self._outer.close()
        super().close()


class Stream(io.BufferedReader):
    """A buffered reader that knows how far the file on disk has been read."""

    raw: Unpacked

    def position(self) -> int:
        """Bytes of the file on disk dealt with so far."""
        return self.raw.position()


def opened(path: Path, packed: str) -> Stream:
    """The bytes of the table's text, unpacked while they are read."""
    outer: IO[bytes] = path.open("rb")
    inner: IO[bytes] = outer
    if packed == "gz":
        inner = cast(IO[bytes], gzip.GzipFile(fileobj=outer, mode="rb"))
    elif packed == "zip":
        archive = zipfile.ZipFile(outer)
        name = next(info for info in archive.infolist() if _is_table(info.filename))
        inner = archive.open(name)
    return Stream(Unpacked(outer, inner), 256 * 1024)


def _is_table(name: str) -> bool:
    return name.lower().endswith(_TEXT_ENDINGS) and not name.startswith("__MACOSX" + "/")
