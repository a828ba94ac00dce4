"""What a person writes about a customer: a new one, other details, another address. Imports respect it from then on."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from afterword.businesses.models import Business
from afterword.customers.models import ContactPoint, Customer, SourceKey
from afterword.customers.naming import display_name, folded, folded_name, search_text
from afterword.customers.reaching import refresh_reach
from afterword.customers.recording import BY_HAND, record_customers
from afterword.customers.telling import EMAIL, NOT_A_PHONE, PHONE, POST, phone_point
from afterword.customers.whom import whom
from afterword.domain.channel import known_channels
from afterword.domain.importing.cleaning import clean_email, clean_text
from afterword.domain.importing.records import CustomerRecord
from afterword.domain.trouble import Trouble
from afterword.infra import clock
from afterword.infra.tenancy import current_business_id
from afterword.timeline.actions import record
from afterword.timeline.catalogue import CustomerChanged

EDITABLE = (
    "prefix",
    "given_name",
    "family_name",
    "company",
    "language",
    "birth_on",
    "customer_since",
    "note",
    "tags",
    "is_firm",
)


class BadCustomer(Trouble):
    """A detail that cannot be right; the sentence says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What a form tells of a new customer; empty means not told."""

    prefix: str = ""
    given_name: str = ""
    family_name: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""
    language: str = ""
    birth_on: date | None = None
    note: str = ""


@transaction.atomic
def add_customer(*, details: Details) -> int:
    """Write a new customer in by hand and return their id; somebody like them becomes a merge suggestion."""
    try:
        email = clean_email(details.email)
    except ValueError as refused:
        raise BadCustomer(str(refused)) from None
    told = CustomerRecord(
        line=0,
        key=secrets.token_hex(8),
        prefix=details.prefix,
        given_name=details.given_name,
        family_name=details.family_name,
        company=details.company,
        email=email,
        phone=details.phone,
        street=details.street,
        city=details.city,
        postal_code=details.postal_code,
        country=details.country,
        birth_date=details.birth_on,
        language=details.language,
        note=details.note,
    )
    if not any((told.given_name, told.family_name, told.company, told.email, told.phone)):
        raise BadCustomer("Give a name, an e-mail address or a phone number.")
    return record_customers(records=[told], source=BY_HAND)[0].customer_id


@transaction.atomic
def edit_customer(*, customer_id: int, actor_id: int | None = None, **fields: Any) -> None:
    """Change details (those of :data:`EDITABLE`). From then on an import only fills in what is missing."""
    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise BadCustomer(f"These cannot be edited: {', '.join(sorted(unknown))}.")
    customer = whom(customer_id)
    changed = [name for name, value in fields.items() if getattr(customer, name) != value]
    if not changed:
        return
    for name in changed:
        value = fields[name]
        setattr(customer, name, clean_text(value, 2000) if isinstance(value, str) else value)
    customer.edited_at = clock.now()
    describe(customer)
    try:
        customer.clean_fields(exclude={field.name for field in Customer._meta.fields} - set(EDITABLE))
    except ValidationError as refused:
        name, sentences = next(iter(refused.message_dict.items()))
        raise BadCustomer(f"{name.replace('_', ' ').capitalize()}: {sentences[0]}") from None
    customer.save()
    record(
        [
            CustomerChanged(
                customer_id=customer.pk,
                subject_id=customer.pk,
                at=clock.now(),
                actor_id=actor_id,
                what=", ".join(changed),
                source=BY_HAND,
            )
        ]
    )


def describe(customer: Customer) -> None:
    """Write anew what the customer is called and found under; does not save."""
    points = list(ContactPoint.objects.filter(customer=customer).values_list("channel", "normal"))
    emails = [normal for channel, normal in points if channel == EMAIL]
    phones = [normal for channel, normal in points if channel == PHONE]
    keys = list(
        SourceKey.objects.filter(customer=customer).exclude(key__startswith="like:").values_list("key", flat=True)
    )
    name = " ".join(part for part in (customer.given_name, customer.family_name) if part) or customer.company
    if name:
        customer.display_name = name[:200]
        customer.name_key = folded_name(name)
    elif not customer.name_key:
        customer.display_name = display_name(
            given="",
            family="",
            company="",
            email=emails[0] if emails else "",
            phone=phones[0] if phones else "",
            key=keys[0] if keys else "",
        )
    customer.search_text = search_text(
        display=customer.display_name,
        company=customer.company,
        emails=emails,
        phones=phones,
        keys=[] if len(keys) > 5 else [key for key in keys if len(key) < 16],
    )


@transaction.atomic
def add_contact_point(*, customer_id: int, channel: str, value: str, preferred: bool = True) -> int:
    """Add an address, or make a known one usable again; returns its id. Raises :class:`BadCustomer`."""
    customer = whom(customer_id)
    value, normal = _address(channel, value)
    rivals = ContactPoint.objects.filter(customer=customer, channel=channel)
    if preferred:
        rivals.update(preferred=False)
    point, _ = ContactPoint.objects.update_or_create(
        customer=customer,
        channel=channel,
        normal=normal,
        defaults={
            "value": value,
            "bad_reason": "",
            "preferred": preferred or not rivals.filter(preferred=True).exists(),
        },
        create_defaults={"value": value, "preferred": preferred, "created_at": clock.now()},
    )
    describe(customer)
    customer.save(update_fields=["display_name", "name_key", "search_text"])
    refresh_reach([customer.pk])
    return int(point.pk)


@transaction.atomic
def remove_contact_point(*, customer_id: int, point_id: int) -> None:
    """Take an address away; what was suppressed stays so, should it come back."""
    customer = whom(customer_id)
    ContactPoint.objects.filter(pk=point_id, customer=customer).delete()
    describe(customer)
    customer.save(update_fields=["display_name", "name_key", "search_text"])
    refresh_reach([customer.pk])


def _address(channel: str, value: str) -> tuple[str, str]:
    """(as written, normalised)."""
    value = clean_text(value, 500)
    if not value:
        raise BadCustomer("Write the address.")
    if channel == EMAIL:
        try:
            email = clean_email(value)
        except ValueError as refused:
            raise BadCustomer(str(refused)) from None
        return email, folded(email)
    if channel == PHONE:
        region = Business.objects.values_list("country", flat=True).get(pk=current_business_id())
        _, written, normal, bad_reason = phone_point(value, region)
        if bad_reason == NOT_A_PHONE:
            raise BadCustomer("%(number)s is no phone number. Write it like +47 22 22 55 55.", number=value)
        return written, normal
    if channel == POST:
        return value, folded(value.replace(",", " "))[:500]
    if any(one.needs == channel for one in known_channels()):
        return value, folded(value)[:500]
    raise BadCustomer(f"There is no channel {channel!r}.")
