"""One row per call that somebody tried to make."""

from __future__ import annotations

from django.db import models

from afterword.customers.models import Customer
from afterword.followups.models import FollowUp
from afterword.infra.fields import TextColumn, key_to
from afterword.infra.tenancy import TenantModel


class CallAttempt(TenantModel):
    """One try, what came of it, and how the follow-up stood before, so that it can be taken back."""

    follow_up = key_to(FollowUp, related_name="+")
    customer = key_to(Customer, related_name="+")
    #: Counted from 1 for each follow-up.
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    #: A ``domain.calling.Outcome``, and what became of the follow-up: a ``domain.calling.Then``.
    outcome = TextColumn(max_length=20)
    became = TextColumn(max_length=20)
    #: The number that was rung, normalised; empty where none was on record.
    address = TextColumn(max_length=254, default="", blank=True)
    note = TextColumn(max_length=1000, default="", blank=True)
    #: When it comes back; None: not by itself.
    again_at = models.DateTimeField(null=True, blank=True)
    by_id = models.BigIntegerField(null=True)
    #: How the follow-up stood when the outcome was told: a second tap is known by the version that it saw.
    seen_version = models.PositiveIntegerField()
    was_due_on = models.DateField()
    was_moved_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "follow_up", "number"], name="call_attempt_once")]
        indexes = [models.Index(fields=["business", "customer", "at"], name="call_attempt_by_customer")]
