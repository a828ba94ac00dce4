"""Show the plans and what is ready-made for the trade, or take a ready-made one over."""

from __future__ import annotations

import argparse
import sys

from afterword.businesses.models import Business
from afterword.ops.business import add_business_argument, business_chosen
from afterword.ops.printing import add_json_argument, print_result
from afterword.plans.adopting import Offer, Standing, adopt_trade_plan, adoptable
from afterword.plans.models import Plan
from afterword.plans.queries import plans
from afterword.plans.versions import drafts_by_plan


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", nargs="?", choices=("list", "adopt"), default="list", help="show them (the default)")
    parser.add_argument("slug", nargs="?", help="the ready-made plan to take over")
    add_business_argument(parser)
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> int | None:
    with business_chosen(args) as business:
        if args.what == "list":
            _show(args, business)
            return None
        if args.slug is None:
            print("afterword: name the ready-made plan: afterword plans adopt SLUG.", file=sys.stderr)
            return 2
        _adopt(args)
        return None


def _show(args: argparse.Namespace, business: Business) -> None:
    present, drafts = list(plans()), drafts_by_plan()
    offers = [one for one in adoptable(business) if one.standing is not Standing.HAVE]
    result = {
        "plans": [_as_json(plan, drafts) for plan in present],
        "ready_made": [
            {"slug": one.ready.slug, "name": one.ready.name, "why": one.ready.why, "standing": one.standing.value}
            for one in offers
        ],
    }
    lines = [_line(plan, drafts) for plan in present]
    if offers:
        lines += ["", "Ready-made for your trade:", *(_offered(one) for one in offers)]
        lines.append("Next: afterword plans adopt SLUG takes one over and switches it on.")
    print_result(args, result, *lines)


def _as_json(plan: Plan, drafts: set[int]) -> dict[str, object]:
    return {
        "slug": plan.slug,
        "name": plan.name,
        "trigger": plan.trigger,
        "on": plan.is_active,
        "version": plan.version,
        "draft": plan.pk in drafts,
    }


def _line(plan: Plan, drafts: set[int]) -> str:
    state = "on " if plan.is_active else "off"
    waits = "  (a draft waits)" if plan.pk in drafts else ""
    return f"  {state}  {plan.slug:24}  {plan.name}{waits}"


def _offered(one: Offer) -> str:
    return f"       {one.ready.slug:24}  {one.ready.name}"


def _adopt(args: argparse.Namespace) -> None:
    done = adopt_trade_plan(slug=args.slug)
    result = {"plan": done.plan.slug, "version": done.version, "live": done.is_live, "new": done.is_new}
    if not done.is_live:
        said = f"“{done.plan.name}” has words of your own; the trade's wait beside them as a draft."
        next_step = "Next: compare the two on the plan's page."
    else:
        said = f"“{done.plan.name}” is {'on' if done.plan.is_active else 'off'}."
        next_step = f"Next: afterword simulate --plan {done.plan.slug} tells what it comes to."
    print_result(args, result, said, next_step)
