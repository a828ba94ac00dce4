"""Let drafted messages go; each waits ten seconds so that it can be taken back."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from afterword.domain.trouble import Trouble
from afterword.followups.actions import NotThere, approve_all
from afterword.followups.drafts import write_line
from afterword.followups.guarding.alike import alike_among
from afterword.followups.queries import approvable, follow_up
from afterword.ops.business import add_business_argument, business_chosen
from afterword.ops.printing import add_json_argument, print_result

#: What may be done about words that go to many.
AS_THEY_ARE = "Write a line with --line, or say on Plans that these words may go as they are."


class NothingApproved(Trouble):
    """None of them could go."""


class OneLetter(Trouble):
    """A line of one's own is not for many."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("ids", nargs="*", type=int, default=[], metavar="ID", help="numbers of follow-ups, from `today`")
    which.add_argument("--all-automatic", action="store_true", help="every e-mail that is due and ready")
    parser.add_argument("--line", metavar="TEXT", help="one line of your own, put into the one letter that is named")
    add_business_argument(parser)
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    with business_chosen(args):
        wanted = approvable(limit=1_000_000) if args.all_automatic else args.ids
        if args.line is not None:
            _write_line(args.line, [] if args.all_automatic else wanted)
        alike = alike_among(wanted)
        gone, refused = approve_all(follow_up_ids=wanted, member_id=None, one_each=args.all_automatic)
        if refused and not gone and not args.all_automatic:
            raise NothingApproved(" ".join(f"{number}: {why}" for number, why in list(refused.items())[:5]))
        print_result(
            args,
            {
                "approved": gone,
                "refused": {str(number): str(why) for number, why in refused.items()},
                **({"word_for_word": [{"wording": name, "people": count} for name, count in alike]} if alike else {}),
            },
            f"Approved: {len(gone)}. They leave in ten seconds at the earliest.",
            *(f"Not {number}: {why}" for number, why in refused.items()),
            *(f"Word for word: “{name}” says the same to {people} people. {AS_THEY_ARE}" for name, people in alike),
            "Next: afterword deliver --once",
        )


def _write_line(line: str, wanted: Sequence[int]) -> None:
    """Put the line into the one letter that is named. Raises :class:`OneLetter` and what ``write_line`` raises."""
    if len(wanted) != 1 or not line.strip():
        raise OneLetter("A line of your own is for one letter: name one ID, and write a few words.")
    if follow_up(wanted[0]) is None:
        raise NotThere(f"There is no follow-up {wanted[0]} here.")
    write_line(follow_up_id=wanted[0], line=line, member_id=None)
