"""A letter that has left, and the words of the provider that took it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.test import Client

from afterword.channels.mail_hooks import MailHook, hook_url, open_hook
from afterword.conversations.models import Received
from afterword.customers.models import ContactPoint, Suppression
from afterword.followups.models import Delivery
from tests.conversations.coming_back import Written
from tests.public.hooks.speaking import BOUNCES, SECRETS, Call


@dataclass
class Hooked:
    """`asked`: what was fetched from Amazon."""

    written: Written
    asked: list[str]
    hook: MailHook | None = None
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def open(self, provider: str) -> str:
        """Open the hook and give its address."""
        self.hook = open_hook(provider=provider, secret=SECRETS.get(provider, ""))
        # As if this provider had taken the letter.
        Delivery.objects.update(reply=f"{self.hook.kind.title} took it as provider-1.")
        return self.url

    @property
    def url(self) -> str:
        assert self.hook is not None
        return hook_url(self.written.shop.business, self.hook)

    @property
    def path(self) -> str:
        return "/" + self.url.split("/", 3)[3]

    def bounce(self, provider: str, *, theirs: str = "provider-1") -> Call:
        """The provider says that the letter came back for good."""
        return BOUNCES[provider](self.written.address, self.written.message.message_id, theirs, self.url)

    def post(self, call: Call, path: str = "") -> int:
        """The status that the provider gets."""
        answer = self.client.post(
            path or self.path, data=call.body, content_type=call.content_type, headers=call.headers
        )
        return int(answer.status_code)

    @property
    def received(self) -> list[tuple[str, str]]:
        return list(Received.objects.order_by("id").values_list("kind", "reason"))

    @property
    def suppressed(self) -> list[str]:
        return list(Suppression.objects.filter(lifted_at=None).values_list("reason", flat=True))

    @property
    def bad(self) -> str:
        return str(ContactPoint.objects.get(customer=self.written.customer, channel="email").bad_reason)
