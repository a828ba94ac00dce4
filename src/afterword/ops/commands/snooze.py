"""Put follow-ups off until another day, not beyond the days on which they still do good."""

from __future__ import annotations

import argparse

from django.db import transaction

from afterword.followups.actions import snooze_follow_up
from afterword.ops.business import add_business_argument, business_chosen
from afterword.ops.commands.today import parse_day
from afterword.ops.printing import add_json_argument, print_result


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", nargs="+", type=int, metavar="ID", help="numbers of follow-ups, from `today`")
    parser.add_argument("--until", required=True, metavar="DATE", help="the day on which they come back")
    add_business_argument(parser)
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    until = parse_day(args.until)
    # All or none: a wrong number among them leaves the others as they were.
    with business_chosen(args), transaction.atomic():
        for follow_up_id in args.ids:
            snooze_follow_up(follow_up_id=follow_up_id, member_id=None, until=until)
        print_result(
            args, {"snoozed": args.ids, "until": until.isoformat()}, f"Back on the list on {until}: {len(args.ids)}."
        )
