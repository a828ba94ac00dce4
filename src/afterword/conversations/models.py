"""One conversation for each customer, every mail that came back, and what we answered to which."""

from __future__ import annotations

from django.db import models

from afterword.customers.models import Customer
from afterword.followups.models import FollowUp
from afterword.infra.fields import TextColumn, key_to
from afterword.infra.tenancy import TenantModel


class Conversation(TenantModel):
    """What a customer and the business write to each other."""

    customer = key_to(Customer, related_name="+")
    #: "open": they wait for us; "answered": we wait for them; "closed": nobody waits.
    state = TextColumn(max_length=10, default="open")
    #: Since when they have waited for an answer; None while nobody does.
    waiting_since = models.DateTimeField(null=True, blank=True)
    #: The member who answers; None: whoever comes first.
    owner_id = models.BigIntegerField(null=True, blank=True)
    last_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "customer"], name="conversation_once")]
        indexes = [models.Index(fields=["business", "state", "-last_at", "id"], name="conversation_by_state")]


class Received(TenantModel):
    """A mail or text that came back, as it was read. Only those of customers or about mails of ours are kept."""

    customer = key_to(Customer, related_name="+")
    #: ``domain.inbound.kinds.Kind``.
    kind = TextColumn(max_length=12)
    #: The channel on which it came.
    channel = TextColumn(max_length=10, default="email", db_default="email")
    #: Its Message-ID, or a fingerprint where it has none: it is kept once.
    external_id = TextColumn(max_length=200)
    #: The message of ours that it answers or is about (followups.Message).
    message_row = models.BigIntegerField(null=True)
    address = TextColumn(max_length=254, default="", blank=True)
    subject = TextColumn(max_length=300, default="", blank=True)
    #: The sender's own words, without what they quoted.
    words = TextColumn(max_length=8000, default="", blank=True)
    language = TextColumn(max_length=10, default="", blank=True)
    #: Why a mail did not arrive (``domain.inbound.reasons.Reason``).
    reason = TextColumn(max_length=20, default="", blank=True)
    came_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "external_id"], name="received_once")]
        indexes = [models.Index(fields=["business", "customer", "came_at"], name="received_by_customer")]


class Answer(TenantModel):
    """A follow-up that is a member's answer to a mail."""

    follow_up = key_to(FollowUp, related_name="+")
    received = key_to(Received, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "follow_up"], name="answer_once")]


class InboxMark(TenantModel):
    """How far the business's mailbox was read: the IMAP folder's validity and the last number read in it."""

    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True, blank=True)
    #: Why it could not be read when it was last tried, in one sentence; empty while it can.
    trouble = TextColumn(max_length=300, default="", blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business"], name="inbox_mark_once")]
