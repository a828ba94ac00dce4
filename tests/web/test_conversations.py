"""The conversations on the screen: who waits, what was said, answering, and the mailbox behind it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from afterword.businesses.models import Business
from afterword.businesses.queries import team
from afterword.conversations.models import Answer, Conversation, InboxMark
from afterword.conversations.receiving import receive_mail
from afterword.customers.actions import Details, add_customer
from afterword.customers.models import ContactPoint, Hold
from afterword.followups.models import FollowUp
from afterword.infra import clock
from afterword.web.conversations.words import waits
from tests.servers.imap_server import ImapServer
from tests.web.house import House


def writes(number: int = 1, words: str = "How lovely, thank you!") -> Conversation:
    """A customer who wrote to the shop."""
    address = f"tom{number}@customers.example"
    customer = add_customer(details=Details(given_name="Tom", family_name=f"Reed {number}", email=address))
    receive_mail(f"From: Tom <{address}>\nSubject: Your frame\nMessage-ID: <{number}@c.example>\n\n{words}\n".encode())
    return Conversation.objects.get(customer_id=customer)


def test_who_wrote_stands_in_the_list_and_is_answered(house: House, owner: Client, inside: Business) -> None:
    talk = writes()
    listed = owner.get(house.url("conversations/")).content.decode()
    assert "1 customer waits for an answer" in listed
    assert "How lovely, thank you!" in listed
    page = owner.get(house.url(f"conversations/{talk.pk}")).content.decode()
    assert "nothing automatic leaves to them" in page
    empty = owner.post(house.url(f"conversations/{talk.pk}/answer"), {"body": " "})
    assert empty.status_code == 422
    assert (
        owner.post(house.url(f"conversations/{talk.pk}/answer"), {"body": "Dear {{ first_name }},"}).status_code == 422
    )
    assert not Answer.objects.exists()
    done = owner.post(
        house.url(f"conversations/{talk.pk}/answer"), {"body": "Come in any day.", "go_on": "on"}, follow=True
    )
    assert "Your answer to Tom Reed 1 leaves in a few seconds." in done.content.decode()
    assert "Nobody waits for an answer" in done.content.decode()
    assert FollowUp.objects.get(pk=Answer.objects.get().follow_up_id).state == "approved"
    assert not Hold.objects.filter(lifted_at=None).exists()
    assert "Come in any day." in owner.get(house.url(f"conversations/{talk.pk}")).content.decode()
    assert "Tom Reed 1" in owner.get(house.url("conversations/?all")).content.decode()


def test_an_answer_is_taken_back_into_the_form(house: House, owner: Client, inside: Business) -> None:
    talk = writes()
    owner.post(house.url(f"conversations/{talk.pk}/answer"), {"body": "Come in any day.", "go_on": "on"})
    answer = Answer.objects.get()
    back = house.url(f"conversations/{talk.pk}/answers/{answer.follow_up_id}/take-back")
    page = owner.post(back).content.decode()
    assert ">\nCome in any day.</textarea>" in page
    talk.refresh_from_db()
    assert talk.state == "open"
    assert Hold.objects.filter(lifted_at=None).exists()
    assert not Answer.objects.exists()
    assert FollowUp.objects.get(pk=answer.follow_up_id).state == "skipped"
    assert "There is no such answer here." in owner.post(back, follow=True).content.decode()


def test_a_new_address_waits_as_a_suggestion(house: House, owner: Client, inside: Business) -> None:
    talk = writes(words="We moved! The new address is Kirkegata 4, 0153 Oslo.")
    page = owner.get(house.url(f"conversations/{talk.pk}")).content.decode()
    assert "Is this their new address?" in page
    owner.post(
        house.url(f"customers/{talk.customer_id}/addresses"), {"channel": "post", "value": "Kirkegata 4, 0153 Oslo"}
    )
    assert ContactPoint.objects.get(customer_id=talk.customer_id, channel="post").value == "Kirkegata 4, 0153 Oslo"
    found = owner.get(house.url(f"conversations/of/{talk.customer_id}"))
    assert found["Location"] == house.url(f"conversations/{talk.pk}")


def test_closing_taking_over_and_opening_again(house: House, owner: Client, inside: Business) -> None:
    talk = writes()
    rosa = team()[0].user_id
    owner.post(house.url(f"conversations/{talk.pk}/owner"), {"owner": str(rosa)})
    talk.refresh_from_db()
    assert talk.owner_id == rosa
    owner.post(house.url(f"conversations/{talk.pk}/owner"), {"owner": "999999"})
    owner.post(house.url(f"conversations/{talk.pk}/close"))
    talk.refresh_from_db()
    assert (talk.state, talk.owner_id, Hold.objects.filter(lifted_at=None).count()) == ("closed", rosa, 1)
    owner.post(house.url(f"conversations/{talk.pk}/reopen"))
    owner.post(house.url(f"conversations/{talk.pk}/close"), {"go_on": "1"})
    assert not Hold.objects.filter(lifted_at=None).exists()
    assert owner.get(house.url("conversations/999")).status_code == 404


def test_what_they_wrote_is_never_markup(house: House, owner: Client, inside: Business) -> None:
    talk = writes(words="<script>alert(1)</script> & <b>bold</b>")
    page = owner.get(house.url(f"conversations/{talk.pk}")).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_list_costs_as_many_queries_for_one_as_for_twelve(house: House, owner: Client, inside: Business) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert owner.get(house.url("conversations/")).status_code == 200
        return len(seen)

    writes(1)
    cost()
    for_one = cost()
    for number in range(2, 13):
        writes(number)
    assert cost() == for_one


def test_the_mailbox_is_kept_only_when_it_opens(
    house: House, owner: Client, inside: Business, imap: ImapServer
) -> None:
    assert "Set up the mailbox" in owner.get(house.url("conversations/")).content.decode()
    refused = owner.post(house.url("settings/inbox"), {**imap.settings, "password": "wrong"})
    assert refused.status_code == 422
    assert "The mailbox says" in refused.content.decode()
    kept = owner.post(house.url("settings/inbox"), imap.settings, follow=True)
    assert "the mailbox could be opened" in kept.content.decode()
    assert imap.settings["password"] not in kept.content.decode()
    InboxMark.objects.update(trouble="The mailbox says: gone.", looked_at=clock.now())
    assert "The mailbox says: gone." in owner.get(house.url("conversations/")).content.decode()
    owner.post(house.url("settings/inbox/forget"))
    assert not InboxMark.objects.exists()


@pytest.mark.parametrize(
    ("passed", "said", "is_late"),
    [
        (timedelta(seconds=30), "just now", False),
        (timedelta(minutes=5), "for 5 minutes", False),
        (timedelta(hours=23), "for 23 hours", False),
        (timedelta(hours=30), "for 30 hours", True),
        (timedelta(days=3), "for 3 days", True),
    ],
)
def test_the_clock_says_how_long_somebody_waits(passed: timedelta, said: str, is_late: bool) -> None:
    now = clock.now()
    assert waits(now - passed, now) == (said, is_late)
