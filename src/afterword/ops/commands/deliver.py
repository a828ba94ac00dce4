"""Send what is approved and due, and whatever goes out by itself today."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from datetime import timedelta

from afterword.channels.accounts import NotReady, account_for
from afterword.domain.channel import Channel
from afterword.followups.delivering.rounds import Manner, Tally
from afterword.followups.models import Message
from afterword.infra import clock
from afterword.ops.business import prepare_database
from afterword.ops.delivering import deliver_by_processes, stop_politely
from afterword.ops.everywhere import each_business
from afterword.ops.numbers import number_from
from afterword.ops.printing import add_json_argument, print_result

#: Seconds between two looks when nothing was due.
PAUSE = 5.0
#: What was approved a moment ago can still be taken back; ``--once`` waits this long for it at most.
UNDO_WAIT = timedelta(seconds=15)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="stop when nothing is due any more")
    parser.add_argument(
        "--connections",
        type=number_from(1, 32),
        metavar="N",
        help="lines to the mail server at once (4; 8 to one on this machine)",
    )
    parser.add_argument(
        "--processes", type=number_from(1, 32), default=1, metavar="N", help="processes that share the lines (1)"
    )
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    prepare_database()
    manner = Manner(lines=args.connections)
    stop_politely(manner.stop)
    tally = Tally()
    while not manner.stop.is_set():
        tally.add(deliver_by_processes(processes=args.processes, manner=manner))
        if not args.once:
            manner.stop.wait(PAUSE)
        elif (wait := seconds_to_wait()) is None:
            break
        else:
            manner.stop.wait(wait)
    unclear = f"Unclear: {tally.unclear}. Open Today and say whether they arrived." if tally.unclear else ""
    print_result(args, asdict(tally), _sentence(tally), *filter(None, [unclear]))
    for sentence in accounts_not_ready():
        print(f"afterword: {sentence}", file=sys.stderr)


def seconds_to_wait() -> float | None:
    """Seconds until the next message that was approved a moment ago may leave; None where there is none."""
    now = clock.now()
    # Looks at the whole installation: the command is about all its businesses.
    soonest = (
        Message.everywhere.filter(state="approved", attempts=0, not_before__gt=now, not_before__lte=now + UNDO_WAIT)
        .order_by("not_before")
        .values_list("not_before", flat=True)
        .first()
    )
    return None if soonest is None else max((soonest - now).total_seconds(), 0.05)


def accounts_not_ready() -> list[str]:
    """For each business whose letters are due and cannot leave because of its mail account: why, and what to do."""
    found = []
    for business in each_business():
        account = account_for(Channel.EMAIL)
        due = Message.objects.filter(
            state__in=("approved", "retrying"), channel=Channel.EMAIL, not_before__lte=clock.now()
        )
        if isinstance(account, NotReady) and due.exists():
            found.append(f"Nothing leaves {business.name}. {account.why}")
    return found


def _sentence(tally: Tally) -> str:
    if not any(asdict(tally).values()):
        return "Nothing is due."
    return f"Sent: {tally.sent}. Failed: {tally.failed}. To be tried again: {tally.retrying}. Held back: {tally.held}."
