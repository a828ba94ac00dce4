"""The whole way of a message, from approved to sent, against a real mail server."""

from __future__ import annotations

from afterword.followups.delivering.rounds import deliver_due
from afterword.followups.models import Delivery, MessageText
from afterword.timeline.models import EventRow
from tests.servers.fixtures import RecordingServer
from tests.setting.leaving import Leaving, message_of, states


def test_an_approved_message_leaves_and_its_follow_up_is_done(server: RecordingServer, leaving: Leaving) -> None:
    owed = leaving.approved("Ann")
    tally = deliver_due()
    assert (tally.sent, tally.failed, tally.held) == (1, 0, 0)
    assert states(owed) == ("sent", "done")
    message = message_of(owed)
    assert owed.closed_at == message.sent_at
    [letter] = server.accepted()
    assert letter.message_id.strip("<>") == message.message_id == f"f.{owed.pk}.{owed.business_id}.1@shop.example"
    assert letter.rcpt_to == (message.address,)
    assert letter.parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = MessageText.objects.get(message=message)
    assert text.subject == letter.parsed["Subject"] == "Thank you for the tulips"
    body = letter.parsed.get_body(("plain",))
    assert body is not None
    assert text.body in body.get_content().replace("\r\n", "\n")
    assert Delivery.objects.get(message=message).outcome == "sent"
    assert EventRow.objects.filter(kind="message_sent", subject_id=owed.pk).count() == 1


def test_what_was_sent_is_not_sent_again(server: RecordingServer, leaving: Leaving) -> None:
    for name in ("Ann", "Bob", "Eva", "Kim", "Lea", "Max"):
        leaving.approved(name)
    assert deliver_due().sent == 6
    assert deliver_due().sent == 0
    accepted = server.accepted()
    assert len(accepted) == len({letter.message_id for letter in accepted}) == 6
