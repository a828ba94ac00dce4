"""The words and the envelope of messages: frozen when they are claimed, the same in every later attempt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext

from afterword.businesses.models import Business
from afterword.channels.accounts import EMAIL, ReadyAccount
from afterword.channels.email.addresses import wire_address
from afterword.channels.port import Mailbox, Parcel
from afterword.customers.links import unsubscribe_url
from afterword.domain.contact import Purpose
from afterword.domain.no_reply import is_no_reply
from afterword.followups.delivering.deciding import Day, Decided
from afterword.followups.delivering.texting import Words, finished_texts
from afterword.followups.delivering.threads import threads_of
from afterword.followups.drafts import render
from afterword.followups.models import MessageText
from afterword.infra.bulk import insert_rows
from afterword.infra.prepared import run_together
from afterword.infra.tenancy import current_business_id
from afterword.infra.watching import Watch

#: Why a message came back to its approver: its words cannot leave as they are.
TEXT_NOT_READY = "text_not_ready"


@dataclass(frozen=True, slots=True)
class Composed:
    """What of a batch may go on, and the messages whose words cannot leave, each with the sentence why."""

    parcels: dict[int, Parcel]
    broken: dict[int, str]


def compose(decided: Sequence[Decided], day: Day, account: ReadyAccount, watch: Watch | None = None) -> Composed:
    """Freeze the words, the address and the Message-ID of claimed messages; one transaction for all.

    ``watch``: who looks out for the writes of others, and must know that these are none.
    """
    fixed = _frozen_words([one.standing.id for one in decided])
    fresh = [one for one in decided if one.standing.id not in fixed or one.standing.attempts == 0]
    drafts = render([one.standing.follow_up_id for one in fresh])
    broken: dict[int, str] = {}
    words = dict(fixed)
    for one in fresh:
        draft = drafts.get(one.standing.follow_up_id)
        if draft is None or draft.problems:
            broken[one.standing.id] = draft.problems[0] if draft else gettext("Its follow-up is gone.")
        else:
            words[one.standing.id] = Words(draft.subject, draft.body)
    going = [one for one in decided if one.standing.id not in broken]
    if not account.channel.draft.has_subject:
        words |= finished_texts([one for one in fresh if one.standing.id not in broken], words, account)
    domain = id_domain(account)
    names = {one.standing.id: message_id_of(one, one.standing.id in fixed, domain) for one in going}
    with transaction.atomic():
        if watch:
            watch.note_own_writes()
        _freeze_words([one for one in fresh if one.standing.id not in broken], words, fixed)
        _freeze_envelopes(going, names)
    # Only what belongs to no plan can be an answer: a plan's letters are spared the question.
    threads = threads_of([one.standing.follow_up_id for one in going if not one.standing.plan_id])
    parcels = {
        one.standing.id: _parcel(one, names, words, day, account, threads.get(one.standing.follow_up_id, ""))
        for one in going
    }
    return Composed(parcels, broken)


def _frozen_words(message_ids: Sequence[int]) -> dict[int, Words]:
    rows = MessageText.objects.filter(message_id__in=message_ids).values_list("message_id", "subject", "body")
    return {message_id: Words(subject, body) for message_id, subject, body in rows}


def _freeze_words(fresh: Sequence[Decided], words: dict[int, Words], fixed: dict[int, Words]) -> None:
    """Write down the words of those never handed over; what was frozen for an earlier claim is replaced."""
    replaced = [one.standing.id for one in fresh if one.standing.id in fixed]
    if replaced:
        MessageText.objects.filter(message_id__in=replaced).delete()
    business_id = current_business_id()
    insert_rows(
        MessageText,
        ("business_id", "message_id", "subject", "body"),
        [(business_id, one.standing.id, *words[one.standing.id]) for one in fresh],
    )


def _freeze_envelopes(going: Sequence[Decided], names: dict[int, str]) -> None:
    business_id = current_business_id()
    changed = [
        (one.address, names[one.standing.id], *one.standing.claim, business_id)
        for one in going
        if (one.standing.address, one.standing.message_id) != (one.address, names[one.standing.id])
    ]
    if not changed:
        return
    if connection.vendor == "postgresql":
        addresses, message_ids, ids, tokens, _ = (list(column) for column in zip(*changed, strict=True))
        run_together([(_ENVELOPES_TOGETHER, [addresses, message_ids, ids, tokens, business_id])])
        return
    with connection.wrap_database_errors:
        connection.connection.executemany(_ENVELOPE, changed)


_ENVELOPE = (
    "UPDATE followups_message SET address = ?, message_id = ?"
    " WHERE id = ? AND token = ? AND state = 'claimed' AND business_id = ?"
)
_ENVELOPES_TOGETHER = (
    "UPDATE followups_message m SET address = w.address, message_id = w.message_id"
    " FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::bigint[]) AS w (address, message_id, id, token)"
    " WHERE m.id = w.id AND m.token = w.token AND m.state = 'claimed' AND m.business_id = %s"
)


def message_id_of(one: Decided, has_words: bool, domain: str) -> str:
    """The Message-ID, without brackets: the follow-up, the business and the round of attempts, at the sender's domain.

    A retry keeps it. A message that was taken up again by a person, its old words thrown away, begins a new round.
    """
    standing = one.standing
    round_of_attempts = 1
    if standing.message_id:
        if has_words and standing.attempts:
            return standing.message_id
        previous = int(standing.message_id.partition("@")[0].rpartition(".")[2])
        round_of_attempts = previous + 1 if standing.attempts else previous
    return f"f.{standing.follow_up_id}.{current_business_id()}.{round_of_attempts}@{domain}"


def id_domain(account: ReadyAccount) -> str:
    """Where a message's id belongs: the sender's domain for mail; elsewhere a domain that nobody can have."""
    return mail_domain(account.sender.address) if account.channel.key == EMAIL else f"{account.channel.key}.invalid"


@lru_cache(maxsize=256)
def mail_domain(address: str) -> str:
    """The sender's domain as it may stand in a Message-ID."""
    return wire_address(address).text.rpartition("@")[2].strip("[]").replace(":", "-")


