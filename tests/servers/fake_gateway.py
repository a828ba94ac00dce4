"""A gateway for short messages on this machine: it answers as a test says, and keeps what it was asked."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs


@dataclass(frozen=True)
class Asked:
    """One request as it came: the fields of its form or of its JSON."""

    path: str
    authorization: str
    fields: dict[str, Any]


@dataclass
class FakeGateway:
    """Serves on a port of its own while it is entered. ``answer`` gives the status and the body, or does worse."""

    answer: Callable[[Asked], tuple[int, Any] | str] = lambda asked: (201, {"sid": "SM1", "status": "queued"})
    asked: list[Asked] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> Self:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                request = Asked(self.path, self.headers.get("Authorization", ""), _fields(body))
                gateway.asked.append(request)
                gateway._serve(self, gateway.answer(request))

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._stopped = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, handler: BaseHTTPRequestHandler, answer: tuple[int, Any] | str) -> None:
        if answer == "silence":
            self._stopped.wait(5)
            return
        if answer == "cut":
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.close_connection = True
            handler.connection.close()
            return
        status, told = answer if isinstance(answer, tuple) else (200, answer)
        body = told.encode() if isinstance(told, str) else json.dumps(told).encode()
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


def _fields(body: bytes) -> dict[str, Any]:
    text = body.decode()
    if text.startswith("{"):
        told: dict[str, Any] = json.loads(text)
        return told
    return {name: values[0] for name, values in parse_qs(text).items()}
