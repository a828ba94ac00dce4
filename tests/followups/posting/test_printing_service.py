"""Cards that a printing service prints and posts: each once, whatever goes wrong on the way."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta

import pypdf
import pytest

from afterword.channels.accounts import BadAccount, resume_account
from afterword.channels.models import ChannelAccount
from afterword.channels.printing_service import line
from afterword.channels.printing_service.account import (
    POST,
    printing_account,
    save_printing_service,
    service_settings,
    try_printing_service,
)
from afterword.customers.models import ContactPoint, Customer
from afterword.domain.delivery import FollowUpState, MessageState
from afterword.followups.actions import TooLate, resolve_unclear, undo
from afterword.followups.delivering.claiming import claim_due
from afterword.followups.delivering.recovering import recover
from afterword.followups.delivering.rounds import Manner, Tally, deliver_due
from afterword.followups.models import Delivery, FollowUp, Message, PrintedCard
from afterword.followups.posting.acting import GoneMeanwhile, mark_posted, mark_printed
from afterword.followups.posting.designing import design_of, keep_design
from afterword.followups.posting.handing_over import hand_over_cards, try_again_at_once
from afterword.followups.posting.looking_after import look_after_orders
from afterword.followups.posting.models import PrintOrder
from afterword.followups.posting.ordering import NoService, NotForAService, order_cards, take_back_orders
from afterword.followups.posting.queue import to_post
from afterword.infra import clock
from afterword.timeline.models import EventRow
from tests.servers.fake_printer import FakePrinter, fake_printer
from tests.setting.shop import Shop

MANNER = Manner(timeout=0.4)


@pytest.fixture
def printer(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakePrinter]:
    """A service that is set up and may print, and a shop with an address of its own."""
    monkeypatch.setattr(line, "PAUSES", (0.0, 0.0))
    try_again_at_once()
    shop.business.postal_address = "Rosa's flowers\nTorget 1\n0150 Oslo"
    shop.business.save()
    shop.template.letter_body = 'Dear {{ first_name | "friend" }},\n\nThank you for the {{ product }}.\n\nRosa'
    shop.template.save()
    with fake_printer() as service:
        save_printing_service(settings=service.settings)
        yield service
    try_again_at_once()


def a_card(shop: Shop, given: str = "Ann", address: str = "Storgata 12\n0155 Oslo") -> FollowUp:
    customer = shop.customer(given)
    shop.address(customer, "post", address)
    Customer.objects.filter(pk=customer.pk).update(reach=7)
    return shop.owed(customer, shop.sale(customer, "silver ring"), channel="post", mode="hand")


def order(*owed: FollowUp) -> list[int]:
    """Approve them for the service; the ten seconds in which it can be taken back are over."""
    gone, refused = order_cards(to_post(ids=[one.pk for one in owed]), design_of(None), member_id=7)
    assert refused == {}
    pass_time()
    return gone


def pass_time() -> None:
    Message.objects.update(not_before=clock.now())


def state_of(owed: FollowUp) -> tuple[str, str]:
    return FollowUp.objects.get(pk=owed.pk).state, Message.objects.get(follow_up=owed).state


def told() -> list[str]:
    return list(EventRow.objects.order_by("id").values_list("kind", flat=True))


def test_a_card_is_printed_and_posted_by_the_service(shop: Shop, printer: FakePrinter) -> None:
    owed = a_card(shop)
    assert order(owed) == [owed.pk]
    assert state_of(owed) == ("approved", "approved")
    assert to_post() == [], "what is with the service is not printed here"
    assert hand_over_cards(MANNER) == Tally(sent=1)
    assert state_of(owed) == ("done", "sent")
    [card] = printer.ordered
    assert card.kind == "postcards"
    assert card.fields["size"] == "A6"
    assert card.fields["to[name]"] == "Ann Berg"
    assert card.fields["to[address_line1]"] == "Storgata 12"
    assert (card.fields["to[address_zip]"], card.fields["to[address_city]"]) == ("0155", "Oslo")
    assert (card.fields["to[address_country]"], card.fields["from[address_line1]"]) == ("NO", "Torget 1")
    kept = PrintOrder.objects.get()
    assert (kept.state, kept.service_id, kept.cost_minor, kept.expected_on) == (
        "printing",
        "pos_0001",
        1250,
        date(2030, 1, 9),
    )
    front, back = (pypdf.PdfReader(io.BytesIO(card.files[side])) for side in ("front", "back"))
    assert len(front.pages) == len(back.pages) == 1
    words = back.pages[0].extract_text()
    assert "silver ring" in words
    assert "Storgata" not in words, "the service puts the address on it"
    assert "Torget" not in words
    assert hand_over_cards(MANNER) == Tally(), "nothing is due any more"
    assert Delivery.objects.get().code == "200"


def test_a_letter_goes_as_one_file(shop: Shop, printer: FakePrinter) -> None:
    keep_design(plan_id=None, format_key="a4-letter", design="airmail", headline="")
    order(a_card(shop))
    assert hand_over_cards(MANNER).sent == 1
    [letter] = printer.ordered
    assert letter.kind == "letters"
    assert letter.fields["address_placement"] == "top_first_page"
    assert "silver ring" in pypdf.PdfReader(io.BytesIO(letter.files["file"])).pages[0].extract_text()


def test_the_same_card_is_never_printed_here_and_sent_there(shop: Shop, printer: FakePrinter) -> None:
    ann, bo = a_card(shop, "Ann"), a_card(shop, "Bo")
    page = to_post()
    mark_printed(follow_up_ids=[ann.pk], member_id=7)
    gone, refused = order_cards(page, design_of(None), member_id=7)
    assert gone == [bo.pk]
    assert "printed here already" in str(refused[ann.pk])
    with pytest.raises(GoneMeanwhile):
        mark_printed(follow_up_ids=[ann.pk, bo.pk], member_id=7)
    assert mark_posted(follow_up_ids=[bo.pk], member_id=7) == []
    assert order_cards(page, design_of(None), member_id=7)[0] == [], "a page that is open twice orders once"
    gone, _ = order_cards(to_post(), design_of(None), member_id=7, prints_thrown_away=True)
    assert gone == [ann.pk]
    assert not PrintedCard.objects.exists()
    pass_time()
    assert hand_over_cards(MANNER).sent == 2
    assert len(printer.ordered) == 2


def test_an_order_can_be_taken_back_until_it_leaves(shop: Shop, printer: FakePrinter) -> None:
    owed = a_card(shop)
    order_cards(to_post(), design_of(None), member_id=7)
    assert hand_over_cards(MANNER) == Tally(), "ten seconds to take it back"
    assert undo(follow_up_id=owed.pk, member_id=7) == "approve"
    pass_time()
    assert hand_over_cards(MANNER) == Tally()
    assert [card.id for card in to_post()] == [owed.pk]
    order(owed)
    assert hand_over_cards(MANNER).sent == 1
    with pytest.raises(TooLate):
        undo(follow_up_id=owed.pk, member_id=7)
    assert len(printer.ordered) == 1


#: What the service does with the order and its repetitions; how the card stands; how many the service has.
FAULTS = [
    (["422:to[address_zip] is wrong"], "open", "failed", 0),
    (["400"], "open", "failed", 0),
    (["429"], "approved", "retrying", 0),
    (["503"], "approved", "retrying", 0),
    (["401"], "approved", "retrying", 0),
    (["402"], "approved", "retrying", 0),
    (["302"], "approved", "retrying", 0),
    (["500", "500", "500"], "unclear", "unclear", 0),
    (["500"], "done", "sent", 1),
    (["cut"], "done", "sent", 1),
    (["deaf", "cut"], "done", "sent", 1),
    (["cut", "cut", "cut"], "unclear", "unclear", 0),
    (["cut", "429", "401"], "unclear", "unclear", 0),
    (["cut", "422:no"], "open", "failed", 0),
    (["cut-taken"], "done", "sent", 1),
    (["slow-taken"], "done", "sent", 1),
    (["garbage"], "done", "sent", 1),
    (["cut-taken", "cut", "deaf"], "unclear", "unclear", 1),
    (["slow-taken", "slow-taken", "slow-taken"], "unclear", "unclear", 1),
    (["garbage", "garbage", "garbage"], "unclear", "unclear", 1),
]


@pytest.mark.parametrize(("script", "follow_up", "message", "cards"), FAULTS, ids=str)
def test_whatever_the_service_does_the_state_is_right_and_no_card_is_ordered_twice(
    shop: Shop, printer: FakePrinter, script: list[str], follow_up: str, message: str, cards: int
) -> None:
    printer.slow = 0.5
    owed = a_card(shop)
    order(owed)
    printer.script = list(script)
    hand_over_cards(Manner(timeout=0.2))
    assert state_of(owed) == (follow_up, message)
    assert len(printer.ordered) == cards
    # Whatever it was, the next rounds and questions bring it to a good end, with one card at most.
    printer.script = []
    resume_account(key=POST)
    pass_time()
    PrintOrder.objects.filter(look_at__isnull=False).update(look_at=clock.now())
    hand_over_cards(MANNER)
    look_after_orders()
    assert len(printer.ordered) == (0 if message == "failed" or (message == "unclear" and not cards) else 1)
    if printer.ordered:
        assert state_of(owed) == ("done", "sent")


def test_nothing_is_asked_of_a_service_that_cannot_be_reached_for_a_while(shop: Shop, printer: FakePrinter) -> None:
    cards = [a_card(shop, name) for name in ("Ann", "Bo", "Cid")]
    order(*cards)
    save_printing_service(settings={**printer.settings, "base_url": "http://127.0.0.1:9/v1"})
    tally = hand_over_cards(MANNER)
    assert (tally.retrying, tally.sent) == (1, 0), "one was tried, and the others did not use up an attempt"
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    assert hand_over_cards(MANNER).held == 2
    save_printing_service(settings=printer.settings)
    try_again_at_once()
    pass_time()
    assert hand_over_cards(MANNER).sent == 3


def test_trouble_with_the_account_pauses_it_and_blames_no_card(shop: Shop, printer: FakePrinter) -> None:
    cards = [a_card(shop, name) for name in ("Ann", "Bo")]
    order(*cards)
    save_printing_service(settings={**printer.settings, "key": "live_wrong"})
    with pytest.raises(BadAccount, match="not valid"):
        try_printing_service()
    hand_over_cards(MANNER)
    account = printing_account()
    assert account is not None
    assert account.paused_reason == "Your API key is not valid."
    assert hand_over_cards(MANNER).held == 2
    with pytest.raises(NoService, match="not valid"):
        order_cards([], design_of(None), member_id=7)
    save_printing_service(settings=printer.settings)
    try_printing_service()
    pass_time()
    assert hand_over_cards(MANNER).sent == 2


def test_an_address_that_the_service_knows_to_be_wrong_is_not_used_again(shop: Shop, printer: FakePrinter) -> None:
    owed = a_card(shop)
    order(owed)
    printer.script = ["422:The to address is undeliverable."]
    hand_over_cards(MANNER)
    assert ContactPoint.objects.get(channel="post").bad_reason.startswith("422")
    assert FollowUp.objects.get(pk=owed.pk).state == "stopped", "its step has no other channel"


def test_a_dead_worker_leaves_no_card_in_doubt_for_long(shop: Shop, printer: FakePrinter) -> None:
    owed = a_card(shop)
    order(owed)
    [claim] = claim_due(worker="dead", channel="post")
    key = "k1"
    Message.objects.filter(pk=claim.id).update(state="handing", lease_until=clock.wall() - timedelta(seconds=1))
    PrintOrder.objects.create(message_id=claim.id, key=key, asked_at=clock.now(), look_at=clock.now())
    printer.take("postcards", key, {"metadata[afterword]": key}, {})
    assert recover() == 1
    assert state_of(owed) == ("unclear", "unclear")
    assert look_after_orders() == 1
    assert state_of(owed) == ("done", "sent")
    assert PrintOrder.objects.get().service_id == "pos_0001"


def test_a_person_s_word_about_an_unclear_card_is_not_overruled(shop: Shop, printer: FakePrinter) -> None:
    owed = a_card(shop)
    order(owed)
    printer.script = ["cut-taken", "cut", "cut"]
    hand_over_cards(MANNER)
    assert state_of(owed) == ("unclear", "unclear")
    resolve_unclear(follow_up_id=owed.pk, member_id=7, arrived=False)
    PrintOrder.objects.update(look_at=clock.now())
    assert look_after_orders() == 0
    assert state_of(owed) == (FollowUpState.OPEN, MessageState.WITHDRAWN)
    order(owed)
    hand_over_cards(MANNER)
    assert len({one.key for one in printer.ordered}) == 2, "a new round is another card, with a key of its own"


def test_the_gate_is_asked_again_when_the_card_leaves(shop: Shop, printer: FakePrinter) -> None:
    owed = a_card(shop)
    order(owed)
    ContactPoint.objects.filter(customer_id=owed.customer_id).update(bad_reason="came back by post")
    assert hand_over_cards(MANNER).held == 1
    assert printer.ordered == []
    assert Message.objects.get().state == "withdrawn"


def test_what_became_of_a_card_is_asked_and_told_once(shop: Shop, printer: FakePrinter) -> None:
    ann, bo, cid = (a_card(shop, name) for name in ("Ann", "Bo", "Cid"))
    order(ann, bo, cid)
    hand_over_cards(MANNER)
    numbers = {one.fields["to[name]"].split()[0]: one.id for one in printer.ordered}
    assert look_after_orders() == 0, "nothing is asked before its turn"
    printer.track(numbers["Ann"], "Mailed", "In Transit")
    printer.track(numbers["Bo"], "Returned to Sender", "Mailed")
    next(one for one in printer.ordered if one.id == numbers["Cid"]).record["status"] = "failed"
    for expected in (3, 0):
        PrintOrder.objects.filter(look_at__isnull=False).update(look_at=clock.now())
        assert look_after_orders() == expected
    assert dict(PrintOrder.objects.values_list("message__follow_up_id", "state")) == {
        ann.pk: "mailed",
        bo.pk: "returned",
        cid.pk: "failed",
    }
    assert told().count("card_mailed") == told().count("card_returned") == 1
    assert ContactPoint.objects.get(customer_id=bo.customer_id, channel="post").bad_reason == "came back by post"
    assert state_of(bo) == ("done", "sent"), "it was sent, and came back"
    assert state_of(cid) == ("open", "failed"), "it was never printed, so it is owed again"
    assert "key" not in service_settings()


def test_a_service_that_does_not_answer_is_asked_later(shop: Shop, printer: FakePrinter) -> None:
    order(a_card(shop))
    hand_over_cards(MANNER)
    PrintOrder.objects.update(look_at=clock.now(), service_id="gone/..?x")
    assert look_after_orders() == 0
    assert PrintOrder.objects.get().look_at > clock.now() + timedelta(minutes=50)
    assert printer.asked[-1] == "GET /v1/postcards/gone/..?x"


def test_what_a_service_cannot_print_stays_here_with_the_reason(shop: Shop, printer: FakePrinter) -> None:
    odd = a_card(shop, "Odd", address="Somewhere")
    _, refused = order_cards(to_post(), design_of(None), member_id=7)
    assert "street, a town" in str(refused[odd.pk])
    keep_design(plan_id=None, format_key="a6-greeting", design="airmail", headline="")
    with pytest.raises(NotForAService, match="postcards and letters"):
        order_cards(to_post(), design_of(None), member_id=7)
    keep_design(plan_id=None, format_key="a6-postcard", design="airmail", headline="")
    shop.business.postal_address = ""
    shop.business.save()
    with pytest.raises(NotForAService, match="your own postal address"):
        order_cards(to_post(), design_of(None), member_id=7)
    save_printing_service(settings={**printer.settings, "mode": "test"})
    with pytest.raises(NoService, match="tests only"):
        order_cards(to_post(), design_of(None), member_id=7)


def test_whoever_prints_here_again_gets_back_what_has_not_left(shop: Shop, printer: FakePrinter) -> None:
    ann, bo = a_card(shop, "Ann"), a_card(shop, "Bo")
    order(ann)
    hand_over_cards(MANNER)
    order(bo)
    assert take_back_orders(member_id=7) == 1
    assert take_back_orders(member_id=7) == 0
    assert state_of(ann) == ("done", "sent"), "what the service has stays with it"
    assert state_of(bo) == ("open", "withdrawn")
    assert [card.id for card in to_post()] == [bo.pk]


def test_words_that_grew_too_long_bring_the_card_back_before_it_leaves(shop: Shop, printer: FakePrinter) -> None:
    owed = a_card(shop)
    order(owed)
    shop.template.letter_body = "It was a pleasure to have you in the shop. " * 90
    shop.template.save()
    assert hand_over_cards(MANNER).failed == 1
    assert state_of(owed) == ("open", "failed")
    assert printer.ordered == []
    assert "too long" in EventRow.objects.filter(kind="card_refused").get().data["reply"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"base_url": "api.example.com"}, "address of the API"),
        ({"base_url": "http://api.example.com/v1"}, "https://"),
        ({"base_url": "https://[::"}, "address of the API"),
        ({"base_url": "https://me:secret@api.example.com"}, "address of the API"),
        ({"key": "test_123"}, "for tests"),
        ({"key": "snowman ☃"}, "secret key"),
        ({"price": "twelve"}, "like 12.50"),
        ({"price": "12 USD"}, "like 12.50"),
    ],
)
def test_settings_that_cannot_work_are_refused_with_what_to_do(
    shop: Shop, printer: FakePrinter, changed: dict[str, str], sentence: str
) -> None:
    with pytest.raises(BadAccount, match=sentence):
        save_printing_service(settings={**printer.settings, **changed})
    assert service_settings()["base_url"] == printer.url, "what was kept before stays"


def test_the_key_is_sealed_and_kept_when_the_form_leaves_it_out(shop: Shop, printer: FakePrinter) -> None:
    save_printing_service(settings={**printer.settings, "key": "", "title": "Fold"})
    try_printing_service()
    account = ChannelAccount.objects.get(channel="post")
    assert account.tested_at is not None
    assert "live_" not in account.sealed_settings
    assert deliver_due(MANNER) == Tally(), "the delivery of mails has nothing to do with it"
