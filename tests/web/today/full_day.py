"""A day with everything on it, made by the rooms themselves: sales come in, plans make follow-ups, some are late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.text import slugify

from afterword.businesses.models import Business
from afterword.businesses.queries import local_today
from afterword.customers.actions import Details, add_customer
from afterword.followups.actions import approve_follow_up, mark_done, remind_me
from afterword.followups.models import FollowUp, Message, MessageText
from afterword.infra import clock
from afterword.plans.auditing.audit import audit
from afterword.plans.auditing.months import keep_month
from afterword.sales.models import Product, Sale, SaleItem
from afterword.timeline.actions import record
from afterword.timeline.catalogue import SaleRecorded


@dataclass
class Day:
    """Sells to people and lets the plans react."""

    business: Business

    def person(self, name: str, *, email: bool = True, phone: str = "", street: str = "") -> int:
        given, _, family = name.partition(" ")
        return add_customer(
            details=Details(
                given_name=given,
                family_name=family,
                email=f"{slugify(name)}@customers.example" if email else "",
                phone=phone,
                street=street,
                postal_code="0150" if street else "",
                city="Oslo" if street else "",
            )
        )

    def sale(self, customer_id: int, *things: str, days_ago: int, total: int = 120_000) -> Sale:
        sale = Sale.objects.create(
            source="till", key=f"{customer_id}-{days_ago}", customer_id=customer_id, total_minor=total, currency="NOK",
            sold_on=local_today(self.business) - timedelta(days=days_ago),
        )  # fmt: skip
        for number, thing in enumerate(things):
            product, _ = Product.objects.get_or_create(
                business=self.business, source="till", key=thing, defaults={"name": thing}
            )
            SaleItem.objects.create(sale=sale, line_key=str(number), product=product, total_minor=total // (number + 1))
        with transaction.atomic():
            record(
                [
                    SaleRecorded(
                        customer_id=customer_id, at=clock.now(), subject_id=sale.pk, sold_on=sale.sold_on,
                        total_minor=total, currency="NOK",
                    )
                ]
            )  # fmt: skip
        return sale

    def owed_to(self, customer_id: int) -> FollowUp:
        return FollowUp.objects.filter(customer_id=customer_id).order_by("due_on", "id")[0]

    def show_now(self) -> None:
        """What is planned for this week stands on the list of today already."""
        today = local_today(self.business)
        week = today + timedelta(days=7)
        FollowUp.objects.filter(state="open", due_on__gt=today, window_last__lte=week).update(due_on=today)


def fill(business: Business) -> Day:
    """Nine people who wait, one message nobody is sure of, one on its way, one done."""
    day, today = Day(business), local_today(business)
    mails = [
        ("Tom Reed", ("walnut frame",), 4),
        ("Sue Lin", ("silver clasp", "velvet box"), 3),
        ("Zoë Ødegård", ("oak frame",), 2),
        ("Mary-Ann van der Berg", ("passe-partout in cream, cut to size for a landscape picture",), 5),
    ]
    for name, things, ago in mails:
        day.sale(day.person(name, phone="+47 21 00 00 01" if name == "Tom Reed" else ""), *things, days_ago=ago)
    ann = day.person("Ann Berg", email=False, phone="+47 22 33 44 55")
    day.sale(ann, "silver ring", days_ago=2)
    wu = day.person("Mei Wu", email=False, street="Storgata 12")
    day.sale(wu, "two small frames", days_ago=5)
    day.show_now()
    late = day.owed_to(wu)
    FollowUp.objects.filter(pk=late.pk).update(
        window_first=today - timedelta(days=8), window_last=today - timedelta(days=2), due_on=today - timedelta(days=8)
    )
    FollowUp.objects.filter(pk=day.owed_to(ann).pk).update(window_last=today)
    remind_me(
        customer_id=day.person("Kari Nordmann", email=False, phone="+47 22 00 11 22"),
        channel="phone",
        on=today,
        note="Ask about her daughter’s drawing.",
    )
    _unclear(day)
    gone, done = day.person("Ben Olsen"), day.person("Ida Dahl", email=False, phone="+47 22 00 00 00")
    day.sale(gone, "mirror", days_ago=1)
    day.sale(done, "vase", days_ago=1)
    day.show_now()
    approve_follow_up(follow_up_id=day.owed_to(gone).pk, member_id=None)
    mark_done(follow_up_id=day.owed_to(done).pk, member_id=None, note="She loves it.")
    day.sale(day.person("Old Friend"), "easel", days_ago=400)
    audit()
    keep_month()
    return day


def _unclear(day: Day) -> None:
    pat = day.person("Pat Moen")
    day.sale(pat, "brass hooks", days_ago=3)
    day.show_now()
    owed = day.owed_to(pat)
    approve_follow_up(follow_up_id=owed.pk, member_id=None)
    message = Message.objects.get(follow_up=owed)
    MessageText.objects.create(message=message, subject="Thank you, Pat", body="Hi Pat,\n\nthank you.\n\nRosa")
    Message.objects.filter(pk=message.pk).update(state="unclear")
    FollowUp.objects.filter(pk=owed.pk).update(state="unclear")
