"""Do not contact: written, and lifted only by a person who says why."""

from __future__ import annotations

from django.db import transaction

from afterword.customers.models import Consent, ContactPoint, Suppression
from afterword.customers.reaching import refresh_reach, sharing
from afterword.customers.whom import whom
from afterword.domain.channel import Channel, through
from afterword.domain.trouble import Trouble
from afterword.infra import clock
from afterword.infra.signing import fingerprint
from afterword.infra.tenancy import current_business_id
from afterword.timeline.actions import record
from afterword.timeline.catalogue import AddressSuppressed, ConsentRecorded, SuppressionLifted

REASONS = frozenset({"unsubscribed", "complaint", "bounce", "asked", "imported"})


class BadSuppression(Trouble):
    """Nothing to suppress, or a reason that nobody knows."""


@transaction.atomic
def suppress_address(
    *,
    customer_id: int,
    channel: str,
    reason: str,
    address: str | None = None,
    detail: str = "",
    actor_id: int | None = None,
) -> bool:
    """Never use this address again; without ``address`` (normalised), none of theirs on the channel.

    Whoever shares the address is not reached there either. Returns whether anything was news. Raises
    :class:`BadSuppression`.
    """
    if reason not in REASONS:
        raise BadSuppression(f"The reason {reason!r} is not known. Use one of: {', '.join(sorted(REASONS))}.")
    customer = whom(customer_id)
    normals = [address] if address else _addresses(customer.pk, channel)
    if not normals:
        return False
    business_id, now = current_business_id(), clock.now()
    prints = {fingerprint(normal, business_id=business_id): normal for normal in normals}
    known = {row.fingerprint: row for row in Suppression.objects.filter(channel=channel, fingerprint__in=list(prints))}
    news = [print_ for print_ in prints if print_ not in known or known[print_].lifted_at is not None]
    for print_ in news:
        Suppression.objects.update_or_create(
            channel=channel,
            fingerprint=print_,
            defaults={"reason": reason, "detail": detail[:300], "at": now, "lifted_at": None, "import_run_id": None},
        )
    if news:
        Consent.objects.create(
            customer=customer,
            purpose="promotion",
            channel=channel,
            granted=False,
            source=reason,
            wording=detail[:1000],
            at=now,
        )
        refresh_reach(sharing(channel, normals))
        record(
            [
                AddressSuppressed(
                    customer_id=customer.pk,
                    subject_id=customer.pk,
                    at=now,
                    actor_id=actor_id,
                    channel=channel,
                    reason=reason,
                )
            ]
        )
    return bool(news)


@transaction.atomic
def lift_suppression(*, customer_id: int, channel: str, note: str, actor_id: int | None = None) -> bool:
    """The customer asked to hear from us again; ``note`` says how we know. Returns whether anything was suppressed."""
    if not note.strip():
        raise BadSuppression("Write down how you know that they want to hear from you again.")
    customer = whom(customer_id)
    business_id, now = current_business_id(), clock.now()
    normals = _addresses(customer.pk, channel)
    prints = [fingerprint(normal, business_id=business_id) for normal in normals]
    lifted = Suppression.objects.filter(channel=channel, fingerprint__in=prints, lifted_at=None).update(lifted_at=now)
    if lifted:
        refresh_reach(sharing(channel, normals))
        record(
            [
                SuppressionLifted(
                    customer_id=customer.pk,
                    subject_id=customer.pk,
                    at=now,
                    actor_id=actor_id,
                    channel=channel,
                    note=note[:300],
                )
            ]
        )
    return bool(lifted)


@transaction.atomic
def record_consent(
    *,
    customer_id: int,
    purpose: str,
    channel: str,
    granted: bool,
    source: str,
    wording: str = "",
    actor_id: int | None = None,
) -> None:
    """A yes or a no in the customer's own name; the newest counts. A suppression stands until it is lifted."""
    customer, now = whom(customer_id), clock.now()
    Consent.objects.create(
        customer=customer,
        purpose=purpose,
        channel=channel,
        granted=granted,
        source=source[:200],
        wording=wording[:1000],
        at=now,
    )
    record(
        [
            ConsentRecorded(
                customer_id=customer.pk,
                subject_id=customer.pk,
                at=now,
                actor_id=actor_id,
                purpose=purpose,
                channel=channel,
                granted=granted,
                source=source[:200],
            )
        ]
    )


@transaction.atomic
def mark_address_bad(*, customer_id: int, channel: str, address: str, reason: str) -> bool:
    """This address (normalised) does not work: "hard bounce", "wrong number". Returns whether that was news."""
    kind = Channel(channel).stored_as
    if channel != kind and len(through(kind)) > 1:
        # A number that takes no texts may ring all the same.
        return suppress_address(
            customer_id=customer_id, channel=channel, reason="bounce", address=address, detail=reason
        )
    marked = ContactPoint.objects.filter(customer_id=customer_id, channel=kind, normal=address, bad_reason="")
    if not marked.update(bad_reason=reason[:100] or "does not work", preferred=False):
        return False
    refresh_reach([customer_id])
    return True


@transaction.atomic
def trust_address_again(*, customer_id: int, channel: str, address: str) -> bool:
    """This address (normalised) works after all. Returns whether that was news."""
    marked = ContactPoint.objects.filter(customer_id=customer_id, channel=channel, normal=address)
    if not marked.exclude(bad_reason="").update(bad_reason=""):
        return False
    refresh_reach([customer_id])
    return True


def _addresses(customer_id: int, channel: str) -> list[str]:
    points = ContactPoint.objects.filter(customer_id=customer_id, channel=Channel(channel).stored_as)
    return list(points.values_list("normal", flat=True))
