"""The channels that are installed, and whether each can be used now."""

from __future__ import annotations

import argparse
from typing import Any

from afterword.channels.accounts import NotReady, account_for
from afterword.channels.port import Channel
from afterword.channels.printing_service.account import POST, has_printing_service, printing_service
from afterword.channels.registry import channels, troubles
from afterword.ops.business import add_business_argument, business_chosen
from afterword.ops.printing import add_json_argument, print_result


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_business_argument(parser)
    add_json_argument(parser)


def perform(args: argparse.Namespace) -> None:
    with business_chosen(args):
        found = [_told(one) for one in channels().values()]
    print_result(
        args,
        {"channels": found, "troubles": list(troubles())},
        *(f"{one['key']:<10} {one['title']:<18} {one['state']:<8} {one['why']}".rstrip() for one in found),
        *troubles(),
    )


def _told(one: Channel) -> dict[str, Any]:
    """``state``: "by hand", "ready", or "waits" with the reason why nothing can leave."""
    state, why = "by hand", ""
    if not one.by_hand:
        account = account_for(one.key)
        state = "waits" if isinstance(account, NotReady) else "ready"
        why = account.why if isinstance(account, NotReady) else f"as {account.sender.address}"
    elif one.key == POST and has_printing_service():
        service = printing_service()
        why = service.why if isinstance(service, NotReady) else f"or by {service.service.title}, which is ready"
    return {"key": one.key, "title": one.title, "needs": one.needs, "state": state, "why": why}
