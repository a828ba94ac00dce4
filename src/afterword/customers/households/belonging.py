"""Whom a customer lives or works together with, and a person's word that it is not so."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from afterword.customers.households.finding import find_households
from afterword.customers.households.models import HouseholdMember
from afterword.customers.whom import whom
from afterword.infra import clock
from afterword.timeline.actions import record
from afterword.timeline.catalogue import CustomerChanged


@dataclass(frozen=True, slots=True)
class Household:
    """The others of a customer's household or firm as (id, name); ``is_apart``: a person said that they are not."""

    kind: str
    others: tuple[tuple[int, str], ...]
    is_apart: bool


def household_of(customer_id: int) -> Household | None:
    """The customer's household or firm, or that they were set apart; None where nothing is known. Two queries."""
    mine = HouseholdMember.objects.filter(customer_id=customer_id).first()
    if mine is None:
        return None
    if mine.is_apart:
        return Household("", (), is_apart=True)
    others = HouseholdMember.objects.filter(household_id=mine.household_id).exclude(customer_id=customer_id)
    named = others.order_by("customer__display_name", "customer_id").values_list(
        "customer_id", "customer__display_name"
    )
    return Household(mine.kind, tuple(named), is_apart=False)


def households() -> dict[int, int]:
    """By customer the number of their household or firm; one query."""
    return dict(HouseholdMember.objects.filter(is_apart=False).values_list("customer_id", "household_id"))


@transaction.atomic
def set_apart(*, customer_id: int, actor_id: int | None = None) -> None:
    """A person says that this customer does not belong with the others. Safe to repeat."""
    customer = whom(customer_id)
    HouseholdMember.objects.update_or_create(
        customer=customer, defaults={"is_apart": True, "household_id": 0, "kind": ""}
    )
    _changed(customer.pk, actor_id)


@transaction.atomic
def set_apart_no_more(*, customer_id: int, actor_id: int | None = None) -> None:
    """As if nobody had said so: addresses and names decide again."""
    customer = whom(customer_id)
    if HouseholdMember.objects.filter(customer=customer, is_apart=True).delete()[0]:
        _changed(customer.pk, actor_id)


def _changed(customer_id: int, actor_id: int | None) -> None:
    record(
        [
            CustomerChanged(
                customer_id=customer_id, subject_id=customer_id, at=clock.now(), actor_id=actor_id, what="household",
                source="hand",
            )
        ]
    )  # fmt: skip
    find_households()
