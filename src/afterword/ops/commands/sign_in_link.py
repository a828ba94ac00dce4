"""Make a one-time sign-in link for a member who cannot get in."""

from __future__ import annotations

import argparse

from django.conf import settings

from afterword.accounts.actions import make_sign_in_link
from afterword.accounts.models import User
from afterword.domain.trouble import Trouble
from afterword.ops.business import prepare_database
from afterword.ops.printing import add_json_argument, print_result


class NobodyThere(Trouble):
    """No login has this address."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", metavar="EMAIL", help="the member's e-mail address")
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    prepare_database()
    user = User.objects.filter(email=args.email.strip().casefold()).first()
    if user is None:
        raise NobodyThere(f"Nobody signs in with {args.email!r}. Add them under Settings, Team.")
    link = f"{settings.PUBLIC_URL}/welcome/{make_sign_in_link(user=user)}"
    print_result(args, {"sign_in": link}, f"Good once, for seven days: {link}")
