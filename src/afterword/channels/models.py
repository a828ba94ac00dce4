"""The accounts through which a business sends: one mail server, say, with its password sealed."""

from __future__ import annotations

from django.db import models

from afterword.infra.fields import TextColumn
from afterword.infra.tenancy import TenantModel


class ChannelAccount(TenantModel):
    """One way out for one channel of one business."""

    channel = TextColumn(max_length=20)
    sender_name = TextColumn(max_length=200, default="", blank=True)
    sender_address = TextColumn(max_length=254, default="", blank=True)
    #: ``infra.vault.seal`` of the channel's settings.
    sealed_settings = TextColumn(max_length=4000, default="", blank=True)
    is_active = models.BooleanField(default=True)
    #: Why sending stands still (login refused, say), in one sentence; empty while it goes.
    paused_reason = TextColumn(max_length=300, default="", blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    tested_at = models.DateTimeField(null=True, blank=True)
    #: How many messages it may be asked to take; None: as many as is known to suit its server (domain.mailboxes).
    most_a_day = models.PositiveIntegerField(null=True, blank=True)
    most_an_hour = models.PositiveIntegerField(null=True, blank=True)
    #: A new sender begins slowly from this day on, a date of the business (domain.pacing); None: it does not.
    warms_up_since = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "channel"], name="channel_account_once")]


class SendingDay(TenantModel):
    """How many last words were said by one channel on one civil day of the business, and in its latest hour."""

    channel = TextColumn(max_length=20)
    day = models.DateField()
    taken = models.PositiveIntegerField(default=0)
    #: The latest hour of that day in which something left, 0 to 23 by the business's clock; it never goes back.
    hour = models.PositiveSmallIntegerField(default=0)
    hour_taken = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "channel", "day"], name="sending_day_once")]


class SigningKey(TenantModel):
    """A key that signs letters from one domain (DKIM). It signs from the day on which the DNS showed its other half."""

    domain = TextColumn(max_length=253)
    selector = TextColumn(max_length=63)
    #: One of ``channels.email.dkim.Algorithm``.
    algorithm = TextColumn(max_length=10)
    #: ``infra.vault.seal`` of the private half.
    sealed_private = TextColumn(max_length=4000)
    #: The text for the DNS.
    record = TextColumn(max_length=1000)
    created_at = models.DateTimeField()
    #: Since when the DNS shows it; None: it does not, and the key does not sign.
    shown_since = models.DateTimeField(null=True, blank=True)
    #: When a newer one took its place. Letters on their way are still checked against it.
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "domain", "selector"], name="signing_key_once")]


class SenderCheck(TenantModel):
    """What the DNS said of a sender's domain when it was last asked."""

    domain = TextColumn(max_length=253)
    #: The mail server's name at that time: what was asked about.
    sends_through = TextColumn(max_length=253, default="", blank=True)
    #: A list of ``domain.sender_records.Advice`` as mappings.
    findings = models.JSONField(default=list)
    asked_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "domain"], name="sender_check_latest")]


class KnownChannel(models.Model):
    """A channel that is or was installed here, for all businesses; its bit in a reach is its own for ever."""

    key = TextColumn(max_length=10, primary_key=True)
    #: The kind of address that it needs (``domain.channel``).
    needs = TextColumn(max_length=10)
    bit = models.BigIntegerField(unique=True)
    #: Its name as the package gives it.
    called = TextColumn(max_length=60)
