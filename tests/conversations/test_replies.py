"""A customer's own words stop the machine and reach a person; a machine's words do neither."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from afterword.conversations.answering import answer_customer, close_conversation, reply_subject
from afterword.conversations.models import Conversation, Received
from afterword.conversations.receiving import Came, receive_mail
from afterword.customers.actions import merge_customers
from afterword.customers.forgetting import forget_customer
from afterword.customers.models import Customer, Hold, Suppression
from afterword.followups.delivering.rounds import deliver_due
from afterword.infra import clock
from afterword.timeline.models import EventRow
from tests.conversations.coming_back import Written
from tests.setting.leaving import Leaving, message_of, states


def kinds(customer: Customer) -> list[str]:
    return list(EventRow.objects.filter(customer_id=customer.pk).order_by("id").values_list("kind", flat=True))


def test_an_answer_opens_a_conversation_and_stops_automatic_messages_at_once(written: Written) -> None:
    waiting = Leaving(written.shop).approved(customer=written.customer, mode="automatic")
    assert (
        receive_mail(written.mail("Thank you!\n\nOn 8 June 2026, Rosa <rosa@shop.example> wrote:\n> Dear Ann\n"))
        is Came.KEPT
    )
    kept = Received.objects.get()
    assert (kept.customer_id, kept.message_row, kept.words) == (written.customer.pk, written.message.pk, "Thank you!")
    talk = Conversation.objects.get(customer=written.customer)
    assert talk.state == "open"
    assert talk.waiting_since is not None
    assert Hold.objects.filter(customer=written.customer, reason="reply", lifted_at=None).exists()
    assert "customer_replied" in kinds(written.customer)
    deliver_due()
    assert states(waiting) == ("held", "approved")
    assert message_of(waiting).reason == "replied"
    assert len(written.server.accepted()) == 1


def test_the_same_mail_twice_changes_nothing(written: Written) -> None:
    mail = written.mail()
    assert [receive_mail(mail), receive_mail(mail)] == [Came.KEPT, Came.KNOWN]
    assert kinds(written.customer).count("customer_replied") == 1


def test_an_answer_is_known_by_its_sender_too(written: Written) -> None:
    assert receive_mail(written.mail(In_Reply_To="", Subject="A question")) is Came.KEPT
    assert Received.objects.get().message_row is None


def test_an_absence_stops_nothing(written: Written) -> None:
    assert receive_mail(written.mail("I am away.", Auto_Submitted="auto-replied")) is Came.KEPT
    assert Received.objects.get().kind == "auto_reply"
    assert not Hold.objects.exists()
    assert not Conversation.objects.exists()


def test_somebody_waits_since_they_wrote(written: Written) -> None:
    receive_mail(written.mail(Date="Tue, 09 Jun 2026 08:15:00 +0200"))
    since = Conversation.objects.get().waiting_since
    assert since is not None
    assert since.isoformat() == "2026-06-09T06:15:00+00:00"
    other = Leaving(written.shop).customer("Eva", address="eva@example.org")
    receive_mail(written.mail(From="eva@example.org", In_Reply_To="", Date="Tue, 09 Jun 2099 08:15:00 +0200"))
    assert Conversation.objects.get(customer=other).waiting_since == clock.now()


def test_a_strangers_mail_and_our_own_are_left_alone(written: Written) -> None:
    assert receive_mail(written.mail(From="x@elsewhere.example", In_Reply_To="")) is Came.STRANGE
    assert receive_mail(written.mail(From="Rosa <rosa@shop.example>")) is Came.STRANGE
    assert receive_mail(written.mail(List_Id="<news.example.org>", In_Reply_To="")) is Came.STRANGE
    assert not Received.objects.exists()


def test_a_message_of_another_business_is_nobodys_here(written: Written) -> None:
    elsewhere = written.message.message_id.split(".")
    elsewhere[2] = str(int(elsewhere[2]) + 1)
    strange = written.mail(From="x@elsewhere.example", In_Reply_To=f"<{'.'.join(elsewhere)}>")
    assert receive_mail(strange) is Came.STRANGE


def test_stop_alone_is_taken_at_its_word(written: Written) -> None:
    receive_mail(written.mail("STOP\n\nOn 8 June 2026, Rosa <rosa@shop.example> wrote:\n> Dear Ann\n"))
    assert Suppression.objects.get().reason == "asked"


def test_an_answer_leaves_below_the_mail_that_it_answers(written: Written, later: Callable[[timedelta], None]) -> None:
    receive_mail(written.mail())
    talk = Conversation.objects.get()
    owed = answer_customer(conversation_id=talk.pk, body="How nice to hear.\n\nRosa", member_id=1)
    later(timedelta(seconds=11))
    deliver_due()
    assert states(owed) == ("sent", "done")
    sent = written.server.accepted()[-1].parsed
    asked = Received.objects.get()
    assert (sent["In-Reply-To"], sent["References"]) == (asked.external_id, asked.external_id)
    assert sent["Subject"] == "Re: Thank you for the tulips"
    assert sent["Auto-Submitted"] is None
    assert sent["List-Unsubscribe"] is None
    talk.refresh_from_db()
    assert (talk.state, talk.waiting_since, talk.owner_id) == ("answered", None, 1)
    assert Hold.objects.filter(lifted_at=None).exists()


def test_an_answer_does_not_wait_until_they_want_to_hear_again(
    written: Written, later: Callable[[timedelta], None]
) -> None:
    Customer.objects.update(hears_every_days=180)
    receive_mail(written.mail("Do you have it in blue?"))
    owed = answer_customer(conversation_id=Conversation.objects.get().pk, body="We do.\n\nRosa", member_id=1)
    later(timedelta(seconds=11))
    deliver_due()
    assert states(owed) == ("sent", "done")


def test_their_answer_to_our_answer_opens_it_again(written: Written, later: Callable[[timedelta], None]) -> None:
    receive_mail(written.mail())
    talk = Conversation.objects.get()
    owed = answer_customer(conversation_id=talk.pk, body="How nice to hear.\n\nRosa", member_id=1, let_go_on=True)
    assert not Hold.objects.filter(lifted_at=None).exists()
    later(timedelta(seconds=11))
    deliver_due()
    receive_mail(written.mail("And when do you open?", In_Reply_To=f"<{message_of(owed).message_id}>"))
    talk.refresh_from_db()
    assert (talk.state, talk.owner_id) == ("open", 1)
    assert Received.objects.latest("id").message_row == message_of(owed).pk
    assert Hold.objects.filter(lifted_at=None).count() == 1


def test_closing_lets_messages_go_on_only_where_asked(written: Written) -> None:
    receive_mail(written.mail())
    talk = Conversation.objects.get()
    close_conversation(conversation_id=talk.pk, member_id=1, let_go_on=False)
    assert Hold.objects.filter(lifted_at=None).exists()
    close_conversation(conversation_id=talk.pk, member_id=1, let_go_on=True)
    assert not Hold.objects.filter(lifted_at=None).exists()
    assert Conversation.objects.get().state == "closed"


def test_merged_customers_have_one_conversation(written: Written) -> None:
    receive_mail(written.mail())
    other = Leaving(written.shop).customer("Anna", address="anna@example.org")
    receive_mail(written.mail(From="anna@example.org", In_Reply_To=""))
    merge_customers(keep_id=written.customer.pk, other_id=other.pk)
    assert Conversation.objects.get().customer_id == written.customer.pk
    assert set(Received.objects.values_list("customer_id", flat=True)) == {written.customer.pk}


def test_a_subject_gets_one_re() -> None:
    said = ["Frame", "Re: Frame", "SV: Re: Frame", ""]
    assert [reply_subject(one) for one in said] == ["Re: Frame", "Re: Frame", "Re: Frame", "Re:"]


def test_whoever_was_forgotten_is_a_stranger(written: Written) -> None:
    answer, notice = written.mail(), written.bounce()
    assert forget_customer(customer_id=written.customer.pk)
    assert [receive_mail(answer), receive_mail(notice)] == [Came.STRANGE, Came.STRANGE]
    assert not Received.objects.exists()
    assert not Conversation.objects.exists()