def _parcel(
    one: Decided, names: dict[int, str], words: dict[int, Words], day: Day, account: ReadyAccount, answers: str
) -> Parcel:
    business, standing = day.business, one.standing
    said = words[standing.id]
    return Parcel(
        message_id=f"<{names[standing.id]}>",
        sender=account.sender,
        recipient=Mailbox(standing.name, one.address),
        subject=said.subject,
        text=said.body,
        written_at=day.now,
        # Who writes to us and is answered by a person gets no newsletter's foot.
        unsubscribe_url=None if answers else unsubscribe_url(business, standing.customer_id, standing.link_epoch),
        unsubscribe_words=stop_words(business.language),
        footer=footer_of(business),
        reply_to=_reply_to(business, account),
        automatic=standing.mode == "automatic",
        promotional=one.purpose is Purpose.PROMOTION,
        business=business.name,
        accent=business.accent,
        language=business.language,
        in_reply_to=answers,
        feedback_id=f"{standing.plan_id or 0}:{business.pk}:{one.purpose.value}:afterword",
    )


def _reply_to(business: Business, account: ReadyAccount) -> Mailbox | None:
    if not business.email or business.email.casefold() == account.sender.address.casefold():
        return None
    if is_no_reply(business.email):
        return None
    return Mailbox(business.name, business.email)


@lru_cache(maxsize=64)
def stop_words(language: str) -> str:
    """The words of the unsubscribe link, in the letter's language."""
    with translation.override(language):
        return gettext("Stop these messages")


def footer_of(business: Business) -> str:
    """The name and the postal address of the business, a line each."""
    return "\n".join(filter(None, (business.name, *business.postal_address.splitlines())))
