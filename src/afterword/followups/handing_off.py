"""Handing a text off to a person's own telephone: by which programs it can go, and writing down that it was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from afterword.businesses.queries import current_business
from afterword.customers.phones import may_be_mobile
from afterword.customers.queries import Address, addresses_of
from afterword.domain.channel import Channel
from afterword.domain.contact import Verdict
from afterword.domain.handing_off import HAND_OFFS, can_hand_off, carries_words
from afterword.domain.trouble import Trouble
from afterword.followups.actions import FASTER, SENT_BY_HAND, NotThere, TooLate, mark_done, useless_after
from afterword.followups.asking import ask_about_hand_work
from afterword.followups.drafts import DraftText, render
from afterword.followups.models import FollowUp, Message, MessageText
from afterword.infra import clock

#: Programs that find a person by the number of their telephone, though they are not installed here as channels.
BY_NUMBER = ("sms", "whatsapp", "signal")
#: What is asked of the gate where a program is no channel here: what reaches the telephone is a text message.
_GATE_AS = {"whatsapp": Channel.SMS, "signal": Channel.SMS, "telegram": Channel.SMS, "messenger": Channel.SOCIAL}
#: Letters of what is handed off, as a message keeps them.
LONGEST = 8000


class NotHandedOff(Trouble):
    """It cannot be sent like this; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Way:
    """One program: the channel's key and the address there. ``verdict`` is the gate's answer."""

    key: str
    address: str
    verdict: Verdict


def ways_of(follow_up_id: int) -> list[Way]:
    """Every program by which this follow-up could be sent now, its own channel first; a few queries."""
    owed = _open(follow_up_id)
    addresses = [one for one in addresses_of([owed.customer_id])[owed.customer_id] if one.usable]
    found: list[Way] = []
    for key in sorted(HAND_OFFS, key=lambda key: (key != owed.channel, _ORDER.index(key))):
        address = _address(key, addresses)
        if address is None or not carries_words(key):
            continue
        found.append(Way(key, address, _verdict(owed, key)))
    return found


_ORDER = ("sms", "whatsapp", "email", "messenger", "telegram", "signal", "phone")


def _address(key: str, addresses: Sequence[Address]) -> str | None:
    """The address that a program needs: its own kind, else a number that may be a mobile one."""
    ways = {key} | ({Channel.PHONE} if key in BY_NUMBER else set())
    mine = sorted((one for one in addresses if one.channel in ways), key=lambda one: (not one.preferred, one.id))
    for one in mine:
        if one.channel != Channel.PHONE or may_be_mobile(one.normal):
            return one.normal
    return None


def _verdict(owed: FollowUp, key: str) -> Verdict:
    channel = Channel(key)
    if not channel.bit:
        channel = _GATE_AS.get(key, Channel.CHAT)
    return ask_about_hand_work([owed], channel, is_usable=True)[owed.pk]


def words_for(follow_up_id: int, key: str) -> DraftText:
    """The words proposed for a program: what the template says there, else what it says in an e-mail."""
    owed = _open(follow_up_id)
    for one in (key, Channel.EMAIL):
        draft = render([owed.pk], worded=[(owed.pk, one, owed.template_id)])[owed.pk]
        if draft.body.strip() and not draft.problems:
            return draft
    return DraftText("", "")


def _open(follow_up_id: int) -> FollowUp:
    owed = FollowUp.objects.select_related("customer").filter(pk=follow_up_id).first()
    if owed is None:
        raise NotThere(f"There is no follow-up {follow_up_id} here.")
    return owed


@transaction.atomic
def record_sent_by_hand(
    *, follow_up_id: int, channel: str, address: str, subject: str, text: str, member_id: int | None
) -> None:
    """A person sent it from a program of their own: the words are kept as a message, and the follow-up is done.

    Told twice it counts once. Raises ``NotThere``, ``TooLate`` where somebody else was faster, :class:`NotHandedOff`.
    """
    owed = FollowUp.objects.select_for_update().filter(pk=follow_up_id).first()
    if owed is None:
        raise NotThere(f"There is no follow-up {follow_up_id} here.")
    if not can_hand_off(channel):
        raise NotHandedOff("No program on a telephone opens for that. Copy the words, and send them from there.")
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise NotHandedOff("Write the words first.")
    mine = Message.objects.filter(follow_up=owed, channel=channel).first()
    if owed.state == "done" and mine is not None and mine.reason == SENT_BY_HAND:
        return
    if owed.state != "open" or (mine is not None and mine.state not in ("withdrawn", "failed")):
        raise TooLate(FASTER)
    now = clock.now()
    facts = {
        "customer_id": owed.customer_id, "state": "sent", "not_before": now, "sent_at": now,
        "useless_after": useless_after(owed, current_business(), now), "address": address[:254],
        "approved_by_id": member_id, "reason": SENT_BY_HAND,
    }  # fmt: skip
    message, _ = Message.objects.update_or_create(
        business_id=owed.business_id,
        follow_up=owed,
        channel=channel,
        defaults=facts,
        create_defaults=facts | {"created_at": now},
    )
    MessageText.objects.update_or_create(
        business_id=owed.business_id,
        message=message,
        defaults={"subject": " ".join(subject.split())[:200], "body": text[:LONGEST]},
    )
    mark_done(follow_up_id=owed.pk, member_id=member_id, channel=channel, message_row=message.pk)
