"""What this room does when something happened below: a merged customer's mails and conversation move along."""

from __future__ import annotations

from collections.abc import Sequence

from afterword.conversations.models import Conversation, Received
from afterword.timeline.actions import reacts_to
from afterword.timeline.catalogue import CustomersMerged


@reacts_to(CustomersMerged)
def follow_merged(events: Sequence[CustomersMerged]) -> None:
    for event in events:
        if event.customer_id is None:
            continue
        Received.objects.filter(customer_id=event.other_id).update(customer_id=event.customer_id)
        other = Conversation.objects.filter(customer_id=event.other_id).first()
        kept = Conversation.objects.filter(customer_id=event.customer_id).first()
        if other is None:
            continue
        if kept is None:
            Conversation.objects.filter(pk=other.pk).update(customer_id=event.customer_id)
            continue
        waits = [one.waiting_since for one in (kept, other) if one.waiting_since is not None]
        Conversation.objects.filter(pk=kept.pk).update(
            state="open" if "open" in (kept.state, other.state) else kept.state,
            waiting_since=min(waits, default=None),
            owner_id=kept.owner_id or other.owner_id,
            last_at=max(kept.last_at, other.last_at),
        )
        Conversation.objects.filter(pk=other.pk).delete()
