"""What is kept about a person in this room and on the timeline below it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from afterword.customers.households.models import HouseholdMember
from afterword.customers.models import (
    Consent,
    ContactPoint,
    Customer,
    ForgottenMark,
    Hold,
    KeptDate,
    MergeSuggestion,
    SourceKey,
    Suppression,
)
from afterword.customers.personal import Personal, Rows, Whose, keeps
from afterword.infra.signing import fingerprint
from afterword.infra.tenancy import current_business_id
from afterword.timeline.catalogue import ConsentRecorded, FollowUpSkipped, JobFinished, RestWritten
from afterword.timeline.models import EventRow


def _suppressions(whom: Whose) -> Rows:
    business_id = current_business_id()
    prints = {fingerprint(normal, business_id=business_id) for _, normal in whom.addresses}
    return Suppression.objects.filter(fingerprint__in=prints)


#: Details of events that are codes, dates and names of ours; whatever else is text somebody wrote, and is emptied.
CODES = frozenset(
    {
        "channel", "file_name", "from_channel", "name", "outcome", "plan", "purpose", "reason", "source", "to_channel",
        "until", "was", "what",
    }
)  # fmt: skip
#: Where one of these is somebody's own words after all.
OWN_WORDS = frozenset(
    {
        (JobFinished.kind, "what"),
        (FollowUpSkipped.kind, "reason"),
        (RestWritten.kind, "reason"),
        (ConsentRecorded.kind, "source"),
    }
)


def _empty_words(events: Rows) -> None:
    """What happened and when stays; what people wrote and are called goes."""
    for row in events.exclude(data={}):
        emptied: dict[str, Any] = {
            name: "" if isinstance(value, str) and (name not in CODES or (row.kind, name) in OWN_WORDS) else value
            for name, value in row.data.items()
        }
        if emptied != row.data:
            row.data = emptied
            row.save(update_fields=["data"])


keeps(
    Personal(
        model=Customer,
        name="customer",
        title=_("Who you are"),
        customer=("id",),
        told={
            "id": _("Number"),
            "display_name": _("Name"),
            "prefix": _("Form of address"),
            "given_name": _("First name"),
            "family_name": _("Last name"),
            "company": _("Company"),
            "is_firm": _("A firm"),
            "language": _("Language of letters"),
            "birth_on": _("Birthday"),
            "customer_since": _("Customer since"),
            "note": _("Something to remember"),
            "tags": _("Keywords"),
            "hears_every_days": _("Days between two messages at least"),
            "created_at": _("Known since"),
        },
        becomes={
            "prefix": "", "given_name": "", "family_name": "", "company": "", "search_text": "", "name_key": "",
            "language": "", "birth_on": None, "customer_since": None, "note": "", "tags": "", "reach": 0,
            "hears_every_days": 0, "import_run_id": None,
        },
        rewritten=("display_name",),
    ),
    Personal(
        model=ContactPoint,
        name="addresses",
        title=_("Addresses and numbers"),
        told={
            "channel": _("Channel"),
            "value": _("Address"),
            "preferred": _("Used first"),
            "bad_reason": _("Why it is not used"),
            "created_at": _("Since"),
        },
        goes=True,
    ),
    Personal(
        model=KeptDate,
        name="dates",
        title=_("Days to remember"),
        told={"name": _("What"), "on": _("Day")},
        goes=True,
    ),
    Personal(
        model=SourceKey,
        name="numbers",
        title=_("Numbers in other systems"),
        told={"source": _("System"), "key": _("Number")},
        goes=True,
    ),
    Personal(
        model=Consent,
        name="consents",
        title=_("What you agreed to, and what not"),
        told={
            "at": _("When"),
            "channel": _("Channel"),
            "purpose": _("For what"),
            "granted": _("Yes"),
            "source": _("How we know"),
            "wording": _("In these words"),
        },
        becomes={"source": "", "wording": ""},
        stays={"purpose": "a code", "channel": "a code"},
    ),
    Personal(
        model=Suppression,
        name="not_to_be_used",
        title=_("Addresses that are not used"),
        told={
            "at": _("When"),
            "channel": _("Channel"),
            "reason": _("Why"),
            "detail": _("More"),
            "lifted_at": _("Until"),
        },
        finds=_suppressions,
        # What a file said must not be taken back with that file once the person is forgotten.
        becomes={"detail": "", "import_run_id": None},
        stays={
            "channel": "a code",
            "fingerprint": "a keyed hash: it keeps refusing the address, and does not tell it",
            "reason": "a code",
        },
    ),
    Personal(
        model=Hold,
        name="holds",
        title=_("When messages stood still"),
        told={"since": _("Since"), "lifted_at": _("Until"), "reason": _("Why"), "note": _("More")},
        becomes={"note": ""},
        stays={"reason": "a code"},
    ),
    Personal(
        model=MergeSuggestion,
        name="merge_suggestions",
        title="",
        customer=("customer_id", "other_id"),
        goes=True,
        untold="a question about two people, of whom the other is somebody else",
    ),
    Personal(
        model=HouseholdMember,
        name="household",
        title=_("Household or firm"),
        told={"kind": _("What"), "is_apart": _("Said not to belong to it")},
        goes=True,
    ),
    Personal(
        model=EventRow,
        name="history",
        title=_("What has happened"),
        told={"at": _("When"), "kind": _("What"), "data": _("More")},
        rewrites=_empty_words,
        rewritten=("data",),
        stays={"kind": "a code"},
    ),
    Personal(
        model=ForgottenMark,
        name="forgotten",
        title="",
        stays={"kind": "a code", "fingerprint": "a keyed hash: it keeps a file from bringing them back"},
        untold="of people who were forgotten already",
    ),
)  # fmt: skip
