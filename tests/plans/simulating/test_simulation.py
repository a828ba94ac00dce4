"""A trial adds up, keeps to its days, and writes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection

from afterword.customers.models import Consent
from afterword.domain.channel import Channel
from afterword.infra import clock
from afterword.ops import cli
from afterword.plans.editing.drawn_up import drawn_up
from afterword.plans.editing.saving import save_plan
from afterword.plans.models import Plan, Step
from afterword.plans.simulating.simulation import MOST_DAYS, BadStretch, simulate
from afterword.plans.simulating.tried import NothingToTry, tried_plans
from tests.plans.shop import EMAIL, PHONE, POST, TODAY, Shop, day


def dump() -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    """Every row of every table."""
    for model in apps.get_models(include_auto_created=True):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)} ORDER BY 1")
            yield model._meta.db_table, cursor.fetchall()


def test_nothing_is_written(shop: Shop) -> None:
    for number in range(8):
        shop.sales([(shop.customer(f"Customer {number}"), number * 5)], told=number % 2 == 0)
    before = dict(dump())
    assert simulate(tried_plans(), first=day(-30), days=90).total.touches
    assert simulate(tried_plans(), first=TODAY, days=90).total.touches
    assert dict(dump()) == before


def test_weeks_days_and_channels_come_to_the_same(shop: Shop) -> None:
    for number in range(12):
        shop.sale(shop.customer(f"Customer {number}", reach=(EMAIL, PHONE, 0)[number % 3]), number * 3, told=False)
    found = simulate(tried_plans(), first=day(-40), days=60)
    assert found.total.touches == 16
    assert found.total.touches == sum(one.touches for one in found.weeks.values()) == found.by_channel.total()
    assert found.total.minutes == sum(one.minutes for one in found.by_day.values()) == 32
    assert found.by_channel == {"email": 8, "phone": 8}
    assert found.dropped == {"no_address": 8}
    assert found.customers == 8
    assert next(iter(found.weeks)) <= found.first <= found.last
    assert all(monday.weekday() == 0 for monday in found.weeks)
    busiest = found.busiest_day
    assert busiest is not None
    assert busiest[1].minutes == max(one.minutes for one in found.by_day.values())


def test_a_plan_that_is_off_can_be_tried_and_is_left_out_of_the_trial_of_all(shop: Shop) -> None:
    shop.sale(shop.customer(), told=False)
    Plan.objects.exclude(slug="thank-you").update(is_active=False)
    assert simulate(tried_plans(), first=TODAY, days=60).total.touches == 1
    assert simulate(tried_plans(slug="how-is-it-going"), first=TODAY, days=60).total.touches == 1


def test_only_days_of_the_stretch_count(shop: Shop) -> None:
    shop.sale(shop.customer(), told=False)
    plans = tried_plans(slug="how-is-it-going")
    assert simulate(plans, first=TODAY, days=14).total.touches == 0
    assert simulate(plans, first=TODAY, days=15).total.touches == 1
    assert simulate(plans, first=day(14), days=1).total.touches == 1
    assert simulate(plans, first=day(15), days=30).total.touches == 0


def test_who_said_no_to_mails_gets_the_next_channel_or_is_left_out(shop: Shop) -> None:
    by_phone, by_none = shop.customer("Ann Berg", reach=EMAIL | PHONE), shop.customer("Tom Reed", reach=EMAIL)
    for customer in (by_phone, by_none):
        shop.sale(customer, told=False)
        Consent.objects.create(
            customer=customer, purpose="care", channel="email", granted=False, source="asked", at=clock.now()
        )
    found = simulate(tried_plans(slug="thank-you"), first=TODAY, days=30)
    assert [(one.customer_id, one.channel) for one in found.sample] == [(by_phone.pk, Channel.PHONE)]
    assert found.dropped == {"refused": 1}


def test_two_versions_of_a_plan_can_be_tried_beside_each_other(shop: Shop) -> None:
    shop.sale(shop.customer(), told=False)
    step = Step.objects.get(key="thank-you")
    step.pk, step.version, step.opens_amount, step.minutes = None, 2, 3, 9
    step.save()
    tried = [simulate(tried_plans(slug="thank-you", version=version), first=TODAY, days=30) for version in (1, 2)]
    assert [(one.sample[0].on, one.total.minutes) for one in tried] == [(day(1), 2), (day(3), 9)]


@pytest.mark.parametrize("days", [0, -1, MOST_DAYS + 1])
def test_an_impossible_number_of_days_is_refused_with_a_sentence(shop: Shop, days: int) -> None:
    with pytest.raises(BadStretch, match="takes 1 to 731 days"):
        simulate(tried_plans(), first=TODAY, days=days)


def test_a_plan_that_is_not_there_is_named_with_those_that_are(shop: Shop) -> None:
    with pytest.raises(NothingToTry, match=r"no plan called 'thanks' here. Known: answer-inquiry, how-is"):
        tried_plans(slug="thanks")


def test_the_command_tells_it_as_json_and_in_sentences(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.sale(shop.customer("Ann Berg"), 2, told=False)
    words = ["simulate", "--plan", "thank-you", "--from", str(TODAY - timedelta(days=3)), "--days", "10"]
    assert cli.main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {"from", "days", "touches", "minutes", "cost_minor", "by_week", "busiest_day", "dropped"} <= told.keys()
    assert told["from"] == "2024-09-14"
    assert told["by_channel"] == {"email": 1}
    assert told["busiest_day"] == {"date": "2024-09-16", "touches": 1, "minutes": 2}
    assert told["sample"] == [
        {
            "customer": "Ann Berg", "customer_id": told["sample"][0]["customer_id"], "plan": "thank-you",
            "step": "thank-you", "channel": "email", "on": "2024-09-16", "why": "Bought on 2024-09-15.",
        }
    ]  # fmt: skip
    assert [one["touches"] for one in told["by_week"]] == [0, 1, 0]
    assert cli.main(words) == 0
    assert "1 touches to 1 customers" in capsys.readouterr().out
    assert cli.main(["simulate", "--from", "tomorrow"]) == 1
    assert capsys.readouterr().err == "afterword: 'tomorrow' is not a date. Write it like 2019-06-30.\n"


def test_the_command_tries_two_beside_each_other(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.sale(shop.customer("Ann Berg"), 2, told=False)
    live = drawn_up(Plan.objects.get(slug="thank-you"))
    save_plan(slug="thank-you", drawn=replace(live, steps=(replace(live.steps[0], minutes=9),)))
    words = ["simulate", "--plan", "thank-you", "--against", "thank-you@2", "--days", "10"]
    assert cli.main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"plan", "against"}
    assert (told["plan"]["minutes"], told["against"]["minutes"]) == (2, 9)
    assert cli.main(words) == 0
    assert "The second means +0 touches, +7 minutes and +0 customers." in capsys.readouterr().out
    assert cli.main(["simulate", "--plan", "thank-you", "--against", "ready-made:thank-you", "--days", "10"]) == 0
    assert "ready-made:thank-you:" in capsys.readouterr().out
    for wrong, sentence in (
        ("thank-you@9", "“Thank-you within 7 days of a sale” has no version 9"),
        ("thank-you@x", "names no version"),
        ("ready-made:nothing", "no ready-made plan called 'nothing'"),
    ):
        assert cli.main(["simulate", "--plan", wrong]) == 1
        assert sentence in capsys.readouterr().err


def test_cards_cost_money_only_where_they_go_by_post(shop: Shop) -> None:
    shop.sale(shop.customer("Ann Berg", reach=POST), 1, told=False)
    shop.sale(shop.customer("Bo Lind", reach=EMAIL), 1, told=False)
    Step.objects.filter(plan__slug="thank-you").update(cost_minor=2_500)
    found = simulate(tried_plans(slug="thank-you"), first=TODAY, days=20)
    assert (found.total.touches, found.total.cost_minor) == (2, 2_500)
    assert sum(one.cost_minor for one in found.weeks.values()) == 2_500
