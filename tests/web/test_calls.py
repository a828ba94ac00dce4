"""The call list on the screen: whom to ring, the outcome in one tap, the note after it, and sending words instead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from afterword.accounts.actions import ensure_user
from afterword.accounts.models import User
from afterword.businesses.actions import add_member
from afterword.businesses.models import Membership
from afterword.customers.models import Customer
from afterword.customers.noting import write_note
from afterword.customers.suppressing import record_consent
from afterword.followups.calling.models import CallAttempt
from afterword.followups.models import FollowUp, Message, MessageText
from afterword.web.signing_in.views import PASSWORD_BACKEND
from tests.setting.shop import Shop

#: A Monday, ten o'clock in Oslo.
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EVERY_BIT = 15


@pytest.fixture(autouse=True)
def traveller() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as moved:
        yield moved


@pytest.fixture
def rosa(shop: Shop, client: Client) -> Client:
    client.force_login(User.objects.get(email="rosa@example.org"), backend=PASSWORD_BACKEND)
    return client


@pytest.fixture
def ann(shop: Shop) -> FollowUp:
    return a_call(shop, "Ann", "+47 912 34 567")


def a_call(shop: Shop, given: str, number: str, **fields: object) -> FollowUp:
    customer = shop.customer(given)
    if number:
        point = shop.address(customer, "phone", number)
        point.normal = number.replace(" ", "")
        point.save()
    Customer.objects.filter(pk=customer.pk).update(reach=EVERY_BIT)
    facts = {"channel": "phone", "mode": "hand"} | fields
    return shop.owed(customer, shop.sale(customer, "silver ring", "velvet box"), **facts)


def url(shop: Shop, path: str = "") -> str:
    return f"/{shop.business.slug}/{path}"


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def tap(shop: Shop, client: Client, owed: FollowUp, outcome: str, **told: object) -> str:
    answer = client.post(url(shop, f"calls/{owed.pk}/called"), {"outcome": outcome, **told}, follow=True)
    assert answer.status_code == 200
    owed.refresh_from_db()
    return unescape(answer.content.decode())


def test_an_empty_list_says_what_will_stand_there(shop: Shop, rosa: Client) -> None:
    assert "Here stands whom to ring, and what to say" in page(rosa, url(shop, "calls/"))


def test_today_leads_to_the_calls(shop: Shop, rosa: Client, ann: FollowUp) -> None:
    assert f'<a href="{url(shop, "calls/")}">1 call</a>' in page(rosa, url(shop))


def test_a_call_shows_the_number_the_script_and_what_is_known(shop: Shop, rosa: Client, ann: FollowUp) -> None:
    write_note(customer_id=ann.customer_id, note="Her daughter is called Kari.")
    shown = page(rosa, url(shop, "calls/"))
    assert 'href="tel:+4791234567"' in shown
    assert "Bought silver ring and velvet box, 2 days ago." in shown
    assert "Ask how the silver ring does." in shown
    assert "silver ring, velvet box · 21 November" in shown
    assert "Her daughter is called Kari." in shown


def test_who_was_reached_gets_a_note_and_a_next_step(shop: Shop, rosa: Client, ann: FollowUp) -> None:
    shown = tap(shop, rosa, ann, "reached", version=0)
    assert ann.state == "done"
    assert "You spoke to Ann Berg" in shown
    attempt = CallAttempt.objects.get()
    told = {"note": "It fits, and she wants a second one.", "step": "promise", "on": "2026-12-01"}
    for _ in range(2):
        shown = unescape(rosa.post(url(shop, f"calls/tries/{attempt.pk}/go-on"), told, follow=True).content.decode())
        assert "It comes up on 1 December" in shown
    [made] = FollowUp.objects.exclude(pk=ann.pk)
    assert (made.channel, made.due_on, made.mode) == ("phone", date(2026, 12, 1), "hand")
    assert made.note == "You promised to call again. It fits, and she wants a second one."
    assert "It fits, and she wants a second one." in page(rosa, url(shop, f"customers/{ann.customer_id}/"))


def test_a_next_step_needs_a_day_to_come(shop: Shop, rosa: Client, ann: FollowUp) -> None:
    tap(shop, rosa, ann, "reached")
    attempt = CallAttempt.objects.get()
    for day in ("", "2026-11-23", "soon"):
        told = {"step": "phone", "on": day}
        answer = rosa.post(url(shop, f"calls/tries/{attempt.pk}/go-on"), told, follow=True)
        assert "Choose a day after today." in answer.content.decode(), day
    assert FollowUp.objects.count() == 1


def test_no_answer_comes_back_and_can_be_taken_back(shop: Shop, rosa: Client, ann: FollowUp) -> None:
    tap(shop, rosa, ann, "no_answer", version=0)
    shown = tap(shop, rosa, ann, "no_answer", version=0)
    assert "Ann Berg comes back today at" in shown
    assert "Nobody to ring at this hour" in shown
    assert CallAttempt.objects.count() == 1
    assert "again today at" in page(rosa, url(shop))
    rosa.post(url(shop, f"calls/{ann.pk}/take-back"))
    assert "1 call to make" in page(rosa, url(shop, "calls/"))


def test_after_a_message_one_may_try_again(shop: Shop, rosa: Client, ann: FollowUp) -> None:
    assert "Ann Berg comes back today at" in tap(shop, rosa, ann, "voicemail_again", version=0)
    attempt = CallAttempt.objects.get()
    assert (attempt.outcome, attempt.became, ann.state) == ("voicemail", "again", "open")


def test_a_page_that_is_old_says_that_somebody_was_faster(shop: Shop, rosa: Client, ann: FollowUp) -> None:
    tap(shop, rosa, ann, "no_answer", version=0)
    assert "Somebody has dealt with this one already." in tap(shop, rosa, ann, "reached", version=0)
    assert "Say what came of the call" in tap(shop, rosa, ann, "sang")
    assert ann.state == "open"


def test_a_wish_not_to_be_called_is_kept_with_its_words(shop: Shop, rosa: Client, ann: FollowUp) -> None:
    shown = tap(shop, rosa, ann, "do_not_call")
    assert "Nobody calls Ann Berg any more." in shown
    assert "In their own words" in shown
    touches = page(rosa, url(shop, f"customers/{ann.customer_id}/touches"))
    assert "asked not to be contacted by phone" in touches
    assert "No call is due" in page(rosa, url(shop, "calls/"))


def test_who_must_not_be_called_is_held_here_on_today_and_on_their_own_page(
    shop: Shop, rosa: Client, ann: FollowUp
) -> None:
    record_consent(customer_id=ann.customer_id, purpose="care", channel="phone", granted=False, source="letter")
    why = "Ann Berg said no to such messages by phone."
    shown = page(rosa, url(shop, "calls/"))
    assert "Not to be called" in shown
    assert why in shown
    assert "tel:" not in shown
    today = page(rosa, url(shop))
    assert why in today
    assert "tel:" not in today
    assert why in page(rosa, url(shop, f"customers/{ann.customer_id}/touches"))


def test_from_today_one_returns_there(shop: Shop, rosa: Client, ann: FollowUp) -> None:
    shown = tap(shop, rosa, ann, "voicemail", **{"from": "today", "version": 0})
    assert "Done: Ann Berg." in shown
    assert ann.state == "done"
    attempt = CallAttempt.objects.get()
    assert (attempt.outcome, attempt.by_id) == ("voicemail", User.objects.get(email="rosa@example.org").pk)


def test_staff_see_what_is_theirs_and_nobodys(shop: Shop, rosa: Client, ann: FollowUp) -> None:
    user = ensure_user(email="tom@example.org", name="Tom")
    add_member(user=user, role="staff")
    tom = Client()
    tom.force_login(user, backend=PASSWORD_BACKEND)
    owner = Membership.objects.get(role="owner")
    FollowUp.objects.filter(pk=ann.pk).update(membership_id=owner.pk)
    a_call(shop, "Bo", "+47 922 22 222")
    assert "Ann Berg" not in page(tom, url(shop, "calls/"))
    assert "Bo Berg" in page(tom, url(shop, "calls/"))
    assert "Ann Berg" in page(rosa, url(shop, "calls/"))
    assert "Ann Berg" in page(rosa, url(shop, "calls/?whose=mine"))


def test_a_sheet_has_room_for_every_call(shop: Shop, rosa: Client, ann: FollowUp) -> None:
    a_call(shop, "Bo", "+47 922 22 222")
    shown = page(rosa, url(shop, "calls/sheet"))
    assert shown.count('class="boxes"') == 2
    assert "Calls on Monday 23 November" in shown


def test_a_list_asks_as_often_for_one_as_for_many(shop: Shop, rosa: Client, ann: FollowUp) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(rosa, url(shop, "calls/"))
        return len(queries)

    write_note(customer_id=ann.customer_id, note="A note")
    asked()
    few = asked()
    for number in range(20):
        owed = a_call(shop, f"Bo{number}", f"+47 922 22 2{number:02}")
        write_note(customer_id=owed.customer_id, note="A note")
    assert asked() == few


def test_a_long_list_shows_what_one_looks_at_first(
    shop: Shop, rosa: Client, ann: FollowUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("afterword.web.calls.board.PAGE", 2)
    for number in range(3):
        a_call(shop, f"Bo{number}", f"+47 922 22 22{number}")
    shown = page(rosa, url(shop, "calls/"))
    assert "4 calls to make" in shown
    assert shown.count('class="outcomes"') == 2
    assert "2 more after these." in shown


def test_words_are_handed_to_a_telephone_and_written_down(shop: Shop, rosa: Client, ann: FollowUp) -> None:
    shop.address(ann.customer, "email", "ann@example.org")
    path = url(shop, f"follow-ups/{ann.pk}/hand-off")
    shown = page(rosa, path)
    assert "As a text message: 1 text." in shown
    assert 'href="sms:+4791234567?&body=' in shown
    assert 'href="https://wa.me/4791234567?text=' in shown
    assert 'href="mailto:ann@example.org?' in shown
    changed = unescape(rosa.post(path, {"text": "Hi Ann & all,\r\nfits it?", "subject": "The ring"}).content.decode())
    assert "sms:+4791234567?&body=Hi%20Ann%20%26%20all%2C%0Afits%20it%3F" in changed
    assert "subject=The%20ring&body=Hi%20Ann%20%26%20all%2C%0D%0Afits%20it%3F" in changed
    ann.refresh_from_db()
    assert ann.state == "open"
    told = {"by": "whatsapp", "text": "Hi Ann & all,\r\nfits it?"}
    for _ in range(2):
        answer = rosa.post(url(shop, f"follow-ups/{ann.pk}/sent"), told, follow=True)
        assert "Ann Berg has your words (WhatsApp)" in unescape(answer.content.decode())
    ann.refresh_from_db()
    message = Message.objects.get()
    assert (ann.state, message.state, message.channel, message.address) == ("done", "sent", "whatsapp", "+4791234567")
    assert MessageText.objects.get().body == "Hi Ann & all,\nfits it?"
    assert "Sent by hand: WhatsApp." in page(rosa, url(shop, f"customers/{ann.customer_id}/"))
    rosa.post(url(shop, f"follow-ups/{ann.pk}/undo"))
    ann.refresh_from_db()
    assert (ann.state, Message.objects.count()) == ("open", 0)


def test_words_that_are_too_long_for_a_link_say_so_and_can_be_copied(shop: Shop, rosa: Client, ann: FollowUp) -> None:
    answer = rosa.post(url(shop, f"follow-ups/{ann.pk}/hand-off"), {"text": "long " * 1500})
    shown = unescape(answer.content.decode())
    assert "These words are too long to be handed over in one tap. Take out some" in shown
    assert "sms:" not in shown


def test_nothing_is_handed_off_against_a_no(shop: Shop, rosa: Client, ann: FollowUp) -> None:
    record_consent(customer_id=ann.customer_id, purpose="care", channel="sms", granted=False, source="letter")
    shown = page(rosa, url(shop, f"follow-ups/{ann.pk}/hand-off"))
    assert "sms:+" not in shown
    assert "said no to such messages" in shown
    rosa.post(url(shop, f"follow-ups/{ann.pk}/sent"), {"by": "sms", "text": ""})
    assert not Message.objects.exists()


def test_a_text_by_hand_opens_with_one_tap_from_today(shop: Shop, rosa: Client) -> None:
    shop.template.text_body = "Hi Ann, all well with the ring?"
    shop.template.save()
    text = a_call(shop, "Ann", "+47 912 34 567", channel="sms")
    shown = page(rosa, url(shop))
    assert 'href="sms:+4791234567?&body=Hi%20Ann%2C%20all%20well%20with%20the%20ring%3F"' in shown
    rosa.post(url(shop, f"follow-ups/{text.pk}/sent"), {"by": "sms"})
    assert MessageText.objects.get().body == "Hi Ann, all well with the ring?"


def test_a_text_is_not_opened_against_a_no(shop: Shop, rosa: Client) -> None:
    shop.template.text_body = "Hi Ann, all well with the ring?"
    shop.template.save()
    text = a_call(shop, "Ann", "+47 912 34 567", channel="sms", mode="approve")
    record_consent(customer_id=text.customer_id, purpose="care", channel="sms", granted=False, source="letter")
    shown = page(rosa, url(shop))
    assert "Ann Berg said no to such messages by text message." in shown
    assert "sms:" not in shown


def test_a_number_that_is_no_mobile_is_offered_no_text(shop: Shop, rosa: Client) -> None:
    owed = a_call(shop, "Bo", "+47 22 33 44 55")
    assert "There is no address for that" in page(rosa, url(shop, f"follow-ups/{owed.pk}/hand-off"))


@pytest.mark.parametrize("path", ["calls/tries/1", "follow-ups/1/hand-off"])
def test_what_is_not_there_is_not_found(shop: Shop, rosa: Client, path: str) -> None:
    assert rosa.get(url(shop, path)).status_code == 404


def test_later_and_skip_lead_back_to_the_calls(shop: Shop, rosa: Client, ann: FollowUp) -> None:
    panel = page(rosa, url(shop, f"follow-ups/{ann.pk}/ask/later?back=calls"))
    assert f'action="{url(shop)}follow-ups/{ann.pk}/later?back=calls"' in panel
    until = (shop.today + timedelta(days=2)).isoformat()
    answer = rosa.post(url(shop, f"follow-ups/{ann.pk}/later?back=calls"), {"until": until})
    assert answer["Location"] == url(shop, "calls/")
