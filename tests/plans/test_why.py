"""Every touch that did, will or will not happen has one reason, in the owner's words."""

from __future__ import annotations

import argparse
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from afterword.customers.actions import place_hold, suppress_address
from afterword.customers.models import ContactPoint, Customer, Hold
from afterword.domain.audience import Condition, Operator, written
from afterword.domain.reasons import TouchState
from afterword.domain.triggers import JobDone, SaleMade
from afterword.followups.actions import mark_done, remind_me, skip_follow_up
from afterword.followups.models import FollowUp, Message
from afterword.infra import clock
from afterword.ops.commands import why as why_command
from afterword.ops.finding import WhichCustomer, find_customer
from afterword.plans.actions import close_missed
from afterword.plans.models import Enrollment, Plan
from afterword.plans.why import Touch, touches_of
from afterword.sales.actions import finish_job
from tests.plans.plan_rows import a_plan
from tests.plans.shop import EMAIL, PHONE, TODAY, Shop, day


def told(customer: Customer, plan: str = "thank-you") -> list[tuple[TouchState, str]]:
    return [(touch.state, touch.reason) for touch in reversed(touches_of(customer.pk)) if touch.plan == plan]


def test_what_will_happen(shop: Shop) -> None:
    ada = shop.customer()
    shop.sale(ada)
    assert [(touch.plan, touch.step, touch.on, touch.reason) for touch in touches_of(ada.pk)] == [
        ("how-is-it-going", "how-is-it-going", day(14), "Planned for 1 October 2024 by e-mail."),
        ("thank-you", "thank-you", day(1), "Planned for 18 September 2024 by e-mail."),
    ]


def test_what_waits_for_approval(shop: Shop) -> None:
    ada = shop.customer()
    shop.sale(ada, days_ago=1)
    assert told(ada) == [(TouchState.WAITING, "Ready since 17 September 2024; waits for your approval.")]


def test_what_was_past_and_what_joined(shop: Shop) -> None:
    ada = shop.customer()
    shop.sale(ada, days_ago=200)
    shop.sale(ada, days_ago=1)
    shop.sale(ada)
    assert [state for state, _ in told(ada)] == [TouchState.PAST, TouchState.JOINED, TouchState.WAITING]
    assert "This purchase is covered by the follow-up of the one on 16 September 2024." in dict(told(ada)).values()


def test_who_had_asked_not_to_be_written_to_is_not_called_unreachable(shop: Shop) -> None:
    ada = shop.customer(reach=0)
    ContactPoint.objects.create(
        customer=ada, channel="email", value="ada@example.org", normal="ada@example.org", created_at=clock.now()
    )
    shop.sale(ada)
    assert "asked not to be contacted" not in told(ada)[0][1]
    suppress_address(customer_id=ada.pk, channel="email", reason="unsubscribed")
    assert "asked not to be contacted by e-mail" in told(ada)[0][1]


def test_what_was_done_sent_and_skipped(shop: Shop) -> None:
    ada, bob, eve = (shop.customer(reach=reach) for reach in (PHONE, EMAIL, PHONE))
    shop.sales([(ada, 0), (bob, 0), (eve, 0)])
    first = {one.customer_id: one for one in FollowUp.objects.order_by("-id")}
    mark_done(follow_up_id=first[ada.pk].pk, member_id=None)
    skip_follow_up(follow_up_id=first[eve.pk].pk, member_id=None, reason="She moved away.")
    FollowUp.objects.filter(pk=first[bob.pk].pk).update(state="done", closed_at=clock.now())
    Message.objects.create(
        follow_up=first[bob.pk], customer=bob, channel="email", state="sent", sent_at=clock.now(),
        not_before=clock.now(), useless_after=clock.now(), created_at=clock.now(),
    )  # fmt: skip
    assert told(ada) == [(TouchState.DONE, "Done by hand on 17 September 2024.")]
    assert told(bob) == [(TouchState.SENT, "Sent by e-mail on 17 September 2024.")]
    assert told(eve) == [(TouchState.SKIPPED, "Skipped: She moved away.")]


def test_what_was_missed_held_and_out_of_reach(shop: Shop) -> None:
    ada, bob, eve = shop.customer(), shop.customer(), shop.customer("Eve", reach=0)
    shop.sales([(ada, 1), (bob, 1), (eve, 1)])
    Hold.objects.create(customer=bob, reason="reply", since=clock.now())
    close_missed(day(30))
    FollowUp.objects.filter(customer=bob).update(state="open")
    assert told(ada) == [(TouchState.STOPPED, "It would have come too late to be of use after 23 September 2024.")]
    assert told(bob) == [(TouchState.HELD, "Ada Lovelace wrote back on 17 September 2024 and waits for your answer.")]
    assert told(eve) == [(TouchState.STOPPED, "There is no way on record to reach this customer.")]


