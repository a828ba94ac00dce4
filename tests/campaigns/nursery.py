"""A process that has Django ready and forks delivering children on command, so that hundreds can be killed a minute.

Started with DATABASE_URL, EMAIL_URL and AFTERWORD_HOME in its environment; obeys one JSON command a line on standard
input and answers each with one JSON line. A forked child is told by its process number; whoever started it kills it.
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

LONG_AGO = timedelta(minutes=1)


def seed(count: int) -> dict[str, Any]:
    """Add ``count`` customers whose messages were approved a minute ago."""
    from django.db import transaction

    from afterword.accounts.actions import ensure_user
    from afterword.businesses.actions import found_business
    from afterword.businesses.models import Business
    from afterword.businesses.queries import local_today
    from afterword.customers.models import ContactPoint, Customer
    from afterword.followups.models import FollowUp, Message, Template
    from afterword.infra import clock
    from afterword.infra.tenancy import acting_for

    business = Business.objects.first()
    if business is None:
        owner = ensure_user(email="rosa@shop.example", name="Rosa")
        business = found_business(
            name="Rosa", trade="shop", timezone="Europe/Oslo", country="NO", currency="NOK", owner=owner,
            email=owner.email,
        )  # fmt: skip
        Business.objects.update(
            open_weekdays=127, closed_on_holidays=False, quiet_from=time(0), quiet_until=time(0), cap_days=0
        )
    now, today = clock.now(), local_today(business)
    with acting_for(business.pk), transaction.atomic():
        template = Template.objects.first() or Template.objects.create(
            name="Thanks", email_subject="Thank you", email_body="Hello,\n\nthank you.\n\nRosa", created_at=now
        )
        people = Customer.objects.bulk_create(
            [Customer(display_name=f"Customer {number}", reach=1, created_at=now) for number in range(count)]
        )
        ContactPoint.objects.bulk_create(
            [
                ContactPoint(
                    customer=one,
                    channel="email",
                    value=f"c{one.pk}@example.org",
                    normal=f"c{one.pk}@example.org",
                    created_at=now,
                )
                for one in people
            ]
        )
        owed = FollowUp.objects.bulk_create(
            [
                FollowUp(
                    customer=one,
                    channel="email",
                    mode="approve",
                    state="approved",
                    window_first=today,
                    window_last=today + timedelta(days=6),
                    due_on=today,
                    template=template,
                )
                for one in people
            ]
        )
        consent_to_all(people)
        Message.objects.bulk_create(
            [
                Message(
                    follow_up=one,
                    customer_id=one.customer_id,
                    channel="email",
                    not_before=now - LONG_AGO,
                    useless_after=now + timedelta(days=6),
                    approved_by_id=1,
                    created_at=now,
                )
                for one in owed
            ]
        )
    return {"seeded": count}


def limit(a_day: int) -> dict[str, Any]:
    """The account takes so many a day."""
    from afterword.businesses.models import Business
    from afterword.channels.accounts import keep_pace
    from afterword.infra.tenancy import acting_for

    with acting_for(Business.objects.get().pk):
        keep_pace(key="email", most_a_day=a_day, most_an_hour=None, warms_up=False)
    return {"a_day": a_day}


def consent_to_all(people: list[Any]) -> None:
    """They have agreed to hear from the shop."""
    from afterword.customers.models import Consent
    from afterword.infra import clock

    Consent.objects.bulk_create(
        [
            Consent(customer=one, purpose="care", channel="email", granted=True, source="counter", at=clock.now())
            for one in people
        ]
    )


def deliver(lease: float, lines: int, batch: int, until_done: bool, crash_at: int, forgetful: bool) -> None:
    """Deliver as `afterword deliver` does, with a short lease; die at the ``crash_at``-th commit or word said."""
    from afterword.followups.delivering.rounds import Manner
    from afterword.ops.delivering import deliver_everywhere

    manner = Manner(
        lines=lines,
        batch=batch,
        lease=timedelta(seconds=lease),
        timeout=5,
        worker=f"{os.getpid()}:{uuid.uuid4().hex[:8]}",
    )
    if forgetful:
        send_again_what_is_unclear()
    points = CrashPoints(crash_at)
    if crash_at:
        points.arm()
    nursery = os.getppid()
    while True:
        deliver_everywhere(manner)
        if crash_at or (until_done and not on_the_way()) or os.getppid() != nursery:
            break
        manner.stop.wait(0.02)


def on_the_way() -> int:
    """Messages that have not come to an end."""
    from afterword.followups.models import Message

    return Message.everywhere.filter(state__in=("approved", "claimed", "handing", "retrying", "held")).count()


class CrashPoints:
    """Counts commits and words to the server, before and after each, and ends the process at the n-th."""

    def __init__(self, crash_at: int) -> None:
        self.left = crash_at

    def arm(self) -> None:
        """Wrap what commits and what talks."""
        from django.db.backends.base.base import BaseDatabaseWrapper

        from afterword.channels.email.providers.line import ProviderLine
        from afterword.channels.email.smtp import SmtpLine

        self.wrap(BaseDatabaseWrapper, "commit")
        for phase in ("begin", "proceed", "say_last_word", "last_answer"):
            self.wrap(SmtpLine, phase)
            self.wrap(ProviderLine, phase)

    def wrap(self, owner: type, name: str) -> None:
        """Crash before and after calls of a method."""
        inner: Callable[..., Any] = getattr(owner, name)

        def counted(*arguments: Any, **options: Any) -> Any:
            self.count()
            answer = inner(*arguments, **options)
            self.count()
            return answer

        setattr(owner, name, counted)

    def count(self) -> None:
        """One point further."""
        self.left -= 1
        if self.left == 0:
            os._exit(9)


def send_again_what_is_unclear() -> None:
    """The negative control: recovery that gives back what was being handed over, as a careless queue would."""
    from afterword.followups.delivering import recovering
    from afterword.followups.models import Message
    from afterword.infra import clock

    def careless() -> int:
        return Message.objects.filter(state="handing", lease_until__lt=clock.wall()).update(state="approved")

    recovering._bring_before_a_person = careless


def claim(folder: str, batch: int) -> None:
    """Claim everything there is, batch by batch, and write down what was claimed."""
    from pathlib import Path

    from afterword.businesses.models import Business
    from afterword.followups.delivering.claiming import claim_due
    from afterword.infra.tenancy import acting_for

    me = f"{os.getpid()}:{uuid.uuid4().hex[:8]}"
    business = Business.objects.get()
    mine: list[tuple[int, int]] = []
    with acting_for(business.pk):
        while claims := claim_due(worker=me, channel="email", batch=batch):
            mine += claims
    Path(folder, f"{os.getpid()}.json").write_text(json.dumps(mine))


def tell() -> dict[str, Any]:
    """Where everything stands."""
    from afterword.channels.models import SendingDay
    from afterword.followups.models import FollowUp, Message
    from afterword.timeline.models import EventRow

    messages = Message.everywhere.values_list("message_id", "state", "follow_up_id")
    return {
        "messages": [list(row) for row in messages],
        "taken": sum(SendingDay.everywhere.values_list("taken", flat=True)),
        "follow_ups": dict(FollowUp.everywhere.values_list("id", "state")),
        "told_sent": list(EventRow.everywhere.filter(kind="message_sent").values_list("subject_id", flat=True)),
        "told_unclear": list(EventRow.everywhere.filter(kind="message_unclear").values_list("subject_id", flat=True)),
    }


def fork(work: Callable[..., None], options: dict[str, Any]) -> dict[str, int]:
    """Run something in a child; nothing is open yet that both would share."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child:
        return {"pid": child}
    # The pipes are the nursery's: a child that lived on would keep them open.
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    status = 1
    try:
        work(**options)
        status = 0
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        connections.close_all()
        os._exit(status)


def wait(pid: int) -> dict[str, int]:
    """Wait until a child has ended; its exit status, negative for a signal."""
    return {"status": os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}


def main() -> None:
    """Get ready, then obey."""
    import django

    django.setup()
    from afterword.ops.business import prepare_database

    prepare_database()
    # Whatever will be used is imported once, before the forks.
    import afterword.ops.delivering  # noqa: F401
    from afterword.channels.registry import channels

    channels()
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        command: dict[str, Any] = json.loads(line)
        verb = command.pop("do")
        answer: dict[str, Any]
        match verb:
            case "seed":
                answer = seed(**command)
            case "limit":
                answer = limit(**command)
            case "deliver":
                answer = fork(deliver, command)
            case "claim":
                answer = fork(claim, command)
            case "wait":
                answer = wait(**command)
            case _:
                answer = tell()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
