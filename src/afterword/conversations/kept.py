"""What is kept about a person in this room: what they wrote back, and what answered it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from afterword.conversations.models import Answer, Conversation, Received
from afterword.customers.personal import Personal, keeps

keeps(
    Personal(
        model=Answer,
        name="answers",
        title="",
        customer=("received__customer_id", "follow_up__customer_id"),
        goes=True,
        untold="which message answers which mail; both are told",
    ),
    Personal(
        model=Received,
        name="received",
        title=_("What you wrote to us"),
        told={
            "came_at": _("When"),
            "kind": _("What"),
            "channel": _("Channel"),
            "address": _("Address"),
            "subject": _("Subject"),
            "words": _("In these words"),
            "language": _("Language"),
            "reason": _("Why"),
        },
        goes=True,
    ),
    Personal(
        model=Conversation,
        name="conversation",
        title=_("How our conversation stands"),
        told={"state": _("How it stands"), "waiting_since": _("Waiting since"), "last_at": _("Last word")},
        goes=True,
    ),
)
