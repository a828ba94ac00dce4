"""Words of messages without a letterhead: they say from whom they are and, where they must, how to hear no more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext

from afterword.businesses.models import Business
from afterword.businesses.queries import current_business
from afterword.channels.accounts import ReadyAccount
from afterword.channels.port import hears_words
from afterword.customers.links import unsubscribe_url
from afterword.domain.contact import Purpose
from afterword.domain.texting import finished
from afterword.followups.delivering.deciding import Decided
from afterword.followups.models import Message


class Words(NamedTuple):
    """The frozen subject and body of a message."""

    subject: str
    body: str


def finished_texts(messages: Sequence[Decided], words: Mapping[int, Words], account: ReadyAccount) -> dict[int, Words]:
    """The words of these messages as they leave; one query, and one for the business.

    The first of a plan's to a customer on the channel says how to hear no more, and so does everything that sells.
    """
    if not messages:
        return {}
    business = current_business()
    known = _written_to({one.standing.customer_id for one in messages}, account.channel.key)
    told: dict[int, Words] = {}
    for one in messages:
        # What belongs to no plan is a person's answer: who writes to us need not be told how to stop it.
        is_new = one.standing.plan_id is not None and one.standing.customer_id not in known
        needed = is_new or one.purpose is Purpose.PROMOTION
        link = unsubscribe_url(business, one.standing.customer_id, one.standing.link_epoch)
        out = way_out(business, link, hears=hears_words(account.channel, account.settings)) if needed else ""
        subject, body = words[one.standing.id]
        told[one.standing.id] = Words(subject, finished(body, sender=business.name, way_out=out))
    return told


def _written_to(customers: Collection[int], channel: str) -> set[int]:
    """Those who have got something by this channel before."""
    sent = Message.objects.filter(customer_id__in=customers, channel=channel, sent_at__isnull=False)
    return set(sent.values_list("customer_id", flat=True))


def way_out(business: Business, link: str, *, hears: bool) -> str:
    """How to hear no more, in the business's language: by an answer where it is heard, else by a page."""
    return _ways_out(business.language)[0] if hears else _ways_out(business.language)[1] % {"link": link}


@lru_cache(maxsize=64)
def _ways_out(language: str) -> tuple[str, str]:
    with translation.override(language):
        return gettext("Reply STOP to stop."), gettext("Stop: %(link)s")
