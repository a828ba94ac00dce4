"""The preference page: what, where and how often, in the customer's own hand, and nothing by being looked at."""

from __future__ import annotations

import pytest
from django.test import Client

from afterword.customers.actions import Details, add_contact_point, add_customer
from afterword.customers.models import Consent, ContactPoint, Customer
from afterword.customers.preferring import Wish, half_hidden, keep_preferences, preferences_of
from afterword.customers.suppressing import mark_address_bad, record_consent, suppress_address
from afterword.domain.channel import Channel
from afterword.infra.tenancy import acting_for
from afterword.public import preferring
from tests.public.frame_shop import FrameShop, open_frame_shop


def path(frames: FrameShop) -> str:
    return frames.path.replace("/unsubscribe/", "/preferences/")


def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def consents(frames: FrameShop) -> list[tuple[str, str, bool]]:
    with acting_for(frames.business.pk):
        return list(Consent.objects.order_by("id").values_list("channel", "purpose", "granted"))


def wishes(frames: FrameShop) -> dict[str, Wish]:
    with acting_for(frames.business.pk):
        return {one.channel: one.wish for one in preferences_of(frames.customer_id).choices}


def test_looking_changes_nothing_and_hides_the_address(frames: FrameShop) -> None:
    page = strict().get(path(frames))
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "no-referrer"
    text = page.content.decode()
    assert "ann@example.org" not in text
    assert "a•••@" in text
    assert consents(frames) == []


def test_the_unsubscribe_page_leads_here(frames: FrameShop) -> None:
    assert path(frames) in strict().get(frames.path).content.decode()


def test_only_care_is_kept_with_its_source_and_wording(frames: FrameShop) -> None:
    answer = strict().post(path(frames), {"email": "care", "often": "90"})
    assert "This is how it is from now on." in answer.content.decode()
    assert consents(frames) == [("email", "care", True), ("email", "promotion", False)]
    with acting_for(frames.business.pk):
        kept = Consent.objects.latest("id")
        assert (kept.source, kept.wording) == ("preference page", "E-mail: Only what concerns my purchases")
        assert Customer.objects.get(pk=frames.customer_id).hears_every_days == 90
    assert frames.stopped == []
    assert wishes(frames) == {"email": Wish.CARE, "phone": Wish.CARE}


def test_what_was_ticked_beforehand_is_no_consent(frames: FrameShop) -> None:
    before = wishes(frames)
    strict().post(path(frames), {channel: str(wish) for channel, wish in before.items()} | {"often": "0"})
    assert consents(frames) == []
    assert before == {"email": Wish.ALL, "phone": Wish.CARE}, "calls that sell need a yes"


def test_nothing_on_one_channel_leaves_the_other(frames: FrameShop) -> None:
    strict().post(path(frames), {"phone": "nothing"})
    assert wishes(frames) == {"email": Wish.ALL, "phone": Wish.NOTHING}
    assert frames.stopped == ["unsubscribed"]


def test_stop_everything_stops_every_channel_and_can_be_taken_back(frames: FrameShop) -> None:
    page = strict().post(path(frames), {"everything": "stop"}).content.decode()
    assert "You will hear nothing more." in page
    assert "Stop everything" not in page
    assert set(wishes(frames).values()) == {Wish.NOTHING}
    strict().post(path(frames), {"email": "all"})
    assert wishes(frames) == {"email": Wish.ALL, "phone": Wish.NOTHING}
    with acting_for(frames.business.pk):
        assert Customer.objects.get(pk=frames.customer_id).reach & 1


def test_pressing_twice_writes_once(frames: FrameShop) -> None:
    for _ in range(3):
        strict().post(path(frames), {"email": "care", "often": "30"})
    assert len(consents(frames)) == 2


def test_an_address_that_came_back_stays_out_of_use(frames: FrameShop) -> None:
    with acting_for(frames.business.pk):
        mark_address_bad(
            customer_id=frames.customer_id,
            channel="email",
            address=ContactPoint.objects.get(channel="email").normal,
            reason="hard bounce",
        )
    assert "came back" in strict().get(path(frames)).content.decode()
    strict().post(path(frames), {"email": "all"})
    with acting_for(frames.business.pk):
        assert ContactPoint.objects.get(channel="email").bad_reason == "hard bounce"


