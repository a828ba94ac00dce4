"""Between handing over and the dot: whatever happens there still stops the message, and late answers still count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from afterword.channels.port import Outcome
from afterword.customers.models import Hold
from afterword.followups.delivering import rounds
from afterword.followups.delivering.recovering import recover
from afterword.followups.delivering.rounds import Manner, deliver_due
from afterword.followups.models import FollowUp, Message
from afterword.infra import clock
from afterword.timeline.models import EventRow
from tests.followups.delivering.test_deciding import suppress
from tests.servers.fixtures import RecordingServer
from tests.setting.leaving import Leaving, message_of, states

pytestmark = pytest.mark.django_db(transaction=True)

Meanwhile = Callable[[str, Callable[[], object]], None]


def elsewhere(what: Callable[[], object]) -> None:
    """Do it as another process would: over a database connection of its own."""

    def do() -> None:
        try:
            what()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as others:
        others.submit(copy_context().run, do).result()


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Let somebody else do something once, right after a step of the round: `meanwhile("hand_over_together", …)`."""

    def happen(step: str, what: Callable[[], object]) -> None:
        inner = getattr(rounds, step)
        todo = [what]

        def stepping(*arguments: Any) -> Sequence[Outcome | None]:
            outcomes: Sequence[Outcome | None] = inner(*arguments)
            if todo:
                elsewhere(todo.pop())
            return outcomes

        monkeypatch.setattr(rounds, step, stepping)

    return happen


def test_who_unsubscribes_while_the_letter_is_on_the_line_does_not_get_it(
    server: RecordingServer, leaving: Leaving, meanwhile: Meanwhile
) -> None:
    owed, other = leaving.approved("Ann"), leaving.approved("Bob")
    meanwhile("hand_over_together", lambda: suppress(owed))
    assert deliver_due().sent == 1
    assert [letter.rcpt_to for letter in server.accepted()] == [(message_of(other).address,)]
    message = message_of(owed)
    assert (message.state, message.reason, message.attempts) == ("withdrawn", "suppressed", 0)


def test_who_complains_while_the_letter_is_on_the_line_does_not_get_it(
    server: RecordingServer, leaving: Leaving, meanwhile: Meanwhile
) -> None:
    owed = leaving.approved("Ann")
    meanwhile(
        "hand_over_together",
        lambda: Hold.objects.create(customer_id=owed.customer_id, reason="complaint", since=clock.now()),
    )
    assert deliver_due().held == 1
    assert states(owed) == ("held", "approved")
    assert server.accepted() == []


def test_a_worker_whose_lease_is_over_says_no_dot(
    server: RecordingServer, leaving: Leaving, meanwhile: Meanwhile
) -> None:
    owed = leaving.approved("Ann")
    over = clock.wall() - timedelta(seconds=1)
    meanwhile("hand_over_together", lambda: Message.objects.update(lease_until=over))
    assert deliver_due().sent == 0
    assert (server.accepted(), states(owed)) == ([], ("claimed", "approved"))
    assert recover() == 0
    assert deliver_due().sent == 1
    assert len(server.accepted()) == 1


def test_a_worker_whose_message_was_claimed_by_another_says_no_dot(
    server: RecordingServer, leaving: Leaving, meanwhile: Meanwhile
) -> None:
    owed = leaving.approved("Ann")
    meanwhile("hand_over_together", lambda: Message.objects.update(token=99, worker="somebody else"))
    assert deliver_due().sent == 0
    assert server.accepted() == []
    assert (message_of(owed).state, message_of(owed).worker) == ("claimed", "somebody else")


def test_a_line_whose_letter_was_dropped_takes_the_next_one(
    server: RecordingServer, leaving: Leaving, meanwhile: Meanwhile
) -> None:
    owed = leaving.approved("Ann")
    meanwhile("hand_over_together", lambda: suppress(owed))
    others = [leaving.approved(f"Bob{number}") for number in range(3)]
    assert deliver_due(Manner(lines=1)).sent == 3
    assert {letter.rcpt_to[0] for letter in server.accepted()} == {message_of(one).address for one in others}


def test_an_answer_that_comes_after_the_lease_still_counts(
    server: RecordingServer, leaving: Leaving, meanwhile: Meanwhile
) -> None:
    owed = leaving.approved("Ann")

    def somebody_else_looks() -> None:
        Message.objects.update(lease_until=clock.wall() - timedelta(seconds=1))
        assert recover() == 1
        assert states(owed) == ("unclear", "unclear")

    meanwhile("finish_together", somebody_else_looks)
    assert deliver_due().sent == 1
    assert states(owed) == ("sent", "done")


def test_a_stop_between_two_groups_gives_the_rest_back(
    server: RecordingServer, leaving: Leaving, meanwhile: Meanwhile
) -> None:
    owed = [leaving.approved(f"Ann{number}") for number in range(5)]
    manner = Manner(lines=2)
    meanwhile("finish_together", manner.stop.set)
    assert deliver_due(manner).sent == 2
    assert sorted(states(one) for one in owed) == [("approved", "approved")] * 3 + [("sent", "done")] * 2


def test_a_worker_that_dies_before_closing_the_follow_up_leaves_that_to_the_next(
    server: RecordingServer, leaving: Leaving
) -> None:
    owed = leaving.approved("Ann")
    Message.objects.update(state="sent", sent_at=clock.now(), attempts=1)
    recover()
    recover()
    assert states(owed) == ("sent", "done")
    assert EventRow.objects.filter(kind="message_sent", subject_id=owed.pk).count() == 1


def test_what_was_being_handed_over_by_a_dead_worker_goes_before_a_person(leaving: Leaving) -> None:
    owed, waiting = leaving.approved("Ann"), leaving.approved("Bob")
    over, later = clock.wall() - timedelta(seconds=1), clock.wall() + timedelta(seconds=30)
    Message.objects.filter(follow_up=owed).update(state="handing", lease_until=over)
    Message.objects.filter(follow_up=waiting).update(state="handing", lease_until=later)
    assert recover() == 1
    assert states(owed) == ("unclear", "unclear")
    assert states(waiting) == ("handing", "approved")
    assert EventRow.objects.filter(kind="message_unclear").count() == 1


def test_two_letters_to_one_customer_never_leave_together(leaving: Leaving) -> None:
    from collections import deque

    from afterword.followups.delivering.deciding import decide, this_day

    ann = leaving.customer("Ann")
    owed: list[FollowUp] = [leaving.approved(customer=ann), leaving.approved(customer=ann), leaving.approved("Bob")]
    decided = decide([message_of(one).pk for one in owed], this_day())
    going = deque(decided[message_of(one).pk] for one in owed)
    first = [one.standing.follow_up_id for one in rounds.next_group(going, 4)]
    second = [one.standing.follow_up_id for one in rounds.next_group(going, 4)]
    assert (first, second) == ([owed[0].pk, owed[2].pk], [owed[1].pk])
