"""Tables of the installation itself: who holds which lease, and which loop was last alive when."""

from __future__ import annotations

from django.db import models

from afterword.infra.fields import TextColumn


class Lease(models.Model):
    """A named piece of work held by one process until a moment (wall clock, UTC)."""

    name = TextColumn(max_length=120, unique=True)
    holder = TextColumn(max_length=120)
    token = models.BigIntegerField(default=0)
    until = models.DateTimeField()


class Heartbeat(models.Model):
    """When a loop (the scheduler, a worker) was last alive, by the wall clock in UTC, and what it last did."""

    name = TextColumn(max_length=120, unique=True)
    at = models.DateTimeField()
    note = TextColumn(max_length=500, default="", blank=True)
