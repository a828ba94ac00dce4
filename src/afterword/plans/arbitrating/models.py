"""What came of touches that were too close to each other."""

from __future__ import annotations

from django.db import models

from afterword.infra.fields import TextColumn
from afterword.infra.tenancy import TenantModel


class Collision(TenantModel):
    """The last ruling on a follow-up that moved or gave way, with the touch that came first; narrow, for why."""

    follow_up_id = models.BigIntegerField()
    #: "moves" or "gives_way", and why (``domain.arbitration``).
    outcome = TextColumn(max_length=10)
    because = TextColumn(max_length=12)
    #: The follow-up that came first; None: what has happened, or the calendar.
    winner_id = models.BigIntegerField(null=True, blank=True)
    #: The day on which it lay before.
    was_on = models.DateField()
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "follow_up_id"], name="collision_latest")]
        indexes = [models.Index(fields=["business", "winner_id"], name="collision_by_winner")]
