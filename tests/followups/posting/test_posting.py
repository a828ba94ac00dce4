"""Cards that are due, printed and posted: each once, whatever is pressed again."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from afterword.channels.cards.pictures import BadPicture
from afterword.customers.holding import place_hold
from afterword.customers.models import ContactPoint, Customer
from afterword.customers.suppressing import record_consent
from afterword.domain.cards.formats import BadFormat, card_format
from afterword.followups.actions import mark_done, undo
from afterword.followups.models import FollowUp, PrintedCard
from afterword.followups.posting.acting import (
    GoneMeanwhile,
    NotByPost,
    address_list,
    mark_posted,
    mark_printed,
    mark_returned,
    print_job,
)
from afterword.followups.posting.designing import BadDesign, design_of, keep_design
from afterword.followups.posting.queue import NothingToPost, how_many_to_post, post_by, to_post
from afterword.infra import clock
from afterword.plans.models import Plan
from tests.setting.shop import Shop


def a_card(shop: Shop, given: str = "Ann", days_left: int = 5, address: str = "Storgata 12\n0155 Oslo") -> FollowUp:
    customer = shop.customer(given)
    if address:
        shop.address(customer, "post", address)
        Customer.objects.filter(pk=customer.pk).update(reach=7)
    last = shop.today + timedelta(days=days_left)
    return shop.owed(customer, shop.sale(customer, "silver ring"), channel="post", mode="hand", window_last=last)


@pytest.fixture(autouse=True)
def _a_letter(shop: Shop) -> None:
    shop.template.letter_body = 'Dear {{ first_name | "friend" }},\n\nThank you for the {{ product }}.\n\nRosa'
    shop.template.save()


def test_what_is_due_by_post_is_listed_with_its_address_the_most_urgent_first(shop: Shop) -> None:
    later, sooner = a_card(shop, "Ann", 5), a_card(shop, "Bo", 2)
    not_yet = a_card(shop, "Cid")
    FollowUp.objects.filter(pk=not_yet.pk).update(due_on=shop.today + timedelta(days=3))
    listed = to_post()
    assert [card.id for card in listed] == [sooner.pk, later.pk]
    assert listed[0].to == ("Bo Berg", "Storgata 12", "0155 OSLO")
    assert listed[0].draft.body.startswith("Dear Bo,")
    assert post_by(listed) == shop.today + timedelta(days=2)
    assert how_many_to_post(shop.today) == 2


def test_the_same_number_of_queries_for_one_card_and_for_thirty(shop: Shop) -> None:
    a_card(shop)
    to_post()
    with CaptureQueriesContext(connection) as one:
        to_post()
    for n in range(30):
        a_card(shop, f"Name{n}")
    with CaptureQueriesContext(connection) as many:
        assert len(to_post()) == 31
    assert len(many) == len(one)


def test_what_is_missing_is_said_and_not_printed(shop: Shop) -> None:
    good, homeless = a_card(shop), a_card(shop, "Bo", address="")
    cards = {card.id: card for card in to_post()}
    assert cards[good.pk].missing == ()
    assert cards[homeless.pk].missing == ("There is no postal address that can be used.",)
    assert print_job(list(cards.values()), design_of(None)).pages == 2
    with pytest.raises(NothingToPost):
        print_job([cards[homeless.pk]], design_of(None))


def an_offer(shop: Shop, given: str) -> FollowUp:
    """A card of a plan that advertises."""
    plan, _ = Plan.objects.get_or_create(
        business=shop.business,
        slug="offer",
        defaults={"name": "An offer", "trigger": "sale", "purpose": "promotion", "created_at": clock.now()},
    )
    owed = a_card(shop, given)
    FollowUp.objects.filter(pk=owed.pk).update(plan_id=plan.pk)
    return owed


def test_cards_ask_the_one_gate(shop: Shop) -> None:
    cared, offered, said_no, paused, rarely = (
        a_card(shop, "Ann"), an_offer(shop, "Bo"), an_offer(shop, "Cid"), a_card(shop, "Dan"), a_card(shop, "Eva"),
    )  # fmt: skip
    for unhappy in (cared, offered):
        place_hold(customer_id=unhappy.customer_id, reason="complaint", note="the clasp broke")
    record_consent(
        customer_id=said_no.customer_id, purpose="promotion", channel="post", granted=False, source="preference page"
    )
    place_hold(customer_id=paused.customer_id, reason="paused")
    Customer.objects.filter(pk=rarely.customer_id).update(hears_every_days=90)
    mark_done(follow_up_id=a_card(shop, "Eva").pk, member_id=None)
    FollowUp.objects.filter(state="done").update(customer_id=rarely.customer_id)
    missing = {card.id: " ".join(card.missing) for card in to_post()}
    assert missing[cared.pk] == "", "a person's own hand may care for somebody unhappy"
    assert "complaint" in missing[offered.pk], "but never sell to them"
    assert "said no" in missing[said_no.pk]
    assert missing[paused.pk] != ""
    assert missing[rarely.pk] != ""


def test_a_plan_that_is_off_posts_nothing(shop: Shop) -> None:
    owed = an_offer(shop, "Ann")
    assert to_post()[0].missing == ()
    Plan.objects.update(is_active=False)
    assert "switched off" in " ".join(to_post()[0].missing)
    assert to_post(ids=[owed.pk])[0].missing != ()


def test_posting_many_takes_the_same_few_statements(shop: Shop) -> None:
    one, many = a_card(shop), [a_card(shop, f"Name{n}").pk for n in range(30)]
    with CaptureQueriesContext(connection) as few:
        mark_posted(follow_up_ids=[one.pk], member_id=7)
    with CaptureQueriesContext(connection) as all_of_them:
        assert mark_posted(follow_up_ids=many, member_id=7) == many
    assert len(all_of_them) <= len(few) + 2


def test_printing_again_counts_once_and_posting_again_posts_once(shop: Shop) -> None:
    owed = a_card(shop)
    assert mark_printed(follow_up_ids=[owed.pk], member_id=7) == 1
    assert mark_printed(follow_up_ids=[owed.pk], member_id=7) == 0
    assert PrintedCard.objects.count() == 1
    assert to_post()[0].printed_at is not None
    assert FollowUp.objects.get(pk=owed.pk).state == "open", "printed is not posted"
    assert mark_posted(follow_up_ids=[owed.pk], member_id=7) == [owed.pk]
    assert mark_posted(follow_up_ids=[owed.pk], member_id=7) == []
    assert FollowUp.objects.get(pk=owed.pk).state == "done"
    assert to_post() == []
    undo(follow_up_id=owed.pk, member_id=7)
    assert [card.id for card in to_post()] == [owed.pk]


def test_nothing_but_what_goes_by_post_can_be_posted(shop: Shop) -> None:
    ann = shop.customer()
    mail = shop.owed(ann, shop.sale(ann, "ring"))
    assert mark_posted(follow_up_ids=[mail.pk], member_id=None) == []
    with pytest.raises(GoneMeanwhile):
        mark_printed(follow_up_ids=[mail.pk], member_id=None)
    assert not PrintedCard.objects.exists()


def test_post_that_came_back_marks_the_address(shop: Shop) -> None:
    owed = a_card(shop)
    assert mark_returned(customer_id=owed.customer_id) == "Storgata 12\n0155 Oslo"
    assert ContactPoint.objects.get(customer_id=owed.customer_id, channel="post").bad_reason == "came back by post"
    assert not Customer.objects.get(pk=owed.customer_id).reach & 4
    assert to_post()[0].missing == ("There is no postal address that can be used.",)
    with pytest.raises(NotByPost):
        mark_returned(customer_id=owed.customer_id)


def test_the_address_list_has_a_row_a_card_and_no_formula(shop: Shop) -> None:
    a_card(shop, "Ann", 2)
    a_card(shop, "=HYPERLINK(1)", 3, "Storgata 12\nFlat 3\n0155 Oslo")
    rows = list(csv.reader(io.StringIO(address_list(to_post()))))
    assert rows[0] == ["card", "line 1", "line 2", "line 3", "line 4"]
    assert rows[1] == ["1", "Ann Berg", "Storgata 12", "0155 OSLO", ""]
    assert rows[2][1].startswith("'=")


def test_a_plan_without_a_design_of_its_own_has_that_of_all_others(shop: Shop) -> None:
    assert design_of(3).format.key == "a6-postcard"
    keep_design(plan_id=None, format_key="a6-greeting", design="frame", headline="With thanks")
    assert (design_of(3).design, design_of(3).headline) == ("frame", "With thanks")
    keep_design(plan_id=3, format_key="a6-postcard", design="ground", headline="Happy  birthday")
    assert design_of(3).headline == "Happy birthday"
    assert design_of(4).headline == "With thanks"


def test_a_design_that_cannot_be_used_says_why(shop: Shop) -> None:
    with pytest.raises(BadDesign, match="needs a picture"):
        keep_design(plan_id=None, format_key="a6-postcard", design="picture", headline="")
    with pytest.raises(BadDesign, match="https://"):
        keep_design(plan_id=None, format_key="a6-postcard", design="frame", headline="", link="javascript:alert(1)")
    with pytest.raises(BadFormat):
        keep_design(plan_id=None, format_key="a7", design="frame", headline="")
    with pytest.raises(BadPicture):
        keep_design(plan_id=None, format_key="a6-postcard", design="picture", headline="", upload=b"no picture")


def test_labels_and_envelopes_carry_the_address_only(shop: Shop) -> None:
    a_card(shop)
    for key in ("a4-labels", "c6-envelope"):
        assert print_job(to_post(), design_of(None), other_format=card_format(key)).pages == 1
