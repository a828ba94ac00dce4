"""What the sample's customers have written back, by the same door as any mail."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage

from afterword.conversations.receiving import receive_mail
from afterword.customers.models import ContactPoint
from afterword.followups.models import FollowUp
from afterword.infra import clock

#: The subject, how many hours ago it came, and the words.
WRITTEN = (
    (
        "Re: Thank you",
        3,
        (
            "Hi Rosa,\n\n"
            "it arrived safely and looks even better than in the shop. Could you do two more in the same wood"
            " for my sister, by the middle of next month?\n\nMany thanks"
        ),
    ),
    (
        "Re: How is it holding up?",
        20,
        (
            "Dear Rosa,\n\n"
            "one corner has opened a little since we hung it over the radiator. Is that something that you"
            " can put right?\n\nBest wishes"
        ),
    ),
    (
        "We have moved",
        47,
        (
            "Hello,\n\n"
            "just so that you know: we have moved. My new address is 12 Orchard Lane, Bristol BS1 4ND.\n\nKind"
            " regards"
        ),
    ),
)


def receive_answers() -> None:
    """Take in a few mails from customers who were written to lately: they wait in Conversations, and nothing leaves."""
    written_to = FollowUp.objects.filter(state="done", channel="email").order_by("-closed_at", "id")
    latest = list(dict.fromkeys(written_to.values_list("customer_id", flat=True)[: 10 * len(WRITTEN)]))
    points = ContactPoint.objects.filter(channel="email", customer_id__in=latest).select_related("customer")
    by_customer = {point.customer_id: point for point in points.order_by("-id")}
    for customer_id, (subject, hours, words) in zip(latest, WRITTEN, strict=False):
        _receive(by_customer[customer_id], subject, clock.now() - timedelta(hours=hours), words)


def _receive(point: ContactPoint, subject: str, at: datetime, words: str) -> None:
    name = point.customer.display_name
    mail = EmailMessage()
    mail["From"] = Address(name, addr_spec=point.value)
    mail["To"] = "rosa@frames.example"
    mail["Subject"] = subject
    mail["Date"] = at
    mail["Message-ID"] = f"<sample.{point.pk}@frames.example>"
    mail.set_content(f"{words}\n{name.split()[0]}\n")
    receive_mail(mail.as_bytes())
