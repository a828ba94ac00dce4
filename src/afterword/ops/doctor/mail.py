"""The mail of one business: its account, its server, and what the DNS says of its domain."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings as installation

from afterword.businesses.queries import current_business
from afterword.channels.accounts import EMAIL, NotReady, account_for
from afterword.channels.email.dns import NameServer, name_server_from, sender_advice
from afterword.channels.email.ways import server_of
from afterword.channels.mail_hooks import hook_account
from afterword.channels.registry import troubles
from afterword.channels.sender_checks import own_keys
from afterword.channels.signing_keys import domain_of
from afterword.domain.sender_records import Advice, Standing
from afterword.ops.doctor.finding import Finding, State, ok, warn, wrong

_STATES = {Standing.GOOD: State.OK, Standing.WEAK: State.WARN, Standing.WRONG: State.WRONG}


def mail(server: NameServer | None) -> Iterator[Finding]:
    """Every finding about the current business's mail. Speaks with its mail server; sends nothing."""
    slug = current_business().slug
    for trouble in troubles():
        yield wrong("channels", trouble, "Remove that package, or install one that fits.", business=slug)
    account = account_for(EMAIL)
    if isinstance(account, NotReady):
        yield wrong("mail account", account.why, "Open Settings, Channels.", business=slug)
        return
    found = account.channel.check(account.settings)
    if found:
        yield wrong("mail server", " ".join(found), "Correct it under Settings, Channels.", business=slug)
    else:
        yield ok("mail server", f"{server_of(account.settings) or 'The mail server'} lets us in.", business=slug)
    hook = hook_account()
    if hook is not None and hook.paused_reason:
        yield wrong(
            "mail provider", hook.paused_reason, "Open Settings, Channels, What your provider tells.", business=slug
        )
    if not current_business().postal_address:
        yield warn(
            "postal address", "Letters leave without a postal address; many countries ask for one.",
            "Enter it under Settings.", business=slug,
        )  # fmt: skip
    domain = account.sender.address.rpartition("@")[2]
    if _is_public(domain):
        host = server_of(account.settings)
        server = server or name_server_from(installation.NAME_SERVER)
        for advice in sender_advice(
            domain, sends_through=host, server=server, keys=own_keys(domain_of(account.sender.address))
        ):
            yield _told(advice, slug)


def _told(advice: Advice, slug: str) -> Finding:
    return Finding(advice.name, _STATES[advice.standing], advice.said, advice.to_do, slug)


def _is_public(domain: str) -> bool:
    """Reserved names (RFC 2606, RFC 6762) have no DNS to ask."""
    last = domain.rpartition(".")[2].casefold()
    return "." in domain and last not in {"example", "test", "invalid", "localhost", "local"}
