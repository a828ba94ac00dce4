"""What is to be posted: each follow-up by post whose day has come, with its words, its address, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from afterword.businesses.queries import current_business, local_today
from afterword.customers.models import Customer, Hold
from afterword.customers.postal import address_block
from afterword.domain.channel import Channel
from afterword.domain.trouble import Trouble
from afterword.followups.drafts import DraftText, render
from afterword.followups.models import FollowUp, PrintedCard
from afterword.followups.queries import addresses_for

#: As many as are shown, and printed, at once.
MOST = 500

NO_ADDRESS = "There is no postal address that can be used."
COMPLAINT = "A complaint of theirs is open. Settle it first."
NO_WORDS = "Write the words first."


@dataclass(frozen=True, slots=True)
class ToPost:
    """One card or letter. ``post_by`` is the last civil day of its window; ``missing`` keeps it from being printed."""

    id: int
    customer_id: int
    customer: str
    plan_id: int | None
    due_on: date
    post_by: date
    to: tuple[str, ...]
    draft: DraftText
    printed_at: datetime | None
    missing: tuple[str, ...]


def to_post(*, on: date | None = None, plan_id: int | None = None, ids: Sequence[int] | None = None) -> list[ToPost]:
    """What is to be posted up to a civil day (left out: today), the most urgent first, at most :data:`MOST`.

    Nine queries for any number. ``plan_id``: only that plan's; 0: only what belongs to none.
    """
    business = current_business()
    on = on or local_today(business)
    rows = FollowUp.objects.filter(state="open", channel=Channel.POST, due_on__lte=on)
    rows = rows.filter(customer__merged_into=None, customer__ended_at=None)
    if plan_id is not None:
        rows = rows.filter(plan_id=plan_id or None)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    found = list(rows.select_related("customer").order_by("window_last", "-value_minor", "id")[:MOST])
    customers = [one.customer_id for one in found]
    addresses = addresses_for(customers, Channel.POST)
    drafts = render([one.pk for one in found])
    printed = dict(PrintedCard.objects.filter(follow_up__in=found).values_list("follow_up_id", "printed_at"))
    unhappy = set(
        Hold.objects.filter(customer_id__in=customers, reason="complaint", lifted_at=None).values_list(
            "customer_id", flat=True
        )
    )
    return [
        _told(one, addresses.get(one.customer_id, ""), drafts[one.pk], printed.get(one.pk), business.country, unhappy)
        for one in found
    ]


def post_by(cards: Sequence[ToPost]) -> date | None:
    """The day by which the most urgent of these must be in the post."""
    return min((card.post_by for card in cards), default=None)


def how_many_to_post(on: date) -> int:
    """How many wait, at most :data:`MOST`; one query."""
    rows = FollowUp.objects.filter(state="open", channel=Channel.POST, due_on__lte=on)
    return rows.order_by().values_list("id")[:MOST].count()


def _told(
    one: FollowUp, written: str, draft: DraftText, printed_at: datetime | None, home: str, unhappy: set[int]
) -> ToPost:
    missing = list(draft.problems)
    if not draft.body.strip():
        missing.append(NO_WORDS)
    if not written:
        missing.append(NO_ADDRESS)
    if one.customer_id in unhappy:
        missing.append(COMPLAINT)
    to = address_block(_names(one.customer), written, home=home) if written else ()
    return ToPost(
        one.pk, one.customer_id, one.customer.display_name, one.plan_id, one.due_on, max(one.window_last, one.due_on),
        to, draft, printed_at, tuple(missing),
    )  # fmt: skip


def _names(customer: Customer) -> tuple[str, ...]:
    """Who it is for, as an envelope says it: the person, then the firm."""
    person = " ".join(filter(None, (customer.prefix, customer.given_name, customer.family_name)))
    if customer.is_firm:
        return tuple(filter(None, (customer.company or customer.display_name, person)))
    return (
        (person or customer.display_name, customer.company) if customer.company else (person or customer.display_name,)
    )


class NothingToPost(Trouble):
    """No card is due."""
