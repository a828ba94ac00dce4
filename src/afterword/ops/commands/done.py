"""Mark follow-ups as done by hand: called, or posted."""

from __future__ import annotations

import argparse

from django.db import transaction

from afterword.followups.actions import mark_done
from afterword.ops.business import add_business_argument, business_chosen
from afterword.ops.printing import add_json_argument, print_result


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", nargs="+", type=int, metavar="ID", help="numbers of follow-ups, from `today`")
    parser.add_argument("--note", default="", metavar="WORDS", help="what was said")
    add_business_argument(parser)
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    # All or none: a wrong number among them leaves the others as they were.
    with business_chosen(args), transaction.atomic():
        for follow_up_id in args.ids:
            mark_done(follow_up_id=follow_up_id, member_id=None, note=args.note)
        print_result(args, {"done": args.ids}, f"Done: {len(args.ids)}.", "Next: afterword today")
