"""By which channels and for what one may write to a customer now, and why: the gate's own reading of words and law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from afterword.customers.models import Consent, Customer
from afterword.domain.channel import Channel, reachable
from afterword.domain.consenting import consent_for
from afterword.domain.contact import NUMBERS, SILENCE_IS_ENOUGH, Purpose
from afterword.domain.contact import Consent as Answer
from afterword.domain.soft_opt_in import Dealings, Ground, rule_of
from afterword.followups.grounds import Grounds, grounds_of

PURPOSES = (Purpose.CARE, Purpose.PROMOTION)


class Because(StrEnum):
    """Why one may, or may not."""

    SAID_YES = "said_yes"
    SAID_NO = "said_no"
    SILENCE = "silence"
    BOUGHT = "bought"
    ASKED = "asked"
    NO_YES_NEEDED = "no_yes_needed"
    NEEDS_A_YES = "needs_a_yes"


@dataclass(frozen=True, slots=True)
class Permission:
    """One channel and purpose; ``day`` is when they bought or asked, ``law`` where it stands."""

    channel: Channel
    purpose: Purpose
    may: bool
    because: Because
    day: date | None = None
    law: str = ""


def permissions_of(customer: Customer) -> list[Permission]:
    """Every channel that reaches the customer, for each purpose, in the order of the channels; a few queries."""
    words: dict[str, list[tuple[str, bool]]] = {}
    for one in Consent.objects.filter(customer=customer).order_by("at", "id"):
        words.setdefault(one.channel, []).append((one.purpose, one.granted))
    grounds = grounds_of([customer.pk])
    ways = sorted(reachable(customer.reach), key=lambda way: way.bit)
    return [_permission(customer.pk, way, purpose, words.get(way, []), grounds) for way in ways for purpose in PURPOSES]


def _permission(
    customer_id: int, way: Channel, purpose: Purpose, words: list[tuple[str, bool]], grounds: Grounds
) -> Permission:
    said = consent_for(words, purpose)
    if said is Answer.REFUSED:
        return Permission(way, purpose, False, Because.SAID_NO)
    if said is Answer.GRANTED:
        return Permission(way, purpose, True, Because.SAID_YES)
    if way in SILENCE_IS_ENOUGH[purpose]:
        return Permission(way, purpose, True, Because.SILENCE)
    ground = grounds.of(customer_id, purpose)
    if ground is None or (purpose is Purpose.PROMOTION and way.needs in NUMBERS):
        return Permission(way, purpose, False, Because.NEEDS_A_YES)
    dealings = grounds.dealings.get(customer_id, Dealings())
    day = {Ground.BOUGHT: dealings.bought_on, Ground.ASKED: dealings.asked_on}.get(ground)
    law = rule_of(grounds.country_of(customer_id)).law if purpose is Purpose.PROMOTION else ""
    return Permission(way, purpose, True, Because(ground.value), day, law)
