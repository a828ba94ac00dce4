"""The channels that are installed, and whether each can be used now."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from typing import Any

from afterword.channels.accounts import NotReady, ReadyAccount, account_for, channels_that_send
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
        sending = channels_that_send()
        found = [_told(one, sending) for one in channels().values()]
    print_result(
        args,
        {"channels": found, "troubles": list(troubles())},
        *(f"{one['key']:<10} {one['title']:<18} {one['state']:<8} {one['why']}".rstrip() for one in found),
        *troubles(),
    )


def _as_whom(account: ReadyAccount) -> str:
    return f"as {account.sender.address or account.settings.get('sender') or account.sender.name}"


def _told(one: Channel, sending: Collection[str]) -> dict[str, Any]:
    """``state``: "by hand", "ready", or "waits" with the reason why nothing can leave."""
    state, why = "by hand", "" if one.by_hand else "until an account is set up under Settings, Channels"
    if one.key in sending:
        account = account_for(one.key)
        state = "waits" if isinstance(account, NotReady) else "ready"
        why = account.why if isinstance(account, NotReady) else _as_whom(account)
    elif one.key == POST and has_printing_service():
        service = printing_service()
        why = service.why if isinstance(service, NotReady) else f"or by {service.service.title}, which is ready"
    return {"key": one.key, "title": one.title, "needs": one.needs, "state": state, "why": why}
