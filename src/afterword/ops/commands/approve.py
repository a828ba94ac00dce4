"""Let drafted messages go; each waits ten seconds so that it can be taken back."""

from __future__ import annotations

import argparse

from afterword.domain.trouble import Trouble
from afterword.followups.actions import approve_all
from afterword.followups.queries import approvable
from afterword.ops.business import add_business_argument, business_chosen
from afterword.ops.printing import add_json_argument, print_result


class NothingApproved(Trouble):
    """None of them could go."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("ids", nargs="*", type=int, default=[], metavar="ID", help="numbers of follow-ups, from `today`")
    which.add_argument("--all-automatic", action="store_true", help="every e-mail that is due and ready")
    add_business_argument(parser)
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    with business_chosen(args):
        gone, refused = approve_all(
            follow_up_ids=approvable(limit=1_000_000) if args.all_automatic else args.ids,
            member_id=None,
            one_each=args.all_automatic,
        )
        if refused and not gone and not args.all_automatic:
            raise NothingApproved(" ".join(f"{number}: {why}" for number, why in list(refused.items())[:5]))
        print_result(
            args,
            {"approved": gone, "refused": {str(number): str(why) for number, why in refused.items()}},
            f"Approved: {len(gone)}. They leave in ten seconds at the earliest.",
            *(f"Not {number}: {why}" for number, why in refused.items()),
            "Next: afterword deliver --once",
        )
