"""The printing service on the screens: its account, giving cards to it, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from afterword.accounts.models import User
from afterword.channels.printing_service.account import save_printing_service
from afterword.customers.models import Customer
from afterword.followups.models import FollowUp, Message
from afterword.followups.posting.acting import mark_printed
from afterword.followups.posting.handing_over import hand_over_cards, try_again_at_once
from afterword.infra import clock
from afterword.web.signing_in.views import PASSWORD_BACKEND
from tests.servers.fake_printer import FakePrinter, fake_printer
from tests.setting.shop import Shop


@pytest.fixture
def rosa(shop: Shop, client: Client) -> Client:
    client.force_login(User.objects.get(email="rosa@example.org"), backend=PASSWORD_BACKEND)
    return client


@pytest.fixture
def printer(shop: Shop) -> Iterator[FakePrinter]:
    try_again_at_once()
    shop.business.postal_address = "Rosa's flowers\nTorget 1\n0150 Oslo"
    shop.business.save()
    with fake_printer() as service:
        yield service


def a_card(shop: Shop, given: str = "Ann") -> FollowUp:
    ann = shop.customer(given)
    shop.address(ann, "post", "Storgata 12\n0155 Oslo")
    Customer.objects.filter(pk=ann.pk).update(reach=7)
    return shop.owed(ann, shop.sale(ann, "silver ring"), channel="post", mode="hand")


def url(shop: Shop, path: str = "") -> str:
    return f"/{shop.business.slug}/post/{path}"


def test_the_account_is_kept_tried_and_forgotten(shop: Shop, rosa: Client, printer: FakePrinter) -> None:
    assert "you print and post yourself" in rosa.get(url(shop, "service")).content.decode()
    bad = rosa.post(url(shop, "service"), {**printer.settings, "base_url": "ftp://x"})
    assert bad.status_code == 422
    assert "https://api.example.com/v1" in bad.content.decode()
    kept = rosa.post(url(shop, "service"), printer.settings, follow=True).content.decode()
    assert printer.settings["key"] not in kept
    assert "PaperFold" in kept
    assert "takes your key" in rosa.post(url(shop, "service/try"), follow=True).content.decode()
    assert "The service last took your key" in rosa.get(url(shop, "service")).content.decode()
    rosa.post(url(shop, "service"), {**printer.settings, "key": "live_other"})
    assert "Your API key is not valid." in rosa.post(url(shop, "service/try"), follow=True).content.decode()
    assert "You print and post yourself again" in rosa.post(url(shop, "service/forget"), follow=True).content.decode()


def test_ticked_cards_are_given_to_the_service_and_followed(shop: Shop, rosa: Client, printer: FakePrinter) -> None:
    ann, bo = a_card(shop, "Ann"), a_card(shop, "Bo")
    assert "post/service" in rosa.get(url(shop)).content.decode()
    save_printing_service(settings=printer.settings)
    page = rosa.get(url(shop)).content.decode()
    assert "Let PaperFold post them" in page
    assert "12.50" in page
    assert "25" in page
    mark_printed(follow_up_ids=[bo.pk], member_id=None)
    assert "I threw the prints away" in rosa.get(url(shop)).content.decode()
    ticked = {"plan": "0", "card": [ann.pk, bo.pk]}
    page = rosa.post(url(shop, "order"), ticked, follow=True).content.decode()
    assert "1 card goes to the printing service." in page
    assert f"follow-ups/undo?ids={ann.pk}" in page
    assert "Bo Berg: It was printed here already" in page
    rosa.post(url(shop, "order"), {**ticked, "thrown_away": "on"})
    assert "2 cards are on their way to the service." in rosa.get(url(shop, "ordered")).content.decode()
    Message.objects.update(not_before=clock.now())
    assert hand_over_cards().sent == 2
    page = rosa.get(url(shop, "ordered")).content.decode()
    assert page.count("Being printed.") == 2
    assert "this month" in page
    assert "post/ordered" in rosa.get(url(shop)).content.decode()
    assert "Tick the cards" in rosa.post(url(shop, "order"), {"plan": "0"}, follow=True).content.decode()


def test_a_card_that_the_service_does_not_print_waits_here_with_its_words(
    shop: Shop, rosa: Client, printer: FakePrinter
) -> None:
    ann = a_card(shop)
    save_printing_service(settings=printer.settings)
    rosa.post(url(shop, "order"), {"plan": "0", "card": [ann.pk]})
    Message.objects.update(not_before=clock.now())
    printer.script = ["422:The back is too dark."]
    hand_over_cards()
    page = rosa.get(url(shop)).content.decode()
    assert "The printing service did not print it: The back is too dark." in page
    history = rosa.get(f"/{shop.business.slug}/customers/{ann.customer_id}", follow=True).content.decode()
    assert "The printing service did not print it: it waits under Post." in history


def test_a_list_of_orders_asks_as_often_for_one_as_for_many(shop: Shop, rosa: Client, printer: FakePrinter) -> None:
    save_printing_service(settings=printer.settings)
    asked: list[int] = []
    for count in (1, 4):
        ticked = [a_card(shop, f"Name{count}{n}").pk for n in range(count)]
        rosa.post(url(shop, "order"), {"plan": "0", "card": ticked})
        Message.objects.update(not_before=clock.now())
        assert hand_over_cards().sent == count
        rosa.get(url(shop, "ordered"))
        with CaptureQueriesContext(connection) as queries:
            rosa.get(url(shop, "ordered"))
        asked.append(len(queries))
    assert asked[0] == asked[1]
