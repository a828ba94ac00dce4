"""Ready-made plans of the trade: taken over once, switched on, in place of first plans that nobody has changed."""

from __future__ import annotations

from typing import Any

import pytest

from afterword.businesses.models import Business, Trade
from afterword.domain.stopping import read_stop_rules
from afterword.domain.triggers import read_trigger
from afterword.followups.models import FollowUp
from afterword.plans import adopting, beginning
from afterword.plans.actions import catch_up, switch_plan
from afterword.plans.adopting import NoSuchReadyMade, Standing, adopt_trade_plan, adoptable
from afterword.plans.from_trades import book_of, unwritten
from afterword.plans.models import Enrollment, Plan, PlanVersion, Step
from afterword.plans.trades.loading import LANGUAGES
from afterword.plans.versions import draft_of
from afterword.plans.wording import Wording, change_wording
from afterword.plans.working import working_kinds
from afterword.timeline.models import EventRow
from tests.plans.shop import Shop

TRADES = [trade.value for trade in Trade]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("trade", TRADES)
def test_every_plan_of_every_trade_fits_into_the_tables(shop: Shop, trade: str, language: str) -> None:
    shop.business.trade, shop.business.language = trade, language
    book = book_of(shop.business)
    assert len(book.plans) >= 4
    for ready in book.plans:
        rows = unwritten(ready, shop.business)
        assert read_trigger(rows.plan.trigger, rows.plan.trigger_facts) == ready.trigger
        assert read_stop_rules(rows.plan.stops.split(",")) == frozenset(ready.stops)
        assert [(step.opens_amount, step.closes_amount) for step in rows.steps] == [
            tuple(offset.amount for offset in step.offsets) for step in ready.steps
        ]
        for row in (rows.plan, *rows.steps, *rows.templates):
            for field in row._meta.concrete_fields:
                if field.max_length:
                    assert len(getattr(row, field.attname)) <= field.max_length, (ready.slug, field.attname)


