"""Follow up the most recent of those who bought too long ago for any plan, a few on each day."""

from __future__ import annotations

import argparse

from afterword.ops.business import add_business_argument, business_chosen
from afterword.ops.numbers import number_from
from afterword.ops.printing import add_json_argument, print_result
from afterword.plans.actions import reach_recent
from afterword.plans.queries import past_sales_waiting


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--most-recent",
        type=number_from(1, 100_000),
        default=30,
        metavar="N",
        help="how many, the newest sale first (30)",
    )
    parser.add_argument(
        "--per-day", type=number_from(1, 100_000), default=10, metavar="N", help="how many fall due on each day (10)"
    )
    add_business_argument(parser)
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    with business_chosen(args):
        made = reach_recent(count=args.most_recent, per_day=args.per_day)
        left = past_sales_waiting(most_recent=0).customers
        if made:
            said = f"{made:,} customers who bought a while ago are followed up from today on, {args.per_day} a day."
        else:
            said = "There is nobody to reach like this: either nobody is left, or no address is known of those who are."
        print_result(
            args,
            {"follow_ups": made, "waiting": left},
            said,
            *([f"{left:,} more bought too long ago for any plan."] if left else []),
            *(["Next: afterword today"] if made else []),
        )
