"""The wire between the reading child and its parent: nothing on it can run code, unlike a pickle."""

import json
import struct
from collections.abc import Sequence
from typing import IO, Any

Row = tuple[int, list[str]]

_HEAD = struct.Struct("!cII")
LARGEST_FRAME = 256 * 1024 * 1024
ROWS, ANSWER, REFUSAL, END = b"r", b"a", b"x", b"e"
_CELL, _ROW = "\x1f", "\x1e"


def send(stream: IO[bytes], kind: bytes, header: Any, body: bytes = b"") -> None:
    """Write one frame."""
    head = json.dumps(header).encode()
    stream.write(_HEAD.pack(kind, len(head), len(body)))
    stream.write(head)
    stream.write(body)


def receive(stream: IO[bytes]) -> tuple[bytes, Any, bytes] | None:
    """Read one frame; None where the stream ends early or holds something else."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, header_size, body_size = _HEAD.unpack(head)
    if header_size + body_size > LARGEST_FRAME:
        return None
    header, body = stream.read(header_size), stream.read(body_size)
    if len(header) < header_size or len(body) < body_size:
        return None
    try:
        return kind, json.loads(header), body
    except ValueError:
        return None


def send_rows(stream: IO[bytes], rows: Sequence[Row], position: int) -> None:
    """Write one frame of rows; position: bytes of the file dealt with so far."""
    lines = [line for line, _ in rows]
    text = _ROW.join([_CELL.join(cells) for _, cells in rows])
    if text.count(_ROW) != len(rows) - 1 or text.count(_CELL) != sum([len(cells) - 1 for _, cells in rows if cells]):
        text = _ROW.join([_CELL.join([_without_marks(cell) for cell in cells]) for _, cells in rows])
    steady = lines[-1] - lines[0] == len(lines) - 1
    header = {"lines": lines[0] if steady else lines, "n": len(lines), "at": position}
    send(stream, ROWS, header, text.encode("utf-8", "surrogatepass"))


def received_rows(header: Any, body: bytes) -> list[Row]:
    """The rows of one frame."""
    cells = [row.split(_CELL) for row in body.decode("utf-8", "surrogatepass").split(_ROW)]
    lines = header["lines"]
    numbers = range(lines, lines + header["n"]) if isinstance(lines, int) else lines
    return list(zip(numbers, cells, strict=True))


def _without_marks(cell: str) -> str:
    return cell.replace(_CELL, " ").replace(_ROW, " ")
