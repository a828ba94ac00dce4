"""Dates that are kept of a customer by name: the end of a contract, a wedding day."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from afterword.customers.models import Customer, KeptDate
from afterword.customers.recording import BY_HAND
from afterword.customers.whom import whom
from afterword.domain.importing.cleaning import clean_text
from afterword.domain.trouble import Trouble
from afterword.infra import clock
from afterword.timeline.actions import record
from afterword.timeline.catalogue import CustomerChanged

#: Stands as the field that changed.
DATES = "dates"
_EARLIEST = date(1900, 1, 1)


class BadDate(Trouble):
    """A date that cannot be kept; the sentence says why."""


@transaction.atomic
def keep_date(*, customer_id: int, name: str, on: date, actor_id: int | None = None) -> KeptDate:
    """Keep a date of a customer; one of the same name makes way. Raises :class:`BadDate` and ``NoSuchCustomer``."""
    called = " ".join(clean_text(name, 40).split())
    if not called:
        raise BadDate("Give the date a name, such as “contract end”.")
    if on < _EARLIEST:
        raise BadDate("That date lies too far back. Check the year.")
    customer = whom(customer_id)
    same = KeptDate.objects.filter(customer=customer, name__iexact=called).first()
    kept = same or KeptDate(customer=customer, name=_as_named_before(called))
    if kept.pk and kept.on == on:
        return kept
    # Whoever brought it in before: now it is what a person said, and no undoing takes it away.
    kept.on, kept.import_run_id = on, None
    kept.save()
    _tell(customer, actor_id)
    return kept


@transaction.atomic
def forget_date(*, customer_id: int, date_id: int, actor_id: int | None = None) -> None:
    """Take a kept date away; nothing happens where it is gone already."""
    customer = whom(customer_id)
    gone, _rows = KeptDate.objects.filter(customer=customer, pk=date_id).delete()
    if gone:
        _tell(customer, actor_id)


def dates_of(customer_id: int) -> list[KeptDate]:
    """A customer's dates, by name; one query."""
    return list(KeptDate.objects.filter(customer_id=customer_id).order_by("name", "id"))


def names_of_dates(*, limit: int = 50) -> list[str]:
    """The names under which dates are kept in this business; one query."""
    return list(KeptDate.objects.order_by("name").values_list("name", flat=True).distinct()[:limit])


def move_dates(*, keep: Customer, other: Customer) -> None:
    """What is known of one is known of both; where both have a date of that name, the survivor's stays."""
    known = {name.casefold() for name in KeptDate.objects.filter(customer=keep).values_list("name", flat=True)}
    for kept in KeptDate.objects.filter(customer=other):
        if kept.name.casefold() not in known:
            kept.customer = keep
            kept.save(update_fields=["customer"])


def _as_named_before(called: str) -> str:
    """Plans look for dates by their name: the same words in other letters are the same name."""
    named: str | None = KeptDate.objects.filter(name__iexact=called).values_list("name", flat=True).first()
    return named or called


def _tell(customer: Customer, actor_id: int | None) -> None:
    record(
        [
            CustomerChanged(
                customer_id=customer.pk, subject_id=customer.pk, at=clock.now(), actor_id=actor_id, what=DATES,
                source=BY_HAND,
            )
        ]
    )  # fmt: skip
