"""The web server of the one process: the port is bound before any thread starts, and a busy one is a clear sentence."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from django.conf import settings

from afterword.accounts.actions import first_start_token
from afterword.businesses.models import Business, Membership, Role
from afterword.domain.trouble import Trouble
from afterword.infra.tenancy import acting_for

#: Requests served at once.
THREADS = 8


class PortTaken(Trouble):
    """Somebody else listens there."""


class AlreadyRunning(Trouble):
    """Another process serves the same data."""


def bind(host: str, port: int) -> Any:
    """A waitress server that is bound and does not yet serve. Raises :class:`PortTaken`."""
    import waitress  # noqa: PLC0415  why: only the commands that serve pay for it

    from afterword.conf.wsgi import application  # noqa: PLC0415  why: builds all of the web when it is imported

    try:
        return waitress.create_server(
            application, host=host, port=port, threads=THREADS, ident=None, clear_untrusted_proxy_headers=True
        )
    except OSError as error:
        raise PortTaken(_why_not(host, port, error)) from None


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use already. Choose another: afterword run --port {port + 1}."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"Port {port} may only be used by root. Choose one above 1023: afterword run --port 8000."
    return f"{host}:{port} cannot be listened on: {error.strerror or error}. Choose another with --host and --port."


@contextmanager
def only_one_here(what: str) -> Iterator[None]:
    """Hold the data folder for this process: a second one says where the first is. Raises :class:`AlreadyRunning`."""
    path = settings.AFTERWORD_HOME / "run.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 300).decode("utf-8", "replace").strip()
            raise AlreadyRunning(f"Afterword is running here already: {holder or 'it is just starting'}.") from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, what.encode(), 0)
        yield
    finally:
        os.close(handle)


def welcome(address: str) -> list[str]:
    """Where to open, and how to get in."""
    owner = _first_owner()
    if owner is None:
        return [
            "Afterword is running. Nobody has set up a business here yet.",
            f"Open {address}/start/{first_start_token()} to begin.",
        ]
    return [
        f"Afterword is running. Open {address}",
        f"Locked out? A one-time link: afterword sign-in-link {owner}",
    ]


def _first_owner() -> str | None:
    business = Business.objects.order_by("id").first()
    if business is None:
        return None
    with acting_for(business.pk):
        owner = Membership.objects.filter(role=Role.OWNER).select_related("user").order_by("id").first()
    return owner.user.email if owner else "E-MAIL"


def stop_on_signals() -> None:
    """SIGTERM and Ctrl-C end the serving; the second one ends the process at once."""

    def ask(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
