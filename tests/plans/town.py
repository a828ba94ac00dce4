"""A town that lives: whatever can happen to customers happens on random days, and every night the books are checked."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Count

from afterword.accounts.actions import ensure_user
from afterword.businesses.actions import add_member, remove_member
from afterword.businesses.models import Business, Role
from afterword.customers.actions import lift_hold, merge_customers, place_hold, suppress_address
from afterword.customers.models import ContactPoint, Customer, Hold
from afterword.domain.audience import Condition, Operator, written
from afterword.domain.channel import Channel
from afterword.domain.triggers import Birthday, JobDone, SaleMade, StartedByHand, Which
from afterword.followups.actions import mark_done, skip_follow_up
from afterword.followups.models import FollowUp
from afterword.infra import clock
from afterword.ops.recurring import RECURRING
from afterword.plans.actions import catch_up, switch_plan, withdraw_triggers
from afterword.plans.auditing.audit import audit
from afterword.plans.conditions import close_unmet
from afterword.plans.dated.coming import plan_coming_days
from afterword.plans.looking_again import look_again
from afterword.plans.models import Enrollment, Plan, Step
from afterword.plans.starting import CannotStart, start_plan
from afterword.plans.stopping import stop_rounds
from afterword.plans.why import touches_of
from afterword.sales.actions import DoneJob, record_jobs
from afterword.sales.models import Sale
from afterword.timeline.actions import record
from afterword.timeline.catalogue import CustomerAdded, SaleRecorded
from tests.plans.plan_rows import a_plan, a_step

OSLO = ZoneInfo("Europe/Oslo")
EMAIL, PHONE, POST = (channel.bit for channel in (Channel.EMAIL, Channel.PHONE, Channel.POST))
REACHES = (EMAIL, EMAIL | PHONE, EMAIL | PHONE, PHONE, EMAIL | POST, 0)
#: Customers whose every touch is told one by one when the books are checked.
ASKED = 15


class Town:
    """A business with plans of every kind, ``people`` customers, and a day that goes on with :meth:`night`."""

    def __init__(
        self, business: Business, today: date, people: int, chance: random.Random, set_clock: Callable[[datetime], None]
    ) -> None:
        self.business, self.today, self.chance, self.set_clock = business, today, chance, set_clock
        self._number = 0
        self.merged: set[int] = set()
        self.edited: set[int] = set()
        self.morning()
        self._plans()
        self.customers = self._people(people)
        helper = ensure_user(email="tom@example.org", name="Tom")
        self.helper: Any = add_member(user=helper, role=Role.STAFF)

    def _plans(self) -> None:
        can_mail = written(Condition("customer.can_email", Operator.YES))
        a_plan(SaleMade(Which.FIRST), slug="welcome", first=(2, 6), stops="complaint,opt_out")
        again = a_plan(SaleMade(Which.REPEAT), slug="again", first=(3, 9), again_after_days=20, stops="purchase,reply")
        a_step(again, 15, 25, missed_kind="call", missed_days=5)
        a_plan(SaleMade(at_least_minor=5_000), slug="dear", first=(0, 4), audience=can_mail, once=True)
        birthday = a_plan(Birthday(), slug="birthday", first=(-5, 2), stops="opt_out")
        Step.objects.filter(plan=birthday).update(channels="post,email,phone", missed_kind="skip", missed_days=0)
        a_plan(JobDone(), slug="after-the-job", first=(1, 5), again_after_days=10, stops="reply,booking")
        self.by_hand = a_plan(StartedByHand(), slug="by-hand", first=(0, 2), again_after_days=5, stops="purchase")
        once_only = written(Condition("customer.sale_count", Operator.AT_MOST, 1))
        Step.objects.filter(plan=again, position=2).update(conditions=once_only)
        self.switched = a_plan(SaleMade(), slug="on-and-off", first=(1, 8), again_after_days=4).slug

    def _people(self, count: int) -> list[int]:
        born = [self.today + timedelta(days=number) for number in range(-20, 80, 3)]
        made = Customer.objects.bulk_create(
            [
                Customer(
                    display_name=f"Person {number}", given_name="Person", family_name=str(number),
                    reach=REACHES[number % len(REACHES)], created_at=clock.now(),
                    birth_on=born[number % len(born)].replace(year=1980) if number % 3 else None,
                )
                for number in range(count)
            ],
            batch_size=5_000,
        )  # fmt: skip
        points = []
        for one in made:
            for channel, where in ((Channel.EMAIL, f"p{one.pk}@town.example"), (Channel.PHONE, f"+47{one.pk:08d}"),
                                   (Channel.POST, f"Street {one.pk}\n0150 Oslo")):  # fmt: skip
                if one.reach & channel.bit:
                    points.append(
                        ContactPoint(
                            customer=one, channel=channel.value, value=where, normal=where, created_at=clock.now()
                        )
                    )
        ContactPoint.objects.bulk_create(points, batch_size=5_000)
        with transaction.atomic():
            record([CustomerAdded(customer_id=one.pk, at=clock.now(), subject_id=one.pk) for one in made])
        return [one.pk for one in made]

    # ---- time

    def morning(self) -> None:
        """Nine o'clock at the business."""
        self.set_clock(datetime.combine(self.today, time(9), OSLO))

    def pass_days(self, days: int) -> None:
        """So many days on which nobody runs anything."""
        self.today += timedelta(days=days)
        self.morning()

    def night(self) -> None:
        """A day passes, and whatever is done once a night is done."""
        self.pass_days(1)
        for one in RECURRING:
            if one.once_a_day_from is not None and one.for_each_business:
                one.perform()

    # ---- what happens

    def some(self, share: float) -> list[int]:
        """Living customers by chance, at least one."""
        count = max(1, round(len(self.customers) * share))
        return self.chance.sample(self.customers, min(count, len(self.customers)))

    def sell(self, share: float, *, most_days_ago: int = 0, told: bool = True) -> list[Sale]:
        """Purchases, some of them of days ago, some refunds."""
        sales = []
        for customer_id in self.some(share):
            self._number += 1
            sales.append(
                Sale(
                    source="till", key=str(self._number), customer_id=customer_id, currency="NOK",
                    sold_on=self.today - timedelta(days=self.chance.randint(0, most_days_ago)),
                    total_minor=self.chance.choice((3_000, 3_000, 8_000, -500)),
                )
            )  # fmt: skip
        made = Sale.objects.bulk_create(sales, batch_size=5_000)
        if told:
            self.tell(made)
        return made

    def tell(self, sales: Sequence[Sale]) -> None:
        """The plans hear of these sales, perhaps not for the first time."""
        with transaction.atomic():
            record(
                [
                    SaleRecorded(
                        customer_id=sale.customer_id, at=clock.now(), subject_id=sale.pk, sold_on=sale.sold_on,
                        total_minor=sale.total_minor, currency=sale.currency,
                    )
                    for sale in sales
                ]
            )  # fmt: skip

    def take_back(self, sales: Sequence[Sale]) -> None:
        """An import is undone."""
        ids = [sale.pk for sale in sales]
        with transaction.atomic():
            kept = set(withdraw_triggers(trigger="sale", ids=ids))
            Sale.objects.filter(id__in=[row_id for row_id in ids if row_id not in kept]).delete()
            look_again(customer_ids={sale.customer_id for sale in sales if sale.customer_id})

    def finish_jobs(self, share: float) -> None:
        """Work is finished."""
        jobs = []
        for customer_id in self.some(share):
            self._number += 1
            jobs.append(DoneJob(f"job-{self._number}", customer_id, self.today, "Tuned"))
        with transaction.atomic():
            record_jobs(jobs=jobs, source="workshop")

    def merge(self) -> None:
        """Two turn out to be one."""
        if len(self.customers) < 4:
            return
        keep, other = self.chance.sample(self.customers, 2)
        merge_customers(keep_id=keep, other_id=other)
        self.customers.remove(other)
        self.merged.add(keep)

    def opt_out(self) -> None:
        """Somebody wants no more mails."""
        suppress_address(customer_id=self.chance.choice(self.customers), channel="email", reason="unsubscribed")

    def reply(self, reason: str = "reply") -> None:
        """Somebody writes back, or complains."""
        place_hold(customer_id=self.chance.choice(self.customers), reason=reason, actor_id=None)

    def go_on(self) -> None:
        """A person says go on."""
        for hold in Hold.objects.filter(lifted_at=None)[:3]:
            lift_hold(customer_id=hold.customer_id, actor_id=None)

    def start_by_hand(self) -> None:
        """A person starts a plan, where it can start."""
        try:
            start_plan(plan_id=self.by_hand.pk, customer_id=self.chance.choice(self.customers), member_id=None)
        except CannotStart:
            return

    def switch(self) -> None:
        """A plan goes off, or on again."""
        plan = Plan.objects.get(slug=self.switched)
        switch_plan(slug=plan.slug, on=not plan.is_active)

    def edit(self) -> None:
        """A plan is changed while it runs."""
        plan = Plan.objects.get(slug="after-the-job")
        plan.again_after_days = self.chance.randint(0, 20)
        plan.stops = self.chance.choice(("reply,booking", "", "purchase,complaint"))
        plan.save()
        self.edited.add(plan.pk)
        # The owner has those on their way moved to it.
        stop_rounds(customer_ids=self.customers)

    def staff_leaves(self) -> None:
        """Somebody who had work to do is not here any more."""
        if self.helper is None:
            return
        ids = list(FollowUp.objects.filter(state="open").order_by("id").values_list("id", flat=True)[:20])
        FollowUp.objects.filter(id__in=ids).update(membership_id=self.helper.pk)
        remove_member(member=self.helper)
        self.helper = None

    def work(self, most: int = 50) -> None:
        """What is due is done, or here and there skipped; every touch is checked as it is done."""
        holding = set(Hold.objects.filter(lifted_at=None).values_list("customer_id", flat=True))
        due = FollowUp.objects.select_related("customer").filter(state="open", due_on__lte=self.today)
        off = set(Plan.objects.filter(is_active=False).values_list("id", flat=True))
        for one in due.order_by("window_last", "id")[:most]:
            if one.plan_id in off or one.customer_id in holding:
                continue
            assert one.window_first <= self.today <= max(one.window_last, one.due_on) + timedelta(days=one.late_days)
            assert one.customer.reach & Channel(one.channel).bit, "never against what they said"
            if self.chance.random() < 0.1:
                skip_follow_up(follow_up_id=one.pk, member_id=None, reason="Not now")
            else:
                mark_done(follow_up_id=one.pk, member_id=None)

    # ---- the books

    def check(self) -> None:
        """What must hold after every night."""
        self._nothing_is_left_to_do()
        self._once()
        self._nothing_without_a_reason()
        self._windows()
        found = audit(keep=False)
        assert found.living == found.with_next_touch + found.with_reason + found.forgotten
        assert len(found.names) == min(found.forgotten, 50)
        for customer_id in self.chance.sample(self.customers, min(ASKED, len(self.customers))):
            for touch in touches_of(customer_id):
                assert touch.reason.strip(), touch
                assert "%(" not in touch.reason

    def _nothing_is_left_to_do(self) -> None:
        """Asked again, every rule has spoken already."""
        unstopped = stop_rounds(customer_ids=self.customers)
        assert unstopped == 0
        assert close_unmet() == 0
        before = FollowUp.objects.count()
        assert catch_up(everything=True).follow_ups == 0
        assert plan_coming_days().running == 0
        assert FollowUp.objects.count() == before

    def _once(self) -> None:
        """A step once in a round; rounds of one customer as far apart as the plan says, unless two were one."""
        twice = FollowUp.objects.exclude(enrollment_id=None).values("enrollment_id", "step_id").annotate(n=Count("id"))
        assert not twice.filter(n__gt=1).exists()
        rules = {plan.pk: (plan.again_after_days, plan.once or plan.slug == "welcome") for plan in Plan.objects.all()}
        rounds: dict[tuple[int, int], list[date]] = {}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT plan_id, customer_id, anchor_on FROM plans_enrollment WHERE business_id = %s"
                " AND state IN ('running', 'stopped', 'done') ORDER BY plan_id, customer_id, anchor_on",
                [self.business.pk],
            )
            for plan_id, customer_id, anchor in cursor.fetchall():
                day = date.fromisoformat(anchor) if isinstance(anchor, str) else anchor
                rounds.setdefault((plan_id, customer_id), []).append(day)
        for (plan_id, customer_id), anchors in rounds.items():
            again, once = rules[plan_id]
            if customer_id in self.merged or plan_id in self.edited:
                continue
            assert not once or len(anchors) == 1, (plan_id, customer_id, anchors)
            assert all((later - earlier).days >= again for earlier, later in pairwise(anchors))

    def _nothing_without_a_reason(self) -> None:
        assert not FollowUp.objects.filter(state="stopped", reason="").exists()
        assert not Enrollment.objects.filter(state="stopped", reason="").exists()
        still = FollowUp.objects.filter(state__in=("open", "approved", "unclear")).exclude(enrollment_id=None)
        running = Enrollment.objects.filter(state="running")
        assert not still.exclude(enrollment_id__in=running.values("id")).exists(), (
            "an open touch of a round that is over"
        )
        assert not running.exclude(id__in=still.values("enrollment_id")).exists(), "a round without an open touch"

    def _windows(self) -> None:
        """What is open may still happen, and reaches somebody."""
        off = Plan.objects.filter(is_active=False).values("id")
        rows = FollowUp.objects.filter(state="open", customer__ended_at=None).exclude(plan_id__in=off)
        fields = ("channel", "window_last", "due_on", "late_days", "customer__reach", "id")
        for channel, last, due, late, reach, row_id in rows.values_list(*fields).iterator(chunk_size=5_000):
            assert self.today <= max(last, due) + timedelta(days=late), row_id
            assert reach & Channel(channel).bit, row_id
