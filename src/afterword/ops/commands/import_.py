"""Bring in customers, products, sales, inquiries or finished jobs from a CSV, TSV or XLSX file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from afterword.customers.households.finding import find_households
from afterword.domain.importing.fields import Kind
from afterword.domain.trouble import Trouble
from afterword.imports.actions import preview, run_import, start_import, unfinished_run
from afterword.imports.models import ImportRun
from afterword.imports.previewing import Preview
from afterword.imports.problems import write_problems
from afterword.imports.reading import UnreadableFile, as_csv
from afterword.ops.business import add_business_argument, business_chosen
from afterword.ops.printing import add_json_argument, print_result
from afterword.ops.progress import Bar
from afterword.plans.keeping_in_touch.keeping import promise_newly_brought_in
from afterword.plans.queries import past_sales_waiting

CONTRACT = (
    "rows", "customers_added", "customers_matched", "products_added", "sales_added", "sales_unchanged", "items_added",
    "problems",
)  # fmt: skip
#: Where no column says who bought.
NAMES_NOBODY = (
    "No column says who bought: such sales count, but nobody can be followed up for them. "
    "Say which column does with --map COLUMN=customer_key (or email, phone, full_name)."
)


class BadFlag(Trouble):
    """A flag cannot be understood; the sentence says how to write it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the file to bring in")
    add_business_argument(parser)
    parser.add_argument(
        "--kind", choices=[str(kind) for kind in Kind], help="what its rows are; guessed where it is left out"
    )
    parser.add_argument(
        "--map",
        dest="pairs",
        metavar="COLUMN=FIELD",
        action="append",
        default=[],
        help="what a column tells: its heading or its number from 1, and the field; an empty field ignores the column",
    )
    parser.add_argument(
        "--source",
        default="",
        metavar="NAME",
        help="whose customer and order numbers these are, where several systems number their own",
    )
    parser.add_argument("--sheet", metavar="NAME", help="which sheet of a workbook")
    parser.add_argument(
        "--date-order", choices=["dmy", "mdy"], help="how dates are read that could be either: day or month first"
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would be understood; write nothing")
    parser.add_argument(
        "--as-csv", metavar="OUT", help="with --dry-run or without: write the table as understood, as plain CSV"
    )
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    with business_chosen(args):
        found = preview(
            path=Path(args.file),
            kind=args.kind,
            pairs=_pairs(args.pairs),
            source=args.source,
            sheet=args.sheet,
            date_order=args.date_order,
        )
        if args.as_csv:
            _write_csv(found, Path(args.as_csv))
        if args.dry_run:
            _tell_preview(args, found)
            return
        _bring_in(args, found)


def _pairs(told: list[str]) -> dict[str, str]:
    pairs = {}
    for one in told:
        column, equals, field = one.rpartition("=")
        if not equals or not column.strip():
            raise BadFlag(
                f"--map {one} cannot be understood. Write it like --map COLUMN=FIELD, such as --map 3=sold_at."
            )
        pairs[column.strip()] = field.strip()
    return pairs


def _write_csv(found: Preview, out: Path) -> None:
    if out.exists() and out.samefile(found.path):
        raise BadFlag(f"--as-csv {out} would replace the file that is read. Give it another name.")
    try:
        as_csv(found.path, found.reading, out)
    except UnreadableFile as refused:
        raise Trouble(str(refused)) from None
    except OSError as refused:
        raise Trouble(f"{out} cannot be written: {refused.strerror or refused}.") from None


def _tell_preview(args: argparse.Namespace, found: Preview) -> None:
    reading = found.reading
    result: dict[str, Any] = {
        "run": None,
        "rows": reading.rows_expected,
        **dict.fromkeys(CONTRACT[1:-1], 0),
        "problems": len(found.problems),
        "problems_file": None,
        "kind": str(found.mapping.kind),
        "encoding": reading.encoding,
        "delimiter": reading.delimiter,
        "quote": reading.quote,
        "header": reading.header,
        "mapping": {column.name: column.field for column in found.columns if column.field},
        "sample": (reading.sample or [])[:20],
    }
    lines = [
        f"{column.name}: {column.field or 'ignored'}   ({', '.join(column.values)[:60]})" for column in found.columns
    ]
    print_result(
        args,
        result,
        f"{found.path.name}: {found.mapping.kind}, {reading.encoding}, separated by {reading.delimiter!r}.",
        *lines,
        *found.mapping.warnings,
        *([NAMES_NOBODY] if found.names_nobody else []),
        *(f"Line {one.line}: {one.sentence}" for one in found.problems[:10]),
        found.missing or "Nothing was written. Leave out --dry-run to bring it in.",
    )


def _bring_in(args: argparse.Namespace, found: Preview) -> None:
    run = unfinished_run(preview=found)
    if run is not None and run.rows_done:
        print(f"Going on with import {run.pk} after row {run.rows_done}.", file=sys.stderr)
    run = run or start_import(preview=found, file_name=Path(args.file).name, remember=bool(args.pairs))
    try:
        with Bar(f"Bringing in {run.file_name}", rows=run.rows_expected) as bar:
            run = run_import(run_id=run.pk, told=lambda at: bar.at(at.rows, at.bytes_read, at.size))
    except Trouble:
        # Nothing was recorded: leave no trace, either.
        ImportRun.objects.filter(pk=run.pk, rows_done=0).exclude(state="done").delete()
        raise
    find_households()
    promise_newly_brought_in()
    problems_file = write_problems(run)
    counts = run.counts
    result = {
        "run": run.pk,
        **{name: counts.get(name, 0) for name in CONTRACT},
        "problems_file": problems_file and str(problems_file),
    }
    print_result(args, result, *_sentences(run, problems_file))


def _sentences(run: ImportRun, problems_file: Path | None) -> list[str]:
    counts = run.counts
    told = [
        ("customers_added", "{} new customers"), ("customers_matched", "{} known customers"),
        ("customers_changed", "{} of them completed"), ("products_added", "{} new products"), ("sales_added",
        "{} new sales"),
        ("sales_changed", "{} sales changed"), ("sales_unchanged", "{} sales were there already"),
        ("items_added", "{} lines"), ("inquiries_added", "{} new inquiries"),
        ("jobs_added", "{} finished jobs"), ("jobs_unchanged", "{} jobs were there already"),
        ("dates_kept", "{} dates to remember"),
    ]  # fmt: skip
    parts = [words.format(f"{counts[name]:,}") for name, words in told if counts.get(name)]
    sentences = [f"{run.file_name}: {counts.get('rows', 0):,} rows of {run.kind}; {', '.join(parts) or 'nothing new'}."]
    if problems_file:
        sentences.append(
            f"{counts['problems']:,} rows were not taken. Mend them in {problems_file} and import that file."
        )
    sentences += _in_need_of_a_word(run)
    sentences.append(f"Not what you wanted? afterword undo-import {run.pk}")
    return sentences


def _in_need_of_a_word(run: ImportRun) -> list[str]:
    """What came in, but not as somebody may expect."""
    sentences = []
    if nameless := run.counts.get("sales_without_buyer"):
        sentences.append(
            f"{nameless:,} of the new sales name no customer, so nobody is followed up for them. If a column says who "
            "bought, take the import back and name it with --map COLUMN=customer_key (or email, phone, full_name)."
        )
    if contested := run.counts.get("sales_contested"):
        sentences.append(f"{contested:,} sales name two buyers; each counts for the one that was named first.")
    if run.counts.get("sales_added"):
        past = past_sales_waiting(most_recent=0)
        if past.customers:
            sentences.append(
                f"{past.customers:,} customers bought too long ago for any plan, and nothing is due to them. "
                "Reach the most recent ones, a few on each day: afterword reach --most-recent 30"
            )
    return sentences
