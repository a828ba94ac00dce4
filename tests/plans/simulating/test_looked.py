"""A trial looks at what the plan looks at: some sales, jobs, events; and knows of purchases that end it."""

from __future__ import annotations

from django.db import transaction

from afterword.domain.audience import Condition, Operator, written
from afterword.domain.ended import Ended
from afterword.domain.triggers import Happened, JobDone, SaleMade, StartedByHand, Which
from afterword.infra import clock
from afterword.plans.simulating.simulation import SimulatedTouch, simulate, touches
from afterword.plans.simulating.tried import tried_plans
from afterword.plans.simulating.words import began_with, why_left_out
from afterword.plans.starting import start_plan
from afterword.sales.actions import finish_job
from afterword.sales.models import Product
from afterword.timeline.actions import record
from afterword.timeline.catalogue import ConsentRecorded
from tests.plans.plan_rows import a_plan
from tests.plans.shop import TODAY, Shop, day


def tried(slug: str) -> list[SimulatedTouch]:
    found = touches(tried_plans(slug=slug), first=day(-30), days=90)
    return sorted((one for one in found if isinstance(one, SimulatedTouch)), key=lambda one: (one.on, one.customer_id))


def test_jobs_events_and_a_persons_word_are_played_and_named(shop: Shop) -> None:
    bikes = written(Condition("product.name", Operator.IS, "bike"))
    a_plan(JobDone(), slug="job", first=(2, 5), audience=bikes)
    a_plan(Happened("consent_recorded"), slug="event", first=(1, 3))
    by_hand = a_plan(StartedByHand(), slug="by-hand", first=(3, 6))
    bike = Product.objects.create(source="till", key="bike", name="Bike")
    ada, bo = shop.customer("Ada"), shop.customer("Bo")
    finish_job(customer_id=ada.pk, what="Tuned", done_on=TODAY, key="a", product_id=bike.pk)
    finish_job(customer_id=bo.pk, what="Tuned", done_on=TODAY, key="b")
    with transaction.atomic():
        said = {"purpose": "promotion", "channel": "email", "granted": True, "source": "shop"}
        record([ConsentRecorded(customer_id=bo.pk, at=clock.now(), **said)])
    start_plan(plan_id=by_hand.pk, customer_id=ada.pk, member_id=None)
    told = {
        slug: [(one.customer_id, one.on, began_with(one)) for one in tried(slug)]
        for slug in ("job", "event", "by-hand")
    }
    assert told == {
        "job": [(ada.pk, day(2), "A job finished on 2024-09-17.")],
        "event": [(bo.pk, day(1), "It happened on 2024-09-17.")],
        "by-hand": [(ada.pk, day(3), "Started by hand on 2024-09-17.")],
    }


def test_only_the_sales_and_customers_of_a_plan_count(shop: Shop) -> None:
    some = written(Condition("customer.tags", Operator.ANY_OF, ("friend",)))
    a_plan(SaleMade(Which.FIRST, at_least_minor=9_000), slug="some", audience=some)
    ada, bo = shop.customer("Ada"), shop.customer("Bo")
    type(ada).objects.filter(pk=ada.pk).update(tags="friend")
    shop.sales([(ada, 9), (ada, 5), (bo, 9)], told=False)
    assert [(one.customer_id, one.anchor) for one in tried("some")] == [(ada.pk, day(-9))]


def test_a_purchase_ends_what_is_left_and_the_trial_says_so(shop: Shop) -> None:
    a_plan(SaleMade(), slug="ends", first=(8, 12), stops="purchase")
    ada = shop.customer("Ada")
    shop.sales([(ada, 20), (ada, 20), (ada, 14)], told=False)
    found = simulate(tried_plans(slug="ends"), first=day(-30), days=60)
    assert [one.anchor for one in found.sample] == [day(-14)]
    assert found.dropped == {Ended.BOUGHT.value: 2}
    assert why_left_out(Ended.BOUGHT.value) == "They bought again, and that ended the plan."
