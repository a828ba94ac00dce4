"""What a domain's DNS says about who may send in its name, and what to add where it says too little.

SPF is RFC 7208, DKIM RFC 6376, DMARC RFC 7489. Large mailbox providers ask every sender for SPF or DKIM, and for DMARC
where much is sent; a letter that fails lands among the spam. Texts come in as DNS has them; nothing is looked up here.
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Standing(StrEnum):
    """How good one thing is."""

    GOOD = "good"
    WEAK = "weak"
    """It works, and could be better."""
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Record:
    """A TXT record that the DNS should have. ``instead_of``: the text that it takes the place of; empty: a new one."""

    host: str
    value: str
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """One finding: what was found, in a sentence, and what to do (empty: nothing), with the record to add or change.

    Both sentences have places for ``values``, so that a screen can say them in another language.
    """

    name: str
    standing: Standing
    sentence: str
    what: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    record: Record | None = None

    @property
    def said(self) -> str:
        """What was found, in English."""
        return self.sentence % self.values

    @property
    def to_do(self) -> str:
        """What to do, in English, with the record; empty: nothing."""
        record = f" TXT record for {self.record.host}: “{self.record.value}”" if self.record else ""
        return self.what % self.values + record


MOST_LOOKUPS = 10
"""An SPF record that asks for more look-ups than this counts for nothing (RFC 7208, 4.6.4)."""


def spf_advice(domain: str, texts: Sequence[str], *, sends_through: str = "") -> Advice:
    """What the domain's TXT records say of who may send for it; ``sends_through`` is the mail server's host name."""
    records = [text for text in texts if text.casefold().split(" ")[0] == "v=spf1"]
    hint = _provider(sends_through)
    if not records:
        return Advice(
            "SPF", Standing.WRONG, "%(domain)s does not say which servers may send its mail.",
            "Add this record, or the one that your mail provider's help names.",
            {"domain": domain}, Record(domain, f"v=spf1 {hint} ~all"),
        )  # fmt: skip
    if len(records) > 1:
        return Advice(
            "SPF", Standing.WRONG, "%(domain)s has %(count)s SPF records, and then none of them counts.",
            "Keep one that begins with “v=spf1”, with the words of all of them.",
            {"domain": domain, "count": str(len(records))}, Record(domain, _merged(records), records[0]),
        )  # fmt: skip
    return _one_spf(domain, records[0], hint, sends_through)


def _one_spf(domain: str, record: str, hint: str, sends_through: str) -> Advice:
    words = record.casefold().split()[1:]
    asks = sum(_asks(word) for word in words)
    if asks > MOST_LOOKUPS:
        return Advice(
            "SPF", Standing.WRONG,
            "The SPF record of %(domain)s asks %(count)s times: above ten it counts for nothing.",
            "Remove the “include:” words of services that send no mail for you any more.",
            {"domain": domain, "count": str(asks)},
        )  # fmt: skip
    ends = next((word for word in words if word.endswith("all") and word.lstrip("+-~?") == "all"), "")
    if ends in ("+all", "all"):
        return Advice(
            "SPF", Standing.WRONG, "The SPF record of %(domain)s lets everybody send in its name.",
            "Change its end.",
            {"domain": domain}, Record(domain, _with_words(record, ends="~all"), record),
        )  # fmt: skip
    if hint.startswith("include:") and hint not in words:
        return Advice(
            "SPF", Standing.WEAK, "The SPF record of %(domain)s does not name %(server)s, through which you send.",
            "Change the record, so that it names that server too.",
            {"domain": domain, "server": sends_through}, Record(domain, _with_words(record, hint), record),
        )  # fmt: skip
    if not ends and not any(word.startswith("redirect=") for word in words):
        return Advice(
            "SPF", Standing.WEAK,
            "The SPF record of %(domain)s does not say what of all others.", "End it with “~all”.",
            {"domain": domain}, Record(domain, _with_words(record, ends="~all"), record),
        )  # fmt: skip
    return Advice("SPF", Standing.GOOD, "%(domain)s says which servers may send its mail.", values={"domain": domain})


def _with_words(record: str, *more: str, ends: str = "") -> str:
    """The record with more words before its end, which may become another."""
    version, *words = record.split()
    inner = [word for word in words if word.lstrip("+-~?").casefold() != "all"]
    last = ends or next((word for word in words if word not in inner), "~all")
    redirects = any(word.casefold().startswith("redirect=") for word in inner)
    return " ".join([version, *inner, *more, *([] if redirects else [last])])


def _merged(records: Sequence[str]) -> str:
    inner = [word for record in records for word in record.split()[1:] if word.lstrip("+-~?").casefold() != "all"]
    return " ".join(["v=spf1", *dict.fromkeys(inner), "~all"])


def dmarc_advice(domain: str, texts: Sequence[str]) -> Advice:
    """What ``_dmarc.domain``, or the same of a domain above it, says should become of mail that fails."""
    records = [text for text in texts if is_dmarc(text)]
    first = Record(f"_dmarc.{domain}", f"v=DMARC1; p=none; rua=mailto:postmaster@{domain}")
    if len(records) != 1:
        return Advice(
            "DMARC", Standing.WRONG,
            "%(domain)s has %(count)s DMARC records, and then none of them counts."
            if records else "%(domain)s has no DMARC record.",
            "Keep one record." if records else "Add this record.",
            {"domain": domain, "count": str(len(records))}, first,
        )  # fmt: skip
    tags = _tags(records[0])
    policy = tags.get("p", "").casefold()
    if policy not in ("none", "quarantine", "reject"):
        return Advice(
            "DMARC", Standing.WRONG, "The DMARC record of %(domain)s has no policy that can be understood.",
            "Write “p=none”, “p=quarantine” or “p=reject” into it.",
            {"domain": domain}, Record(first.host, first.value, records[0]),
        )  # fmt: skip
    if policy == "none":
        return Advice(
            "DMARC", Standing.WEAK, "%(domain)s only watches mail that others send in its name.",
            "Once your own mail passes for some weeks, change “p=none” to “p=quarantine”.",
            {"domain": domain},
        )  # fmt: skip
    sentence = (
        "%(domain)s asks others to reject mail that is not its own."
        if policy == "reject"
        else "%(domain)s asks others to put mail that is not its own aside."
    )
    return Advice("DMARC", Standing.GOOD, sentence, values={"domain": domain})


def is_dmarc(text: str) -> bool:
    """Whether a TXT record is one of DMARC."""
    return re.match(r"\s*v\s*=\s*DMARC1\s*(;|$)", text, re.IGNORECASE) is not None


def dkim_advice(domain: str, selector: str, texts: Sequence[str]) -> Advice:
    """Whether ``selector._domainkey.domain`` holds a key with which signatures can be checked."""
    values = {"where": f"{selector}._domainkey.{domain}"}
    tags = _key_tags(texts)
    if tags is None:
        return Advice(
            "DKIM", Standing.WRONG, "There is no key under %(where)s, so signatures cannot be checked.",
            "Add the TXT record for %(where)s that your mail provider shows you.", values,
        )  # fmt: skip
    key = _key_bytes(tags)
    if not key:
        return Advice(
            "DKIM", Standing.WRONG, "The key under %(where)s is empty or damaged: withdrawn, or cut short.",
            "Copy the whole record once more from your mail provider.", values,
        )  # fmt: skip
    kind = tags.get("k", "rsa").casefold()
    # A 1024-bit RSA key takes 162 bytes in this form, one of 2048 bits 294.
    if kind == "rsa" and len(key) < 200:
        return Advice(
            "DKIM", Standing.WEAK, "The key under %(where)s is short; some receivers do not trust it.",
            "Ask your mail provider for a key of 2048 bits.", values,
        )  # fmt: skip
    return Advice("DKIM", Standing.GOOD, "There is a key under %(where)s.", values=values)


def own_key_advice(domain: str, selector: str, record: str, texts: Sequence[str]) -> Advice:
    """Whether the DNS shows the very key with which letters are signed here; ``record`` is its text."""
    where = f"{selector}._domainkey.{domain}"
    tags = _key_tags(texts)
    if tags is None:
        return Advice(
            "DKIM", Standing.WRONG, "The DNS does not show your key under %(where)s yet.",
            "Add this record. It can take some hours until everybody sees it.",
            {"where": where}, Record(where, record),
        )  # fmt: skip
    if _key_bytes(tags) != _key_bytes(_tags(record)) or not _key_bytes(tags):
        return Advice(
            "DKIM", Standing.WRONG, "Under %(where)s there is another key, or yours was cut short.",
            "Change the record, the whole of it.",
            {"where": where}, Record(where, record, next(text for text in texts if "p" in _tags(text))),
        )  # fmt: skip
    return Advice(
        "DKIM", Standing.GOOD, "Your letters are signed, and everybody can check it.", values={"where": where}
    )


def alignment_advice(
    domain: str, sends_through: str, spf: Standing, dkim: Standing, *, signs: bool, keeper: str | None
) -> Advice:
    """Whether a letter from the domain can prove that it is the domain's (RFC 7489, 3.1).

    ``signs``: letters are signed here with a key that the DNS shows. ``keeper``: the mail server of whoever gives
    addresses at this domain away; None: it is a domain of one's own.
    """
    values = {"domain": domain, "server": sends_through, "keeper": keeper or ""}
    if keeper is not None:
        if sends_through.casefold().rstrip(".") == keeper:
            return Advice(
                "Proof", Standing.GOOD,
                "Your mail leaves through %(keeper)s, which proves that it comes from %(domain)s.", values=values,
            )  # fmt: skip
        return Advice(
            "Proof", Standing.WRONG,
            "Your address is at %(domain)s, but your mail leaves through another server: many receivers refuse that.",
            "Send through %(keeper)s, or from an address of your own domain.", values,
        )  # fmt: skip
    if signs:
        return Advice(
            "Proof", Standing.GOOD, "Your letters prove by their signature that they come from %(domain)s.",
            values=values,
        )  # fmt: skip
    if dkim is Standing.GOOD:
        return Advice(
            "Proof", Standing.GOOD,
            "The DNS shows your mail provider's key, whose signature proves that letters come from %(domain)s.",
            values=values,
        )  # fmt: skip
    if spf is Standing.GOOD:
        return Advice(
            "Proof", Standing.WEAK,
            "Only the server that they leave from proves that your letters come from %(domain)s. "
            "Once somebody forwards them, that proof is lost.",
            "Let your letters be signed as well, here or by your mail provider.", values,
        )  # fmt: skip
    return Advice(
        "Proof", Standing.WRONG, "Nothing proves that your letters come from %(domain)s, so many land among the spam.",
        "Let your letters be signed, or name your mail server in the SPF record.", values,
    )  # fmt: skip


def _key_tags(texts: Sequence[str]) -> dict[str, str] | None:
    return next((tags for text in texts if "p" in (tags := _tags(text))), None)


def _key_bytes(tags: Mapping[str, str]) -> bytes:
    """The key of a record; empty where it was withdrawn or is damaged."""
    try:
        return base64.b64decode(re.sub(r"\s", "", tags["p"]), validate=True)
    except (binascii.Error, ValueError):
        return b""


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
    "sendgrid.com": "include:sendgrid.net",
    "mailgun.org": "include:mailgun.org",
    "mailgun.net": "include:mailgun.org",
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
