"""One HTTP request to a printing service: no redirect is followed, and no answer is read without an end."""

from __future__ import annotations

import base64
import contextlib
import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

from afterword.channels.email.loopback import must_stay_local, only_local
from afterword.channels.printing_service.settings import Service

#: Seconds for each step of one request.
PATIENCE = 20.0
_LARGEST_ANSWER = 1_000_000


class NotReached(Exception):
    """Nobody was spoken to: nothing was asked, so nothing can have happened. Says why."""


class NotTrusted(NotReached):
    """Whoever answers there cannot prove to be the service."""


class NoAnswer(Exception):
    """The request left, wholly or in part, and no proper answer came: it may have been understood."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service said."""

    status: int
    body: bytes


class Wire:
    """One line to the service."""

    def __init__(self, service: Service, *, patience: float | None = None) -> None:
        self._service, self._patience = service, patience or PATIENCE
        self._line: http.client.HTTPConnection | None = None

    def connect(self) -> None:
        """Open the line, if it is not. Raises NotReached; raises NotLocal while the clock is not the real one."""
        if self._line is not None:
            return
        service = self._service
        # Connect to the address that was looked at, not to the name: it could stand for something else by then.
        host = only_local(service.host) if must_stay_local() else service.host
        line = (
            http.client.HTTPSConnection(host, service.port, timeout=self._patience, context=_trust())
            if service.is_encrypted
            else http.client.HTTPConnection(host, service.port, timeout=self._patience)
        )
        try:
            line.connect()
        except ssl.SSLError as trouble:
            raise NotTrusted(f"{service.host} could not prove who it is ({trouble.reason or trouble}).") from None
        except (OSError, UnicodeError) as trouble:
            raise NotReached(f"{service.host} cannot be reached ({_said(trouble)}).") from None
        self._line = line

    def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """One request and its answer; the line is closed after it. Raises NotReached and NoAnswer."""
        self.connect()
        line = self._line
        assert line is not None
        secret = base64.b64encode(f"{self._service.key}:".encode()).decode()
        said = {"Host": self._service.host, "Authorization": f"Basic {secret}", "Accept": "application/json"}
        try:
            line.request(method, self._service.path + path, body=body, headers={**said, **(headers or {})})
            response = line.getresponse()
            content = response.read(_LARGEST_ANSWER + 1)
        except (OSError, http.client.HTTPException, ValueError) as trouble:
            raise NoAnswer(f"{self._service.host} did not answer ({_said(trouble)}).") from None
        finally:
            self.close()
        if len(content) > _LARGEST_ANSWER:
            raise NoAnswer(f"{self._service.host} answered with more than anybody would read.")
        return Answer(response.status, content)

    def close(self) -> None:
        """Free the line."""
        if self._line is not None:
            with contextlib.suppress(OSError):
                self._line.close()
            self._line = None


def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def _said(trouble: BaseException) -> str:
    if isinstance(trouble, socket.gaierror):
        return "there is no such name"
    if isinstance(trouble, TimeoutError):
        return "no answer in time"
    return str(getattr(trouble, "strerror", None) or trouble) or type(trouble).__name__
