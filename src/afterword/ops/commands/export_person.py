"""Write down everything that is known about one customer, for themselves: JSON, a page to read, or both in a ZIP."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from django.utils import translation

from afterword.businesses.queries import current_business
from afterword.customers.exporting import Everything, as_archive, as_json, as_page, everything_about
from afterword.domain.trouble import Trouble
from afterword.ops.business import add_business_argument, business_chosen
from afterword.ops.finding import find_customer
from afterword.ops.printing import add_json_argument, print_result

_WRITERS: dict[str, Callable[[Everything], bytes]] = {".json": as_json, ".html": as_page, ".zip": as_archive}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("customer", metavar="CUSTOMER", help="a number, an e-mail address or a whole name")
    parser.add_argument("--out", metavar="FILE", type=Path, required=True, help="ends in .json, .html or .zip (both)")
    add_business_argument(parser)
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    write = _WRITERS.get(args.out.suffix.lower())
    if write is None:
        raise Trouble(f"{args.out.name} says nothing about the form. Let the name end in .json, .html or .zip.")
    with business_chosen(args):
        customer = find_customer(args.customer)
        with translation.override(customer.language or current_business().language):
            everything = everything_about(customer.pk)
            written = write(everything)
        _keep(args.out, written)
        print_result(
            args,
            {"customer": customer.pk, "file": str(args.out), "rows": everything.row_count, "bytes": len(written)},
            f"{everything.row_count:,} rows about {customer.display_name} are in {args.out}.",
            "Give it to nobody but them.",
        )


def _keep(path: Path, written: bytes) -> None:
    """Readable by its owner alone; nothing is overwritten."""
    try:
        with path.open("xb") as stream:
            path.chmod(0o600)
            stream.write(written)
    except FileExistsError:
        raise Trouble(f"{path} is there already. Choose another name.") from None
    except OSError as refused:
        raise Trouble(f"{path} cannot be written: {refused.strerror}.") from None
