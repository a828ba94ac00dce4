"""What is to be posted: each follow-up by post whose day has come, with its words, its address, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from afterword.businesses.queries import current_business, local_today
from afterword.customers.models import Customer
from afterword.customers.postal import address_block
from afterword.domain.channel import Channel
from afterword.domain.contact import Verdict
from afterword.domain.reasons import english_day, sentence
from afterword.domain.trouble import Trouble
from afterword.followups.drafts import DraftText, render
from afterword.followups.models import Delivery, FollowUp, PrintedCard
from afterword.followups.posting.asking import ask_the_gate
from afterword.followups.queries import addresses_for

#: As many as are shown, and printed, at once.
MOST = 500

NO_ADDRESS = "There is no postal address that can be used."
NO_WORDS = "Write the words first."
NEVER_PRINTED = "It was taken, and then not printed."


@dataclass(frozen=True, slots=True)
class ToPost:
    """One card or letter. ``post_by`` is the last civil day of its window; ``missing`` keeps it from being printed.

    ``came_back``: what a printing service said that did not print it; empty where none did.
    """

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
    came_back: str = ""


@dataclass(frozen=True, slots=True)
class Speech:
    """In which language, and with which dates, it is said what is missing of a card."""

    translate: Callable[[str], str] = str
    show_day: Callable[[date], str] = english_day


ENGLISH = Speech()


def to_post(
    *,
    on: date | None = None,
    plan_id: int | None = None,
    ids: Sequence[int] | None = None,
    speech: Speech = ENGLISH,
) -> list[ToPost]:
    """What is to be posted up to a civil day (left out: today), the most urgent first, at most :data:`MOST`.

    A dozen queries for any number. ``plan_id``: only that plan's; 0: only what belongs to none.
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
    answers, came_back = ask_the_gate(found), _came_back([one.pk for one in found])
    written = [addresses.get(one.customer_id, "") for one in found]
    return [
        ToPost(
            one.pk, one.customer_id, one.customer.display_name, one.plan_id, one.due_on,
            max(one.window_last, one.due_on),
            address_block(names_on(one.customer), lines, home=business.country) if lines else (),
            drafts[one.pk], printed.get(one.pk),
            tuple(_missing(one.customer.display_name, lines, drafts[one.pk], answers[one.pk], speech)),
            speech.translate(came_back.get(one.pk, "")) if one.pk in came_back else "",
        )
        for one, lines in zip(found, written, strict=True)
    ]  # fmt: skip


def _came_back(follow_up_ids: Sequence[int]) -> dict[int, str]:
    """What a printing service said of those that it did not print, by follow-up. One query."""
    failed = Delivery.objects.filter(
        message__follow_up_id__in=follow_up_ids, message__channel=Channel.POST, message__state="failed"
    )
    rows = failed.order_by("attempt").values_list("message__follow_up_id", "reply", "outcome")
    return {follow_up: NEVER_PRINTED if outcome == "sent" else reply for follow_up, reply, outcome in rows}


def post_by(cards: Sequence[ToPost]) -> date | None:
    """The day by which the most urgent of these must be in the post."""
    return min((card.post_by for card in cards), default=None)


def how_many_to_post(on: date) -> int:
    """How many wait, at most :data:`MOST`; one query."""
    rows = FollowUp.objects.filter(state="open", channel=Channel.POST, due_on__lte=on)
    return rows.order_by().values_list("id")[:MOST].count()


def _missing(name: str, written: str, draft: DraftText, answer: Verdict, speech: Speech) -> Iterator[str]:
    """What keeps a card from being printed, a sentence each."""
    yield from map(speech.translate, draft.problems)
    if not draft.body.strip():
        yield speech.translate(NO_WORDS)
    if not written:
        yield speech.translate(NO_ADDRESS)
    elif not answer.allowed:
        until = answer.until.date() if answer.until else None
        said = {"name": name, "channel": Channel.POST.value, "until_day": until}
        yield sentence(answer.reason, translate=speech.translate, show_day=speech.show_day, **said)


def names_on(customer: Customer) -> tuple[str, ...]:
    """Who it is for, as an envelope says it: the person, then the firm."""
    person = " ".join(filter(None, (customer.prefix, customer.given_name, customer.family_name)))
    if customer.is_firm:
        return tuple(filter(None, (customer.company or customer.display_name, person)))
    return (
        (person or customer.display_name, customer.company) if customer.company else (person or customer.display_name,)
    )


class NothingToPost(Trouble):
    """No card is due."""
