"""A mail server for tests that writes down every message it accepts, durably, before it says so.

It is a process of its own, so that it outlives a client that is killed: what stands in its book was accepted, and
nothing else was. Start it with `python -m tests.servers.recording_smtp --dir DIR`; it prints `PORT n` and serves until
it is ended, or until its standard input closes with `--while-stdin`.
"""

from __future__ import annotations

import argparse
import asyncio
import fnmatch
import json
import os
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

BOOK = "accepted.jsonl"
PHASES = ("banner", "ehlo", "mail", "rcpt", "data", "body", "before_record", "after_record", "quit")


@dataclass(frozen=True, slots=True)
class Accepted:
    """One message that the server has taken responsibility for. `raw` is as received, dots unstuffed, CRLF kept."""

    message_id: str
    mail_from: str
    rcpt_to: tuple[str, ...]
    raw: bytes

    @property
    def parsed(self) -> EmailMessage:
        """The message as the standard library reads it."""
        message = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return message


def accepted(folder: Path) -> list[Accepted]:
    """Every message accepted so far, in order. A last line cut off by a crash was never answered with 250: left out."""
    return list(_book_entries(folder / BOOK))


def _book_entries(book: Path) -> Iterator[Accepted]:
    if not book.exists():
        return
    for line in book.read_bytes().split(b"\n")[:-1]:
        entry = json.loads(line)
        raw = b64decode(entry["raw"])
        yield Accepted(entry["message_id"], entry["mail_from"], tuple(entry["rcpt_to"]), raw)


@dataclass(slots=True)
class Manners:
    """How the server behaves. `replies`: (phase, pattern of the address or argument, the answer to give instead)."""

    folder: Path
    delays: dict[str, float] = field(default_factory=dict)
    replies: list[tuple[str, str, str]] = field(default_factory=list)
    pipelining: bool = True
    smtputf8: bool = True

    def answer(self, phase: str, argument: str, usual: str) -> bytes:
        """The usual answer, or the one ordered for such an argument."""
        for wanted, pattern, reply in self.replies:
            if wanted == phase and fnmatch.fnmatchcase(argument.lower(), pattern.lower()):
                return f"{reply}\r\n".encode()
        return f"{usual}\r\n".encode()


