"""Which mail belongs to which: the Message-IDs of ours that a mail names, and those that an answer must name."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from afterword.conversations.models import Answer
from afterword.domain.channel import Channel
from afterword.domain.inbound.letter import Letter
from afterword.followups.delivering.threads import tells_answers
from afterword.followups.models import Message
from afterword.infra.tenancy import current_business_id

#: As `followups.delivering.composing.message_id_of` makes them: follow-up, business, round.
_OURS = re.compile(r"\bf\.(\d{1,18})\.(\d{1,18})\.\d{1,6}@[\w.-]{1,200}")
_MOST_READ = 50_000


def message_referred_to(letter: Letter) -> Message | None:
    """The message of this business that a mail answers or tells of; the last one named where there are several."""
    told = " ".join(
        (letter.header("in-reply-to"), letter.header("references"), letter.returned[:_MOST_READ], *letter.reports,
         letter.feedback, letter.text[:_MOST_READ])
    )  # fmt: skip
    named = [one for one in _OURS.finditer(told) if int(one[2]) == current_business_id()]
    follow_ups = {int(one[1]) for one in named}
    if not follow_ups:
        return None
    sent = {
        message.message_id: message
        for message in Message.objects.filter(follow_up_id__in=follow_ups, channel=Channel.EMAIL)
    }
    direct = _OURS.search(letter.header("in-reply-to"))
    order = [*([direct] if direct else []), *reversed(named)]
    return next((sent[one[0]] for one in order if one[0] in sent), None)


@tells_answers
def answered_by(follow_up_ids: Collection[int]) -> Mapping[int, str]:
    """For each follow-up that is an answer, the id of what it answers."""
    rows = Answer.objects.filter(follow_up_id__in=follow_up_ids)
    return dict(rows.values_list("follow_up_id", "received__external_id"))
