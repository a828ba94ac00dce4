"""Show the groups of customers: how many belong to each, and who."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from afterword.domain.audience import Sort, groups_named, read_audience
from afterword.domain.audience_wording import Shown, say, sentence
from afterword.domain.trouble import Trouble
from afterword.ops.business import add_business_argument, business_chosen
from afterword.ops.printing import add_json_argument, print_result
from afterword.plans.segments.in_place import group_names
from afterword.plans.segments.knowing import FIELDS
from afterword.plans.segments.members import bring_up_to_date
from afterword.plans.segments.models import Segment
from afterword.plans.segments.queries import people_of, segments

#: Names given with one group.
MOST_NAMED = 50


class NoSuchGroup(Trouble):
    """There is no group of that name."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="GROUP", help="one group by its name, with its first fifty people")
    add_business_argument(parser)
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    with business_chosen(args):
        bring_up_to_date()
        found = list(segments())
        if args.name is None:
            _show_all(args, found)
            return
        chosen = next((one for one in found if one.name.casefold() == args.name.casefold()), None)
        if chosen is None:
            raise NoSuchGroup(f"There is no group called “{args.name}”. Ask `afterword segments` for their names.")
        _show_one(args, chosen)


def _show_all(args: argparse.Namespace, found: list[Segment]) -> None:
    result = {"segments": [{"name": one.name, "count": one.count, "audience": one.audience} for one in found]}
    lines = [f"{one.count:>9,}  {one.name}: {_in_words(one)}" for one in found]
    print_result(args, result, *(lines or ["There are no groups yet. Next: make one under Customers, Groups."]))


def _show_one(args: argparse.Namespace, one: Segment) -> None:
    people = people_of(one.pk, limit=MOST_NAMED)
    result = {
        "name": one.name,
        "count": one.count,
        "audience": one.audience,
        "people": [{"id": person.pk, "name": person.display_name} for person in people],
    }
    more = [f"  and {one.count - len(people):,} more"] if one.count > len(people) else []
    named = [f"  {person.pk}  {person.display_name}" for person in people]
    print_result(args, result, f"{one.name}: {one.count:,} customers ({_in_words(one)}).", *named, *more)


def _in_words(one: Segment) -> str:
    audience = read_audience(one.audience, FIELDS)
    names = group_names() if groups_named(audience) else {}
    return say(sentence(audience, FIELDS), str, lambda shown: _shown(shown, names))


def _shown(shown: Shown, names: Mapping[int, str]) -> str:
    if shown.sort is Sort.GROUP and isinstance(shown.value, int):
        return f"“{names.get(shown.value, 'that is gone')}”"
    return str(shown.value)
