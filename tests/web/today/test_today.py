"""Today as it is asked for: who stands on it, in which order and words, and what it costs."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from afterword.businesses.actions import describe_business
from afterword.businesses.models import Membership
from afterword.businesses.working_time import keep_minutes
from afterword.customers.models import Customer
from afterword.followups.actions import approve_follow_up
from afterword.followups.models import AuditResult, FollowUp, Message, MessageText
from afterword.infra import clock
from tests.setting.shop import Shop
from tests.web.today.full_day import fill


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_business_is_told_where_to_begin(shop: Shop, rosa: Client, home: str) -> None:
    text = text_of(rosa, home)
    assert "Who bought from you?" in text
    assert f'href="{home}bring-in/"' in text


def test_a_day_with_nothing_to_do_is_calm(shop: Shop, rosa: Client, home: str) -> None:
    shop.customer()
    text = text_of(rosa, home)
    assert "Nobody is waiting to hear from you today" in text
    assert "That is all for today" in text


@pytest.mark.parametrize(
    ("people", "headline"),
    [
        (1, "Ann0 Berg is waiting to hear from you"),
        (2, "Two people are waiting to hear from you"),
        (12, "Twelve people are waiting to hear from you"),
        (13, "13 people are waiting to hear from you"),
    ],
)
def test_the_headline_counts_people_in_words(shop: Shop, rosa: Client, home: str, people: int, headline: str) -> None:
    for number in range(people):
        one = shop.customer(f"Ann{number}")
        shop.owed(one)
        shop.owed(one)
    assert f"<h1>{headline}</h1>" in text_of(rosa, home)


def test_what_is_late_says_so_in_words_and_comes_first(shop: Shop, rosa: Client, home: str) -> None:
    shop.owed(shop.customer("In", "Time"), window_last=shop.today + timedelta(days=1))
    shop.owed(shop.customer("Much", "Later"), window_last=shop.today - timedelta(days=3))
    text = text_of(rosa, home)
    assert '<span class="by late">3 days late</span>' in text
    assert "one is late" in text
    assert text.index("Much Later") < text.index("In Time")


def test_what_nobody_is_sure_of_comes_before_everything(shop: Shop, rosa: Client, home: str) -> None:
    shop.owed(shop.customer("Much", "Later"), window_last=shop.today - timedelta(days=3))
    pat = shop.customer("Pat", "Moen")
    owed = shop.owed(pat, shop.sale(pat, "ring"))
    approve_follow_up(follow_up_id=owed.pk, member_id=None)
    message = Message.objects.get()
    MessageText.objects.create(message=message, subject="The very words", body="as they left")
    Message.objects.update(state="unclear")
    FollowUp.objects.filter(pk=owed.pk).update(state="unclear")
    text = text_of(rosa, home).split('id="list"')[1]
    assert text.index("Pat Moen") < text.index("Much Later")
    assert "It arrived" in text
    assert "The very words" in text


def test_a_call_shows_its_number_and_what_to_say(shop: Shop, rosa: Client, home: str) -> None:
    ann = shop.customer()
    shop.address(ann, "phone", "+47 22 33 44 55")
    shop.owed(ann, shop.sale(ann, "silver ring"), channel="phone")
    text = text_of(rosa, home)
    assert 'href="tel:+4722334455"' in text
    assert "Ask how the <mark>silver ring</mark> does." in text


def test_a_letter_that_cannot_leave_says_why_and_has_no_approve_button(shop: Shop, rosa: Client, home: str) -> None:
    owed = shop.owed(shop.customer())  # no sale: {{ products }} stays empty
    text = text_of(rosa, home)
    assert f'action="{home}follow-ups/{owed.pk}/approve"' not in text
    assert "Write it" in text


def test_names_and_products_are_escaped(shop: Shop, rosa: Client, home: str) -> None:
    eve = shop.customer("<img src=x onerror=1>", "")
    shop.owed(eve, shop.sale(eve, "<b>ring</b>"))
    text = text_of(rosa, home)
    assert "<img src=x" not in text
    assert "<b>ring" not in text
    assert "<mark>&lt;b&gt;ring&lt;/b&gt;</mark>" in text


def test_twenty_minutes_cut_the_list_and_say_what_is_left(shop: Shop, rosa: Client, home: str) -> None:
    for number in range(4):
        shop.owed(shop.customer(f"Ann{number}"), minutes=9)
    text = text_of(rosa, f"{home}?minutes=20")
    assert text.count('<li class="touch') == 2
    assert "2 more when you have more time." in text
    assert text_of(rosa, home).count('<li class="touch') == 4
    assert text_of(rosa, f"{home}?minutes=nonsense&show=-1&on=x").count('<li class="touch') == 4


def test_a_members_own_minutes_of_the_day_come_first(shop: Shop, rosa: Client, home: str) -> None:
    for given in ("Ann", "Tom", "Eve"):
        shop.owed(shop.customer(given), minutes=20, channel="phone", mode="hand")
    member = Membership.objects.get()
    keep_minutes(membership=member, minutes=[25] * 7)
    page = text_of(rosa, home)
    assert page.count('class="touch') == 1
    assert '<option value="25" selected>25 minutes' in page
    assert f'href="{home}?minutes="' in page, "all of them are one link away"
    whole = text_of(rosa, f"{home}?minutes=")
    assert whole.count('class="touch') == 3
    assert "/ask/later?minutes=" in whole, "one comes back to the whole list"
    assert text_of(rosa, f"{home}?minutes=40").count('class="touch') == 2
    keep_minutes(membership=member, minutes=[0] * 7)
    assert text_of(rosa, home).count('class="touch') == 3


def test_more_than_a_page_is_one_link_away(shop: Shop, rosa: Client, home: str) -> None:
    ann = shop.customer()
    for _ in range(53):
        shop.owed(ann)
    text = text_of(rosa, home)
    assert text.count('<li class="touch') == 50
    assert "3 more after these." in text
    assert text_of(rosa, f"{home}?show=100").count('<li class="touch') == 53


def test_why_names_the_plan_the_days_and_the_channel(shop: Shop, rosa: Client, home: str) -> None:
    fill(shop.business)
    text = text_of(rosa, home)
    assert "Your plan “Thank-you within 7 days of a sale” asks for it" in text
    assert "It is a call because an e-mail would not reach them." in text
    assert "You asked to be reminded on" in text


def test_how_things_stand_is_said_in_sentences(shop: Shop, rosa: Client, home: str) -> None:
    shop.owed(shop.customer())
    AuditResult.objects.create(
        living=60, with_next_touch=58, with_reason=0, forgotten=2, month_due=46, month_in_time=41, past_customers=17100,
        at=clock.now(),
    )  # fmt: skip
    text = text_of(rosa, home)
    assert '<b class="late">2</b>' in text
    assert "This month <b>41 of 46</b> customers heard from you in time." in text
    assert "<b>17,100 customers</b> bought too long ago" in text


def test_fifty_rows_cost_as_many_queries_as_one(shop: Shop, rosa: Client, home: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert rosa.get(home).status_code == 200
        return len(seen)

    def owe(number: int) -> None:
        one = shop.customer(f"Ann{number}")
        shop.address(one, "email", f"a{number}@example.org")
        shop.address(one, "phone", f"+472233{number:04}")
        shop.owed(one, shop.sale(one, "ring", "box"))
        shop.owed(one, shop.sale(one, "clasp"), channel="phone")

    owe(0)
    cost()
    for_one = cost()
    for number in range(1, 25):
        owe(number)
    assert cost() == for_one
    assert FollowUp.objects.filter(state="open").count() == 50


def test_fifty_rows_weigh_little(shop: Shop, rosa: Client, home: str) -> None:
    for number in range(50):
        one = shop.customer(f"Ann{number}")
        shop.owed(one, shop.sale(one, f"ring {number}"))
    assert len(gzip.compress(rosa.get(home).content)) < 20_000


def test_asking_changes_nothing(shop: Shop, rosa: Client, home: str) -> None:
    owed = shop.owed(shop.customer())
    before = (FollowUp.objects.values_list().get(), Customer.objects.count(), Message.objects.count())
    paths = ["", "?minutes=20", *(f"follow-ups/{owed.pk}/{name}" for name in (
        "letter", "edit", "ask/later", "ask/skip", "ask/done", "ask/no-answer",
    ))]  # fmt: skip
    for path in paths:
        assert rosa.get(home + path).status_code == 200, path
    for name in ("approve", "done", "later", "skip", "instead", "arrived", "own-line", "draft", "undo"):
        assert rosa.get(f"{home}follow-ups/{owed.pk}/{name}").status_code == 405, name
    assert (FollowUp.objects.values_list().get(), Customer.objects.count(), Message.objects.count()) == before


def test_a_missing_postal_address_is_one_line_for_who_can_add_it(shop: Shop, rosa: Client, home: str) -> None:
    shop.owed(shop.customer())
    line = "Your letters carry no postal address"
    assert text_of(rosa, home).count(line) == 1
    Membership.objects.update(role="staff")
    assert line not in text_of(rosa, home)
    Membership.objects.update(role="manager")
    describe_business(business=shop.business, postal_address="3 Harbor Street\r\n0150 Oslo")
    assert line not in text_of(rosa, home)
    assert shop.business.postal_address == "3 Harbor Street\n0150 Oslo"
