"""How each customer stands by the audit, what has changed since, and what was done in time by plan and month."""

from __future__ import annotations

from django.db import models

from afterword.infra.fields import TextColumn
from afterword.infra.tenancy import TenantModel


class Stands(models.IntegerChoices):
    """How a living customer stands. Of the two reasons one calls for an address."""

    NEXT_TOUCH = 0
    REASON = 1
    CANNOT_BE_REACHED = 2
    FORGOTTEN = 3


class Standing(TenantModel):
    """How one living customer stood when last looked at, and until which day that holds if nothing changes."""

    #: A plain number: the row is derived, and outlives its customer until the audit looks again.
    customer_id = models.BigIntegerField()
    kind = models.PositiveSmallIntegerField(choices=Stands.choices)
    #: The last good day of the latest touch, or of the reason; the first day of the calendar for the forgotten.
    until = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "customer_id"], name="standing_once")]
        indexes = [models.Index(fields=["business", "kind", "until", "customer_id"], name="standing_by_kind")]


class Tally(TenantModel):
    """The sums of the standings, so that a few changes need no counting of a million; one row."""

    #: Whether the database marks changes for this business (infra.marking).
    is_marking = models.BooleanField(default=False)
    #: Whether every living customer's standing is there.
    is_complete = models.BooleanField(default=False)
    #: The civil day of the last look; what ran out since then is looked at anew.
    day = models.DateField(null=True)
    #: Which plans were on: a touch of a plan that is off does not count.
    plans = TextColumn(max_length=32, default="", blank=True)
    next_touch = models.PositiveIntegerField(default=0)
    reason = models.PositiveIntegerField(default=0)
    cannot_be_reached = models.PositiveIntegerField(default=0)
    forgotten = models.PositiveIntegerField(default=0)
    #: When a full count last said otherwise than these sums.
    differed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business"], name="tally_latest")]


class AuditMark(TenantModel):
    """A customer one of whose rows has changed, written by the database's own triggers."""

    customer_id = models.BigIntegerField()


class Kept(TenantModel):
    """Of the windows that closed in a month, or were met in it: how many, and how many were met in time."""

    #: The first day of the month.
    month = models.DateField()
    #: None: by hand, outside any plan.
    plan_id = models.BigIntegerField(null=True)
    #: In whose minutes it was planned; None: anybody's.
    membership_id = models.BigIntegerField(null=True)
    due = models.PositiveIntegerField()
    in_time = models.PositiveIntegerField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["business", "month"], name="kept_by_month")]
