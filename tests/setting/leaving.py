"""Short words for messages on their way: a shop that may send, at noon on an open day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from afterword.customers.models import Customer
from afterword.followups.actions import approve_follow_up
from afterword.followups.models import FollowUp, Message
from tests.setting.shop import Shop

#: A Wednesday on which the shop is open; tests move the clock from here.
NOON = datetime(2026, 6, 10, 12, 0, tzinfo=ZoneInfo("Europe/Oslo"))


@dataclass
class Leaving:
    """Makes follow-ups whose messages are due now."""

    shop: Shop

    def customer(self, given: str = "Ann", *, address: str = "") -> Customer:
        """A customer with an e-mail address."""
        customer = self.shop.customer(given)
        self.shop.address(customer, "email", address or f"{given}.{customer.pk}@example.org".lower())
        return customer

    def owed(self, given: str = "Ann", *, customer: Customer | None = None, **fields: Any) -> FollowUp:
        """A touch owed today, about a purchase of two days ago."""
        customer = customer or self.customer(given)
        today = {"due_on": self.shop.today, **fields}
        sale = customer.sales.first() or self.shop.sale(customer, "tulips")
        return self.shop.owed(customer, sale, **today)

    def approved(self, given: str = "Ann", **fields: Any) -> FollowUp:
        """The same, approved by a member long enough ago to leave now."""
        owed = self.owed(given, **fields)
        approve_follow_up(follow_up_id=owed.pk, member_id=1)
        message = message_of(owed)
        Message.objects.filter(pk=message.pk).update(not_before=message.not_before - timedelta(seconds=11))
        owed.refresh_from_db()
        return owed


def message_of(owed: FollowUp) -> Message:
    """The message of a follow-up."""
    return Message.objects.get(follow_up=owed)


def states(owed: FollowUp) -> tuple[str, str]:
    """Where the message and its follow-up stand."""
    owed.refresh_from_db()
    return message_of(owed).state, owed.state
