"""Answering, taking over, and closing a conversation: what a member does with it."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext

from afterword.businesses.queries import current_business, local_today
from afterword.conversations.models import Answer, Conversation, Received
from afterword.customers.actions import lift_hold, place_hold
from afterword.domain.channel import Channel
from afterword.domain.inbound.kinds import Kind
from afterword.domain.trouble import Trouble
from afterword.followups.actions import approve_follow_up, skip_follow_up
from afterword.followups.drafts import EmptyDraft, edit_draft, render
from afterword.followups.models import FollowUp
from afterword.infra import clock

_MINUTES = 3


class NoConversation(Trouble):
    """There is nothing to answer."""


@transaction.atomic
def answer_customer(
    *, conversation_id: int, body: str, member_id: int, subject: str = "", let_go_on: bool = False
) -> FollowUp:
    """Answer the customer's last mail or text on the same channel: it leaves by the same delivery as any letter.

    A mail stands below the mail that it answers.

    `let_go_on`: automatic messages may go on afterwards. Raises :class:`NoConversation`, :class:`EmptyDraft`,
    and what ``approve_follow_up`` raises where the words cannot leave.
    """
    talk = _locked(conversation_id)
    last = last_mail_of(talk.customer_id)
    if last is None:
        raise NoConversation("There is no mail of theirs to answer. Write to them from their own page.")
    if not body.strip():
        raise EmptyDraft("Write your answer first.")
    owed = _follow_up_for(talk, last.channel)
    edit_draft(
        follow_up_id=owed.pk,
        subject=(subject.strip() or reply_subject(last.subject)) if last.channel == Channel.EMAIL else "",
        body=body,
        member_id=member_id,
    )
    Answer.objects.create(follow_up=owed, received=last)
    approve_follow_up(follow_up_id=owed.pk, member_id=member_id)
    Conversation.objects.filter(pk=talk.pk).update(
        state="answered", waiting_since=None, owner_id=talk.owner_id or member_id, last_at=clock.now()
    )
    if let_go_on:
        lift_hold(customer_id=talk.customer_id, reason="reply", actor_id=member_id)
    return owed


@transaction.atomic
def take_back_answer(*, conversation_id: int, follow_up_id: int, member_id: int) -> str:
    """Take back an answer that has not left; the customer waits again as before. Returns its words.

    Raises :class:`TooLate` once it has left.
    """
    talk = _locked(conversation_id)
    answer = Answer.objects.select_related("received").filter(
        follow_up_id=follow_up_id, received__customer_id=talk.customer_id
    )
    given = answer.first()
    if given is None:
        raise NoConversation("There is no such answer here.")
    words = render([follow_up_id])[follow_up_id].body
    skip_follow_up(follow_up_id=follow_up_id, member_id=member_id, reason=gettext("The answer was taken back."))
    answer.delete()
    Conversation.objects.filter(pk=talk.pk).update(state="open", waiting_since=given.received.came_at)
    place_hold(customer_id=talk.customer_id, reason="reply", actor_id=member_id)
    return words


def last_mail_of(customer_id: int) -> Received | None:
    """The newest mail that the customer wrote."""
    return Received.objects.filter(customer_id=customer_id, kind=Kind.REPLY).order_by("-came_at", "-id").first()


def reply_subject(subject: str) -> str:
    """The subject of an answer: theirs, with one "Re:" before it."""
    bare = subject.strip()
    while (head := bare[:4].casefold()) and (head.startswith(("re:", "sv:", "vs:", "aw:")) or head == "antw"):
        _, colon, rest = bare.partition(":")
        if not colon:
            break
        bare = rest.strip()
    return f"Re: {bare}"[:200] if bare else "Re:"


@transaction.atomic
def close_conversation(*, conversation_id: int, member_id: int, let_go_on: bool) -> None:
    """Nobody waits any more. `let_go_on`: automatic messages may go on."""
    talk = _locked(conversation_id)
    Conversation.objects.filter(pk=talk.pk).update(state="closed", waiting_since=None)
    if let_go_on:
        lift_hold(customer_id=talk.customer_id, reason="reply", actor_id=member_id)


@transaction.atomic
def reopen_conversation(*, conversation_id: int) -> None:
    """It was closed too early."""
    talk = _locked(conversation_id)
    last = last_mail_of(talk.customer_id)
    Conversation.objects.filter(pk=talk.pk).update(state="open", waiting_since=last.came_at if last else clock.now())


@transaction.atomic
def take_over(*, conversation_id: int, owner_id: int | None) -> None:
    """This member answers; None: whoever comes first."""
    talk = _locked(conversation_id)
    Conversation.objects.filter(pk=talk.pk).update(owner_id=owner_id)


def _locked(conversation_id: int) -> Conversation:
    talk = Conversation.objects.select_for_update().filter(pk=conversation_id).first()
    if talk is None:
        raise NoConversation("There is no such conversation here.")
    return talk


def _follow_up_for(talk: Conversation, channel: str) -> FollowUp:
    """A touch made by hand: a person's own letter, which no hold after a reply keeps back."""
    today = local_today(current_business())
    return FollowUp.objects.create(
        customer_id=talk.customer_id,
        channel=channel,
        mode="hand",
        window_first=today,
        window_last=today + timedelta(days=7),
        due_on=today,
        late_days=7,
        minutes=_MINUTES,
    )
