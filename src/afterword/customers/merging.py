"""Two customers turn out to be one: everything of one goes to the other, and rooms above follow by the event."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from afterword.customers.dates import move_dates
from afterword.customers.editing import describe
from afterword.customers.models import Consent, ContactPoint, Customer, Hold, MergeSuggestion, SourceKey
from afterword.customers.reaching import refresh_reach
from afterword.domain.trouble import Trouble
from afterword.infra import clock
from afterword.timeline.actions import record
from afterword.timeline.catalogue import CustomersMerged
from afterword.timeline.models import EventRow

_FILLED = ("prefix", "given_name", "family_name", "company", "language", "birth_on", "customer_since", "note", "tags")


class BadMerge(Trouble):
    """These two cannot be merged; the sentence says why."""


@transaction.atomic
def merge_customers(*, keep_id: int, other_id: int, actor_id: int | None = None) -> None:
    """Fold ``other`` into ``keep``: addresses, keys, consents, holds and history move, gaps are filled, nothing is
    lost.

    Announces ``CustomersMerged``; sales, follow-ups and plans move theirs in the same transaction. Raises
    :class:`BadMerge`.
    """
    if keep_id == other_id:
        raise BadMerge("A customer cannot be merged with themselves.")
    both = {one.pk: one for one in Customer.objects.select_for_update().filter(pk__in=[keep_id, other_id])}
    if len(both) < 2:
        raise BadMerge("One of these two customers is not there any more.")
    keep, other = both[keep_id], both[other_id]
    if keep.merged_into_id or other.merged_into_id:
        raise BadMerge("One of these two was merged already.")
    _move(keep, other)
    for name in _FILLED:
        if not getattr(keep, name):
            setattr(keep, name, getattr(other, name))
    if not keep.name_key:
        keep.display_name, keep.name_key, keep.is_firm = other.display_name, other.name_key, other.is_firm
    describe(keep)
    # Their files tell of two people still: from now on these only fill in what is missing.
    keep.edited_at = clock.now()
    keep.save()
    other.merged_into = keep
    other.search_text = ""
    other.save(update_fields=["merged_into", "search_text"])
    Customer.objects.filter(merged_into=other).update(merged_into=keep)
    _settle_suggestions(keep, other)
    refresh_reach([keep.pk, other.pk])
    record(
        [
            CustomersMerged(
                customer_id=keep.pk,
                subject_id=keep.pk,
                at=clock.now(),
                actor_id=actor_id,
                other_id=other.pk,
                other_name=other.display_name,
            )
        ]
    )


def _move(keep: Customer, other: Customer) -> None:
    known = set(ContactPoint.objects.filter(customer=keep).values_list("channel", "normal"))
    has_preferred = set(ContactPoint.objects.filter(customer=keep, preferred=True).values_list("channel", flat=True))
    for point in ContactPoint.objects.filter(customer=other):
        if (point.channel, point.normal) in known:
            point.delete()
            continue
        point.customer = keep
        point.preferred = point.preferred and point.channel not in has_preferred
        point.save(update_fields=["customer", "preferred"])
    move_dates(keep=keep, other=other)
    for model in (SourceKey, Consent, Hold):
        model.objects.filter(customer=other).update(customer=keep)
    EventRow.objects.filter(customer_id=other.pk).update(customer_id=keep.pk)


def _settle_suggestions(keep: Customer, other: Customer) -> None:
    """The pair's own question is answered; open ones about ``other`` are now about ``keep``."""
    pair = {keep.pk, other.pk}
    asked: set[int] = set()
    about = MergeSuggestion.objects.filter(
        Q(customer_id__in=pair) | Q(other_id__in=pair), state__in=("open", "different")
    ).order_by("id")
    for one in about:
        third = ({one.customer_id, one.other_id} - pair) or None
        if third is None:
            one.state = "merged"
            one.save(update_fields=["state"])
            continue
        (stranger,) = third
        if stranger in asked:
            one.delete()
            continue
        asked.add(stranger)
        first, second = sorted((keep.pk, stranger))
        MergeSuggestion.objects.filter(customer_id=first, other_id=second).exclude(pk=one.pk).delete()
        one.customer_id, one.other_id = first, second
        one.save(update_fields=["customer_id", "other_id"])


@transaction.atomic
def dismiss_suggestion(*, suggestion_id: int) -> None:
    """A person said: two different people. They are not suggested again."""
    MergeSuggestion.objects.filter(pk=suggestion_id, state="open").update(state="different")
