"""Automatic follow-ups become messages on their day, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from afterword.followups.delivering.queueing import queue_automatic
from afterword.followups.delivering.rounds import deliver_due
from afterword.followups.models import Message
from tests.followups.delivering.conftest import SetClock
from tests.servers.fixtures import RecordingServer
from tests.setting.leaving import NOON, Leaving, message_of, states


def test_an_automatic_follow_up_becomes_a_message_on_its_day(leaving: Leaving, set_clock: SetClock) -> None:
    owed = leaving.owed("Ann", mode="automatic", due_on=leaving.shop.today + timedelta(days=1))
    assert queue_automatic() == 0
    set_clock(NOON + timedelta(hours=12))
    assert queue_automatic() == 1
    assert states(owed) == ("approved", "approved")
    assert queue_automatic() == 0
    assert Message.objects.count() == 1


def test_it_is_useless_after_its_window_and_days_of_grace(leaving: Leaving) -> None:
    owed = leaving.owed("Ann", mode="automatic", window_last=leaving.shop.today, late_days=2)
    queue_automatic()
    assert message_of(owed).useless_after == datetime(2026, 6, 12, 22, 0, tzinfo=UTC), "midnight in Oslo"


def test_what_needs_approval_or_a_hand_is_left_alone(leaving: Leaving) -> None:
    leaving.owed("Ann", mode="approve")
    leaving.owed("Bob", mode="hand", channel="phone")
    leaving.owed("Eva", mode="automatic", channel="phone")
    assert queue_automatic() == 0


def test_automatic_messages_leave_by_themselves(server: RecordingServer, leaving: Leaving) -> None:
    owed = leaving.owed("Ann", mode="automatic")
    queue_automatic()
    assert deliver_due().sent == 1
    assert states(owed) == ("sent", "done")
    [letter] = server.accepted()
    assert letter.parsed["Auto-Submitted"] == "auto-generated"


def test_what_is_past_its_window_and_grace_is_not_sent_in_a_burst(server: RecordingServer, leaving: Leaving) -> None:
    long_ago = leaving.shop.today - timedelta(days=30)
    for number in range(5):
        leaving.owed(
            f"Ann{number}", mode="automatic", window_first=long_ago, due_on=long_ago, window_last=long_ago, late_days=3
        )
    queue_automatic()
    assert deliver_due().sent == 0
    assert server.accepted() == []
