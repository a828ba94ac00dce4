"""Decide against follow-ups, and say why."""

from __future__ import annotations

import argparse

from django.db import transaction

from afterword.followups.actions import skip_follow_up
from afterword.ops.business import add_business_argument, business_chosen
from afterword.ops.printing import add_json_argument, print_result


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", nargs="+", type=int, metavar="ID", help="numbers of follow-ups, from `today`")
    parser.add_argument("--reason", required=True, metavar="WORDS", help="why; it stands in the customer's history")
    add_business_argument(parser)
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    # All or none: a wrong number among them leaves the others as they were.
    with business_chosen(args), transaction.atomic():
        for follow_up_id in args.ids:
            skip_follow_up(follow_up_id=follow_up_id, member_id=None, reason=args.reason)
        print_result(args, {"skipped": args.ids}, f"Skipped: {len(args.ids)}.")
