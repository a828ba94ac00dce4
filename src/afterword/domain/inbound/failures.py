"""Which addresses a returned mail names, and what was said about each: from its report, or from its words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from afterword.domain.inbound.letter import Letter

_ADDRESS = r"(?:\"[^\"\n]{1,64}\"|[^\s<>\"'(),:;\[\]|]{1,120})@[A-Za-z0-9À-￿._-]{1,200}[A-Za-z0-9À-￿]"
ADDRESS = re.compile(_ADDRESS)
_MACHINE = re.compile(r"(?i)^(?:mailer-?daemon|post_?master|mail\.?delivery|no-?reply|root|abuse|support)")
_FIELD = re.compile(r"^([A-Za-z][A-Za-z0-9-]{2,40})[ \t]*:[ \t]*(.*)$")
_FOLDED = re.compile(r"\n[ \t]+(?=\S)")
_CODE = re.compile(r"(?<![\d.])([45]\d\d)(?=[\s\-:;#]|$)")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
#: The mailer is still at it: no failure yet, and nothing to be sent again.
_STILL_TRYING = re.compile(
    r"(?i)warning (?:message )?only|has been delayed|(?:will|shall) be retried|still being retried|not need to re-?send"
    r"|no need to re-?send|temporary failure report|(?:will|shall) (?:continue|keep) trying"
)
_CODE_AND_STATUS = re.compile(r"(?<![\d.])([45]\d\d)[ -]'?([45]\.[1-9]\d{0,2}\.\d{1,3})(?![\d.])")
_QUOTED_ANSWER = re.compile(
    r"(?:remote host said|\bsaid|other server returned was|responded with failure|responded as follows"
    r"|server returned"
    r"|following error message|the response was)\s*:?\s*['\[]?(.*)",
    re.IGNORECASE,
)
#: How a mailbox server words what it refused after its relay had taken it (Dovecot's delivery, Sieve's reject).
_REJECTED_BY_RULE = re.compile(r"(?i)was automatically rejected:\s*([^\n]+)")
#: What mailers add of their own to a server's answer, which says nothing about the cause.
_OWN_REMARKS = re.compile(
    r"giving up on [\d.]+|i'm not going to try again;? ?this message has been in the queue too long"
    r"|5\.1\.0 - unknown address error|5\.3\.0 - other mail system problem"
    r"|this is a permanent error[;.]? ?(?:i've given up)?",
    re.IGNORECASE,
)
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")
_NOTHING_SAID = re.compile(r"^(?:x-unix|smtp|unknown)?\s*;?\s*\d{0,3}\s*$", re.IGNORECASE)

#: What a server does while it refuses, from the words of several mailers; the first that matches counts.
_COMMANDS = (
    ("CONN", r"after initial connection|while receiving the initial server greeting|connection was rejected"),
    ("HELO", r"after (?:HELO|EHLO)|my name was rejected|in reply to (?:HELO|EHLO)|>>> (?:HELO|EHLO)"),
    ("MAIL", r"after MAIL FROM|sender was rejected|in reply to MAIL FROM|>>> MAIL FROM|SMTP:MAIL\b"),
    (
        "RCPT",
        (
            r"after RCPT|does not like recipient|did not like our RCPT|in reply to RCPT|>>> RCPT|\[RCPT_TO\]"
            r"|SMTP:RCPT\b"
            r"|following RCPT command|mail delivery agent at messagelabs|rejected recipient|for RCPT TO response"
            r"|after RCPT command"
        ),
    ),
    (
        "DATA",
        (
            r"after end of data|did not like our final DATA|in reply to (?:end of )?DATA|>>> DATA"
            r"|failed after I sent the"
            r"|\(DATA\)|SMTP command\s+DATA|\[DATA\]|end of DATA command|after DATA|failed on DATA"
        ),
    ),
)
_TELLING = frozenset({"HELO", "EHLO", "MAIL", "RCPT", "DATA"})
_SAID_WHILE = tuple((name, re.compile(words, re.IGNORECASE)) for name, words in _COMMANDS)

_RETURNED_FROM = re.compile(
    r"""(?imx)^[> \t*]*(?:
        -{2,}\s*(?:original\s|returned\s|unsent\s|below\s|this\ is\ a\ copy|the\ header\ of\ the\ original|enclosed\ is
            |included\ is|header\ of|original\smail)
      | (?:original\ message|message\ headers|included\ is\ a\ copy\ of\ the\ message\ header)\ ?(?:follows?\.?|:)?\s*$
      | below\ (?:this\ line\ )?is\ a\ copy\ of
      | original\ message\ headers:
      | original\ mail\ as\ follows
      | the\ attachment\ contains\ the\ original
      | return-path:\s*<
      | received:\s*(?:from|by|\(qmail)
    ).*""",
)


_MOST_READ = 60_000
_MOST_NOTICE = 20_000
_MOST_SAID = 3_000
_MOST_ADDRESSES = 50


@dataclass(frozen=True, slots=True)
class Failure:
    """What was said about one address.

    `status` is an enhanced code ("5.1.1") or nothing, `code` an SMTP code ("550") or nothing; `said` is the server's
    own answer, `told` all that the notice tells about it; `command` is what the sender was doing (RCPT, DATA …) or
    nothing.
    """

    address: str
    said: str = ""
    told: str = ""
    status: str = ""
    code: str = ""
    command: str = ""
    action: str = ""
    host: str = ""


def failures(letter: Letter) -> list[Failure]:
    """Each address that failed, in the order told; empty where the mail names none."""
    notified = list(_notified(letter.text))
    if notified:
        return notified
    notice = notice_of(letter)
    reported = [one for text in (*letter.reports, letter.text) for one in _reported(text[:_MOST_READ])]
    told = list(islice(_told(notice, letter), _MOST_ADDRESSES))
    if not reported and not any(one.address for one in told):
        reported = list(_reported(letter.returned[:_MOST_READ]))  # a notice of a notice
    if not reported:
        return [replace(one, action="delayed") for one in told] if _STILL_TRYING.search(notice) else told
    return [_completed(one, told, notice, alone=len(reported) == 1) for one in reported]


def notice_of(letter: Letter) -> str:
    """The words of the mailer itself, without the mail that came back with them."""
    text = (letter.text or letter.html)[:_MOST_READ]
    found = _RETURNED_FROM.search(text)
    notice = text[: found.start()] if found else text
    return notice[:_MOST_NOTICE] if notice.strip() else text[:4000]


def _notified(text: str) -> Iterator[Failure]:
    """A provider's notification in JSON, as Amazon SES sends through SNS."""
    start = text.find("{")
    if start < 0 or "notificationType" not in text:
        return
    told: object
    try:
        told, _ = json.JSONDecoder().raw_decode(text[start:].replace("\n", " "))
        inner = told.get("Message") if isinstance(told, dict) else None
        told = json.loads(inner) if isinstance(inner, str) else told
    except ValueError:
        return
    if not isinstance(told, dict):
        return
    delivery, bounce = told.get("delivery"), told.get("bounce")
    if isinstance(delivery, dict):
        answer = str(delivery.get("smtpResponse", ""))
        for one in delivery.get("recipients") or ():
            yield Failure(str(one), answer, answer, action="delivered")
    if isinstance(bounce, dict):
        for one in bounce.get("bouncedRecipients") or ():
            if isinstance(one, dict):
                said = str(one.get("diagnosticCode", "")).removeprefix("smtp; ")
                code, status = _codes(said)
                yield Failure(
                    str(one.get("emailAddress", "")), said, said, _closer(status, str(one.get("status", ""))), code
                )


def _reported(text: str) -> Iterator[Failure]:
    """The per-recipient fields of RFC 3464, wherever they stand: a block between two empty lines each."""
    for block in _EMPTY_LINE.split(_FOLDED.sub(" ", text)):
        fields: dict[str, str] = {}
        for line in block.split("\n"):
            found = _FIELD.match(line)
            if found:
                fields.setdefault(found[1].casefold(), found[2].strip())
        yield from _of_fields(fields)


def _of_fields(fields: dict[str, str]) -> Iterator[Failure]:
    if not fields.keys() & {"final-recipient", "original-recipient"} or not fields.keys() & {
        "action", "status", "diagnostic-code",
    }:  # fmt: skip
        return
    said = fields.get("diagnostic-code", "")
    kind, _, words = said.partition(";")
    words = words.strip() if "@" not in kind and len(kind) < 30 and words else said
    address = next(
        (
            found[0]
            for name in ("final-recipient", "original-recipient", "x-actual-recipient")
            if (found := ADDRESS.search(fields.get(name, "").partition(";")[2] or fields.get(name, "")))
        ),
        "",
    )
    status = _STATUS.search(fields.get("status", ""))
    remark = fields.get("status", "")[status.end() :].strip(" ()") if status else ""
    yield Failure(
        address=address.strip("<>"),
        said=server_words(words) if not _NOTHING_SAID.match(said) else "",
        told=f"{said} {remark} {fields.get('x-powermta-bouncecategory', '')}".strip(),
        status=status[1] if status else "",
        action=fields.get("action", "").casefold().split(" ")[0].strip("()"),
        host=fields.get("remote-mta", "").partition(";")[2].strip().casefold(),
    )


def _completed(one: Failure, told: list[Failure], notice: str, *, alone: bool) -> Failure:
    """What the report leaves out is taken from the notice: from what it says of this address, or from all of it."""
    match = next((other for other in told if other.address.casefold() == one.address.casefold()), None)
    around = match.told if match and not alone else notice[:_MOST_SAID]
    rejected = _REJECTED_BY_RULE.search(notice) if alone else None
    if rejected:
        return replace(one, said=rejected[1].strip()[:_MOST_SAID], told=notice[:_MOST_SAID], status="")
    code, status = _codes(one.said or (match.said if match else ""))
    return replace(
        one,
        said=one.said or (match.said if match and not alone else ""),
        told=f"{one.told}\n{around}",
        code=code or (_codes(around)[0] if alone or match else ""),
        status=_closer(status, one.status),
        command=_command(one.said) or _command(around) or _command(notice[:_MOST_SAID]),
    )


def _closer(said: str, reported: str) -> str:
    """The remote server's own code tells more than the reporting one's; "5.0.0" tells nothing."""
    return said if said and (not said.endswith(".0.0") or not reported) else reported or said


def _told(notice: str, letter: Letter) -> Iterator[Failure]:
    """The addresses that a notice names at the start of a line, each with the words up to the next."""
    ours = {found.casefold() for name in ("to", "from", "reply-to") for found in ADDRESS.findall(letter.header(name))}
    named = [one for value in letter.headers.get("x-failed-recipients", ()) for one in ADDRESS.findall(value)]
    anchors = _anchors(notice, ours)
    if not anchors:
        anchors = [(notice.find(one) if one in notice else 0, one) for one in named[:1]] or _any_address(notice, ours)
    if not anchors:
        yield _failure("", notice, notice)
        return
    firsts: dict[str, int] = {}
    for place, (start, address) in enumerate(anchors):
        end = anchors[place + 1][0] if place + 1 < len(anchors) else len(notice)
        if address.casefold() in firsts:
            continue
        firsts[address.casefold()] = start
        others = {other.casefold() for _, other in anchors} - {address.casefold()}
        yield _failure(address, notice[start:end], notice if not others else notice[start:end])


_ANCHOR = re.compile(
    rf"""(?imx)^[ \t>*•\-]*
    (?:(?:5\d\d|4\d\d)[ \t]+|(?:final-|original-)?recipient(?:\ address)?[ \t]*:[ \t]*(?:rfc822;)?[ \t]*
       |(?:could\ not\ be\ delivered\ to|unable\ to\ deliver\ message\ to)\s*:\s*
       |did\ not\ reach\ the\ following\ recipient\s*:\s*
       |.{{0,60}}(?:delivering\ your\ mail\ to|exceeds\ allowed\ size:|delivery\ userid:|attempts:)[ \t]*
       |.{{0,60}}recipients\ returned\ permanent\ errors:[ \t]*|.{{0,80}}rejected\ recipient[ \t]+|rcpt\ to:[ \t]*)?
    [<"]?({_ADDRESS})""",
)


def _anchors(notice: str, ours: set[str]) -> list[tuple[int, str]]:
    found = [(one.start(), one[1]) for one in _ANCHOR.finditer(notice) if one[1].casefold() not in ours]
    return [(start, one) for start, one in found if not _MACHINE.match(one)] or found[:1]


def _any_address(notice: str, ours: set[str]) -> list[tuple[int, str]]:
    for found in ADDRESS.finditer(notice):
        if found[0].casefold() not in ours and not _MACHINE.match(found[0]):
            return [(0, found[0])]
    return []


def _failure(address: str, said: str, told: str) -> Failure:
    said, told = said[:_MOST_SAID], told[:_MOST_SAID]
    code, status = _codes(said)
    return Failure(address.strip("<>\"'"), server_words(said), told, status, code, _command(said) or _command(told))


def server_words(text: str) -> str:
    """Of what a mailer tells, the answer of the server that refused; all of it where none is quoted."""
    text = " ".join(text[:_MOST_SAID].split())
    found = _QUOTED_ANSWER.search(text)
    return _OWN_REMARKS.sub(" ", found[1] if found and found[1].strip() else text).strip()


def _codes(text: str) -> tuple[str, str]:
    together = _CODE_AND_STATUS.search(text)
    if together:
        return together[1], together[2]
    code = _CODE.search(text)
    statuses: list[str] = _STATUS.findall(text)
    status = next((one for one in statuses if not one.endswith(".0.0")), statuses[0] if statuses else "")
    return str(code[1] if code else ""), status


def _command(text: str) -> str:
    text = " ".join(text.split())
    answered: list[str] = [one.upper() for one in re.findall(r">>> ?(\w+)[^<]*(?:<(?!<<)[^<]*)*<<< ?[45]", text)]
    if answered and answered[-1] in _TELLING:
        return answered[-1]
    return next((name for name, words in _SAID_WHILE if words.search(text)), "")
