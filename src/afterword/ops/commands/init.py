"""Set up a business without a screen: what the first-start page does."""

from __future__ import annotations

import argparse

from django.conf import settings

from afterword.accounts.actions import ensure_user, make_sign_in_link
from afterword.businesses.actions import found_business
from afterword.businesses.models import Trade
from afterword.ops.business import prepare_database
from afterword.ops.printing import add_json_argument, print_result

NO_ADDRESS = "Its mail has no postal address yet, and many countries ask for one: add it under Settings."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--business", required=True, metavar="NAME", help="the name, as customers know it")
    parser.add_argument("--trade", default="shop", choices=Trade.values, help="what kind of business")
    parser.add_argument("--timezone", required=True, metavar="ZONE", help="like Europe/Oslo")
    parser.add_argument("--country", required=True, metavar="CC", help="two letters, like NO")
    parser.add_argument("--currency", required=True, metavar="CUR", help="three letters, like NOK")
    parser.add_argument("--owner", required=True, metavar="EMAIL", help="the owner's e-mail address")
    parser.add_argument("--owner-name", default="", metavar="NAME", help="who signs the letters")
    parser.add_argument("--language", default="en", help="of the letters and screens: en or nb")
    parser.add_argument(
        "--address",
        default="",
        metavar="ADDRESS",
        help="the postal address at the foot of every mail, one line or more",
    )
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    prepare_database()
    owner = ensure_user(email=args.owner, name=args.owner_name, is_operator=True)
    business = found_business(
        name=args.business,
        trade=args.trade,
        timezone=args.timezone,
        country=args.country,
        currency=args.currency,
        owner=owner,
        language=args.language,
        email=owner.email,
        postal_address=args.address,
    )
    link = f"{settings.PUBLIC_URL}/welcome/{make_sign_in_link(user=owner)}"
    print_result(
        args,
        {"business": business.slug, "name": business.name, "owner": owner.email, "sign_in": link},
        f"{business.name} is set up as {business.slug!r}.",
        f"Sign in once with {link}",
        *([] if business.postal_address else [NO_ADDRESS]),
        f"Next: afterword import SALES.csv --business {business.slug}",
    )
