"""What is known of each customer for keeping in touch: purchases, worth, the last touch; a few queries for a set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Max

from afterword.businesses.queries import current_business, zone_of
from afterword.domain.channel import Channel
from afterword.domain.civil import local_date
from afterword.domain.contact import Consent, Purpose
from afterword.followups.delivering.deciding import consent_for, consents_of
from afterword.followups.models import FollowUp
from afterword.plans.models import Enrollment
from afterword.sales.models import Inquiry, Job, Sale
from afterword.timeline.catalogue import HoldPlaced, NoteWritten
from afterword.timeline.models import EventRow

#: A member's note, and a customer's answer.
_HEARD = (NoteWritten.kind, HoldPlaced.kind)


@dataclass(slots=True)
class History:
    """One customer's. Days are civil dates of the business, purchases in order; worth in minor units."""

    bought_on: list[date] = field(default_factory=list)
    worth_minor: int = 0
    last_sale_id: int | None = None
    #: The last day on which anything passed between the two; None: never.
    last_touch: date | None = None
    #: Bought, asked, or said yes: a mail may go by itself.
    may_have_mail: bool = False

    @property
    def typical_sale_minor(self) -> int:
        """The mean of their sales."""
        return self.worth_minor // len(self.bought_on) if self.bought_on else 0

    def touched(self, day: date) -> None:
        """Something passed between the two on that day."""
        self.last_touch = day if self.last_touch is None else max(self.last_touch, day)


def histories_of(customer_ids: Sequence[int]) -> dict[int, History]:
    """The history of each of these customers, as the tables have it now; seven queries."""
    found: dict[int, History] = {customer_id: History() for customer_id in customer_ids}
    _add_sales(found)
    _add_touches(found)
    _add_consents(found)
    return found


def _add_sales(found: dict[int, History]) -> None:
    rows = Sale.objects.filter(customer_id__in=list(found), status="paid", total_minor__gte=0)
    for customer_id, day, total, sale_id in rows.order_by("customer_id", "sold_on", "id").values_list(
        "customer_id", "sold_on", "total_minor", "id"
    ):
        assert customer_id is not None
        history = found[customer_id]
        history.bought_on.append(day)
        history.worth_minor += total
        history.last_sale_id = sale_id
        history.touched(day)
        history.may_have_mail = True


def _add_touches(found: dict[int, History]) -> None:
    zone = zone_of(current_business())
    ids = list(found)
    done = FollowUp.objects.filter(customer_id__in=ids, state="done", closed_at__isnull=False)
    heard = EventRow.objects.filter(customer_id__in=ids, kind__in=_HEARD)
    for moments in (_latest(done, "closed_at"), _latest(heard, "at")):
        for customer_id, at in moments:
            found[customer_id].touched(local_date(at, zone) if isinstance(at, datetime) else at)
    for customer_id, day in _latest(Inquiry.objects.filter(customer_id__in=ids), "asked_on"):
        found[customer_id].touched(day)
        found[customer_id].may_have_mail = True
    for customer_id, day in _latest(Job.objects.filter(customer_id__in=ids), "done_on"):
        found[customer_id].touched(day)


def _latest(rows: object, column: str) -> Iterable[tuple[int, date | datetime]]:
    return rows.order_by().values_list("customer_id").annotate(latest=Max(column))  # type: ignore[attr-defined, no-any-return]


def _add_consents(found: dict[int, History]) -> None:
    undecided = [customer_id for customer_id, history in found.items() if not history.may_have_mail]
    for (customer_id, _channel), said in consents_of(undecided, [Channel.EMAIL]).items():
        found[customer_id].may_have_mail = consent_for(said, Purpose.CARE) is Consent.GRANTED


def last_rounds(plan_id: int, customer_ids: Sequence[int]) -> dict[int, date]:
    """The day of each customer's last round of keeping in touch, whatever became of it; one query."""
    days: defaultdict[int, date] = defaultdict(lambda: date.min)
    rows = Enrollment.objects.filter(customer_id__in=list(customer_ids), plan_id=plan_id)
    for customer_id, anchor in rows.values_list("customer_id", "anchor_on"):
        days[customer_id] = max(days[customer_id], anchor)
    return dict(days)
