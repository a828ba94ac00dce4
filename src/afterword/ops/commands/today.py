"""What to do today: for whom, why, by when, and by which channel."""

from __future__ import annotations

import argparse
from datetime import date

from afterword.businesses.queries import current_business, local_today
from afterword.domain.trouble import Trouble
from afterword.followups.queries import MOST_COUNTED, Owed, addresses_for, counts, due, follow_ups_due, latest_audit
from afterword.followups.whys import whys_of
from afterword.ops.business import add_business_argument, business_chosen
from afterword.ops.numbers import number_from
from afterword.ops.printing import add_json_argument, print_result
from afterword.plans.auditing.audit import audit
from afterword.plans.queries import plan_slugs, step_keys


class BadDate(Trouble):
    """Not a date."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_business_argument(parser)
    parser.add_argument("--on", metavar="DATE", help="another day, like 2019-06-30")
    parser.add_argument(
        "--minutes", type=number_from(0, 999_999), metavar="N", help="only what matters most and fits into N minutes"
    )
    parser.add_argument(
        "--most",
        type=number_from(0, 999_999),
        default=MOST_COUNTED,
        metavar="N",
        help=f"how many are listed ({MOST_COUNTED:,})",
    )
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    with business_chosen(args):
        business = current_business()
        day = parse_day(args.on) if args.on else local_today(business)
        owed = due(day)
        rows = follow_ups_due(minutes=args.minutes, limit=min(args.most, MOST_COUNTED), found=owed)
        whys = whys_of(rows)
        tally = counts(owed if day == local_today(business) else None)
        found = latest_audit()
        forgotten = found.forgotten if found is not None else audit().forgotten
        plans, steps = plan_slugs(), step_keys()
        print_result(
            args,
            {
                "date": day.isoformat(),
                "minutes": sum(one.minutes for one in rows),
                "follow_ups": [_as_json(one, plans, steps, whys) for one in rows],
                "unclear": tally.unclear,
                "forgotten": forgotten,
            },
            *_as_text(day, rows, whys),
            *([f"Did these arrive? {tally.unclear} are unclear: say so under Today."] * bool(tally.unclear)),
            f"Forgotten: {forgotten or 'nobody'}.",
        )


def parse_day(text: str) -> date:
    """A civil date as written on the command line. Raises :class:`BadDate`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadDate(f"{text!r} is not a date. Write it like 2019-06-30.") from None


def _as_json(one: Owed, plans: dict[int, str], steps: dict[int, str], whys: dict[int, str]) -> dict[str, object]:
    return {
        "id": one.id,
        "customer": one.customer,
        "channel": one.channel,
        "plan": plans.get(one.plan_id or 0, ""),
        "step": steps.get(one.step_id or 0, ""),
        "window_from": one.window_first.isoformat(),
        "window_to": one.window_last.isoformat(),
        "status": one.state,
        "why": whys[one.id],
    }


def _as_text(day: date, rows: list[Owed], whys: dict[int, str]) -> list[str]:
    if not rows:
        return [f"{day.isoformat()}: nothing to do."]
    phones = addresses_for([one.customer_id for one in rows if one.channel == "phone"], "phone")
    lines = [f"{day.isoformat()}: {len(rows)} to do, about {sum(one.minutes for one in rows)} minutes."]
    for one in rows:
        number = f" {phones[one.customer_id]}" if one.customer_id in phones else ""
        by = f"by {one.window_last.isoformat()}{' LATE' if one.is_late(day) else ''}"
        lines.append(f"{one.id:>8}  {one.channel:<6} {one.customer}{number} · {by} · {whys[one.id]}")
    lines.append("Next: afterword approve ID … | done ID | snooze ID --until DATE | skip ID --reason WORDS")
    return lines
