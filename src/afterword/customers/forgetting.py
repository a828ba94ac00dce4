"""Forgetting a person who asks for it: what they bought stays in the books, and nothing says any more who they were."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from afterword.businesses.queries import current_business
from afterword.customers.forgotten import mark_forgotten
from afterword.customers.models import ContactPoint, Customer, Suppression
from afterword.customers.personal import Whose, personal_tables, prepare_to_forget, whose
from afterword.customers.whom import whom
from afterword.domain.channel import through
from afterword.infra import clock
from afterword.infra.signing import fingerprint
from afterword.infra.sqlite.traces import leave_no_traces
from afterword.infra.tenancy import current_business_id
from afterword.timeline.actions import record
from afterword.timeline.catalogue import CustomerForgotten


def forget_customer(*, customer_id: int, actor_id: int | None = None) -> bool:
    """Take away everything that tells who a customer is, in one transaction; whether there was anything new to forget.

    Sales stay with their days, amounts and products. What is planned ends, messages that have not left are withdrawn.
    Their addresses are kept as keyed hashes: nothing is sent there, and a file that names them brings nothing back.
    It cannot be undone, and doing it twice is harmless. Raises :class:`NoSuchCustomer`, and Trouble where a message to
    them is leaving this very moment or an import is running.
    """
    customer = whom(customer_id)
    person = whose(customer.pk)
    prepare_to_forget(person)
    is_news = _forget(customer, person, actor_id)
    leave_no_traces()
    return is_news


@transaction.atomic
def _forget(customer: Customer, person: Whose, actor_id: int | None) -> bool:
    now = clock.now()
    people = list(Customer.objects.select_for_update().filter(pk__in=person.ids))
    is_news = any(one.forgotten_at is None for one in people)
    mark_forgotten(person, name_keys=[one.name_key for one in people])
    _stop_using(person)
    if is_news:
        record([CustomerForgotten(customer_id=customer.pk, subject_id=customer.pk, at=now, actor_id=actor_id)])
    for table in personal_tables():
        table.forget(person)
    for one in people:
        Customer.objects.filter(pk=one.pk).update(
            display_name=_called(one.pk), forgotten_at=one.forgotten_at or now, ended_at=one.ended_at or now
        )
    return is_news


def _called(number: int) -> str:
    """What the screens call somebody who was forgotten, in the business's language."""
    with translation.override(current_business().language):
        return _("Forgotten customer %(number)d") % {"number": number}


def _stop_using(person: Whose) -> None:
    """Nothing is sent to their addresses again, but to those that somebody else has, too."""
    others = ContactPoint.objects.exclude(customer_id__in=person.ids).filter(customer__ended_at=None)
    business_id, now = current_business_id(), clock.now()
    for kind, normal in person.addresses:
        if others.filter(channel=kind, normal=normal).exists():
            continue
        mark = fingerprint(normal, business_id=business_id)
        for channel in through(kind):
            standing = Suppression.objects.filter(channel=channel, fingerprint=mark)
            if not standing.exists():
                Suppression.objects.create(channel=channel, fingerprint=mark, reason="asked", at=now)
            standing.exclude(lifted_at=None).update(reason="asked", at=now, lifted_at=None)
