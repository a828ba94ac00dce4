"""Say what came of a call: reached, voicemail, no answer, wrong number, or asked not to be called."""

from __future__ import annotations

import argparse

from afterword.domain.calling import Outcome
from afterword.followups.calling.acting import record_call
from afterword.followups.queries import follow_up
from afterword.ops.business import add_business_argument, business_chosen
from afterword.ops.printing import add_json_argument, print_result

#: As one says them on the command line.
OUTCOMES = {one.value.replace("_", "-"): one for one in Outcome}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", type=int, metavar="ID", help="the number of a call, from `calls`")
    parser.add_argument("outcome", choices=OUTCOMES, metavar="OUTCOME", help=f"one of: {', '.join(OUTCOMES)}")
    parser.add_argument("--note", default="", metavar="WORDS", help="what was said; it stands in the history")
    parser.add_argument(
        "--again", action="store_true", help="after voicemail: try again at another hour, instead of leaving it at that"
    )
    add_business_argument(parser)
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    with business_chosen(args):
        outcome = OUTCOMES[args.outcome]
        attempt = record_call(
            follow_up_id=args.id, outcome=outcome, member_id=None, note=args.note, try_again=args.again
        )
        now = follow_up(args.id)
        assert now is not None
        again = attempt.again_at.isoformat() if attempt.again_at else None
        print_result(
            args,
            {
                "id": args.id,
                "try": attempt.number,
                "became": attempt.became,
                "again_at": again,
                "state": now.state,
                "channel": now.channel,
            },
            f"{now.customer}: {args.outcome.replace('-', ' ')}. {_SAID[attempt.became]}",
            *([f"It comes back at {again}."] if again else []),
            "Next: afterword calls",
        )


_SAID = {
    "done": "It is done.",
    "again": "Nobody was reached.",
    "other_number": "Their other number is used from now on.",
    "next_way": "Calling is given up: the step goes on by its next channel, or ends.",
    "ask": "It stays on the list: put it off, skip it, or use another channel.",
}
