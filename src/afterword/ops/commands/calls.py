"""List the calls that are due: whom to ring, what to say, and who must not be rung."""

from __future__ import annotations

import argparse
from datetime import datetime

from afterword.businesses.queries import current_business, local_today, zone_of
from afterword.domain.handing_off import CannotHandOff, link_for
from afterword.followups.calling.queue import Stand, ToCall, calls_due
from afterword.ops.business import add_business_argument, business_chosen
from afterword.ops.commands.today import parse_day
from afterword.ops.printing import add_json_argument, print_result


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", metavar="DATE", help="what is due up to this day, like 2026-12-01; left out: today")
    add_business_argument(parser)
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    with business_chosen(args):
        business = current_business()
        on = parse_day(args.on) if args.on else local_today(business)
        calls = calls_due(on=on)
        by_stand = {stand: [one for one in calls if one.stand is stand] for stand in Stand}
        print_result(
            args,
            {
                "date": on.isoformat(),
                **{stand.value: [_as_json(one) for one in found] for stand, found in by_stand.items()},
            },
            f"{on}: {len(by_stand[Stand.NOW])} calls to make, {len(by_stand[Stand.LATER])} later,"
            f" {len(by_stand[Stand.HELD])} not to be made.",
            *(_line(one) for one in by_stand[Stand.NOW]),
            *(f"{_line(one)} · not before {_local(one.not_before)}" for one in by_stand[Stand.LATER]),
            *(f"{one.id:>8}  {one.owed.customer} · {one.held}" for one in by_stand[Stand.HELD]),
            *(["Next: afterword called ID OUTCOME"] if by_stand[Stand.NOW] else []),
        )


def _as_json(one: ToCall) -> dict[str, object]:
    return {
        "id": one.id,
        "customer": one.owed.customer,
        "customer_id": one.owed.customer_id,
        "numbers": [number.normal for number in one.numbers],
        "tap": _link(one),
        "why": one.why,
        "say": one.script.body,
        "by": one.owed.window_last.isoformat(),
        "tried": len(one.tried),
        "not_before": one.not_before.isoformat() if one.not_before else None,
        "best": one.best,
        "held": one.held,
    }


def _link(one: ToCall) -> str | None:
    try:
        return link_for("phone", one.numbers[0].normal) if one.numbers else None
    except CannotHandOff:
        return None


def _line(one: ToCall) -> str:
    number = one.numbers[0].value if one.numbers else "no number"
    tried = f" · tried {len(one.tried)} times" if one.tried else ""
    return f"{one.id:>8}  {one.owed.customer} {number} · by {one.owed.window_last} · {one.why}{tried}"


def _local(moment: datetime | None) -> str:
    return moment.astimezone(zone_of(current_business())).strftime("%Y-%m-%d %H:%M") if moment else ""
