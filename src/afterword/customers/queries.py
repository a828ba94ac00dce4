"""Reading customers: instant search, the facts of a customer's page, pairs to decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from afterword.customers.models import Consent, ContactPoint, Customer, Hold, MergeSuggestion, SourceKey, Suppression
from afterword.customers.naming import folded
from afterword.infra.signing import fingerprint
from afterword.infra.tenancy import current_business_id

Keyset = tuple[str, int]


def living() -> QuerySet[Customer]:
    """Customers who are somebody still: not merged, not ended."""
    return Customer.objects.filter(merged_into=None, ended_at=None)


def search(text: str = "", *, after: Keyset | None = None, limit: int = 50) -> list[Customer]:
    """Customers whose name, company, address or number contains every word; by name, at most ``limit``.

    ``after`` is (display name, id) of the last row of the page before. Accents and case do not matter; a word of digits
    finds phone numbers however they were written.
    """
    rows = living()
    for word in _words(text):
        rows = rows.filter(search_text__contains=word)
    if after is not None:
        name, row_id = after
        rows = rows.filter(Q(display_name__gt=name) | Q(display_name=name, id__gt=row_id))
    return list(rows.order_by("display_name", "id")[: min(limit, 200)])


def _words(text: str) -> list[str]:
    """At most eight words; a phone number's pieces are put together, without a leading zero or plus."""
    words = folded(text[:200]).split()
    if words and all(set(word) <= set("0123456789+-()./") for word in words):
        digits = "".join(letter for word in words for letter in word if letter.isdigit())
        return [digits.lstrip("0") or digits] if digits else []
    return words[:8]


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
