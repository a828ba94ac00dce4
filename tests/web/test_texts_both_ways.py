"""Texts, from the account on the settings screen to a customer's STOP: with a gateway on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from apprise.plugins.twilio import NotifyTwilio
from django.test import Client

from afterword.channels.models import ChannelAccount
from afterword.channels.text_hooks import text_hook_url
from afterword.conversations.models import Conversation, Received
from afterword.customers.actions import Details, add_customer, suppress_address
from afterword.customers.models import Consent, Customer, Hold, Suppression
from afterword.domain.channel import Channel
from afterword.followups.actions import NotByThisChannel, approve_follow_up
from afterword.followups.delivering.rounds import deliver_due, forget_silent_servers
from afterword.followups.models import FollowUp, Message, Template
from afterword.infra import clock
from afterword.infra.tenancy import acting_for
from afterword.public.hooks.texts import twilio_signature
from tests.servers.fake_gateway import FakeGateway
from tests.setting.leaving import NOON
from tests.web.house import House

ACCOUNT, SECRET = "AC" + "a1" * 16, "b2" * 16
FORM = {"service": "twilio", "account": ACCOUNT, "secret": SECRET, "sender": "+4740000000", "hears": "yes"}
ANN = "+4791234567"


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGateway]:
    forget_silent_servers()
    with FakeGateway() as served:
        monkeypatch.setattr(
            NotifyTwilio, "notify_sms_url", f"http://127.0.0.1:{served.port}/2010-04-01/Accounts/{{sid}}/Messages.json"
        )
        yield served


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def texts(house: House, owner: Client, gateway: FakeGateway, at_noon: None) -> House:
    """A house with an account at Twilio."""
    assert owner.post(house.url("settings/channels/others/sms"), FORM).status_code == 302
    return house


def ann(house: House) -> int:
    with acting_for(house.business.pk):
        return add_customer(details=Details(given_name="Ann", family_name="Berg", phone=ANN))


def owe_a_text(house: House, customer_id: int, words: str, *, plan_id: int | None = None) -> FollowUp:
    template = Template.objects.create(name="Text", text_body=words, created_at=clock.now())
    today = NOON.date()
    owed = FollowUp.objects.create(
        customer_id=customer_id, channel="sms", mode="approve", template=template, window_first=today,
        window_last=today + timedelta(days=5), due_on=today, plan_id=plan_id,
    )  # fmt: skip
    Consent.objects.create(
        customer_id=customer_id, purpose="care", channel="sms", granted=True, source="counter", at=clock.now()
    )
    return owed


def let_go(owed: FollowUp) -> Message:
    approve_follow_up(follow_up_id=owed.pk, member_id=1)
    Message.objects.update(not_before=clock.now() - timedelta(seconds=1))
    deliver_due()
    return Message.objects.get(follow_up=owed)


def told(house: House, words: str, message_id: str, *, sender: str = ANN, key: str = SECRET, sign: bool = True) -> Any:
    """What Twilio posts when a text comes in."""
    with acting_for(house.business.pk):
        url = text_hook_url(house.business, ChannelAccount.objects.get(channel="sms"))
    fields = {"MessageSid": message_id, "From": sender, "To": "+4740000000", "Body": words, "NumMedia": "0"}
    headers = {"X-Twilio-Signature": twilio_signature(url, fields.items(), key)} if sign else {}
    return Client(enforce_csrf_checks=True).post(urlsplit(url).path, fields, headers=headers)


def test_the_signature_is_that_of_twilios_own_example() -> None:
    fields = {
        "CallSid": "CA1234567890ABCDE", "Caller": "+14158675310", "Digits": "1234", "From": "+14158675310",
        "To": "+18005551212",
    }  # fmt: skip
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert twilio_signature(url, fields.items(), "12345") == "GvWf1cFY/Q7PnoempGyD5oXAezc="


def test_an_account_is_kept_sealed_and_tried_with_one_message(
    house: House, owner: Client, gateway: FakeGateway
) -> None:
    page = house.url("settings/channels/others/sms")
    assert b"By hand, until an account is set up" in owner.get(house.url("settings/channels/others")).content
    wrong = owner.post(page, {**FORM, "account": ""})
    assert wrong.status_code == 422
    assert owner.post(page, FORM).status_code == 302
    with acting_for(house.business.pk):
        kept = ChannelAccount.objects.get(channel="sms")
    assert SECRET not in kept.sealed_settings
    shown = owner.get(page).content.decode()
    assert SECRET not in shown
    assert ACCOUNT in shown
    assert "/p/hooks/texts/sms/" in shown
    assert owner.post(page, {**FORM, "secret": ""}).status_code == 302, "an empty key keeps the one saved before"
    owner.post(f"{page}/test", {"to": "912 34 567"})
    assert [asked.fields["To"] for asked in gateway.asked] == [ANN]
    gateway.answer = lambda asked: (401, {"code": 20003, "message": "Authenticate"})
    said = owner.post(f"{page}/test", {"to": ANN}, follow=True).content.decode()
    assert "refuses our account: Authenticate" in said
    owner.post(f"{page}/forget")
    with acting_for(house.business.pk):
        assert not ChannelAccount.objects.filter(channel="sms").exists()


def test_a_text_leaves_once_and_says_from_whom_and_how_to_stop(texts: House, gateway: FakeGateway) -> None:
    whom = ann(texts)
    with acting_for(texts.business.pk):
        first = let_go(owe_a_text(texts, whom, "Takk for sist, {{ first_name }}!", plan_id=None))
        assert (first.state, first.address) == ("sent", ANN)
        deliver_due()
    assert [asked.fields["Body"] for asked in gateway.asked] == ["Rosa's frames: Takk for sist, Ann!"]


def test_trouble_of_the_account_blames_no_customer_and_the_text_leaves_when_it_is_mended(
    texts: House, owner: Client, gateway: FakeGateway
) -> None:
    whom = ann(texts)
    gateway.answer = lambda asked: (401, {"message": "Authenticate"})
    with acting_for(texts.business.pk):
        message = let_go(owe_a_text(texts, whom, "Hello from Rosa's frames."))
        assert message.state == "retrying"
        assert "Authenticate" in ChannelAccount.objects.get(channel="sms").paused_reason
        assert Channel.SMS.bit & Customer.objects.get().reach
    gateway.answer = lambda asked: (201, {})
    owner.post(texts.url("settings/channels/others/sms/resume"))
    with acting_for(texts.business.pk):
        deliver_due()
        assert Message.objects.get().state == "sent"


def test_a_number_that_takes_no_texts_is_given_up_for_texts_and_can_be_called(
    texts: House, gateway: FakeGateway
) -> None:
    whom = ann(texts)
    gateway.answer = lambda asked: (400, {"code": 21614, "message": "not a mobile number"})
    with acting_for(texts.business.pk):
        assert let_go(owe_a_text(texts, whom, "Hello from Rosa's frames.")).state == "failed"
        reach = Customer.objects.get().reach
    assert not reach & Channel.SMS.bit
    assert reach & Channel.PHONE.bit


def test_a_reply_stands_among_the_conversations_and_is_answered_by_text(
    texts: House, owner: Client, gateway: FakeGateway
) -> None:
    whom = ann(texts)
    assert told(texts, "Yes please, on Friday!", "SM1").status_code == 200
    assert told(texts, "Yes please, on Friday!", "SM1").status_code == 200
    with acting_for(texts.business.pk):
        (kept,) = Received.objects.all()
        assert (kept.channel, kept.words, kept.address) == ("sms", "Yes please, on Friday!", ANN)
        talk = Conversation.objects.get(customer_id=whom)
        assert talk.state == "open"
        assert Hold.objects.filter(customer_id=whom, reason="reply", lifted_at=None).exists()
    assert not gateway.asked, "a machine does not answer a person"
    assert b"Yes please, on Friday!" in owner.get(texts.url(f"conversations/{talk.pk}")).content
    owner.post(texts.url(f"conversations/{talk.pk}/answer"), {"body": "Friday it is."})
    with acting_for(texts.business.pk):
        Message.objects.update(not_before=clock.now() - timedelta(seconds=1))
        deliver_due()
    assert [asked.fields["Body"] for asked in gateway.asked] == ["Rosa's frames: Friday it is."]
    assert b"Friday it is." in owner.get(texts.url(f"conversations/{talk.pk}")).content


def test_nobody_without_the_key_can_speak_in_the_gateways_name(texts: House) -> None:
    ann(texts)
    assert told(texts, "hello", "SM1", sign=False).status_code == 403
    assert told(texts, "hello", "SM1", key="wrong").status_code == 403
    with acting_for(texts.business.pk):
        account = ChannelAccount.objects.get(channel="sms")
        path = urlsplit(text_hook_url(texts.business, account)).path
        assert not Received.objects.exists()
    assert Client().post(path[:-2] + "xx", {"From": ANN, "Body": "hello"}).status_code == 404
    assert Client().post(path.replace("/sms/", "/whatsapp/"), {"From": ANN, "Body": "hello"}).status_code == 404
    assert Client().get(path).status_code == 200


def test_stop_ends_texts_alone_start_takes_it_back_and_each_is_answered_once(
    texts: House, gateway: FakeGateway
) -> None:
    whom = ann(texts)
    for _ in range(2):
        assert told(texts, "Stopp!", "SM1").status_code == 200
    with acting_for(texts.business.pk):
        assert [(one.channel, one.reason, one.detail) for one in Suppression.objects.all()] == [
            ("sms", "asked", "Stopp!")
        ]
        said = Consent.objects.get(customer_id=whom, channel="sms", granted=False)
        assert (said.source, said.wording) == ("asked", "Stopp!")
        reach = Customer.objects.get().reach
        assert (bool(reach & Channel.SMS.bit), bool(reach & Channel.PHONE.bit)) == (False, True)
        assert not Hold.objects.exists()
    assert len(gateway.asked) == 1
    assert "no more messages" in gateway.asked[0].fields["Body"]
    told(texts, "START", "SM2")
    with acting_for(texts.business.pk):
        assert Customer.objects.get().reach & Channel.SMS.bit
        latest = Consent.objects.filter(customer_id=whom, channel="sms").latest("id")
        assert (latest.granted, latest.source, latest.wording) == (True, "text message", "START")
    told(texts, "help", "SM3")
    assert [asked.fields["To"] for asked in gateway.asked] == [ANN] * 3
    assert "This is Rosa's frames" in gateway.asked[2].fields["Body"]


def test_who_said_stop_gets_no_text_that_was_already_approved(texts: House, gateway: FakeGateway) -> None:
    whom = ann(texts)
    with acting_for(texts.business.pk):
        owed = owe_a_text(texts, whom, "Hello from Rosa's frames.")
        approve_follow_up(follow_up_id=owed.pk, member_id=1)
        suppress_address(customer_id=whom, channel="sms", reason="asked", address=ANN, detail="STOP")
        Message.objects.update(not_before=clock.now() - timedelta(seconds=1))
        deliver_due()
        assert Message.objects.get().state in ("withdrawn", "failed")
    assert not gateway.asked


@pytest.mark.parametrize(
    "body",
    [
        {"from": ANN, "text": "Hello!", "id": "1"},
        {"msisdn": "4791234567", "text": "Hello!", "messageId": "1"},
        {"originator": "+47 912 34 567", "body": "Hello!", "id": "1"},
        {"data": {"sender": "91234567", "text": "Hello!", "id": 7}},
        {"from": {"number": ANN}, "message": {"text": "Hello!"}},
    ],
)
def test_other_gateways_are_understood_by_the_usual_names(
    house: House, owner: Client, at_noon: None, body: dict[str, Any]
) -> None:
    ann(house)
    plain = {"service": "other", "url": "json://127.0.0.1:9/?:to={to}", "hears": "yes"}
    assert owner.post(house.url("settings/channels/others/sms"), plain).status_code == 302
    with acting_for(house.business.pk):
        path = urlsplit(text_hook_url(house.business, ChannelAccount.objects.get(channel="sms"))).path
    for _ in range(2):
        assert Client().post(path, json.dumps(body), content_type="application/json").status_code == 200
    with acting_for(house.business.pk):
        assert [one.words for one in Received.objects.all()] == ["Hello!"]
    assert Client().post(path, "[]", content_type="application/json").status_code == 400
    assert Client().post(path, "\x00\xff", content_type="application/json").status_code == 400


def test_a_stranger_changes_nothing(texts: House, gateway: FakeGateway) -> None:
    ann(texts)
    assert told(texts, "STOP", "SM1", sender="+4799999999").status_code == 200
    assert told(texts, "hello", "SM2", sender="nonsense").status_code == 200
    with acting_for(texts.business.pk):
        assert not Received.objects.exists()
    assert not gateway.asked


def test_a_text_on_today_says_how_long_it_is_and_is_approved_like_a_letter(texts: House, owner: Client) -> None:
    whom = ann(texts)
    with acting_for(texts.business.pk):
        owed = owe_a_text(texts, whom, "Takk for sist, {{ first_name }} – " + "kom innom når du vil! " * 3)
    page = owner.get(texts.url(f"?now={owed.pk}")).content.decode()
    assert "101 characters, 2 texts." in page
    assert "Because of – a text holds 70 characters instead of 160." in page
    sheet = owner.get(texts.url(f"follow-ups/{owed.pk}/edit")).content.decode()
    assert "101 characters, 2 texts." in sheet
    answer = owner.post(texts.url(f"follow-ups/{owed.pk}/edit"), {"body": "Kom innom, Ann!", "approve": "yes"})
    assert answer.status_code == 302
    with acting_for(texts.business.pk):
        assert Message.objects.get().state == "approved"


def test_without_an_account_a_text_is_done_by_hand(house: House, owner: Client, at_noon: None) -> None:
    whom = ann(house)
    with acting_for(house.business.pk):
        owed = owe_a_text(house, whom, "Takk for sist, Ann!")
        with pytest.raises(NotByThisChannel, match="done by hand"):
            approve_follow_up(follow_up_id=owed.pk, member_id=1)
