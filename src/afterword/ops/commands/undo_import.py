"""Take an import back: everything as it was before, changed rows included."""

from __future__ import annotations

import argparse

from afterword.businesses.models import Business
from afterword.domain.trouble import Trouble
from afterword.domain.whole_number import whole_number
from afterword.imports.actions import undo_import
from afterword.imports.models import ImportRun
from afterword.ops.business import add_business_argument, business_chosen, prepare_database
from afterword.ops.printing import add_json_argument, print_result


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", help="the import's number, as `afterword import` told it")
    add_business_argument(parser)
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    if (run := whole_number(args.run)) is None:
        raise Trouble(f"{args.run!r} is no import's number. `afterword import` told it when it was done.")
    prepare_database()
    if args.business is None:
        # A run's number is unique in the installation, so it names its business.
        of_run = ImportRun.everywhere.filter(pk=run).values_list("business_id", flat=True).first()
        if of_run is not None:
            args.business = Business.objects.values_list("slug", flat=True).get(pk=of_run)
    with business_chosen(args):
        undone = undo_import(run_id=run)
    kept = (
        [f"{undone.kept} customers stay, because somebody dealt with them or another import told of them."]
        if undone.kept
        else []
    )
    print_result(
        args,
        {"restored": undone.restored, "removed": undone.removed},
        f"Import {args.run} is undone: {undone.removed:,} rows removed, {undone.restored:,} put back as they were.",
        *kept,
    )
