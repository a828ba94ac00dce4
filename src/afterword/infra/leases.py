"""Leases: one process at a time does a named piece of work, and a dead one's turn ends by itself."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from afterword.infra import clock
from afterword.infra.models import Lease

#: Names this process among all that share the database.
HOLDER = f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def take_lease(*, name: str, seconds: float, holder: str = HOLDER) -> int | None:
    """Take or renew the lease for ``seconds``; return its fencing token, or None while somebody else holds it."""
    until = clock.wall() + timedelta(seconds=seconds)
    free = Q(until__lt=clock.wall()) | Q(holder=holder)
    if Lease.objects.filter(free, name=name).update(holder=holder, until=until, token=F("token") + 1):
        return Lease.objects.values_list("token", flat=True).get(name=name)
    try:
        with transaction.atomic():
            Lease.objects.create(name=name, holder=holder, until=until, token=1)
    except IntegrityError:
        return None
    return 1


def is_leased(*, name: str) -> bool:
    """Whether somebody, this process included, is at that work now."""
    return Lease.objects.filter(name=name, until__gte=clock.wall()).exists()


def release_lease(*, name: str, holder: str = HOLDER) -> None:
    """Give the lease back at once."""
    Lease.objects.filter(name=name, holder=holder).update(until=clock.wall() - timedelta(seconds=1))


@contextmanager
def lease(*, name: str, seconds: float, holder: str = HOLDER) -> Iterator[int | None]:
    """Hold a lease for the block; yields its token, or None where somebody else holds it."""
    token = take_lease(name=name, seconds=seconds, holder=holder)
    try:
        yield token
    finally:
        if token is not None:
            release_lease(name=name, holder=holder)
