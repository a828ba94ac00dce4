"""What is known of a customer to write one personal line from: what they bought, said and told, and their days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from afterword.customers.dates import dates_of
from afterword.customers.models import Customer
from afterword.sales.queries import BoughtInShort, Purchase, bought_in_short, latest_purchases
from afterword.timeline.catalogue import CustomerReplied, FollowUpDone, JobFinished, NoteWritten
from afterword.timeline.models import EventRow

#: How much of each is worth reading before one line.
MOST_PURCHASES = 3
MOST_WORDS = 4
#: Where somebody's own words stand in these events.
_WORDS = {
    CustomerReplied.kind: "words",
    NoteWritten.kind: "note",
    FollowUpDone.kind: "note",
    JobFinished.kind: "what",
}


@dataclass(frozen=True, slots=True)
class Words:
    """Somebody's own words: ``theirs``, or a member's note. ``at`` is UTC."""

    at: datetime
    words: str
    theirs: bool


@dataclass(frozen=True, slots=True)
class Known:
    """The facts of one customer; ``dates`` are kept by name, ``since`` is the day from which they have been one."""

    purchases: tuple[Purchase, ...]
    bought: BoughtInShort | None
    since: date | None
    birthday: date | None
    note: str
    words: tuple[Words, ...]
    dates: tuple[tuple[str, date], ...]


def known_of(customer_id: int) -> Known:
    """What is known of a customer, the newest first. Seven queries."""
    told = Customer.objects.values_list("customer_since", "birth_on", "note").get(pk=customer_id)
    rows = EventRow.objects.filter(customer_id=customer_id, kind__in=list(_WORDS)).order_by("-at", "-id")
    return Known(
        purchases=tuple(one for one in latest_purchases(customer_id, limit=MOST_PURCHASES) if one.status == "paid"),
        bought=bought_in_short([customer_id]).get(customer_id),
        since=told[0],
        birthday=told[1],
        note=told[2].strip(),
        words=tuple(_words_in(list(rows[: 3 * MOST_WORDS])))[:MOST_WORDS],
        dates=tuple((kept.name, kept.on) for kept in dates_of(customer_id)),
    )


def _words_in(rows: list[EventRow]) -> list[Words]:
    found = [(row.at, str(row.data.get(_WORDS[row.kind], "")).strip(), row.kind) for row in rows]
    return [Words(at, words, kind == CustomerReplied.kind) for at, words, kind in found if words]