class Recorder:
    """The book: one JSON line per message, on the disk before `write` returns."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._book = os.open(folder / BOOK, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(self, mail_from: str, rcpt_to: Sequence[str], raw: bytes) -> None:
        """Append one accepted message and force it to the disk."""
        entry = {
            "message_id": _message_id(raw),
            "mail_from": mail_from,
            "rcpt_to": list(rcpt_to),
            "raw": b64encode(raw).decode(),
        }
        os.write(self._book, json.dumps(entry).encode() + b"\n")
        os.fsync(self._book)


class Conversation:
    """One client's connection, from the banner to QUIT."""

    def __init__(
        self, manners: Manners, recorder: Recorder, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.manners, self.recorder, self.reader, self.writer = manners, recorder, reader, writer
        self.mail_from: str | None = None
        self.rcpt_to: list[str] = []

    async def serve(self) -> None:
        """Talk until the client leaves; a message without its dot is thrown away."""
        try:
            await self.say("banner", "", "220 recording.test ESMTP")
            while line := await self.reader.readline():
                if not await self.obey(line.rstrip(b"\r\n")):
                    break
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # the client died or hung up: nothing of its message was accepted
        finally:
            self.writer.close()

    async def obey(self, line: bytes) -> bool:
        """One command. False ends the conversation."""
        verb, _, argument = line.decode("utf-8", "replace").partition(" ")
        match verb.upper():
            case "EHLO":
                await self.say("ehlo", argument, self.offers())
            case "HELO":
                await self.say("ehlo", argument, "250 recording.test")
            case "MAIL":
                address = _address(argument)
                if await self.say("mail", address, "250 2.1.0 Ok"):
                    self.mail_from, self.rcpt_to = address, []
            case "RCPT":
                await self.on_rcpt(_address(argument))
            case "DATA":
                await self.on_data()
            case "RSET":
                self.mail_from, self.rcpt_to = None, []
                await self.say("", "", "250 2.0.0 Ok")
            case "NOOP":
                await self.say("", "", "250 2.0.0 Ok")
            case "QUIT":
                await self.say("quit", "", "221 2.0.0 Bye")
                return False
            case _:
                await self.say("", "", "500 5.5.2 What?")
        return True

    def offers(self) -> str:
        """The answer to EHLO."""
        offers = ["recording.test", "8BITMIME"]
        offers += ["PIPELINING"] if self.manners.pipelining else []
        offers += ["SMTPUTF8"] if self.manners.smtputf8 else []
        return "\r\n".join([f"250-{offer}" for offer in offers[:-1]] + [f"250 {offers[-1]}"])

    async def on_rcpt(self, address: str) -> None:
        """One more recipient."""
        if self.mail_from is None:
            await self.say("", "", "503 5.5.1 MAIL first")
        elif await self.say("rcpt", address, "250 2.1.5 Ok"):
            self.rcpt_to.append(address)

    async def on_data(self) -> None:
        """A message, if there is anybody to give it to."""
        if self.mail_from is None or not self.rcpt_to:
            await self.say("", "", "554 5.5.1 No valid recipients")
        elif await self.say("data", self.rcpt_to[0], "354 Go on", positive="3"):
            await self.take_message()

    async def take_message(self) -> None:
        """Read up to the dot, record, and only then say 250."""
        await asyncio.sleep(self.manners.delays.get("body", 0))
        lines: list[bytes] = []
        while True:
            line = await self.reader.readuntil(b"\n")
            if line in (b".\r\n", b".\n"):
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        await asyncio.sleep(self.manners.delays.get("before_record", 0))
        mail_from, rcpt_to, self.mail_from, self.rcpt_to = self.mail_from or "", self.rcpt_to, None, []
        answer = self.manners.answer("dot", rcpt_to[0], "250 2.0.0 Recorded")
        if answer.startswith(b"250"):
            self.recorder.write(mail_from, rcpt_to, b"".join(lines))
        await asyncio.sleep(self.manners.delays.get("after_record", 0))
        self.writer.write(answer)
        await self.writer.drain()

    async def say(self, phase: str, argument: str, usual: str, *, positive: str = "2") -> bool:
        """Answer after the phase's delay; whether the answer was a yes."""
        if delay := self.manners.delays.get(phase, 0):
            await asyncio.sleep(delay)
        answer = self.manners.answer(phase, argument, usual)
        self.writer.write(answer)
        await self.writer.drain()
        return answer.startswith(positive.encode())


def _address(argument: str) -> str:
    return argument.partition("<")[2].partition(">")[0]


def _message_id(raw: bytes) -> str:
    head = raw.partition(b"\r\n\r\n")[0]
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"message-id:"):
            return line[len(b"message-id:") :].strip().decode("ascii", "replace")
    return ""


async def _serve(manners: Manners, port: int, *, while_stdin: bool) -> None:
    recorder = Recorder(manners.folder)

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await Conversation(manners, recorder, reader, writer).serve()

    server = await asyncio.start_server(greet, "127.0.0.1", port, limit=2**20, backlog=256)
    sys.stdout.write(f"PORT {server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    async with server:
        if while_stdin:
            await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)
        else:
            await server.serve_forever()


def _pair(text: str) -> tuple[str, float]:
    phase, _, seconds = text.partition("=")
    if phase not in PHASES:
        raise argparse.ArgumentTypeError(f"{phase} is none of {', '.join(PHASES)}")
    return phase, float(seconds)


def _ordered(text: str) -> tuple[str, str, str]:
    where, _, reply = text.partition("=")
    phase, _, pattern = where.partition(":")
    return phase, pattern or "*", reply


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line; see the module's first lines."""
    parser = argparse.ArgumentParser(
        prog="recording_smtp", description="A mail server that writes down what it accepts."
    )
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--delay", type=_pair, action="append", default=[], metavar="PHASE=SECONDS")
    parser.add_argument("--reply", type=_ordered, action="append", default=[], metavar="PHASE:PATTERN=ANSWER")
    parser.add_argument("--no-pipelining", action="store_true")
    parser.add_argument("--no-smtputf8", action="store_true")
    parser.add_argument("--while-stdin", action="store_true")
    chosen = parser.parse_args(arguments)
    manners = Manners(chosen.dir, dict(chosen.delay), chosen.reply, not chosen.no_pipelining, not chosen.no_smtputf8)
    asyncio.run(_serve(manners, chosen.port, while_stdin=chosen.while_stdin))


if __name__ == "__main__":
    main()
