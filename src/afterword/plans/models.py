"""Plans and their versions, steps, and enrollments."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from afterword.customers.models import Customer
from afterword.followups.models import Template
from afterword.infra.fields import TextColumn, key_to
from afterword.infra.tenancy import TenantModel


class Plan(TenantModel):
    """A follow-up sequence."""

    slug = TextColumn(max_length=60)
    name = TextColumn(max_length=100)
    #: "sale" or "inquiry".
    trigger = TextColumn(max_length=20)
    #: A ``domain.contact.Purpose``: "care", "promotion" or "transactional" (an answer that they asked for).
    purpose = TextColumn(max_length=15, default="care")
    #: Higher wins when touches collide.
    priority = models.SmallIntegerField(default=50)
    #: A trigger within so many days of an enrollment joins it instead of starting another.
    again_after_days = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    #: High-water mark: every trigger row up to this id has been looked at.
    planned_to_id = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "slug"], name="plan_once")]


class Step(TenantModel):
    """One planned touch of one version of a plan."""

    plan = key_to(Plan, related_name="steps")
    version = models.PositiveIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=1)
    key = TextColumn(max_length=40)
    name = TextColumn(max_length=100)
    #: Offsets from the anchor: an amount and "days", "weeks", "months" or "business_days".
    opens_amount = models.SmallIntegerField()
    closes_amount = models.SmallIntegerField()
    offset_unit = TextColumn(max_length=15, default="days")
    #: In order of preference, separated by commas.
    channels = TextColumn(max_length=100)
    mode = TextColumn(max_length=10)
    minutes = models.PositiveSmallIntegerField(default=2)
    template = key_to(Template, related_name="+")
    #: "send_late", "call" or "skip", and for how many days after the window.
    missed_kind = TextColumn(max_length=10, default="send_late")
    missed_days = models.PositiveSmallIntegerField(default=7)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "plan", "version", "key"], name="step_once")]


class Enrollment(TenantModel):
    """One customer's way through one plan version from one anchor."""

    plan = key_to(Plan, related_name="+")
    version = models.PositiveIntegerField()
    customer = key_to(Customer, related_name="+")
    #: The sale or inquiry that started it.
    trigger_id = models.BigIntegerField()
    anchor_on = models.DateField()
    #: "running", "done", "stopped", "past" (its windows had closed before we knew) or "joined" (another one speaks
    #: for it).
    state = TextColumn(max_length=10)
    reason = TextColumn(max_length=40, default="", blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "plan", "trigger_id"], name="enrollment_once")]
        indexes = [
            # With the state, so that planning finds a customer's rounds without fetching their rows.
            models.Index(fields=["business", "customer", "plan", "anchor_on", "state"], name="enrollment_by_customer"),
            # What waits for the owner's word; planning of fresh sales does not pay for it.
            models.Index(fields=["business", "plan", "customer"], name="enrollment_past", condition=Q(state="past")),
        ]
