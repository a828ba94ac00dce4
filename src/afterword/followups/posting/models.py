"""What a printing service was asked to print and post."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from afterword.followups.models import Message
from afterword.infra.fields import TextColumn, key_to
from afterword.infra.tenancy import TenantModel


class PrintOrder(TenantModel):
    """A card or letter that a printing service was asked to print and post; written before it is asked."""

    message = key_to(Message, related_name="+")
    #: The idempotency key: one for each round of a message, the same however often it is asked.
    key = TextColumn(max_length=64)
    #: "asked" until the service has said that it has it, then a ``channels.printing_service.asking.Fate``.
    state = TextColumn(max_length=10, default="asked")
    is_letter = models.BooleanField(default=False)
    #: The service's own number; empty while it is not known.
    service_id = TextColumn(max_length=100, default="", blank=True)
    #: What it costs, in minor units of the business's currency.
    cost_minor = models.BigIntegerField(default=0)
    #: The address it went to: a row of ``customers.ContactPoint``.
    contact_point_id = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    #: The civil day on which the service expects it to arrive.
    expected_on = models.DateField(null=True, blank=True)
    #: When to ask next what became of it; None: there is nothing to ask any more.
    look_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["business", "key"], name="print_order_once")]
        indexes = [
            models.Index(fields=["business", "look_at"], name="print_order_to_ask", condition=Q(look_at__isnull=False)),
            models.Index(fields=["business", "-asked_at"], name="print_order_latest"),
        ]
