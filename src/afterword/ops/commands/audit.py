"""Nobody forgotten: count every living customer's next touch or written reason, and name who has neither."""

from __future__ import annotations

import argparse

from afterword.ops.business import add_business_argument, business_chosen
from afterword.ops.printing import add_json_argument, print_result
from afterword.plans.auditing.audit import Audit, audit


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_business_argument(parser)
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    with business_chosen(args):
        found = audit()
    result = {
        "living": found.living,
        "with_next_touch": found.with_next_touch,
        "with_reason": found.with_reason,
        "forgotten": found.forgotten,
        "names": [name for _, name in found.names],
    }
    print_result(args, result, *_sentences(found))


def _sentences(found: Audit) -> list[str]:
    counted = (
        f"Of {found.living:,} customers, {found.with_next_touch:,} have a next touch and {found.with_reason:,} "
        f"a written reason for having none."
    )
    if not found.forgotten:
        return [counted, "Forgotten: 0."]
    named = [f"  {customer_id}  {name}" for customer_id, name in found.names]
    rest = found.forgotten - len(named)
    more = [f"  and {rest:,} more"] if rest else []
    return [
        counted,
        f"Forgotten: {found.forgotten:,}.",
        *named,
        *more,
        "Next: afterword why ID tells what happened to each.",
    ]
