"""A language model's API on this machine: it answers as one does, slowly, wrongly, or without an end, as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class LanguageModel:
    """What it was asked, and how it answers: ``how`` is "plain", "slow", "drip", "huge", "cut" or "garbage"."""

    server: ThreadingHTTPServer
    how: str = "plain"
    status: int = 200
    says: str = "I hope the ring still fits."
    location: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/v1"


class _Server(ThreadingHTTPServer):
    model: LanguageModel

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The other side hung up, as some tests want."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        model = self.server.model
        model.paths.append(self.path)
        model.keys.append(self.headers.get("Authorization", ""))
        model.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        if model.how == "garbage":
            self.wfile.write(b"HELLO I AM NO SERVER\r\n\r\n")
            return
        if model.how == "slow":
            model.released.wait(10)
        body = json.dumps({"choices": [{"message": {"content": model.says}}]}).encode()
        self.say(model, b'{"choices": "' + b"x" * 3_000_000 if model.how == "huge" else body)

    def say(self, model: LanguageModel, body: bytes) -> None:
        self.send_response(model.status)
        if model.location:
            self.send_header("Location", model.location)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if model.how == "cut":
            self.wfile.write(body[:10])
            self.close_connection = True
        elif model.how == "drip":
            self.drip(model, body)
        else:
            self.wfile.write(body)

    def drip(self, model: LanguageModel, body: bytes) -> None:
        for octet in body:
            if model.released.wait(0.1):
                return
            self.wfile.write(bytes([octet]))
            self.wfile.flush()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def language_model() -> Iterator[LanguageModel]:
    """One that runs until the end of the block."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.model = model = LanguageModel(server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield model
    finally:
        model.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