def test_only_plans_whose_beginnings_work_are_offered(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    every = {one.ready.slug for one in adoptable(shop.business)}
    assert {one.rows.plan.trigger for one in adoptable(shop.business)} <= set(working_kinds())
    monkeypatch.setattr(adopting, "working_kinds", lambda: ())
    assert adoptable(shop.business) == []
    with pytest.raises(NoSuchReadyMade, match="no ready-made plan called 'thank-you'"):
        adopt_trade_plan(slug="thank-you")
    assert every >= {"thank-you", "how-is-it-going"}


def test_first_plans_as_they_came_take_the_words_of_the_trade_at_once(shop: Shop) -> None:
    ada = shop.customer()
    shop.sale(ada, 2)
    assert standing(shop.business, "thank-you") is Standing.BETTER_WORDS
    before = FollowUp.objects.get(plan_id=Plan.objects.get(slug="thank-you").pk)
    done = adopt_trade_plan(slug="thank-you")
    assert (done.version, done.is_live, done.is_new) == (2, True, False)
    plan = Plan.objects.get(slug="thank-you")
    ready = book_of(shop.business).plan("thank-you")
    assert (plan.version, plan.trade, plan.name, plan.why) == (2, "shop", ready.name, ready.why)
    step = Step.objects.get(plan=plan, version=2, position=1)
    assert step.template.email_body.strip() == ready.steps[0].words.email_body.strip()
    assert list(PlanVersion.objects.filter(plan=plan).values_list("version", flat=True).order_by("version")) == [1, 2]
    after = FollowUp.objects.get(pk=before.pk)
    assert (after.step_id, after.template_id) == (before.step_id, before.template_id), "who is on the way stays"
    shop.sale(shop.customer("Bo Lind"), 1)
    assert FollowUp.objects.filter(step_id=step.pk).count() == 1, "who comes now gets the new words"
    assert adopt_trade_plan(slug="thank-you").version == 2
    assert standing(shop.business, "thank-you") is Standing.HAVE


def test_words_of_the_owners_own_stay_and_the_trades_wait_beside_them(shop: Shop) -> None:
    plan = Plan.objects.get(slug="thank-you")
    step = Step.objects.get(plan=plan)
    own = Wording("Thanks", "Thank you.", "Say thanks.", "Thank you.")
    change_wording(step_id=step.pk, wording=own)
    assert standing(shop.business, "thank-you") is Standing.BESIDE
    done = adopt_trade_plan(slug="thank-you")
    assert (done.version, done.is_live) == (2, False)
    plan.refresh_from_db()
    assert (plan.version, plan.trade) == (1, "")
    draft = draft_of(plan)
    assert draft is not None
    assert (draft.version, draft.live_at) == (2, None)
    assert standing(shop.business, "thank-you") is Standing.WAITING
    assert adopt_trade_plan(slug="thank-you").version == 2
    assert PlanVersion.objects.filter(plan=plan, version__gt=1).count() == 1


def test_a_new_plan_meets_who_is_still_in_time_and_nobody_else(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    Plan.objects.all().delete()
    late, fresh = shop.customer(), shop.customer("Bo Lind")
    shop.sale(late, 900)
    shop.sale(fresh, 2)
    done = adopt_trade_plan(slug="thank-you")
    assert (done.version, done.is_live, done.is_new) == (1, True, True)
    running = Enrollment.objects.filter(plan=done.plan, state="running").values_list("customer_id", flat=True)
    assert list(running) == [fresh.pk]
    count = FollowUp.objects.count()
    catch_up(everything=True)
    assert FollowUp.objects.count() == count
    states = dict(Enrollment.objects.filter(plan=done.plan).values_list("customer_id", "state"))
    assert states == {late.pk: "past", fresh.pk: "running"}


def test_costs_are_those_of_the_businesss_own_money_or_none(shop: Shop) -> None:
    ready = next(one for one in book_of(shop.business).plans if any(step.cost_minor for step in one.steps))
    costs = {}
    for currency in ("NOK", "USD", "CHF"):
        shop.business.currency = currency
        costs[currency] = sum(step.cost_minor for step in unwritten(ready, shop.business).steps)
    assert costs["CHF"] == 0
    assert 0 < costs["USD"] < costs["NOK"]


def standing(business: Business, slug: str) -> Standing:
    return next(one.standing for one in adoptable(business) if one.ready.slug == slug)


def test_what_is_done_to_a_plan_stands_in_the_history(shop: Shop) -> None:
    adopt_trade_plan(slug="new-customer-call", member_id=7)
    switch_plan(slug="new-customer-call", on=False, member_id=7)
    switch_plan(slug="new-customer-call", on=False, member_id=7)
    switch_plan(slug="new-customer-call", on=True, member_id=8)
    rows = EventRow.objects.filter(kind="plan_changed").order_by("id")
    assert [(row.data["what"], row.actor_id, row.subject_id, row.customer_id) for row in rows] == [
        (what, member, Plan.objects.get(slug="new-customer-call").pk, None)
        for what, member in (("adopted", 7), ("switched_off", 7), ("switched_on", 8))
    ]


def test_a_page_leaves_many_customers_to_the_background(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(beginning, "_AT_ONCE", 1)
    for name in ("Ada Lovelace", "Bo Lind"):
        shop.sale(shop.customer(name), 28)
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(type(beginning.begin_job), "enqueue", lambda _self, *args: asked.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        plan = adopt_trade_plan(slug="new-customer-call", waits=False).plan
    assert asked == [(shop.business.pk, plan.pk)]
    assert not FollowUp.objects.filter(plan_id=plan.pk).exists()
    beginning.begin_job.func(*asked[0])
    assert FollowUp.objects.filter(plan_id=plan.pk).count() == 2


def test_what_began_a_plan_stays_and_the_trades_stands_apart(shop: Shop) -> None:
    Business.objects.filter(pk=shop.business.pk).update(trade="consultant")
    shop.business.refresh_from_db()
    ada = shop.customer()
    shop.sale(ada, 1)
    # Sales have begun the first plan; the consultant's thank-you comes after a job.
    done = adopt_trade_plan(slug="thank-you")
    assert (done.plan.slug, done.plan.trigger, done.is_new) == ("thank-you-job-done", "job_done", True)
    assert Plan.objects.get(slug="thank-you").trigger == "sale"
    assert adopt_trade_plan(slug="thank-you").is_new is False
    assert standing(shop.business, "thank-you") is Standing.HAVE


def test_a_first_plan_that_nobody_has_been_in_begins_the_trades_way(shop: Shop) -> None:
    Business.objects.filter(pk=shop.business.pk).update(trade="consultant")
    Plan.objects.filter(slug="thank-you").update(planned_to_id=900)
    shop.business.refresh_from_db()
    done = adopt_trade_plan(slug="thank-you")
    assert (done.plan.slug, done.version, done.is_live) == ("thank-you", 2, True)
    plan = Plan.objects.get(slug="thank-you")
    assert (plan.trigger, plan.planned_to_id) == ("job_done", 0)
