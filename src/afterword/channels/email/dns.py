"""Asking the DNS what a sender's domain says; slow or silent servers cost a few seconds and end in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import dns.exception
import dns.resolver

from afterword.domain.sender_records import Advice, Standing, dkim_advice, dmarc_advice, spf_advice

#: Seconds for all servers together, and for one answer.
PATIENCE, ONE_ANSWER = 4.0, 1.5
#: Names under which well-known providers keep their keys; nobody can list the names of a domain.
SELECTORS = ("google", "selector1", "selector2", "default", "mail", "dkim", "k1", "s1", "fm1", "pm", "brevo", "zoho")


@dataclass(frozen=True, slots=True)
class NameServer:
    """Where to ask instead of the system's own servers."""

    address: str
    port: int = 53


class NoAnswerAtAll(Exception):
    """No name server answered: nothing is known, which is not the same as nothing being there."""


def sender_advice(domain: str, *, sends_through: str = "", server: NameServer | None = None) -> list[Advice]:
    """SPF, DKIM and DMARC of a domain, one finding each; one finding alone where no name server answers."""
    resolver = _resolver(server)
    try:
        spf = spf_advice(domain, _texts(resolver, domain), sends_through=sends_through)
        dmarc = dmarc_advice(domain, _texts(resolver, f"_dmarc.{domain}"))
        dkim = _dkim(resolver, domain)
    except NoAnswerAtAll:
        said = f"No name server answered for {domain}, so nothing can be said of its SPF, DKIM and DMARC."
        return [Advice("DNS", Standing.WEAK, said, "Check that this machine can reach the internet, and ask again.")]
    return [spf, dkim, dmarc]


def _dkim(resolver: dns.resolver.Resolver, domain: str) -> Advice:
    found = [
        dkim_advice(domain, selector, texts)
        for selector in SELECTORS
        if (texts := _texts(resolver, f"{selector}._domainkey.{domain}"))
    ]
    if found:
        return min(found, key=lambda advice: list(Standing).index(advice.standing))
    return Advice(
        "DKIM", Standing.WEAK, f"No key was found for {domain} under the names that providers usually use.",
        "Switch DKIM on at your mail provider; its help shows the record to add. If it is on already, all is well.",
    )  # fmt: skip


def _resolver(server: NameServer | None) -> dns.resolver.Resolver:
    resolver = dns.resolver.Resolver(configure=server is None)
    if server is not None:
        resolver.nameservers, resolver.port = [server.address], server.port
    resolver.lifetime, resolver.timeout = PATIENCE, ONE_ANSWER
    return resolver


def _texts(resolver: dns.resolver.Resolver, name: str) -> Sequence[str]:
    """The TXT records of a name, each put together from its pieces; none where there is no such name."""
    try:
        answer = resolver.resolve(name, "TXT", search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError, UnicodeError) as silence:
        raise NoAnswerAtAll from silence
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]
