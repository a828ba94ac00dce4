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

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "channel"], name="channel_account_once")]
