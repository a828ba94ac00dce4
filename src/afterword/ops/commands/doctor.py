"""Look at everything that could keep Afterword from working, and say what to do."""

from __future__ import annotations

import argparse

from afterword.businesses.models import Business
from afterword.channels.email.dns import NameServer
from afterword.domain.trouble import Trouble
from afterword.infra.tenancy import acting_for
from afterword.ops.doctor.data import data
from afterword.ops.doctor.finding import Finding, State
from afterword.ops.doctor.machine import machine
from afterword.ops.doctor.mail import mail
from afterword.ops.migrating import is_behind
from afterword.ops.printing import add_json_argument, print_result

_SIGNS = {State.OK: "✓", State.WARN: "•", State.WRONG: "✗"}


class SomethingWrong(Trouble):
    """At least one finding needs somebody to act."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--business", metavar="SLUG", help="only this business's mail; left out: every business's")
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="where the pages are served (8000)")
    parser.add_argument("--dns", metavar="HOST[:PORT]", help="ask this name server instead of the system's")
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    findings = [*machine(args.port), *data(), *_mail(args)]
    bad = [one for one in findings if one.state is State.WRONG]
    result = {
        "ok": not bad,
        "checks": [
            {"name": one.name, "business": one.business, "state": str(one.state), "said": one.said, "do": one.do}
            for one in findings
        ],
    }
    print_result(args, result, *map(_line, findings))
    if bad:
        raise SomethingWrong(
            f"{len(bad)} of {len(findings)} need somebody to act: {', '.join(one.name for one in bad)}."
        )


def _mail(args: argparse.Namespace) -> list[Finding]:
    if is_behind():
        return []
    businesses = Business.objects.order_by("slug")
    if args.business:
        businesses = businesses.filter(slug=args.business)
        if not businesses:
            raise Trouble(f"There is no business “{args.business}”.")
    server = _name_server(args.dns) if args.dns else None
    found: list[Finding] = []
    for business in businesses:
        with acting_for(business.pk):
            found += mail(server)
    return found


def _name_server(text: str) -> NameServer:
    host, _, port = text.rpartition(":") if text.count(":") == 1 else (text, "", "53")
    if not port.isdigit():
        raise Trouble("Write the name server like 127.0.0.1:53.")
    return NameServer(host, int(port))


def _line(one: Finding) -> str:
    where = f" ({one.business})" if one.business else ""
    return f"{_SIGNS[one.state]} {one.name}{where}: {one.said}{' ' + one.do if one.do else ''}"
