"""Try plans out over a stretch of days: who would get what when, and the minutes a week. Nothing is written."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date

from afterword.businesses.queries import current_business, local_today
from afterword.customers.models import Customer
from afterword.ops.business import add_business_argument, business_chosen
from afterword.ops.commands.today import parse_day
from afterword.ops.printing import add_json_argument, print_result
from afterword.ops.progress import Bar
from afterword.plans.simulating.alike import alike_in
from afterword.plans.simulating.naming import tried_by_name
from afterword.plans.simulating.simulation import SimulatedTouch, Simulation, Sum, simulate
from afterword.plans.simulating.words import began_with, why_left_out

DAYS = 90
_MAY_GO = "Let the step ask for one line of yours, or say on the plan's page that its words may go as they are."
_NOTHING = "Nothing was written and nothing was sent."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--plan",
        metavar="SLUG",
        default="",
        help="one plan, or SLUG@VERSION of it, or ready-made:SLUG; left out: all on",
    )
    parser.add_argument("--against", metavar="SLUG", help="another one beside it, like thank-you@2")
    parser.add_argument("--from", dest="first", metavar="DATE", help="the first day, like 2019-06-30; left out: today")
    parser.add_argument("--days", type=int, default=DAYS, metavar="N", help=f"how many days ({DAYS})")
    add_business_argument(parser)
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    with business_chosen(args):
        first = parse_day(args.first) if args.first else local_today(current_business())
        one = _tried(args.plan, first, args.days)
        other = _tried(args.against, first, args.days) if args.against is not None else None
    if other is None:
        print_result(args, one.as_json(), *_sentences(one.found), *_word_for_word(one), _NOTHING)
        return
    result = {"plan": one.as_json(), "against": other.as_json()}
    lines = [*_headed(args.plan or "all plans", one), "", *_headed(args.against or "all plans", other), ""]
    print_result(args, result, *lines, _beside(one.found, other.found), _NOTHING)


@dataclass(frozen=True, slots=True)
class _Tried:
    """A trial, and the names of the customers in its sample."""

    found: Simulation
    names: dict[int, str]
    #: What would go word for word to too many: plan, step, people, days.
    alike: list[tuple[str, str, int, int]]

    def as_json(self) -> dict[str, object]:
        alike = [
            {"plan": plan, "step": step, "people": people, "days": days} for plan, step, people, days in self.alike
        ]
        return {**_as_json(self.found, self.names), "word_for_word": alike}


def _tried(name: str, first: date, days: int) -> _Tried:
    plans = tried_by_name(name)
    with Bar("Trying it out") as bar:
        found = simulate(plans, first=first, days=days, progress=lambda at, of: bar.at(at, at, of))
    sample = {one.customer_id for one in found.sample}
    return _Tried(
        found, dict(Customer.objects.filter(id__in=sample).values_list("id", "display_name")), alike_in(found, plans)
    )


def _headed(name: str, tried: _Tried) -> list[str]:
    return [f"{name}:", *_sentences(tried.found), *_word_for_word(tried)]


def _word_for_word(tried: _Tried) -> list[str]:
    return [
        f"Word for word: {plan}, {step}: {people:,} people within {days} days. {_MAY_GO}"
        for plan, step, people, days in tried.alike
    ]


def _beside(one: Simulation, other: Simulation) -> str:
    touches = other.total.touches - one.total.touches
    minutes = other.total.minutes - one.total.minutes
    customers = other.customers - one.customers
    return f"The second means {touches:+,} touches, {minutes:+,} minutes and {customers:+,} customers."


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
    return lines
