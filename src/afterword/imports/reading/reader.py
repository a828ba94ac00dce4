"""Answers for files from outside, by asking a child process that may be limited, killed and replaced."""

import csv
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import afterword
from afterword.imports.reading import frames
from afterword.imports.reading.frames import Row
from afterword.imports.reading.table import Reading, UnreadableFile, reading_from_json

#: Seconds of wall time for the first look at a file.
LOOK_TIMEOUT = 120
_GAVE_UP = (
    "This file cannot be read: it needs more memory or time than a table should; save it as CSV, or in several parts."
)


def inspect(path: Path, *, sheet: str | None = None) -> Reading:
    """What the file is, how it is written and what its first rows are; raises UnreadableFile.

    sheet: which sheet of a workbook (default: the first visible one that holds a table).
    """
    path = _checked(path)
    process = _child("inspect", path, sheet or "")
    timer = threading.Timer(LOOK_TIMEOUT, process.kill)
    timer.start()
    try:
        frame = frames.receive(_output(process))
    finally:
        timer.cancel()
        _end(process)
    if frame is None:
        raise UnreadableFile(_GAVE_UP)
    kind, header, _ = frame
    if kind != frames.ANSWER:
        raise UnreadableFile(str(header))
    return reading_from_json(header)


def rows(path: Path, reading: Reading, *, progress: Callable[[int], None] | None = None) -> Iterator[list[Row]]:
    """Batches of (line, cells), at most 5,000 rows each, blank lines included as one empty cell.

    line is the physical line (or sheet row) where the row starts. progress is told the bytes of the file dealt
    with. Raises UnreadableFile where reading cannot go on; closing the iterator ends the child.
    """
    path = _checked(path)
    plain = reading.as_json()
    plain["sample"] = None
    process = _child("rows", path, json.dumps(plain))
    output = _output(process)
    try:
        while True:
            frame = frames.receive(output)
            if frame is None:
                raise UnreadableFile(_GAVE_UP)
            kind, header, body = frame
            if kind == frames.END:
                return
            if kind != frames.ROWS:
                raise UnreadableFile(str(header))
            yield frames.received_rows(header, body)
            if progress is not None:
                progress(header["at"])
    finally:
        _end(process)


def as_csv(path: Path, reading: Reading, out: Path) -> int:
    """Write the table as understood: RFC 4180, UTF-8, CRLF, its header first, blank lines left out. Gives the
    number of rows.

    The file appears only once it is whole.
    """
    part = out.with_name(out.name + ".part")
    written = 0
    try:
        with part.open("w", encoding="utf-8", errors="replace", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\r\n")
            if reading.header is not None:
                writer.writerow(reading.header)
            for batch in rows(path, reading):
                told = [cells for _, cells in batch if cells != [""]]
                writer.writerows(told)
                written += len(told)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return written


def _checked(path: Path) -> Path:
    try:
        if path.is_dir():
            raise UnreadableFile(f'"{path.name}" is a folder; choose a file.')
        if not path.exists():
            raise UnreadableFile(f'There is no file "{path}"; check its name.')
        if not path.is_file():
            raise UnreadableFile(f'"{path.name}" is not a file; choose a CSV or XLSX file.')
        if path.stat().st_size == 0:
            raise UnreadableFile("This file is empty.")
        if not os.access(path, os.R_OK):
            raise UnreadableFile(f'"{path.name}" may not be read by this user; change its permissions.')
    except (OSError, ValueError):
        raise UnreadableFile("This file cannot be opened; check its name.") from None
    return path.resolve()


def _child(command: str, path: Path, argument: str) -> subprocess.Popen[bytes]:
    # No secrets from our environment, and only what Python needs to find this package.
    package = str(Path(afterword.__file__).parent.parent)
    environment = {
        "PYTHONPATH": package,
        "LANG": "C.UTF-8",
        "PATH": os.environ.get("PATH", ""),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "afterword.imports.reading.child", command, str(path), argument],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )


def _output(process: subprocess.Popen[bytes]) -> IO[bytes]:
    assert process.stdout is not None
    return process.stdout


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
    _output(process).close()
    process.wait()
