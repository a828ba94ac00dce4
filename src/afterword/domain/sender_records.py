"""What a domain's DNS says about who may send in its name, and what to add where it says too little.

SPF is RFC 7208, DKIM RFC 6376, DMARC RFC 7489. Large mailbox providers ask every sender for SPF or DKIM, and for DMARC
where much is sent; a letter that fails lands among the spam. Texts come in as DNS has them; nothing is looked up here.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """How good one thing is."""

    GOOD = "good"
    WEAK = "weak"
    """It works, and could be better."""
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Advice:
    """One finding: what was found, in a sentence, and what to do (empty: nothing)."""

    name: str
    standing: Standing
    said: str
    to_do: str = ""


MOST_LOOKUPS = 10
"""An SPF record that asks for more look-ups than this counts for nothing (RFC 7208, 4.6.4)."""


def spf_advice(domain: str, texts: Sequence[str], *, sends_through: str = "") -> Advice:
    """What the domain's TXT records say of who may send for it; ``sends_through`` is the mail server's host name."""
    records = [text for text in texts if text.casefold().split(" ")[0] == "v=spf1"]
    hint = _provider(sends_through)
    add = f"Add a TXT record for {domain}: “v=spf1 {hint} ~all”. Your mail provider's help names the exact words."
    if not records:
        return Advice("SPF", Standing.WRONG, f"{domain} does not say which servers may send its mail.", add)
    if len(records) > 1:
        return Advice(
            "SPF", Standing.WRONG, f"{domain} has {len(records)} SPF records, and then none of them counts.",
            f"Keep one TXT record that begins with “v=spf1” for {domain}, with the words of all of them.",
        )  # fmt: skip
    words = records[0].casefold().split()[1:]
    asks = sum(_asks(word) for word in words)
    if asks > MOST_LOOKUPS:
        return Advice(
            "SPF", Standing.WRONG, f"The SPF record of {domain} asks {asks} times: above ten it counts for nothing.",
            "Remove the “include:” words of services that send no mail for you any more.",
        )  # fmt: skip
    ends = next((word for word in words if word.endswith("all") and word.lstrip("+-~?") == "all"), "")
    if ends in ("+all", "all"):
        return Advice(
            "SPF", Standing.WRONG, f"The SPF record of {domain} lets everybody send in its name.",
            "Change “+all” at its end to “~all”.",
        )  # fmt: skip
    if hint.startswith("include:") and hint not in words:
        return Advice(
            "SPF", Standing.WEAK, f"The SPF record of {domain} does not name {sends_through}, through which you send.",
            f"Add “{hint}” to the record, before its last word.",
        )  # fmt: skip
    if not ends and not any(word.startswith("redirect=") for word in words):
        return Advice(
            "SPF", Standing.WEAK, f"The SPF record of {domain} does not say what of all others.", "End it with “~all”."
        )
    return Advice("SPF", Standing.GOOD, f"{domain} says which servers may send its mail.")


def dmarc_advice(domain: str, texts: Sequence[str]) -> Advice:
    """What ``_dmarc.domain`` says should become of mail that fails."""
    records = [text for text in texts if re.match(r"\s*v\s*=\s*DMARC1\s*(;|$)", text, re.IGNORECASE)]
    if len(records) != 1:
        found = "no DMARC record" if not records else f"{len(records)} DMARC records, and then none of them counts"
        return Advice(
            "DMARC", Standing.WRONG, f"{domain} has {found}.",
            f"Add one TXT record for _dmarc.{domain}: “v=DMARC1; p=none; rua=mailto:postmaster@{domain}”.",
        )  # fmt: skip
    tags = _tags(records[0])
    policy = tags.get("p", "").casefold()
    if policy not in ("none", "quarantine", "reject"):
        return Advice(
            "DMARC", Standing.WRONG, f"The DMARC record of {domain} has no policy that can be understood.",
            "Write “p=none”, “p=quarantine” or “p=reject” into it.",
        )  # fmt: skip
    if policy == "none":
        return Advice(
            "DMARC", Standing.WEAK, f"{domain} only watches mail that others send in its name.",
            "Once your own mail passes for some weeks, change “p=none” to “p=quarantine”.",
        )  # fmt: skip
    return Advice("DMARC", Standing.GOOD, f"{domain} asks others to {policy} mail that is not its own.")


def dkim_advice(domain: str, selector: str, texts: Sequence[str]) -> Advice:
    """Whether ``selector._domainkey.domain`` holds a key with which signatures can be checked."""
    where = f"{selector}._domainkey.{domain}"
    tags = next((tags for text in texts if "p" in (tags := _tags(text))), None)
    if tags is None:
        return Advice(
            "DKIM", Standing.WRONG, f"There is no key under {where}, so signatures cannot be checked.",
            f"Add the TXT record for {where} that your mail provider shows you.",
        )  # fmt: skip
    try:
        key = base64.b64decode(re.sub(r"\s", "", tags["p"]), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key:
        return Advice(
            "DKIM", Standing.WRONG, f"The key under {where} is empty or damaged: withdrawn, or cut short.",
            "Copy the whole record once more from your mail provider.",
        )  # fmt: skip
    kind = tags.get("k", "rsa").casefold()
    # A 1024-bit RSA key takes 162 bytes in this form, one of 2048 bits 294.
    if kind == "rsa" and len(key) < 200:
        return Advice(
            "DKIM", Standing.WEAK, f"The key under {where} is short; some receivers do not trust it.",
            "Ask your mail provider for a key of 2048 bits.",
        )  # fmt: skip
    return Advice("DKIM", Standing.GOOD, f"There is a key under {where}.")


def _tags(text: str) -> dict[str, str]:
    """``a=1; b=2`` as a mapping; the first of a name counts."""
    tags: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if equals:
            tags.setdefault(name.strip().casefold(), value.strip())
    return tags


def _asks(word: str) -> bool:
    bare = word.lstrip("+-~?")
    return bare in ("a", "mx", "ptr") or bare.startswith(
        ("include:", "a:", "a/", "mx:", "mx/", "ptr:", "exists:", "redirect=")
    )


_PROVIDERS = {
    "google.com": "include:_spf.google.com",
    "gmail.com": "include:_spf.google.com",
    "office365.com": "include:spf.protection.outlook.com",
    "outlook.com": "include:spf.protection.outlook.com",
    "amazonaws.com": "include:amazonses.com",
    "sendgrid.net": "include:sendgrid.net",
    "mailgun.org": "include:mailgun.org",
    "postmarkapp.com": "include:spf.mtasv.net",
    "brevo.com": "include:spf.brevo.com",
    "zoho.com": "include:zoho.com",
    "fastmail.com": "include:spf.messagingengine.com",
    "domeneshop.no": "include:_spf.domeneshop.no",
}


def _provider(host: str) -> str:
    """The word of an SPF record that allows the servers behind this host, or one that fits any."""
    name = host.casefold().rstrip(".")
    for domain, word in _PROVIDERS.items():
        if name == domain or name.endswith(f".{domain}"):
            return word
    return f"a:{name}" if name and "." in name else "mx"
