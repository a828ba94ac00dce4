"""A letter that left, and the words for what may come back."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage

from afterword.customers.models import Customer
from afterword.followups.models import FollowUp, Message
from tests.servers.fixtures import RecordingServer
from tests.setting.leaving import message_of
from tests.setting.shop import Shop


@dataclass
class Written:
    """A letter that left, and the words for what may come back."""

    shop: Shop
    server: RecordingServer
    customer: Customer
    owed: FollowUp

    @property
    def message(self) -> Message:
        return message_of(self.owed)

    @property
    def address(self) -> str:
        return str(self.message.address)

    def mail(self, text: str = "Thank you, it is lovely!", **headers: str) -> bytes:
        """A mail from Ann, below our letter."""
        mail = EmailMessage()
        said = {
            "From": f"Ann Berg <{self.address}>",
            "To": "rosa@shop.example",
            "Subject": "Re: Thank you for the tulips",
            "In-Reply-To": f"<{self.message.message_id}>",
            "Message-ID": f"<{abs(hash((text, tuple(headers.items()))))}@example.org>",
        }
        for name, value in (said | {name.replace("_", "-"): value for name, value in headers.items()}).items():
            if value:
                mail[name] = value
        mail.set_content(text)
        return mail.as_bytes()

    def bounce(self, said: str = "550 5.1.1 User unknown", *, action: str = "failed", mark: str = "1") -> bytes:
        """A mailer's notice about our letter."""
        return (
            "From: MAILER-DAEMON@mx.example\nTo: rosa@shop.example\n"
            f"Subject: Undelivered Mail\nMessage-ID: <{mark}@mx>\n"
            "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
            "--b\nContent-Type: text/plain\n\nYour message could not be delivered.\n\n"
            "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
            f"Final-Recipient: rfc822; {self.address}\nAction: {action}\nStatus: 5.0.0\n"
            f"Diagnostic-Code: smtp; {said}\n\n"
            f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{self.message.message_id}>\nSubject: x\n--b--\n"
        ).encode()
