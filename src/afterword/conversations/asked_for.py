"""What customers ask about their own data, on the page that their letters lead to: it waits for a person's answer."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from afterword.businesses.queries import current_business, local_today
from afterword.conversations.models import Conversation, Received
from afterword.customers.actions import place_hold, whom
from afterword.domain.civil import add_months
from afterword.domain.inbound.kinds import Kind
from afterword.infra import clock
from afterword.timeline.actions import record
from afterword.timeline.catalogue import OwnDataAsked

#: Within how many months the law wants an answer (GDPR art. 12(3)).
MONTHS_TO_ANSWER = 1


class Wish(StrEnum):
    """What somebody asks."""

    TELL = "tell"
    """To be sent all that is known about them."""
    FORGET = "forget"
    """To be forgotten."""


@transaction.atomic
def ask_about_own_data(*, customer_id: int, wish: Wish) -> bool:
    """Write the wish down as a conversation that waits, with the day until which it has to be answered.

    Nothing automatic goes to them until a person has answered. Returns whether it was news: the same wish twice on one
    day is one. Raises :class:`NoSuchCustomer`.
    """
    customer, now = whom(customer_id), clock.now()
    if customer.forgotten_at is not None:
        return False
    today = local_today(current_business())
    subject, words = _written(wish, add_months(today, MONTHS_TO_ANSWER))
    kept, is_news = Received.objects.get_or_create(
        external_id=f"own data: {wish} {customer.pk} {today.isoformat()}",
        defaults={"customer": customer, "kind": str(Kind.REPLY), "subject": subject, "words": words, "came_at": now},
    )
    if not is_news:
        return False
    talk, _is_new = Conversation.objects.select_for_update().get_or_create(
        customer=customer, defaults={"last_at": now, "waiting_since": now}
    )
    Conversation.objects.filter(pk=talk.pk).update(state="open", waiting_since=talk.waiting_since or now, last_at=now)
    place_hold(customer_id=customer.pk, reason="reply", note=subject)
    record([OwnDataAsked(customer_id=customer.pk, subject_id=kept.pk, at=now, what=str(wish))])
    return True


def _written(wish: Wish, until: date) -> tuple[str, str]:
    """Subject and words, for the business, in its language."""
    with translation.override(current_business().language):
        day = {"day": date_format(until)}
        if wish is Wish.FORGET:
            words = _(
                "They ask on their own page to be forgotten. Answer by %(day)s; “Forget them” stands on their page."
            )
            return _("Asks to be forgotten"), words % day
        words = _(
            "They ask on their own page for everything that you know about them. Answer by %(day)s; “Everything known"
            " about them” on their page is what they want."
        )
        return _("Asks what you know about them"), words % day
