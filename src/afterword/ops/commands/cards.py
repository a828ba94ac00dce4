"""Print what goes by post: cards, letters, labels or envelopes in one file for the printer."""

from __future__ import annotations

import argparse
from pathlib import Path

from afterword.businesses.queries import current_business, local_today
from afterword.domain.cards.formats import FORMATS, CardFormat, card_format
from afterword.domain.cards.imposing import SHEETS
from afterword.domain.trouble import Trouble
from afterword.followups.posting.acting import address_list, mark_posted, mark_printed, print_job
from afterword.followups.posting.designing import design_of
from afterword.followups.posting.queue import NothingToPost, ToPost, post_by, to_post
from afterword.ops.business import add_business_argument, business_chosen
from afterword.ops.commands.today import parse_day
from afterword.ops.printing import add_json_argument, print_result
from afterword.plans.queries import plan_slugs


class CannotWrite(Trouble):
    """The file cannot be written there."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", metavar="DATE", help="what is due up to this day, like 2026-12-01; left out: today")
    parser.add_argument("--plan", metavar="SLUG", help="only the cards of this plan, in its design")
    parser.add_argument("--format", choices=FORMATS, metavar="FORMAT", help=f"one of: {', '.join(FORMATS)}")
    parser.add_argument("--out", required=True, metavar="FILE.pdf", help="where to write the file")
    parser.add_argument("--sheet", choices=SHEETS, default="", help="several on each sheet of this office paper")
    parser.add_argument("--marks", action="store_true", help="with crop marks, for a print shop")
    parser.add_argument("--skip", type=int, default=0, metavar="N", help="labels of the first sheet that are used up")
    parser.add_argument("--addresses", metavar="FILE.csv", help="the list of addresses for a print shop")
    parser.add_argument("--posted", action="store_true", help="they are in the post: mark them done")
    add_business_argument(parser)
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    with business_chosen(args):
        on = parse_day(args.on) if args.on else local_today(current_business())
        plan_id = _plan_id(args.plan) if args.plan else None
        cards = to_post(on=on, plan_id=plan_id)
        ready = [card for card in cards if not card.missing]
        if not ready:
            nothing = {
                "cards": 0,
                "pages": 0,
                "post_by": None,
                "left_out": _left_out(cards),
                "too_long": [],
                "posted": 0,
            }
            print_result(
                args, nothing, f"No card is ready to be printed up to {on}; no file is written.", *_said(cards)
            )
            return
        design = design_of(plan_id)
        form: CardFormat | None = card_format(args.format) if args.format else None
        printed = print_job(
            ready, design, other_format=form, sheet=args.sheet, marks=args.marks, skipped=max(0, args.skip)
        )
        ids = [card.id for card in ready]
        mark_printed(follow_up_ids=ids, member_id=None)
        _write(args.out, printed.pdf)
        if args.addresses:
            _write(args.addresses, address_list(ready).encode())
        posted = mark_posted(follow_up_ids=ids, member_id=None) if args.posted else []
        last = post_by(ready)
        too_long = [ready[place].customer for place in printed.too_long]
        print_result(
            args,
            {
                "cards": len(ready),
                "pages": printed.pages,
                "post_by": last.isoformat() if last else None,
                "left_out": _left_out(cards),
                "too_long": too_long,
                "posted": len(posted),
            },
            f"{len(ready)} cards on {printed.pages} pages: {args.out}",
            f"Post them by {last}." if last else "",
            *([f"Print on both sides and turn on the {printed.flip_on.replace('_', ' ')}."] if printed.flip_on else []),
            *_said(cards),
            *(f"The words for {name} are too long for this card. Shorten them and print again." for name in too_long),
        )


def _left_out(cards: list[ToPost]) -> list[dict[str, object]]:
    return [{"id": one.id, "customer": one.customer, "why": " ".join(one.missing)} for one in cards if one.missing]


def _said(cards: list[ToPost]) -> list[str]:
    return [f"Left out: {one.customer}. {' '.join(one.missing)}" for one in cards if one.missing]


def _plan_id(slug: str) -> int:
    for plan_id, known in plan_slugs().items():
        if known == slug:
            return plan_id
    raise NothingToPost(f"There is no plan “{slug}”. `afterword plans` lists them.")


def _write(path: str, content: bytes) -> None:
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {error.strerror}. Choose another place with --out.") from error
