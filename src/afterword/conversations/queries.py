"""What the screens read: who waits for an answer, and what was written on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, QuerySet

from afterword.conversations.models import Conversation, InboxMark, Received
from afterword.domain.channel import Channel
from afterword.domain.inbound.kinds import Kind
from afterword.followups.models import Draft, Message, MessageText

MOST_LISTED = 100
_MOST_SHOWN = 200
#: Of what left, or is leaving: what a conversation shows.
_ON_ITS_WAY = ("approved", "claimed", "handing", "retrying", "held", "unclear")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the list: the conversation, and the customer's last words."""

    talk: Conversation
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was written. `way`: in, out, or noted (a machine's answer, a failure); `state`: of what leaves."""

    at: datetime
    way: str
    subject: str
    words: str
    state: str = ""
    kind: str = ""
    reason: str = ""


def conversations(*, everything: bool = False) -> list[Waiting]:
    """Those that wait for us, the longest first; or all, the newest first. Two queries for any number."""
    rows = Conversation.objects.select_related("customer")
    chosen: QuerySet[Conversation] = (
        rows.order_by("-last_at", "-id") if everything else rows.filter(state="open").order_by("waiting_since", "id")
    )
    talks = list(chosen[:MOST_LISTED])
    words = last_words([talk.customer_id for talk in talks])
    return [Waiting(talk, words.get(talk.customer_id, "")) for talk in talks]


def last_words(customer_ids: Sequence[int]) -> dict[int, str]:
    """What each of these customers wrote last, in their own words; two queries."""
    theirs = Received.objects.filter(customer_id__in=customer_ids, kind=Kind.REPLY)
    last = theirs.order_by().values("customer_id").annotate(last=Max("id")).values("last")
    return dict(Received.objects.filter(id__in=last).values_list("customer_id", "words"))


def how_many_wait() -> int:
    """How many conversations wait for us."""
    return Conversation.objects.filter(state="open").count()


def said_in(customer_id: int) -> list[Said]:
    """What was written on both sides, the oldest first; at most the last two hundred of each side."""
    came = Received.objects.filter(customer_id=customer_id).order_by("-came_at", "-id")[:_MOST_SHOWN]
    told = [_came(one) for one in came]
    left = (
        Message.objects.filter(customer_id=customer_id)
        .exclude(channel=Channel.POST)
        .filter(Q(sent_at__isnull=False) | Q(state__in=_ON_ITS_WAY, follow_up__plan_id=None))
    )
    rows = list(left.order_by("-id")[:_MOST_SHOWN].values_list("id", "state", "sent_at", "created_at"))
    texts = {
        message_id: (subject, body)
        for message_id, subject, body in MessageText.objects.filter(
            message_id__in=[row[0] for row in rows]
        ).values_list("message_id", "subject", "body")
    }
    drafts = _drafts([row[0] for row in rows if row[0] not in texts])
    for message_id, state, sent_at, created_at in rows:
        subject, body = texts.get(message_id) or drafts.get(message_id) or ("", "")
        told.append(Said(sent_at or created_at, "out", subject, body, state))
    return sorted(told, key=lambda one: one.at)


def _came(one: Received) -> Said:
    way = "in" if one.kind == Kind.REPLY else "noted"
    return Said(one.came_at, way, one.subject, one.words, kind=one.kind, reason=one.reason)


def _drafts(message_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The words of answers that have not left yet."""
    rows = Message.objects.filter(id__in=message_ids).values_list("id", "follow_up_id")
    by_follow_up = {follow_up_id: message_id for message_id, follow_up_id in rows}
    found = Draft.objects.filter(follow_up_id__in=by_follow_up).values_list("follow_up_id", "subject", "body")
    return {by_follow_up[follow_up_id]: (subject, body) for follow_up_id, subject, body in found}


def inbox_mark() -> InboxMark | None:
    """How the mailbox stands; None where none is set up."""
    return InboxMark.objects.first()
