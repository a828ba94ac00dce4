"""Asking the DNS what a sender's domain says; slow or silent servers cost a few seconds and end in a sentence."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import dns.exception
import dns.resolver

from afterword.domain.mailboxes import keeper_of
from afterword.domain.sender_records import (
    Advice,
    Standing,
    alignment_advice,
    dkim_advice,
    dmarc_advice,
    is_dmarc,
    own_key_advice,
    spf_advice,
)

#: Seconds for one question, whichever servers are asked; for one answer; and for all questions about a domain.
PATIENCE, ONE_ANSWER, ALTOGETHER = 4.0, 1.5, 10.0
#: Names under which well-known providers keep their keys; nobody can list the names of a domain.
SELECTORS = ("google", "selector1", "selector2", "default", "mail", "dkim", "k1", "s1", "fm1", "pm", "brevo", "zoho")


@dataclass(frozen=True, slots=True)
class NameServer:
    """Where to ask instead of the system's own servers."""

    address: str
    port: int = 53


class NoAnswerAtAll(Exception):
    """No name server answered: nothing is known, which is not the same as nothing being there."""


class BadNameServer(ValueError):
    """The text names no server; the message says how to write one."""


@dataclass(frozen=True, slots=True)
class OwnKey:
    """A key with which letters are signed here, or will be: where its other half should stand, and the text."""

    selector: str
    record: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What was found of a domain, and which of the own keys the DNS shows; None: no name server answered."""

    findings: list[Advice]
    shown: frozenset[str] | None


def name_server_from(text: str) -> NameServer | None:
    """A name server from a setting: `192.0.2.53`, `192.0.2.53:5353` or `[2001:db8::53]:5353`; empty: none.

    Raises BadNameServer.
    """
    if not text:
        return None
    try:
        place = urlsplit(f"//{text}")
        return NameServer(str(ipaddress.ip_address(place.hostname or "")), place.port or 53)
    except ValueError:
        raise BadNameServer(
            f"“{text}” is no name server; write its address, such as 192.0.2.53 or 192.0.2.53:5353."
        ) from None


def sender_advice(
    domain: str, *, sends_through: str = "", server: NameServer | None = None, keys: Sequence[OwnKey] = ()
) -> list[Advice]:
    """SPF, DKIM and DMARC of a domain, a finding each; one finding alone where no name server answers."""
    return ask_about(domain, sends_through=sends_through, server=server, keys=keys).findings


def ask_about(
    domain: str, *, sends_through: str = "", server: NameServer | None = None, keys: Sequence[OwnKey] = ()
) -> Answers:
    """What the DNS says of a sender's domain; at most ten seconds. ``keys``: those of this installation."""
    questions = _Questions(_resolver(server), time.monotonic() + ALTOGETHER)
    giver = keeper_of(f"x@{domain}")
    if giver is not None:
        proof = alignment_advice(domain, sends_through, Standing.WEAK, Standing.WEAK, signs=False, keeper=giver.sending)
        return Answers([proof], frozenset())
    try:
        spf = spf_advice(domain, questions.texts(domain), sends_through=sends_through)
        dmarc = _dmarc(questions, domain)
        own = [
            (key, own_key_advice(domain, key.selector, key.record, questions.key(domain, key.selector))) for key in keys
        ]
        dkim = [finding for _, finding in own] or [_providers_key(questions, domain)]
    except NoAnswerAtAll:
        return Answers([_nobody_answered(domain)], None)
    shown = frozenset(key.selector for key, finding in own if finding.standing is Standing.GOOD)
    best = min((finding.standing for finding in dkim), key=list(Standing).index)
    proof = alignment_advice(domain, sends_through, spf.standing, best, signs=bool(shown), keeper=None)
    return Answers([proof, spf, *dkim, dmarc], shown)


def _nobody_answered(domain: str) -> Advice:
    return Advice(
        "DNS", Standing.WEAK,
        "No name server answered for %(domain)s, so nothing can be said of its SPF, DKIM and DMARC.",
        "Check that this machine can reach the internet, and ask again.", {"domain": domain},
    )  # fmt: skip


def _dmarc(questions: _Questions, domain: str) -> Advice:
    """The domain's own record, or that of the nearest domain above it that has one."""
    for name in _domains_above(domain):
        texts = questions.texts(f"_dmarc.{name}")
        if any(is_dmarc(text) for text in texts):
            return dmarc_advice(name, texts)
    return dmarc_advice(domain, [])


def _domains_above(domain: str) -> Iterator[str]:
    """The domain and those above it, without the last part alone."""
    labels = domain.split(".")
    yield from (".".join(labels[first:]) for first in range(max(1, len(labels) - 1)))


def _providers_key(questions: _Questions, domain: str) -> Advice:
    found = [
        dkim_advice(domain, selector, texts) for selector in SELECTORS if (texts := questions.key(domain, selector))
    ]
    if found:
        return min(found, key=lambda advice: list(Standing).index(advice.standing))
    return Advice(
        "DKIM", Standing.WEAK, "No key was found for %(domain)s under the names that providers usually use.",
        "Let Afterword sign your letters, or switch DKIM on at your mail provider. If it is on there, all is well.",
        {"domain": domain},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Questions:
    """Questions to the DNS that together have to be done by a moment."""

    resolver: dns.resolver.Resolver
    until: float

    def key(self, domain: str, selector: str) -> list[str]:
        """The texts under which a key may stand."""
        return self.texts(f"{selector}._domainkey.{domain}")

    def texts(self, name: str) -> list[str]:
        """The TXT records of a name, each put together from its pieces; none where there is no such name.

        Raises NoAnswerAtAll.
        """
        left = self.until - time.monotonic()
        if left <= 0:
            raise NoAnswerAtAll
        try:
            answer = self.resolver.resolve(name, "TXT", search=False, lifetime=min(left, PATIENCE))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError, UnicodeError) as silence:
            raise NoAnswerAtAll from silence
        return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def _resolver(server: NameServer | None) -> dns.resolver.Resolver:
    try:
        resolver = dns.resolver.Resolver(configure=server is None)
    except dns.resolver.NoResolverConfiguration:  # a machine without any: asking ends as silence does
        resolver = dns.resolver.Resolver(configure=False)
    if server is not None:
        resolver.nameservers, resolver.port = [server.address], server.port
    resolver.timeout = ONE_ANSWER
    return resolver
