"""Ninety days of a shop lived for real: recorded, planned, missed, approved and delivered day by day."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from afterword.accounts.actions import ensure_user
from afterword.businesses.actions import add_member
from afterword.businesses.models import Membership
from afterword.businesses.working_time import be_away, keep_minutes
from afterword.customers.households.models import HouseholdMember
from afterword.customers.models import Consent, ContactPoint, Customer, KeptDate
from afterword.domain.channel import Channel
from afterword.followups.actions import approve_follow_up, mark_done
from afterword.followups.composing.composer import compose_days
from afterword.followups.delivering.queueing import queue_automatic
from afterword.followups.delivering.rounds import deliver_due
from afterword.followups.models import FollowUp, Template
from afterword.followups.rests import RestReason, write_rests
from afterword.infra import clock
from afterword.plans.actions import catch_up, close_missed
from afterword.plans.arbitrating.settling import settle_collisions
from afterword.plans.dated.coming import plan_coming_days
from afterword.plans.keeping_in_touch.keeping import keep_in_touch
from afterword.plans.keeping_in_touch.plan import TRIGGER
from afterword.plans.models import Enrollment, Plan, Step, TypicalRhythm
from afterword.plans.occasions import id_of_day
from afterword.sales.models import Inquiry, Sale
from tests.plans.dated.known_shop import StepTold, plan
from tests.plans.shop import EMAIL, PHONE, POST, TODAY, Shop

OSLO = ZoneInfo("Europe/Oslo")
REACHES = (EMAIL, EMAIL | PHONE, EMAIL | PHONE | POST, PHONE, POST, EMAIL | POST, 0)

#: So many of the customers buy or ask.
BUYING = 42
#: Customer, plan, step, channel, day, what it is about, and in whose minutes it lay (0: in nobody's).
Touch = tuple[int, str, str, str, date, int, int]


@dataclass
class Life:
    """A shop, its customers, and what comes in on each day."""

    shop: Shop
    set_clock: Callable[[datetime], None]
    customers: list[Customer] = field(default_factory=list)
    sold: dict[date, list[Customer]] = field(default_factory=dict)
    asked: dict[date, list[Customer]] = field(default_factory=dict)
    happened: list[Touch] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    moved: int = 0
    gave_way: int = 0
    #: Touches that the composer put elsewhere.
    composed: int = 0
    keeps_in_touch: bool = False

    def households(self, chance: random.Random, count: int) -> None:
        """So many homes of two or three who are far apart in the list."""
        chosen = chance.sample(self.customers, 3 * count)
        for number in range(count):
            home = chosen[number::count][: chance.choice((2, 3))]
            lowest = min(one.pk for one in home)
            for one in home:
                HouseholdMember.objects.create(customer=one, household_id=lowest, kind="household")

    def members(self, chance: random.Random) -> None:
        """Three with minutes of their own on each weekday, one of them away for two weeks; two serve at the till."""
        for name in ("Rosa", "Tom", "Kim"):
            user = ensure_user(email=f"{name.lower()}@example.org", name=name)
            member = Membership.objects.filter(user=user).first() or add_member(user=user, role="staff")
            keep_minutes(membership=member, minutes=[chance.choice((4, 6, 8)) for _ in range(7)])
            if name == "Tom":
                be_away(membership=member, first=TODAY + timedelta(days=30), last=TODAY + timedelta(days=43))

    def people(self, chance: random.Random, count: int) -> None:
        """Customers of every reach; some have said no to mails, or to mails that care."""
        for number in range(count):
            reach = REACHES[number % len(REACHES)]
            customer = self.shop.customer(f"Ann Berg{number}", reach=reach, told=False)
            for channel in (Channel.EMAIL, Channel.PHONE, Channel.POST):
                if reach & channel.bit:
                    where = f"ann{number}@example.org" if channel == "email" else f"{channel} {number}"
                    ContactPoint.objects.create(
                        customer=customer, channel=channel, value=where, normal=where, created_at=clock.now()
                    )
            if chance.random() < 0.7:
                born = TODAY + timedelta(days=chance.randint(-40, 140))
                customer.birth_on = date(1980, 2, 29) if number == 3 else date(1980, born.month, born.day)
                customer.save()
            if chance.random() < 0.3:
                on = TODAY + timedelta(days=chance.randint(-40, 140))
                KeptDate.objects.create(customer=customer, name="contract end", on=on)
            if chance.random() < 0.2:
                purpose = chance.choice(("care", "all", "promotion"))
                Consent.objects.create(
                    customer=customer, purpose=purpose, channel="email", granted=False, source="asked", at=clock.now()
                )
            self.customers.append(customer)

    def business(self, chance: random.Random, first: date, last: date, each: int) -> None:
        """Sales and inquiries between two days, some of one customer close together."""
        days = (last - first).days
        for customer in self.customers[:BUYING]:
            for _ in range(chance.randint(0, each)):
                day = first + timedelta(days=chance.randint(0, days))
                self.sold.setdefault(day, []).append(customer)
                if chance.random() < 0.3:
                    again = day + timedelta(days=chance.randint(0, 8))
                    if again <= last:
                        self.sold.setdefault(again, []).append(customer)
            if chance.random() < 0.3:
                self.asked.setdefault(first + timedelta(days=chance.randint(0, days)), []).append(customer)

    def promises(self, chance: random.Random) -> None:
        """Most who have nothing planned are promised a day of these three months; nobody hears twice in them."""
        Plan.objects.filter(trigger=TRIGGER).update(trigger_facts={"shortest_days": 200, "longest_days": 365})
        planned = set(FollowUp.objects.filter(state__in=("open", "approved")).values_list("customer_id", flat=True))
        for customer in self.customers:
            if customer.pk not in planned and customer.reach and chance.random() < 0.8:
                until = TODAY + timedelta(days=chance.randint(15, 88))
                write_rests(reason=RestReason.KEEP_IN_TOUCH_LATER, customer_ids=[customer.pk], until=until)
                Customer.objects.filter(pk=customer.pk).update(created_at=clock.now() - timedelta(days=70))
        self.keeps_in_touch = True

    def recorded(self, day: date) -> None:
        """What comes in on one day."""
        ago = (TODAY - day).days
        sales = self.shop.sales([(customer, ago) for customer in self.sold.get(day, [])], told=day >= TODAY)
        for sale in sales:
            Sale.objects.filter(pk=sale.pk).update(served_by=("Rosa", "tom ", "")[sale.pk % 3])
        for customer in self.asked.get(day, []):
            if day >= TODAY:
                self.shop.inquiry(customer, ago)
            else:
                Inquiry.objects.create(source="web", key=f"{customer.pk}-{day}", customer=customer, asked_on=day)

    def lived(self, day: date) -> None:
        """One day: whatever is due is done or let go, until nothing is due any more."""
        self.set_clock(datetime.combine(day, time(12), OSLO))
        users = dict(Membership.objects.values_list("pk", "user_id"))
        self.recorded(day)
        catch_up()
        plan_coming_days()
        close_missed()
        if self.keeps_in_touch:
            keep_in_touch()
        settled = settle_collisions()
        self.moved += settled.moved
        self.gave_way += settled.gave_way
        self.composed += compose_days(dict(Plan.objects.values_list("id", "priority")), settled.lanes).changed
        queue_automatic()
        deliver_due()
        while due := list(FollowUp.objects.filter(state="open", due_on__lte=day).order_by("id")):
            for one in due:
                if one.mode == "approve":
                    approve_follow_up(follow_up_id=one.pk, member_id=1)
                elif one.mode == "hand":
                    mark_done(follow_up_id=one.pk, member_id=users.get(one.membership_id or 0))
            self.set_clock(clock.now() + timedelta(seconds=15))
            queue_automatic()
            deliver_due()
        plans = dict(Plan.objects.values_list("id", "slug"))
        steps = dict(Step.objects.values_list("id", "key"))
        for one in FollowUp.objects.filter(state="done").exclude(id__in=self.seen):
            self.seen.add(one.pk)
            self.happened.append(
                (
                    one.customer_id, plans[one.plan_id or 0], steps[one.step_id or 0], one.channel, day,
                    self._about(one),
                    one.membership_id or 0,
                )
            )  # fmt: skip

    def _about(self, one: FollowUp) -> int:
        """What started it, as a trial has it."""
        started = Enrollment.objects.values_list("trigger_id", flat=True).get(pk=one.enrollment_id)
        return id_of_day(one.customer_id, one.about_on) if one.about_on else started


def dated_plans() -> None:
    """Plans that begin on days: with letters and mails, before and after, for some customers, once in a while."""
    TypicalRhythm.objects.create(days=14.0, spread=0.5, gaps=40, reckoned_on=TODAY)
    card: StepTold = ("card-in-time", -5, -1, "days", "post,email", "approve", "send_late", 3)
    announce: StepTold = ("announce", -20, -8, "days", "email,phone", "automatic", "call", 10)
    remind: StepTold = ("remind", 5, 12, "days", "phone", "hand", "skip", 0)
    early: StepTold = ("christmas-letter", -60, -30, "days", "post,email", "approve", "skip", 0)
    ask: StepTold = ("where-are-you", 0, 9, "days", "email,post,phone", "approve", "send_late", 4)
    plan("birthday", "birthday", card, priority=70)
    plan("contract", "date_field", announce, facts={"field": "contract end"})
    by_post = {"field": "customer.can_post", "operator": "yes"}
    plan("christmas", "holiday", early, facts={"name": "Christmas"}, audience=by_post)
    plan("service", "service_due", announce, remind, facts={"interval_months": 2}, priority=60)
    plan("win-back", "silence", ask, facts={"beyond_rhythm": 1.5, "at_least_days": 20}, again_after_days=25)


def plans_for_some() -> None:
    """Plans that look at some sales, are for some customers, and end when somebody buys again."""
    welcome: StepTold = ("welcome", 2, 6, "days", "email,phone,post", "approve", "send_late", 3)
    sooner: StepTold = ("sooner", 3, 6, "days", "phone,email", "hand", "call", 4)
    quiet: StepTold = ("while-quiet", 9, 20, "days", "email,post", "approve", "send_late", 4)
    can_mail = {"not": {"field": "customer.can_phone", "operator": "no"}}
    plan("first-ones", "sale", welcome, facts={"which": "first"}, audience=can_mail)
    plan("come-back", "sale", sooner, quiet, facts={"which": "repeat"}, stops="reply,purchase")
    plan("dear", "sale", quiet, facts={"at_least_minor": 10_001})
    plan("asked", "inquiry", quiet, stops="won,purchase")


def more_plans() -> None:
    """Beside the three ready-made ones: mails that leave by themselves, several steps, a letter, a call if missed."""
    words = Template.objects.create(
        name="Words", email_subject="About your visit", email_body="Dear friend,\n\nthank you.\n\nRosa",
        call_script="Ask.", letter_body="Dear friend.", created_at=clock.now(),
    )  # fmt: skip
    plans = (
        ("by-itself", "sale", 0, (("at-once", 0, 3, "days", "email", "automatic", "skip", 0),)),
        (
            "long-care", "sale", 30,
            (
                ("soon", 2, 4, "business_days", "email,post", "automatic", "send_late", 5),
                ("card", 1, 2, "weeks", "post,phone", "hand", "skip", 0),
                ("later", 1, 2, "months", "email,phone,post", "approve", "call", 10),
            ),
        ),
        ("ask-again", "inquiry", 0, (("ask", 3, 5, "days", "email,post", "approve", "call", 9),)),
    )  # fmt: skip
    for slug, trigger, again, steps in plans:
        plan = Plan.objects.create(
            slug=slug, name=slug, trigger=trigger, again_after_days=again, created_at=clock.now()
        )
        for position, (key, opens, closes, unit, channels, mode, missed, days) in enumerate(steps, 1):
            Step.objects.create(
                plan=plan, position=position, key=key, name=key, opens_amount=opens, closes_amount=closes,
                offset_unit=unit, channels=channels, mode=mode, minutes=position, template=words, missed_kind=missed,
                missed_days=days,
            )  # fmt: skip
