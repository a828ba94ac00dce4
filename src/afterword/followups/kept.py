"""What is kept about a person in this room: what was owed to them, the words that left, and how that went."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from afterword.customers.personal import Personal, keeps
from afterword.followups.calling.models import CallAttempt
from afterword.followups.models import Delivery, Draft, FollowUp, Message, MessageText, PrintedCard, Rest
from afterword.followups.posting.models import PrintOrder

keeps(
    Personal(
        model=FollowUp,
        name="follow_ups",
        title=_("What was planned for you"),
        told={
            "due_on": _("Day"),
            "channel": _("Channel"),
            "state": _("How it stands"),
            "reason": _("Why"),
            "note": _("More"),
            "template__name": _("Wording"),
            "about_on": _("About the day"),
            "product__name": _("Product"),
            "closed_at": _("Ended"),
        },
        becomes={"note": "", "about_on": None},
        rewrites=lambda rows: rows.filter(state="skipped").update(reason="skipped"),
        rewritten=("reason",),
        stays={"channel": "a code", "mode": "a code", "state": "a code"},
    ),
    Personal(
        model=Draft,
        name="drafts",
        title=_("Words that were prepared"),
        customer=("follow_up__customer_id",),
        told={
            "edited_at": _("When"),
            "subject": _("Subject"),
            "body": _("In these words"),
            "line": _("A line of their own"),
        },
        goes=True,
    ),
    Personal(
        model=MessageText,
        name="texts",
        title=_("What was written to you"),
        customer=("message__customer_id",),
        told={
            "message__sent_at": _("When"),
            "message__channel": _("Channel"),
            "subject": _("Subject"),
            "body": _("In these words"),
        },
        goes=True,
    ),
    Personal(
        model=Message,
        name="messages",
        title=_("Messages"),
        told={
            "created_at": _("Since"),
            "channel": _("Channel"),
            "address": _("Address"),
            "state": _("How it stands"),
            "reason": _("Why"),
            "sent_at": _("Sent"),
        },
        becomes={"address": ""},
        stays={
            "channel": "a code",
            "state": "a code",
            "worker": "a process of ours",
            "message_id": "a random name, by which a late answer is known",
            "reason": "a code",
        },
    ),
    Personal(
        model=Delivery,
        name="deliveries",
        title=_("Attempts to deliver"),
        customer=("message__customer_id",),
        told={"at": _("When"), "outcome": _("How it went"), "code": _("Code"), "reply": _("What the server said")},
        becomes={"reply": ""},
        stays={"outcome": "a code", "code": "a code"},
    ),
    Personal(
        model=CallAttempt,
        name="calls",
        title=_("Calls"),
        told={
            "at": _("When"),
            "number": _("Attempt"),
            "address": _("Number"),
            "outcome": _("How it went"),
            "became": _("What came of it"),
            "note": _("More"),
            "again_at": _("Again on"),
        },
        becomes={"address": "", "note": ""},
        stays={"outcome": "a code", "became": "a code"},
    ),
    Personal(
        model=PrintOrder,
        name="print_orders",
        title=_("Cards that a printing service was asked for"),
        customer=("message__customer_id",),
        told={
            "asked_at": _("When"),
            "state": _("How it stands"),
            "service_id": _("Number"),
            "expected_on": _("Expected on"),
        },
        becomes={"contact_point_id": None},
        stays={
            "key": "a random number of ours",
            "state": "a code",
            "service_id": "the books: the number of the order that was paid",
        },
    ),
    Personal(
        model=PrintedCard,
        name="printed_cards",
        title=_("Cards that were printed"),
        customer=("follow_up__customer_id",),
        told={"printed_at": _("When")},
    ),
    Personal(
        model=Rest,
        name="rests",
        title=_("Why you were left in peace"),
        told={"written_at": _("When"), "reason": _("Why"), "detail": _("More"), "until": _("Until")},
        goes=True,
    ),
)
