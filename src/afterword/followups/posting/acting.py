"""What a person does with cards: print them, post them, and say which came back."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from django.db import transaction

from afterword.businesses.queries import current_business, local_today
from afterword.channels.cards.printing import Card, Job, Printed, print_cards
from afterword.customers.models import ContactPoint
from afterword.customers.suppressing import mark_address_bad
from afterword.domain.cards.formats import CardFormat, Kind
from afterword.domain.channel import Channel
from afterword.domain.trouble import Trouble
from afterword.followups.actions import mark_all_done
from afterword.followups.merge_fields import day_in_words
from afterword.followups.models import FollowUp, PrintedCard
from afterword.followups.posting.designing import Design, look_of
from afterword.followups.posting.queue import NothingToPost, ToPost
from afterword.infra import clock

RETURNED = "came back by post"


class NotByPost(Trouble):
    """There is no postal address that could have come back."""


class GoneMeanwhile(Trouble):
    """A card of the file was posted, skipped or given to a printing service while the file was drawn."""


def print_job(
    cards: Sequence[ToPost],
    design: Design,
    *,
    other_format: CardFormat | None = None,
    sheet: str = "",
    marks: bool = False,
    skipped: int = 0,
) -> Printed:
    """The file for these cards, without those that something is missing of. Raises :class:`NothingToPost`.

    It changes nothing: say :func:`mark_printed` once the file is in somebody's hands.
    """
    ready = [card for card in cards if not card.missing]
    if not ready:
        raise NothingToPost("No card is ready to print. What is missing stands beside each of them.")
    business = current_business()
    form = other_format or design.format
    worded = form.kind not in (Kind.LABEL, Kind.ENVELOPE)
    return print_cards(
        Job(
            form,
            look_of(design, business),
            [Card(card.to, card.draft.body if worded else "", design.link if worded else "") for card in ready],
            language=business.language,
            title=business.name,
            day=day_in_words(local_today(business), business.language) if form.kind is Kind.LETTER else "",
            code_words=design.link_words,
            sheet=sheet,
            marks=marks,
            skipped=skipped,
        )
    )


def address_list(cards: Sequence[ToPost]) -> str:
    """The addresses for a print shop, as CSV: one row a card, in the order of the file's pages, a column a line."""
    ready = [card for card in cards if not card.missing]
    longest = max((len(card.to) for card in ready), default=0)
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["card", *(f"line {n}" for n in range(1, longest + 1))])
    for number, card in enumerate(ready, start=1):
        rows.writerow([number, *(_harmless(line) for line in card.to), *[""] * (longest - len(card.to))])
    return out.getvalue()


def _harmless(line: str) -> str:
    """A spreadsheet would reckon a line that begins like a formula."""
    return f"'{line}" if line[:1] in "=+-@\t\r" else line


@transaction.atomic
def mark_printed(*, follow_up_ids: Sequence[int], member_id: int | None) -> int:
    """Remember that these were printed; a card that was printed before stays one card. Returns how many are new.

    Raises :class:`GoneMeanwhile`, and remembers none, where one of them is not to be posted here any more: then throw
    the file away.
    """
    open_ones = FollowUp.objects.filter(pk__in=list(follow_up_ids), state="open", channel=Channel.POST)
    # Held until the end, so that nobody gives one of them to a printing service in between.
    still_here = list(open_ones.select_for_update().order_by("pk").values_list("id", flat=True))
    if len(still_here) < len(set(follow_up_ids)):
        raise GoneMeanwhile("Somebody has dealt with one of these cards meanwhile. Print the others again.")
    business_id, now = current_business().pk, clock.now()
    before = set(PrintedCard.objects.filter(follow_up_id__in=still_here).values_list("follow_up_id", flat=True))
    fresh = [one for one in still_here if one not in before]
    PrintedCard.objects.bulk_create(
        [
            PrintedCard(business_id=business_id, follow_up_id=one, printed_at=now, printed_by_id=member_id)
            for one in fresh
        ],
        ignore_conflicts=True,
    )
    return len(fresh)


def mark_posted(*, follow_up_ids: Sequence[int], member_id: int | None) -> list[int]:
    """These are in the post: each is done now, once. What somebody has dealt with already is left as it is."""
    return mark_all_done(follow_up_ids=follow_up_ids, channel=Channel.POST, member_id=member_id)


def mark_returned(*, customer_id: int) -> str:
    """What was posted came back: the postal address that is in use is marked bad. Returns it. Raises NotByPost."""
    points = ContactPoint.objects.filter(customer_id=customer_id, channel=Channel.POST, bad_reason="")
    point = points.order_by("-preferred", "id").first()
    if point is None:
        raise NotByPost("There is no postal address of theirs in use.")
    mark_address_bad(customer_id=customer_id, channel=Channel.POST, address=point.normal, reason=RETURNED)
    return str(point.value)
