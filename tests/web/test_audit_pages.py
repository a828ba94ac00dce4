"""The audit's pages: every number opens to names, and each name has a button that ends it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from afterword.accounts.actions import ensure_user
from afterword.businesses.actions import add_member, remove_member
from afterword.businesses.models import Business, Membership
from afterword.businesses.queries import current_business, local_today
from afterword.businesses.working_time import be_away
from afterword.customers.models import Customer
from afterword.followups.models import FollowUp, Message
from afterword.followups.rests import RestReason, write_rests
from afterword.infra import clock
from afterword.plans.auditing.exceptions import Kind
from afterword.plans.auditing.months import reckon_months
from afterword.plans.auditing.what_changed import audit_changes
from afterword.plans.models import Plan
from tests.web.house import House


@pytest.fixture
def today(inside: Business) -> date:
    return local_today(current_business())


def person(name: str) -> Customer:
    return Customer.objects.create(display_name=name, reach=2, created_at=clock.now())


def touch(customer: Customer, last: date, **more: object) -> FollowUp:
    facts: dict[str, object] = {"channel": "phone", "mode": "hand", "window_first": last, "due_on": last, **more}
    return FollowUp.objects.create(customer=customer, window_last=last, **facts)


def page(owner: Client, house: House, path: str) -> str:
    answer = owner.get(house.url(path))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_forgotten_come_on_my_list_by_one_button(house: House, owner: Client, today: date) -> None:
    ada = person("Ada Lovelace")
    audit_changes()
    assert "1</b> would be forgotten" in page(owner, house, "audit")
    assert "Ada Lovelace" in page(owner, house, "audit/people/forgotten")
    owner.post(house.url(f"audit/take-up/{ada.pk}"))
    made = FollowUp.objects.get()
    mine = Membership.objects.order_by("id")[0]
    assert (made.channel, made.due_on, made.membership_id) == ("phone", today, mine.pk)
    assert "Nobody is forgotten" in page(owner, house, "forgotten")


def test_what_is_late_is_put_on_today(house: House, owner: Client, today: date) -> None:
    late = touch(person("Grace Hopper"), today - timedelta(days=3))
    assert "1</b> step is late" in page(owner, house, "audit")
    assert "Grace Hopper" in page(owner, house, "audit/touches/late")
    owner.post(house.url(f"audit/give/{late.pk}"))
    late.refresh_from_db()
    assert late.due_on == today
    assert late.moved_at is not None


def test_the_work_of_who_is_away_or_gone_is_named_and_given_away(
    house: House, owner: Client, inside: Business, today: date
) -> None:
    tom, ann = (add_member(user=ensure_user(email=f"{n}@x.example", name=n), role="staff") for n in ("Tom", "Ann"))
    be_away(membership=tom, first=today + timedelta(days=1), last=today + timedelta(days=4))
    ada, grace, joan = person("Ada"), person("Grace"), person("Joan")
    away = touch(ada, today + timedelta(days=3), membership_id=tom.pk)
    touch(grace, today + timedelta(days=9), membership_id=tom.pk)
    touch(joan, today + timedelta(days=9), membership_id=ann.pk)
    remove_member(member=ann)
    text = page(owner, house, "audit/touches/not_covered")
    assert [name in text for name in ("Ada", "Grace", "Joan")] == [True, False, True]
    rosa = Membership.objects.order_by("id")[0]
    owner.post(house.url(f"audit/give/{away.pk}"), {"to": rosa.pk, "back": house.url("audit/touches/not_covered")})
    away.refresh_from_db()
    assert (away.membership_id, away.due_on) == (rosa.pk, today + timedelta(days=3))
    assert "Ada</a>" not in page(owner, house, "audit/touches/not_covered")


def test_an_unclear_letter_is_settled_from_the_list(house: House, owner: Client, today: date) -> None:
    owed = touch(person("Ada"), today, channel="email", state="unclear")
    Message.objects.create(
        follow_up=owed, customer=owed.customer, channel="email", state="unclear", not_before=clock.now(),
        useless_after=clock.now(), created_at=clock.now(),
    )  # fmt: skip
    assert "1</b> letter: did it arrive?" in page(owner, house, "audit")
    owner.post(house.url(f"audit/arrived/{owed.pk}"), {"arrived": "yes"})
    owed.refresh_from_db()
    assert owed.state == "done"


def test_who_cannot_be_reached_is_named(house: House, owner: Client, today: date) -> None:
    ada = person("Ada Lovelace")
    write_rests(reason=RestReason.CANNOT_BE_REACHED, customer_ids=[ada.pk])
    audit_changes()
    assert "1</b> customer cannot be reached" in page(owner, house, "audit")
    assert "Ada Lovelace" in page(owner, house, "audit/people/cannot_be_reached")


def test_a_share_opens_to_those_who_were_late(house: House, owner: Client, today: date) -> None:
    plan = Plan.objects.order_by("id")[0]
    last = today.replace(day=1) - timedelta(days=3)
    noon = clock.now().replace(year=last.year, month=last.month, day=last.day, hour=12)
    for number in range(11):
        touch(person(f"Early {number}"), last, plan_id=plan.pk, state="done", closed_at=noon)
    touch(person("Tardy Tom"), last, plan_id=plan.pk, state="done", closed_at=noon + timedelta(days=2))
    touch(person("Never Nell"), last, plan_id=plan.pk)
    touch(person("Skipped Sam"), last, plan_id=plan.pk, state="skipped", closed_at=noon)
    reckon_months()
    text = page(owner, house, "audit")
    assert "84 %" in text
    path = f"audit/plan/{plan.pk}/{last:%Y-%m}"
    assert house.url(path) in text
    named = page(owner, house, path)
    assert [name in named for name in ("Early 1", "Tardy Tom", "Never Nell", "Skipped Sam")] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("path", ["audit", "audit/touches/late", "audit/people/forgotten", "audit/touches/not_covered"])
def test_the_same_queries_for_one_and_for_sixty(house: House, owner: Client, today: date, path: str) -> None:
    def fill(number: int) -> None:
        person(f"Nobody {number}")
        tom = add_member(user=ensure_user(email=f"{number}@x.example", name=f"Tom {number}"), role="staff")
        be_away(membership=tom, first=today, last=today + timedelta(days=4))
        touch(person(f"Late {number}"), today - timedelta(days=1), membership_id=tom.pk)
        touch(person(f"Away {number}"), today, membership_id=tom.pk)

    def cost() -> int:
        audit_changes()
        reckon_months()
        owner.get(house.url(path))
        with CaptureQueriesContext(connection) as seen:
            page(owner, house, path)
        return len(seen)

    fill(0)
    few = cost()
    for number in range(1, 60):
        fill(number)
    assert cost() == few


@pytest.mark.parametrize("kind", [Kind.LATE, Kind.FORGOTTEN])
def test_the_pages_lead_through_all_of_them_once(house: House, owner: Client, today: date, kind: Kind) -> None:
    names = {f"Person {number:03}" for number in range(123)}
    for number, name in enumerate(sorted(names)):
        one = person(name)
        if kind is Kind.LATE:
            touch(one, today - timedelta(days=1 + number % 3), value_minor=number % 4)
    audit_changes()
    path = "audit/touches/late" if kind is Kind.LATE else "audit/people/forgotten"
    found: list[str] = []
    query = ""
    while True:
        text = page(owner, house, path + query)
        found += [part[:10] for part in text.split('/">')[1:] if part.startswith("Person ")]
        if 'href="?after=' not in text:
            break
        query = "?after=" + text.partition('href="?after=')[2].partition('"')[0]
    assert len(found) == 123
    assert set(found) == names


@pytest.mark.parametrize("after", ["x", "2026-99-01_1_1", "2026-01-01_1", "2026-01-01_x_1", "_" * 9])
def test_a_place_that_nobody_wrote_is_the_first_page(house: House, owner: Client, inside: Business, after: str) -> None:
    assert owner.get(house.url(f"audit/touches/late?after={after}")).status_code == 200


def test_the_way_back_leads_nowhere_else(house: House, owner: Client, today: date) -> None:
    late = touch(person("Ada"), today)
    answer = owner.post(house.url(f"audit/give/{late.pk}"), {"back": "//elsewhere.example/"})
    assert answer["Location"] == house.url("audit")