def test_a_complaint_is_not_taken_back_by_a_page(frames: FrameShop) -> None:
    with acting_for(frames.business.pk):
        suppress_address(customer_id=frames.customer_id, channel="email", reason="complaint")
    strict().post(path(frames), {"email": "all"})
    assert frames.stopped == ["complaint"]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"email": "everything"},
        {"fax": "all"},
        {"often": "7"},
        {"often": "x"},
        {"often": "-1"},
        {"everything": "go"},
    ],
)
def test_whatever_else_is_sent_changes_nothing(frames: FrameShop, given: dict[str, str]) -> None:
    assert strict().post(path(frames), given).status_code == 200
    assert consents(frames) == []
    assert wishes(frames) == {"email": Wish.ALL, "phone": Wish.CARE}
    with acting_for(frames.business.pk):
        assert Customer.objects.get(pk=frames.customer_id).hears_every_days == 0


def test_a_forged_or_revoked_link_opens_nothing(frames: FrameShop) -> None:
    old = path(frames)
    assert strict().get(old[:-1] + ("A" if old[-1] != "A" else "B")).status_code == 404
    frames.change(link_epoch=1)
    assert strict().get(old).status_code == 404
    assert strict().post(old, {"everything": "stop"}).status_code == 404
    assert frames.stopped == []


def test_a_later_word_counts_and_not_an_earlier_one(frames: FrameShop) -> None:
    with acting_for(frames.business.pk):
        for granted in (False, True):
            record_consent(
                customer_id=frames.customer_id, purpose="promotion", channel="email", granted=granted, source="counter"
            )
    assert wishes(frames) == {"email": Wish.ALL, "phone": Wish.CARE}


def give_a_mobile_number(frames: FrameShop) -> None:
    with acting_for(frames.business.pk):
        add_contact_point(customer_id=frames.customer_id, channel="phone", value="+47 912 34 567")


def test_texts_are_asked_about_where_the_business_sends_them(
    frames: FrameShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_a_mobile_number(frames)
    assert 'name="sms"' not in strict().get(path(frames)).content.decode()
    monkeypatch.setattr(preferring, "channels_that_send", lambda: frozenset({"email", "sms"}))
    page = strict().get(path(frames)).content.decode()
    assert "Text message" in page
    assert page.count('name="email"') == 3
    strict().post(path(frames), {"sms": "nothing"})
    assert set(frames.stopped) == {"unsubscribed"}
    with acting_for(frames.business.pk):
        reach = Customer.objects.get(pk=frames.customer_id).reach
        assert (reach & Channel.SMS.bit, bool(reach & Channel.PHONE.bit)) == (0, True), "a call may still come"


def test_stop_everything_stops_what_the_page_does_not_show(frames: FrameShop) -> None:
    give_a_mobile_number(frames)
    with acting_for(frames.business.pk):
        assert Customer.objects.get(pk=frames.customer_id).reach & Channel.SMS.bit
    strict().post(path(frames), {"everything": "stop"})
    with acting_for(frames.business.pk):
        assert Customer.objects.get(pk=frames.customer_id).reach == 0


def test_somebody_without_an_address_is_told_so(db: None) -> None:
    frames = open_frame_shop()
    with acting_for(frames.business.pk):
        bare = add_customer(details=Details(given_name="Bo"))
        keep_preferences(customer_id=bare, wishes={"email": Wish.CARE}, every_days=0, wordings={})
        assert preferences_of(bare).choices == ()


@pytest.mark.parametrize(
    ("value", "channel", "shown"),
    [
        ("ann@example.org", "email", "a•••@example.org"),
        ("@odd", "email", "•••@odd"),
        ("+47 22 33 44 55", "phone", "••• 455"),
        ("Storgata 12\n0155 Oslo", "post", "Sto•••"),
        ("", "post", ""),
    ],
)
def test_an_address_is_half_hidden(value: str, channel: str, shown: str) -> None:
    assert half_hidden(value, channel) == shown
