"""A business, who works there with which role, and the days on which it is closed."""

from __future__ import annotations

from datetime import time

from django.db import models

from afterword.accounts.models import User
from afterword.infra.fields import TextColumn, key_to
from afterword.infra.tenancy import TenantModel

#: Monday to Saturday, as bits 0 to 5.
MONDAY_TO_SATURDAY = 0b0111111


class Trade(models.TextChoices):
    SHOP = "shop", "Shop"
    JEWELLER = "jeweller", "Jeweller"
    SALON = "salon", "Salon"
    GARDEN = "garden", "Garden and landscape"
    WORKSHOP = "workshop", "Workshop and car care"
    CLINIC = "clinic", "Clinic"
    RESTAURANT = "restaurant", "Restaurant"
    SOFTWARE = "software", "Software"
    CONSULTANT = "consultant", "Consultant"
    NETWORK = "network", "Network marketing"
    OTHER = "other", "Something else"


class Business(models.Model):
    """One business. Everything that is somebody's carries its id."""

    slug = TextColumn(max_length=60, unique=True)
    name = TextColumn(max_length=200)
    trade = TextColumn(max_length=20, choices=Trade.choices, default=Trade.SHOP)
    timezone = TextColumn(max_length=64)
    country = TextColumn(max_length=2)
    currency = TextColumn(max_length=3)
    language = TextColumn(max_length=10, default="en")
    #: Who signs the letters: "Rosa", or "Rosa and Tom".
    signature = TextColumn(max_length=200, default="", blank=True)
    postal_address = TextColumn(max_length=500, default="", blank=True)
    phone = TextColumn(max_length=40, default="", blank=True)
    email = TextColumn(max_length=254, default="", blank=True)
    website = TextColumn(max_length=200, default="", blank=True)
    accent = TextColumn(max_length=7, default="#2b4a9b")
    #: Bit 0 is Monday.
    open_weekdays = models.PositiveSmallIntegerField(default=MONDAY_TO_SATURDAY)
    closed_on_holidays = models.BooleanField(default=True)
    #: Local times between which nothing automatic is sent.
    quiet_from = models.TimeField(default=time(20, 0))
    quiet_until = models.TimeField(default=time(8, 0))
    #: Days that must pass between two automatic or approved touches to one customer.
    cap_days = models.PositiveSmallIntegerField(default=3)
    #: Working days of the post after which a card has arrived.
    post_days = models.PositiveSmallIntegerField(default=3)
    #: Touches of plans that one customer gets at most in thirty days: of all kinds, promotions, calls; None: no limit.
    most_a_month = models.PositiveSmallIntegerField(null=True, blank=True, default=6)
    most_promotions_a_month = models.PositiveSmallIntegerField(null=True, blank=True, default=2)
    most_calls_a_month = models.PositiveSmallIntegerField(null=True, blank=True, default=2)
    #: Advertising goes to nobody who has not said yes, where the law would let it go to customers (domain.soft_opt_in).
    promotes_only_with_a_yes = models.BooleanField(default=False, db_default=False)
    #: Customers a day with whom nothing else is planned; None: as many as half of the members' minutes allow.
    keep_in_touch_a_day = models.PositiveSmallIntegerField(null=True, blank=True)
    #: A restored backup is frozen until a person has looked: nothing leaves.
    frozen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.name)


class Role(models.TextChoices):
    OWNER = "owner", "Owner"
    MANAGER = "manager", "Manager"
    STAFF = "staff", "Staff"


class Membership(TenantModel):
    """A user's role in a business."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = TextColumn(max_length=10, choices=Role.choices, default=Role.STAFF)
    #: What "I have … minutes" shows first for this member.
    minutes = models.PositiveSmallIntegerField(default=20)
    #: Minutes for follow-ups on each weekday, Monday first; empty while the member has not said.
    weekday_minutes = models.JSONField(default=list, blank=True)
    #: Whether a calendar elsewhere may subscribe to this member's follow-ups; a higher epoch revokes the old address.
    feed_is_on = models.BooleanField(default=False)
    feed_epoch = models.PositiveIntegerField(default=0)
    #: Local time of day at which the feed puts them; None: they last all day.
    feed_at = models.TimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "user"], name="membership_once")]


class Absence(TenantModel):
    """Days on which a member is away, both included; civil dates of the business."""

    membership = key_to(Membership, related_name="absences")
    first = models.DateField()
    last = models.DateField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["business", "last"], name="absence_by_last_day")]


class ClosedDay(TenantModel):
    """A day on which this business is closed besides its weekly rest and the country's holidays."""

    day = models.DateField()
    reason = TextColumn(max_length=100, default="", blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "day"], name="closed_day_once")]
