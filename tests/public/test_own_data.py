"""Asking for one's own data, or to be forgotten: a press that waits for a person, never one that does it."""

from __future__ import annotations

from afterword.businesses.queries import local_today
from afterword.conversations.models import Conversation, Received
from afterword.conversations.queries import conversations
from afterword.customers.forgetting import forget_customer
from afterword.customers.models import Customer, Hold
from afterword.customers.suppressing import suppress_address
from afterword.domain.civil import add_months
from afterword.infra.tenancy import acting_for
from tests.public.frame_shop import FrameShop
from tests.public.test_preferring import path, strict


def test_asking_to_be_forgotten_waits_for_a_person(frames: FrameShop) -> None:
    assert "Forget me" in strict().get(path(frames)).content.decode()
    with acting_for(frames.business.pk):
        assert not Received.objects.exists()
    page = strict().post(path(frames), {"own_data": "forget"}).content.decode()
    assert "A person will answer you within a month." in page
    with acting_for(frames.business.pk):
        (waiting,) = conversations()
        assert waiting.talk.customer_id == frames.customer_id
        until = add_months(local_today(frames.business), 1)
        assert f"{until.day}" in waiting.words
        assert str(until.year) in waiting.words
        assert Hold.objects.filter(reason="reply", lifted_at=None).exists()
        assert Customer.objects.get(pk=frames.customer_id).forgotten_at is None


def test_pressing_twice_is_one_wish_and_the_other_wish_another(frames: FrameShop) -> None:
    for wish in ("tell", "tell", "forget"):
        strict().post(path(frames), {"own_data": wish})
    with acting_for(frames.business.pk):
        assert Received.objects.count() == 2
        assert Conversation.objects.count() == 1


def test_the_wish_stays_though_they_stop_everything(frames: FrameShop) -> None:
    strict().post(path(frames), {"own_data": "tell"})
    strict().post(path(frames), {"everything": "stop"})
    with acting_for(frames.business.pk):
        assert len(conversations()) == 1


def test_any_other_word_asks_nothing(frames: FrameShop) -> None:
    strict().post(path(frames), {"own_data": "everything"})
    with acting_for(frames.business.pk):
        assert not Received.objects.exists()


def test_once_forgotten_the_wish_is_gone_and_the_page_knows_nobody(frames: FrameShop) -> None:
    strict().post(path(frames), {"own_data": "forget"})
    with acting_for(frames.business.pk):
        suppress_address(customer_id=frames.customer_id, channel="email", reason="asked")
        forget_customer(customer_id=frames.customer_id)
        assert conversations() == []
    page = strict().get(path(frames)).content.decode()
    assert "has no address of yours" in page
    strict().post(path(frames), {"own_data": "tell"})
    with acting_for(frames.business.pk):
        assert conversations() == []
