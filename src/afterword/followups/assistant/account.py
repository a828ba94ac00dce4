"""Where the assistant is: the address of its API, its model and its key, and whether it may be asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.db import transaction

from afterword.channels.email.loopback import is_this_machine
from afterword.domain.trouble import Trouble
from afterword.followups.guarding.models import PersonalTouch
from afterword.followups.guarding.settled import personal_touch
from afterword.infra import clock, vault

_LONGEST_KEY = 500


class BadAssistant(Trouble):
    """The assistant cannot be set up like this; the sentence says what to change."""


@dataclass(frozen=True, slots=True)
class Assistant:
    """One that may be asked; ``url`` is where its API begins, without a slash at the end."""

    url: str
    model: str
    key: str = field(default="", repr=False)

    @property
    def host(self) -> str:
        """Whom the facts are sent to."""
        return urlsplit(self.url).netloc


def assistant() -> Assistant | None:
    """The current business's assistant; None while it is off. One query. Raises ``vault.UnreadableSecret``."""
    row = PersonalTouch.objects.filter(assistant_is_on=True).exclude(assistant_url="").first()
    if row is None:
        return None
    return Assistant(row.assistant_url, row.assistant_model, vault.unseal(row.sealed_key).get("key", ""))


def assistant_shown() -> Assistant | None:
    """The same without its key, for a page."""
    row = PersonalTouch.objects.filter(assistant_is_on=True).exclude(assistant_url="").first()
    return None if row is None else Assistant(row.assistant_url, row.assistant_model)


@transaction.atomic
def settle_assistant(*, is_on: bool, url: str, model: str, key: str = "", forget_key: bool = False) -> None:
    """Keep where the assistant is. An empty key keeps the one saved before, for the same host. Raises BadAssistant."""
    row = personal_touch()
    url, model, key = url.strip().rstrip("/"), " ".join(model.split()), key.strip()
    if is_on or url:
        _check(url, model, key)
    moved = urlsplit(row.assistant_url).netloc != urlsplit(url).netloc
    if key:
        row.sealed_key = vault.seal({"key": key})
    elif forget_key or moved:
        # A key is never shown to another host than the one that it was entered for.
        row.sealed_key = ""
    row.assistant_is_on, row.assistant_url, row.assistant_model = is_on, url, model
    row.changed_at = clock.now()
    row.save()


def _check(url: str, model: str, key: str) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadAssistant("This is no web address. Write it like https://api.example.com/v1.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or re.search(r"[\s\x00-\x1f]", url):
        raise BadAssistant("This is no web address. Write it like https://api.example.com/v1.")
    if parts.username is not None or parts.query or parts.fragment or len(url) > 300:
        raise BadAssistant("Write the address alone, without a name, a key or a question mark in it.")
    if parts.scheme == "http" and not is_this_machine(parts.hostname):
        raise BadAssistant("What customers told you is sent there: write https://, except for this machine.")
    if not model or len(model) > 100:
        raise BadAssistant("Name the model that is to be asked, in at most 100 letters.")
    if len(key) > _LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise BadAssistant("This is no key. Copy it again, without spaces and line ends.")
