"""Forget a customer who asks for it: what they bought stays, who they were goes. It cannot be undone."""

from __future__ import annotations

import argparse

from afterword.customers.forgetting import forget_customer
from afterword.domain.trouble import Trouble
from afterword.ops.business import add_business_argument, business_chosen
from afterword.ops.finding import find_customer
from afterword.ops.printing import add_json_argument, print_result


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("customer", metavar="CUSTOMER", help="a number, an e-mail address or a whole name")
    parser.add_argument("--yes", action="store_true", help="really do it: it cannot be undone")
    add_business_argument(parser)
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    with business_chosen(args):
        customer = find_customer(args.customer)
        if not args.yes:
            raise Trouble(
                f"This takes away who {customer.display_name} ({customer.pk}) is, and cannot be undone. Keep what is"
                f" known with `afterword export-person {customer.pk} --out FILE.zip` if they want it; then add --yes."
            )
        is_news = forget_customer(customer_id=customer.pk)
        print_result(
            args,
            {"customer": customer.pk, "forgotten": is_news},
            f"Customer {customer.pk} is forgotten. What they bought stays in the books, without them."
            if is_news
            else f"Customer {customer.pk} was forgotten before; nothing was left to take away.",
            "Backups made until now still hold them: let these run out, or make new ones.",
        )
