"""Reading customers: who is living, the facts of a customer's page, pairs to decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from afterword.customers.models import Consent, ContactPoint, Customer, Hold, MergeSuggestion, SourceKey, Suppression
from afterword.infra.signing import fingerprint
from afterword.infra.tenancy import current_business_id


def living() -> QuerySet[Customer]:
    """Customers who are somebody still: not merged, not ended."""
    return Customer.objects.filter(merged_into=None, ended_at=None)


@dataclass(frozen=True, slots=True)
class Address:
    """One address as a page shows it; ``usable`` is False where it is bad or must not be used, and ``why`` says why."""

    id: int
    channel: str
    value: str
    normal: str
    preferred: bool
    usable: bool
    why: str


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """What a customer's page needs of this room."""

    customer: Customer
    addresses: list[Address]
    holds: list[Hold]
    consents: list[Consent]
    keys: list[tuple[str, str]]


def customer_facts(customer_id: int) -> CustomerFacts | None:
    """The facts of one page in a constant number of queries; None where there is no such customer."""
    customer = Customer.objects.select_related("merged_into").filter(pk=customer_id).first()
    if customer is None:
        return None
    keys = SourceKey.objects.filter(customer=customer).exclude(key__startswith="like:").exclude(source="hand")
    return CustomerFacts(
        customer=customer,
        addresses=addresses_of([customer_id])[customer_id],
        holds=list(Hold.objects.filter(customer=customer, lifted_at=None).order_by("since")),
        consents=list(Consent.objects.filter(customer=customer).order_by("-at", "-id")[:50]),
        keys=list(keys.order_by("source", "key").values_list("source", "key")[:20]),
    )


def addresses_of(customer_ids: Collection[int]) -> dict[int, list[Address]]:
    """Everybody's addresses, preferred ones first, with what forbids their use; two queries."""
    business_id = current_business_id()
    points = list(
        ContactPoint.objects.filter(customer_id__in=list(customer_ids)).order_by("channel", "-preferred", "-id")
    )
    prints = {(one.channel, one.normal): fingerprint(one.normal, business_id=business_id) for one in points}
    suppressed = {
        (channel, print_): reason
        for channel, print_, reason in Suppression.objects.filter(
            fingerprint__in=list(prints.values()), lifted_at=None
        ).values_list("channel", "fingerprint", "reason")
    }
    found: dict[int, list[Address]] = defaultdict(list, {one: [] for one in customer_ids})
    for one in points:
        why = suppressed.get((one.channel, prints[one.channel, one.normal]), "") or one.bad_reason
        found[one.customer_id].append(Address(one.pk, one.channel, one.value, one.normal, one.preferred, not why, why))
    return found


def open_suggestions(*, after_id: int = 0, limit: int = 50) -> Sequence[MergeSuggestion]:
    """Pairs that wait for a decision, oldest first; ``after_id`` goes on from an earlier page's last."""
    return list(
        MergeSuggestion.objects.filter(state="open", id__gt=after_id)
        .select_related("customer", "other")
        .order_by("id")[: min(limit, 200)]
    )


def open_suggestion_count() -> int:
    """How many pairs wait for a decision."""
    return MergeSuggestion.objects.filter(state="open").count()
