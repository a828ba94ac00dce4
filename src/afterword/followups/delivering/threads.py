"""The door by which the conversations room, which stands above, tells which messages are answers, and to what."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

Answers = Callable[[Collection[int]], Mapping[int, str]]

_ask: list[Answers] = []


def tells_answers(room: Answers) -> Answers:
    """Register who knows: called with follow-up ids, it gives the id of the mail or text that each answers."""
    _ask[:] = [room]
    return room


def answered_by(follow_up_ids: Collection[int]) -> Mapping[int, str]:
    """What each of these follow-ups answers: a Message-ID in brackets, or a text's own id; the others are missing."""
    return _ask[0](follow_up_ids) if _ask and follow_up_ids else {}


def threads_of(follow_up_ids: Collection[int]) -> Mapping[int, str]:
    """The Message-ID that each of these follow-ups answers; those that answer no mail are missing."""
    answers = answered_by(follow_up_ids)
    return {follow_up_id: answered for follow_up_id, answered in answers.items() if answered.startswith("<")}
