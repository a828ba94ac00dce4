"""Days between which the composer may move a touch so that it stays apart from the same customer's others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise

from afterword.domain.arbitration import Claim, Outcome, PastContact, Ruling
from afterword.domain.contact import Purpose

Lanes = dict[int, tuple[date, date]]


def lanes_of(
    claims: Iterable[Claim], past: Iterable[PastContact], rulings: Mapping[int, Ruling], apart_days: int
) -> Lanes:
    """First and last day of each touch that has others near it: wherever two are put, ``apart_days`` lie between.

    What two neighbors have between them beyond that is shared.
    """
    seen: dict[int, date] = {}
    for contact in past:
        if contact.purpose is not Purpose.TRANSACTIONAL:
            seen[contact.customer_id] = max(contact.day, seen.get(contact.customer_id, date.min))
    going: dict[int, list[tuple[date, Claim]]] = defaultdict(list)
    for claim in claims:
        ruling = rulings[claim.id]
        if ruling.outcome is not Outcome.GIVES_WAY and claim.purpose is not Purpose.TRANSACTIONAL:
            assert ruling.day is not None
            going[claim.customer_id].append((ruling.day, claim))
    lanes: Lanes = {}
    for customer_id, touches in going.items():
        touches.sort(key=lambda touch: (touch[0], touch[1].id))
        if len(touches) > 1 or customer_id in seen:
            lanes.update(_of_one(touches, seen.get(customer_id), apart_days))
    return lanes


def _of_one(touches: list[tuple[date, Claim]], last_seen: date | None, apart_days: int) -> Lanes:
    first = {claim.id: claim.first for _, claim in touches}
    last = {claim.id: claim.last for _, claim in touches}
    for (day, claim), (next_day, next_claim) in pairwise(touches):
        slack = max(0, (next_day - day).days - apart_days)
        last[claim.id] = min(last[claim.id], day + timedelta(days=slack // 2))
        first[next_claim.id] = max(first[next_claim.id], next_day - timedelta(days=slack - slack // 2))
    if last_seen is not None:
        day, claim = touches[0]
        first[claim.id] = min(day, max(first[claim.id], last_seen + timedelta(days=apart_days)))
    return {claim.id: (first[claim.id], last[claim.id]) for _, claim in touches}
