"""Says what mails are that came back: an answer, a failure, a machine's, a complaint; or reads the mailbox now."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from afterword.channels.inbound.files import read_mail_file
from afterword.conversations.polling import look_into_inbox, saved_mailbox
from afterword.conversations.queries import how_many_wait
from afterword.domain.inbound.reading import Read
from afterword.domain.trouble import Trouble
from afterword.ops.business import add_business_argument, business_chosen
from afterword.ops.printing import add_json_argument, print_result

_SAID = {
    "reply": "a person's answer; it stops automatic messages",
    "bounce": "a failed delivery",
    "auto_reply": "a machine's answer; plans go on",
    "complaint": "a complaint, or a wish to hear no more",
    "list": "a mailing list's or a newsletter's",
    "other": "none of these",
}


class NoMailbox(Trouble):
    """There is nothing to read."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    reading = actions.add_parser("read", help="decide from files alone", description="Decides from each file alone.")
    reading.add_argument("files", metavar="FILE", nargs="+", type=Path, help="a mail as it came")
    add_json_argument(reading)
    fetching = actions.add_parser("fetch", help="read the mailbox now", description="Reads the mailbox now.")
    add_business_argument(fetching)
    add_json_argument(fetching)


def perform(args: argparse.Namespace) -> None:
    if args.action == "fetch":
        _fetch(args)
    else:
        _read(args)


def _fetch(args: argparse.Namespace) -> None:
    with business_chosen(args):
        if saved_mailbox() is None:
            raise NoMailbox("No mailbox is set up. Enter it under Settings, Channels, or set INBOX_URL.")
        kept, waiting = look_into_inbox(), how_many_wait()
    print_result(
        args,
        {"kept": kept, "waiting": waiting},
        f"Kept: {kept}. Waiting for an answer: {waiting}.",
    )


def _read(args: argparse.Namespace) -> None:
    for path in args.files:
        found = read_mail_file(path)
        if args.json:
            print(json.dumps(as_json(path, found), ensure_ascii=False))
        else:
            print(*_as_text(path, found), sep="\n")


def as_json(path: Path, found: Read) -> dict[str, object]:
    """One file's decision, as documented for `afterword inbox read`."""
    bounce = found.bounce
    return {
        "file": str(path),
        "kind": str(found.kind),
        "bounce": {"hard": bounce.hard, "reason": str(bounce.reason), "address": bounce.address} if bounce else None,
        "own_words": found.own_words,
        "language": found.language,
        "stops_plans": found.stops_plans,
    }


def _as_text(path: Path, found: Read) -> list[str]:
    lines = [f"{path}: {_SAID[found.kind]}."]
    for one in found.bounces:
        lasting = "for good" if one.hard else "perhaps not for good"
        lines.append(f"  {one.address or 'no address named'}: {one.reason}, {lasting}.")
    if found.own_words:
        lines += [f"  | {line}" for line in found.own_words.split("\n")]
    return lines
