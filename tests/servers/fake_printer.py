"""A printing service on this machine: checks the key, keeps what was ordered, and misbehaves as it is told."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

LIVE_KEY = "live_0f1e2d"


@dataclass
class Ordered:
    """One card as it reached the service."""

    id: str
    kind: str
    key: str
    fields: dict[str, str]
    files: dict[str, bytes]
    record: dict[str, Any]


@dataclass
class FakePrinter:
    """`script`: what to do with the next orders, one word each; empty: take them.

    "401", "422:message", "429", "500" … answer so; "cut" hears the order and hangs up; "cut-taken" takes it and hangs
    up; "slow-taken" takes it and answers too late; "garbage" takes it and answers nonsense; "deaf" hangs up unheard.
    """

    script: list[str] = field(default_factory=list)
    ordered: list[Ordered] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    url: str = ""
    slow: float = 1.0
    #: Whether an order under a key that is known is the same order, as it is with the real ones.
    by_key: dict[str, Ordered] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def settings(self) -> dict[str, str]:
        """The account's settings for it."""
        return {"title": "PaperFold", "base_url": self.url, "key": LIVE_KEY, "mode": "live", "price": "12.50"}

    def take(self, kind: str, key: str, fields: dict[str, str], files: dict[str, bytes]) -> Ordered:
        with self.lock:
            if key not in self.by_key:
                number = f"{kind[:3]}_{len(self.ordered) + 1:04d}"
                marks = {"afterword": fields.get("metadata[afterword]", "")}
                record = {
                    "id": number,
                    "expected_delivery_date": "2030-01-09",
                    "metadata": marks,
                    "tracking_events": [],
                }
                self.by_key[key] = Ordered(number, kind, key, fields, files, record)
                self.ordered.append(self.by_key[key])
            return self.by_key[key]

    def track(self, number: str, *names: str) -> None:
        """The post says this of a card."""
        one = next(one for one in self.ordered if one.id == number)
        one.record["tracking_events"] += [{"name": name} for name in names]


@contextmanager
def fake_printer() -> Iterator[FakePrinter]:
    """Runs until the block ends."""
    printer = FakePrinter()

    class Handler(_Handler):
        service = printer

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    printer.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield printer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    service: FakePrinter

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.service.asked.append(f"GET {unquote(self.path)}")
        if not self._allowed():
            return self._answer(401, {"error": {"message": "Your API key is not valid.", "status_code": 401}})
        _, _, kind, *rest = parts.path.split("/")
        mine = [one for one in self.service.ordered if one.kind == kind]
        if rest:
            found = [one.record for one in mine if one.id == unquote(rest[0])]
            return self._answer(200, found[0]) if found else self._answer(404, {"error": {"message": "not found"}})
        wanted = parse_qs(parts.query).get("metadata[afterword]")
        shown = [one.record for one in mine if not wanted or one.record["metadata"]["afterword"] == wanted[0]]
        return self._answer(200, {"data": shown, "object": "list", "count": len(shown)})

    def do_POST(self) -> None:
        word = self.service.script.pop(0) if self.service.script else "take"
        if word == "deaf":
            return self._hang_up()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self._allowed():
            return self._answer(401, {"error": {"message": "Your API key is not valid.", "status_code": 401}})
        kind = self.path.rpartition("/")[2]
        self.service.asked.append(f"POST {kind}")
        if word == "cut":
            return self._hang_up()
        code, _, message = word.partition(":")
        if code.isdigit():
            return self._answer(int(code), {"error": {"message": message or "no", "status_code": int(code)}})
        one = self.service.take(kind, self.headers["Idempotency-Key"], *_parts(self.headers["Content-Type"], body))
        if word == "cut-taken":
            return self._hang_up()
        if word == "slow-taken":
            time.sleep(self.service.slow)
        if word == "garbage":
            return self._raw(200, b"<html>hello")
        return self._answer(200, one.record)

    def _allowed(self) -> bool:
        expected = base64.b64encode(f"{LIVE_KEY}:".encode()).decode()
        return self.headers.get("Authorization") == f"Basic {expected}"

    def _answer(self, status: int, told: dict[str, Any]) -> None:
        self._raw(status, json.dumps(told).encode())

    def _raw(self, status: int, body: bytes) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass  # who asked did not wait

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()


def _parts(content_type: str, body: bytes) -> tuple[dict[str, str], dict[str, bytes]]:
    """A form with files, read by the standard library's mail parser and not by ours."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    whole = BytesParser(policy=HTTP).parsebytes(head + body)
    fields: dict[str, str] = {}
    files: dict[str, bytes] = {}
    for part in whole.iter_parts():  # type: ignore[attr-defined]
        assert isinstance(part, Message)
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        name = str(part.get_param("name", header="content-disposition"))
        if part.get_filename():
            files[name] = content
        else:
            fields[name] = content.decode()
    return fields, files
