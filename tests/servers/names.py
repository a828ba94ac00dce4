"""A name server on this machine that knows a few texts, and can keep silent."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Thread

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from afterword.channels.email.dns import NameServer


@contextmanager
def name_server(texts: Mapping[str, list[str]], *, is_silent: bool = False) -> Iterator[NameServer]:
    """Answers TXT questions from ``texts``; every other name is unknown to it."""
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    line.bind(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                question, asker = line.recvfrom(4096)
            except OSError:
                return
            if question == b"stop":
                return
            if not is_silent:
                line.sendto(_answer(question, texts), asker)

    server = Thread(target=serve, daemon=True)
    server.start()
    try:
        yield NameServer("127.0.0.1", line.getsockname()[1])
    finally:
        line.sendto(b"stop", line.getsockname())
        server.join(5)
        line.close()


def _answer(question: bytes, texts: Mapping[str, list[str]]) -> bytes:
    asked = dns.message.from_wire(question)
    answer = dns.message.make_response(asked)
    answer.flags |= dns.flags.AA
    name = asked.question[0].name
    known = texts.get(str(name).rstrip("."))
    if known is None:
        answer.set_rcode(dns.rcode.NXDOMAIN)
    else:
        pieces = ['"' + '" "'.join(text[n : n + 200] for n in range(0, len(text), 200)) + '"' for text in known]
        answer.answer.append(dns.rrset.from_text(name, 60, "IN", dns.rdatatype.TXT, *pieces))
    return answer.to_wire()
