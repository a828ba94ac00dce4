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
    #: One sentence for the owner: what it does, and what it costs in time.
    why = TextColumn(max_length=300, default="", blank=True)
    #: The trade whose ready-made plan it was; empty for one of the owner's own.
    trade = TextColumn(max_length=20, default="", blank=True)
    #: A kind of ``domain.triggers.KINDS``, and its parameters as ``written_trigger`` gives them.
    trigger = TextColumn(max_length=20)
    trigger_facts = models.JSONField(default=dict, blank=True)
    #: Whom it is for, as ``domain.audience`` writes it; None: everybody.
    audience = models.JSONField(null=True, blank=True)
    #: A ``domain.contact.Purpose``: "care", "promotion", "transactional" (an answer they asked for) or "public".
    purpose = TextColumn(max_length=15, default="care")
    #: Higher wins when touches collide.
    priority = models.SmallIntegerField(default=50)
    #: A trigger within so many days of an enrollment joins it instead of starting another; 0: each starts one.
    again_after_days = models.PositiveSmallIntegerField(default=0)
    #: Once and never again, whatever stands above.
    once = models.BooleanField(default=False)
    #: What ends it early: ``domain.stopping.StopRule``s, separated by commas.
    stops = TextColumn(max_length=100, default="", blank=True)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    #: High-water mark: every trigger row up to this id has been looked at.
    planned_to_id = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "slug"], name="plan_once")]


class PlanVersion(TenantModel):
    """One version of a plan as it was or may become: its steps carry its number, its other facts stand here.

    The plan's own row and its ``version`` are what is live. A version above that is a draft: it can be looked at and
    tried, and plans nothing.
    """

    plan = key_to(Plan, related_name="versions")
    version = models.PositiveIntegerField()
    #: The plan's own facts by the names of their columns (name, why, trigger, trigger_facts, audience …).
    facts = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True, blank=True)
    #: When it became what is planned by; None: a draft, or one that was passed over.
    live_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "plan", "version"], name="plan_version_once")]


class Step(TenantModel):
    """One planned touch of one version of a plan."""

    plan = key_to(Plan, related_name="steps")
    version = models.PositiveIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=1)
    key = TextColumn(max_length=40)
    name = TextColumn(max_length=100)
    #: Offsets from the anchor: an amount (below 0: before it) and "days", "weeks", "months" or "business_days".
    opens_amount = models.SmallIntegerField()
    closes_amount = models.SmallIntegerField()
    offset_unit = TextColumn(max_length=15, default="days")
    #: In order of preference, separated by commas.
    channels = TextColumn(max_length=100)
    mode = TextColumn(max_length=10)
    minutes = models.PositiveSmallIntegerField(default=2)
    #: Card and postage where it goes by post, in minor units of the business's currency.
    cost_minor = models.PositiveIntegerField(default=0)
    #: For whom it happens, asked again when its day comes, as ``domain.audience`` writes it; None: for everybody.
    conditions = models.JSONField(null=True, blank=True)
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
    #: What started it: a sale, inquiry or event by its id; where it was a day of the calendar (a birthday, a service
    #: date, silence), ``customer_id * 1_000_000 + anchor_on.toordinal()``, so that "once" stays a unique row.
    trigger_id = models.BigIntegerField()
    anchor_on = models.DateField()
    #: "running", "done", "stopped", "past" (its windows had closed before we knew), "joined" (another one speaks
    #: for it), or "moved" (its day became another one before anything happened).
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


class Move(TenantModel):
    """Those on their way through a plan going over to another version of it, some thousands at a time."""

    plan = key_to(Plan, related_name="+")
    #: The version they go over to; once another one is live, this move is over.
    version = models.PositiveIntegerField()
    #: How many were to be looked at, and have been; the last of them by its id.
    total = models.PositiveIntegerField()
    looked_at = models.PositiveIntegerField(default=0)
    after_id = models.BigIntegerField(default=0)
    member_id = models.BigIntegerField(null=True, blank=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["business", "plan"], name="move_under_way", condition=Q(ended_at=None))]


class TypicalRhythm(TenantModel):
    """How often the business's customers buy, altogether or one product again (``domain.rhythm``); reckoned nightly."""

    #: 0: whatever they buy.
    product_id = models.BigIntegerField(default=0)
    #: The gap between two purchases in days, the spread of its logarithm, and how many gaps were seen.
    days = models.FloatField()
    spread = models.FloatField()
    gaps = models.PositiveIntegerField()
    #: The business's civil day.
    reckoned_on = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "product_id"], name="typical_rhythm_once")]
