"""Set up a sample business with two years of life, to look around in."""

from __future__ import annotations

import argparse

from django.conf import settings

from afterword.accounts.actions import ensure_user, make_sign_in_link
from afterword.imports.sample.founding import found_sample
from afterword.ops.business import prepare_database
from afterword.ops.printing import add_json_argument, print_result


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--owner", default="rosa@frames.example", metavar="EMAIL", help="who signs in as its owner")
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    prepare_database()
    owner = ensure_user(email=args.owner, name="Rosa", is_operator=True)
    business = found_sample(owner=owner)
    link = f"{settings.PUBLIC_URL}/welcome/{make_sign_in_link(user=owner)}"
    print_result(
        args,
        {"business": business.slug, "sign_in": link},
        f"{business.name} is set up as {business.slug!r}. Its customers are invented, and no mail can reach anybody.",
        f"Sign in once with {link}",
        "Next: afterword run",
    )
