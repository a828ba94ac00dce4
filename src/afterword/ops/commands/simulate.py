"""Try plans out over a stretch of days: who would get what when, and the minutes a week. Nothing is written."""

from __future__ import annotations

import argparse
from datetime import date

from afterword.businesses.queries import current_business, local_today
from afterword.customers.models import Customer
from afterword.ops.business import add_business_argument, business_chosen
from afterword.ops.commands.today import parse_day
from afterword.ops.printing import add_json_argument, print_result
from afterword.ops.progress import Bar
from afterword.plans.simulating.simulation import SimulatedTouch, Simulation, Sum, simulate
from afterword.plans.simulating.tried import tried_plans
from afterword.plans.simulating.words import began_with, why_left_out

DAYS = 90


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plan", metavar="SLUG", help="one plan, switched on or not; left out: all that are on")
    parser.add_argument("--from", dest="first", metavar="DATE", help="the first day, like 2019-06-30; left out: today")
    parser.add_argument("--days", type=int, default=DAYS, metavar="N", help=f"how many days ({DAYS})")
    add_business_argument(parser)
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    with business_chosen(args):
        first = parse_day(args.first) if args.first else local_today(current_business())
        plans = tried_plans(slug=args.plan)
        with Bar("Trying it out") as bar:
            found = simulate(plans, first=first, days=args.days, progress=lambda at, of: bar.at(at, at, of))
        names = dict(
            Customer.objects.filter(id__in={one.customer_id for one in found.sample}).values_list("id", "display_name")
        )
    print_result(args, _as_json(found, names), *_sentences(found))


def _as_json(found: Simulation, names: dict[int, str]) -> dict[str, object]:
    busiest = found.busiest_day
    return {
        "from": found.first.isoformat(),
        "days": found.days,
        "touches": found.total.touches,
        "customers": found.customers,
        "minutes": found.total.minutes,
        "cost_minor": found.total.cost_minor,
        "by_week": [
            {"week": monday.isoformat(), "touches": one.touches, "minutes": one.minutes, "cost_minor": one.cost_minor}
            for monday, one in found.weeks.items()
        ],
        "busiest_day": _busiest_as_json(busiest) if busiest else None,
        "by_channel": dict(sorted(found.by_channel.items())),
        "dropped": dict(sorted(found.dropped.items())),
        "sample": [_touch_as_json(one, names) for one in found.sample],
    }


def _busiest_as_json(busiest: tuple[date, Sum]) -> dict[str, object]:
    day, one = busiest
    return {"date": day.isoformat(), "touches": one.touches, "minutes": one.minutes}


def _touch_as_json(one: SimulatedTouch, names: dict[int, str]) -> dict[str, object]:
    return {
        "customer": names.get(one.customer_id, ""),
        "customer_id": one.customer_id,
        "plan": one.plan,
        "step": one.step,
        "channel": one.channel.value,
        "on": one.on.isoformat(),
        "why": began_with(one),
    }


def _sentences(found: Simulation) -> list[str]:
    if not found.total.touches:
        lines = [f"From {found.first} to {found.last} there would be nothing to do."]
    else:
        assert found.busiest_day is not None
        day, most = found.busiest_day
        total = found.total
        lines = [
            (
                f"From {found.first} to {found.last}: {total.touches:,} touches to {found.customers:,} customers; "
                f"in all {total.minutes:,} minutes."
            ),
            f"The busiest day is {day}: {most.touches:,} touches, {most.minutes:,} minutes.",
            "",
            "  Week of     Touches  Minutes",
            *(f"  {monday}  {one.touches:7,}  {one.minutes:7,}" for monday, one in found.weeks.items()),
            "",
            "By channel: " + ", ".join(f"{name} {count:,}" for name, count in sorted(found.by_channel.items())) + ".",
        ]
    lines += [f"Left out: {count:,}. {why_left_out(reason)}" for reason, count in found.dropped.most_common()]
    return [*lines, "Nothing was written and nothing was sent."]
