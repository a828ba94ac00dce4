"""Why a customer did, will or will not hear from you: every touch with its one reason."""

from __future__ import annotations

import argparse

from afterword.domain.reasons import TouchState
from afterword.followups.permissions import Because, Permission, permissions_of
from afterword.followups.rests import rest_of, rest_sentence
from afterword.ops.business import add_business_argument, business_chosen
from afterword.ops.finding import find_customer
from afterword.ops.printing import add_json_argument, print_result
from afterword.plans.why import Touch, touches_of

#: Touches that are still to come: while there is one, the written reason for having none is beside the point.
_AHEAD = frozenset({TouchState.PLANNED, TouchState.WAITING, TouchState.HELD, TouchState.RETRYING, TouchState.UNCLEAR})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("customer", metavar="CUSTOMER", help="a customer's number, e-mail address or name")
    add_business_argument(parser)
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    with business_chosen(args):
        customer = find_customer(args.customer)
        touches = touches_of(customer.pk)
        rest = rest_of(customer.pk)
        permissions = permissions_of(customer)
    result: dict[str, object] = {
        "customer": customer.display_name,
        "id": customer.pk,
        "touches": [
            {"plan": touch.plan, "step": touch.step, "state": touch.state.value, "on": touch.on, "reason": touch.reason}
            for touch in touches
        ],
    }
    result["may_write"] = [
        {
            "channel": one.channel,
            "purpose": one.purpose.value,
            "may": one.may,
            "because": one.because.value,
            "since": one.day,
            "law": one.law,
        }
        for one in permissions
    ]
    result["rest"] = {"reason": rest.reason, "until": rest.until} if rest else None
    lines = [_line(touch) for touch in touches] or ["  Nothing is planned, and nothing has happened yet."]
    if rest and not any(touch.state in _AHEAD for touch in touches):
        lines.append("  " + rest_sentence(rest))
    lines += ["", *[_permission_line(one) for one in permissions]] if permissions else []
    print_result(args, result, f"{customer.display_name} ({customer.pk})", *lines)


def _line(touch: Touch) -> str:
    day = touch.on.isoformat() if touch.on else "          "
    return f"  {day}  {touch.plan or 'by hand':<16}  {touch.state.value:<8}  {touch.reason}"


_BECAUSE = {
    Because.SAID_YES: "they said yes",
    Because.SAID_NO: "they said no",
    Because.SILENCE: "they never said no",
    Because.BOUGHT: "they bought on {day}",
    Because.ASKED: "they asked on {day}",
    Because.NO_YES_NEEDED: "no yes is needed there",
    Because.NEEDS_A_YES: "it needs their yes",
}


def _permission_line(one: Permission) -> str:
    why = _BECAUSE[one.because].format(day=one.day)
    law = f" ({one.law})" if one.law else ""
    return f"  {one.channel:<10}  {one.purpose.value:<16}  {'yes' if one.may else 'no':<8}  {why}{law}"
