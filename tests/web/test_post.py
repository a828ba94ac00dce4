"""What goes by post, on the screens: the list, the design, the file, and saying that it is posted."""

from __future__ import annotations

import io
from datetime import timedelta

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from afterword.accounts.actions import ensure_user
from afterword.accounts.models import User
from afterword.businesses.actions import add_member
from afterword.customers.models import ContactPoint, Customer
from afterword.followups.drafts import write_line
from afterword.followups.guarding.settled import settle_limit
from afterword.followups.models import CardDesign, FollowUp, PrintedCard
from afterword.web.signing_in.views import PASSWORD_BACKEND
from tests.setting.shop import Shop


@pytest.fixture
def rosa(shop: Shop, client: Client) -> Client:
    client.force_login(User.objects.get(email="rosa@example.org"), backend=PASSWORD_BACKEND)
    return client


@pytest.fixture
def owed(shop: Shop) -> FollowUp:
    shop.template.letter_body = 'Dear {{ first_name | "friend" }},\n\nThank you for the {{ product }}.\n\nRosa'
    shop.template.save()
    ann = shop.customer()
    shop.address(ann, "post", "Storgata 12\n0155 Oslo")
    Customer.objects.filter(pk=ann.pk).update(reach=7)
    last = shop.today + timedelta(days=3)
    return shop.owed(ann, shop.sale(ann, "silver ring"), channel="post", mode="hand", window_last=last)


def url(shop: Shop, path: str = "") -> str:
    return f"/{shop.business.slug}/post/{path}"


def test_an_empty_post_says_what_will_stand_there(shop: Shop, rosa: Client) -> None:
    assert "Nothing waits for the post" in rosa.get(url(shop)).content.decode()


def test_today_leads_to_the_cards(shop: Shop, rosa: Client, owed: FollowUp) -> None:
    assert url(shop) in rosa.get(f"/{shop.business.slug}/").content.decode()
    page = rosa.get(url(shop)).content.decode()
    assert "1 card to post" in page
    assert "Storgata 12, 0155 OSLO" in page
    assert "Thank you for the silver ring." in page


def test_printing_gives_a_file_and_marks_what_is_on_it(shop: Shop, rosa: Client, owed: FollowUp) -> None:
    for _ in range(2):
        answer = rosa.post(url(shop, "print"), {"plan": "0", "card": [owed.pk], "paper": "sheet"})
        assert answer["Content-Type"] == "application/pdf"
    assert len(pypdf.PdfReader(io.BytesIO(answer.content)).pages) == 2
    assert PrintedCard.objects.count() == 1
    assert "printed" in rosa.get(url(shop)).content.decode()


def test_printing_addresses_is_not_printing_cards(shop: Shop, rosa: Client, owed: FollowUp) -> None:
    answer = rosa.post(url(shop, "print"), {"plan": "0", "card": [owed.pk], "paper": "c6-envelope"})
    assert answer["Content-Type"] == "application/pdf"
    listed = rosa.post(url(shop, "addresses"), {"plan": "0", "card": [owed.pk]}).content.decode("utf-8-sig")
    assert listed.splitlines()[1] == "1,Ann Berg,Storgata 12,0155 OSLO"
    assert not PrintedCard.objects.exists()


def test_posted_cards_are_done_and_can_be_taken_back(shop: Shop, rosa: Client, owed: FollowUp) -> None:
    page = rosa.post(url(shop, "posted"), {"plan": "0", "card": [owed.pk]}, follow=True).content.decode()
    assert "1 card is in the post." in page
    assert f"follow-ups/undo?ids={owed.pk}" in page
    owed.refresh_from_db()
    assert owed.state == "done"
    rosa.post(f"/{shop.business.slug}/follow-ups/undo?ids={owed.pk}")
    owed.refresh_from_db()
    assert owed.state == "open"


def test_nothing_ticked_is_told(shop: Shop, rosa: Client, owed: FollowUp) -> None:
    assert "Tick the cards" in rosa.post(url(shop, "posted"), {"plan": "0"}, follow=True).content.decode()
    assert "No card is ready" in rosa.post(url(shop, "print"), {"plan": "0"}, follow=True).content.decode()
    many = rosa.post(url(shop, "print"), {"card": ["x", "9" * 40, "-1"], "paper": "own"}, follow=True)
    assert "No card is ready" in many.content.decode()