def test_a_plan_that_is_off_says_so(shop: Shop) -> None:
    ada = shop.customer()
    shop.sale(ada)
    Plan.objects.update(is_active=False)
    assert told(ada)[0][1] == "The plan “Thank-you within 7 days of a sale” is switched off."


def test_a_reminder_by_hand_is_told_too(shop: Shop) -> None:
    ada = shop.customer()
    remind_me(customer_id=ada.pk, channel="phone", on=day(2), note="Ask about the chain")
    assert [(touch.plan, touch.step) for touch in touches_of(ada.pk)] == [("", "Ask about the chain")]


def test_every_touch_has_exactly_one_sentence_and_the_number_of_queries_is_the_same(shop: Shop) -> None:
    def queries(customer: Customer) -> tuple[int, list[Touch]]:
        with CaptureQueriesContext(connection) as captured:
            touches = touches_of(customer.pk)
        return len(captured), touches

    ada, bob = shop.customer(), shop.customer()
    shop.sale(ada)
    shop.sales([(bob, ago) for ago in range(0, 300, 7)])
    few, many = queries(ada), queries(bob)
    assert few[0] == many[0]
    assert len(many[1]) == 2 * 43
    assert all(touch.reason.endswith((".", "?")) for touch in many[1])


def test_the_command_finds_by_number_address_and_name(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    ada = shop.customer("Ada Lovelace")
    shop.sale(ada)
    ContactPoint.objects.create(
        customer=ada, channel="email", value="Ada@example.org", normal="ada@example.org", created_at=clock.now()
    )
    for words in (str(ada.pk), "ADA@example.org", "Ada Lovelace"):
        why_command.perform(argparse.Namespace(customer=words, business=shop.business.slug, json=True))
        result = json.loads(capsys.readouterr().out)
        assert result["customer"] == "Ada Lovelace"
        assert result["touches"][1] == {
            "plan": "thank-you", "step": "thank-you", "state": "planned", "on": day(1).isoformat(),
            "reason": "Planned for 18 September 2024 by e-mail.",
        }  # fmt: skip


def test_without_a_touch_the_command_tells_the_written_reason(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    ada = shop.customer()
    shop.sale(ada, days_ago=300)
    why_command.perform(argparse.Namespace(customer=str(ada.pk), business=shop.business.slug, json=False))
    told = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert "They bought before you began with Afterword. Look again on 17 October 2024." in told
    shop.sale(ada)
    why_command.perform(argparse.Namespace(customer=str(ada.pk), business=shop.business.slug, json=False))
    assert "Look again" not in capsys.readouterr().out


def test_nobody_and_several_are_one_clear_sentence(shop: Shop) -> None:
    with pytest.raises(WhichCustomer, match="There is no customer 'Nobody' here"):
        find_customer("Nobody")
    first, second = shop.customer(), shop.customer()
    with pytest.raises(WhichCustomer, match=rf"Say which by the number: {first.pk} .*{second.pk} "):
        find_customer("Ada Lovelace")
    assert TODAY


def test_a_plan_that_is_for_others_says_so_without_keeping_a_row(shop: Shop) -> None:
    ada = shop.customer("Ada Lovelace")
    wanted = written(Condition("customer.is_firm", Operator.YES))
    firms = a_plan(SaleMade(), slug="for-firms", audience=wanted)
    a_plan(SaleMade(at_least_minor=50_000), slug="dear", audience=wanted)
    shop.sale(ada)
    shop.sale(ada, days_ago=100)
    said = [(touch.on, touch.reason) for touch in touches_of(ada.pk) if touch.plan in ("for-firms", "dear")]
    assert said == [(TODAY, "Ada Lovelace is not among those the plan is for.")]
    assert not Enrollment.objects.filter(plan=firms).exists()


def test_a_plan_that_is_for_once_says_so(shop: Shop) -> None:
    ada = shop.customer("Ada Lovelace")
    a_plan(SaleMade(), slug="welcome", once=True)
    shop.sale(ada, days_ago=2)
    shop.sale(ada)
    assert (
        TouchState.JOINED,
        "Ada Lovelace has been through this plan, and it is for once.",
    ) in told(ada, "welcome")


def test_what_stops_a_plan_is_said(shop: Shop) -> None:
    ada = shop.customer("Ada Lovelace")
    a_plan(SaleMade(), slug="asks", stops="reply")
    shop.sale(ada)
    place_hold(customer_id=ada.pk, reason="reply", actor_id=None)
    assert told(ada, "asks") == [(TouchState.STOPPED, "Ada Lovelace wrote back, and that ended the plan.")]


def test_a_job_that_became_known_too_late_is_no_sale(shop: Shop) -> None:
    ada = shop.customer()
    a_plan(JobDone(), slug="after-the-job", first=(0, 3))
    finish_job(customer_id=ada.pk, what="Tuned", done_on=day(-40), key="a")
    [(state, why)] = told(ada, "after-the-job")
    assert (state, why) == (TouchState.PAST, "Its time had already ended on 11 August 2024 when it became known.")
