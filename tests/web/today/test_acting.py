"""The buttons of a follow-up: each does one thing, says so, and can be taken back; with and without htmx."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from afterword.customers.holding import place_hold
from afterword.customers.models import Customer
from afterword.followups.actions import approve_follow_up, mark_done
from afterword.followups.drafts import render
from afterword.followups.models import Draft, FollowUp, Message
from tests.setting.shop import Shop


@pytest.fixture
def ann(shop: Shop) -> Customer:
    return shop.customer()


@pytest.fixture
def mail(shop: Shop, ann: Customer) -> FollowUp:
    return shop.owed(ann, shop.sale(ann, "silver ring"))


@pytest.fixture
def call(shop: Shop, ann: Customer) -> FollowUp:
    return shop.owed(ann, shop.sale(ann, "clasp"), channel="phone")


def press(client: Client, home: str, owed: FollowUp, name: str, **told: str) -> str:
    """Post as a plain form does, and read the page one comes to."""
    answer = client.post(f"{home}follow-ups/{owed.pk}/{name}", told, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain == [(home, 302)]
    owed.refresh_from_db()
    return answer.content.decode()


def test_approving_lets_it_leave_and_offers_undo(shop: Shop, rosa: Client, home: str, mail: FollowUp) -> None:
    text = press(rosa, home, mail, "approve")
    assert mail.state == "approved"
    assert Message.objects.get().approved_by_id is not None
    assert "The letter to Ann Berg leaves in 10 seconds." in text
    assert f'action="{home}follow-ups/{mail.pk}/undo"' in text
    text = press(rosa, home, mail, "undo")
    assert mail.state == "open"
    assert "Taken back: Ann Berg is on your list again." in text


def test_htmx_gets_the_desk_alone(shop: Shop, rosa: Client, home: str, mail: FollowUp) -> None:
    answer = rosa.post(f"{home}follow-ups/{mail.pk}/approve", headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in text
    assert text.count('id="desk"') == text.count('id="notices"') == 1
    assert "leaves in 10 seconds" in text


def test_a_stale_page_says_that_somebody_was_faster(shop: Shop, rosa: Client, home: str, mail: FollowUp) -> None:
    mark_done(follow_up_id=mail.pk, member_id=None)
    assert "Somebody has dealt with this one already." in press(rosa, home, mail, "approve")
    assert mail.state == "done"


def test_a_call_is_done_with_what_was_said(shop: Shop, rosa: Client, home: str, call: FollowUp) -> None:
    press(rosa, home, call, "done", chosen="Reached", words="She loves it.")
    assert (call.state, call.note) == ("done", "Reached. She loves it")
    press(rosa, home, call, "undo")
    assert call.state == "open"


def test_later_takes_a_day_and_refuses_a_wrong_one(shop: Shop, rosa: Client, home: str, call: FollowUp) -> None:
    day = shop.today + timedelta(days=3)
    assert "comes up again on" in press(rosa, home, call, "later", until=day.isoformat())
    assert call.due_on == day
    for wrong in ("", "soon", shop.today.isoformat(), "2999-01-01"):
        assert 'class="notice error"' in press(rosa, home, call, "later", until=wrong), wrong
        assert call.due_on == day


def test_skipping_needs_its_reason(shop: Shop, rosa: Client, home: str, mail: FollowUp) -> None:
    assert "Say in a few words why" in press(rosa, home, mail, "skip")
    assert mail.state == "open"
    press(rosa, home, mail, "skip", chosen="We spoke already")
    assert (mail.state, mail.note) == ("skipped", "We spoke already")


def test_one_calls_instead_and_takes_that_back(shop: Shop, rosa: Client, home: str, mail: FollowUp) -> None:
    press(rosa, home, mail, "instead", channel="phone")
    assert mail.channel == "phone"
    press(rosa, home, mail, "undo")
    assert mail.channel == "email"
    for wrong in ("post", "pigeon", ""):
        assert "There is no address on record for that." in press(rosa, home, mail, "instead", channel=wrong)
        assert mail.channel == "email"


def test_a_line_of_ones_own_stands_before_the_closing(shop: Shop, rosa: Client, home: str, mail: FollowUp) -> None:
    press(rosa, home, mail, "own-line", line="  He mentioned   his daughter. ")
    body = render([mail.pk])[mail.pk].body
    assert body == "Dear Ann,\n\nthank you for the silver ring.\n\nHe mentioned his daughter.\n\nRosa"
    press(rosa, home, mail, "draft")
    assert not Draft.objects.exists()


def test_a_draft_is_edited_kept_and_approved(shop: Shop, rosa: Client, home: str, mail: FollowUp) -> None:
    path = f"{home}follow-ups/{mail.pk}/edit"
    assert "thank you for the silver ring" in rosa.get(path).content.decode()
    assert rosa.post(path, {"subject": "Hi", "body": "Dear Ann,\n\nall well?\n\nRosa"}).status_code == 302
    assert Draft.objects.get().body.startswith("Dear Ann,\n\nall well?")
    bad = rosa.post(path, {"subject": "Hi", "body": "Dear [NAME],\n\nall well?", "approve": "yes"})
    assert bad.status_code == 422
    assert "cannot leave yet" in bad.content.decode()
    good = rosa.post(path, {"subject": "Hi", "body": "Dear Ann,\n\nall well?", "approve": "yes"})
    assert good.status_code == 302
    mail.refresh_from_db()
    assert mail.state == "approved"


def test_what_is_approved_is_not_edited_behind_its_back(shop: Shop, rosa: Client, home: str, mail: FollowUp) -> None:
    approve_follow_up(follow_up_id=mail.pk, member_id=None)
    assert rosa.get(f"{home}follow-ups/{mail.pk}/edit").status_code == 404
    assert "Take it back first" in press(rosa, home, mail, "own-line", line="x")
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("word", "state"), [("yes", "done"), ("no", "open")])
def test_a_member_says_whether_it_arrived(
    shop: Shop, rosa: Client, home: str, mail: FollowUp, word: str, state: str
) -> None:
    approve_follow_up(follow_up_id=mail.pk, member_id=None)
    Message.objects.update(state="unclear")
    FollowUp.objects.update(state="unclear")
    press(rosa, home, mail, "arrived", arrived=word)
    assert mail.state == state


def test_all_that_the_page_showed_as_ready_goes_and_comes_back(
    shop: Shop, rosa: Client, home: str, mail: FollowUp, call: FollowUp
) -> None:
    ben = shop.customer("Ben")
    shop.owed(ben, shop.sale(ben, "vase"))
    shop.owed(shop.customer("No", "Words"))
    page = rosa.get(home).content.decode()
    assert "Approve all 2 letters that are ready" in page
    ids = page.split('name="ids" value="')[1].split('"')[0]
    text = rosa.post(f"{home}follow-ups/approve-ready", {"ids": ids}, follow=True).content.decode()
    assert "2 letters leave in 10 seconds." in text
    assert FollowUp.objects.filter(state="approved").count() == 2
    undo = text.split('id="notices"')[1].split('action="')[1].split('"')[0].replace("&amp;", "&")
    text = rosa.post(undo, follow=True).content.decode()
    assert "2 letters are on your list again." in text
    assert not FollowUp.objects.filter(state="approved").exists()


def test_one_that_cannot_go_does_not_hold_up_the_others(shop: Shop, rosa: Client, home: str, mail: FollowUp) -> None:
    broken = shop.owed(shop.customer("No", "Words"))
    answer = rosa.post(f"{home}follow-ups/approve-ready", {"ids": f"{mail.pk},{broken.pk},x,"}, follow=True)
    assert "1 letter leaves in 10 seconds." in answer.content.decode()
    assert "1 stayed here:" in answer.content.decode()


def test_the_minutes_come_along(shop: Shop, rosa: Client, home: str, call: FollowUp) -> None:
    answer = rosa.post(f"{home}follow-ups/{call.pk}/done?minutes=20")
    assert answer["Location"] == f"{home}?minutes=20"
    answer = rosa.post(f"{home}follow-ups/{call.pk}/undo?back=customer")
    assert answer["Location"] == f"{home}customers/{call.customer_id}/"


def test_somebody_elses_follow_up_is_not_there(shop: Shop, rosa: Client, home: str) -> None:
    from afterword.infra.tenancy import acting_for
    from tests.web.house import found
    from tests.web.today.full_day import Day

    other = found("Another shop", "other@example.org")
    with acting_for(other.business.pk):
        day = Day(other.business)
        eve = day.person("Eve Moss")
        day.sale(eve, "ring", days_ago=1)
        number = day.owed_to(eve).pk
    for name in ("approve", "done", "later", "skip", "instead", "arrived", "own-line", "draft", "undo", "edit"):
        assert rosa.post(f"{home}follow-ups/{number}/{name}").status_code == 404, name
    for name in ("letter", "edit", "ask/later"):
        assert rosa.get(f"{home}follow-ups/{number}/{name}").status_code == 404, name
    rosa.post(f"{home}follow-ups/approve-ready", {"ids": str(number)})
    with acting_for(other.business.pk):
        assert FollowUp.objects.get(pk=number).state == "open"


def test_whoever_wrote_is_answered_first(shop: Shop, rosa: Client, home: str) -> None:
    anna, quinn = shop.customer("Anna"), shop.customer("Quinn")
    asking, quiet = shop.owed(anna, shop.sale(anna, "vase")), shop.owed(quinn, shop.sale(quinn, "vase"))
    place_hold(customer_id=asking.customer_id, reason="reply", note="Do you deliver?")
    page = rosa.get(home).content.decode()
    assert page.count("They wrote to you and wait for an answer.") == 1
    assert f'href="{home}conversations/of/{asking.customer_id}"' in page
    answer = rosa.post(f"{home}follow-ups/approve-ready", {"ids": f"{asking.pk},{quiet.pk}"}, follow=True)
    assert "wrote and waits for your answer" in answer.content.decode()
    assert list(Message.objects.values_list("follow_up_id", flat=True)) == [quiet.pk]
    rosa.post(f"{home}follow-ups/{asking.pk}/approve")
    assert Message.objects.count() == 2, "who has looked at the one letter may send it"
