"""The link at the foot of every letter: RFC 8058, and a page for a thumb."""

from __future__ import annotations

import pytest
from django.test import Client

from afterword.customers.actions import Details, add_customer, merge_customers, suppress_address
from afterword.customers.models import Customer
from afterword.infra.signing import link_token
from afterword.infra.tenancy import acting_for
from tests.public.frame_shop import FrameShop, open_frame_shop

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def strict() -> Client:
    """What a mail provider is: no cookies, no token."""
    return Client(enforce_csrf_checks=True)


def test_looking_changes_nothing_however_often(frames: FrameShop) -> None:
    for _ in range(3):
        assert strict().get(frames.path).status_code == 200
        assert strict().head(frames.path).status_code == 200
    assert frames.stopped == []


def test_one_post_of_a_mail_provider_stops_the_mail(frames: FrameShop) -> None:
    answer = strict().post(frames.path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert frames.stopped == ["unsubscribed"]


def test_a_multipart_post_does_too(frames: FrameShop) -> None:
    assert strict().post(frames.path, ONE_CLICK).status_code == 200
    assert frames.stopped == ["unsubscribed"]


def test_it_may_come_twice(frames: FrameShop) -> None:
    answers = [strict().post(frames.path, ONE_CLICK) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert frames.stopped == ["unsubscribed"]


@pytest.mark.parametrize("body", ["", "List-Unsubscribe=Please", "a=b", "one-click", "List-Unsubscribe=one-click"])
def test_any_other_body_stops_nothing(frames: FrameShop, body: str) -> None:
    answer = strict().post(frames.path, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert frames.stopped == []


def test_a_forged_link_says_so_and_does_nothing(frames: FrameShop) -> None:
    head, _, token = frames.path.rpartition("/")
    other = link_token(business_id=frames.business.pk, purpose="preferences", row_id=frames.customer_id)
    elsewhere = link_token(business_id=frames.business.pk + 1, purpose="unsubscribe", row_id=frames.customer_id)
    unknown = link_token(business_id=frames.business.pk, purpose="unsubscribe", row_id=10**12)
    flipped = ("A" if token[0] != "A" else "B") + token[1:]
    pages = set()
    for forged in (flipped, token[:-1], token + "A", "x", "%00", "Å" * 30, "A" * 5000, other, elsewhere, unknown):
        path = f"{head}/{forged}"
        answers = strict().get(path), strict().post(path, ONE_CLICK), strict().post(path), strict().post(f"{path}/undo")
        assert [answer.status_code for answer in answers] == [404] * 4, forged
        pages |= {answer.content for answer in answers}
    assert len(pages) == 1, "why it does not work is told to nobody"
    assert "This link does not work" in pages.pop().decode()
    assert frames.stopped == []


def test_a_revoked_link_does_nothing(frames: FrameShop) -> None:
    old = frames.path
    frames.change(link_epoch=1)
    assert strict().post(old, ONE_CLICK).status_code == 404
    assert frames.stopped == []
    strict().post(frames.path, ONE_CLICK)
    assert frames.stopped == ["unsubscribed"]


def test_the_link_of_another_business_does_nothing_here(frames: FrameShop) -> None:
    other = open_frame_shop("Another shop")
    token = other.path.rpartition("/")[2]
    strict().post(f"/{frames.business.slug}/p/unsubscribe/{token}", ONE_CLICK)
    assert frames.stopped == other.stopped == []


def test_undo_takes_it_back_and_nothing_else(frames: FrameShop) -> None:
    strict().post(frames.path, ONE_CLICK)
    assert strict().get(f"{frames.path}/undo").status_code == 405
    assert strict().post(f"{frames.path}/undo").status_code == 200
    assert frames.stopped == []
    with acting_for(frames.business.pk):
        suppress_address(customer_id=frames.customer_id, channel="email", reason="complaint")
    assert strict().post(f"{frames.path}/undo").status_code == 200
    assert frames.stopped == ["complaint"], "only the owner lifts that"


def test_the_link_of_somebody_merged_stops_the_one_they_became(frames: FrameShop) -> None:
    link = frames.path
    with acting_for(frames.business.pk):
        keep = add_customer(details=Details(given_name="Anna", family_name="Berg", email="anna@customers.example"))
        merge_customers(keep_id=keep, other_id=frames.customer_id)
    strict().post(link, ONE_CLICK)
    assert frames.stopped == ["unsubscribed", "unsubscribed"], "both of her addresses"
    with acting_for(frames.business.pk):
        assert not Customer.objects.get(pk=keep).reach & 1


def test_the_pages_are_light_set_no_cookie_and_tell_no_referrer(frames: FrameShop) -> None:
    client = Client()
    for answer in (client.get(frames.path), client.post(frames.path, ONE_CLICK), client.post(f"{frames.path}/undo")):
        assert not answer.cookies
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        assert len(answer.content) < 4_000
        assert b"Rosa&#x27;s frames" in answer.content
        assert b"<script" not in answer.content
