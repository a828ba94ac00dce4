"""An account takes so many an hour and a day: the rest waits, and says until when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from afterword.channels.accounts import ReadyAccount, account_for
from afterword.channels.models import ChannelAccount, SendingDay
from afterword.domain.contact import Purpose
from afterword.followups.delivering import purposes
from afterword.followups.delivering.claiming import LEASE
from afterword.followups.delivering.pacing import Turnstile
from afterword.followups.delivering.purposes import PlanStanding
from afterword.followups.delivering.recovering import recover
from afterword.followups.delivering.rounds import Manner, deliver_due
from afterword.followups.delivering.turns import queue_in_words, turn_of
from afterword.followups.models import FollowUp, Message
from tests.followups.delivering.conftest import SetClock
from tests.servers.fixtures import RecordingServer, StartsRecording
from tests.setting.leaving import NOON, Leaving, message_of, states

ONE_LINE = Manner(lines=1)


def takes(**limits: object) -> None:
    """The account takes no more than that."""
    ChannelAccount.objects.update_or_create(channel="email", defaults=limits)


def approved(leaving: Leaving, count: int) -> list[FollowUp]:
    return [leaving.approved(f"Ann{number}") for number in range(count)]


def waiting() -> int:
    return Message.objects.filter(state="approved").count()


def test_no_more_than_a_day_takes_leave_and_the_rest_stays_due(server: RecordingServer, leaving: Leaving) -> None:
    takes(most_a_day=3)
    approved(leaving, 5)
    assert deliver_due().sent == 3
    again = deliver_due()
    assert (again.sent, again.held) == (0, 2)
    assert waiting() == 2
    assert len(server.accepted()) == 3
    assert SendingDay.objects.get().taken == 3


def test_the_next_day_begins_at_midnight_where_the_business_is(
    server: RecordingServer, leaving: Leaving, set_clock: SetClock
) -> None:
    leaving.shop.business.quiet_from = leaving.shop.business.quiet_until = NOON.time()
    leaving.shop.business.save()
    takes(most_a_day=2)
    approved(leaving, 5)
    assert deliver_due().sent == 2
    set_clock(NOON.replace(hour=23, minute=59))  # 21:59 in UTC
    assert deliver_due().sent == 0
    set_clock(NOON.replace(hour=0) + timedelta(days=1))  # still the same day in UTC
    assert deliver_due().sent == 2
    assert [(row.day.day, row.taken) for row in SendingDay.objects.order_by("day")] == [(10, 2), (11, 2)]


def test_an_hour_takes_so_many_and_the_next_one_again(
    server: RecordingServer, leaving: Leaving, set_clock: SetClock
) -> None:
    takes(most_an_hour=2, most_a_day=5)
    approved(leaving, 7)
    assert deliver_due().sent == 2
    set_clock(NOON.replace(minute=59))
    assert deliver_due().sent == 0
    set_clock(NOON.replace(hour=13))
    assert deliver_due().sent == 2
    set_clock(NOON.replace(hour=12, minute=59))  # another process's clock is a little behind
    assert deliver_due().sent == 0
    set_clock(NOON.replace(hour=14))
    assert deliver_due().sent == 1  # the day's fifth
    row = SendingDay.objects.get()
    assert (row.taken, row.hour, row.hour_taken) == (5, 14, 1)


def test_a_new_sender_begins_slowly_and_grows_with_each_day_on_which_it_sends(
    server: RecordingServer, leaving: Leaving, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("afterword.domain.pacing.WARM_UP", (1, 2, 4))
    takes(warms_up_since=NOON.date())
    approved(leaving, 12)
    assert deliver_due().sent == 1
    set_clock(NOON + timedelta(days=2))  # a day on which nothing left makes nobody known
    assert deliver_due().sent == 2
    set_clock(NOON + timedelta(days=5))
    assert deliver_due().sent == 4
    assert deliver_due().sent == 0
    set_clock(NOON + timedelta(days=6))
    assert deliver_due().sent == 5  # the ladder is climbed


def test_what_a_server_refuses_before_the_last_word_costs_no_room(
    leaving: Leaving, start_recording_smtp: StartsRecording, settings: object
) -> None:
    server = start_recording_smtp("--reply", "rcpt:gone@*=550 5.1.1 No such user")
    settings.EMAIL_URL = server.url  # type: ignore[attr-defined]
    takes(most_a_day=1)
    refused = leaving.approved("Ann", customer=leaving.customer("Ann", address="gone@example.org"))
    Message.objects.filter(pk=message_of(refused).pk).update(useless_after=NOON + timedelta(minutes=1))
    approved(leaving, 2)
    tally = deliver_due(ONE_LINE)
    assert (tally.sent, tally.failed, waiting()) == (1, 1, 1)


def test_what_may_have_left_counts_and_what_surely_has_not_does_not(leaving: Leaving, server: RecordingServer) -> None:
    takes(most_a_day=2)
    first, second, third = approved(leaving, 3)
    account = account_for("email")
    assert isinstance(account, ReadyAccount)
    turnstile = Turnstile.of(account)
    assert turnstile
    claims = turnstile.claim(worker="killed", lease=LEASE, batch=10)
    assert len(claims) == 2
    assert turnstile.claim(worker="another", lease=LEASE, batch=10) == []  # these are in the dead one's hands
    # It announced one last word, and then was killed.
    turnstile.count(1, at=NOON)
    Message.objects.filter(pk=claims[0].id).update(state="handing")
    Message.objects.filter(worker="killed").update(lease_until=NOON - timedelta(days=400))
    assert recover() == 1
    assert deliver_due().sent == 1
    assert sorted(states(one)[0] for one in (first, second, third)) == ["approved", "sent", "unclear"]
    assert SendingDay.objects.get().taken == 2


def test_care_and_what_a_person_approved_go_before_promotion(
    leaving: Leaving, server: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        purposes, "_ask", [lambda ids: {one: PlanStanding(_PURPOSES[one], True) for one in ids if one in _PURPOSES}]
    )
    takes(most_a_day=2)
    leaving.shop.business.postal_address = "3 Harbor Street\nOslo"  # an offer has to say where it comes from
    leaving.shop.business.save()
    soon = NOON + timedelta(hours=3)
    promotion, personal, care, later = approved(leaving, 4)
    for owed, plan, member, useless in (
        (promotion, 1, None, soon),
        (personal, 1, 7, soon + timedelta(hours=1)),
        (care, 2, None, soon + timedelta(hours=2)),
        (later, 2, None, soon + timedelta(days=2)),
    ):
        FollowUp.objects.filter(pk=owed.pk).update(plan_id=plan, mode="automatic")
        Message.objects.filter(pk=message_of(owed).pk).update(approved_by_id=member, useless_after=useless)
    assert deliver_due().sent == 2
    assert [states(one)[0] for one in (promotion, personal, care, later)] == ["approved", "sent", "sent", "approved"]


_PURPOSES = {1: Purpose.PROMOTION, 2: Purpose.CARE}


def test_what_is_of_no_use_any_more_ends_though_the_account_is_full(
    leaving: Leaving, server: RecordingServer, set_clock: SetClock
) -> None:
    takes(most_a_day=1)
    approved(leaving, 1)
    assert deliver_due().sent == 1
    late, later = approved(leaving, 2)
    Message.objects.filter(pk=message_of(late).pk).update(useless_after=NOON + timedelta(hours=1))
    set_clock(NOON + timedelta(hours=2))
    assert deliver_due().sent == 0
    assert states(late) == ("withdrawn", "stopped")
    assert states(later) == ("approved", "approved")


def test_without_limits_nothing_is_counted(leaving: Leaving, server: RecordingServer) -> None:
    approved(leaving, 3)
    assert deliver_due().sent == 3
    assert not SendingDay.objects.exists()


def test_a_well_known_mailbox_has_its_keepers_limit_until_the_owner_names_another(
    leaving: Leaving, settings: object
) -> None:
    settings.EMAIL_URL = "smtps://rosa:secret@smtp.mail.yahoo.com"  # type: ignore[attr-defined]
    known = account_for("email")
    assert isinstance(known, ReadyAccount)
    assert known.pace.a_day == 500
    takes(most_a_day=80)
    own = account_for("email")
    assert isinstance(own, ReadyAccount)
    assert own.pace.a_day == 80


def test_who_waits_for_a_turn_is_told_when_it_comes(
    leaving: Leaving, server: RecordingServer, set_clock: SetClock
) -> None:
    takes(most_a_day=2)
    owed = approved(leaving, 7)
    assert all(turn_of(message_of(one), show_day=str) == "" for one in owed[:2])
    assert deliver_due().sent == 2
    sentence = "Your account takes 2 messages a day. This one goes {}."
    told = [turn_of(message_of(one), show_day=str) for one in owed if states(one)[0] == "approved"]
    # Wednesday the tenth: Thursday, Friday and, for the shop is closed on Sundays, Saturday.
    assert told == [sentence.format(when) for when in ("tomorrow", "tomorrow", *["on 2026-06-12"] * 2, "on 2026-06-13")]
    assert queue_in_words("email", show_day=str) == (
        "Your account takes 2 messages a day. 5 messages wait, and the last of them goes on 2026-06-13."
    )
    last = owed[-1]
    Message.objects.filter(pk=message_of(last).pk).update(useless_after=NOON + timedelta(minutes=1))
    assert turn_of(message_of(last), show_day=str) == (
        "Your account takes 2 messages a day. Its turn comes only tomorrow, when it is of no use any more."
    )


def test_an_hours_limit_is_told_as_later_today(leaving: Leaving, server: RecordingServer) -> None:
    takes(most_an_hour=1)
    approved(leaving, 2)
    assert queue_in_words("email", show_day=str).endswith("One message waits and goes later today.")
    assert deliver_due().sent == 1
    assert queue_in_words("email", show_day=str) == (
        "Your account takes 1 message an hour. One message waits and goes later today."
    )