def test_words_that_do_not_fit_are_told_before_anything_is_printed(shop: Shop, rosa: Client, owed: FollowUp) -> None:
    shop.template.letter_body = "It was a pleasure to have you in the shop. " * 60
    shop.template.save()
    page = rosa.post(url(shop, "print"), {"plan": "0", "card": [owed.pk], "paper": "own"}, follow=True)
    assert "The words for Ann Berg are too long for this card." in page.content.decode()
    assert not PrintedCard.objects.exists()


def test_the_owner_designs_the_card_from_a_picture_and_words(shop: Shop, rosa: Client, owed: FollowUp) -> None:
    out = io.BytesIO()
    Image.radial_gradient("L").resize((900, 640)).convert("RGB").save(out, "JPEG")
    given = {
        "plan": "0",
        "format": "a6-greeting",
        "design": "caption",
        "headline": "With love",
        "picture": SimpleUploadedFile("shop.jpg", out.getvalue()),
        "link": "https://shop.example/hello",
        "link_words": "Come and see",
    }
    assert rosa.post(url(shop, "design"), given).status_code == 302
    kept = CardDesign.objects.get()
    assert (kept.design, kept.headline, kept.link) == ("caption", "With love", "https://shop.example/hello")
    for number in (1, 2):
        answer = rosa.get(url(shop, f"side/{number}.png?plan=0"))
        with Image.open(io.BytesIO(answer.content)) as side:
            assert side.width > side.height > 500
    assert rosa.get(url(shop, "side/3.png?plan=0")).status_code == 404


def test_a_design_that_cannot_be_used_is_shown_with_what_to_mend(shop: Shop, rosa: Client) -> None:
    given = {"plan": "0", "format": "a6-postcard", "design": "picture", "headline": "", "link": "", "link_words": ""}
    answer = rosa.post(url(shop, "design"), given)
    assert answer.status_code == 422
    assert "needs a picture" in answer.content.decode()
    given["picture"] = SimpleUploadedFile("shop.jpg", b"no picture at all")
    assert "not a picture we can print" in rosa.post(url(shop, "design"), given).content.decode()
    assert not CardDesign.objects.exists()


def test_staff_print_and_post_but_do_not_design(shop: Shop, client: Client, owed: FollowUp) -> None:
    tom = ensure_user(email="tom@example.org", name="Tom")
    add_member(user=tom, role="staff")
    client.force_login(tom, backend=PASSWORD_BACKEND)
    assert client.get(url(shop)).status_code == 200
    assert client.get(url(shop, "design")).status_code == 403


def test_post_that_came_back_is_not_sent_there_again(shop: Shop, rosa: Client, owed: FollowUp) -> None:
    page = rosa.get(f"/{shop.business.slug}/customers/{owed.customer_id}/").content.decode()
    assert "Came back by post" in page
    answer = rosa.post(url(shop, f"returned/{owed.customer_id}"), follow=True).content.decode()
    assert "Nothing more is sent to that address." in answer
    assert ContactPoint.objects.get(channel="post").bad_reason == "came back by post"


def test_cards_that_say_the_same_to_many_are_flagged_until_one_has_a_line(
    shop: Shop, rosa: Client, owed: FollowUp
) -> None:
    settle_limit(most=0, days=7)
    page = rosa.get(url(shop)).content.decode()
    assert "this card says the very words that many others get" in page
    line = f"/{shop.business.slug}/follow-ups/{owed.pk}/line"
    assert line in page
    assert rosa.post(line, {"line": "It suits you.", "do": "keep"}).status_code == 302
    page = rosa.get(url(shop)).content.decode()
    assert "It suits you." in page
    assert "the very words" not in page
    write_line(follow_up_id=owed.pk, line="", member_id=None)
    data = {"as_it_is": "yes", "back": url(shop)}
    page = rosa.post(f"/{shop.business.slug}/wordings/{shop.template.pk}/as-it-is", data, follow=True).content.decode()
    assert "may go to everybody as it is" in page
    assert "the very words" not in page
