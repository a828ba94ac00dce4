"""Seeing what a library's requests come to: their answers, what broke, and that none leaves where none may.

Apprise says yes or no and keeps the reason to itself. It talks through requests, so every request of the present task
is looked at where all of them pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from afterword.channels.email.loopback import NotLocal, must_stay_local, only_local

_MOST_READ = 4_000


@dataclass(slots=True)
class Answer:
    """What came back for one request: the HTTP status, and the beginning of the body as text."""

    status: int
    body: str


@dataclass(slots=True)
class Exchange:
    """All requests of one handing-over, in their order. `broken` is what the last one broke with; None: nothing."""

    answers: list[Answer] = field(default_factory=list)
    broken: Exception | None = None
    asked: int = 0

    @property
    def last(self) -> Answer | None:
        return self.answers[-1] if self.answers else None


_watching: ContextVar[Exchange | None] = ContextVar("watching", default=None)


@contextmanager
def watched() -> Iterator[Exchange]:
    """What is asked by requests within this block, by this thread."""
    _stand_where_all_pass()
    exchange = Exchange()
    token = _watching.set(exchange)
    try:
        yield exchange
    finally:
        _watching.reset(token)


@cache
def _stand_where_all_pass() -> None:
    from requests.adapters import HTTPAdapter  # noqa: PLC0415  why: only who sends pays for it

    pass_on = HTTPAdapter.send

    def send(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        exchange = _watching.get()
        if exchange is None:
            return pass_on(self, request, *args, **kwargs)
        exchange.asked += 1
        exchange.broken = None
        try:
            _keep_local(request.url)
            response = pass_on(self, request, *args, **kwargs)
            body = response.content[:_MOST_READ].decode("utf-8", "replace")
        except Exception as error:
            exchange.broken = error
            raise
        exchange.answers.append(Answer(response.status_code, body))
        return response

    setattr(HTTPAdapter, "send", send)  # noqa: B010  why: a method is replaced, which types do not foresee


def _keep_local(url: str) -> None:
    """While the clock is not the real one, nothing goes to another machine. Raises a connection error of requests."""
    if not must_stay_local():
        return
    from requests.exceptions import InvalidURL  # noqa: PLC0415  why: as above

    try:
        only_local(urlsplit(url).hostname or "")
    except NotLocal as refused:
        raise InvalidURL(str(refused)) from None
