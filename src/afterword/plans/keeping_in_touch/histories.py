"""What is known of each customer for keeping in touch: purchases, worth, the last touch; a few queries for a set."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from afterword.businesses.queries import current_business, zone_of
from afterword.domain.channel import Channel
from afterword.domain.civil import local_date
from afterword.domain.consenting import consent_for
from afterword.domain.contact import Consent, Purpose
from afterword.followups.delivering.deciding import consents_of
from afterword.followups.delivering.stored import read_moment
from afterword.infra.bulk import ids_clause
from afterword.infra.tenancy import current_business_id
from afterword.timeline.catalogue import CustomerReplied, HoldPlaced, NoteWritten

#: A member's note, and a customer's answer.
_TALK = (NoteWritten, CustomerReplied, HoldPlaced)


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
    rows = _rows(
        """SELECT customer_id, sold_on, total_minor, id FROM sales_sale
            WHERE business_id = %s AND {customers} AND status = 'paid' AND total_minor >= 0
            ORDER BY customer_id, sold_on, id""",
        found,
    )
    for customer_id, day, total, sale_id in rows:
        history = found[customer_id]
        history.bought_on.append(day)
        history.worth_minor += total
        history.last_sale_id = sale_id
    for history in found.values():
        if history.bought_on:
            history.touched(history.bought_on[-1])
            history.may_have_mail = True


def _add_touches(found: dict[int, History]) -> None:
    zone = zone_of(current_business())
    for customer_id, at in (*_rows(_DONE, found), *_rows(_HEARD, found)):
        moment = read_moment(at)
        assert moment is not None
        found[customer_id].touched(local_date(moment, zone))
    for customer_id, day in _rows(_ASKED, found):
        found[customer_id].touched(day)
        found[customer_id].may_have_mail = True
    for customer_id, day in _rows(_WORKED, found):
        found[customer_id].touched(day)


_DONE = """SELECT customer_id, closed_at FROM followups_followup
    WHERE business_id = %s AND {customers} AND state = 'done' AND closed_at IS NOT NULL"""
_HEARD = f"""SELECT customer_id, at FROM timeline_event
    WHERE business_id = %s AND {{customers}} AND kind IN ({", ".join(f"'{one.kind}'" for one in _TALK)})"""
_ASKED = "SELECT customer_id, asked_on FROM sales_inquiry WHERE business_id = %s AND {customers}"
_WORKED = "SELECT customer_id, done_on FROM sales_job WHERE business_id = %s AND {customers}"


def _rows(sql: str, found: Collection[int]) -> list[Any]:
    """The rows of these customers: one parameter for all of them, where Django would look at each."""
    condition, ids = ids_clause("customer_id", list(found))
    with connection.cursor() as cursor:
        cursor.execute(sql.format(customers=condition), [current_business_id(), *ids])
        return list(cursor.fetchall())


def _add_consents(found: dict[int, History]) -> None:
    undecided = [customer_id for customer_id, history in found.items() if not history.may_have_mail]
    for (customer_id, _channel), said in consents_of(undecided, [Channel.EMAIL]).items():
        found[customer_id].may_have_mail = consent_for(said, Purpose.CARE) is Consent.GRANTED


def last_rounds(plan_id: int, customer_ids: Sequence[int]) -> dict[int, date]:
    """The day of each customer's last round of keeping in touch, whatever became of it; one query."""
    days: dict[int, date] = {}
    rounds = f"""SELECT customer_id, anchor_on FROM plans_enrollment
        WHERE business_id = %s AND {{customers}} AND plan_id = {int(plan_id)}"""
    for customer_id, anchor in _rows(rounds, customer_ids):
        days[customer_id] = max(anchor, days.get(customer_id, anchor))
    return days
