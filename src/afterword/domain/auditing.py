"""Whether one customer is forgotten: the verdict of the audit on plain facts."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Rest:
    """A written reason to leave a customer alone, up to and including a day."""

    reason: str
    until: date | None


@dataclass(frozen=True, slots=True)
class AuditFacts:
    """What the tables say about a customer: `next_touch` is the due day of their earliest open follow-up."""

    living: bool
    next_touch: date | None
    rest: Rest | None
    suppressed_all: bool


class AuditKind(StrEnum):
    """The four things the audit can say."""

    NOT_LIVING = "not_living"
    NEXT_TOUCH = "next_touch"
    REASON = "reason"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """The verdict, with the day of the next touch or of the reason's end, and the reason."""

    kind: AuditKind
    on: date | None = None
    reason: str | None = None


DO_NOT_CONTACT = "do_not_contact"


def audit(facts: AuditFacts, today: date) -> AuditVerdict:
    """Exactly one verdict.

    A do-not-contact on every channel is a reason of its own and needs no end; it comes before a next touch,
    because that touch will not happen. A rest counts only with words and with an end that has not passed.
    """
    if not facts.living:
        return AuditVerdict(AuditKind.NOT_LIVING)
    if facts.suppressed_all:
        return AuditVerdict(AuditKind.REASON, None, DO_NOT_CONTACT)
    if facts.next_touch is not None:
        return AuditVerdict(AuditKind.NEXT_TOUCH, facts.next_touch)
    rest = facts.rest
    if rest is not None and rest.reason.strip() and rest.until is not None and rest.until >= today:
        return AuditVerdict(AuditKind.REASON, rest.until, rest.reason)
    return AuditVerdict(AuditKind.FORGOTTEN)
